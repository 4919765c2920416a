"""Proves every plan of a guide, and writes out every part of a sheet at least once.

A plan is a decision and parts, and each part depends on few answers (`Memo` sees to that). So it is enough to plan once
for all answers that decide alike, and from there to make every part with every finer answer it looks at: the sets of
answers share what they have in common, and each of them is put together from pieces that were looked at.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from math import prod
from typing import Any

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import Value
from micloud_helper.decision import deciding
from micloud_helper.errors import AnswersError, GuideError, MicloudError, Problem
from micloud_helper.guide import Guide
from micloud_helper.memo import Memo
from micloud_helper.parts import parts_of
from micloud_helper.planner import plan_counted
from micloud_helper.proof.elements import elements
from micloud_helper.proof.invariants import Broken, Invariants
from micloud_helper.proof.report import Counterexample
from micloud_helper.proof.walk import all_conditions, classes_of, count, walk
from micloud_helper.render import FORMATS
from micloud_helper.sheet import Sheet, compose

__all__ = ["Proof", "gap_in"]

LIMIT = 500_000
"""A guide that decides between more sets of answers than this is refused: its proof would take minutes, or not end."""

MOST_MAKINGS = 50_000_000
"""So many times parts may be made, some two minutes' worth; the built-in guide needs a hundredth of it."""

CHEAP = ("text", "markdown", "html", "json")
"""The formats every kind of sheet is made in; those with dates as a calendar too, and one of each route on paper."""


class Proof:
    """A walk over the whole answer space and what came out of it."""

    def __init__(self, guide: Guide, words: tuple[Catalogue, ...], *, today: date) -> None:
        """Prepare to prove `guide` for one day; each of `words` writes the sheets."""
        self.guide = guide
        self.words = words
        self.today = today
        self.rules = Invariants(guide)
        self.decisive = classes_of(guide, [when for _, when in deciding(guide)], today)
        self.classes = classes_of(guide, all_conditions(guide), today)
        self.classes_within = {
            id: {first: tuple(one for one in self.classes[id] if one in alike) for first, alike in classes.items()}
            for id, classes in self.decisive.items()
        }
        self.makings = 0
        self.plans = 0
        self.sheets = 0
        self.shortest: dict[str, Counterexample] = {}
        self.seen: set[object] = set()
        self.written: set[object] = set()

    def run(self, say_progress: Callable[[int, int], None]) -> None:
        """Walk. Raises GuideError when there is too much to walk."""
        total = count(self.guide, self.decisive, LIMIT)
        if total > LIMIT:
            raise GuideError(_too_many())
        for done, values in enumerate(walk(self.guide, self.decisive), 1):
            checklist = self.look(values)
            for finer in self._finer(checklist) if checklist else ():
                self.look(finer)
            if not done % 100 or done == total:
                say_progress(done, total)

    def look(self, values: dict[str, Value]) -> Checklist | None:
        """Plan one set of answers, hold the plan against the rules, and write its sheet if it has a new part."""
        self.plans += 1
        try:
            checklist = plan_counted(self.guide, Answers(values=values), today=self.today)
        except AnswersError as error:
            problem = error.problems[0]
            self._note((problem.code, problem.facts), values)
            return None
        for broken in self.rules.broken(checklist):
            self._note(broken, values)
        formats = self._formats(checklist)
        if self._is_new(_parts(checklist)) or formats:
            for words in self.words:
                for broken in self._written(checklist, words, formats):
                    self._note(broken, values)
        return checklist

    def _finer(self, checklist: Checklist) -> Iterator[dict[str, Value]]:
        """Give further sets of answers that decide alike, until every part was made with all it looks at."""
        values, frame = checklist.answers.values, _frame(checklist)
        for memo, extra in self.memos(checklist):
            choices = {id: self.classes_within[id][values[id]] for id in memo.looks_at if id in values}
            self.makings += prod(map(len, choices.values()))
            if self.makings > MOST_MAKINGS:
                raise GuideError(_too_many())
            for answers in product(*choices.values()):
                finer = dict(zip(choices, answers, strict=True))
                part = memo({**checklist.facts, **finer}, *extra)
                if not self.knows(part, checklist):
                    self.seen.add((id(part), frame))
                    yield {**values, **finer}

    def knows(self, part: object, checklist: Checklist) -> bool:
        """Tell whether a part was looked at on a sheet of the same kind."""
        return (id(part), _frame(checklist)) in self.seen

    def memos(self, checklist: Checklist) -> Iterator[tuple[Memo[Any], tuple[bool, ...]]]:
        """Give what makes the parts of a sheet, and what it wants to know beside the facts."""
        parts = parts_of(self.guide)
        yield from ((parts.document[it.document.id], (it.required,)) for it in checklist.documents)
        yield from ((memo, ()) for memo in (parts.phases[checklist.route.id], parts.warnings, parts.contacts))

    def _formats(self, checklist: Checklist) -> tuple[str, ...]:
        formats = CHEAP if self._is_new({_frame(checklist)}) else ()
        calendar = ("ics",) if formats and checklist.dates else ()
        return (*formats, *calendar, *(("pdf",) if self._is_new({checklist.route.id}) else ()))

    def _is_new(self, keys: set[object]) -> bool:
        new = not keys <= self.written
        self.written |= keys
        return new

    def _note(self, broken: Broken, values: dict[str, Value]) -> None:
        code, facts = broken
        known = self.shortest.get(code)
        if known is None or len(values) < len(known.answers.values):
            self.shortest[code] = Counterexample(code=code, facts=facts, answers=Answers(values=values))

    def _written(self, checklist: Checklist, words: Catalogue, formats: tuple[str, ...]) -> Iterator[Broken]:
        self.sheets += 1
        facts = {"route": checklist.route.id, "language": words.language}
        try:
            sheet = compose(checklist, (words,))
        except AnswersError as error:  # other answers, which the sheet looks at too, have no plan
            yield error.problems[0].code, error.problems[0].facts
            return
        except (KeyError, ValueError, IndexError) as error:
            yield "sheet_fails", {**facts, "reason": str(error).strip("'")}
            return
        if gap := gap_in(sheet):
            yield "sheet_gap", {**facts, "part": gap}
        for name in formats:
            try:
                written = FORMATS[name].render(sheet, checklist)
            except MicloudError as error:
                yield "format_fails", {**facts, "format": name, "reason": str(error)}
            else:
                if not written:
                    yield "format_fails", {**facts, "format": name, "reason": "–"}


def _too_many() -> Problem:
    return Problem("too_many_answers", {"limit": f"{LIMIT:,}"})


def _frame(checklist: Checklist) -> tuple[object, ...]:
    """Tell which kind of sheet it is: its route, what comes after, what is missing, which dates texts may ask for."""
    dates, ready = checklist.dates, checklist.readiness
    fallback = checklist.fallback and checklist.fallback.id
    dated = (dates is not None, dates is not None and dates.retry_from is not None)
    return checklist.route.id, fallback, bool(ready.missing), bool(ready.blocked_by), dated


def _parts(checklist: Checklist) -> set[object]:
    """Name what the sheet tells, by the items themselves: parts that tell the same make the same lines."""
    dated = _frame(checklist)[-1]
    told: list[tuple[object, ...]] = [tuple(phase.steps) for phase in checklist.phases]
    told += [(it.document, it.status, *it.how, *it.check) for it in checklist.documents]
    told += [checklist.warnings, checklist.contacts]
    said: set[object] = {(reason.question.id, reason.answer) for reason in checklist.because}
    return said | {(part, dated) for part in told}


def gap_in(sheet: Sheet) -> str:
    """Name the first part of a sheet with an empty text or an unfilled placeholder."""
    for path, value in elements(sheet._asdict()):
        if isinstance(value, str) and isinstance(path[-1], int) and (not value.strip() or "{" in value):
            return ".".join(map(str, path))
    return ""
