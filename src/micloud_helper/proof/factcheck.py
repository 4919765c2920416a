"""The table for people: every outcome and every statement of a guide with its sources, as CSV and as a page to sign."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import All, Condition, Is
from micloud_helper.decision import deciding
from micloud_helper.descriptions import describe_condition
from micloud_helper.guide import Address, AnswerWindow, Contact, Guide, Route, StatusRule
from micloud_helper.loader import read_resource
from micloud_helper.planner import plan_counted
from micloud_helper.proof.elements import Path, elements
from micloud_helper.proof.walk import classes_of, walk
from micloud_helper.sheet import Sheet, Translations, compose

__all__ = ["Row", "factcheck_csv", "factcheck_html", "factcheck_rows"]

FORMULA = tuple("=+-@＝＋－＠\t\r\n")
"""A spreadsheet runs a cell that begins with one of these; with an apostrophe in front it does not."""

TOLD = ("when", "text", "documents", "steps", "dates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table. Translations are written once per language, empty where there are none.

    `answers` are the shortest that reach an outcome; `sources` come with their dates.
    """

    kind: str
    place: str
    answers: str = ""
    when: Translations
    text: Translations
    documents: Translations = ()
    steps: Translations = ()
    dates: Translations = ()
    sources: str


def factcheck_rows(guide: Guide, words: Sequence[Catalogue], *, today: date) -> Iterator[Row]:
    """Give one row per outcome (route, what comes after it, how the dates lie), then one per statement."""
    for outcome in _outcomes(guide, today):
        yield _outcome_row(outcome, compose(outcome, words))
    told = set()
    for path, value in elements(guide):
        if id(value) not in told and any(_texts(guide, value, one) for one in words):
            told.add(id(value))
            yield _statement_row(guide, path, value, words)


def _outcomes(guide: Guide, today: date) -> list[Checklist]:
    shortest: dict[tuple[object, ...], Checklist] = {}
    for values in walk(guide, classes_of(guide, [when for _, when in deciding(guide)], today)):
        plan = plan_counted(guide, Answers(values=values), today=today)
        kind = (plan.route.id, plan.fallback and plan.fallback.id, plan.facts["timing"])
        if kind not in shortest or len(values) < len(shortest[kind].answers.values):
            shortest[kind] = plan
    order = list(guide.routes)
    return sorted(shortest.values(), key=lambda plan: order.index(plan.route.id))


def _outcome_row(plan: Checklist, sheet: Sheet) -> Row:
    def lines(told: Iterable[tuple[Translations, str, Translations]]) -> Translations:
        parts = list(told)
        return tuple("\n".join(f"{a[n]}{joint}{b[n]}" for a, joint, b in parts) for n in range(len(sheet.languages)))

    steps = [step for phase in sheet.phases for step in phase.steps]
    written = {id: [*it] if isinstance(it, tuple) else str(it) for id, it in plan.answers.values.items()}
    return Row(
        kind="outcome",
        place=f"routes.{plan.route.id}",
        answers="\n".join(f"{id}: {value}".replace("'", "") for id, value in written.items()),
        when=sheet.because,
        text=lines([(sheet.route, " → ", sheet.fallback_title)]) if sheet.fallback_title else sheet.route,
        documents=lines((it.title, ": ", it.status_word) for it in sheet.documents),
        steps=lines(((f"{it.number}. ",) * len(it.text), "", it.text) for it in steps),
        dates=lines((it.label, " ", it.day) for it in sheet.dates),
        sources=_sources(plan.guide, (source.id for source in plan.sources)),
    )


def _statement_row(guide: Guide, path: Path, told: object, words: Sequence[Catalogue]) -> Row:
    when = All(tuple(_guards(guide, path, told)))
    return Row(
        kind="statement",
        place=".".join(map(str, path)),
        when=tuple(describe_condition(guide, when, one) or one.message("factcheck.always") for one in words),
        text=tuple("\n".join(_texts(guide, told, one)) for one in words),
        sources=_sources(guide, getattr(told, "sources", ()) if not isinstance(told, Guide) else ()),
    )


def _guards(guide: Guide, path: Path, told: object) -> Iterator[Condition]:
    """Give the conditions under which something is told: its status's or route's, and its own."""
    if path[:1] == ("documents",) and path[2:3] == ("statuses",):
        yield guide.documents[str(path[1])].statuses[int(path[3])].when
    elif path[:1] == ("routes",) and len(path) > 2:
        yield Is("route", frozenset({str(path[1])}))
    if hasattr(told, "when") and not isinstance(told, StatusRule):
        yield told.when


def _texts(guide: Guide, told: object, words: Catalogue) -> list[str]:
    """Give what one part of the guide says by itself, without the parts inside it."""
    if isinstance(told, StatusRule):
        return [words.message(f"sheet.status.{told.status}")]
    if isinstance(told, AnswerWindow):
        calendar = f"{told.country} ({', '.join(told.categories)})"
        facts = {"days": told.working_days, "calendar": calendar, "again": told.retry_after_days}
        return [words.message("factcheck.window", **facts)]
    found = []
    for field in fields(told) if is_dataclass(told) else ():
        value = getattr(told, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Mapping) and set(one) == set(guide.languages):
                found.append(one[words.language])
    if isinstance(told, Route) and told.refused is not None:
        found.append(words.message("factcheck.refused", when=describe_condition(guide, told.refused, words)))
    if isinstance(told, (Contact, Address)):
        found.append(told.value if isinstance(told, Contact) else told.url)
    return found


def _sources(guide: Guide, ids: Iterable[str]) -> str:
    return "\n".join(f"{id} ({guide.sources[id].date})" for id in ids)


def _cells(row: Row, languages: int) -> Iterator[str]:
    yield row.place
    yield row.answers
    for name in TOLD:
        yield from getattr(row, name) or ("",) * languages
    yield row.sources


def _heads(words: Sequence[Catalogue]) -> Iterator[str]:
    speaker = words[0]
    yield from (speaker.message("factcheck.column.place"), speaker.message("factcheck.column.answers"))
    yield from (f"{one.message(f'factcheck.column.{name}')} ({one.language})" for name in TOLD for one in words)
    yield from (speaker.message("factcheck.column.sources"), speaker.message("factcheck.column.right"))


def factcheck_csv(guide: Guide, words: Sequence[Catalogue], *, today: date) -> str:
    """Write the table as CSV that no spreadsheet takes for formulas; its last column is left to fill in."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_heads(words))
    for row in factcheck_rows(guide, words, today=today):
        cells = [*_cells(row, len(words)), ""]
        table.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return out.getvalue()


def factcheck_html(guide: Guide, words: Sequence[Catalogue], *, today: date) -> str:
    """Write the table as a page to print: two tables, a column to mark, and a place to sign."""
    from jinja2 import Environment

    rows = list(factcheck_rows(guide, words, today=today))
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    return template.from_string(read_resource("factcheck.html.j2").decode()).render(
        guide=guide,
        words=words,
        about=words[0].message("factcheck.about", version=guide.version, checked_on=words[0].day(guide.checked_on)),
        told=TOLD,
        tables=[(kind, [row for row in rows if row.kind == kind]) for kind in ("outcome", "statement")],
    )
