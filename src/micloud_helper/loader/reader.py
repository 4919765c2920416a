"""Reads files, by path or from `data/`: typed values out of nodes, with every problem on the way.

The program's own words are read here, too.
"""

import pkgutil
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from micloud_helper.errors import GuideError, Location, MicloudError, Problem
from micloud_helper.guide import Text
from micloud_helper.loader.nodes import MAX_BYTES, Node, Problems, compose, sanitize

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


class Reader(Problems):
    """Reads one file's nodes. Every method reports what is wrong and goes on with None or what is left."""

    compared = 0

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
        pending = [("", compose(read_resource(name), reader))]
        while pending:
            prefix, node = pending.pop()
            if node.kind != "mapping":
                reader.report("not_a_mapping", node, offered="–")
            elif all(value.kind == "word" for _, value in node.entries):
                texts[prefix] = {key.text: reader.word(value) or "" for key, value in node.entries}
            else:
                pending += [(f"{prefix}.{key.text}" if prefix else key.text, value) for key, value in node.entries]
    return texts
