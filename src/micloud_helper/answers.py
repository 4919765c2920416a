"""Answers by question id, and the typed details beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from micloud_helper.conditions import ALWAYS, Value, Values
from micloud_helper.guide import Guide, Question
from micloud_helper.memo import Memo

__all__ = ["Answers", "asked", "questions_in_order", "steering"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the person said. `values` by question id; `details` by detail id, each a tuple of strings.

    Both may hold entries of a branch that was left ("parked"); `asked` tells which count.
    """

    values: Values = field(default_factory=dict)
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_value(self, question: str, value: Value) -> "Answers":
        """Give the same answers with one more, or another, value."""
        return Answers(values={**self.values, question: value}, details=self.details)

    def with_detail(self, detail: str, given: tuple[str, ...]) -> "Answers":
        """Give the same answers with a detail typed in, or taken out by an empty tuple."""
        details = {key: kept for key, kept in self.details.items() if key != detail}
        return Answers(values=self.values, details={**details, detail: given} if given else details)


def asked(guide: Guide, values: Values) -> tuple[dict[str, Value], Question | None]:
    """Walk the questions in order: the answers that count on this path, and the first one missing."""
    counted: dict[str, Value] = {}
    for question, holds in questions_in_order(guide):
        if holds is None or holds(counted):
            value = values.get(question.id)
            if value is None:
                return counted, question
            counted[question.id] = value
    return counted, None


@lru_cache(maxsize=4)
def questions_in_order(guide: Guide) -> tuple[tuple[Question, Memo[bool] | None], ...]:
    """Give every question and whether it is asked, by the answers before it; None for always."""
    questions = guide.questions.values()
    return tuple((it, None if it.when == ALWAYS else Memo(it.when.holds, [it.when])) for it in questions)


@lru_cache(maxsize=4)
def steering(guide: Guide) -> frozenset[str]:
    """Name the questions whose answers decide which others are asked."""
    return frozenset(it.question for question in guide.questions.values() for it in question.when.comparisons())
