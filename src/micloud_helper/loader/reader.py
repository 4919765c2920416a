"""Takes typed values out of nodes and collects every problem on the way, so that one run reports them all."""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from difflib import get_close_matches

from micloud_helper.errors import Location, MicloudError, Problem
from micloud_helper.loader.nodes import Listing, Mapping, Node, Problems, Refused, Scalar, sanitize

GUESSES = 200
"""So many problems are worth a guess; a file of nonsense would cost seconds."""

ID = re.compile(r"[a-z0-9][a-z0-9_]*(?:[.-][a-z0-9_]+)*")


def closest_match(word: str, known: Iterable[str]) -> str:
    """Guess which known word a misspelt one stands for; empty when none is near."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


@contextmanager
def all_at_once(problems: list[Problem], error: type[MicloudError], *, line: int = 0) -> Iterator[None]:
    """Collect `problems` while a file is read, then raise them in the file's order, if there are any.

    `line` is where the file's first line stands, for a file that is one line out of many.
    """
    with suppress(Refused):
        yield
    if problems:
        ordered = sorted(problems, key=lambda problem: problem.location or Location(""))
        raise error([_moved(problem, line) for problem in ordered] if line else ordered)


def _moved(problem: Problem, line: int) -> Problem:
    if problem.location is None:
        return problem
    column = problem.location.column if problem.location.line == 1 else 1  # past its end: the whole line
    return Problem(problem.code, problem.facts, Location(problem.location.file, line, column))


class Reader(Problems):
    """Reads one file's nodes. Every method reports what is wrong and goes on with None or what is left."""

    def unknown(self, code: str, node: Node, word: str, known: Collection[str], **facts: str) -> str:
        """Report that a word is none of the known ones; give the closest match, named as a hint, or nothing."""
        guess = closest_match(word, known) if len(self.found) < GUESSES else ""
        if guess:
            facts["meant"] = guess
        self.report(code, node, word=self.show(word), offered=", ".join(known) or "–", **facts)
        return guess

    def keys(self, node: Node, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node] | None:
        """Take a mapping with known keys, reporting unknown and missing ones; None where there is no mapping."""
        known = (*required, *optional)
        if not isinstance(node, Mapping):
            self.report("not_a_mapping", node, offered=", ".join(known))
            return None
        nodes = {key.text: value for key, value in node.entries if key.text in known}
        misspelt = [
            self.unknown("unknown_key", key, key.text, known) for key, _ in node.entries if key.text not in known
        ]
        for name in required:
            if name not in nodes and name not in misspelt:
                self.report("key_missing", node, key=name)
        return nodes

    def by_id(self, node: Node, what: str) -> Iterator[tuple[str, Node]]:
        """Walk a mapping of things by id; an id that is no id is reported."""
        if not isinstance(node, Mapping):
            self.report("not_a_mapping", node, offered=what)
            return
        for key, value in node.entries:
            if ID.fullmatch(key.text) and not key.implicit:
                yield key.text, value
            else:
                self.report("bad_id", key, word=sanitize(key.text))

    def items(self, node: Node) -> list[Node]:
        """Take a list."""
        if isinstance(node, Listing):
            return node.items
        self.report("not_a_list", node)
        return []

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
        if not line.isprintable():
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

    def one_of(self, node: Node, known: Collection[str], code: str) -> str | None:
        """Take a word out of a closed set; `code` is the problem when it is another."""
        word = self.word(node)
        if word is not None and word not in known:
            self.unknown(code, node, word, known)
            return None
        return word

    def number(self, node: Node, within: range) -> int | None:
        """Take a whole number within bounds."""
        text = node.text if isinstance(node, Scalar) and node.plain else ""
        if re.fullmatch(r"\d{1,6}", text) and int(text) in within:
            return int(text)
        self.report("not_a_number", node, low=str(within.start), high=str(within.stop - 1))
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
