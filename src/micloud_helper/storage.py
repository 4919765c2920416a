"""Saved answers: one small JSON file, rewritten whole after each answer, so that a crash loses at most what is typed.

Nothing is written unless the caller says that the person agreed.
"""

import errno
import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import IO, Any, Literal

from micloud_helper.errors import AnswersError
from micloud_helper.export import write_new
from micloud_helper.guide import Guide
from micloud_helper.interview import Interview, resume
from micloud_helper.loader import read_answers

LOCK = "lock"
OURS = re.compile(r"answers(-[0-9a-f]{8})?(-\d+\.(damaged|old)|\.json(\.new)?)|lock")
FORMAT = 2
BIGGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is saved: the interview, the last day, the language switched to if any, and the `step` last walked to."""

    state: Interview
    day: date
    language: str = ""
    finished: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was saved; or why it cannot be used, and the name of the file it was set aside as."""

    snapshot: Snapshot | None = None
    trouble: Literal["", "damaged", "other_guide"] = ""
    file: str = ""


@dataclass
class Store:
    """The one snapshot of a guide in a folder; a guide not `built_in` has its own. `agreed` if asked for beforehand."""

    folder: Path
    guide: Guide
    agreed: bool = False
    built_in: bool = True
    _lock: IO[bytes] | None = None

    @property
    def path(self) -> Path:
        """Name the guide's file; guides are told apart by what they ask, whichever version."""
        named = json.dumps([sorted(self.guide.title.items()), list(self.guide.questions)])
        other = "" if self.built_in else f"-{hashlib.sha256(named.encode()).hexdigest()[:8]}"
        return self.folder / f"answers{other}.json"

    @property
    def active(self) -> bool:
        """Tell whether answers are being saved, in a file that is still there."""
        return self._lock is not None and self.path.exists()

    def find(self) -> Found:
        """Look for a snapshot. What cannot be used is set aside under another name. Raises OSError."""
        path = self.path
        if not (path.exists() or path.is_symlink()):
            return Found()
        try:
            snapshot = _decoded(self.guide, path)
        except (AnswersError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Found(trouble="damaged", file=_set_aside(path, "damaged"))
        if snapshot is None:
            return Found(trouble="other_guide", file=_set_aside(path, "old"))
        return Found(snapshot=snapshot)

    def begin(self, snapshot: Snapshot, *, replace: bool = False) -> None:
        """Save from now on, beginning with `snapshot`. Raises OSError; BlockingIOError if another window saves.

        Older answers are set aside, and only with `replace` thrown away.
        """
        self._take()
        older = self.find().snapshot
        if older and older.state.answers.values and not replace:
            _set_aside(self.path, "old")
        self._write(snapshot)

    def go_on(self) -> None:
        """Save from now on over what was found. Raises OSError; BlockingIOError if another window saves."""
        self._take()
        self.path.chmod(0o600)

    def save(self, snapshot: Snapshot) -> None:
        """Save whole or not at all, after `begin` or `go_on`. Raises OSError; FileNotFoundError if erased meanwhile."""
        if self._lock is not None:
            if not self.active:
                raise FileNotFoundError
            self._write(snapshot)

    def close(self) -> None:
        """Stop saving, and let other windows save."""
        if self._lock is not None:
            self._lock.close()
        self._lock = None

    def _take(self) -> None:
        """Make the folder private, and keep other windows from writing in it."""
        self.close()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._lock = _locked(self.folder)

    def _write(self, snapshot: Snapshot) -> None:
        beside = self.path.with_name(f"{self.path.name}.new")
        beside.unlink(missing_ok=True)
        try:
            write_new(str(beside), _encoded(self.guide, snapshot), sync=True)
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)


def forget(folder: Path) -> tuple[str, ...]:
    """Erase all that is saved, and its folder; gives names. Raises OSError; BlockingIOError if a window is saving."""
    files = [path for path in folder.iterdir() if path.is_symlink() or not path.is_dir()] if folder.is_dir() else []
    erased = sorted(path.name for path in files if OURS.fullmatch(path.name))
    if erased:
        with _locked(folder) as lock:
            if sys.platform == "win32":
                lock.close()  # an open file cannot be erased there
            for name in {*erased, LOCK}:
                (folder / name).unlink()
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        folder.rmdir()
    return tuple(name for name in erased if name != LOCK)


def _locked(folder: Path) -> IO[bytes]:
    """Lock the folder while the file given is open. Raises OSError; BlockingIOError if another window has done so."""
    # never through a link, and never waiting for a pipe's other end
    special = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    lock = os.fdopen(os.open(folder / LOCK, os.O_CREAT | os.O_WRONLY | special, 0o600), "wb")
    try:
        if sys.platform == "win32":
            import msvcrt

            try:
                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            except PermissionError as error:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    return lock


def _set_aside(path: Path, ending: str) -> str:
    names = (path.with_name(f"{path.stem}-{number}.{ending}") for number in count(1))
    return path.replace(next(name for name in names if not name.exists())).name


def _encoded(guide: Guide, snapshot: Snapshot) -> bytes:
    state = snapshot.state
    return _sealed(
        {
            "format": FORMAT,
            "guide": guide.version,
            "day": snapshot.day.isoformat(),
            "language": snapshot.language,
            "at": state.at,
            "finished": snapshot.finished,
            "step": snapshot.step,
            "visited": sorted(state.visited),
            "answers": {id: str(it) if isinstance(it, date) else it for id, it in state.answers.values.items()},
            "details": dict(state.answers.details),
        }
    )


def _sealed(content: dict[str, Any]) -> bytes:
    """Write the content with a checksum over it, so that any byte changed afterwards shows."""
    checksum = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    return json.dumps({**content, "checksum": checksum}, ensure_ascii=False, indent=1).encode() + b"\n"


def _decoded(guide: Guide, path: Path) -> Snapshot | None:
    """Read a snapshot strictly; None for another edition's. Raises what `find` catches where it is none at all."""
    if path.is_symlink() or not path.is_file():
        raise ValueError("not a plain file")
    with path.open("rb") as file:
        data = file.read(BIGGEST)  # of anything bigger the rest is missing, which shows
    content = json.loads(data)
    content.pop("checksum")
    if _sealed(content) != data:
        raise ValueError("not as it was written")
    if (content["format"], content["guide"]) != (FORMAT, guide.version):
        return None
    written = json.dumps({**content["answers"], **content["details"]}).encode()
    answers = read_answers(guide, written, path.name, whole=False)
    if answers.details != {id: tuple(values) for id, values in content["details"].items()}:
        raise ValueError("not as they are saved")
    visited, language = frozenset(content["visited"]), content["language"]
    known = visited <= answers.values.keys() | guide.details.keys()
    if not known or language not in ("", *guide.languages):
        raise ValueError("an unknown name")
    state = resume(guide, answers, visited, content["at"])
    return Snapshot(
        state=state,
        day=date.fromisoformat(content["day"]),
        language=language,
        finished=content["finished"] is True and state.at is None,
        step=str(content.get("step", "")),
    )
