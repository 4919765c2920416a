"""The space of all complete sets of answers to a guide, walked by classes of answers that nothing in it tells apart."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from micloud_helper.conditions import All, AnyOf, Condition, Is, Not, Value, Values
from micloud_helper.guide import Document, Guide, Phrase, Question, Route, Variant
from micloud_helper.proof.elements import Path, elements
from micloud_helper.workdays import span

Classes: TypeAlias = dict[str, dict[Value, tuple[Value, ...]]]
"""For every question the classes of its answers: the first one in the guide's order stands for all in it."""

Context: TypeAlias = tuple[tuple[str, Value], ...]
"""The answers, route, timing and typed details that were met somewhere, as far as conditions there compare them."""


Met: TypeAlias = list[dict[str, Value]]
"""Contexts that a condition met."""

EVERYWHERE = ("contradictions", "warnings", "contacts", "happenings")
"""The sections whose items come into question with every plan."""


class PlacedCondition(NamedTuple):
    """A condition at its place in the guide, and the contexts it met there, by which classes of answers."""

    path: Path
    when: Condition
    met: Met
    classes: Classes


def all_conditions(guide: Guide) -> Iterator[Condition]:
    """Give every condition of a guide."""
    return (value for _, value in elements(guide) if isinstance(value, (Is, All, AnyOf, Not)))


def deciding_conditions(guide: Guide) -> Iterator[tuple[Path, Condition]]:
    """Give the conditions that decide what is asked, which status a document has and which route is open, by place."""
    yield from ((("questions", id, "when"), it.when) for id, it in guide.questions.items())
    yield from ((("details", id, "when"), it.when) for id, it in guide.details.items())
    for id, document in guide.documents.items():
        yield from ((("documents", id, "statuses", n, "when"), rule.when) for n, rule in enumerate(document.statuses))
    for id, route in guide.routes.items():
        yield ("routes", id, "when"), route.when
        if route.refused is not None:
            yield ("routes", id, "refused"), route.refused


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


def _side(guide: Guide, day: date, today: date) -> tuple[bool, ...]:
    """Tell how a date of sending stands to today, as far as `timing` and the rules of the plan tell it."""
    window = guide.answer_window
    if window is None:
        return ()
    latest = span(day, window.working_days, window.holidays.country, window.holidays.categories).latest
    return (
        day > today,
        day + timedelta(days=window.retry_after_days) > today,
        latest >= today,
        latest + timedelta(days=window.patience_days) >= today,
        window.long_ago_days is not None and day + timedelta(days=window.long_ago_days) < today,
    )


def walk(guide: Guide, classes: Classes) -> Iterator[dict[str, Value]]:
    """Give every complete set of answers once, depth first."""
    questions = tuple(guide.questions.values())

    def deeper(at: int, active: dict[str, Value]) -> Iterator[dict[str, Value]]:
        for place in range(at, len(questions)):
            question = questions[place]
            if question.when.holds(active):
                for answer in classes[question.id]:
                    yield from deeper(place + 1, {**active, question.id: answer})
                return
        yield active

    return deeper(0, {})


def count(guide: Guide, classes: Classes, limit: int) -> int:
    """Count the sets of the walk without walking: questions that no later condition asks about only multiply.

    Gives up at more than `limit` different beginnings, and says `limit` + 1 then.
    """
    order = {id: number for number, id in enumerate(guide.questions)}
    last_use = {it.question: order[id] for id, one in guide.questions.items() for it in one.when.comparisons()}
    beginnings: dict[Context, int] = {(): 1}
    for id, question in guide.questions.items():
        longer: dict[Context, int] = {}
        for beginning, number in beginnings.items():
            active = dict(beginning)
            for answer in classes[id] if question.when.holds(active) else (None,):
                after = active if answer is None else {**active, id: answer}
                key = tuple((one, given) for one, given in after.items() if last_use.get(one, -1) > order[id])
                longer[key] = longer.get(key, 0) + number
            if len(longer) > limit:
                return limit + 1
        beginnings = longer
    return sum(beginnings.values())


def parts_of_sheets(guide: Guide) -> dict[Path, list[Condition]]:
    """Give the parts of which sheets consist, each with the conditions that decide what it says."""
    parts: dict[Path, list[Condition]] = {}
    for id, document in guide.documents.items():
        parts["documents", id] = [rule.when for rule in document.statuses]
        parts["documents", id] += [item.when for rule in document.statuses for item in rule.how]
        parts["documents", id] += [item.when for item in document.check]
    for id, route in guide.routes.items():
        parts["routes", id] = [variant.when for variant in route.variants]
        parts["routes", id] += [phase.when for phase in route.phases]
        parts["routes", id] += [step.when for phase in route.phases for step in phase.steps]
    for kind in EVERYWHERE:
        parts[kind,] = [item.when for item in getattr(guide, kind).values()]
    for id, entries in guide.phrases.items():
        parts["phrases", id] = [entry.when for entry in entries]
    return parts


def questions_in(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Name what conditions compare, each question once."""
    return tuple(dict.fromkeys(it.question for condition in conditions for it in condition.comparisons()))


def project(facts: Values, compared: Iterable[str]) -> Context:
    """Give of some facts those that are compared."""
    return tuple([(id, facts[id]) for id in compared if id in facts])


def placed_in_decisions(guide: Guide, sets: Iterable[dict[str, Value]], classes: Classes) -> Iterator[PlacedCondition]:
    """Place the deciding conditions in all sets of answers; a question's among those given before it."""
    order = {id: number for number, id in enumerate(guide.questions)}
    for path, when in deciding_conditions(guide):
        before = order[str(path[1])] if path[0] == "questions" else len(order)
        compared = [id for id in questions_in([when]) if order[id] < before]
        met = {project(values, compared) for values in sets}
        yield PlacedCondition(path, when, list(map(dict, met)), classes)


def placed_on_sheets(guide: Guide, contexts: dict[Path, set[Context]], classes: Classes) -> Iterator[PlacedCondition]:
    """Place the conditions of all items in the contexts of those sheets on which the item comes into question."""
    met = {path: [dict(context) for context in found] for path, found in contexts.items()}
    for id, document in guide.documents.items():
        yield from _in_document(document, met["documents", id], classes)
    for id, route in guide.routes.items():
        yield from _in_route(route, met["routes", id], classes)
    for kind in EVERYWHERE:
        for id, item in getattr(guide, kind).items():
            yield PlacedCondition((kind, id, "when"), item.when, met[kind,], classes)
    for id, entries in guide.phrases.items():
        yield from _first_that_holds(("phrases", id), entries, met["phrases", id], classes)


def _in_document(document: Document, met: Met, classes: Classes) -> Iterator[PlacedCondition]:
    path: Path = ("documents", document.id)
    rules = [(document.status_rule(one), one) for one in met]
    for index, rule in enumerate(document.statuses):
        inside = [one for found, one in rules if found is rule]
        for number, item in enumerate(rule.how):
            yield PlacedCondition((*path, "statuses", index, "how", number, "when"), item.when, inside, classes)
    to_be_had = [one for found, one in rules if found and found.status != "unavailable"]
    for number, item in enumerate(document.check):
        yield PlacedCondition((*path, "check", number, "when"), item.when, to_be_had, classes)


def _in_route(route: Route, met: Met, classes: Classes) -> Iterator[PlacedCondition]:
    yield from _first_that_holds(("routes", route.id, "variants"), route.variants, met, classes)
    for phase in route.phases:
        path: Path = ("routes", route.id, "phases", phase.id)
        yield PlacedCondition((*path, "when"), phase.when, met, classes)
        shown = [one for one in met if phase.when.holds(one)]
        for number, step in enumerate(phase.steps):
            yield PlacedCondition((*path, "steps", number, "when"), step.when, shown, classes)


def _first_that_holds(
    path: Path, entries: Sequence[Variant | Phrase], met: Met, classes: Classes
) -> Iterator[PlacedCondition]:
    """Place the conditions of entries of which the first that holds counts: each where none before it does."""
    for number, entry in enumerate(entries):
        yield PlacedCondition((*path, number, "when"), entry.when, met, classes)
        met = [one for one in met if not entry.when.holds(one)]
