"""Lint of meaning: a guide may be well formed and still say nothing, twice, or what nobody ever sees.

The rules here look at what can be reached: questions, options, conditions, statuses, routes, phases and endings.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

from micloud_helper.conditions import Value
from micloud_helper.errors import Location
from micloud_helper.proof import lint_texts
from micloud_helper.proof.elements import Path, elements
from micloud_helper.proof.lint_texts import Hit
from micloud_helper.proof.proof import Proof
from micloud_helper.proof.space import PlacedCondition, project, questions_in

LONGEST_PHASE = 9

Severity: TypeAlias = Literal["error", "warning"]


class Finding(NamedTuple):
    """Something doubtful in a sound guide: a code of `rules.yaml`, its place and facts."""

    location: Location
    code: str
    severity: Severity
    facts: Mapping[str, str]


class Rule(NamedTuple):
    """A rule of meaning: what finds the places where it is broken. Its words stand under its code in `rules.yaml`."""

    severity: Severity
    find: Callable[[Proof], Iterator[Hit]]

    @property
    def code(self) -> str:
        """Give the rule's name."""
        return self.find.__name__


def lint(proof: Proof, locate: Callable[[Path], Location]) -> Iterator[Finding]:
    """Apply every rule to a proven guide; `locate` finds a path in its file."""
    for rule in RULES:
        for path, facts in rule.find(proof):
            yield Finding(locate(path), rule.code, rule.severity, facts)


def never_true(proof: Proof) -> Iterator[Hit]:
    """Find conditions that never hold where they come into question."""
    for placed in proof.conditions:
        if placed.met and not any(map(placed.when.holds, placed.met)):
            yield placed.path, {}


def always_true(proof: Proof) -> Iterator[Hit]:
    """Find conditions that always hold where they come into question."""
    for placed in proof.conditions:
        if placed.met and any(placed.when.comparisons()) and all(map(placed.when.holds, placed.met)):
            yield placed.path, {}


def value_never(proof: Proof) -> Iterator[Hit]:
    """Find values that never occur where their condition, which may hold otherwise, comes into question."""
    for placed in proof.conditions:
        for comparison in placed.when.comparisons() if any(map(placed.when.holds, placed.met)) else ():
            for value in sorted(comparison.values - _values_met(placed, comparison.question)):
                yield placed.path, {"question": comparison.question, "value": value}


def _values_met(placed: PlacedCondition, question: str) -> set[Value]:
    found: set[Value] = set()
    for answer in {met.get(question, ()) for met in placed.met}:
        for alike in placed.classes.get(question, {}).get(answer, (answer,)):
            found.update(alike if isinstance(alike, tuple) else (alike,))
    return found


def option_without_effect(proof: Proof) -> Iterator[Hit]:
    """Find options that no condition tells from another one of the same question."""
    for id, classes in proof.classes.items():
        for alike in classes.values():
            single = [one for one in alike if isinstance(one, str) or (isinstance(one, tuple) and len(one) == 1)]
            first, *others = [one if isinstance(one, str) else one[0] for one in single] or [""]
            for other in others:
                yield ("questions", id, "options", other), {"option": other, "other": first}


def status_never(proof: Proof) -> Iterator[Hit]:
    """Find statuses of a document that another one before them always takes the place of."""
    for id, document in proof.guide.documents.items():
        compared = questions_in(rule.when for rule in document.statuses)
        met = {project(values, compared) for values in proof.sets}
        found = {document.status_rule(dict(context)) for context in met}
        for index, rule in enumerate(document.statuses):
            if rule not in found:
                yield ("documents", id, "statuses", index), {"document": id, "status": rule.status}


def route_never(proof: Proof) -> Iterator[Hit]:
    """Find routes that nobody is ever sent on."""
    for id in proof.guide.routes:
        if not proof.contexts["routes", id]:
            yield ("routes", id), {"route": id}


def unused(proof: Proof) -> Iterator[Hit]:
    """Find documents, sources and addresses that nothing refers to."""
    guide = proof.guide
    needed = {one for route in guide.routes.values() for need in (*route.needs, route.lists) for one in need}
    linked = {one for route in guide.routes.values() for one in route.addresses}
    cited = {value for path, value in elements(guide) if path[-2:-1] == ("sources",)}
    for kind, used in (("documents", needed), ("addresses", linked), ("sources", cited)):
        yield from (((kind, id), {"id": id}) for id in getattr(guide, kind) if id not in used)


def endings_overlap(proof: Proof) -> Iterator[Hit]:
    """Find routes that end the search for the same answers, so that only their order decides."""
    endings = [route for route in proof.guide.routes.values() if route.ends_search]
    for first, second in combinations(endings, 2):
        met = {project(values, questions_in([first.when, second.when])) for values in proof.sets}
        if any(first.when.holds(values) and second.when.holds(values) for values in map(dict, met)):
            yield ("routes", second.id, "when"), {"route": second.id, "other": first.id}


def phase_long(proof: Proof) -> Iterator[Hit]:
    """Find phases that come to ten steps or more on somebody's sheet."""
    for id, route in proof.guide.routes.items():
        met = [dict(context) for context in proof.contexts["routes", id]]
        for phase in route.phases:
            shown = (one for one in met if phase.when.holds(one))
            count = max((sum(step.when.holds(one) for step in phase.steps) for one in shown), default=0)
            if count > LONGEST_PHASE:
                yield ("routes", id, "phases", phase.id), {"count": str(count), "limit": str(LONGEST_PHASE)}


def ending_without_warning(proof: Proof) -> Iterator[Hit]:
    """Find routes that warn of nothing, not even of those who sell unlocking; a stop route leads elsewhere."""
    warnings, contexts = proof.guide.warnings.values(), map(dict, proof.contexts["warnings",])
    warned = {met.get("route") for met in contexts if any(warning.when.holds(met) for warning in warnings)}
    for id, route in proof.guide.routes.items():
        if route.kind != "stop" and id not in warned and None not in warned:
            yield ("routes", id), {"route": id}


RULES = (
    Rule("error", never_true),
    Rule("warning", always_true),
    Rule("warning", value_never),
    Rule("warning", option_without_effect),
    Rule("error", status_never),
    Rule("error", route_never),
    Rule("error", unused),
    Rule("warning", endings_overlap),
    Rule("warning", phase_long),
    Rule("warning", ending_without_warning),
    *(Rule("warning", find) for find in lint_texts.RULES),
)
