"""Many cases at once: seconds, and memory of the largest process, for runs of different lengths."""

import json
import os
import subprocess
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pairs import environment
from rooms import Room

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Run:
    """One run: so many cases took so long, so much of it on processors, and the largest process so much memory."""

    cases: int
    seconds: float
    busy: float
    megabytes: float

    @property
    def rate(self) -> float:
        """Cases a second."""
        return self.cases / self.seconds


def write_cases(room: Room, count: int, folder: Path) -> Path:
    """Write random cases as JSON Translations."""
    path = folder / f"{count}.jsonl"
    with path.open("w") as file:
        subprocess.run([room.python, HERE / "cases.py", str(count)], check=True, stdout=file)
    return path


def shorter(path: Path, count: int) -> Path:
    """Take the first cases of a file."""
    with path.open() as lines:
        path.with_name(f"{count}.jsonl").write_text("".join(islice(lines, count)))
    return path.with_name(f"{count}.jsonl")


def alike(path: Path, count: int, different: int) -> Path:
    """Write so many cases of which only so many differ in more than what was typed in, as in a shop."""
    with path.open() as lines:
        first = [json.loads(line) for line in islice(lines, different)]
    file = path.with_name(f"{count}-alike.jsonl")
    file.write_text("".join(f"{json.dumps({**first[n % different], 'reference': str(n)})}\n" for n in range(count)))
    return file


def run(room: Room, cases: Path, format: str, jobs: int) -> Run:
    """Make the documents of all cases."""
    folder = cases.with_suffix(f".{format}-{jobs}")
    return _timed([room.command("micloud-helper"), "--answers", cases, "--output-dir", folder, "--lang", "id",
                   "--format", format, "--jobs", str(jobs), "--today", "2026-11-23"], folder)  # fmt: skip


def bare_run(room: Room, cases: Path, document: Path) -> Run:
    """Read every line as JSON, and write the same finished document for each: what no program can do without."""
    folder = cases.with_suffix(".bare")
    folder.mkdir()
    return _timed([room.python, HERE / "floor" / "bare_lines.py", cases, document, folder], folder)


def _timed(command: list[str | Path], folder: Path) -> Run:
    # what was made stays until the end: a file system that has just deleted thousands of files is slow to make new ones
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment(folder.parent), stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    count = sum(1 for _ in folder.iterdir())
    if status:
        raise RuntimeError(f"{command} ended with {status}")
    return Run(count, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def plans_per_second(room: Room, cases: Path) -> tuple[float, float]:
    """Give the plans a second on one core: the first time over these cases, and after that."""
    done = subprocess.run([room.python, HERE / "plans.py", cases], check=True, capture_output=True, text=True)
    first, later = map(float, done.stdout.split())
    return first, later
