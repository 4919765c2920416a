"""Walks all parts of a guide or a sheet, each with its path, and finds where a path stands in the guide's file."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeAlias

from micloud_helper.conditions import All, AnyOf, Is, Not
from micloud_helper.errors import Location
from micloud_helper.guide import Guide, Phase, Text
from micloud_helper.loader.nodes import Listing, Node, Scalar
from micloud_helper.loader.nodes import Mapping as MappingNode

Path: TypeAlias = tuple[str | int, ...]


def elements(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Give every part of something with its path; conditions are given whole."""
    yield path, value
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, Mapping):
        inner = list(value.items())
    elif isinstance(value, tuple):
        names = getattr(value, "_fields", range(len(value)))
        inner = [(it.id if isinstance(it, Phase) else name, it) for name, it in zip(names, value, strict=True)]
    elif is_dataclass(value) and not isinstance(value, (Is, All, AnyOf, Not)):
        inner = [(field.name, getattr(value, field.name)) for field in fields(value)]
    for name, part in inner:
        yield from elements(part, (*path, name))


def texts(guide: Guide) -> Iterator[tuple[Path, Text]]:
    """Give every text of a guide once; a step that routes share is one text."""
    seen = set()
    for path, value in elements(guide):
        if isinstance(value, Mapping) and value and set(value) == set(guide.languages) and id(value) not in seen:
            seen.add(id(value))
            yield path, value


def location(root: Node, file: str, path: Path) -> Location:
    """Find a key or list entry in the nodes of `file`; the last one that is there, where the path leads beyond."""
    found = node = root
    for name in path:
        if isinstance(node, Scalar):  # the id of a step that several routes share
            _, steps = _entry(root, "steps") or (node, node)
            _, node = _entry(steps, node.text) or (node, node)
        entry = _entry(node, name)
        if entry is None:
            break
        found, node = entry
    return Location(file, found.line, found.column)


def _entry(node: Node, name: str | int) -> tuple[Node, Node] | None:
    """Give where an entry begins, at its key or at the list's item, and its value."""
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.entries if key.text == name), None)
    if isinstance(node, Listing) and isinstance(name, int) and name < len(node.items):
        return node.items[name], node.items[name]
    return None
