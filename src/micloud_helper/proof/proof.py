"""Proves every plan of a guide by rules that hold for all, and writes out every part of a sheet at least once.

What decides route and statuses tells far fewer answers apart than the texts do. So one plan is made for each class of
answers that decide alike; from there every part of its sheet is looked at with all finer answers that the part's own
conditions tell apart, and a sheet is written for those that were not met yet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from math import prod
from typing import Literal, NamedTuple

from micloud_helper.answers import Answers, asked, happen
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist, awaited, offered
from micloud_helper.conditions import Value, Values
from micloud_helper.errors import AnswersError, GuideError, Location, MicloudError, Problem
from micloud_helper.guide import Guide, StatusRule, phrase_for
from micloud_helper.planner import plan
from micloud_helper.proof import space
from micloud_helper.proof.space import EVERYWHERE, LIMIT, Context, Path, too_many
from micloud_helper.render import FORMATS
from micloud_helper.sheet import Sheet, compose

SHEETS = 5_000
"""So many sheets that say something new can be written in a bearable time; ours come to a few hundred."""

CHEAP_FORMATS: tuple[str, ...] = ("text", "markdown", "html", "json")
"""The formats every kind of sheet is made in; those with dates as a calendar too, and one of each route on paper."""


class Finding(NamedTuple):
    """A rule of `rules.yaml` that is broken: one of meaning at a place, one of the plan by answers."""

    code: str
    facts: Mapping[str, str]
    severity: Literal["error", "warning"] = "error"
    location: Location | None = None
    answers: Answers | None = None


class Proof:
    """A walk over the whole space of answers and what came out of it.

    `sets` are all complete answers as far as decisions tell them apart; `contexts` the answers met at each part of the
    sheets; `conditions` all conditions with what they met; `shortest` has for each broken rule the shortest answers
    that break it.
    """

    def __init__(self, guide: Guide, catalogues: Sequence[Catalogue], *, today: date) -> None:
        """Prepare to prove `guide` for `today` or the next telling day, with sheets in each of `catalogues`."""
        self.guide = guide
        self.catalogues = catalogues
        self.today = today
        self.day = space.telling_day(guide, today)
        self.decisive = space.classes_of(guide, space.deciding_conditions(guide).values(), self.day)
        self.classes = space.classes_of(guide, space.all_conditions(guide), self.day)
        self.finer = {
            id: {first: [one for one in self.classes[id] if one in alike] for first, alike in classes.items()}
            for id, classes in self.decisive.items()
        }
        self.compared = space.compared_on_sheets(guide)
        self.contexts: dict[Path, set[Context]] = {path: set() for path in self.compared}
        self.sets: list[Values] = []
        self.conditions: list[space.PlacedCondition] = []
        self.shortest: dict[str, Finding] = {}
        self.sheets = 0
        self._looked_at = 0
        self._seen: set[object] = set()

    def run(self, say_progress: Callable[[int, int], None]) -> None:
        """Walk. Raises GuideError when there is too much to walk."""
        self.sets += space.walk(self.guide, self.decisive)
        for number, values in enumerate(self.sets, 1):
            checklist = self._look_at(Answers(values=values))
            for finer in self._finer_answers(checklist) if checklist else ():
                self._look_at(finer)
            if not number % 100 or number == len(self.sets):
                say_progress(number, len(self.sets))
        deciding = space.deciding_conditions(self.guide).items()
        self.conditions = [
            space.PlacedCondition(*it, space.distinct(self.sets, it[1]), self.decisive) for it in deciding
        ]
        self.conditions += space.placed_on_sheets(self.guide, self.contexts, self.classes)

    def _look_at(self, answers: Answers) -> Checklist | None:
        """Plan one set of answers, hold the plan against the rules, and write its sheet if anything on it is new."""
        try:
            checklist = plan(self.guide, answers, today=self.day)
        except AnswersError as error:
            self._note(Finding(*error.problems[0][:2]), answers)
            return None
        route, ready, after = checklist.route.id, checklist.readiness, checklist.fallback and checklist.fallback.id
        kind = (route, after, bool(ready.missing), bool(ready.blocked_by), _days_known(checklist))
        formats = CHEAP_FORMATS if self._is_new({kind}) else ()
        formats += ("ics",) if formats and checklist.dates else ()
        formats += ("pdf",) if self._is_new({route}) else ()
        broken = list(broken_rules(checklist))
        if self._is_new(_content(checklist)) or formats:
            broken += [it for catalogue in self.catalogues for it in self._write(checklist, catalogue, formats)]
        for it in broken:
            self._note(it, answers)
        return checklist

    def _finer_answers(self, checklist: Checklist) -> Iterator[Answers]:
        """Give further answers that decide alike, until every part of the sheet met all its contexts.

        It meets them anew where texts may name other days, or rules about the plan may say something else.
        """
        kind = (checklist.route.id, checklist.fallback is None, _days_known(checklist))
        for path in self.parts(checklist):
            finer = self._finer_of(path, checklist.answers.values)
            own = (path, kind, self.context(path, checklist))
            whole_class = (*own, *finer.get("typed", ()))
            if not self._is_new({own, whole_class}):
                continue
            self._looked_at += prod(map(len, finer.values())) * len(finer)
            if self._looked_at > LIMIT:
                raise too_many()
            for answers in product(*finer.values()):
                facts = {**checklist.facts, **dict(zip(finer, answers, strict=True))}
                context = space.project(facts, self.compared[path])
                self.contexts[path].add(context)
                if self._is_new({(path, kind, context)}):
                    values = {id: facts[id] for id in self.guide.questions if id in facts}
                    typed = facts["typed"] if isinstance(facts["typed"], tuple) else ()
                    made_up = {id: ("0" * (self.guide.details[id].cells or 1),) for id in typed}
                    yield Answers(values=values, details=made_up)

    def _finer_of(self, path: Path, values: Values) -> dict[str, list[Value]]:
        """Give for each question that a part compares the answers that decide like the one given."""
        finer = {id: self.finer[id][values[id]] for id in self.compared[path] if id in values}
        if typed := self.compared[path].get("typed"):  # none of them, each alone, or all, as far as they are asked for
            compared = tuple(id for id, it in self.guide.details.items() if id in typed and it.when.holds(values))
            finer["typed"] = list(dict.fromkeys([(), *((id,) for id in compared), compared]))
        return finer

    def parts(self, checklist: Checklist) -> Iterator[Path]:
        """Name the parts of one sheet."""
        yield from (("documents", it.document.id) for it in checklist.documents)
        yield ("routes", checklist.route.id)
        yield from ((kind,) for kind in EVERYWHERE)
        yield from (("phrases", id) for id in self.guide.phrases)

    def context(self, path: Path, checklist: Checklist) -> Context:
        """Give the facts that a part of the sheet looks at."""
        return space.project(checklist.facts, self.compared[path])

    def _is_new(self, keys: set[object]) -> bool:
        new = not keys <= self._seen
        self._seen |= keys
        return new

    def _note(self, broken: Finding, answers: Answers) -> None:
        found = broken._replace(answers=answers)
        known = self.shortest.get(broken.code, found)
        self.shortest[broken.code] = min(known, found, key=lambda it: len(it.answers.values) if it.answers else 0)

    def _write(self, checklist: Checklist, catalogue: Catalogue, formats: tuple[str, ...]) -> Iterator[Finding]:
        self.sheets += 1
        if self.sheets > SHEETS:
            raise GuideError(Problem("too_many_sheets", {"limit": f"{SHEETS:,}"}))
        facts = {"route": checklist.route.id, "language": catalogue.language}
        try:
            sheet = compose(checklist, (catalogue,))
        except AnswersError as error:  # other answers, which the sheet looks at too, have no plan
            yield Finding(*error.problems[0][:2])
            return
        except (KeyError, ValueError, IndexError) as error:
            yield Finding("sheet_fails", {**facts, "reason": str(error).strip("'")})
            return
        if gap := gap_in(sheet):
            yield Finding("sheet_gap", {**facts, "part": gap})
        for name in formats:
            try:
                reason = "" if FORMATS[name].render(sheet, checklist) else "–"
            except MicloudError as error:
                # without typst, which says something of this computer, not of the guide
                code = error.problems[0].code
                reason = "" if code == "no_typst" else code
            if reason:
                yield Finding("format_fails", {**facts, "format": name, "reason": reason})


def _days_known(checklist: Checklist) -> tuple[bool, bool]:
    """Tell which dates the texts of a sheet may ask for."""
    dates = checklist.dates
    return dates is not None, dates is not None and dates.retry_from is not None


def _content(checklist: Checklist) -> set[object]:
    """Name what the sheet says, by the items themselves: the same items make the same lines."""
    days, facts = _days_known(checklist), checklist.facts
    parts: list[tuple[object, ...]] = [phase.steps for phase in checklist.phases]
    parts += [(it.document, it.status, *it.how, *it.check) for it in checklist.documents]
    parts += [checklist.warnings, checklist.contacts, (checklist.variant, *checklist.contradictions)]
    parts += [(id, phrase_for(entries, facts)) for id, entries in checklist.guide.phrases.items()]
    return {(id, facts[id]) for id in checklist.because} | {(part, days) for part in parts}


def gap_in(sheet: Sheet) -> str:
    """Name the first part of a sheet with an empty text or an unfilled placeholder."""
    for path, value in space.elements(sheet):
        if isinstance(value, str) and isinstance(path[-1], int) and (not value.strip() or "{" in value):
            return ".".join(map(str, path))
    return ""


def broken_rules(plan: Checklist) -> Iterator[Finding]:
    """Give every rule that this plan breaks."""
    route, after, ready = plan.route, plan.fallback, plan.readiness
    statuses = {it.document.id: it.status for it in plan.documents}
    foreign = statuses.keys() ^ {id for need in (*route.needs, route.lists) for id in need}
    yield from _broken(
        {"route": route.id, "documents": ", ".join(sorted(foreign))},
        no_step=not plan.phases,
        no_way_on=route.kind != "stop" and not (plan.contacts or route.addresses or after),
        route_unexplained=not plan.because and any(route.when.comparisons()),
        foreign_document=bool(foreign),
    )
    for item in plan.documents:
        yield from _broken(
            {"document": item.document.id, "status": item.status},
            no_how=item.status in StatusRule.NEEDS_HOW and not item.how,
            status_unexplained=not item.because and any(any(it.when.comparisons()) for it in item.document.statuses),
            required_unavailable=item.required and item.status in ("unavailable", "maybe_asked"),
        )
    adds_up = ready.needed == len(route.needs) == ready.ready + len(ready.missing)
    truly_missing = all(statuses.get(id) in ("prepare", "obtain") for id in ready.missing)
    blocked = not route.needs or set(ready.blocked_by) <= set(ready.missing)
    refused = [it.refused is not None and it.refused.holds(plan.facts) for it in (route, after) if it]
    yield from _broken(
        {"route": route.id, "fallback": after.id if after else ""},
        readiness_wrong=not (adds_up and truly_missing and blocked),
        no_fallback=after is None and route.kind == "application",
        fallback_wrong=after is not None and (after is route or after.ends_search),
        refused_first=after is not None and after.kind == "application" and refused == [True, False],
        dates_wrong=not _dates_right(plan),
    )
    yield from broken_afterwards(plan)


def _broken(facts: Mapping[str, str], **rules: bool) -> Iterator[Finding]:
    return (Finding(code, facts) for code, broken in rules.items() if broken)


def _dates_right(plan: Checklist) -> bool:
    dates = plan.dates
    if dates is None:
        return plan.guide.answer_window is None or not plan.route.has_dates
    in_order = dates.sent_on < dates.reply_earliest <= dates.reply_latest
    again = (dates.applied_on is None) == (dates.retry_from is None)
    later = (dates.retry_from or dates.sent_on) >= (dates.applied_on or dates.sent_on)
    return plan.guide.answer_window is not None and plan.route.has_dates and in_order and again and later


def broken_afterwards(plan: Checklist) -> Iterator[Finding]:
    """Give every rule that a happening, or a document that comes in, breaks on this plan."""
    guide, answers = plan.guide, plan.answers
    for it in offered(plan):
        values, missing = asked(guide, happen(guide, answers, it.sets, it.asks).values)
        if missing is None and values == answers.values:
            yield Finding("happening_without_effect", {"happening": it.id, "route": plan.route.id})
    for document in (it.document for it in awaited(plan)):
        values, _ = asked(guide, happen(guide, answers, document.arrived).values)
        rule = document.status_rule(values)
        if rule is None or rule.status != "ready":
            yield Finding("arrival_not_ready", {"document": document.id, "status": rule.status if rule else "–"})
