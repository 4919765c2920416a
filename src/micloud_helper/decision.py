"""Which route, and which after it: the conditions are the guide’s, the order among applications is fixed here.

Fewest things to obtain come first, then fewest to prepare, then the guide’s order; a refused route comes last.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from micloud_helper.checklist import Readiness
from micloud_helper.conditions import Condition, Values
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import Document, Guide, Route, Ruling
from micloud_helper.memo import Memo
from micloud_helper.parts import parts_of

__all__ = ["ENDS_THE_SEARCH", "Decision", "decide", "leading_questions", "readiness"]

ENDS_THE_SEARCH = frozenset({"stop", "finish", "wait", "self_service"})
EFFORT = {"ready": 0, "prepare": 1, "obtain": 2, "unavailable": 3}


class Standing(NamedTuple):
    """How an application stands: for every need the document that meets it best, and that document's ruling.

    `rank` is the sort key: refused last, then by what has to be obtained, then by what has to be prepared.
    """

    route: Route
    met_by: tuple[tuple[Document, Ruling], ...]
    possible: bool
    refused: bool
    rank: tuple[bool, int, int]


class Decision(NamedTuple):
    """The chosen route, the one after it, and how the applications stood."""

    route: Route
    fallback: Route | None
    chosen: Standing | None
    standings: tuple[Standing, ...]


class _Ways(NamedTuple):
    """The routes of one guide as functions of the answers; None where a route is not open."""

    ending: Memo[Route | None]
    applications: tuple[Memo[Standing | None], ...]
    contact: Memo[Route | None]


def decide(guide: Guide, values: Values) -> Decision:
    """Choose the route and its fallback. Raises AnswersError when a guide leaves somebody without one."""
    ways = _ways(guide)
    ending = ways.ending(values)
    if ending is not None:
        return Decision(ending, None, None, ())
    standings = tuple(standing for way in ways.applications if (standing := way(values)) is not None)
    ranked = sorted((standing for standing in standings if standing.possible), key=lambda s: s.rank)
    contact = ways.contact(values)
    order = [standing.route for standing in ranked] + ([contact] if contact else [])
    if not order:  # the loader demands a contact route without condition, so only a broken guide gets here
        raise AnswersError(Problem("no_route"))
    fallback = order[1] if len(order) > 1 else None
    return Decision(order[0], fallback, ranked[0] if ranked else None, standings)


def readiness(decision: Decision) -> Readiness:
    """Count the needs that are met; where nothing is possible, name what stands in the way."""
    if decision.chosen is None:
        out = (need for standing in decision.standings for need in standing.met_by)
        blocked = (document.id for document, ruling in out if ruling.status == "unavailable")
        return Readiness(blocked_by=tuple(dict.fromkeys(blocked)))
    met_by = decision.chosen.met_by
    missing = [(document.id, ruling.status) for document, ruling in met_by if ruling.status != "ready"]
    return Readiness(
        ready=len(met_by) - len(missing),
        needed=len(met_by),
        missing=tuple(id for id, _ in missing),
        blocked_by=tuple(id for id, status in missing if status == "obtain"),
    )


def leading_questions(guide: Guide, decision: Decision, values: Values) -> Iterator[str]:
    """Name what led to the route: its own condition, and what put the other applications behind it."""
    yield from decision.route.when.reasons(values)
    if decision.route.kind in ENDS_THE_SEARCH:
        return
    own = {document.id for document, _ in (decision.chosen.met_by if decision.chosen else ())}
    open_routes = {standing.route.id for standing in decision.standings}
    for route in guide.routes.values():
        if route.kind == "application" and route.id not in open_routes:
            yield from route.when.reasons(values)
    for other in decision.standings:
        if other.route is decision.route:
            continue
        if other.refused and other.route.refused is not None:
            yield from other.route.refused.reasons(values)
        worst = "obtain" if other.possible else "unavailable"
        for document, ruling in other.met_by:
            if ruling.status == worst and document.id not in own:
                yield from ruling.when.reasons(values)


@lru_cache(maxsize=4)
def _ways(guide: Guide) -> _Ways:
    routes = guide.routes.values()
    applications = [route for route in routes if route.kind == "application"]
    return _Ways(
        ending=_first(route for route in routes if route.kind in ENDS_THE_SEARCH),
        applications=tuple(Memo(partial(_standing, guide, it), _stands_on(guide, it)) for it in applications),
        contact=_first(route for route in routes if route.kind == "contact"),
    )


def _first(routes: Iterable[Route]) -> Memo[Route | None]:
    offered = tuple(routes)
    return Memo(
        lambda values: next((route for route in offered if route.when.holds(values)), None),
        [route.when for route in offered],
    )


def _stands_on(guide: Guide, route: Route) -> Iterator[Condition]:
    yield route.when
    if route.refused is not None:
        yield route.refused
    yield from (ruling.when for need in route.needs for id in need for ruling in guide.documents[id].rulings)


def _standing(guide: Guide, route: Route, values: Values) -> Standing | None:
    if not route.when.holds(values):
        return None
    rulings = parts_of(guide).ruling
    met_by = tuple(
        min(((guide.documents[id], rulings[id](values)) for id in need), key=lambda choice: EFFORT[choice[1].status])
        for need in route.needs
    )
    statuses = [ruling.status for _, ruling in met_by]
    refused = route.refused is not None and route.refused.holds(values)
    rank = (refused, statuses.count("obtain"), statuses.count("prepare"))
    return Standing(route, met_by, "unavailable" not in statuses, refused, rank)
