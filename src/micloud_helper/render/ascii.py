"""Writes text in pure ASCII for printers and terminals that take nothing more, without losing its meaning."""

import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # messages are spelt long before there is a sheet
    from micloud_helper.sheet import Section, Sheet

SPELT = str.maketrans({
    "•": "*", "·": "-", "…": "...", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‐": "-",
    "‑": "-", "−": "-", "→": "->", "←": "<-", "×": "x", "≥": ">=", "≤": "<=", "\N{NO-BREAK SPACE}": " ",
})  # fmt: skip


def in_ascii(text: str) -> str:
    r"""Spell a text with ASCII letters; what has no spelling is written as its code point, such as `\u4e2d`."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.translate(SPELT)) if not unicodedata.combining(letter)
    )
    return bare.encode("ascii", "backslashreplace").decode("ascii")


def sections(sheet: "Sheet", *, ascii: bool) -> tuple["Section", ...]:
    """Give the sections of a sheet, spelt with ASCII letters if `ascii` says so."""
    return tuple(map(_spelt, sheet.sections)) if ascii else sheet.sections


def _spelt(part: Any) -> Any:
    if isinstance(part, str):
        return in_ascii(part)
    if isinstance(part, tuple):
        return tuple(map(_spelt, part))
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{field.name: _spelt(getattr(part, field.name)) for field in fields(part)})
    return part
