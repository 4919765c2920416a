"""What an examination found, on a page: for people, for programs, and as marks on the lines of a change."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.messages import message
from micloud_helper.errors import Location, Problem

if TYPE_CHECKING:  # only the names of the forms are needed by every run
    from micloud_helper.proof import Counterexample, Finding, Report

    Page: TypeAlias = Callable[[Report, Catalogue, str, float], str]


def _as_text(report: "Report", catalogue: Catalogue, name: str, seconds: float) -> str:
    lines = [message(report.problems, catalogue)] if report.problems else []
    for finding in report.findings:
        severity = catalogue.message(f"cli.check_page.{finding.severity}")
        what, fix = _words(finding, catalogue)
        lines.append(f"{finding.location}: {severity}: {what} [{finding.code}]\n  → {fix}")
    for broken in report.counterexamples:
        what, fix = _words(broken, catalogue)
        lines += [f"{name}: {what} [{broken.code}]\n  → {fix}", catalogue.message("cli.check_page.shortest")]
        lines += [f"      {id}: {written}" for id, written in _written(broken.answers)]
    return "\n".join([*lines, _figures(report, catalogue, seconds)]) + "\n"


def _figures(report: "Report", catalogue: Catalogue, seconds: float) -> str:
    figures = report.figures
    if figures is None:
        return catalogue.message("cli.check_page.unsound", count=len(report.problems))
    comma = catalogue.message("cli.check_page.thousands")
    return catalogue.message(
        "cli.check_page.figures",
        questions=figures.questions,
        documents=figures.documents,
        routes=figures.routes,
        sets=f"{figures.sets:,}".replace(",", comma),
        sheets=f"{figures.sheets:,}".replace(",", comma),
        seconds=round(seconds),
        errors=sum(it.severity == "error" for it in report.findings) + len(report.counterexamples),
        warnings=sum(it.severity == "warning" for it in report.findings),
    )


def _words(found: "Problem | Finding | Counterexample", catalogue: Catalogue) -> tuple[str, str]:
    """Say what is wrong and what to do."""
    area = "problems" if isinstance(found, Problem) else "rules"
    what = catalogue.message(f"{area}.{found.code}.what", **found.facts)
    return what, catalogue.message(f"{area}.{found.code}.fix", **found.facts)


def _written(answers: Answers) -> Iterator[tuple[str, str]]:
    for id, value in answers.values.items():
        yield id, f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value)


def _as_json(report: "Report", catalogue: Catalogue, name: str, seconds: float) -> str:
    def row(found: "Problem | Finding | Counterexample", **more: Any) -> dict[str, Any]:
        what, fix = _words(found, catalogue)
        place: Location | None = getattr(found, "location", None)
        where = {"file": place.file, "line": place.line, "column": place.column} if place else {}
        severity = {"severity": getattr(found, "severity", "error")} if hasattr(found, "location") else {}
        return {"code": found.code, **severity, **where, "what": what, "fix": fix, **more}

    figures = None
    if report.figures:
        figures = {key: getattr(report.figures, key) for key in ("questions", "documents", "routes", "sets", "sheets")}
        figures["seconds"] = round(seconds, 1)
    broken = [
        row(it, answers={id: list(value) if isinstance(value, tuple) else str(value)
                         for id, value in it.answers.values.items()})
        for it in report.counterexamples
    ]  # fmt: skip
    form = {"format": 1, "guide": name, "sound": report.sound,
            "problems": [row(it, meant=it.facts.get("meant")) for it in report.problems],
            "findings": [row(it) for it in report.findings], "counterexamples": broken, "figures": figures}  # fmt: skip
    return json.dumps(form, ensure_ascii=False, indent=2) + "\n"


def _as_annotations(report: "Report", catalogue: Catalogue, name: str, seconds: float) -> str:
    """Write the commands that mark lines of a change on GitHub."""
    rows = [("error", it.location, message([it._replace(location=None)], catalogue), it.code) for it in report.problems]
    rows += [(it.severity, it.location, " ".join(_words(it, catalogue)), it.code) for it in report.findings]
    rows += [("error", Location(name), _words(it, catalogue)[0], it.code) for it in report.counterexamples]
    return "".join(
        f"::{severity} file={_escaped(place.file, ':,')},line={place.line or 1},col={place.column or 1},"
        f"title={code}::{_escaped(text)}\n"
        for severity, found_at, text, code in rows
        for place in [found_at or Location(name)]
    ) + _figures(report, catalogue, seconds) + "\n"  # fmt: skip


def _escaped(text: str, also: str = "") -> str:
    for letter in "%\r\n" + also:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


REPORTS: "Mapping[str, Page]" = {"text": _as_text, "json": _as_json, "github": _as_annotations}
"""The forms of a report by name; each takes it with a catalogue, the guide's name and the seconds it took."""
