"""What is done in another way on Windows, as far as another system can show it: locks, viewer, consoles, processes."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from conftest import DATA
from micloud_helper import export
from micloud_helper.answers import Answers
from micloud_helper.cli import deliver
from micloud_helper.errors import OutputError
from micloud_helper.guide import Guide
from micloud_helper.interview import resume
from micloud_helper.storage import Snapshot, Store, forget

EXAMPLE = str(DATA / "answers" / "forgot-everything-bought-online.yaml")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="here it is the real thing, and all tests try it")


def locked_elsewhere(path: Path | int) -> bool:
    """Lock a file if nobody else has, by what this system has for it."""
    import fcntl

    handle = path if isinstance(path, int) else os.open(path, os.O_WRONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        if handle is not path:
            os.close(handle)
    return False


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lock as Windows does: with its own module, its own error, and no way to erase a file that is open."""

    def locking(handle: int, how: int, count: int) -> None:
        assert (how, count) == (2, 1)
        if locked_elsewhere(handle):
            raise PermissionError(errno.EACCES, "Permission denied")

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "lock" and locked_elsewhere(path):
            raise PermissionError(errno.EACCES, "Permission denied")
        erase(path, missing_ok)

    erase = Path.unlink
    msvcrt = ModuleType("msvcrt")
    msvcrt.__dict__.update(LK_NBLCK=2, locking=locking)
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setitem(sys.modules, "fcntl", sys.modules["fcntl"])
    monkeypatch.setattr(Path, "unlink", unlink)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "win32")
        yield


@pytest.mark.usefixtures("windows")
def test_of_two_windows_one_saves(guide: Guide, tmp_path: Path) -> None:
    """The second one is refused, and so is `forget`, which has erased nothing by then; afterwards both work."""
    folder = tmp_path / "saved"
    answers = Answers(values={"holder": "owner"}, details={})
    snapshot = Snapshot(state=resume(guide, answers, frozenset({"holder"}), None), day=date(2026, 11, 23))
    first, second = Store(folder, guide), Store(folder, guide)
    first.begin(snapshot)
    for refused in (second.go_on, lambda: forget(folder)):
        with pytest.raises(BlockingIOError):
            refused()
    assert first.active
    first.close()
    second.go_on()
    second.save(snapshot)
    second.close()
    assert forget(folder) == ("answers.json",)
    assert not folder.exists()


@pytest.mark.parametrize(("act", "verb"), [(export.open_file, "open"), (export.print_file, "print")])
def test_a_file_is_handed_to_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: object, verb: str) -> None:
    """Windows itself finds the program for it; where it has none, the message is that of a viewer that fails."""
    seen = []

    def startfile(path: Path, operation: str) -> None:
        seen.append((path, operation))
        if len(seen) > 1:
            raise OSError(22, "No application is associated with the specified file for this operation")

    monkeypatch.setattr(os, "startfile", startfile, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    act(tmp_path / "sheet.pdf")  # type: ignore[operator]
    with pytest.raises(OutputError, match="program_failed"):
        act(tmp_path / "sheet.pdf")  # type: ignore[operator]
    assert seen == [(tmp_path / "sheet.pdf", verb)] * 2


@pytest.mark.parametrize("page", ["cp1252", "cp437"])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("args", "status"),
    [(("--answers", EXAMPLE), 0), (("--help",), 0), (("steps", "unlock"), 0), (("check", "nowhere.yaml"), 3)],
    ids=["plan", "help", "steps", "message"],
)
def test_a_code_page_gets_what_it_can_show(args: tuple[str, ...], status: int, language: str, page: str) -> None:
    """Into a pipe or a file everything comes in the console's code page, and no letter becomes a question mark."""
    marks = []
    for encoding in (page, "utf-8"):
        done = subprocess.run([sys.executable, "-m", "micloud_helper", *args, "--lang", language], check=False,
                              capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding})  # fmt: skip
        text = (done.stdout + done.stderr).decode(encoding)
        assert (done.returncode, "Traceback" in text) == (status, False), text
        marks.append(text.count("?"))
    assert marks[0] == marks[1]


@pytest.mark.parametrize("old", [True, False])
def test_an_old_console_gets_no_escape_sequences(monkeypatch: pytest.MonkeyPatch, old: bool) -> None:
    """It would show them as letters; rich knows which consoles do."""

    class Console:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("rich.console.detect_legacy_windows", lambda: old)
    monkeypatch.setattr(sys, "stdout", Console())
    monkeypatch.setattr(sys, "platform", "win32")
    assert deliver.shows_styles() is not old


def test_processes_that_inherit_nothing_make_many_documents(tmp_path: Path) -> None:
    """Windows and macOS start each process anew: all it needs is sent to it."""
    (tmp_path / "cases.jsonl").write_text('{"holder": "finder"}\n' * 120)
    (tmp_path / "start.py").write_text(
        "import multiprocessing\nfrom micloud_helper.cli import main\n"
        "if __name__ == '__main__':\n    multiprocessing.set_start_method('spawn')\n    main()\n"
    )
    args = ("--answers", "cases.jsonl", "--output-dir", "out", "--format", "pdf", "--jobs", "2")
    done = subprocess.run(
        [sys.executable, "start.py", *args], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(list((tmp_path / "out").iterdir()))) == (0, 120), done.stderr
