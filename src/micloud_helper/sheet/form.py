"""The form of a sheet: sections with entries, in the order of reading, every text once per language.

All formats lay out this one form and add nothing but layout.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from micloud_helper.catalogue import Catalogue

Translations: TypeAlias = tuple[str, ...]
"""The same text, once per language of the sheet."""

NoteKind: TypeAlias = Literal["how", "label", "check", "because"]


@dataclass(frozen=True, slots=True)
class Note:
    """A line under an entry: what to do, a label over the checks, a check, or why."""

    kind: NoteKind
    text: Translations


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One point of a section; what it does not have is empty.

    `number` (from 1) comes with a box to tick. `tag` is what to see first, such as the word for a document's `status`;
    `aside` qualifies it. A `value` is to be copied: typed in it has `groups` of characters, to be filled in by hand
    groups of so many `cells`, or neither. `reasons` are the answers that led here, by question id.
    """

    id: str
    text: Translations
    number: int = 0
    status: str = ""
    tag: Translations = ()
    aside: Translations = ()
    value: str = ""
    groups: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()
    url: str = ""
    notes: tuple[Note, ...] = ()
    reasons: tuple["Entry", ...] = ()

    @property
    def lines(self) -> Iterable[tuple[str, str]]:
        """Give text and tag per language, with the aside; what is the same in all languages only once."""
        texts, tags = self.text, self.tag or ("",) * len(self.text)
        if self.aside and self.tag:
            tags = tuple(map(", ".join, zip(tags, self.aside, strict=True)))
        elif self.aside:
            texts = tuple(f"{text} ({aside})" for text, aside in zip(texts, self.aside, strict=True))
        return dict.fromkeys(zip(texts, tags, strict=True))

    def notes_of(self, kind: NoteKind) -> tuple[Translations, ...]:
        """Give the notes of one kind."""
        return tuple(note.text for note in self.notes if note.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries under a heading; `key` says which part of the sheet it is, `id` which phase."""

    key: str
    id: str = ""
    heading: Translations = ()
    entries: tuple[Entry, ...] = ()

    @property
    def bulleted(self) -> bool:
        """Tell whether a plain layout puts a mark before each entry."""
        return self.key not in ("head", "route", "dates", "foot")

    def text(self, entry: str) -> Translations:
        """Give the text of an entry by its id, empty where there is none."""
        return next((it.text for it in self.entries if it.id == entry), ())


class Sheet(NamedTuple):
    """Everything on the sheet: the titles of the `route` and its `fallback`, why it is this one, and the sections."""

    languages: tuple[str, ...]
    route: Translations
    fallback: Translations
    reasons: tuple[Entry, ...]
    sections: tuple[Section, ...]
    catalogues: tuple[Catalogue, ...]

    def section(self, key: str) -> Section:
        """Give a section, an empty one where the sheet has none of that key."""
        return next((it for it in self.sections if it.key == key), Section(key=key))

    @property
    def phases(self) -> tuple[Section, ...]:
        """Give the sections with the steps of the route."""
        return tuple(it for it in self.sections if it.key == "phase")

    def heading(self, key: str, /, **facts: object) -> Translations:
        """Give a fixed text of the sheet, `sheet.KEY`, in the sheet's languages."""
        return say(self.catalogues, f"sheet.{key}", facts)

    @property
    def documents(self) -> tuple[Entry, ...]:
        """Give the documents, those that are missing first."""
        return (*self.section("missing").entries, *self.section("ready").entries)


def say(catalogues: tuple[Catalogue, ...], key: str, facts: Mapping[str, object]) -> Translations:
    """Say a text of the program; days among the facts are written out, translations taken language by language."""

    def fact(value: object, index: int) -> object:
        if isinstance(value, date):
            return catalogues[index].day(value)
        return value[index] if isinstance(value, tuple) else value

    return tuple(
        catalogue.message(key, **{name: fact(value, index) for name, value in facts.items()})
        for index, catalogue in enumerate(catalogues)
    )
