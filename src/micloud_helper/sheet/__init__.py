"""The checklist in words: what every format shows, in the same order, in one language or several side by side.

Renderers take a `Sheet` and add nothing but layout. Every text is a `Translations`: the same words once per language.
"""

from micloud_helper.sheet.composer import compose
from micloud_helper.sheet.page import (
    Link,
    Sheet,
    SheetDate,
    SheetDocument,
    SheetPhase,
    SheetStep,
    SheetValue,
    Translations,
)

__all__ = [
    "Link",
    "Sheet",
    "SheetDate",
    "SheetDocument",
    "SheetPhase",
    "SheetStep",
    "SheetValue",
    "Translations",
    "compose",
]
