"""A guide on paper, for people to check.

A table of every outcome and every statement with its sources, as CSV and as a page to sign; and a Mermaid diagram of
every question, where each answer leads, and the endings.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from html import escape
from typing import NamedTuple

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import All, Condition, Is
from micloud_helper.guide import DAYS, Address, Contact, Document, Guide, Happening, Route, StatusRule, fill
from micloud_helper.planner import decide, plan
from micloud_helper.proof.space import Path, classes_of, deciding_conditions, elements, options_of, telling_day, walk
from micloud_helper.reference import describe_condition
from micloud_helper.render.html import template
from micloud_helper.sheet import compose

FORMULA = tuple("=+-@＝＋－＠\t\r\n")
"""A spreadsheet runs a cell that begins with one of these; with an apostrophe in front it does not."""

UNFILLED = {day: f"{{{day}}}" for day in (*DAYS, "date")}
"""The table shows as placeholders what only a plan can fill in."""

COLUMNS = ("when", "text", "documents", "steps", "dates")
"""The columns that are written once per language."""

ANY_DAY = date(2000, 1, 3)
"""Where an answer leads does not depend on the day."""


class Row(NamedTuple):
    """A line of the table: an outcome with the shortest answers that reach it, or a statement; sources with dates.

    A statement that stands in several places has a line for each in `place` and in the words for when it is shown.
    `words` has the texts of the columns by name, once per language.
    """

    kind: str
    place: str
    words: Sequence[Mapping[str, str]]
    sources: str
    answers: str = ""


def factcheck_rows(guide: Guide, catalogues: Sequence[Catalogue], *, today: date) -> Iterator[Row]:
    """Give one row per outcome (route, what comes after it, how the dates stand), then one per statement."""
    for outcome in _outcomes(guide, telling_day(guide, today)):
        given = {id: [*it] if isinstance(it, tuple) else str(it) for id, it in outcome.answers.values.items()}
        answers = "\n".join(f"{id}: {value}".replace("'", "") for id, value in given.items())
        sources = _sources(guide, (source.id for source in outcome.sources))
        words = [_outcome_words(outcome, catalogue) for catalogue in catalogues]
        yield Row("outcome", f"routes.{outcome.route.id}", words, sources, answers)
    places: dict[int, tuple[object, list[Path]]] = {}
    for path, part in elements(guide):
        places.setdefault(id(part), (part, []))[1].append(path)  # routes share steps
    for part, paths in places.values():
        texts = [_texts(guide, part, catalogue) for catalogue in catalogues]
        if any(texts):
            conditions = [All(tuple(_conditions(guide, path, part))) for path in paths]
            words = [
                {"when": "\n".join(_said(guide, it, catalogue) for it in conditions), "text": "\n".join(text)}
                for catalogue, text in zip(catalogues, texts, strict=True)
            ]
            place = "\n".join(".".join(map(str, path)) for path in paths)
            cited = () if part is guide else getattr(part, "sources", ())
            yield Row("statement", place, words, _sources(guide, cited))


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


def _outcome_words(outcome: Checklist, catalogue: Catalogue) -> dict[str, str]:
    sheet = compose(outcome, (catalogue,))
    steps = (step for phase in sheet.phases for step in phase.entries)
    dates = (it for it in sheet.section("dates").entries if it.tag)
    return {
        "when": "".join(sheet.section("route").text("because")),
        "text": " → ".join((*sheet.route, *sheet.fallback)),
        "documents": "\n".join(": ".join((*it.text, *it.tag)) for it in sheet.documents),
        "steps": "\n".join(f"{it.number}. {''.join(it.text)}" for it in steps),
        "dates": "\n".join(" ".join((*it.text, *it.tag)) for it in dates),
    }


def _said(guide: Guide, when: Condition, catalogue: Catalogue) -> str:
    return describe_condition(guide, when, catalogue) or catalogue.message("factcheck.always")


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
    window = guide.answer_window
    if window and part is window:
        calendar = f"{window.holidays.country} ({', '.join(window.holidays.categories)})"
        facts = {"days": window.working_days, "calendar": calendar, "again": window.retry_after_days}
        return [catalogue.message("factcheck.window", **facts)]
    say = partial(fill, guide, language=catalogue.language, values=None, days=UNFILLED)
    found = []
    for value in getattr(part, "__dict__", {}).values():
        texts = value if isinstance(value, tuple) else (value,)
        found += [say(it) for it in texts if isinstance(it, Mapping) and set(it) == set(guide.languages)]
    match part:
        case Route(refused=Condition() as refused):
            when = describe_condition(guide, refused, catalogue)
            found.append(catalogue.message("factcheck.refused", when=when))
        case Happening(sets=sets) | Document(arrived=sets) if sets:
            given = All(tuple(Is(id, frozenset(options_of(it))) for id, it in sets.items()))
            answers = describe_condition(guide, given, catalogue)
            found.append(catalogue.message("factcheck.sets", answers=answers))
        case Contact(value=address) | Address(url=address):
            found.append(address)
    if isinstance(part, Happening) and part.asks:
        asked = ", ".join(say(guide.questions[id].ask) for id in part.asks)
        found.append(catalogue.message("factcheck.asks", questions=asked))
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
        texts = [words.get(name, "") for name in COLUMNS for words in row.words]
        cells = [row.place, row.answers, *texts, row.sources, ""]
        table.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return out.getvalue()


def factcheck_html(guide: Guide, catalogues: Sequence[Catalogue], *, today: date) -> str:
    """Write the table as a page to print: two tables, a column to mark, and a place to sign."""
    first = catalogues[0]
    rows = list(factcheck_rows(guide, catalogues, today=today))
    page = template("factcheck.html.j2").render(
        guide=guide,
        catalogues=catalogues,
        about=first.message("factcheck.about", version=guide.version, checked_on=first.day(guide.checked_on)),
        columns=COLUMNS,
        tables=[(kind, [row for row in rows if row.kind == kind]) for kind in ("outcome", "statement")],
    )
    return page + "\n"


def flow_mermaid(guide: Guide, catalogue: Catalogue) -> str:
    """Write where each answer leads as a Mermaid diagram, which GitHub and many editors draw."""
    say = partial(fill, guide, language=catalogue.language, values=None)
    classes = classes_of(guide, deciding_conditions(guide).values(), ANY_DAY)
    reached: dict[tuple[str, str], dict[str, None]] = {}
    for values in walk(guide, classes):
        for (question, answer), after in zip(
            values.items(), [*values, decide(guide, values).route.id][1:], strict=True
        ):
            options = (id for alike in classes[question][answer] for id in options_of(alike))
            reached.setdefault((question, after), {}).update(dict.fromkeys(options))
    lines = ["flowchart TD"]
    lines += [f'  q_{id}["{_mermaid(say(it.ask))}"]' for id, it in guide.questions.items()]
    lines += [f'  r_{id}(["{_mermaid(say(it.title))}"])' for id, it in guide.routes.items()]
    order = [*guide.questions, *guide.routes]
    for question, after in sorted(reached, key=lambda it: [*map(order.index, it)]):
        offered, picked = guide.questions[question].options, reached[question, after]
        label = _mermaid(" / ".join(say(offered[option].label) for option in picked))
        arrow = "-->" if picked.keys() == offered.keys() else f'-->|"{label}"|'
        lines.append(f"  q_{question} {arrow} {'q' if after in guide.questions else 'r'}_{after}")
    return "\n".join(lines) + "\n"


def _mermaid(text: str) -> str:
    return escape(text, quote=False).replace('"', "#quot;")
