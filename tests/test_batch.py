"""Many cases at once: the same documents as one by one, whatever else is in the file, and never half of one."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import EXAMPLES, Ran, Run
from micloud_helper.cli.batch import Outcome, make_all
from micloud_helper.loader.answers import Case

pexpect = pytest.importorskip("pexpect")

TODAY = "2026-11-23"
FINDER = '{"holder": "finder"}'


def example(path: Path) -> dict[str, Any]:
    return dict(yaml.load(path.read_text(), yaml.BaseLoader))


CASES = [example(path) for path in EXAMPLES]
LINES = "".join(json.dumps(case) + "\n" for case in CASES)


def table(delimiter: str, between: str) -> str:
    """The examples as a table: columns in the order they come up, list answers in one cell."""
    columns = list(dict.fromkeys(key for case in CASES for key in case))
    rows = [[case.get(key, "") for key in columns] for case in CASES]
    cells = [[between.join(cell) if isinstance(cell, list) else cell for cell in row] for row in rows]
    return "\r\n".join(delimiter.join(row) for row in [columns, *cells]) + "\r\n"


@pytest.fixture
def batch(run: Run, tmp_path: Path) -> Any:
    """Make JSON documents of a file's cases in the folder `out`."""

    def _batch(text: str, *args: str, name: str = "cases.jsonl", **more: Any) -> Ran:
        (tmp_path / name).write_bytes(text.encode())
        fixed = ("--lang", "en", "--today", TODAY, "--output-dir", "out")
        return run("--answers", name, *fixed, *(() if "--format" in args else ("--format", "json")), *args, **more)

    return _batch


def made(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.contract
@pytest.mark.parametrize("format", ["json", "text", "pdf"])
def test_documents_are_those_of_single_runs(run: Run, batch: Any, tmp_path: Path, format: str) -> None:
    """Every document is, to the byte, the one that the case alone would give."""
    done = batch(LINES, "--format", format)
    assert (done.status, done.out) == (0, "")
    alone = [
        run("--answers", str(path), "--format", format, "--lang", "en", "--today", TODAY).raw for path in EXAMPLES[:3]
    ]
    assert list(made(tmp_path / "out").values())[:3] == alone
    assert len(made(tmp_path / "out")) == len(EXAMPLES)


@pytest.mark.parametrize(("delimiter", "between"), [(",", " "), (",", ";"), (";", " "), ("\t", "; ")])
def test_a_table_gives_the_same(batch: Any, tmp_path: Path, delimiter: str, between: str) -> None:
    """A CSV file with a header, as spreadsheets of any country write it, says the same as JSON Lines."""
    batch(LINES)
    expected = list(made(tmp_path / "out").values())
    done = batch("\ufeff" + table(delimiter, between), "--force", name="cases.csv")
    assert done.err == f"out: {len(CASES)} made, 0 there already, 0 to correct.\n"
    assert [data for name, data in made(tmp_path / "out").items() if name != "000001.json"] == expected


def test_standard_input_takes_both_forms(run: Run, tmp_path: Path) -> None:
    """Translations that begin with a brace are JSON, anything else is a table."""
    for folder, text in (("lines", LINES), ("table", table(",", " ")), ("later", "\n \n" + LINES)):
        done = run("--answers", "-", "--output-dir", folder, "--format", "json", "--today", TODAY, stdin=text)
        assert done.status == 0, done.err
    assert list(made(tmp_path / "lines").values()) == list(made(tmp_path / "table").values())
    assert list(made(tmp_path / "lines").values()) == list(made(tmp_path / "later").values())
    assert next(iter(made(tmp_path / "later"))) == "000003.json"


def test_nothing_to_read_is_said(batch: Any, tmp_path: Path) -> None:
    """A file without a case is more likely the wrong file than a wish for nothing."""
    done = batch("\n \n")
    assert (done.status, "[empty_file]" in done.err) == (4, True)
    assert not (tmp_path / "out").exists()


def test_a_faulty_case_does_not_stop_the_others(batch: Any, tmp_path: Path) -> None:
    """Each fault comes with its place and hint, the other cases get their document, the status says so."""
    done = batch(f'{FINDER}\n{{"holder": "fnder"}}\n\n[1\n{FINDER}\n{{"holder": "owner"}}\n')
    assert done.status == 4
    assert list(made(tmp_path / "out")) == ["000001.json", "000005.json"]
    assert (
        "cases.jsonl:2:12: fnder is not an answer to holder. [value_not_offered]\n  → Did you mean finder?" in done.err
    )
    assert "cases.jsonl:4:" in done.err
    assert "cases.jsonl:6:1: " in done.err and "[answer_missing]" in done.err
    assert "out: 2 made, 0 there already, 3 to correct." in done.err
    assert "on lines 2, 4, 6. [cases_faulty]" in done.err


@pytest.mark.parametrize(
    ("name", "line", "times", "jobs"),
    [
        ("cases.jsonl", "{" + ",".join(f'"k{number}":1' for number in range(100)) + "}", 8_000, "1"),
        ("cases.csv", "a," * 60 + "a", 57_000, "2"),
        ("cases.csv", "finder" + ",a" * 49_000, 70, "1"),
        ("cases.jsonl", "1", 2_000_000, "2"),
    ],
    ids=["keys", "cells", "long rows", "short lines"],
)
def test_the_wrong_file_is_told_soon(batch: Any, tmp_path: Path, name: str, line: str, times: int, jobs: str) -> None:
    """Of each case a few problems are told and how many more there are; too many faulty cases end the run."""
    first = "holder,reference" if name.endswith("csv") else FINDER
    before = time.monotonic()
    done = batch(f"{first}\n" + f"{line}\n" * times, "--jobs", jobs, name=name)
    assert time.monotonic() - before < 10
    assert (done.status, len(done.err) < 500_000) == (4, True)
    assert ("[too_many_cases_faulty]" in done.err) == (times > 500)
    assert line == "1" or (f"{name}:2:" in done.err and "[more_problems]" in done.err)
    assert len(made(tmp_path / "out")) == (first == FINDER)


def test_a_plan_without_such_a_document_is_a_faulty_case(batch: Any, tmp_path: Path) -> None:
    """A calendar of a plan without dates cannot be; the others are made."""
    done = batch(f"{FINDER}\n{json.dumps(CASES[0])}\n", "--format", "ics")
    assert done.status == 4
    assert list(made(tmp_path / "out")) == ["000002.ics"]
    assert "cases.jsonl:1:1: " in done.err


def test_a_letter_without_a_shape_is_a_faulty_case(batch: Any, tmp_path: Path) -> None:
    """What paper cannot show is told with its line; the others are made, those of the same portion too."""
    lines = [json.dumps({"holder": "finder", "reference": reference}) for reference in ("a", "红米", "b")]
    done = batch("\n".join(lines), "--format", "pdf")
    assert done.status == 4
    assert list(made(tmp_path / "out")) == ["000001.pdf", "000003.pdf"]
    assert "cases.jsonl:2:1: " in done.err and "[no_glyph]" in done.err


def test_a_table_is_as_strict_as_lines(batch: Any, tmp_path: Path) -> None:
    """Faults in a table are told by row and cell; after a broken quote nothing is guessed, what came before stands."""
    done = batch('holder,reference,\nfinder,a,\nfinder,b,stray\nfindr\nfinder,"c\nfinder,d,\n', name="cases.csv")
    assert done.status == 4
    assert list(made(tmp_path / "out")) == ["000002.json"]
    assert "cases.csv:3:3: " in done.err and "[cell_without_question]" in done.err
    assert "cases.csv:4:1: " in done.err and "Did you mean finder?" in done.err
    assert "cases.csv:5:1: " in done.err and "[not_csv]" in done.err


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("holder,scren", "1:2: There is no question scren."),
        ("holder,scren", "Did you mean screen?"),
        ("\n \nholder,scren", "3:2: There is no question"),
        ("holder,holder", "duplicate_key"),
        (",", "empty_file"),
        ("0812-3456-7890,Siti A", "1:1: There is no question …."),
        ("holder\rfinder\r", "not_csv"),
        (f'"{"x" * 140_000}"', "not_csv"),
    ],
)
def test_a_wrong_header_ends_the_run_before_it_begins(batch: Any, tmp_path: Path, header: str, says: str) -> None:
    """A column that no question belongs to would be wrong in every case: nothing is made, no answer is repeated."""
    done = batch(f"{header}\nfinder,\n", name="cases.csv")
    assert done.status == 4
    assert "cases.csv" in done.err and says in done.err
    assert "0812" not in done.err and "Siti" not in done.err
    assert not (tmp_path / "out").exists()


def test_an_endless_line_is_refused_and_the_next_one_read(batch: Any, tmp_path: Path) -> None:
    """A line beyond the limit is one faulty case, not a reason to use up memory or to lose count."""
    done = batch(f'{{"holder": "{"x" * 2_500_000}"}}\n{FINDER}\n')
    assert "cases.jsonl:1" in done.err and "[file_too_big]" in done.err
    assert list(made(tmp_path / "out")) == ["000002.json"]


def test_an_endless_row_is_refused(batch: Any, tmp_path: Path) -> None:
    """A row of a table beyond the limit ends the reading there; what came before is made."""
    done = batch(f"holder\nfinder\n{',' * 2_500_000}\nfinder\n", name="cases.csv")
    assert done.status == 4
    assert "cases.csv:3:1: " in done.err and "[not_csv]" in done.err
    assert list(made(tmp_path / "out")) == ["000002.json"]


def test_a_folder_is_not_taken_for_a_document(batch: Any, tmp_path: Path) -> None:
    """What has a document's name but is none is told, not passed over as made already."""
    (tmp_path / "out" / "000001.json").mkdir(parents=True)
    done = batch(FINDER)
    assert (done.status, "[output_exists]" in done.err) == (5, True)


def test_messages_fit_a_terminal_of_ascii(tmp_path: Path) -> None:
    """Where standard error takes nothing but ASCII, the messages on the way are spelt in it, as the last one is."""
    (tmp_path / "cases.jsonl").write_text("{}\n")
    command = [
        sys.executable,
        "-m",
        "micloud_helper",
        "--answers",
        "cases.jsonl",
        "--output-dir",
        "out",
        "--format",
        "json",
    ]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.stderr.count("  -> ") == 2 and "\\u" not in done.stderr


def test_what_is_done_is_not_done_again(batch: Any, tmp_path: Path) -> None:
    """A second run makes only what is missing; with --force it makes everything anew."""
    batch(LINES)
    whole = made(tmp_path / "out")
    (tmp_path / "out" / "000002.json").unlink()
    (tmp_path / "out" / "000003.json").write_text("mine")
    assert f"out: 1 made, {len(CASES) - 1} there already" in batch(LINES).err
    assert made(tmp_path / "out") == {**whole, "000003.json": b"mine"}
    assert batch(LINES, "--force").status == 0
    assert made(tmp_path / "out") == whole


@pytest.mark.parametrize(("format", "times"), [("json", 30), ("pdf", 3)])
def test_order_and_bytes_do_not_depend_on_the_number_of_processes(
    batch: Any, tmp_path: Path, format: str, times: int
) -> None:
    """One process and three give the same files and the same messages in the same order."""
    text = (LINES + '{"holder": "fnder"}\n') * times
    done = [batch(text, "--format", format, "--jobs", jobs) for jobs in ("1", "3") if not move_away(tmp_path)]
    assert done[0].err == done[1].err
    assert made(tmp_path / "before") == made(tmp_path / "out")
    assert len(made(tmp_path / "out")) == times * len(CASES)


def move_away(room: Path) -> None:
    if (room / "out").exists():
        (room / "out").rename(room / "before")


def test_files_are_private_and_nothing_else_is_left(batch: Any, tmp_path: Path) -> None:
    """The folder is for its owner only, so are the files, and no temporary ones stay."""
    batch(LINES)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    for path in (tmp_path / "out").iterdir():
        assert path.name[:6].isdigit()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_personal_data_stays_in_the_documents(batch: Any, tmp_path: Path) -> None:
    """What was typed in is in no file's name and in no message, not even where it is wrong."""
    details = {"imei": "868123456789012", "sms_number_text": "0812345", "reference": "Budi\nSantoso"}
    done = batch(json.dumps({"holder": "finder", **details}) + "\n" + json.dumps({**CASES[0], "reference": "Siti A"}))
    assert done.status == 4
    for private in ("868123456789012", "0812345", "Santoso", "Siti"):
        assert private not in done.err + " ".join(made(tmp_path / "out"))
    assert b"Siti A" in (tmp_path / "out" / "000002.json").read_bytes()


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (["--answers", "c.jsonl"], 2, "Add --output-dir"),
        (["--jobs", "2"], 2, "Add --output-dir"),
        (["--output-dir", "out", "--format", "json"], 2, "Add --answers"),
        (["--answers", "c.jsonl", "--output-dir", "out"], 2, "needs_format"),
        (["--answers", "c.jsonl", "--output-dir", "out", "--format", "terminal"], 2, "needs_format"),
        (["--answers", "c.jsonl", "--output-dir", "out", "--format", "json", "--save"], 2, "not_together"),
        (["--answers", "c.jsonl", "--output-dir", "out", "--format", "json", "--jobs", "0"], 2, "--jobs"),
        (["--answers", "none.jsonl", "--output-dir", "out", "--format", "json"], 4, "none.jsonl"),
        (["--answers", "c.jsonl", "--output-dir", "c.jsonl", "--format", "json"], 5, "output_not_a_folder"),
        (["--answers", "c.jsonl", "--output-dir", "no/out", "--format", "json"], 5, "output_folder_missing"),
    ],
)
def test_wishes_that_cannot_be(run: Run, tmp_path: Path, args: list[str], status: int, says: str) -> None:
    """Each ends with the documented status and what to do, and makes nothing."""
    (tmp_path / "c.jsonl").write_text(FINDER)
    done = run(*args, "--lang", "en")
    assert (done.status, done.out) == (status, "")
    assert says in done.err
    assert not (tmp_path / "out").exists()


def untouched(staging: str, chunk: tuple[Case, ...]) -> list[Outcome]:
    return [Outcome(case.line) for case in chunk]


@pytest.mark.parametrize("processes", [1, 2])
def test_cases_are_taken_as_they_are_needed(tmp_path: Path, processes: int) -> None:
    """Of an endless stream of cases only a few are held at a time, however many processes work."""
    taken = 0

    def endless() -> Iterator[Case]:
        nonlocal taken
        while True:
            taken += 1
            yield Case(taken, FINDER.encode())

    outcomes = make_all(untouched, tmp_path, endless(), processes)
    assert [outcome.line for outcome in islice(outcomes, 100)] == list(range(1, 101))
    outcomes.close()  # type: ignore[attr-defined]  # a generator
    assert not active_children()  # the interpreter must not end while a pool closes
    assert taken < 500


def test_interrupted_it_leaves_whole_files_and_goes_on_later(tmp_path: Path) -> None:
    """Ctrl-C ends all processes without noise; another run makes the rest."""
    (tmp_path / "cases.jsonl").write_text(LINES * 150)
    command = [sys.executable, "-m", "micloud_helper", "--answers", "cases.jsonl", "--output-dir", "out",
               "--format", "json", "--lang", "en", "--jobs", "2"]  # fmt: skip
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not any((tmp_path / "out").glob("*.json")):
        assert running.poll() is None
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert err.startswith("Stopped; ") and err.count("\n") == 2
    files = list((tmp_path / "out").iterdir())
    assert 0 < len(files) < 150 * len(CASES)
    assert all(json.loads(path.read_bytes())["format"] == 1 for path in files)
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert f", {len(files)} there already, 0 to correct." in again.stderr
    assert len(list((tmp_path / "out").iterdir())) == 150 * len(CASES)


def start(folder: Path, cases: int) -> "subprocess.Popen[str]":
    """Start a long run on two processes in a folder, and come back when the first documents are there."""
    (folder / "cases.jsonl").write_text(LINES * (cases // len(CASES)))
    running = subprocess.Popen(
        [sys.executable, "-m", "micloud_helper", "--answers", "cases.jsonl", "--output-dir", "out",
         "--format", "json", "--lang", "en", "--jobs", "2"], cwd=folder, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not any((folder / "out").glob("*.json")):
        assert running.poll() is None
        time.sleep(0.01)
    return running


def children(parent: int) -> list[int]:
    return [
        int(child) for path in Path(f"/proc/{parent}/task").glob("*/children") for child in path.read_text().split()
    ]


def runs(process: int) -> bool:
    """Tell whether a process is alive; one that ended and was not waited for is not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are found in /proc")
def test_a_killed_process_is_one_clear_message(tmp_path: Path) -> None:
    """When one of the processes is killed the run ends with a sentence; what is there is whole, nothing else is."""
    running = start(tmp_path, 4_000)
    os.kill(children(running.pid)[0], signal.SIGKILL)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err.count("\n")) == (1, 2)
    assert "[worker_killed]" in err
    assert all(json.loads(path.read_bytes())["format"] == 1 for path in (tmp_path / "out").iterdir())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are found in /proc")
def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    """When the program itself is killed, the others stop, and take what they were writing with them."""
    running = start(tmp_path, 4_000)
    others = children(running.pid)
    assert len(others) == 2
    running.kill()
    running.communicate(timeout=60)
    until = time.monotonic() + 30
    while (any(map(runs, others)) or any((tmp_path / "out").glob(".*"))) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(runs, others))
    assert all(json.loads(path.read_bytes())["format"] == 1 for path in (tmp_path / "out").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX")
def test_a_pipe_is_read_whole_on_a_terminal_too(tmp_path: Path) -> None:
    """The progress bar does not count a pipe's lines, which would use them up."""
    command = f"cat cases.jsonl | {sys.executable} -m micloud_helper --answers /dev/stdin"
    (tmp_path / "cases.jsonl").write_text(LINES * 20)
    seen = pexpect.run(
        f"bash -c '{command} --output-dir out --format json --lang en --jobs 1'",
        cwd=str(tmp_path), env={**os.environ, "TERM": "xterm", "COLUMNS": "100"}, encoding="utf-8",
    )  # fmt: skip
    assert seen.rstrip().endswith(f"out: {20 * len(CASES)} made, 0 there already, 0 to correct.")


def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    """On a terminal a bar counts the lines, in the person's language, and the summary stays."""
    (tmp_path / "cases.jsonl").write_text(LINES * 20)
    args = ["-m", "micloud_helper", "--answers", "cases.jsonl", "--output-dir", "out", "--format", "json"]
    seen = pexpect.run(
        f"{sys.executable} {' '.join(args)} --lang id --jobs 1",
        cwd=str(tmp_path), env={**os.environ, "TERM": "xterm", "COLUMNS": "100"}, encoding="utf-8",
    )  # fmt: skip
    assert "Membuat dokumen" in seen and f"/{20 * len(CASES)}" in seen
    assert seen.rstrip().endswith(f"out: {20 * len(CASES)} dibuat, 0 sudah ada, 0 perlu diperbaiki.")
