"""What an examination found, on a page: for people, for programs, and as marks on the lines of a change."""

import json
from typing import TYPE_CHECKING, Any

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.messages import message
from micloud_helper.errors import Location, Problem

if TYPE_CHECKING:  # only the names of the forms are needed by every run
    from micloud_helper.proof.check import Report
    from micloud_helper.proof.proof import Finding


def _as_text(report: "Report", catalogue: Catalogue, name: str, seconds: float) -> str:
    lines = [message(report.problems, catalogue)] if report.problems else []
    for it in (*report.findings, *report.counterexamples):
        place = f"{it.location}: {catalogue.message(f'cli.check_page.{it.severity}')}" if it.location else name
        what, fix = _words("rules", it, catalogue)
        lines.append(f"{place}: {what} [{it.code}]\n  → {fix}")
        if it.answers:
            lines.append(catalogue.message("cli.check_page.shortest"))
            for id, value in _answers(it).items():
                lines.append(f"      {id}: [{', '.join(value)}]" if isinstance(value, list) else f"      {id}: {value}")
    return "\n".join([*lines, _figures(report, catalogue, seconds)]) + "\n"


def _figures(report: "Report", catalogue: Catalogue, seconds: float) -> str:
    figures = report.figures
    if not figures:
        return catalogue.message("cli.check_page.unsound", count=len(report.problems))
    comma = catalogue.message("cli.check_page.thousands")
    grouped = {key: f"{figures[key]:,}".replace(",", comma) for key in ("sets", "sheets")}
    severities = [it.severity for it in (*report.findings, *report.counterexamples)]
    counts = {"errors": severities.count("error"), "warnings": severities.count("warning")}
    facts = {**figures, **grouped, **counts, "seconds": round(seconds)}
    return catalogue.message("cli.check_page.figures", **facts)


def _words(area: str, it: "Problem | Finding", catalogue: Catalogue) -> list[str]:
    """Say what was found, and what to do."""
    return [catalogue.message(f"{area}.{it.code}.{part}", **it.facts) for part in ("what", "fix")]


def _answers(found: "Finding") -> dict[str, Any]:
    values = found.answers.values if found.answers else {}
    return {id: list(value) if isinstance(value, tuple) else str(value) for id, value in values.items()}


def _as_json(report: "Report", catalogue: Catalogue, name: str, seconds: float) -> str:
    def entry(area: str, it: "Problem | Finding", **severity: str) -> dict[str, Any]:
        place = it.location._asdict() if it.location else {}
        what, fix = _words(area, it, catalogue)
        return {"code": it.code, **severity, **place, "what": what, "fix": fix}

    problems = [{**entry("problems", it, severity="error"), "meant": it.facts.get("meant")} for it in report.problems]
    form = {
        "format": 1,
        "guide": name,
        "sound": report.sound,
        "problems": problems,
        "findings": [entry("rules", it, severity=it.severity) for it in report.findings],
        "counterexamples": [{**entry("rules", it), "answers": _answers(it)} for it in report.counterexamples],
        "figures": {**report.figures, "seconds": round(seconds, 1)} if report.figures else None,
    }
    return json.dumps(form, ensure_ascii=False, indent=2) + "\n"


def _as_annotations(report: "Report", catalogue: Catalogue, name: str, seconds: float) -> str:
    """Write the commands that mark lines of a change on GitHub."""
    rows: list[tuple[str, Problem | Finding, str]] = []
    rows += [("error", it, message([Problem(it.code, it.facts)], catalogue)) for it in report.problems]
    rows += [(it.severity, it, " ".join(_words("rules", it, catalogue))) for it in report.findings]
    rows += [("error", it, _words("rules", it, catalogue)[0]) for it in report.counterexamples]
    lines = []
    for severity, it, text in rows:
        file, line, column = it.location or Location(name)
        place = f"file={_escaped(file, ':,')},line={line or 1},col={column or 1}"
        lines.append(f"::{severity} {place},title={it.code}::{_escaped(text)}\n")
    return "".join(lines) + _figures(report, catalogue, seconds) + "\n"


def _escaped(text: str, also: str = "") -> str:
    return "".join(f"%{ord(letter):02X}" if letter in "%\r\n" + also else letter for letter in text)


REPORTS = {"text": _as_text, "json": _as_json, "github": _as_annotations}
"""The forms of a report by name; each takes it with a catalogue, the guide's name and the seconds it took."""
