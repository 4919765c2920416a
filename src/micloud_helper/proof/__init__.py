"""Content that proves itself: structure, meaning and every plan of a guide, and the papers for people to check."""

from micloud_helper.proof.examine import examine
from micloud_helper.proof.report import Counterexample, Figures, Finding, Report

__all__ = ["Counterexample", "Figures", "Finding", "Report", "examine"]
