"""Walks everything a guide holds, each with its path in the file, and finds the place of a path."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeAlias

from micloud_helper.conditions import All, AnyOf, Is, Not
from micloud_helper.errors import Location
from micloud_helper.guide import Phase
from micloud_helper.loader.nodes import Listing, Node, Scalar
from micloud_helper.loader.nodes import Mapping as MappingNode

__all__ = ["Path", "Places", "elements"]

Path: TypeAlias = tuple[str | int, ...]


def elements(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Give every part of a guide, or of a part of it, with its path; conditions are given whole."""
    yield path, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from elements(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from elements(inner, (*path, inner.id if isinstance(inner, Phase) else index))
    elif is_dataclass(value) and not isinstance(value, (Is, All, AnyOf, Not)):
        for field in fields(value):
            yield from elements(getattr(value, field.name), (*path, field.name))


class Places:
    """Finds where a path stands, in the nodes of the file."""

    def __init__(self, root: Node, file: str) -> None:
        """Look in `root`, the nodes of `file`."""
        self.root = root
        self.file = file

    def at(self, path: Path) -> Location:
        """Give the place of a key or list entry; of the last one that is there, where the path leads beyond."""
        found = node = self.root
        for name in path:
            if isinstance(node, Scalar):  # a step that several routes share
                node = self._child(self._child(self.root, "steps") or node, node.text) or node
            inner = self._child(node, name)
            if inner is None:
                break
            found = self._key(node, name) or inner
            node = inner
        return Location(self.file, found.line, found.column)

    def _child(self, node: Node, name: str | int) -> Node | None:
        if isinstance(node, Listing) and isinstance(name, int) and name < len(node.items):
            return node.items[name]
        if isinstance(node, MappingNode):
            return next((value for key, value in node.entries if key.text == name), None)
        return None

    def _key(self, node: Node, name: str | int) -> Node | None:
        if isinstance(node, MappingNode):
            return next((key for key, _ in node.entries if key.text == name), None)
        return None
