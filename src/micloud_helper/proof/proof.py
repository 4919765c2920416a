"""Plans every set of answers, holds each plan against the rules, and writes out every part of a sheet at least once."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from micloud_helper.answers import Answers
from micloud_helper.checklist import Checklist, DocumentPlan, PhasePlan
from micloud_helper.conditions import Value
from micloud_helper.errors import AnswersError, MicloudError
from micloud_helper.guide import Guide
from micloud_helper.planner import plan_counted
from micloud_helper.proof.coverage import Contexts, contexts_met
from micloud_helper.proof.elements import elements
from micloud_helper.proof.invariants import Broken, Invariants
from micloud_helper.proof.report import Counterexample
from micloud_helper.proof.walk import Classes, Start, walk
from micloud_helper.render import FORMATS
from micloud_helper.sheet import Sheet, compose
from micloud_helper.words import Words

__all__ = ["Proof", "Tally", "shortest"]

WRITTEN = ("text", "markdown", "html", "json")
"""The formats every kind of sheet is made in: text, markup and data, all that is cheap to make."""


class Tally(NamedTuple):
    """What came out of a part of the walk."""

    sets: int
    sheets: int
    broken: tuple[Counterexample, ...]
    contexts: Contexts


class Proof:
    """A walk over the answer space; parts of sheets that were written out in one part of it are known in the next."""

    def __init__(self, guide: Guide, words: tuple[Words, ...], *, today: date) -> None:
        """Prove `guide` for one day; each of `words` writes the sheets."""
        self.guide = guide
        self.words = words
        self.today = today
        self.rules = Invariants(guide)
        self.sheets = 0
        self.broken: list[Counterexample] = []
        self.frames: set[object] = set()
        self.seen: set[object] = set()
        self.parts: set[object] = set()
        self.kept: list[object] = []

    def run(self, classes: Classes, beginnings: list[Start]) -> Tally:
        """Walk on from all `beginnings`."""
        self.sheets, self.broken, sets = 0, [], 0
        for start in beginnings:
            for values in walk(self.guide, classes, start):
                sets += 1
                self.look(values)
        return Tally(sets, self.sheets, tuple(self.broken), contexts_met(self.guide))

    def look(self, values: dict[str, Value]) -> None:
        """Plan one set of answers and check everything about it that is new."""
        try:
            checklist = plan_counted(self.guide, Answers(values=values), today=self.today)
        except AnswersError as error:
            problem = error.problems[0]
            self._note((problem.code, problem.facts), values)
            return
        for broken in self.rules.broken(checklist):
            self._note(broken, values)
        formats = WRITTEN if self._has_new_frame(checklist) else ()
        if formats or self._has_new_parts(checklist):
            for words in self.words:
                for broken in self._written(checklist, words, formats):
                    self._note(broken, values)

    def _note(self, broken: Broken, values: dict[str, Value]) -> None:
        code, facts = broken
        self.broken = shortest((*self.broken, Counterexample(code=code, facts=facts, answers=Answers(values=values))))

    def _has_new_frame(self, checklist: Checklist) -> bool:
        """Tell whether no sheet before had this route with this fallback, and had as much missing and dated."""
        ready = checklist.readiness
        fallback = checklist.fallback and checklist.fallback.id
        frame = (checklist.route.id, fallback, bool(ready.missing), bool(ready.blocked_by), _dated(checklist))
        if frame in self.frames:
            return False
        self.frames.add(frame)
        return True

    def _has_new_parts(self, checklist: Checklist) -> bool:
        """Tell whether this sheet has a part, or dates its texts may ask for, that no sheet before it had."""
        dated = _dated(checklist)
        shared = (checklist.phases, checklist.warnings, checklist.contacts, *checklist.documents)
        said = [(reason.question.id, reason.answer) for reason in checklist.because]
        keys = {*said, *[(id(part), dated) for part in shared]}
        if keys <= self.seen:
            return False
        self.seen |= keys
        self.kept += shared  # told apart by identity, so they must stay
        parts = {*said, *[(tuple(map(id, _told(part))), dated) for part in shared]}
        new = not parts <= self.parts
        self.parts |= parts
        return new

    def _written(self, checklist: Checklist, words: Words, formats: tuple[str, ...]) -> Iterator[Broken]:
        self.sheets += 1
        facts = {"route": checklist.route.id, "language": words.language}
        try:
            sheet = compose(checklist, (words,))
        except (KeyError, ValueError, IndexError) as error:
            yield "sheet_fails", {**facts, "reason": str(error).strip("'")}
            return
        if gap := _gap(sheet):
            yield "sheet_gap", {**facts, "part": gap}
        for name in formats:
            try:
                written = FORMATS[name].render(sheet, checklist)
            except MicloudError as error:
                yield "format_fails", {**facts, "format": name, "reason": str(error)}
            else:
                if not written:
                    yield "format_fails", {**facts, "format": name, "reason": "–"}


def shortest(found: tuple[Counterexample, ...]) -> list[Counterexample]:
    """Keep the shortest counterexample of every rule, the first among equals."""
    best: dict[str, Counterexample] = {}
    for one in found:
        known = best.get(one.code)
        if known is None or len(one.answers.values) < len(known.answers.values):
            best[one.code] = one
    return list(best.values())


def _dated(checklist: Checklist) -> tuple[bool, bool]:
    """Tell which of the dates are there that texts may ask for."""
    dates = checklist.dates
    return dates is not None, dates is not None and dates.retry_from is not None


def _told(part: object) -> tuple[object, ...]:
    """Give what a part tells: two documents or phases that tell the same make the same lines."""
    if isinstance(part, DocumentPlan):
        return (part.document, part.status, *part.how, *part.check)
    assert isinstance(part, tuple)
    return tuple(step for one in part for step in (one.steps if isinstance(one, PhasePlan) else (one,)))


def _gap(sheet: Sheet) -> str:
    """Name the first part of a sheet with an empty text or an unfilled placeholder."""
    for path, value in elements(sheet):
        if isinstance(value, str) and isinstance(path[-1], int) and (not value.strip() or "{" in value):
            return ".".join(map(str, path))
    return ""
