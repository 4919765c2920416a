"""Answers by question id, and the typed details beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from micloud_helper.conditions import Value, Values
from micloud_helper.guide import Guide, Question

__all__ = ["Answers", "asked"]


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
    for question in guide.questions.values():
        if question.when.holds(counted):
            value = values.get(question.id)
            if value is None:
                return counted, question
            counted[question.id] = value
    return counted, None
