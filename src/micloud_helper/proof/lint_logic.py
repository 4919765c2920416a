"""Rules about what can be reached: questions, options, conditions, statuses, routes, phases and endings."""

from collections.abc import Iterator
from itertools import combinations

from micloud_helper.conditions import Value
from micloud_helper.proof.coverage import Spot, ruling_for
from micloud_helper.proof.elements import elements
from micloud_helper.proof.subject import Hit, Rule, Subject
from micloud_helper.proof.walk import Classes

__all__ = ["LOGIC_RULES"]

LONGEST_PHASE = 9


def never_true(subject: Subject) -> Iterator[Hit]:
    """Find conditions that never hold where they come into question."""
    for spot in (*subject.deciding, *subject.on_sheets):
        if spot.met and not any(map(spot.when.holds, spot.met)):
            yield spot.path, {}


def always_true(subject: Subject) -> Iterator[Hit]:
    """Find conditions that always hold where they come into question."""
    for spot in (*subject.deciding, *subject.on_sheets):
        if spot.met and any(spot.when.comparisons()) and all(map(spot.when.holds, spot.met)):
            yield spot.path, {}


def value_never(subject: Subject) -> Iterator[Hit]:
    """Find values that never occur where their condition, which may hold otherwise, comes into question."""
    for classes, spots in ((subject.deciding_classes, subject.deciding), (subject.classes, subject.on_sheets)):
        for spot in spots:
            for comparison in spot.when.comparisons() if any(map(spot.when.holds, spot.met)) else ():
                met = _values_met(spot, comparison.question, classes)
                for value in sorted(comparison.values - met):
                    yield spot.path, {"question": comparison.question, "value": value}


def _values_met(spot: Spot, question: str, classes: Classes) -> set[Value]:
    found: set[Value] = set()
    for one in spot.met:
        answer = one.get(question, ())
        for alike in classes.get(question, {}).get(answer, (answer,)):
            found.update(alike if isinstance(alike, tuple) else (alike,))
    return found


def option_without_effect(subject: Subject) -> Iterator[Hit]:
    """Find options that no condition tells from another one of the same question."""
    for id in subject.guide.questions:
        for alike in subject.classes[id].values():
            single = [one for one in alike if isinstance(one, str) or (isinstance(one, tuple) and len(one) == 1)]
            first, *others = [one if isinstance(one, str) else one[0] for one in single] or [""]
            for other in others:
                yield ("questions", id, "options", other), {"option": other, "other": first}


def status_never(subject: Subject) -> Iterator[Hit]:
    """Find statuses of a document that another one before them always takes the place of."""
    for id, document in subject.guide.documents.items():
        told = {ruling_for(document, one) for one in subject.sets}
        for index, ruling in enumerate(document.statuses):
            if ruling not in told:
                yield ("documents", id, "statuses", index), {"document": id, "status": ruling.status}


def route_never(subject: Subject) -> Iterator[Hit]:
    """Find routes that nobody is ever sent on."""
    for id in subject.guide.routes:
        if not subject.contexts["routes", id]:
            yield ("routes", id), {"route": id}


def unused(subject: Subject) -> Iterator[Hit]:
    """Find documents, sources and addresses that nothing refers to."""
    guide = subject.guide
    needed = {one for route in guide.routes.values() for need in (*route.needs, route.lists) for one in need}
    linked = {one for route in guide.routes.values() for one in route.addresses}
    cited = {one for path, value in elements(guide) if path[-2:-1] == ("sources",) for one in [value]}
    for kind, used in (("documents", needed), ("addresses", linked), ("sources", cited)):
        yield from (((kind, id), {"id": id}) for id in getattr(guide, kind) if id not in used)


def endings_overlap(subject: Subject) -> Iterator[Hit]:
    """Find routes that end the search for the same answers, so that only their order decides."""
    endings = [route for route in subject.guide.routes.values() if route.kind not in ("application", "contact")]
    for first, second in combinations(endings, 2):
        if any(first.when.holds(one) and second.when.holds(one) for one in subject.sets):
            yield ("routes", second.id, "when"), {"route": second.id, "other": first.id}


def phase_long(subject: Subject) -> Iterator[Hit]:
    """Find phases that come to ten steps or more on somebody's sheet."""
    for id, route in subject.guide.routes.items():
        met = [dict(one) for one in subject.contexts["routes", id]]
        for phase in route.phases:
            count = max((sum(step.when.holds(one) for step in phase.steps) for one in met), default=0)
            if count > LONGEST_PHASE:
                yield ("routes", id, "phases", phase.id), {"count": str(count), "limit": str(LONGEST_PHASE)}


def ending_without_warning(subject: Subject) -> Iterator[Hit]:
    """Find routes that warn of nothing, not even of those who sell unlocking; a stop route leads elsewhere."""
    warned = {
        dict(one).get("route")
        for one in subject.contexts["warnings",]
        if any(warning.when.holds(dict(one)) for warning in subject.guide.warnings.values())
    }
    for id, route in subject.guide.routes.items():
        if route.kind != "stop" and id not in warned and None not in warned:
            yield ("routes", id), {"route": id}


LOGIC_RULES = (
    Rule("never_true", "error", never_true),
    Rule("always_true", "warning", always_true),
    Rule("value_never", "warning", value_never),
    Rule("option_without_effect", "warning", option_without_effect),
    Rule("status_never", "error", status_never),
    Rule("route_never", "error", route_never),
    Rule("unused", "error", unused),
    Rule("endings_overlap", "warning", endings_overlap),
    Rule("phase_long", "warning", phase_long),
    Rule("ending_without_warning", "warning", ending_without_warning),
)
