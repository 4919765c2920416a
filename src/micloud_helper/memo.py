"""Remembers what was worked out for the same answers, so that a whole answer space can be planned in seconds."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from math import inf
from typing import Generic, TypeVar

from micloud_helper.conditions import Condition, Value, Values

__all__ = ["Memo"]

T = TypeVar("T")


class Memo(Generic[T]):
    """A function of the answers that looks at few of them; asked again with the same ones it gives the same object."""

    def __init__(self, make: Callable[..., T], conditions: Iterable[Condition], *, most: float = inf) -> None:
        """Remember `make(facts, *extra)`, which may look only at questions that `conditions` name, and at `extra`.

        After `most` results it begins anew: where many answers matter, memory would grow with the cases.
        """
        named = (comparison.question for condition in conditions for comparison in condition.comparisons())
        self.make = make
        self.most = most
        self.looks_at = tuple(dict.fromkeys(named))
        self.known: dict[tuple[Hashable, ...], T] = {}

    def __call__(self, facts: Values, *extra: Hashable) -> T:
        """Give what `make` gives."""
        key = (*extra, *map(facts.get, self.looks_at))
        try:
            return self.known[key]
        except KeyError:
            if len(self.known) >= self.most:
                self.known.clear()
            found = self.known[key] = self.make(facts, *extra)
            return found

    def contexts(self) -> Iterator[dict[str, Value]]:
        """Give the answers it was asked with, as far as it looks at them."""
        for key in self.known:
            answers = key[len(key) - len(self.looks_at) :]
            yield {id: answer for id, answer in zip(self.looks_at, answers, strict=True) if answer is not None}  # type: ignore[misc]  # they came from Values
