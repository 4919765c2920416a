"""What a YAML file is made of, as its parser sees it; and which of its words are fit for a message."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml
from yaml.resolver import Resolver

RESOLVER: Any = Resolver()
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


def redact(text: str) -> str:
    """Make something a person typed fit for a message: a plain word is repeated, all that may be personal is not."""
    return text if PLAIN_WORD.fullmatch(text) else "…"


def sanitize(text: str, limit: int = 40) -> str:
    """Make a word from a file fit for a message: printable, not endless, and without long numbers (an IMEI, say)."""
    clean = LONG_NUMBER.sub("####", "".join(letter if letter.isprintable() else "?" for letter in text))
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
