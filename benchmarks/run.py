"""Measures speed and size beside what else one would run: `python3 benchmarks/run.py` writes docs/benchmarks.md.

Builds its own environments in a temporary folder. `--short` runs a little of everything and only prints.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import report
import throughput
from pairs import Command, in_turns, key_to_repaint
from rooms import PROJECT, Room, build, wheel

HERE = Path(__file__).resolve().parent
PAGE = PROJECT / "docs" / "benchmarks.md"
PICTURE = PROJECT / "docs" / "images" / "growth.svg"
ANSWERS = PROJECT / "tests" / "data" / "answers" / "forgot-everything-bought-online.yaml"
OTHERS = ("copier", "cookiecutter", "deon")
LAST_BARE_CHOICE, SECOND_CHOICE = "Third choice", " 2. "
"""What is on the terminal once the first question is painted."""
TYPER, SELECT = "bare typer, two commands", "bare typer and questionary: first question"
OURS = "micloud-helper"
GOALS = {
    f"{OURS} --version": (TYPER, "1.15"),
    f"{OURS}: plan to JSON": (TYPER, "1.5"),
    f"{OURS}: plan to text": (TYPER, "1.5"),
    f"{OURS}: plan to PDF": (TYPER, "2.2"),
    f"{OURS}: first question": (SELECT, "1.25"),
}


def commands(rooms: dict[str, Room], folder: Path) -> dict[str, Command]:
    """List what is measured for start-up: the floors, ours, and the others at the same kinds of work."""
    ours, python = rooms[OURS].command(OURS), rooms[OURS].python
    copier, cookiecutter, deon = (rooms[name].command(name) for name in OTHERS)
    plan = [ours, "--lang", "en", "--answers", str(ANSWERS), "--format"]
    for_copier, for_cookiecutter = make_templates(folder)
    return {
        TYPER: Command([python, str(HERE / "floor" / "bare_typer.py"), "one"]),
        f"{OURS} --version": Command([ours, "--version"]),
        f"{OURS}: plan to JSON": Command([*plan, "json"]),
        f"{OURS}: plan to text": Command([*plan, "text"]),
        f"{OURS}: plan to PDF": Command([*plan, "pdf"]),
        "copier --version": Command([copier, "--version"]),
        "copier: a page": Command([copier, "copy", "--force", "--quiet", "--defaults", for_copier, "made"]),
        "cookiecutter --version": Command([cookiecutter, "--version"]),
        "cookiecutter: a page": Command([cookiecutter, "--no-input", "--overwrite-if-exists", for_cookiecutter]),
        "deon --help": Command([deon, "--help"]),
        "deon: a page": Command([deon, "--overwrite", "--output", "made.md"]),
        SELECT: Command([python, str(HERE / "floor" / "bare_select.py"), "one"], shows=LAST_BARE_CHOICE),
        f"{OURS}: first question": Command([ours, "--lang", "en"], shows=SECOND_CHOICE),
        "copier: first question": Command([copier, "copy", for_copier, "asked"], shows="Name?"),
        "cookiecutter: first question": Command([cookiecutter, for_cookiecutter], shows="name (Somebody)"),
    }


def make_templates(folder: Path) -> tuple[str, str]:
    """Write the same template for copier and for cookiecutter: one question, one page."""
    for_copier, for_cookiecutter = folder / "for-copier", folder / "for-cookiecutter"
    inside = for_cookiecutter / "{{cookiecutter.name}}"
    inside.mkdir(parents=True)
    for_copier.mkdir()
    (for_cookiecutter / "cookiecutter.json").write_text('{"name": "Somebody"}')
    (inside / "page.md").write_text("For {{ cookiecutter.name }}\n")
    (for_copier / "copier.yml").write_text("name: {type: str, default: Somebody, help: 'Name?'}\n")
    (for_copier / "page.md.jinja").write_text("For {{ name }}\n")
    return str(for_copier), str(for_cookiecutter)


def build_all(folder: Path) -> tuple[dict[str, Room], Path]:
    """Install every program alone; ours as the wheel that people get."""
    built = wheel(folder)
    rooms = {OURS: build(folder / "ours", str(built))}
    for name in OTHERS:
        rooms[name] = build(folder / name, name)
    return rooms, built


def measure(folder: Path, *, short: bool) -> Iterator[tuple[str, str]]:
    """Measure everything; give the parts of the page by name."""
    rooms, built = build_all(folder)
    sizes = {name: room.sizes() for name, room in rooms.items()}
    yield "machine", machine()
    yield "sizes", report.sizes(sizes) + f"\nOur wheel: {built.stat().st_size / 1e3:.0f} kB.\n"
    yield "packages", report.packages(sizes[OURS])
    work = folder / "work"
    work.mkdir()
    floors = {name: floor for name, (floor, _) in GOALS.items()}
    yield "start", report.ratios(in_turns(commands(rooms, folder), floors, 3 if short else 21, work), GOALS)
    yield "keys", keys(rooms[OURS], work, 1 if short else 5)
    yield "rest", remainder(rooms[OURS], work, 1 if short else 5)
    yield from many(rooms[OURS], work, short=short)


def machine() -> str:
    """Say where and when this was measured."""
    cores = len(os.sched_getaffinity(0))
    return (
        f"{date.today()}, {platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}\n"
    )


def keys(room: Room, work: Path, rounds: int) -> str:
    """Measure an arrow key at the first question, ours and the bare one."""
    both = {
        "bare questionary": Command([room.python, str(HERE / "floor" / "bare_select.py"), "one"], LAST_BARE_CHOICE),
        OURS: Command([room.command(OURS), "--lang", "en"], SECOND_CHOICE),
    }
    taken = key_to_repaint(both, rounds, work)
    ratio = taken[OURS] / taken["bare questionary"]
    rows = [[name, f"{milliseconds:.2f}"] for name, milliseconds in taken.items()]
    return report.table(["arrow key to screen standing still", "ms"], [*rows, ["ratio", f"{ratio:.2f}"]])


def remainder(room: Room, work: Path, rounds: int) -> str:
    """Show who the imports of a plan to JSON belong to, the most expensive first."""
    spent: dict[str, list[float]] = {}
    for _ in range(rounds):
        command = [room.python, "-X", "importtime", "-m", "micloud_helper", "--answers", ANSWERS, "--format", "json"]
        done = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)
        once: dict[str, float] = {}
        for line in done.stderr.splitlines()[1:]:
            own, _, name = line.removeprefix("import time:").split("|")
            top = name.strip().partition(".")[0]
            group = "Python's own library" if top.lstrip("_") in sys.stdlib_module_names | {top[1:]} else top
            once[group] = once.get(group, 0) + int(own) / 1000
        for group, milliseconds in once.items():
            spent.setdefault(group, []).append(milliseconds)
    middle = {group: sorted(times)[len(times) // 2] for group, times in spent.items()}
    largest = sorted(middle.items(), key=lambda item: -item[1])[:8]
    return report.table(["imported", "ms"], [[group, f"{taken:.0f}"] for group, taken in largest])


def many(room: Room, work: Path, *, short: bool) -> Iterator[tuple[str, str]]:
    """Measure runs over many cases."""
    lengths = (100, 1_000) if short else (100, 1_000, 10_000, 100_000)
    cores = len(os.sched_getaffinity(0))
    cases = throughput.write_cases(room, lengths[-1], work)
    files = {length: throughput.shorter(cases, length) for length in lengths[:-1]} | {lengths[-1]: cases}
    first, later = throughput.plans_per_second(room, files[lengths[min(2, len(lengths) - 1)]])
    runs = [throughput.run(room, files[length], "json", cores) for length in lengths]
    middle = files[lengths[-2]]
    alone = throughput.run(room, middle, "json", 1)
    bare = throughput.bare_run(room, middle, middle.with_suffix(".json-1") / "000001.json")
    few = throughput.shorter(cases, 20 if short else 1_000)
    papers = [throughput.run(room, few, "pdf", jobs) for jobs in (1, cores)]
    like = throughput.run(room, throughput.alike(cases, 20 if short else 1_000, 20), "pdf", 1)
    named = [
        *(("cases to JSON", cores, it) for it in runs),
        ("cases to JSON", 1, alone),
        ("lines read, and one document written for each, by bare Python", 1, bare),
        *(("cases to PDF, all different", jobs, it) for jobs, it in zip((1, cores), papers, strict=True)),
        ("cases to PDF, 20 kinds", 1, like),
    ]
    rows = [
        [f"{it.cases:,} {what}", str(jobs), f"{it.seconds:.2f}", f"{it.rate:,.0f}",
         f"{it.busy / it.cases * 1000:.2f}", f"{it.megabytes:.0f}"]
        for what, jobs, it in named
    ]  # fmt: skip
    yield "many", report.table(["run", "processes", "s", "a second", "processor ms a case", "MB"], rows)
    yield (
        "plans",
        report.table(
            ["`plan()` alone, one core", "a second"],
            [["first time over the cases", f"{first:,.0f}"], ["after that", f"{later:,.0f}"]],
        ),
    )
    if not short:
        PICTURE.write_text(report.growth(runs, "cases to JSON: seconds, and memory of the largest process"))


def main() -> None:
    """Run, and write the page or print the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a little of everything, printed only")
    short = parser.parse_args().short
    with TemporaryDirectory() as folder:
        for name, text in measure(Path(folder), short=short):
            print(f"## {name}\n\n{text}", flush=True)
            if not short:
                report.put_in(PAGE, name, text)


if __name__ == "__main__":
    main()
