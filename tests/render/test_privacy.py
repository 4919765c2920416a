"""What was typed in is either announced at the top, or masked everywhere."""

import pytest
from reading import DETAILS, READ, on_screen, rendered, sheet_of, squeezed

from conftest import EXAMPLES
from micloud_helper.guide import Guide
from micloud_helper.render import Rendered

LONG = next(path for path in EXAMPLES if path.stem == "recover-was-refused")
TYPED = [squeezed(value).removeprefix("0") for values in DETAILS.values() for value in values]
"""Numbers stand on sheets without their 0, behind +62."""
PERSONAL = squeezed("Lembar ini memuat data pribadi.")
SAFE = squeezed("Data pribadi disamarkan (•)")
READERS = {**READ, "json": str}


def raw(document: Rendered) -> bytes:
    if isinstance(document, bytes):
        return document
    return (document if isinstance(document, str) else on_screen(document)).encode()


@pytest.mark.parametrize("format", READERS)
def test_a_sheet_with_personal_data_says_so_first(guide: Guide, format: str) -> None:
    """With details the warning stands above the values; without, there is none."""
    text = squeezed(READERS[format](rendered(format, sheet_of(guide, LONG, details=DETAILS))))
    assert 0 <= text.index(PERSONAL) < min(text.index(value) for value in TYPED)
    assert PERSONAL not in squeezed(READERS[format](rendered(format, sheet_of(guide, LONG))))


@pytest.mark.parametrize("format", [*READERS, "ics"])
def test_a_share_safe_sheet_holds_none_of_it(guide: Guide, format: str) -> None:
    """Masked, not one typed value is anywhere in the file."""
    document = rendered(format, sheet_of(guide, LONG, details=DETAILS, share_safe=True))
    text = squeezed(READERS[format](document)) if format in READERS else ""
    for value in TYPED:
        assert value not in text
        assert value.encode() not in raw(document)


@pytest.mark.parametrize("format", READERS)
def test_a_share_safe_sheet_says_so(guide: Guide, format: str) -> None:
    """The masks are explained at the top, and stand where the values would be."""
    text = squeezed(READERS[format](rendered(format, sheet_of(guide, LONG, details=DETAILS, share_safe=True))))
    assert text.index(SAFE) < text.index("•" * 15)
    assert "+62•••-••••-••••" in text


def test_a_masked_picture_differs_only_by_the_masks(guide: Guide) -> None:
    """Two people's share-safe pictures are the same picture, if what they typed is as long."""
    other = {**DETAILS, "imei": ("356938035643809", "352099001761481"), "lock_code_text": ("9z8Y7-x6",)}
    pictures = [rendered("png", sheet_of(guide, LONG, details=given, share_safe=True)) for given in (DETAILS, other)]
    assert pictures[0] == pictures[1]
