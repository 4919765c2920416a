"""A guide on paper, for people to check.

A table of every outcome and every statement with its sources, as CSV and as a page to sign; and a Mermaid diagram of
every question, where each answer leads, and the endings.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from html import escape
from typing import NamedTuple

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import All, Condition, Is, Value
from micloud_helper.guide import (
    DAYS,
    Address,
    AnswerWindow,
    Contact,
    Document,
    Guide,
    Happening,
    Route,
    StatusRule,
    fill,
)
from micloud_helper.loader import read_resource
from micloud_helper.planner import decide, plan
from micloud_helper.proof.space import Path, classes_of, deciding_conditions, elements, telling_day, walk
from micloud_helper.reference import describe_condition
from micloud_helper.sheet import Translations, compose

FORMULA = tuple("=+-@＝＋－＠\t\r\n")
"""A spreadsheet runs a cell that begins with one of these; with an apostrophe in front it does not."""

UNFILLED = {day: f"{{{day}}}" for day in (*DAYS, "date")}
"""The table shows as placeholders what only a plan can fill in."""

COLUMNS = ("when", "text", "documents", "steps", "dates")
"""The columns that are written once per language."""

ANY_DAY = date(2000, 1, 3)
"""Where an answer leads does not depend on the day."""


class Row(NamedTuple):
    """A line of the table: an outcome with the shortest answers that reach it, or a statement; sources with dates."""

    kind: str
    place: str
    sources: str
    columns: Mapping[str, Translations]
    answers: str = ""


def factcheck_rows(guide: Guide, catalogues: Sequence[Catalogue], *, today: date) -> Iterator[Row]:
    """Give one row per outcome (route, what comes after it, how the dates stand), then one per statement."""
    for outcome in _outcomes(guide, telling_day(guide, today)):
        yield _outcome_row(outcome, catalogues)
    seen = set()
    for path, part in elements(guide):
        if id(part) not in seen and any(_texts(guide, part, catalogue) for catalogue in catalogues):
            seen.add(id(part))
            yield _statement_row(guide, path, part, catalogues)


def _outcomes(guide: Guide, today: date) -> list[Checklist]:
    shortest: dict[tuple[object, ...], Checklist] = {}
    conditions = [*deciding_conditions(guide).values()]
    conditions += [variant.when for route in guide.routes.values() for variant in route.variants]
    for values in walk(guide, classes_of(guide, conditions, today)):
        outcome = plan(guide, Answers(values=values), today=today)
        kind = (outcome.route.id, outcome.variant, outcome.fallback and outcome.fallback.id, outcome.facts["timing"])
        if kind not in shortest or len(values) < len(shortest[kind].answers.values):
            shortest[kind] = outcome
    order = list(guide.routes)
    return sorted(shortest.values(), key=lambda outcome: order.index(outcome.route.id))


def _outcome_row(outcome: Checklist, catalogues: Sequence[Catalogue]) -> Row:
    sheet = compose(outcome, catalogues)
    languages = range(len(catalogues))

    def lines(parts: Iterable[tuple[Translations, str, Translations]]) -> Translations:
        found = list(parts)
        return tuple("\n".join(f"{first[n]}{joint}{then[n]}" for first, joint, then in found) for n in languages)

    steps = [step for phase in sheet.phases for step in phase.entries]
    answers = {id: [*it] if isinstance(it, tuple) else str(it) for id, it in outcome.answers.values.items()}
    return Row(
        kind="outcome",
        place=f"routes.{outcome.route.id}",
        sources=_sources(outcome.guide, (source.id for source in outcome.sources)),
        columns={
            "when": sheet.section("route").text("because"),
            "text": lines([(sheet.route, " → ", sheet.fallback)]) if sheet.fallback else sheet.route,
            "documents": lines((it.text, ": ", it.tag) for it in sheet.documents),
            "steps": lines(((f"{it.number}. ",) * len(languages), "", it.text) for it in steps),
            "dates": lines((it.text, " ", it.tag) for it in sheet.section("dates").entries if it.tag),
        },
        answers="\n".join(f"{id}: {value}".replace("'", "") for id, value in answers.items()),
    )


def _statement_row(guide: Guide, path: Path, part: object, catalogues: Sequence[Catalogue]) -> Row:
    when = All(tuple(_conditions(guide, path, part)))
    return Row(
        kind="statement",
        place=".".join(map(str, path)),
        sources=_sources(guide, getattr(part, "sources", ()) if not isinstance(part, Guide) else ()),
        columns={
            "when": tuple(describe_condition(guide, when, it) or it.message("factcheck.always") for it in catalogues),
            "text": tuple("\n".join(_texts(guide, part, it)) for it in catalogues),
        },
    )


def _conditions(guide: Guide, path: Path, part: object) -> Iterator[Condition]:
    """Give the conditions under which something is shown: its status's or route's, and its own."""
    if path[:1] == ("documents",) and path[2:3] == ("statuses",):
        yield guide.documents[str(path[1])].statuses[int(path[3])].when
    elif path[:1] == ("routes",) and len(path) > 2:
        yield Is("route", frozenset({str(path[1])}))
        if path[2] == "phases" and len(path) > 4:
            yield from (phase.when for phase in guide.routes[str(path[1])].phases if phase.id == path[3])
    if hasattr(part, "when") and not isinstance(part, StatusRule):
        yield part.when


def _texts(guide: Guide, part: object, catalogue: Catalogue) -> list[str]:
    """Give what one part of the guide says by itself, without the parts inside it."""
    if isinstance(part, StatusRule):
        return [catalogue.message(f"sheet.status.{part.status}")]
    if isinstance(part, AnswerWindow):
        calendar = f"{part.holidays.country} ({', '.join(part.holidays.categories)})"
        facts = {"days": part.working_days, "calendar": calendar, "again": part.retry_after_days}
        return [catalogue.message("factcheck.window", **facts)]
    found = []
    for field in fields(part) if is_dataclass(part) else ():
        value = getattr(part, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, Mapping) and set(text) == set(guide.languages):
                found.append(fill(guide, text, catalogue.language, None, UNFILLED))
    if isinstance(part, Route) and part.refused is not None:
        found.append(catalogue.message("factcheck.refused", when=describe_condition(guide, part.refused, catalogue)))
    sets = part.sets if isinstance(part, Happening) else part.arrived if isinstance(part, Document) else {}
    if sets:
        answers = All(tuple(Is(id, frozenset(it if isinstance(it, tuple) else [str(it)])) for id, it in sets.items()))
        found.append(catalogue.message("factcheck.sets", answers=describe_condition(guide, answers, catalogue)))
    if isinstance(part, Happening) and part.asks:
        asked = ", ".join(fill(guide, guide.questions[id].ask, catalogue.language, None, UNFILLED) for id in part.asks)
        found.append(catalogue.message("factcheck.asks", questions=asked))
    if isinstance(part, (Contact, Address)):
        found.append(part.value if isinstance(part, Contact) else part.url)
    return found


def _sources(guide: Guide, ids: Iterable[str]) -> str:
    return "\n".join(f"{id} ({guide.sources[id].date})" for id in ids)


def factcheck_csv(guide: Guide, catalogues: Sequence[Catalogue], *, today: date) -> str:
    """Write the table as CSV that no spreadsheet takes for formulas; its last column is left to fill in."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    place, answers, sources, right = (
        catalogues[0].message(f"factcheck.column.{name}") for name in ("place", "answers", "sources", "right")
    )
    named = [f"{it.message(f'factcheck.column.{name}')} ({it.language})" for name in COLUMNS for it in catalogues]
    table.writerow([place, answers, *named, sources, right])
    for row in factcheck_rows(guide, catalogues, today=today):
        texts = [text for name in COLUMNS for text in row.columns.get(name) or ("",) * len(catalogues)]
        cells = [row.place, row.answers, *texts, row.sources, ""]
        table.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return out.getvalue()


def factcheck_html(guide: Guide, catalogues: Sequence[Catalogue], *, today: date) -> str:
    """Write the table as a page to print: two tables, a column to mark, and a place to sign."""
    from jinja2 import Environment

    first = catalogues[0]
    rows = list(factcheck_rows(guide, catalogues, today=today))
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    return template.from_string(read_resource("factcheck.html.j2").decode()).render(
        guide=guide,
        catalogues=catalogues,
        about=first.message("factcheck.about", version=guide.version, checked_on=first.day(guide.checked_on)),
        columns=COLUMNS,
        tables=[(kind, [row for row in rows if row.kind == kind]) for kind in ("outcome", "statement")],
    )


def _flow(guide: Guide) -> dict[str, dict[str, dict[str, None]]]:
    """Give from each question to what can come next (a question or a route), and the options that lead there."""
    classes = classes_of(guide, deciding_conditions(guide).values(), ANY_DAY)
    found: dict[str, dict[str, dict[str, None]]] = {id: {} for id in guide.questions}
    for values in walk(guide, classes):
        path = [*values, decide(guide, values).route.id]
        for (question, answer), after in zip(values.items(), path[1:], strict=True):
            options = found[question].setdefault(after, {})
            options |= dict.fromkeys(id for alike in classes[question][answer] for id in _options(alike))
    return found


def _options(answer: Value) -> tuple[str, ...]:
    if isinstance(answer, date):
        return ()
    return (answer,) if isinstance(answer, str) else answer


def flow_mermaid(guide: Guide, catalogue: Catalogue) -> str:
    """Write the flow as a Mermaid diagram, which GitHub and many editors draw."""
    language = catalogue.language
    lines = ["flowchart TD"]
    lines += [f'  q_{id}["{_mermaid(fill(guide, it.ask, language, None))}"]' for id, it in guide.questions.items()]
    lines += [f'  r_{id}(["{_mermaid(fill(guide, it.title, language, None))}"])' for id, it in guide.routes.items()]
    order = [*guide.questions, *guide.routes]
    for id, branches in _flow(guide).items():
        options = guide.questions[id].options
        for after in sorted(branches, key=order.index):
            label = " / ".join(fill(guide, options[option].label, language, None) for option in branches[after])
            arrow = "-->" if branches[after].keys() == options.keys() else f'-->|"{_mermaid(label)}"|'
            lines.append(f"  q_{id} {arrow} {'q' if after in guide.questions else 'r'}_{after}")
    return "\n".join(lines) + "\n"


def _mermaid(text: str) -> str:
    return escape(text, quote=False).replace('"', "#quot;")
