"""Reads texts: every language there, quoted on-screen words known and equal, placeholders known and equal."""

import re
from collections.abc import Iterable

from micloud_helper.guide import Text
from micloud_helper.loader.nodes import Mapping, Node, Scalar, sanitize
from micloud_helper.loader.reader import Reader
from micloud_helper.loader.shapes import Shape

__all__ = ["PLACEHOLDERS", "Texts"]

PLACEHOLDERS = ("today", "applied_on", "reply_earliest", "reply_latest", "retry_from")
QUOTED = re.compile(r'"([^"]*)"')
BRACED = re.compile(r"\{([^{}]*)\}")


class Texts:
    """Reads the texts of one guide, whose languages and on-screen words are known by then."""

    def __init__(self, reader: Reader, languages: tuple[str, ...], on_screen: Iterable[str]) -> None:
        """Texts must have all `languages`, and quote nothing that is not in `on_screen`."""
        self.reader = reader
        self.languages = languages
        self.on_screen = frozenset(on_screen)
        self.quoted: set[str] = set()

    def text(self, node: Node, placeholders: tuple[str, ...] = ()) -> Text | None:
        """Read one text in all languages; only `placeholders` may stand in it."""
        if not isinstance(node, Mapping):
            self.reader.report("text_not_by_language", node, languages=", ".join(self.languages))
            return None
        fields = self.reader.fields(node, Shape((), self.languages))
        found: dict[str, str] = {}
        for language in self.languages:
            value = fields.node_of(language)
            if value is None:
                self.reader.report("language_missing", node, language=language)
            elif (words := self.reader.line(value)) is not None:
                found[language] = words
                self._check_words(value, words, placeholders)
        if len(found) < len(self.languages):
            return None
        self._check_alike(node, found)
        return found

    def dated_text(self, node: Node) -> Text | None:
        """Read a text in which the days of the answer window may stand."""
        return self.text(node, PLACEHOLDERS)

    def date_text(self, node: Node) -> Text | None:
        """Read the `said` of a date question, where `{date}` stands for the answer."""
        return self.text(node, ("date",))

    def label(self, node: Node) -> str | None:
        """Read an on-screen word; it must be one of those listed at the top."""
        word = self.reader.line(node)
        if word is not None and word not in self.on_screen:
            self.reader.unknown("unknown_on_screen", node, word, sorted(self.on_screen))
        self.quoted.add(word or "")
        return word

    def _check_words(self, node: Node, words: str, placeholders: tuple[str, ...]) -> None:
        if words.count('"') % 2:
            self.reader.report("quote_open", node)
        for label in QUOTED.findall(words):
            self.quoted.add(label)
            if label not in self.on_screen:
                self.reader.unknown("unknown_on_screen", node, label, sorted(self.on_screen))
        for name in BRACED.findall(words):
            if not placeholders:
                self.reader.report("placeholder_not_here", node, word=sanitize(name))
            elif name not in placeholders:
                self.reader.unknown("unknown_placeholder", node, name, placeholders)
        if "{" in (rest := BRACED.sub("", words)) or "}" in rest:
            self.reader.report("brace_open", node)

    def _check_alike(self, node: Node, found: Text) -> None:
        first, *others = found
        for code, pattern in (("on_screen_differs", QUOTED), ("placeholders_differ", BRACED)):
            expected = sorted(set(pattern.findall(found[first])))
            for other in others:
                if sorted(set(pattern.findall(found[other]))) != expected:
                    self.reader.report(code, node, first=first, other=other, expected=sanitize(", ".join(expected), 80))

    def check_unused(self, node: Node) -> None:
        """Report listed on-screen words that no text quotes: most likely one was misspelt in both languages."""
        for item in self.reader.items(node):
            if isinstance(item, Scalar) and " ".join(item.text.split()) not in self.quoted:
                self.reader.report("on_screen_unused", item, word=sanitize(item.text))
