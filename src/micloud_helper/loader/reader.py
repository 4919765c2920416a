"""Reads files, by path or from `data/`: nodes from YAML, typed values from nodes, with every problem on the way.

Nodes are built from the parser's events, strictly and within limits, not with `yaml.compose`: that one recurses in C
and dies on deep nesting, follows aliases, and keeps the last of two equal keys. The program's own words are read here,
too.
"""

import pkgutil
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.reader import ReaderError

from micloud_helper.errors import GuideError, Location, MicloudError, Problem
from micloud_helper.guide import Text
from micloud_helper.loader import nodes
from micloud_helper.loader.nodes import ABSENT, Node, redact, sanitize

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 100_000
MAX_ANSWER_NODES = 10_000
MAX_PROBLEMS = 100
MAX_FACT = 400
"""Characters of one fact in a message."""
NESTED_TOO_DEEP = "exceeded maximum nesting depth"
"""What libyaml says, from 0.2.6 on, where it looks ahead further down than we would follow."""
SURROGATES = re.compile(r"\\\\|\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
"""How JSON writes characters beyond the first 65,536, which YAML does not know; or a backslash that means itself."""
MAX_TEXT = 2_000
LISTED = 10
"""Known words that a message names."""
COMPARISONS = 10_000
"""Words that all guesses about one file may look at, and …"""
CANDIDATES = 500
"""… that one guess may; a file of nonsense would cost seconds."""
GUESSED_LENGTH = 40

ID = re.compile(r"[a-z0-9][a-z0-9_]*(?:[.-][a-z0-9_]+)*")


def closest_match(word: str, known: Iterable[str]) -> str:
    """Guess which known word a misspelt one stands for; empty when none is near, or the word is too long to guess."""
    from difflib import get_close_matches

    candidates = [it for it in islice(known, CANDIDATES) if len(it) <= GUESSED_LENGTH]
    return next(iter(get_close_matches(word, candidates, n=1)), "") if len(word) <= GUESSED_LENGTH else ""


def listed(known: Iterable[str]) -> str:
    """Write the first known words for a message."""
    words = list(islice(known, LISTED + 1))
    return ", ".join([*words[:LISTED], "…"] if len(words) > LISTED else words) or "–"


def read_resource(name: str) -> bytes:
    """Give the bytes of `data/NAME`; never looks into the working directory.

    Raises FileNotFoundError when the installation is damaged.
    """
    data = None
    with suppress(OSError):  # in a checkout it stands beside the package
        data = pkgutil.get_data("micloud_helper", f"data/{name}")
    return data or (Path(__file__).resolve().parents[3] / "data" / name).read_bytes()


def read_file(path: Path, error: type[MicloudError]) -> bytes:
    """Give the bytes of a file, or just enough of one that is too big to refuse it. Raises `error`."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as cause:
        raise error(Problem("file_unreadable", {"reason": cause.strerror or ""}, Location(str(path)))) from cause


def _joined(pair: re.Match[str]) -> str:
    return bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be") if pair[1] else pair[0]


def _at(mark: Any) -> Node:
    return Node(mark.line + 1, mark.column + 1)


def _end_of(text: str) -> Node:
    return Node(text.count("\n") + 1, len(text) - text.rfind("\n"))


class Refused(Exception):
    """Ends the reading of a file, the reason being among its problems: going on would cost too much or mean nothing."""


class Reader:
    """Reads one file: nodes from its YAML, then values out of them, collecting everything that is wrong.

    Every method reports problems and goes on with None or what is left.
    """

    written = ""
    nodes = 0
    compared = 0

    def __init__(self, file: str, *, private: bool = False) -> None:
        """Of a `private` file no message repeats what may be personal, and it must not be as long."""
        self.file = file
        self.found: list[tuple[Node, Problem]] = []
        self.show = redact if private else sanitize
        self.limit = MAX_ANSWER_NODES if private else MAX_NODES

    def report(self, code: str, at: Node, **facts: str) -> None:
        """Note a problem at a node. Raises Refused when there are enough of them."""
        short = {name: fact if len(fact) <= MAX_FACT else f"{fact[:MAX_FACT]}…" for name, fact in facts.items()}
        self.found.append((at, Problem(code, short)))
        if len(self.found) >= MAX_PROBLEMS:
            self.found.append((at, Problem("too_many_problems", {"limit": str(MAX_PROBLEMS)})))
            raise Refused

    def refuse(self, code: str, at: Node, **facts: str) -> NoReturn:
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
            self.found.sort(key=lambda it: (it[1].code == "too_many_problems", it[0].line, it[0].column))
            places = [Location(self.file, at.line, at.column) for at, _ in self.found]
            if line:  # past the end of its first line a file means the whole line
                places = [Location(self.file, line, it.column if it.line == 1 else 1) for it in places]
            raise error(it._replace(location=place) for (_, it), place in zip(self.found, places, strict=True))

    def compose(self, data: bytes) -> Node:
        """Read one YAML document; ABSENT for an empty one. JSON is read too, being YAML.

        Duplicate keys, anchors and tags are problems; the rest is still read. Raises Refused for what cannot be read.
        """
        if len(data) > MAX_BYTES:
            self.refuse("file_too_big", ABSENT, limit=f"{MAX_BYTES:,}")
        try:
            self.written = SURROGATES.sub(_joined, data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            self.refuse("not_utf8", _end_of(data[: error.start].decode("latin-1")))
        try:
            root, events = ABSENT, yaml.parse(self.written, Loader=nodes.Parser)
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not ABSENT:
                        self.refuse("second_document", _at(event.start_mark))
                    root = self._node(next(events), events, 0)
            return root
        except yaml.MarkedYAMLError as error:
            if error.problem == NESTED_TOO_DEEP:
                self.refuse("too_deep", _at(error.problem_mark), limit=str(MAX_DEPTH))
            self.refuse("not_yaml", _at(error.problem_mark), reason=error.problem or "")
        except ReaderError as error:
            self.found.clear()
            self.refuse("strange_character", _end_of(self.written[: error.position]))

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        """Make the node that begins with `event`, `depth` levels down; it goes no further down than MAX_DEPTH."""
        node = Node(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self.refuse("alias", node, name=self.show(event.anchor or ""))
        if event.anchor:
            self.report("anchor", node, name=self.show(event.anchor))
        if event.tag:
            self.report("tag", node, name=self.show(event.tag))
        self.nodes += 1
        if self.nodes > self.limit:
            self.refuse("too_many_nodes", node, limit=f"{self.limit:,}")
        if isinstance(event, yaml.ScalarEvent):
            node.kind, node.text, node.plain = "word", event.value, event.style in (None, "")
            return node
        if depth >= MAX_DEPTH:
            self.refuse("too_deep", node, limit=str(MAX_DEPTH))
        node.kind = "list" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
        items, entries, seen = [], [], set()
        while not isinstance(event := next(events), yaml.CollectionEndEvent):
            part = self._node(event, events, depth + 1)
            if node.kind == "list":
                items.append(part)
                continue
            if part.kind != "word":
                self.refuse("key_not_a_word", part)
            entries.append((part, self._node(next(events), events, depth + 1)))
            if part.text in seen:
                self.report("duplicate_key", part, key=self.show(part.text))
            seen.add(part.text)
        node.items, node.entries = items, entries
        return node

    def unknown(self, code: str, node: Node, word: str, known: Collection[str], **facts: str) -> str:
        """Report that a word is none of the known ones; give the closest match, named as a hint, or nothing."""
        guess = closest_match(word, known) if self.compared < COMPARISONS else ""
        self.compared += len(known)
        if guess:
            facts["meant"] = guess
        self.report(code, node, **{"word": self.show(word), "offered": listed(known), **facts})
        return guess

    def keys(self, node: Node, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node] | None:
        """Take a mapping with known keys, reporting unknown and missing ones; None where there is no mapping."""
        known = (*required, *optional)
        if node.kind != "mapping":
            self.report("not_a_mapping", node, offered=", ".join(known))
            return None
        nodes = {key.text: value for key, value in node.entries if key.text in known}
        strays = [key for key, _ in node.entries if key.text not in known]
        misspelt = [self.unknown("unknown_key", key, key.text, known, offered=", ".join(known)) for key in strays]
        for name in required:
            if name not in nodes and name not in misspelt:
                self.report("key_missing", node, key=name)
        return nodes

    def word(self, node: Node) -> str | None:
        """Take a text that YAML also takes for a text."""
        if node.kind != "word":
            self.report("not_a_word", node)
        elif node.implicit:
            self.report("implicit_value", node, word=sanitize(node.text), kind=node.implicit)
        elif not node.text.strip():
            self.report("empty_text", node)
        elif len(node.text) > MAX_TEXT:
            self.report("text_too_long", node, limit=f"{MAX_TEXT:,}")
        else:
            return node.text
        return None

    def line(self, node: Node) -> str | None:
        """Take a text as one printable line: what could upset a terminal, a table or a file is refused."""
        word = self.word(node)
        line = " ".join((word or "").split())
        if not line.isprintable():
            self.report("strange_character", node)
            return None
        return line or None

    def id(self, node: Node) -> str | None:
        """Take a word that can be an id."""
        if ID.fullmatch(node.text) and not node.implicit:
            return node.text
        self.report("bad_id", node, word=sanitize(node.text))
        return None

    def one_of(self, node: Node, known: Collection[str], code: str) -> str | None:
        """Take a word out of a closed set; `code` is the problem when it is another."""
        word = self.word(node)
        if word is not None and word not in known:
            self.unknown(code, node, word, known)
            return None
        return word

    def is_answer(self, node: Node, question: str, kind: str) -> bool:
        """Tell whether a node has the shape of an answer: a list where several may be picked, else one word."""
        if kind == "choices" and node.kind != "list":
            word = self.show(node.text) if node.kind == "word" else "…"
            self.report("list_expected", node, question=question, word=word)
            return False
        if kind == "choice" and node.kind != "word":
            self.report("one_answer_only", node, question=question)
            return False
        return True

    def number(self, node: Node, within: range) -> int | None:
        """Take a whole number within bounds."""
        text = node.text if node.plain else ""
        if re.fullmatch(r"\d{1,6}", text) and int(text) in within:
            return int(text)
        self.report("not_a_number", node, low=str(within.start), high=str(within.stop - 1))
        return None

    def day(self, node: Node) -> date | None:
        """Take a date written `2026-11-23`."""
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.text):
            self.report("not_a_date", node)
            return None
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            self.report("no_such_day", node)
            return None


@cache
def load_messages(area: str) -> dict[str, Text]:
    """Give the texts of `data/messages/AREA.yaml` by key.

    Keys of nested mappings are joined with dots, a leaf has the languages as keys. Raises GuideError when the file is
    damaged.
    """
    name = f"messages/{area}.yaml"
    reader = Reader(name)
    texts: dict[str, Text] = {}
    with reader.all_at_once(GuideError):
        pending = [("", reader.compose(read_resource(name)))]
        while pending:
            prefix, node = pending.pop()
            if node.kind != "mapping":
                reader.report("not_a_mapping", node, offered="–")
            elif all(value.kind == "word" for _, value in node.entries):
                texts[prefix] = {key.text: reader.word(value) or "" for key, value in node.entries}
            else:
                pending += [(f"{prefix}.{key.text}" if prefix else key.text, value) for key, value in node.entries]
    return texts
