"""The closed language of `when`: what holds, and which answers made it hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Value: TypeAlias = str | tuple[str, ...] | date
"""An answer: an option's id, several of them, or a day."""

Values: TypeAlias = Mapping[str, Value]
"""Answers by question id."""


class Condition:
    """Something that holds or not for given answers, and what is common to those that consist of `parts`."""

    __slots__ = ()
    parts: tuple["Condition", ...]

    def holds(self, values: Values) -> bool:
        """Tell whether the answers satisfy the condition; a missing answer satisfies no comparison."""
        raise NotImplementedError

    def reasons(self, values: Values) -> Iterator[str]:
        """Name the answered questions that made the condition come out as it did: those of parts that did so too."""
        held = self.holds(values)
        for part in self.parts:
            if part.holds(values) == held:
                yield from part.reasons(values)

    def comparisons(self) -> Iterator["Is"]:
        """Walk every comparison inside."""
        for part in self.parts:
            yield from part.comparisons()


@dataclass(frozen=True, slots=True)
class Is(Condition):
    """The answer to `question` is one of `values`; of a list answer: it has one of them."""

    question: str
    values: frozenset[str]

    def holds(self, values: Values) -> bool:
        """Compare the answer, or any member of a list answer."""
        answer = values.get(self.question)
        if isinstance(answer, tuple):
            return not self.values.isdisjoint(answer)
        return answer in self.values

    def reasons(self, values: Values) -> Iterator[str]:
        """Name the question, if it was answered."""
        if self.question in values:
            yield self.question

    def comparisons(self) -> Iterator["Is"]:
        """Yield this comparison."""
        yield self


@dataclass(frozen=True, slots=True)
class All(Condition):
    """Every part holds; without parts it always holds."""

    parts: tuple[Condition, ...]

    def holds(self, values: Values) -> bool:
        """Tell whether all parts hold."""
        return all(part.holds(values) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, values: Values) -> bool:
        """Tell whether one part holds."""
        return any(part.holds(values) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The inner condition does not hold, also when its question was not asked."""

    part: Condition

    def holds(self, values: Values) -> bool:
        """Turn the inner one round."""
        return not self.part.holds(values)

    def reasons(self, values: Values) -> Iterator[str]:
        """Name what decided the inner one."""
        return self.part.reasons(values)

    def comparisons(self) -> Iterator[Is]:
        """Walk the inner one."""
        return self.part.comparisons()


ALWAYS: Condition = All(())
