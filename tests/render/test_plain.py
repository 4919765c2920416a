"""Plain text and the terminal: no line wider than asked for, at any width, in ASCII on request."""

from pathlib import Path

import pytest
from reading import DETAILS, items, plan_of, rendered, sheet_of, squeezed, values
from wcwidth import wcswidth

from conftest import EXAMPLES
from micloud_helper.guide import Guide
from micloud_helper.render.ascii import in_ascii

WIDE = {**DETAILS, "reference": ("红米 Note 9, " + "订" * 20,), "lock_code_text": ("W" * 60,)}


@pytest.mark.parametrize("width", [24, 32, 48, 72])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_text_keeps_to_its_width(guide: Guide, path: Path, width: int) -> None:
    """No line is wider than the paper, counted as a printer counts wide letters and long words."""
    document = rendered("text", sheet_of(guide, path, ("id", "en"), details=WIDE), width=width)
    assert max(wcswidth(line) for line in str(document).splitlines()) <= width


@pytest.mark.parametrize("width", [32, 40, 80])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_terminal_never_overflows(guide: Guide, path: Path, width: int) -> None:
    """No line is wider than the terminal, and nothing is lost in a narrow one."""
    made = sheet_of(guide, path, ("id", "en"), details=WIDE)
    shown = str(rendered("terminal", made, width=width))
    assert max(wcswidth(line) for line in shown.splitlines()) <= width
    assert all(squeezed(value) in squeezed(shown) for value in values(plan_of(made)))


def test_the_status_is_a_word_without_colour(guide: Guide) -> None:
    """A terminal without colours still tells what is ready and what is not."""
    shown = str(rendered("terminal", sheet_of(guide, EXAMPLES[0], ("en",))))
    assert "IMEI of the locked phone: READY" in shown
    assert "Box photo: DO IT NOW" in shown


def test_a_chat_shows_headings_bold_and_boxes_to_tick(guide: Guide) -> None:
    """A heading stands between stars on every one of its lines, and each point begins with a box."""
    lines = str(rendered("text", sheet_of(guide, EXAMPLES[0]), width=32)).splitlines()
    assert all(line.endswith("*") for line in lines if line.startswith("*"))
    plan = plan_of(sheet_of(guide, EXAMPLES[0]))
    points = len(plan["documents"]) + sum(len(phase["steps"]) for phase in plan["phases"])
    assert sum(line.startswith("[ ] ") for line in lines) == points


@pytest.mark.parametrize("format", ["terminal", "text", "markdown", "html", "json", "ics"])
def test_ascii_is_ascii(guide: Guide, format: str) -> None:
    """On request every format that is text keeps to ASCII, masks and foreign letters too."""
    made = sheet_of(guide, EXAMPLES[0], ("id", "en"), details={**DETAILS, "reference": ("Café 红米 “x” …",)})
    assert rendered(format, made, ascii=True).isascii()


def test_ascii_keeps_the_meaning(guide: Guide) -> None:
    """In ASCII all items are still there, and a letter without a spelling shows its code point."""
    made = sheet_of(guide, EXAMPLES[0], ("id",), details={"reference": ("Café 米 “x”…",)})
    text = squeezed(str(rendered("text", made, ascii=True)))
    assert all(squeezed(in_ascii(item)) in text for item in items(plan_of(made), "id"))
    assert 'Cafe\\u7c73"x"...' in text
