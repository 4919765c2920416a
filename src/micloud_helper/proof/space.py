"""The parts of a guide, and the space of all complete sets of answers to it.

The space is walked by classes of answers that nothing in the guide tells apart.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeAlias

from micloud_helper.conditions import Condition, Value, Values
from micloud_helper.dates import span
from micloud_helper.errors import GuideError, Problem
from micloud_helper.guide import Document, Guide, Phase, Phrase, Question, Route, StatusRule, Text, Variant

Path: TypeAlias = tuple[str | int, ...]
"""Where something stands in a guide or a sheet: the names and numbers that lead there."""

Classes: TypeAlias = dict[str, dict[Value, tuple[Value, ...]]]
"""For every question the classes of its answers: the first one in the guide's order stands for all in it."""

Context: TypeAlias = tuple[tuple[str, Value], ...]
"""The answers, route, timing and typed details that were met somewhere, as far as conditions there compare them."""

LIMIT = 2_500_000
"""So many answers, of all sets together, can be looked at in a bearable time; a guide that needs more is refused."""

HOLIDAYS = 21
"""Days that weekends and holidays together may last."""

EVERYWHERE = ("contradictions", "warnings", "contacts", "happenings")
"""The sections whose items come into question with every plan."""


class PlacedCondition(NamedTuple):
    """A condition at its place in the guide, and what it met there, where `classes` tell answers apart."""

    path: Path
    when: Condition
    met: Sequence[Values]
    classes: Classes


def elements(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Give every part of something with its path; conditions are given whole."""
    yield path, value
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, tuple):
        names = getattr(value, "_fields", range(len(value)))
        inner = [(it.id if isinstance(it, Phase) else name, it) for name, it in zip(names, value, strict=True)]
    elif is_dataclass(value) and not isinstance(value, Condition):
        inner = [(field.name, getattr(value, field.name)) for field in fields(value)]
    for name, part in inner:
        yield from elements(part, (*path, name))


def texts(guide: Guide) -> Iterator[tuple[Path, Text]]:
    """Give every text of a guide once; a step that routes share is one text."""
    seen = set()
    for path, value in elements(guide):
        if isinstance(value, Mapping) and value and set(value) == set(guide.languages) and id(value) not in seen:
            seen.add(id(value))
            yield path, value


def all_conditions(part: object) -> list[Condition]:
    """Give every condition of a guide, or of a part of one."""
    return [value for _, value in elements(part) if isinstance(value, Condition)]


def deciding_conditions(guide: Guide) -> dict[Path, Condition]:
    """Give the conditions that decide what is asked, which status a document has and which route is open, by place."""
    found: dict[Path, Condition] = {}
    for path, part in elements(guide):
        own = len(path) == 3 and path[0] in ("questions", "details", "routes")
        if isinstance(part, Condition) and (own or (len(path) == 5 and path[2] == "statuses")):
            found[path] = part
    return found


def classes_of(guide: Guide, conditions: Iterable[Condition], today: date) -> Classes:
    """Put answers that none of the `conditions` tells apart into one class.

    Of a list, the answers are every single option and all of them together; dates differ by how they stand to today.
    """
    comparisons = [comparison for condition in conditions for comparison in condition.comparisons()]
    found: Classes = {}
    for id, question in guide.questions.items():
        own = [comparison for comparison in comparisons if comparison.question == id]
        alike: dict[tuple[bool, ...], list[Value]] = {}
        for answer in _answers(guide, question, today):
            dated = _side(guide, answer, today) if isinstance(answer, date) else ()
            alike.setdefault((*dated, *(it.holds({id: answer}) for it in own)), []).append(answer)
        found[id] = {answers[0]: tuple(answers) for answers in alike.values()}
    return found


def options_of(answer: Value) -> tuple[str, ...]:
    """Name the options that were picked; a date has none."""
    return (answer,) if isinstance(answer, str) else answer if isinstance(answer, tuple) else ()


def _answers(guide: Guide, question: Question, today: date) -> Sequence[Value]:
    if question.kind == "choice":
        return tuple(question.options)
    if question.kind == "choices":
        together = tuple(option for option in question.options if option != question.none)
        return (*((option,) for option in question.options), together)
    window = guide.answer_window
    if window is None or window.sent_on != question.id:
        return (today,)
    longest_wait = 2 * window.working_days + window.patience_days + 30
    furthest = max(60, window.retry_after_days + 1, longest_wait, (window.long_ago_days or 0) + 2)
    return [today - timedelta(days=back) for back in range(-1, furthest)]


def telling_day(guide: Guide, today: date) -> date:
    """Give the first day from `today` on at which dates of sending stand in the most different ways to it.

    Where patience ends at the weekend or in the holidays, say, no last day of an answer lies so few days before.
    """

    def sides(day: date) -> int:
        questions = guide.questions.values()
        answers = {answer for it in questions if it.kind == "date" for answer in _answers(guide, it, day)}
        return len({_side(guide, answer, day) for answer in answers if isinstance(answer, date)})

    return max((today + timedelta(days=later) for later in range(HOLIDAYS)), key=sides)


def _side(guide: Guide, day: date, today: date) -> tuple[bool, ...]:
    """Tell how a date of sending stands to today, as far as `timing` and the rules of the plan tell it."""
    window = guide.answer_window
    if window is None:
        return ()
    _, latest, _ = span(day, window)
    return (
        day > today,
        day + timedelta(days=window.retry_after_days) > today,
        latest >= today,
        latest + timedelta(days=window.patience_days) >= today,
        window.long_ago_days is not None and day + timedelta(days=window.long_ago_days) < today,
    )


def walk(guide: Guide, classes: Classes) -> Iterator[dict[str, Value]]:
    """Give every complete set of answers once, depth first. Raises GuideError when there is too much to walk."""
    questions = tuple(guide.questions.values())
    limit = LIMIT // len(questions)
    if count(guide, classes, limit) > limit:
        raise too_many()
    pending: list[tuple[int, dict[str, Value]]] = [(0, {})]
    while pending:
        place, active = pending.pop()
        while place < len(questions) and not questions[place].when.holds(active):
            place += 1
        if place == len(questions):
            yield active
        else:
            id = questions[place].id
            pending += [(place + 1, {**active, id: answer}) for answer in classes[id]][::-1]


def too_many() -> GuideError:
    """Say that a guide tells more answers apart than can be looked at."""
    return GuideError(Problem("too_many_answers", {"limit": f"{LIMIT:,}"}))


def count(guide: Guide, classes: Classes, limit: int = LIMIT) -> int:
    """Count the sets of the walk without walking: questions that no later condition asks about only multiply.

    Gives up at more than `limit` different beginnings, and says `limit` + 1 then.
    """
    questions = list(guide.questions.values())
    beginnings: dict[Context, int] = {(): 1}
    for place, question in enumerate(questions, 1):
        asked_later = questions_in(it.when for it in questions[place:])
        longer: Counter[Context] = Counter()
        for beginning, number in beginnings.items():
            active = dict(beginning)
            given = ({question.id: it} for it in classes[question.id]) if question.when.holds(active) else ({},)
            for answer in given:
                longer[project({**active, **answer}, asked_later)] += number
            if len(longer) > limit:
                return limit + 1
        beginnings = longer
    return sum(beginnings.values())


def compared_on_sheets(guide: Guide) -> dict[Path, dict[str, set[str]]]:
    """Give the parts of which sheets consist, each with the questions and values compared to decide what it says."""
    parts: dict[Path, object] = {(kind,): getattr(guide, kind) for kind in EVERYWHERE}
    parts |= {(kind, id): part for kind in ("documents", "phrases") for id, part in getattr(guide, kind).items()}
    parts |= {("routes", id): (route.variants, route.phases) for id, route in guide.routes.items()}
    found: dict[Path, dict[str, set[str]]] = {path: {} for path in parts}
    for path, part in parts.items():
        for comparison in (it for when in all_conditions(part) for it in when.comparisons()):
            found[path].setdefault(comparison.question, set()).update(comparison.values)
    return found


def questions_in(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Name what conditions compare, each question once."""
    return tuple(dict.fromkeys(it.question for condition in conditions for it in condition.comparisons()))


def project(facts: Values, compared: Iterable[str]) -> Context:
    """Give of some facts those that are compared."""
    return tuple([(id, facts[id]) for id in compared if id in facts])


def distinct(sets: Iterable[Values], *conditions: Condition) -> list[Values]:
    """Give of some sets of facts what conditions compare, each combination once."""
    compared = questions_in(conditions)
    return [dict(context) for context in {project(facts, compared) for facts in sets}]


def placed_on_sheets(
    guide: Guide, contexts: Mapping[Path, set[Context]], classes: Classes
) -> Iterator[PlacedCondition]:
    """Place the conditions of all items in the contexts of those sheets on which the item comes into question."""

    def placed(
        path: Path, entries: Mapping[str, Any] | Sequence[Any], met: Sequence[Values]
    ) -> Iterator[PlacedCondition]:
        for name, entry in entries.items() if isinstance(entries, Mapping) else enumerate(entries):
            own: Path = (*path, entry.id if isinstance(entry, Phase) else name)
            if not isinstance(entry, StatusRule):  # its condition is among the deciding ones
                yield PlacedCondition((*own, "when"), entry.when, met, classes)
            if isinstance(entry, StatusRule | Phase):
                inside, items = ("steps", entry.steps) if isinstance(entry, Phase) else ("how", entry.how)
                yield from placed((*own, inside), items, [one for one in met if entry.when.holds(one)])
            if isinstance(entry, StatusRule | Variant | Phrase):  # the first that holds counts
                met = [one for one in met if not entry.when.holds(one)]

    for path, found in contexts.items():
        met, part = [dict(context) for context in found], getattr(guide, str(path[0]))
        part = part[path[1]] if len(path) > 1 else part
        if isinstance(part, Document):
            yield from placed((*path, "statuses"), part.statuses, met)
            rules = [(part.status_rule(one), one) for one in met]
            to_be_had = [one for rule, one in rules if rule and rule.status != "unavailable"]
            yield from placed((*path, "check"), part.check, to_be_had)
        elif isinstance(part, Route):
            yield from placed((*path, "variants"), part.variants, met)
            yield from placed((*path, "phases"), part.phases, met)
        else:
            yield from placed(path, part, met)
