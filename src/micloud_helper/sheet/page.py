"""What stands on a sheet, in words and in the order of reading.

Parts that many sheets share compare by identity, as the guide's do: they are made once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from micloud_helper.catalogue import Catalogue

__all__ = [
    "Link",
    "Sheet",
    "SheetDate",
    "SheetDocument",
    "SheetPhase",
    "SheetStep",
    "SheetValue",
    "Translations",
    "say",
]

Translations: TypeAlias = tuple[str, ...]
"""The same words, once per language of the sheet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetDocument:
    """A document to gather. `number` counts from 1; `because` says the `reasons` in one sentence, or is empty."""

    id: str
    number: int
    title: Translations
    ticked: bool
    status: str
    status_word: Translations
    required: bool
    required_word: Translations
    how: tuple[Translations, ...]
    check: tuple[Translations, ...]
    reasons: tuple[Translations, ...]
    because: Translations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetStep:
    """A step; `number` goes on counting through the phases."""

    id: str
    number: int
    text: Translations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetPhase:
    """Steps under a heading."""

    id: str
    title: Translations
    steps: tuple[SheetStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetValue:
    """A value to copy: `groups` of characters as typed in; without any, groups of so many `cells`, or a line."""

    id: str
    label: Translations
    groups: tuple[str, ...]
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SheetDate:
    """A day of the answer window, written out, and what happens then."""

    label: Translations
    day: Translations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Link:
    """An address or contact; `url` is empty where there is nothing to open, `note` says when it was last seen."""

    id: str
    label: Translations
    value: str
    url: str
    note: Translations


class Sheet(NamedTuple):
    """Everything on the sheet. Fields that do not apply are empty; headings come from `heading`."""

    languages: tuple[str, ...]
    title: Translations
    subject: Translations
    privacy: Translations
    route_id: str
    route_kind: str
    route: Translations
    on_screen: Translations
    summary: Translations
    reasons: tuple[Translations, ...]
    because: Translations
    fallback: Translations
    fallback_title: Translations
    readiness: Translations
    values: tuple[SheetValue, ...]
    documents: tuple[SheetDocument, ...]
    phases: tuple[SheetPhase, ...]
    dates: tuple[SheetDate, ...]
    dates_note: Translations
    changes: tuple[Translations, ...]
    warnings: tuple[Translations, ...]
    contacts: tuple[Link, ...]
    addresses: tuple[Link, ...]
    notice: Translations
    made: Translations
    sources: tuple[Translations, ...]
    words: tuple[Catalogue, ...]

    @property
    def length(self) -> int:
        """How many letters there are to read, about."""
        return sum(_length(getattr(self, name)) for name in self._fields if name != "words")

    def heading(self, key: str, /, **facts: Translations) -> Translations:
        """Give a heading or other fixed word of the sheet, `sheet.KEY`, in the sheet's languages."""
        return say(self.words, f"sheet.{key}", facts)


def _length(part: object) -> int:
    if isinstance(part, str):
        return len(part)
    if isinstance(part, tuple):
        return sum(map(_length, part))
    return sum(_length(getattr(part, name)) for name in getattr(part, "__slots__", ()))


def say(speakers: tuple[Catalogue, ...], key: str, facts: Mapping[str, object]) -> Translations:
    """Say a text of the program; dates among the facts are written out, lines taken language by language."""
    return _said(speakers, key, tuple(facts.items()))


@lru_cache(maxsize=1024)  # of many sheets most say the same things
def _said(speakers: tuple[Catalogue, ...], key: str, facts: tuple[tuple[str, object], ...]) -> Translations:
    return tuple(
        words.message(key, **{name: _told(fact, words, index) for name, fact in facts})
        for index, words in enumerate(speakers)
    )


def _told(fact: object, words: Catalogue, index: int) -> object:
    if isinstance(fact, date):
        return words.day(fact)
    return fact[index] if isinstance(fact, tuple) else fact
