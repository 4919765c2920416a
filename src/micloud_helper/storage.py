"""Saved answers: a journal of what the person did, one line an event, replayed over the stepper.

Every event is on the disk before the next question is asked, so that a crash loses at most what is being typed.
Nothing is written unless the caller says that the person agreed.
"""

import json
import os
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

JOURNAL = "answers.jsonl"
LOCK = "lock"
SET_ASIDE = "answers-{number}.damaged"
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
    """The one saved case in a folder. `agreed` when the person asked for saving before the interview began."""

    def __init__(self, folder: Path, *, agreed: bool = False) -> None:
        """Point at the folder; nothing is read or written yet."""
        self.folder = folder
        self.agreed = agreed
        self._journal: IO[bytes] | None = None
        self._lock: IO[bytes] | None = None

    def find(self, guide: Guide) -> Found:
        """Look for a saved case. What cannot be used is set aside under another name. Raises OSError."""
        path = self.folder / JOURNAL
        if not path.exists():
            return Found()
        try:
            return Found(case=_replayed(guide, _lines(path)))
        except _OtherGuide:
            return Found(trouble="other_guide", file=self._set_aside(path))
        except (_Damaged, ValueError, TypeError, RecursionError):
            return Found(trouble="damaged", file=self._set_aside(path))

    def begin(self, guide: Guide, records: Iterable[Record], day: date) -> None:
        """Start a new journal with what was done so far, in place of an older one. Raises OSError."""
        self._prepare()
        head = {"format": FORMAT, "guide": guide.version}
        lines = [json.dumps(head), *(_written(record, day) for record in records)]
        beside = self.folder / f"{JOURNAL}.new"
        descriptor = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(("\n".join(lines) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.folder / JOURNAL)
        self._open()

    def go_on(self) -> None:
        """Write on in the journal that was found, after its last whole line. Raises OSError."""
        self._prepare()
        path = self.folder / JOURNAL
        whole = path.read_bytes().rfind(b"\n") + 1
        os.truncate(path, whole)
        self._open()

    def add(self, record: Record, day: date) -> None:
        """Put one more event on the disk; without a journal nothing happens. Raises OSError."""
        if self._journal is None:
            return
        self._journal.write(_written(record, day).encode() + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())

    @property
    def active(self) -> bool:
        """Tell whether events are being written."""
        return self._journal is not None

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
        lock = self.folder / LOCK
        lock.touch(mode=0o600)
        self._lock = lock.open("ab")
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _open(self) -> None:
        path = self.folder / JOURNAL
        path.chmod(0o600)
        self._journal = path.open("ab")

    def _set_aside(self, path: Path) -> str:
        number = 1
        while (target := self.folder / SET_ASIDE.format(number=number)).exists():
            number += 1
        path.replace(target)
        return target.name


def forget(folder: Path) -> tuple[str, ...]:
    """Erase everything saved in the folder, and the folder; gives the names of what was erased. Raises OSError."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    erased = [name for name in names if name.startswith(JOURNAL) or name == LOCK or name.endswith(".damaged")]
    for name in erased:
        (folder / name).unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return tuple(name for name in erased if name != LOCK)


def _lines(path: Path) -> list[bytes]:
    """Give the whole lines; what stands after the last line end was being written when the program died."""
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
        return replace(case, finished=True)
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
