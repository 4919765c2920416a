"""What a rule of meaning looks at, and what it finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value
from micloud_helper.guide import Guide, Text
from micloud_helper.proof.coverage import Contexts, Spot
from micloud_helper.proof.elements import Path, elements
from micloud_helper.proof.report import Severity
from micloud_helper.proof.walk import Classes

__all__ = ["Hit", "Rule", "Subject", "texts"]

Hit: TypeAlias = tuple[Path, Mapping[str, str]]
"""Where a rule is broken, and the facts for its message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A guide and all that was met in it.

    `contexts` and `on_sheets` come from the walk over the answer `classes`; `sets` are all complete answers as far as
    `deciding` conditions tell them apart, by `deciding_classes`.
    """

    guide: Guide
    classes: Classes
    contexts: Contexts
    on_sheets: tuple[Spot, ...]
    sets: tuple[dict[str, Value], ...]
    deciding_classes: Classes
    deciding: tuple[Spot, ...]
    today: date
    words: Mapping[str, Catalogue]


class Rule(NamedTuple):
    """A rule of meaning; its words stand under `code` in `rules.yaml`."""

    code: str
    severity: Severity
    find: Callable[[Subject], Iterator[Hit]]


def texts(guide: Guide) -> Iterator[tuple[Path, Text]]:
    """Give every text of a guide once; a step that routes share is one text."""
    seen = set()
    for path, value in elements(guide):
        if isinstance(value, Mapping) and value and set(value) == set(guide.languages) and id(value) not in seen:
            seen.add(id(value))
            yield path, value
