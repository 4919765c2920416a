"""Reads the program's own words, one file an area: `data/messages/AREA.yaml`."""

from functools import lru_cache

from micloud_helper.errors import GuideError
from micloud_helper.guide import Text
from micloud_helper.loader.nodes import Mapping, compose
from micloud_helper.loader.reader import Reader
from micloud_helper.loader.resources import read_resource

__all__ = ["load_messages"]


@lru_cache
def load_messages(area: str) -> dict[str, Text]:
    """Give an area's texts by key; keys of nested mappings are joined with dots, a leaf has the languages as keys.

    Raises GuideError when the file is damaged.
    """
    name = f"messages/{area}.yaml"
    root, problems = compose(read_resource(name), name)
    reader = Reader(name, problems)
    words: dict[str, Text] = {}
    pending = [("", root)] if root is not None else []
    while pending:
        prefix, node = pending.pop()
        if not isinstance(node, Mapping):
            reader.report("not_a_mapping", node, offered="id, en")
        elif any(key.text in ("id", "en") for key, _ in node.entries):
            words[prefix] = {key.text: reader.word(value) or "" for key, value in node.entries}
        else:
            pending += [(f"{prefix}.{key.text}" if prefix else key.text, value) for key, value in node.entries]
    if problems:
        raise GuideError(problems)
    return words
