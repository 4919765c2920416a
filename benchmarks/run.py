"""Measures what a user would ask about speed and size: `python3 benchmarks/run.py` writes docs/benchmarks.md.

Installs the wheel in an environment of its own, in a temporary folder. `--short` runs a little of all and only prints.
"""

import argparse
import fcntl
import os
import platform
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parents[1]
HERE = PROJECT / "benchmarks"
PAGE = PROJECT / "docs" / "benchmarks.md"
ANSWERS = PROJECT / "tests" / "data" / "answers" / "forgot-everything-bought-online.yaml"
ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?]*[A-Za-z]|[=>]|\][^\x07]*\x07)")
SIZES = """
import importlib.metadata as meta, pathlib
for it in meta.distributions():
    files = (pathlib.Path(it.locate_file(file)) for file in it.files or ())
    if it.metadata["Name"] not in ("pip", "setuptools"):
        print(it.metadata["Name"], sum(path.stat().st_size for path in files if path.is_file()))
"""


@dataclass(frozen=True)
class Command:
    """Something to run, beside the bare program that it is compared with; `shows` is its first question, if it asks."""

    args: Sequence[str]
    floor: Sequence[str]
    shows: bytes = b""
    floor_shows: bytes = b""


def build(folder: Path) -> tuple[Path, Path]:
    """Build the wheel and install it alone; give its folder of programs, and the wheel."""
    pip = ["-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([sys.executable, *pip, "wheel", "--no-deps", "-w", folder, PROJECT], check=True)
    wheel = next(folder.glob("*.whl"))
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    programs = folder / "env" / "bin"
    subprocess.run([programs / "python", *pip, "install", wheel], check=True)
    return programs, wheel


def environment(folder: Path) -> dict[str, str]:
    """Give an environment that is the same everywhere."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


def start_up(programs: Path, folder: Path, rounds: int) -> Iterator[list[str]]:
    """Measure each command right after its floor, in turns, so that whatever else the machine does falls on both."""
    ours, python = str(programs / "micloud-helper"), str(programs / "python")
    bare = [python, str(HERE / "floor" / "bare_typer.py"), "one"]
    select = [python, str(HERE / "floor" / "bare_select.py"), "one"]
    plan = [ours, "--lang", "en", "--answers", str(ANSWERS), "--format"]
    commands = {
        "`--version`": Command([ours, "--version"], bare),
        "`--help`": Command([ours, "--help"], bare),
        "a plan to JSON": Command([*plan, "json"], bare),
        "a plan to text": Command([*plan, "text"], bare),
        "a plan to PDF": Command([*plan, "pdf"], bare),
        "the first question": Command([ours, "--lang", "en"], select, b"2. ", b"Third choice"),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            pair = once(command.floor, command.floor_shows, folder), once(command.args, command.shows, folder)
            if number:  # the first run compiles modules and warms the disk's cache
                times[name].append(pair)
    for name, pairs in times.items():
        ratio = median(own / floor for floor, own in pairs)
        yield [name, f"{median(own for _, own in pairs) * 1000:.0f}", f"{ratio:.2f}"]


def once(args: Sequence[str], shows: bytes, folder: Path) -> float:
    """Give the seconds from start to exit or, where something is shown, until it can be read on a terminal."""
    start = time.perf_counter()
    if not shows:
        subprocess.run(args, cwd=folder, env=environment(folder), check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        return time.perf_counter() - start
    process, terminal = pty.fork()
    if not process:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        os.chdir(folder)
        os.execve(args[0], list(args), environment(folder))
    seen = b""
    while shows not in ESCAPES.sub(b"", seen):
        data = os.read(terminal, 65536)
        if b"\x1b[6n" in data:  # where is the cursor?
            os.write(terminal, b"\x1b[1;1R")
        seen += data
    taken = time.perf_counter() - start
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(terminal)
    return taken


def many(programs: Path, folder: Path, *, short: bool) -> Iterator[list[str]]:
    """Measure runs over many cases: seconds, processor time beside a bare loop's, memory of the largest process."""
    counts = (100, 200) if short else (1_000, 10_000)
    made = subprocess.run([programs / "python", HERE / "cases.py", str(counts[-1])], check=True, capture_output=True)
    lines = made.stdout.splitlines(keepends=True)
    runs = [(counts[0], "json", 1), (counts[-1], "json", 1), (counts[-1], "json", 2), (counts[0] // 5, "pdf", 1),
            (counts[0] // 5, "pdf", 2)]  # fmt: skip
    for number, (count, format, jobs) in enumerate(runs):
        cases, out, bare = (folder / f"{number}{suffix}" for suffix in (".jsonl", "", ".bare"))
        cases.write_bytes(b"".join(lines[:count]))
        seconds, busy, megabytes = timed([
            str(programs / "micloud-helper"), "--answers", str(cases), "--output-dir", str(out), "--format", format,
            "--jobs", str(jobs), "--lang", "id", "--today", "2026-11-23"], folder)  # fmt: skip
        ratio = "–"
        if format == "json":
            bare.mkdir()
            loop = [str(programs / "python"), str(HERE / "floor" / "bare_lines.py"), str(cases)]
            ratio = f"{busy / timed([*loop, str(out / '000001.json'), str(bare)], folder)[1]:.1f}"
        yield [f"{count:,} cases to {format.upper()}", str(jobs), f"{seconds:.1f}", f"{busy / count * 1000:.1f}", ratio,
               f"{megabytes:.0f}"]  # fmt: skip


def timed(args: Sequence[str], folder: Path) -> tuple[float, float, float]:
    """Run a command; give its seconds, the processors' seconds, and the megabytes of its largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(args, env=environment(folder), stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{args} ended with {status}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def sizes(programs: Path, wheel: Path) -> Iterator[list[str]]:
    """List the five largest packages, all others together, and the wheel."""
    done = subprocess.run([programs / "python", "-c", SIZES], check=True, capture_output=True, text=True)
    packages = sorted((int(size), name) for name, size in map(str.split, done.stdout.splitlines()))[::-1]
    for size, name in packages[:5]:
        yield [name, f"{size / 1e6:.1f} MB"]
    yield [f"{len(packages) - 5} others", f"{sum(size for size, _ in packages[5:]) / 1e6:.1f} MB"]
    yield ["all", f"{sum(size for size, _ in packages) / 1e6:.1f} MB"]
    yield ["our wheel", f"{wheel.stat().st_size / 1e6:.1f} MB"]


def table(head: Sequence[str], rows: Iterator[list[str]]) -> str:
    """Write a table in Markdown; all columns but the first stand to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def measure(folder: Path, *, short: bool) -> Iterator[tuple[str, str]]:
    """Measure everything; give the parts of the page by name."""
    programs, wheel = build(folder)
    cores = len(os.sched_getaffinity(0))
    system = f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"
    yield "machine", f"{date.today()}, {system}\n"
    yield "start", table(["what", "ms", "ratio to the bare program"], start_up(programs, folder, 2 if short else 21))
    yield "many", table(["run", "processes", "s", "processor ms a case", "ratio to the bare loop", "MB"],
                        many(programs, folder, short=short))  # fmt: skip
    yield "sizes", table(["package", "installed"], sizes(programs, wheel))


def main() -> None:
    """Run, and write the page or print the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a little of everything, printed only")
    short = parser.parse_args().short
    with TemporaryDirectory() as folder:
        for name, text in measure(Path(folder), short=short):
            print(f"## {name}\n\n{text}", flush=True)
            if not short:
                begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
                before, _, rest = PAGE.read_text().partition(begin)
                PAGE.write_text(before + begin + text + end + rest.partition(end)[2])


if __name__ == "__main__":
    main()
