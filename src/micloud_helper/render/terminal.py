"""The sheet for a terminal of any width: the only renderer that knows rich, and it never reads markup."""

from collections.abc import Iterator
from io import StringIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from micloud_helper.checklist import Checklist
from micloud_helper.render import WIDTH, Options
from micloud_helper.render.ascii import sections
from micloud_helper.sheet import Entry, Section, Sheet, Translations

HEADING, TITLE, VALUE, ASIDE = "bold cyan", "bold", "bold", "dim"
STATUS = {
    "ready": "green",
    "prepare": "bold yellow",
    "obtain": "bold magenta",
    "unavailable": "bold red",
    "maybe_asked": "italic",
}
ASIDES = ("sources", "foot")


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Write the sheet in lines no wider than `options.width` columns, in colours only if it is `styled`."""
    page = StringIO()
    console = Console(file=page, width=options.width or WIDTH, force_terminal=options.styled, highlight=False)
    console.print(laid_out(sheet, options))
    return page.getvalue()


def laid_out(sheet: Sheet, options: Options) -> Group:
    """Lay the sheet out for a rich console; the status stands there as a word, colour only repeats it."""
    parts: list[RenderableType] = []
    for section in sections(sheet, ascii=options.ascii):
        heading = [_text(section.heading, TITLE if section.key == "route" else HEADING)] if section.heading else []
        body = Group(*heading, _rows(section))
        frame = box.ASCII if options.ascii else box.ROUNDED
        parts += [Panel(body, box=frame, border_style=HEADING) if section.key == "route" else body, Text()]
    return Group(*parts)


def _rows(section: Section) -> Table:
    rows = Table.grid(padding=(0, 1, 0, 0))
    for entry in section.entries:
        mark = f"[ ] {entry.number:>2}" if entry.number else "-"
        body = Group(*_body(entry, ASIDE if section.key in ASIDES else ""))
        rows.add_row(*((Text(mark), body) if section.bulleted else (body,)))
    return rows


def _body(entry: Entry, style: str) -> Iterator[RenderableType]:
    for line, tag in entry.lines:
        text = Text(line, style=TITLE if entry.notes else style, overflow="fold")
        yield text.append(": ", style="not bold").append(tag, style=STATUS.get(entry.status, VALUE)) if tag else text
    if entry.value:
        yield Text(entry.value, style=VALUE, overflow="fold")
    for note in entry.notes:
        if note.kind in ("how", "check"):
            row = Table.grid(padding=(0, 1, 0, 0))
            row.add_row(Text("-"), _text(note.text, ""))
            yield row
        else:
            yield _text(note.text, ASIDE)


def _text(text: Translations, style: str) -> Text:
    return Text("\n".join(text), style=style, overflow="fold")
