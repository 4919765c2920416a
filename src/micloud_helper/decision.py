"""Which route, and which after it: the conditions are the guide’s, the order among applications is fixed here.

Fewest things to obtain come first, then fewest to prepare, then the guide’s order; a refused route comes last.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from micloud_helper.checklist import Readiness
from micloud_helper.conditions import Condition, Values
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import DocumentStatus, Guide, Route
from micloud_helper.memo import Memo
from micloud_helper.parts import deciding_questions, parts_of

__all__ = ["Decision", "decide", "ways_of"]

ENDS_THE_SEARCH = frozenset({"stop", "finish", "wait", "self_service"})
EFFORT = {"ready": 0, "prepare": 1, "obtain": 2, "unavailable": 3}
REMEMBERED = 8192
"""Sets of answers for which an application's standing is kept; there are far more of them than of any other part's."""


class Standing(NamedTuple):
    """How an application stands, for some answers.

    `because` names the questions that opened or closed it, `refused_because` those that put it last. `documents` tells
    which its sheet has and whether each is required, `met_by` which meet its needs best. `hurdles` are those that hold
    it back, with the questions that decide them. `rank` sorts the possible applications.
    """

    route: Route
    open: bool
    because: tuple[str, ...]
    documents: Mapping[str, bool]
    met_by: tuple[str, ...]
    readiness: Readiness
    unavailable: tuple[str, ...]
    rank: tuple[bool, int, int]
    refused_because: tuple[str, ...]
    hurdles: tuple[tuple[str, tuple[str, ...]], ...]


class Decision(NamedTuple):
    """The chosen route and the one after it, the questions that led there, and what the route needs."""

    route: Route
    fallback: Route | None
    because: tuple[str, ...]
    documents: Mapping[str, bool]
    readiness: Readiness


class Ways(NamedTuple):
    """The routes of one guide as functions of the answers."""

    ending: Memo[Route | None]
    applications: tuple[Memo[Standing], ...]
    contact: Memo[Route | None]


def decide(guide: Guide, values: Values) -> Decision:
    """Choose the route and its fallback. Raises AnswersError when a guide leaves somebody without one."""
    ways = ways_of(guide)
    ending = ways.ending(values)
    if ending is not None:
        return _without_needs(ending, None, tuple(ending.when.reasons(values)), Readiness())
    standings = [way(values) for way in ways.applications]
    ranked = sorted((it for it in standings if it.open and not it.unavailable), key=lambda it: it.rank)
    contact = ways.contact(values)
    if ranked:
        chosen = ranked[0]
        after = ranked[1].route if len(ranked) > 1 else contact
        because = (*chosen.because, *_against_others(chosen, standings))
        return Decision(chosen.route, after, because, chosen.documents, chosen.readiness)
    if contact is None:  # the loader demands a contact route without condition, so only a broken guide gets here
        raise AnswersError(Problem("no_route"))
    because = (*contact.when.reasons(values), *_against_others(None, standings))
    blocked = dict.fromkeys(id for it in standings if it.open for id in it.unavailable)
    return _without_needs(contact, None, because, Readiness(blocked_by=tuple(blocked)))


def _without_needs(route: Route, fallback: Route | None, because: tuple[str, ...], readiness: Readiness) -> Decision:
    return Decision(route, fallback, because, dict.fromkeys(route.lists, False), readiness)


def _against_others(chosen: Standing | None, standings: Iterable[Standing]) -> Iterator[str]:
    """Name what put the other applications behind."""
    own = chosen.met_by if chosen else ()
    for other in standings:
        if other is chosen:
            continue
        if not other.open:
            yield from other.because
            continue
        yield from other.refused_because
        for document, questions in other.hurdles:
            if document not in own:
                yield from questions


@lru_cache(maxsize=4)
def ways_of(guide: Guide) -> Ways:
    """Give the routes of a guide, the same ones every time."""
    routes = guide.routes.values()
    applications = [route for route in routes if route.kind == "application"]
    return Ways(
        ending=_first(route for route in routes if route.kind in ENDS_THE_SEARCH),
        applications=tuple(
            Memo(partial(_standing, guide, it), _stands_on(guide, it), limit=REMEMBERED) for it in applications
        ),
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


def _standing(guide: Guide, route: Route, values: Values) -> Standing:
    because = tuple(route.when.reasons(values))
    if not route.when.holds(values):
        return Standing(route, False, because, {}, (), Readiness(), (), (False, 0, 0), (), ())
    rulings = {id: parts_of(guide).ruling[id](values) for need in route.needs for id in need}
    effort = {id: EFFORT[ruling.status] for id, ruling in rulings.items()}
    met_by = tuple(min(need, key=effort.__getitem__) for need in route.needs)
    documents = dict.fromkeys(route.lists, False)
    for best, need in zip(met_by, route.needs, strict=True):
        documents |= {id: effort[id] == effort[best] for id in need}
    statuses = [rulings[id].status for id in met_by]
    refused = route.refused is not None and route.refused.holds(values)
    unavailable = tuple(id for id in met_by if rulings[id].status == "unavailable")
    worst = "unavailable" if unavailable else "obtain"
    return Standing(
        route=route,
        open=True,
        because=because,
        documents=documents,
        met_by=met_by,
        readiness=_readiness(met_by, statuses),
        unavailable=unavailable,
        rank=(refused, statuses.count("obtain"), statuses.count("prepare")),
        refused_because=tuple(route.refused.reasons(values)) if route.refused and refused else (),
        hurdles=tuple(
            (id, tuple(deciding_questions(guide.documents[id], rulings[id], values)))
            for id in met_by
            if rulings[id].status == worst
        ),
    )


def _readiness(met_by: tuple[str, ...], statuses: list[DocumentStatus]) -> Readiness:
    missing = tuple(id for id, status in zip(met_by, statuses, strict=True) if status != "ready")
    return Readiness(
        ready=statuses.count("ready"),
        needed=len(met_by),
        missing=missing,
        blocked_by=tuple(id for id, status in zip(met_by, statuses, strict=True) if status == "obtain"),
    )
