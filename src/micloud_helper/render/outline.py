"""The sheet as one column from top to bottom: what text, Markdown and the terminal share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from micloud_helper.render.ascii import in_ascii
from micloud_helper.sheet import Link, Sheet, SheetValue, Translations

__all__ = ["Entry", "Note", "Section", "outline"]

NoteKind: TypeAlias = Literal["how", "label", "check", "because"]


@dataclass(frozen=True, slots=True)
class Note:
    """A line under an entry: what to do, a label over the checks, a check, or why."""

    kind: NoteKind
    lines: Translations


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One point: with a `number`, a box to tick, a `tag` said loudly, a `value` shown as it is, and notes."""

    lines: Translations
    number: int = 0
    tick: bool = False
    ticked: bool = False
    tag: Translations = ()
    value: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def box(self) -> str:
        """Draw the box to tick."""
        return "[x]" if self.ticked else "[ ]"


@dataclass(frozen=True, slots=True)
class Section:
    """Points under a heading, after a `lead`; `key` says which part of the sheet it is."""

    key: str
    heading: Translations
    entries: tuple[Entry, ...]
    lead: Translations = ()


def outline(sheet: Sheet, *, ascii: bool = False) -> tuple[Section, ...]:
    """List the parts of the sheet that have something to say, in the order of reading."""
    sections = tuple(section for section in _sections(sheet) if section.entries or section.lead)
    return tuple(_spelt_section(section) for section in sections) if ascii else sections


def _sections(sheet: Sheet) -> Iterator[Section]:
    yield Section("head", sheet.title, tuple(_plain((sheet.subject, sheet.privacy))))
    route = sheet.heading("your_route", title=sheet.route)
    yield Section("route", route, tuple(_plain((sheet.on_screen, sheet.summary))))
    yield Section("because", sheet.heading("because"), tuple(_plain(sheet.reasons)))
    yield Section("documents", sheet.heading("documents"), tuple(_documents(sheet)), sheet.readiness)
    yield Section("values", sheet.heading("values"), tuple(_value(value) for value in sheet.values))
    for phase in sheet.phases:
        steps = (Entry(lines=step.text, number=step.number, tick=True) for step in phase.steps)
        yield Section("phase", phase.title, tuple(steps))
    yield Section("dates", sheet.heading("dates.heading"), tuple(_dates(sheet)))
    yield Section("fallback", sheet.heading("changes"), tuple(_plain((sheet.fallback, *sheet.changes))))
    yield Section("warnings", sheet.heading("warnings"), tuple(_plain(sheet.warnings)))
    yield Section("addresses", sheet.heading("addresses"), tuple(_link(link) for link in sheet.addresses))
    yield Section("contacts", sheet.heading("contacts"), tuple(_link(link) for link in sheet.contacts))
    yield Section("foot", (), tuple(_plain((sheet.notice, sheet.made))))
    yield Section("sources", sheet.heading("sources"), tuple(_plain(sheet.sources)))


def _plain(several: Iterable[Translations]) -> Iterator[Entry]:
    return (Entry(lines=lines) for lines in several if lines)


def _value(value: SheetValue) -> Entry:
    blank = "_" * (sum(value.cells) or 15)
    return Entry(lines=tuple(dict.fromkeys(value.label)), value=" ".join(value.groups or blank))


def _dates(sheet: Sheet) -> Iterator[Entry]:
    for row in sheet.dates:
        yield Entry(lines=row.label, tag=row.day)
    yield from _plain((sheet.dates_note,))


def _link(link: Link) -> Entry:
    lines = tuple(f"{label} ({note})" for label, note in zip(link.label, link.note, strict=False))
    return Entry(lines=lines if link.note else link.label, value=link.value)


def _documents(sheet: Sheet) -> Iterator[Entry]:
    for document in sheet.documents:
        tag = document.status_word
        if document.required_word:
            tag = tuple(map(", ".join, zip(tag, document.required_word, strict=True)))
        notes = [Note("how", lines) for lines in document.how]
        notes += [Note("label", sheet.heading("check"))] if document.check else []
        notes += [Note("check", lines) for lines in document.check]
        notes += [Note("because", document.because)] if document.because else []
        yield Entry(
            lines=document.title,
            number=document.number,
            tick=True,
            ticked=document.ticked,
            tag=tag,
            notes=tuple(notes),
        )


def _spelt(lines: Translations) -> Translations:
    return tuple(map(in_ascii, lines))


def _spelt_section(section: Section) -> Section:
    entries = (
        Entry(
            lines=_spelt(entry.lines),
            number=entry.number,
            tick=entry.tick,
            ticked=entry.ticked,
            tag=_spelt(entry.tag),
            value=in_ascii(entry.value),
            notes=tuple(Note(note.kind, _spelt(note.lines)) for note in entry.notes),
        )
        for entry in section.entries
    )
    return Section(section.key, _spelt(section.heading), tuple(entries), _spelt(section.lead))
