"""The sheet for a terminal of any width: the only renderer that knows rich, and it never reads markup."""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from micloud_helper.checklist import Checklist
from micloud_helper.render import Options
from micloud_helper.render.outline import Entry, Note, Section, outline
from micloud_helper.sheet import Sheet, Translations

__all__ = ["render"]

HEADING, TITLE, VALUE, ASIDE = "bold cyan", "bold", "bold", "dim"
STATUS = {
    "ready": "green",
    "prepare": "bold yellow",
    "obtain": "bold magenta",
    "unavailable": "bold red",
    "maybe_asked": "italic",
}
ASIDES = ("because", "sources", "foot")


def render(sheet: Sheet, checklist: Checklist, options: Options) -> Group:
    """Lay the sheet out for a rich console; the status stands there as a word, colour only repeats it."""
    styles = {document.number: STATUS[document.status] for document in sheet.documents}
    parts: list[RenderableType] = []
    for section in outline(sheet, ascii=options.ascii):
        rows = _rows(section, styles if section.key == "documents" else {})
        if section.key == "route":
            frame = box.ASCII if options.ascii else box.ROUNDED
            parts.append(Panel(Group(_text(section.heading, TITLE), rows), box=frame, border_style=HEADING))
        else:
            parts += [_text(section.heading, HEADING)] if section.heading else []
            parts += [_text(section.lead, "")] if section.lead else []
            parts.append(rows)
        parts.append(Text())
    return Group(*parts)


def _rows(section: Section, styles: dict[int, str]) -> Table:
    rows = Table.grid(padding=(0, 1, 0, 0))
    bulleted = section.key not in ("head", "route", "foot", "dates")
    for entry in section.entries:
        mark = f"{entry.box} {entry.number:>2}" if entry.tick else "-" if bulleted else ""
        body = Group(*_body(entry, styles.get(entry.number, VALUE), ASIDE if section.key in ASIDES else ""))
        rows.add_row(*((Text(mark), body) if bulleted else (body,)))
    return rows


def _body(entry: Entry, tag_style: str, style: str) -> Iterator[RenderableType]:
    tags = entry.tag or ("",) * len(entry.lines)
    for line, tag in zip(entry.lines, tags, strict=True):
        words = Text(line, style=TITLE if entry.notes else style, overflow="fold")
        yield words.append(": ", style="not bold").append(tag, style=tag_style) if tag else words
    if entry.value:
        yield Text(entry.value, style=VALUE, overflow="fold")
    for note in entry.notes:
        yield _note(note)


def _note(note: Note) -> RenderableType:
    if note.kind in ("how", "check"):
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_row(Text("-"), _text(note.lines, ""))
        return row
    return _text(note.lines, ASIDE)


def _text(lines: Translations, style: str) -> Text:
    return Text("\n".join(lines), style=style, overflow="fold")
