"""A sheet copied badly: at 100 dots per inch, black or white, every line of the plan can still be read.

Read back by tesseract (`apt-get install tesseract-ocr tesseract-ocr-ind`) in pictures enlarged by Pillow.
"""

from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import pytest
from reading import DETAILS, items, plan_of, rendered, sheet_of, squeezed, told, tool, values

from conftest import DATA
from micloud_helper.guide import Guide

GOLDEN = sorted((DATA / "golden").glob("*.yaml"))
TYPED = DETAILS | {"lock_code_text": ("H7K4-Z2",)}
"""Details without the lock code of 0, O, 1, l and I: no reader tells those apart on a bad copy."""
ALIKE = 0.8
"""From this ratio of letters, or with one letter wrong, a line counts as found: r and c look alike."""
READINGS = ((2, "3"), (3, "3"), (2, "11"))
"""How often the copy is enlarged, and whether it is read as a page (3) or scrap by scrap (11), as beside a QR code.

Who cannot make out a line looks again: it may be found in any reading.
"""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_bad_photocopy_still_has_every_line(
    guide: Guide, path: Path, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text of the plan, every value, address and contact is found again on the copy."""
    pytest.importorskip("PIL", reason="Pillow, which enlarges the copy, is not installed")
    tool("tesseract")
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    made = sheet_of(guide, path, (language,), details=TYPED)
    document = rendered("pdf", made)
    assert isinstance(document, bytes)
    readings = [photocopied(document, *how, tmp_path) for how in READINGS]
    plan = plan_of(made)
    lines = dict.fromkeys([*items(plan, language), *values(plan)])
    found = {line: max(likeness(line, reading) for reading in readings) for line in lines}
    assert {line: ratio for line, ratio in found.items() if ratio < min(ALIKE, 1 - 1 / len(squeezed(line)))} == {}


def photocopied(document: bytes, times: int, mode: str, folder: Path) -> str:
    """Copy every page in black and white, enlarge the copy and read it."""
    from PIL import Image

    (folder / "sheet.pdf").write_bytes(document)
    told("pdftoppm", "-r", "100", "-mono", folder / "sheet.pdf", folder / "copy")
    text = ""
    for page in sorted(folder.glob("copy*.pbm")):
        picture, enlarged = Image.open(page).convert("L"), BytesIO()
        picture.resize((picture.width * times, picture.height * times), Image.Resampling.LANCZOS).save(enlarged, "PNG")
        how = ("-l", "ind+eng", "--psm", mode, "--dpi", str(100 * times))
        text += told("tesseract", "-", "-", *how, data=enlarged.getvalue())
    return squeezed(text)


def likeness(line: str, text: str) -> float:
    """Tell how much the place of a text that is most like the line is like it, from 0 to 1."""
    wanted = squeezed(line)
    blocks = SequenceMatcher(None, text, wanted, autojunk=False).get_matching_blocks()
    places = {max(0, block.a - block.b) for block in blocks}
    return max(SequenceMatcher(None, text[at : at + len(wanted)], wanted, autojunk=False).ratio() for at in places)
