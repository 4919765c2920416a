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


def _as_text(report: "Report", words: Catalogue, name: str, seconds: float) -> str:
    lines = [message(report.problems, words)] if report.problems else []
    for finding in report.findings:
        severity = words.message(f"cli.check_page.{finding.severity}")
        lines.append(
            f"{finding.location}: {severity}: {_what(finding, words)} [{finding.code}]\n  → {_fix(finding, words)}"
        )
    for broken in report.counterexamples:
        lines.append(f"{name}: {_what(broken, words)} [{broken.code}]\n  → {_fix(broken, words)}")
        lines.append(words.message("cli.check_page.shortest") + "".join(f"\n      {line}" for line in _answers(broken)))
    lines.append(_figures(report, words, seconds))
    return "\n".join(lines) + "\n"


def _figures(report: "Report", words: Catalogue, seconds: float) -> str:
    figures = report.figures
    if figures is None:
        return words.message("cli.check_page.unsound", count=len(report.problems))
    return words.message(
        "cli.check_page.figures",
        questions=figures.questions,
        documents=figures.documents,
        routes=figures.routes,
        sets=_grouped(figures.sets, words),
        sheets=_grouped(figures.sheets, words),
        seconds=round(seconds),
        errors=sum(it.severity == "error" for it in report.findings) + len(report.counterexamples),
        warnings=sum(it.severity == "warning" for it in report.findings),
    )


def _grouped(number: int, words: Catalogue) -> str:
    return f"{number:,}".replace(",", words.message("cli.check_page.thousands"))


def _what(found: "Finding | Counterexample", words: Catalogue) -> str:
    return words.message(f"rules.{found.code}.what", **found.facts)


def _fix(found: "Finding | Counterexample", words: Catalogue) -> str:
    return words.message(f"rules.{found.code}.fix", **found.facts)


def _answers(broken: "Counterexample") -> Iterator[str]:
    for id, value in _plain(broken.answers).items():
        written = f"[{', '.join(value)}]" if isinstance(value, list) else value
        yield f"{id}: {written}"


def _plain(answers: Answers) -> dict[str, Any]:
    return {id: list(value) if isinstance(value, tuple) else str(value) for id, value in answers.values.items()}


def _as_json(report: "Report", words: Catalogue, name: str, seconds: float) -> str:
    problems = [
        {
            "code": it.code,
            "severity": "error",
            **_placed(it.location),
            "what": words.message(f"problems.{it.code}.what", **it.facts),
            "fix": words.message(f"problems.{it.code}.fix", **it.facts),
            "meant": it.facts.get("meant"),
        }
        for it in report.problems
    ]
    findings = [
        {
            "code": it.code,
            "severity": it.severity,
            **_placed(it.location),
            "what": _what(it, words),
            "fix": _fix(it, words),
        }
        for it in report.findings
    ]
    broken = [
        {"code": it.code, "what": _what(it, words), "fix": _fix(it, words), "answers": _plain(it.answers)}
        for it in report.counterexamples
    ]
    figures = None
    if report.figures:
        figures = {key: getattr(report.figures, key) for key in ("questions", "documents", "routes", "sets", "sheets")}
        figures["seconds"] = round(seconds, 1)
    form = {"format": 1, "guide": name, "sound": report.sound, "problems": problems, "findings": findings,
            "counterexamples": broken, "figures": figures}  # fmt: skip
    return json.dumps(form, ensure_ascii=False, indent=2) + "\n"


def _placed(place: Location | None) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column} if place else {}


def _as_annotations(report: "Report", words: Catalogue, name: str, seconds: float) -> str:
    """Write the commands that mark lines of a change on GitHub."""
    rows = [("error", it.location, message([Problem(it.code, it.facts)], words), it.code) for it in report.problems]
    rows += [(it.severity, it.location, f"{_what(it, words)} {_fix(it, words)}", it.code) for it in report.findings]
    rows += [("error", Location(name), _what(it, words), it.code) for it in report.counterexamples]
    return "".join(
        f"::{severity} file={_escaped(place.file, ':,')},line={place.line or 1},col={place.column or 1},"
        f"title={code}::{_escaped(text)}\n"
        for severity, found_at, text, code in rows
        for place in [found_at or Location(name)]
    ) + _figures(report, words, seconds) + "\n"  # fmt: skip


def _escaped(text: str, also: str = "") -> str:
    for letter in "%\r\n" + also:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


REPORTS: "Mapping[str, Page]" = {
    "text": _as_text,
    "json": _as_json,
    "github": _as_annotations,
}
"""The forms of a report by name; each takes it with words, the guide's name and the seconds it took."""
