"""Reads YAML into nodes that know their line and column, strictly and within limits.

Built from the parser's events, not with `yaml.compose`: that one recurses in C and dies on deep nesting, follows
aliases, and keeps the last of two equal keys.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

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
class Node:
    """A word as written (`plain` when it stands without quotes), a list or a mapping, or what is not there.

    The entries of a mapping keep the file's order; a key that is there twice has been reported.
    """

    line: int
    column: int
    kind: Literal["absent", "word", "list", "mapping"] = "absent"
    text: str = ""
    plain: bool = False
    items: Sequence["Node"] = ()
    entries: Sequence[tuple["Node", "Node"]] = ()

    @property
    def implicit(self) -> str | None:
        """Name what YAML would make of the unquoted word instead of a text, such as `bool` or `timestamp`."""
        if not self.plain:
            return None
        tag: str = RESOLVER.resolve(yaml.ScalarNode, self.text, (True, False))
        kind = tag.rpartition(":")[2]
        return None if kind == "str" else kind

    @property
    def words(self) -> tuple[str, ...]:
        """Give the keys of a mapping, or the words of a list."""
        listed = (" ".join(item.text.split()) for item in self.items if item.kind == "word")
        return (*(key.text for key, _ in self.entries), *listed)

    def child(self, key: str) -> "Node":
        """Give the value of a key, the last one where it is there twice; ABSENT where it is not."""
        return next((value for name, value in reversed(self.entries) if name.text == key), ABSENT)

    def as_list(self) -> "Node":
        """Give a list as it is, anything else as a list of one."""
        return self if self.kind == "list" else Node(self.line, self.column, "list", items=[self])


ABSENT = Node(0, 0)


class Refused(Exception):
    """Ends the reading of a file, the reason being among its problems: going on would cost too much or mean nothing."""


class Problems:
    """Collects what is wrong with one file, and counts its nodes."""

    nodes = 0

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


def compose(data: bytes, problems: Problems) -> Node:
    """Read one YAML document; ABSENT for an empty one. JSON is read too, being YAML.

    Duplicate keys, anchors and tags are problems; the rest is still read. Raises Refused for what cannot be read.
    """
    file = problems.file
    if len(data) > MAX_BYTES:
        problems.refuse("file_too_big", Location(file), limit=f"{MAX_BYTES:,}")
    try:
        text = SURROGATES.sub(_joined, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.refuse("not_utf8", Location(file, line, error.start - data.rfind(b"\n", 0, error.start)))
    try:
        root, events = ABSENT, yaml.parse(text, Loader=Parser)
        starts: Any = (event for event in events if isinstance(event, yaml.DocumentStartEvent))
        for start in starts:
            if root is not ABSENT:
                problems.refuse("second_document", Node(start.start_mark.line + 1, start.start_mark.column + 1))
            root = _node(next(events), events, problems, 0)
        return root
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


def _node(event: Any, events: Iterator[Any], problems: Problems, depth: int) -> Node:
    """Make the node that begins with `event`, `depth` levels down; it goes no further down than MAX_DEPTH."""
    node = Node(event.start_mark.line + 1, event.start_mark.column + 1)
    if isinstance(event, yaml.AliasEvent):
        problems.refuse("alias", node, name=problems.show(event.anchor or ""))
    if event.anchor:
        problems.report("anchor", node, name=problems.show(event.anchor))
    if event.tag:
        problems.report("tag", node, name=problems.show(event.tag))
    problems.nodes += 1
    if problems.nodes > problems.limit:
        problems.refuse("too_many_nodes", node, limit=f"{problems.limit:,}")
    if isinstance(event, yaml.ScalarEvent):
        node.kind, node.text, node.plain = "word", event.value, event.style in (None, "")
        return node
    if depth >= MAX_DEPTH:
        problems.refuse("too_deep", node, limit=str(MAX_DEPTH))
    node.kind = "list" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
    items, entries, seen = [], [], set()
    while not isinstance(event := next(events), yaml.CollectionEndEvent):
        part = _node(event, events, problems, depth + 1)
        if node.kind == "list":
            items.append(part)
            continue
        if part.kind != "word":
            problems.refuse("key_not_a_word", part)
        entries.append((part, _node(next(events), events, problems, depth + 1)))
        if part.text in seen:
            problems.report("duplicate_key", part, key=problems.show(part.text))
        seen.add(part.text)
    node.items, node.entries = items, entries
    return node


def _joined(pair: re.Match[str]) -> str:
    return bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be") if pair[1] else pair[0]


def redact(text: str) -> str:
    """Make something a person typed fit for a message: a plain word is repeated, all that may be personal is not."""
    return text if PLAIN_WORD.fullmatch(text) else "…"


def sanitize(text: str, limit: int = 40) -> str:
    """Make a word from a file fit for a message: printable, not endless, and without long numbers (an IMEI, say)."""
    clean = LONG_NUMBER.sub("####", "".join(letter if letter.isprintable() else "?" for letter in text))
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
