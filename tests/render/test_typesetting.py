"""Without the Python package a `typst` program sets the sheet; where there is none either, a sentence says so."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reading import DETAILS, rendered, sheet_of

from conftest import DATA, EXAMPLES
from micloud_helper.errors import OutputError
from micloud_helper.guide import Guide
from micloud_helper.render import typesetting

SHORT, LONG = (
    next(path for path in EXAMPLES if path.stem == name) for name in ("password-only", "recover-was-refused")
)
REAL = shutil.which("typst")

Hide = Callable[[str], None]


@pytest.fixture
def hide(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hide]:
    """Hide the Python package, and leave of all programs those in a folder."""

    def _hide(folder: str) -> None:
        monkeypatch.setitem(sys.modules, "typst", None)
        monkeypatch.setenv("PATH", folder)
        monkeypatch.setenv("TYPST_FONT_PATHS", "/somewhere")
        typesetting._program.cache_clear()

    yield _hide
    typesetting._program.cache_clear()


def program(folder: Path, body: str, *, by: str = "/bin/sh") -> None:
    path = folder / "typst"
    path.write_text(f"#!{by}\n{body}")
    path.chmod(0o755)


def stand_in(folder: Path) -> None:
    program(folder, (DATA / "typst_program.py").read_text(), by=sys.executable)


@pytest.mark.parametrize("path", [SHORT, LONG], ids=lambda path: path.stem)
@pytest.mark.parametrize("format", ["pdf", "png"])
def test_a_program_makes_what_the_package_makes(
    guide: Guide, tmp_path: Path, hide: Hide, format: str, path: Path
) -> None:
    """Byte for byte, whatever fonts the environment names for typst."""
    made = sheet_of(guide, path, ("id", "en"), details=DETAILS)
    expected = rendered(format, made)
    stand_in(tmp_path)
    hide(str(tmp_path))
    assert rendered(format, made) == expected


@pytest.mark.skipif(REAL is None, reason="there is no typst program here")
@pytest.mark.parametrize("format", ["pdf", "png"])
def test_a_real_program_makes_a_sheet(guide: Guide, hide: Hide, format: str) -> None:
    """The one on the path of whoever runs the tests."""
    hide(os.environ["PATH"])
    document = rendered(format, sheet_of(guide, SHORT))
    assert isinstance(document, bytes)
    assert document.startswith({"pdf": b"%PDF", "png": b"\x89PNG"}[format])


def test_a_program_refuses_a_letter_without_a_shape_too(guide: Guide, tmp_path: Path, hide: Hide) -> None:
    """The message is the one that names the letter as the reason."""
    stand_in(tmp_path)
    hide(str(tmp_path))
    with pytest.raises(OutputError, match="no_glyph"):
        rendered("png", sheet_of(guide, SHORT, details={"reference": ("红米",)}))


@pytest.mark.parametrize("body", [None, "echo typst 0.14.2", "echo something else", "exit 1"])
def test_without_one_that_is_new_enough_it_says_so(guide: Guide, tmp_path: Path, hide: Hide, body: str | None) -> None:
    """No program, an older one, another one of the same name: there is no typst."""
    if body is not None:
        program(tmp_path, body)
    hide(str(tmp_path))
    with pytest.raises(OutputError, match="no_typst"):
        rendered("pdf", sheet_of(guide, SHORT))


def test_one_that_cannot_be_started_is_none(guide: Guide, tmp_path: Path, hide: Hide) -> None:
    """Such as one for another kind of computer."""
    program(tmp_path, "", by="/nowhere")
    hide(str(tmp_path))
    with pytest.raises(OutputError, match="no_typst"):
        rendered("pdf", sheet_of(guide, SHORT))


def test_one_that_lies_in_the_working_folder_is_not_started(
    guide: Guide, tmp_path: Path, hide: Hide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows looks there first, and a path with a dot in it does so anywhere."""
    program(tmp_path, f"touch {tmp_path}/started")
    monkeypatch.chdir(tmp_path)
    hide(".")
    with pytest.raises(OutputError, match="no_typst"):
        rendered("pdf", sheet_of(guide, SHORT))
    assert not (tmp_path / "started").exists()


def test_one_that_fails_is_named(guide: Guide, tmp_path: Path, hide: Hide) -> None:
    """The message has its place, so that one knows which to update."""
    program(tmp_path, 'test "$1" = --version && echo typst 0.15.0')
    hide(str(tmp_path))
    with pytest.raises(OutputError, match="typst_failed") as failed:
        rendered("pdf", sheet_of(guide, SHORT))
    assert str(failed.value.problems[0].location) == str(tmp_path / "typst")
