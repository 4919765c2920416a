"""Writes text in pure ASCII for printers and terminals that take nothing more, without losing its meaning."""

import unicodedata

__all__ = ["in_ascii"]

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
