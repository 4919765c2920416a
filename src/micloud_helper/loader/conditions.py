"""Reads `when`: every question and value in it must exist, and have been asked before."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from micloud_helper.conditions import All, AnyOf, Condition, Is, Not
from micloud_helper.loader.nodes import Listing, Mapping, Node, Scalar
from micloud_helper.loader.reader import Reader

__all__ = ["TIMINGS", "Scope", "read_condition"]

TIMINGS = ("future", "too_early", "in_window", "overdue")
CONNECTIVES = ("all", "any", "not")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may name here: `known` values by question; `later` questions exist but come too late."""

    known: MappingType[str, tuple[str, ...]]
    later: frozenset[str] = field(default_factory=frozenset)


def read_condition(reader: Reader, node: Node, scope: Scope) -> Condition | None:
    """Read a condition; None when nothing of it could be read."""
    if not isinstance(node, Mapping) or not node.entries:
        reader.report("not_a_condition", node)
        return None
    parts = [part for key, value in node.entries if (part := _part(reader, key, value, scope)) is not None]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _part(reader: Reader, key: Scalar, value: Node, scope: Scope) -> Condition | None:
    if key.text == "not":
        inner = read_condition(reader, value, scope)
        return None if inner is None else Not(inner)
    if key.text in ("all", "any"):
        if isinstance(value, Listing) and value.items:
            inners = tuple(part for item in value.items if (part := read_condition(reader, item, scope)) is not None)
            return All(inners) if key.text == "all" else AnyOf(inners)
        reader.report("not_a_condition_list", value, key=key.text)
        return None
    if key.text in scope.later:
        reader.report("question_too_late", key, word=key.text)
        return None
    if key.text not in scope.known:
        reader.unknown("unknown_question", key, key.text, (*scope.known, *CONNECTIVES))
        return None
    if not scope.known[key.text]:
        reader.report("condition_on_date", key, word=key.text)
        return None
    return _comparison(reader, key.text, value, scope.known[key.text])


def _comparison(reader: Reader, question: str, value: Node, offered: tuple[str, ...]) -> Condition | None:
    nodes = value.items if isinstance(value, Listing) else [value]
    if not nodes:
        reader.report("empty_list", value)
    words: list[str] = []
    for node in nodes:
        word = reader.one_of(node, offered, "unknown_value")
        if word in words:
            reader.report("value_twice", node, word=word or "")
        elif word is not None:
            words.append(word)
    return Is(question, frozenset(words)) if words else None
