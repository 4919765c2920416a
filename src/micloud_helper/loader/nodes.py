"""YAML as nodes that know their line and column, read strictly and within limits.

Built from the parser's events, not with `yaml.compose`: that one recurses in C and dies on deep nesting, follows
aliases, and keeps the last of two equal keys.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml.reader import ReaderError
from yaml.resolver import Resolver

from micloud_helper.errors import Location, Problem

__all__ = ["Listing", "Mapping", "Node", "Scalar", "compose", "redact", "sanitize"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 100_000
NESTED_TOO_DEEP = "exceeded maximum nesting depth"
"""What libyaml says, from 0.2.6 on, where it looks ahead further down than we would follow."""
PLAIN_SUSPECTS = frozenset("0123456789+-.~=<yYnNtTfFoO")
"""First letters of plain words that YAML might take for a number, a date, a boolean or nothing."""

RESOLVER: Any = Resolver()
SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
"""How JSON writes characters beyond the first 65,536; YAML does not know such pairs."""

PLAIN_WORD = re.compile(r"[a-z_.-]{1,30}")
LONG_NUMBER = re.compile(r"\d{5,}")

Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Scalar:
    """One word or text as written; `plain` when it stands without quotes."""

    line: int
    column: int
    text: str
    plain: bool

    @property
    def implicit(self) -> str | None:
        """Name what YAML would make of the unquoted word instead of a text, such as `bool` or `timestamp`."""
        if not self.plain or (self.text and self.text[0] not in PLAIN_SUSPECTS):
            return None
        tag: str = RESOLVER.resolve(yaml.ScalarNode, self.text, (True, False))
        kind = tag.rpartition(":")[2]
        return None if kind == "str" else kind


@dataclass(slots=True)
class Listing:
    """A list."""

    line: int
    column: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys with their values, in the file's order."""

    line: int
    column: int
    entries: list[tuple[Scalar, "Node"]] = field(default_factory=list)


Node: TypeAlias = Scalar | Listing | Mapping


class _Refused(Exception):
    """Ends the reading: going on would cost too much or mean nothing."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def compose(data: bytes, file: str, *, private: bool = False) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document; what cannot be read at all is a problem and no node.

    JSON is read too, being YAML. In a `private` file no message repeats what may be personal.
    Duplicate keys, anchors, aliases and tags are problems; the rest is still read.
    """
    if len(data) > MAX_BYTES:
        return None, [Problem("file_too_big", {"limit": f"{MAX_BYTES:,}"}, Location(file))]
    try:
        text = SURROGATES.sub(_joined, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem("not_utf8", {}, Location(file, line, error.start - data.rfind(b"\n", 0, error.start)))]
    builder = _Builder(file, redact if private else sanitize)
    try:
        builder.read(yaml.parse(text, Loader=Parser))
    except _Refused as refused:
        return None, [*builder.problems, refused.problem]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        if error.problem == NESTED_TOO_DEEP:
            return None, [*builder.problems, Problem("too_deep", {"limit": str(MAX_DEPTH)}, place)]
        return None, [*builder.problems, Problem("not_yaml", {"reason": error.problem or ""}, place)]
    except ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        place = Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return None, [Problem("strange_character", {}, place)]
    return builder.root, builder.problems


class _Builder:
    """Puts events together to one tree, without recursion."""

    def __init__(self, file: str, show: Callable[[str], str]) -> None:
        self.file = file
        self.show = show
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.open: list[Listing | Mapping] = []
        self.keys: list[Scalar | None] = []
        self.seen: list[set[str]] = []
        self.documents = 0
        self.nodes = 0

    def read(self, events: Iterator[Any]) -> None:
        """Take in all events; raises _Refused at the first thing that makes going on pointless."""
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._tagged(event)
                plain = event.style in (None, "")
                self._add(event, Scalar(*_mark(event), event.value, plain))
            elif isinstance(event, yaml.SequenceStartEvent):
                self._start(event, Listing(*_mark(event)))
            elif isinstance(event, yaml.MappingStartEvent):
                self._start(event, Mapping(*_mark(event)))
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                self.open.pop()
                self.keys.pop()
                self.seen.pop()
            elif isinstance(event, yaml.AliasEvent):
                raise self._refuse("alias", event, name=self.show(event.anchor or ""))
            elif isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise self._refuse("second_document", event)

    def _start(self, event: Any, node: Listing | Mapping) -> None:
        self._tagged(event)
        if len(self.open) >= MAX_DEPTH:
            raise self._refuse("too_deep", event, limit=str(MAX_DEPTH))
        self._add(event, node)
        self.open.append(node)
        self.keys.append(None)
        self.seen.append(set())

    def _add(self, event: Any, node: Node) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._refuse("too_many_nodes", event, limit=f"{MAX_NODES:,}")
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Listing):
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is not None:
            parent.entries.append((key, node))
            self.keys[-1] = None
            return
        if not isinstance(node, Scalar):
            raise self._refuse("key_not_a_word", event)
        if node.text in self.seen[-1]:
            self.problems.append(Problem("duplicate_key", {"key": self.show(node.text)}, self._place(event)))
        self.seen[-1].add(node.text)
        self.keys[-1] = node

    def _tagged(self, event: Any) -> None:
        if event.anchor:
            self.problems.append(Problem("anchor", {"name": self.show(event.anchor)}, self._place(event)))
        if event.tag:
            self.problems.append(Problem("tag", {"name": self.show(event.tag)}, self._place(event)))

    def _place(self, event: Any) -> Location:
        return Location(self.file, *_mark(event))

    def _refuse(self, code: str, event: Any, **facts: str) -> _Refused:
        return _Refused(Problem(code, facts, self._place(event)))


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _joined(pair: re.Match[str]) -> str:
    high, low = (int(pair[group], 16) for group in (2, 3))
    return pair[1] + chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)


def redact(text: str) -> str:
    """Make something a person typed fit for a message: a plain word is repeated, all that may be personal is not."""
    return text if PLAIN_WORD.fullmatch(text) else "…"


def sanitize(text: str, limit: int = 40) -> str:
    """Make a word from a file fit for a message: printable, not endless, and without long numbers (an IMEI, say)."""
    clean = LONG_NUMBER.sub("####", "".join(letter if letter.isprintable() else "?" for letter in text))
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
