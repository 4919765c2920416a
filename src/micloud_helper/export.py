"""Puts a document on the disk so that nothing is ever lost or half written, and shows or prints it."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from micloud_helper.errors import Location, OutputError, Problem, UsageError

CODES = {
    errno.EEXIST: "output_exists",
    errno.ENOENT: "output_folder_missing",
    errno.ENOTDIR: "output_folder_missing",
    errno.EACCES: "output_not_permitted",
    errno.EPERM: "output_not_permitted",
    errno.EROFS: "output_not_permitted",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
}
NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EXDEV, errno.EMLINK, errno.EINVAL)
"""What a file system without links says, such as a memory card's: EINVAL on Windows."""
PRINTABLE = (".pdf", ".png", ".txt")


def write(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file readable by its owner only, whole or not at all; an existing one is replaced only with `force`.

    Raises OutputError; whatever was there before is then still there.
    """
    with _failures_of(path):
        target = Path(os.path.realpath(path))
        if not force and target.exists():
            raise FileExistsError(errno.EEXIST, "")
        if target.exists() and not target.is_file():
            raise OutputError(Problem("output_not_a_file", {}, Location(str(path))))
        with TemporaryDirectory(dir=target.parent, prefix=".micloud-", ignore_cleanup_errors=True) as staging:
            write_new(f"{staging}/{target.name}", data, sync=True)
            _place(f"{staging}/{target.name}", str(target), force=force)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may look into, unless it is there already. Raises OutputError."""
    with _failures_of(folder, exists="output_not_a_folder"):
        folder.mkdir(mode=0o700, exist_ok=True)


def check_folder(path: Path) -> None:
    """Raise OutputError when the folder of a file to be written is not there."""
    if not path.parent.is_dir():
        raise OutputError(Problem("output_folder_missing", {"reason": ""}, Location(str(path))))


@contextmanager
def staging_folder(folder: Path) -> Iterator[str]:
    """Give a folder for files on their way into `folder`, gone afterwards with all that is left. Raises OutputError."""
    with _failures_of(folder):
        staging = TemporaryDirectory(dir=folder, prefix=".micloud-", ignore_cleanup_errors=True)
    with staging as path:
        yield path


def write_all(folder: Path, documents: Mapping[str, bytes], *, staging: str, force: bool = False) -> None:
    """Write many files as `write` does one, but let all of them reach the disk together: that is what takes long.

    `staging` is a folder on the same disk, where they are written first. Raises OutputError; the files that have
    their name by then are whole.
    """
    for name, data in documents.items():
        with _failures_of(folder / name):
            write_new(f"{staging}/{name}", data, sync=sys.platform == "win32")
    if sys.platform != "win32":
        os.sync()
    for name in documents:
        with _failures_of(folder / name):
            _place(f"{staging}/{name}", f"{folder}/{name}", force=force)


@contextmanager
def _failures_of(path: Path, *, exists: str = "output_exists") -> Iterator[None]:
    """Turn what the system says against a file into an OutputError; `exists` is the code of a name that is taken."""
    try:
        yield
    except OSError as error:
        code = exists if error.errno == errno.EEXIST else CODES.get(error.errno or 0, "output_failed")
        raise OutputError(Problem(code, {"reason": error.strerror or ""}, Location(str(path)))) from error


def write_new(path: str, data: bytes, *, sync: bool) -> None:
    """Write a file only its owner may read, under a free name; with `sync` it is on the disk then. Raises OSError."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())


def _place(temporary: str, target: str, *, force: bool) -> None:
    """Give the file its name; without `force` only if the name was not taken meanwhile."""
    if not force:
        try:
            os.link(temporary, target)
        except OSError as error:
            if error.errno not in NO_HARD_LINKS:
                raise
            # claim the name, then move the file over the claim
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        else:
            os.unlink(temporary)  # noqa: PTH108
            return
    os.replace(temporary, target)  # noqa: PTH105


def open_file(path: Path) -> None:
    """Show a file with the system's viewer. Raises OutputError when there is none, or it fails."""
    viewer = which("open") if sys.platform == "darwin" else which("xdg-open") or which("termux-open")
    _hand_to(viewer, "open", path, missing="no_viewer")


def check_printable(path: Path) -> None:
    """Raise UsageError for what printers cannot take, before anything is written."""
    if path.suffix.lower() not in PRINTABLE:
        raise UsageError(Problem("not_printable", {"offered": ", ".join(PRINTABLE)}, Location(str(path))))


def print_file(path: Path) -> None:
    """Send a file to the system's printer. Raises UsageError for what printers cannot take, else as `open_file`."""
    check_printable(path)
    _hand_to(which("lp") or which("lpr"), "print", path, missing="no_printer")


def _hand_to(program: str | None, windows_verb: str, path: Path, *, missing: str) -> None:
    try:
        if sys.platform == "win32":
            os.startfile(path, windows_verb)
        elif program is None:
            raise OutputError(Problem(missing, {}, Location(str(path))))
        else:
            # an absolute path cannot be mistaken for an option
            command = [program, str(path.absolute())]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        name = Path(program or windows_verb).name
        raise OutputError(Problem("program_failed", {"program": name}, Location(str(path)))) from error
