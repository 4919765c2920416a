"""Saved answers: a journal of what the person did, one line an event, replayed over the stepper.

Every event is on the disk before the next question is asked, so that a crash loses at most what is being typed.
Nothing is written unless the caller says that the person agreed.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, TypeAlias

from micloud_helper.conditions import Value
from micloud_helper.guide import Guide, Question
from micloud_helper.interview import Event, Interview, start, step

__all__ = ["Case", "Found", "Mark", "Record", "Store", "forget"]

STEM = "answers"
LOCK = "lock"
OURS = re.compile(r"answers(-[0-9a-f]{8})?(-\d+\.(damaged|old)|\.jsonl(\.new)?)|lock")
FORMAT = 1
BIGGEST = 1_000_000


class Mark(NamedTuple):
    """Something noted beside the interview: the language spoken, a document ticked off, the review passed."""

    do: Literal["language", "tick", "untick", "finish"]
    id: str = ""


Record: TypeAlias = Event | Mark
"""One line of the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was saved: where the interview stood on the last day, the language, and what was ticked off."""

    state: Interview
    language: str = ""
    ticks: frozenset[str] = frozenset()
    finished: bool = False
    day: date = date.min
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A saved case; or why there is none that can be used, and the name of the file set aside."""

    case: Case | None = None
    trouble: Literal["", "damaged", "other_guide"] = ""
    file: str = ""


class _Damaged(Exception):
    """A line that does not mean anything here."""


class _OtherGuide(Exception):
    """The journal belongs to another version of the guide."""


class Store:
    """The one saved case of a guide in a folder. `agreed` when the person asked for saving before it began.

    Every guide other than the one that comes with the program has a journal of its own.
    """

    def __init__(self, folder: Path, *, agreed: bool = False, built_in: bool = True) -> None:
        """Point at the folder; nothing is read or written yet."""
        self.folder = folder
        self.agreed = agreed
        self.built_in = built_in
        self._stem = STEM
        self._journal: IO[bytes] | None = None
        self._lock: IO[bytes] | None = None

    def find(self, guide: Guide) -> Found:
        """Look for a saved case. What cannot be used is set aside under another name. Raises OSError."""
        self._stem = STEM if self.built_in else f"{STEM}-{_identity(guide)}"
        if not (self._path.exists() or self._path.is_symlink()):
            return Found()
        try:
            return Found(case=_replayed(guide, _lines(self._path)))
        except _OtherGuide:
            return Found(trouble="other_guide", file=self._set_aside("old"))
        except (_Damaged, ValueError, TypeError, RecursionError):
            return Found(trouble="damaged", file=self._set_aside("damaged"))

    def begin(self, guide: Guide, records: Iterable[Record], day: date, *, replace: bool = False) -> None:
        """Start a new journal with what was done so far. Raises OSError.

        Older answers are set aside, and only with `replace` thrown away.
        """
        self._prepare()
        older = self.find(guide).case
        if older and older.state.answers.values and not replace:
            self._set_aside("old")
        head = {"format": FORMAT, "guide": guide.version}
        lines = [json.dumps(head), *(_written(record, day) for record in records)]
        beside = self.folder / f"{self._path.name}.new"
        with _private(beside, os.O_TRUNC) as file:
            file.write(("\n".join(lines) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        self._open()

    def go_on(self) -> None:
        """Write on in the journal that was found, after its last whole line. Raises OSError."""
        self._prepare()
        whole = self._path.read_bytes().rfind(b"\n") + 1
        os.truncate(self._path, whole)
        self._open()

    def add(self, record: Record, day: date) -> None:
        """Put one more event on the disk; without a journal nothing happens. Raises OSError.

        FileNotFoundError when the journal was erased meanwhile.
        """
        if self._journal is None:
            return
        if not self.active:
            raise FileNotFoundError
        self._journal.write(_written(record, day).encode() + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())

    @property
    def active(self) -> bool:
        """Tell whether events are being written, to a file that is still there."""
        return self._journal is not None and os.fstat(self._journal.fileno()).st_nlink > 0

    def close(self) -> None:
        """Stop writing."""
        for file in (self._journal, self._lock):
            if file is not None:
                file.close()
        self._journal = self._lock = None

    def _prepare(self) -> None:
        """Make the folder private, and keep other windows from writing in it."""
        self.close()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._lock = _locked(self.folder)

    @property
    def _path(self) -> Path:
        return self.folder / f"{self._stem}.jsonl"

    def _open(self) -> None:
        self._path.chmod(0o600)
        self._journal = _private(self._path, os.O_APPEND)

    def _set_aside(self, ending: str) -> str:
        number = 1
        while (target := self.folder / f"{self._stem}-{number}.{ending}").exists():
            number += 1
        self._path.replace(target)
        return target.name


def forget(folder: Path) -> tuple[str, ...]:
    """Erase everything saved in the folder, and the folder; gives the names of what was erased.

    Raises OSError; BlockingIOError where another window is saving.
    """
    files = [path for path in folder.iterdir() if path.is_symlink() or not path.is_dir()] if folder.is_dir() else []
    erased = sorted(path.name for path in files if OURS.fullmatch(path.name))
    lock = _locked(folder) if erased and sys.platform != "win32" else None  # open files cannot be erased there
    for name in {*erased, LOCK} if lock else erased:
        (folder / name).unlink()
    if lock:
        lock.close()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return tuple(name for name in erased if name != LOCK)


def _locked(folder: Path) -> IO[bytes]:
    """Keep other windows from writing in the folder while the file given is open."""
    lock = _private(folder / LOCK, os.O_APPEND)
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise
    return lock


def _private(path: Path, how: int) -> IO[bytes]:
    """Open a file of our own for writing, never through a link, and never waiting for a pipe's other end."""
    special = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | how | special, 0o600), "wb")


def _identity(guide: Guide) -> str:
    """Tell guides apart by what they ask, whichever version."""
    named = json.dumps([sorted(guide.title.items()), list(guide.questions)])
    return hashlib.sha256(named.encode()).hexdigest()[:8]


def _lines(path: Path) -> list[bytes]:
    """Give the whole lines; what stands after the last line end was being written when the program died."""
    if path.is_symlink() or not path.is_file():
        raise _Damaged
    with path.open("rb") as file:
        data = file.read(BIGGEST + 1)
    if len(data) > BIGGEST:
        raise _Damaged
    return data.split(b"\n")[:-1]


def _replayed(guide: Guide, lines: list[bytes]) -> Case | None:
    if not lines:
        return None
    head = _mapping(lines[0])
    if head.get("format") != FORMAT or head.get("guide") != guide.version:
        if not {"format", "guide"} <= head.keys():
            raise _Damaged
        raise _OtherGuide
    case = Case(state=start(guide))
    for line in lines[1:]:
        entry = _mapping(line)
        record = _record(guide, entry)
        case = replace(_noted(guide, case, record), day=date.fromisoformat(str(entry.get("day"))))
        case = replace(case, records=(*case.records, record))
    return case if case.records else None


def _noted(guide: Guide, case: Case, record: Record) -> Case:
    if isinstance(record, Event):
        return replace(case, state=step(guide, case.state, record), finished=False)
    if record.do == "finish":
        return replace(case, finished=case.state.at is None)
    if record.do == "language":
        return replace(case, language=record.id)
    return replace(case, ticks=case.ticks | {record.id} if record.do == "tick" else case.ticks - {record.id})


def _mapping(line: bytes) -> dict[str, Any]:
    entry = json.loads(line)  # its JSONDecodeError, and undecodable bytes, are ValueErrors
    if not isinstance(entry, dict):
        raise _Damaged
    return entry


def _record(guide: Guide, entry: Mapping[str, Any]) -> Record:
    do, id, value = entry.get("do"), entry.get("id", ""), entry.get("value")
    if do == "back" or (do == "change" and isinstance(id, str)):
        return Event(do, id)
    if do == "answer" and id in guide.questions:
        return Event(do, id, _answer(guide.questions[id], value))
    if do == "type" and id in guide.details and isinstance(value, list):
        return Event(do, id, tuple(str(typed) for typed in value))
    if (do == "language" and id in guide.languages) or (do in ("tick", "untick") and id in guide.documents):
        return Mark(do, id)
    if do == "finish":
        return Mark(do)
    raise _Damaged


def _answer(question: Question, value: object) -> Value:
    if question.kind == "date":
        return date.fromisoformat(str(value))
    if question.kind == "choice" and isinstance(value, str) and value in question.options:
        return value
    if question.kind == "choices" and isinstance(value, list) and value and question.options.keys() >= set(value):
        return tuple(value)
    raise _Damaged


def _written(record: Record, day: date) -> str:
    entry: dict[str, object] = {"do": record.do, "id": record.id, "day": day.isoformat()}
    if isinstance(record, Event) and record.do in ("answer", "type"):
        value = record.value
        entry["value"] = value.isoformat() if isinstance(value, date) else value
    return json.dumps(entry, ensure_ascii=False)
