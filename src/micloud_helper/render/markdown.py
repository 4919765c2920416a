"""The sheet as Markdown (CommonMark with task lists); texts are escaped, typed values stand in code spans."""

import re
from collections.abc import Iterator

from micloud_helper.checklist import Checklist
from micloud_helper.render import Options
from micloud_helper.render.ascii import sections
from micloud_helper.sheet import Entry, Section, Sheet, Translations

SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
BREAK = "\\\n"


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Write the sheet; a second language stands under the first, in the same item."""
    parts = (part for section in sections(sheet, ascii=options.ascii) for part in _section(section))
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    level = "#" if section.key == "head" else "##"
    if section.heading:
        yield f"{level} {' / '.join(map(_escaped, section.heading))}"
    if section.key in ("head", "route", "foot"):
        yield from (_lines(entry.text) for entry in section.entries)
    elif section.entries:
        yield "\n".join(_item(entry) for entry in section.entries)


def _item(entry: Entry) -> str:
    number = f"**{entry.number}.** " if entry.number else ""
    rows = [number + _escaped(text) + (f": **{_escaped(tag)}**" if tag else "") for text, tag in entry.lines]
    rows += [_code(entry.value)] if entry.value else []
    item = f"- {'[ ] ' if entry.number else ''}{_indented(BREAK.join(rows))}"
    for note in entry.notes:
        item += f"\n  - {_indented(_indented(_lines(note.text)))}"
    return item


def _lines(text: Translations) -> str:
    return BREAK.join(map(_escaped, text))


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", text)


def _code(text: str) -> str:
    """Put a text into a code span whose fence is longer than any run of backticks inside."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"
