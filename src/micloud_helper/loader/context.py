"""What all sections of a guide share while it is read: texts, items, references and scopes of conditions."""

from collections.abc import Iterable
from typing import NamedTuple

from micloud_helper.conditions import ALWAYS, Condition
from micloud_helper.guide import Item, Text
from micloud_helper.loader.conditions import Scope, read_condition
from micloud_helper.loader.nodes import Node
from micloud_helper.loader.reader import Fields, Reader
from micloud_helper.loader.shapes import SHAPES
from micloud_helper.loader.texts import Texts

__all__ = ["NO_TEXT", "Context", "ItemParts"]

NO_TEXT: Text = {}
"""Stands for a text that could not be read; a guide with problems never leaves the loader."""


class ItemParts(NamedTuple):
    """The fields that every kind of item has."""

    text: Text
    sources: tuple[str, ...]
    when: Condition
    on_screen: str | None


class Context:
    """The reader, the texts and what may be referred to. `answers` is the scope for statuses and routes,
    `facts` the wider one for items.
    """

    def __init__(self, reader: Reader, texts: Texts, sources: Iterable[str]) -> None:
        """Start with the sources known; scopes are set once questions and routes are."""
        self.reader = reader
        self.texts = texts
        self.sources = tuple(sources)
        self.answers = Scope({})
        self.facts = Scope({})
        self.documents: tuple[str, ...] = ()
        self.maybe_asked: set[str] = set()
        self.addresses: tuple[str, ...] = ()

    def text_of(self, fields: Fields, key: str) -> Text:
        """Read a required text."""
        return fields.get(key, self.texts.text, NO_TEXT)

    def optional_text(self, fields: Fields, key: str) -> Text | None:
        """Read a text that may be left out."""
        return fields.get(key, self.texts.text, None) if key in fields else None

    def when(self, fields: Fields, scope: Scope, key: str = "when") -> Condition:
        """Read a condition; always, where none is written."""
        node = fields.node_of(key)
        return (None if node is None else read_condition(self.reader, node, scope)) or ALWAYS

    def source_ids(self, fields: Fields) -> tuple[str, ...]:
        """Read the ids of sources; at least one, and each must exist."""
        found = self.references(fields, "sources", self.sources, "unknown_source")
        node = fields.node_of("sources")
        if node is not None and not found and not self.reader.items(node):
            self.reader.report("source_missing", node)
        return found

    def references(self, fields: Fields, key: str, known: Iterable[str], code: str) -> tuple[str, ...]:
        """Read a list of ids that must exist, none of them twice."""
        offered = tuple(known)
        found: list[str] = []
        for node in self.reader.items(fields.node_of(key)):
            word = self.reader.one_of(node, offered, code)
            if word in found:
                self.reader.report("value_twice", node, word=word or "")
            elif word is not None:
                found.append(word)
        return tuple(found)

    def item_parts(self, fields: Fields) -> ItemParts:
        """Read what every item has; its on-screen word must stand in quotes in the text."""
        text = fields.get("text", self.texts.dated_text, NO_TEXT)
        label = fields.get("on_screen", self.texts.label, None) if "on_screen" in fields else None
        node = fields.node_of("on_screen")
        if label and node and text and any(f'"{label}"' not in words for words in text.values()):
            self.reader.report("on_screen_not_quoted", node, word=label)
        return ItemParts(text, self.source_ids(fields), self.when(fields, self.facts), label)

    def item(self, node: Node) -> Item:
        """Read an item without id."""
        parts = self.item_parts(self.reader.fields(node, SHAPES["item"]))
        return Item(text=parts.text, sources=parts.sources, when=parts.when, on_screen=parts.on_screen)
