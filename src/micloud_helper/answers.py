"""Answers by question id, the details typed in beside them, and which questions are asked for given answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from micloud_helper.conditions import Value, Values
from micloud_helper.guide import Guide, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the person answered. `values` by question id; `details` by detail id, each a tuple of strings.

    Both may hold entries of a branch that was left (inactive ones); `asked` tells which are active.
    """

    values: Values = field(default_factory=dict)
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_detail(self, detail: str, typed: tuple[str, ...]) -> "Answers":
        """Give the same answers with a detail typed in, or taken out by an empty tuple."""
        details = {key: kept for key, kept in self.details.items() if key != detail}
        return Answers(values=self.values, details={**details, detail: typed} if typed else details)


def happen(guide: Guide, answers: Answers, sets: Values, asks: Collection[str] = ()) -> Answers:
    """Give the answers after something has come about that `sets` some of them, and takes back those in `asks`.

    The others stay, active or not, in the guide's order.
    """
    values = {**{id: value for id, value in answers.values.items() if id not in asks}, **sets}
    return Answers(values={id: values[id] for id in guide.questions if id in values}, details=answers.details)


def asked(guide: Guide, values: Values) -> tuple[dict[str, Value], Question | None]:
    """Walk the questions in order: the answers that are active on this path, and the first question without one."""
    active: dict[str, Value] = {}
    for question in guide.questions.values():
        if question.when.holds(active):
            value = values.get(question.id)
            if value is None:
                return active, question
            active[question.id] = value
    return active, None
