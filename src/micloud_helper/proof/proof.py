"""Plans every set of answers, holds each plan against the rules, and writes out every part of a sheet at least once."""

from collections.abc import Callable, Iterator
from datetime import date

from micloud_helper.answers import Answers
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import Value
from micloud_helper.errors import AnswersError, MicloudError
from micloud_helper.guide import Guide, Question
from micloud_helper.planner import plan
from micloud_helper.proof.elements import elements
from micloud_helper.proof.invariants import Broken, Invariants
from micloud_helper.proof.report import Counterexample
from micloud_helper.proof.walk import Classes, walk
from micloud_helper.render import FORMATS
from micloud_helper.sheet import Sheet, compose
from micloud_helper.words import Words

__all__ = ["Proof"]

WRITTEN = ("text", "json")
"""The formats every distinct sheet is made in."""


class Proof:
    """A walk over the answer space and what came out of it."""

    def __init__(self, guide: Guide, words: tuple[Words, ...], *, today: date) -> None:
        """Prove `guide` for one day; sheets are written by each of `words`."""
        self.guide = guide
        self.words = words
        self.today = today
        self.rules = Invariants(guide)
        self.sets = 0
        self.sheets = 0
        self.shortest: dict[str, Counterexample] = {}
        self.parts: set[object] = set()
        self.keep: list[Checklist] = []

    def run(self, classes: Classes, seen: Callable[[Question, bool], None], say: Callable[[int], None]) -> None:
        """Walk the whole space; `say` is told now and then how many sets are done."""
        for values in walk(self.guide, classes, seen):
            self.look(values)
            self.sets += 1
            if not self.sets % 10_000:
                say(self.sets)

    def look(self, values: dict[str, Value]) -> None:
        """Plan one set of answers and check everything about it that is new."""
        try:
            checklist = plan(self.guide, Answers(values=values), today=self.today)
        except AnswersError as error:
            problem = error.problems[0]
            self._note((problem.code, problem.facts), values)
            return
        for broken in self.rules.broken(checklist):
            self._note(broken, values)
        new = self._parts(checklist) - self.parts
        if new:
            self.parts |= new
            self.keep.append(checklist)  # parts are told apart by identity, so they must stay
            for words in self.words:
                for broken in self._written(checklist, words):
                    self._note(broken, values)

    def _note(self, broken: Broken, values: dict[str, Value]) -> None:
        code, facts = broken
        known = self.shortest.get(code)
        if known is None or len(values) < len(known.answers.values):
            self.shortest[code] = Counterexample(code=code, facts=facts, answers=Answers(values=values))

    def _parts(self, checklist: Checklist) -> set[object]:
        """Name the parts this sheet is put together from, together with the dates their texts may ask for."""
        dates = checklist.dates
        known = (dates is not None, dates is not None and dates.applied_on is not None)
        told = (checklist.phases, checklist.warnings, checklist.contacts, *checklist.documents)
        parts: set[object] = {(id(part), known) for part in told}
        parts |= {(reason.question.id, reason.answer) for reason in checklist.because}
        parts.add((checklist.route.id, checklist.fallback and checklist.fallback.id, checklist.readiness, known))
        return parts

    def _written(self, checklist: Checklist, words: Words) -> Iterator[Broken]:
        self.sheets += 1
        facts = {"route": checklist.route.id, "language": words.language}
        try:
            sheet = compose(checklist, (words,))
        except (KeyError, ValueError, IndexError) as error:
            yield "sheet_fails", {**facts, "reason": str(error)}
            return
        if gap := _gap(sheet):
            yield "sheet_gap", {**facts, "part": gap}
        for name in WRITTEN:
            try:
                if not FORMATS[name].render(sheet, checklist):
                    yield "format_fails", {**facts, "format": name, "reason": ""}
            except MicloudError as error:
                yield "format_fails", {**facts, "format": name, "reason": str(error)}


def _gap(sheet: Sheet) -> str:
    """Name the first part of a sheet with an empty text or an unfilled placeholder."""
    for path, value in elements(sheet):
        if isinstance(value, str) and isinstance(path[-1], int) and (not value.strip() or "{" in value):
            return ".".join(map(str, path))
    return ""
