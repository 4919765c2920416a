"""The checklist in words: what every format shows, in the same order, in one language or several side by side.

Renderers take a `Sheet` and add nothing but layout. Every text is a `Lines`: the same words once per language.
"""

from micloud_helper.sheet.composer import compose
from micloud_helper.sheet.page import (
    Lines,
    Link,
    Sheet,
    SheetDate,
    SheetDocument,
    SheetPhase,
    SheetStep,
    SheetValue,
)

__all__ = [
    "Lines",
    "Link",
    "Sheet",
    "SheetDate",
    "SheetDocument",
    "SheetPhase",
    "SheetStep",
    "SheetValue",
    "compose",
]
