"""Which route, and which after it: the conditions are the guide’s, the order among applications is fixed here.

Fewest things to obtain come first, then fewest to prepare, then the guide’s order; a refused route comes last.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import NamedTuple, TypeVar

from micloud_helper.checklist import Readiness
from micloud_helper.conditions import Condition, Is, Value, Values
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import DocumentStatus, Guide, Route, StatusRule
from micloud_helper.memo import Memo
from micloud_helper.parts import deciding_questions, parts_of

__all__ = ["Choice", "choose", "deciding", "decisive", "remembering"]

ENDS_THE_SEARCH = frozenset({"stop", "finish", "wait", "self_service"})
EFFORT = {"ready": 0, "prepare": 1, "obtain": 2, "unavailable": 3}

REMEMBERED = 8192
"""So many results are kept for the next plans: memory stays flat over any number of cases."""

T = TypeVar("T")


class Standing(NamedTuple):
    """How an open application stands. `documents` tells which its sheet has and whether each is required.

    `met_by` are those that meet its needs best, `hurdles` those among them that hold it back most. `rank` sorts the
    possible applications; `refused` ones come last.
    """

    route: Route
    documents: Mapping[str, bool]
    met_by: tuple[str, ...]
    hurdles: tuple[str, ...]
    readiness: Readiness
    unavailable: tuple[str, ...]
    refused: bool
    rank: tuple[bool, int, int]


class Choice(NamedTuple):
    """The chosen route and the one after it, what the route needs, and the `questions` that led to it.

    `standings` tells how every application stands, None for a closed one; empty where none was looked at.
    """

    route: Route
    fallback: Route | None
    documents: Mapping[str, bool]
    readiness: Readiness
    standings: tuple[Standing | None, ...] = ()
    questions: frozenset[str] = frozenset()


class Application:
    """An application as a function of the answers, which it depends on through few things only."""

    def __init__(self, guide: Guide, route: Route) -> None:
        """Prepare to tell how `route` stands."""
        self.route = route
        self.wanted = tuple(dict.fromkeys(id for need in route.needs for id in need))
        self.statuses = tuple(parts_of(guide).ruling[id] for id in self.wanted)
        self.open = Memo(route.when.holds, [route.when])
        self.refused = Memo(route.refused.holds, [route.refused]) if route.refused else None
        self.known: dict[tuple[object, ...], Standing] = {}

    def standing(self, values: Values) -> Standing | None:
        """Tell how it stands; None where it is not open."""
        if not self.open(values):
            return None
        refused = self.refused is not None and self.refused(values)
        rulings = [ruling(values) for ruling in self.statuses]
        key = (refused, *rulings)  # far fewer than sets of answers
        if key not in self.known:
            self.known[key] = _standing(self.route, dict(zip(self.wanted, rulings, strict=True)), refused)
        return self.known[key]


class Ways(NamedTuple):
    """The routes of one guide, and the choice among them, as functions of the answers."""

    choice: Memo[Choice]
    ending: Memo[Route | None]
    applications: tuple[Application, ...]
    contact: Memo[Route | None]


def deciding(guide: Guide) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
    """Give the conditions that decide what is asked, which status a document has and which route is open, by place."""
    yield from ((("questions", id, "when"), it.when) for id, it in guide.questions.items())
    yield from ((("details", id, "when"), it.when) for id, it in guide.details.items())
    for id, document in guide.documents.items():
        for index, ruling in enumerate(document.statuses):
            yield ("documents", id, "statuses", index, "when"), ruling.when
    for id, route in guide.routes.items():
        yield ("routes", id, "when"), route.when
        if route.refused is not None:
            yield ("routes", id, "refused"), route.refused


def decisive(guide: Guide, values: Values) -> Values:
    """Replace each answer by one that decides the same: where an IMEI is noted matters less than that it is."""
    memos = _decisive_answers(guide)
    return {id: memos[id](answer) for id, answer in values.items()}


def remembering(guide: Guide, make: Callable[[Guide, Values], T]) -> Memo[T]:
    """Let `make`, which looks at answers only as decisions do, remember what it gave; ask it with `decisive` ones."""
    return Memo(partial(make, guide), [when for _, when in deciding(guide)], most=REMEMBERED)


def choose(guide: Guide, values: Values) -> Choice:
    """Choose the route and its fallback. Raises AnswersError when a guide leaves somebody without one."""
    return _ways_of(guide).choice(decisive(guide, values))


def _choose(guide: Guide, values: Values) -> Choice:
    choice = _chosen(guide, values)
    return choice._replace(questions=frozenset(_why(guide, values, choice)))


def _chosen(guide: Guide, values: Values) -> Choice:
    ways = _ways_of(guide)
    ending = ways.ending(values)
    if ending is not None:
        return _without_needs(ending, Readiness())
    standings = tuple(way.standing(values) for way in ways.applications)
    ranked = sorted((it for it in standings if it and not it.unavailable), key=lambda it: it.rank)
    contact = ways.contact(values)
    if ranked:
        chosen = ranked[0]
        after = ranked[1].route if len(ranked) > 1 else contact
        return Choice(chosen.route, after, chosen.documents, chosen.readiness, standings)
    if contact is None:  # the loader demands a contact route without condition, so only a broken guide gets here
        raise AnswersError(Problem("no_route"))
    blocked = dict.fromkeys(id for it in standings if it for id in it.unavailable)
    return _without_needs(contact, Readiness(blocked_by=tuple(blocked)), standings)


def _why(guide: Guide, values: Values, choice: Choice) -> Iterator[str]:
    """Name the questions that led to a choice: what opened its route, and what closed or held back every other one."""
    yield from choice.route.when.reasons(values)
    chosen = next((it for it in choice.standings if it and it.route is choice.route), None)
    own = chosen.met_by if chosen else ()
    for way, other in zip(_ways_of(guide).applications, choice.standings, strict=False):  # an ending asks for none
        if other is None:
            yield from way.route.when.reasons(values)
        elif other is not chosen:
            if way.route.refused and other.refused:
                yield from way.route.refused.reasons(values)
            for id in other.hurdles:
                if id not in own:
                    document = guide.documents[id]
                    yield from deciding_questions(document, parts_of(guide).ruling[id](values), values)


@lru_cache(maxsize=4)
def _decisive_answers(guide: Guide) -> Mapping[str, Callable[[Value], Value]]:
    """Give for every question what finds the first answer met that no condition of a decision tells from another."""
    compared: dict[str, list[Is]] = {id: [] for id in guide.questions}
    for _, when in deciding(guide):
        for it in when.comparisons():
            compared.setdefault(it.question, []).append(it)
    return {id: lru_cache(REMEMBERED)(partial(_first_alike, id, compared[id], {})) for id in guide.questions}


def _first_alike(id: str, compared: list[Is], known: dict[tuple[bool, ...], Value], answer: Value) -> Value:
    return known.setdefault(tuple(it.holds({id: answer}) for it in compared), answer)


@lru_cache(maxsize=4)
def _ways_of(guide: Guide) -> Ways:
    """Give the routes of a guide, the same ones every time."""
    routes = guide.routes.values()
    return Ways(
        choice=remembering(guide, _choose),
        ending=_first(route for route in routes if route.kind in ENDS_THE_SEARCH),
        applications=tuple(Application(guide, route) for route in routes if route.kind == "application"),
        contact=_first(route for route in routes if route.kind == "contact"),
    )


def _first(routes: Iterable[Route]) -> Memo[Route | None]:
    offered = tuple(routes)
    return Memo(
        lambda values: next((route for route in offered if route.when.holds(values)), None),
        [route.when for route in offered],
    )


def _without_needs(route: Route, readiness: Readiness, standings: tuple[Standing | None, ...] = ()) -> Choice:
    return Choice(route, None, dict.fromkeys(route.lists, False), readiness, standings)


def _standing(route: Route, rulings: Mapping[str, StatusRule], refused: bool) -> Standing:
    effort = {id: EFFORT[ruling.status] for id, ruling in rulings.items()}
    met_by = tuple(min(need, key=effort.__getitem__) for need in route.needs)
    documents = dict.fromkeys(route.lists, False)
    for best, need in zip(met_by, route.needs, strict=True):
        documents |= {id: effort[id] == effort[best] for id in need}
    statuses = [rulings[id].status for id in met_by]
    unavailable = tuple(id for id in met_by if rulings[id].status == "unavailable")
    worst = "unavailable" if unavailable else "obtain"
    return Standing(
        route=route,
        documents=documents,
        met_by=met_by,
        hurdles=tuple(id for id in met_by if rulings[id].status == worst),
        readiness=_readiness(met_by, statuses),
        unavailable=unavailable,
        refused=refused,
        rank=(refused, statuses.count("obtain"), statuses.count("prepare")),
    )


def _readiness(met_by: tuple[str, ...], statuses: list[DocumentStatus]) -> Readiness:
    missing = tuple(id for id, status in zip(met_by, statuses, strict=True) if status != "ready")
    return Readiness(
        ready=statuses.count("ready"),
        needed=len(met_by),
        missing=missing,
        blocked_by=tuple(id for id, status in zip(met_by, statuses, strict=True) if status == "obtain"),
    )
