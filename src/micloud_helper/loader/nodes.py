"""Reads YAML into nodes that know their line and column, strictly and within limits.

Built from the parser's events, not with `yaml.compose`: that one recurses in C and dies on deep nesting, follows
aliases, and keeps the last of two equal keys.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import yaml
from yaml.reader import ReaderError
from yaml.resolver import Resolver

from micloud_helper.errors import Location, MicloudError, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 100_000
MAX_ANSWER_NODES = 10_000
MAX_PROBLEMS = 100
MAX_FACT = 400
"""Characters of one fact in a message."""
NESTED_TOO_DEEP = "exceeded maximum nesting depth"
"""What libyaml says, from 0.2.6 on, where it looks ahead further down than we would follow."""

RESOLVER: Any = Resolver()
SURROGATES = re.compile(r"\\\\|\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
"""How JSON writes characters beyond the first 65,536, which YAML does not know; or a backslash that means itself."""

PLAIN_WORD = re.compile(r"[a-z_.-]{1,30}")
LONG_NUMBER = re.compile(r"\d{5,}")
QUESTION_MARK = re.compile(r"[^][{},?]*\?")


class PureParser(yaml.SafeLoader):
    """PyYAML's own parser, for where there is no libyaml; takes `?` inside words and tabs between them as that does."""

    def scan_plain(self) -> Any:
        """Read an unquoted word; between braces, too, a question mark is a part of it."""
        if self.flow_level and QUESTION_MARK.match(self.buffer, self.pointer):
            vars(self)["peek"] = lambda index=0: yaml.SafeLoader.peek(self, index).replace("?", "x")
        try:
            return super().scan_plain()
        finally:
            vars(self).pop("peek", None)

    def scan_to_next_token(self) -> None:
        """Skip blanks, tabs too where no indentation can be meant."""
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()


Parser: type[Any] = getattr(yaml, "CSafeLoader", PureParser)


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
        if not self.plain:
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
    """Keys with their values, in the file's order; a key that is there twice has been reported."""

    line: int
    column: int
    entries: list[tuple[Scalar, "Node"]] = field(default_factory=list)


Node: TypeAlias = Scalar | Listing | Mapping


class Refused(Exception):
    """Ends the reading of a file, the reason being among its problems: going on would cost too much or mean nothing."""


class Problems:
    """Collects what is wrong with one file."""

    def __init__(self, file: str, *, private: bool = False) -> None:
        """Of a `private` file no message repeats what may be personal, and it must not be as long."""
        self.file = file
        self.found: list[Problem] = []
        self.show = redact if private else sanitize
        self.limit = MAX_ANSWER_NODES if private else MAX_NODES

    def report(self, code: str, at: Node | Location, **facts: str) -> None:
        """Note a problem at a node or place. Raises Refused when there are enough of them."""
        place = Location(self.file, at.line, at.column)
        short = {name: fact if len(fact) <= MAX_FACT else f"{fact[:MAX_FACT]}…" for name, fact in facts.items()}
        self.found.append(Problem(code, short, place))
        if len(self.found) >= MAX_PROBLEMS:
            self.found.append(Problem("too_many_problems", {"limit": str(MAX_PROBLEMS)}, place))
            raise Refused

    def refuse(self, code: str, at: Node | Location, **facts: str) -> NoReturn:
        """Note a problem that ends the reading. Raises Refused."""
        self.report(code, at, **facts)
        raise Refused

    @contextmanager
    def all_at_once(self, error: type[MicloudError], *, line: int = 0) -> Iterator[None]:
        """Collect problems while the file is read, then raise them in the file's order, if there are any.

        `line` is where the file's first line stands, for a file that is one line out of many.
        """
        with suppress(Refused):
            yield
        if self.found:
            ordered = sorted(self.found, key=lambda it: (it.code == "too_many_problems", it.location or Location("")))
            for number, (code, facts, place) in enumerate(ordered if line else ()):
                if place:
                    column = place.column if place.line == 1 else 1  # past its end: the whole line
                    ordered[number] = Problem(code, facts, Location(place.file, line, column))
            raise error(ordered)


def compose(data: bytes, problems: Problems) -> Node | None:
    """Read one YAML document; None for an empty one. JSON is read too, being YAML.

    Duplicate keys, anchors and tags are problems; the rest is still read. Raises Refused for what cannot be read.
    """
    file = problems.file
    if len(data) > MAX_BYTES:
        problems.refuse("file_too_big", Location(file), limit=f"{MAX_BYTES:,}")
    try:
        text = data.decode("utf-8-sig")
        text = SURROGATES.sub(_joined, text) if "\\u" in text else text  # looking for pairs takes long
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.refuse("not_utf8", Location(file, line, error.start - data.rfind(b"\n", 0, error.start)))
    try:
        return _Composer(problems, yaml.parse(text, Loader=Parser)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        if error.problem == NESTED_TOO_DEEP:
            problems.refuse("too_deep", place, limit=str(MAX_DEPTH))
        problems.refuse("not_yaml", place, reason=error.problem or "")
    except ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        problems.found.clear()
        problems.refuse("strange_character", Location(file, before.count("\n") + 1, len(before) - before.rfind("\n")))


class _Composer:
    """Puts the parser's events together to nodes; the depth of its recursion is bounded by MAX_DEPTH."""

    def __init__(self, problems: Problems, events: Iterator[Any]) -> None:
        self.problems = problems
        self.events = events
        self.nodes = 0

    def document(self) -> Node | None:
        """Read all events; None for an empty file. Raises Refused at what makes going on pointless."""
        root = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.problems.refuse("second_document", Listing(*_mark(event)))
                root = self.node(next(self.events), 0)
        return root

    def node(self, event: Any, depth: int) -> Node:
        """Make the node that begins with `event`, `depth` levels down."""
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(*_mark(event), event.value, event.style in (None, ""))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Listing(*_mark(event))
        elif isinstance(event, yaml.MappingStartEvent):
            node = Mapping(*_mark(event))
        else:
            self.problems.refuse("alias", Listing(*_mark(event)), name=self.problems.show(event.anchor or ""))
        if event.anchor:
            self.problems.report("anchor", node, name=self.problems.show(event.anchor))
        if event.tag:
            self.problems.report("tag", node, name=self.problems.show(event.tag))
        self.nodes += 1
        if self.nodes > self.problems.limit:
            self.problems.refuse("too_many_nodes", node, limit=f"{self.problems.limit:,}")
        if not isinstance(node, Scalar):
            if depth >= MAX_DEPTH:
                self.problems.refuse("too_deep", node, limit=str(MAX_DEPTH))
            self._fill(node, depth + 1)
        return node

    def _fill(self, node: Listing | Mapping, depth: int) -> None:
        if isinstance(node, Listing):
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                node.items.append(self.node(event, depth))
            return
        seen = set()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth)
            if not isinstance(key, Scalar):
                self.problems.refuse("key_not_a_word", key)
            value = self.node(next(self.events), depth)
            if key.text in seen:
                self.problems.report("duplicate_key", key, key=self.problems.show(key.text))
            seen.add(key.text)
            node.entries.append((key, value))


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _joined(pair: re.Match[str]) -> str:
    if pair[1] is None:
        return pair[0]
    return chr(0x10000 + ((int(pair[1], 16) - 0xD800) << 10) + int(pair[2], 16) - 0xDC00)


def entries_of(node: Node | None) -> list[tuple[Scalar, Node]]:
    """Give the keys of a mapping with their values; nothing for any other node."""
    return node.entries if isinstance(node, Mapping) else []


def items_of(node: Node | None) -> list[Node]:
    """Give the members of a list; nothing for any other node."""
    return node.items if isinstance(node, Listing) else []


def child(node: Node | None, key: str) -> Node | None:
    """Give the value of a key, if the node is a mapping that has it."""
    return next((value for name, value in entries_of(node) if name.text == key), None)


def words_of(node: Node | None) -> tuple[str, ...]:
    """Give the keys of a mapping, or the words of a list; nothing for any other node."""
    words = [key.text for key, _ in entries_of(node)]
    return (*words, *(" ".join(item.text.split()) for item in items_of(node) if isinstance(item, Scalar)))


def redact(text: str) -> str:
    """Make something a person typed fit for a message: a plain word is repeated, all that may be personal is not."""
    return text if PLAIN_WORD.fullmatch(text) else "…"


def sanitize(text: str, limit: int = 40) -> str:
    """Make a word from a file fit for a message: printable, not endless, and without long numbers (an IMEI, say)."""
    clean = LONG_NUMBER.sub("####", "".join(letter if letter.isprintable() else "?" for letter in text))
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
