"""Takes typed values out of nodes and collects every problem on the way, so that one run reports them all."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from micloud_helper.errors import Location, Problem
from micloud_helper.loader.nodes import Listing, Mapping, Node, Scalar, sanitize
from micloud_helper.loader.shapes import Shape

__all__ = ["Fields", "Reader", "closest_match"]

T = TypeVar("T")
GUESSES = 200
"""So many problems are worth a guess; a file of nonsense would cost seconds."""

ID = re.compile(r"[a-z0-9][a-z0-9_]*(?:[.-][a-z0-9_]+)*")


def closest_match(word: str, known: Iterable[str]) -> str:
    """Guess which known word a misspelt one stands for; empty when none is near."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


class Reader:
    """Reads one file's nodes. Every method reports what is wrong and goes on with None or what is left."""

    def __init__(self, file: str, problems: list[Problem], *, show: Callable[[str], str] = sanitize) -> None:
        """Collect into `problems`; `file` is named in every place, words of it as `show` writes them."""
        self.file = file
        self.problems = problems
        self.show = show

    def location(self, node: Node) -> Location:
        """Tell where a node stands."""
        return Location(self.file, node.line, node.column)

    def report(self, code: str, node: Node, **facts: str) -> None:
        """Note a problem at a node."""
        self.problems.append(Problem(code, facts, self.location(node)))

    def unknown(self, code: str, node: Node, word: str, known: Iterable[str]) -> None:
        """Note that a word is none of the known ones, with the nearest as a hint."""
        offered = list(known)
        guess = closest_match(word, offered) if len(self.problems) < GUESSES else ""
        self.report(
            code, node, word=self.show(word), offered=", ".join(offered) or "–", **({"meant": guess} if guess else {})
        )

    def fields(self, node: Node, shape: Shape) -> "Fields":
        """Take a mapping with known keys; unknown and missing ones are reported."""
        known = [*shape.required, *shape.optional]
        entries: dict[str, Node] = {}
        if not isinstance(node, Mapping):
            self.report("not_a_mapping", node, offered=", ".join(known))
            return Fields(self, node, {}, broken=True)
        misspelt = set()
        for key, value in node.entries:
            if key.text in known:
                entries.setdefault(key.text, value)
            else:
                self.unknown("unknown_key", key, key.text, known)
                misspelt.add(closest_match(key.text, known))
        for name in shape.required:
            if name not in entries and name not in misspelt:
                self.report("key_missing", node, key=name)
        return Fields(self, node, entries)

    def by_id(self, node: Node, what: str) -> Iterator[tuple[str, Node]]:
        """Walk a mapping of things by id; an id that is no id is reported."""
        if not isinstance(node, Mapping):
            self.report("not_a_mapping", node, offered=what)
            return
        seen = set()
        for key, value in node.entries:
            if not ID.fullmatch(key.text) or key.implicit:
                self.report("bad_id", key, word=sanitize(key.text))
            elif key.text not in seen:
                seen.add(key.text)
                yield key.text, value

    def items(self, node: Node | None) -> list[Node]:
        """Take a list."""
        if node is None:
            return []
        if not isinstance(node, Listing):
            self.report("not_a_list", node)
            return []
        return node.items

    def word(self, node: Node) -> str | None:
        """Take a text that YAML also takes for a text."""
        if not isinstance(node, Scalar):
            self.report("not_a_word", node)
        elif node.implicit:
            self.report("implicit_value", node, word=sanitize(node.text), kind=node.implicit)
        elif not node.text.strip():
            self.report("empty_text", node)
        else:
            return node.text
        return None

    def line(self, node: Node) -> str | None:
        """Take a text as one printable line: what could upset a terminal, a table or a file is refused."""
        word = self.word(node)
        line = " ".join((word or "").split())
        if word is not None and not line.isprintable():
            self.report("strange_character", node)
            return None
        return line or None

    def id(self, node: Node) -> str | None:
        """Take a word that can be an id."""
        word = self.word(node)
        if word is not None and not ID.fullmatch(word):
            self.report("bad_id", node, word=sanitize(word))
            return None
        return word

    def one_of(self, node: Node, known: Iterable[str], code: str) -> str | None:
        """Take a word out of a closed set; `code` is the problem when it is another."""
        offered = list(known)
        word = self.word(node)
        if word is not None and word not in offered:
            self.unknown(code, node, word, offered)
            return None
        return word

    def number(self, node: Node, *, low: int, high: int) -> int | None:
        """Take a whole number within bounds."""
        text = node.text if isinstance(node, Scalar) and node.plain else ""
        if re.fullmatch(r"\d{1,6}", text) and low <= int(text) <= high:
            return int(text)
        self.report("not_a_number", node, low=str(low), high=str(high))
        return None

    def day(self, node: Node) -> date | None:
        """Take a date written `2026-11-23`."""
        text = node.text if isinstance(node, Scalar) else ""
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.report("not_a_date", node)
        return None


class Fields:
    """The known keys of one mapping."""

    def __init__(self, reader: Reader, node: Node, entries: dict[str, Node], *, broken: bool = False) -> None:
        """Made by `Reader.fields`; `broken` when there was no mapping at all."""
        self.reader = reader
        self.node = node
        self.entries = entries
        self.broken = broken

    def __contains__(self, key: str) -> bool:
        """Tell whether the key was written."""
        return key in self.entries

    def node_of(self, key: str) -> Node | None:
        """Give the raw node."""
        return self.entries.get(key)

    def get(self, key: str, read: Callable[[Node], T | None], default: T) -> T:
        """Read a key's value with `read`; the default where it is not written or not readable."""
        node = self.entries.get(key)
        value = None if node is None else read(node)
        return default if value is None else value

    def each(self, key: str, read: Callable[[Node], T | None]) -> tuple[T, ...]:
        """Read a list's members with `read`, leaving out what is not readable."""
        found = (read(node) for node in self.reader.items(self.entries.get(key)))
        return tuple(value for value in found if value is not None)
