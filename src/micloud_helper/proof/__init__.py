"""Content that proves itself: structure, meaning and every plan of a guide, and the papers for people to check."""

from micloud_helper.proof.factcheck import factcheck_csv, factcheck_html
from micloud_helper.proof.flow import flow_mermaid
from micloud_helper.proof.report import Report, examine
from micloud_helper.proof.rules import Finding
from micloud_helper.proof.schema import guide_schema

__all__ = [
    "Finding",
    "Report",
    "examine",
    "factcheck_csv",
    "factcheck_html",
    "flow_mermaid",
    "guide_schema",
]
