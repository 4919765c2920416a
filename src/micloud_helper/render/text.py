"""Plain text for receipt printers and chats: ticks as `[ ]`, headings bold by `*`, no tables."""

import re
import textwrap
from collections.abc import Iterator

from micloud_helper.checklist import Checklist
from micloud_helper.render import WIDTH, Options
from micloud_helper.render.ascii import sections
from micloud_helper.sheet import Entry, Section, Sheet

ONE_COLUMN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027]*")
"""Texts of letters that are one column wide each: all but what somebody may have typed in."""


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Write the sheet in lines no wider than `options.width` columns."""
    blocks = (_section(section, options.width or WIDTH) for section in sections(sheet, ascii=options.ascii))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _section(section: Section, width: int) -> Iterator[str]:
    for heading in section.heading:
        # a chat shows bold only where both stars stand on one line
        yield from (f"*{line}*" for line in _wrapped(heading, width - 2))
    for entry in section.entries:
        yield from _entry(entry, width, bullet=section.bulleted)


def _entry(entry: Entry, width: int, *, bullet: bool) -> Iterator[str]:
    mark = f"[ ] {entry.number}. " if entry.number else "- " if bullet else ""
    indent = " " * (4 if entry.number else len(mark))
    for index, (text, tag) in enumerate(entry.lines):
        yield from _wrapped(f"{text}: {tag}" if tag else text, width, indent if index else mark, indent)
    if entry.value:
        yield from _wrapped(entry.value, width, indent, indent)
    for note in entry.notes:
        mark = "- " if note.kind in ("how", "check") else ""
        for index, line in enumerate(note.text):
            rest = indent + " " * len(mark)
            yield from _wrapped(line, width, rest if index else indent + mark, rest)


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    if ONE_COLUMN.fullmatch(text):
        return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    import wcwidth  # knows how wide every letter is, and takes as long to load as the guide

    return wcwidth.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
