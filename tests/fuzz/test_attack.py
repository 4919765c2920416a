"""The standing attack: every way into the program, with hostile input, before one oracle.

A short slice runs with all tests. `pytest -m slow -n 0 tests/fuzz` is the long one; `MICLOUD_FUZZ` says how many times
as much it tries.
"""

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

pytest.importorskip("pty", reason="the attack forks processes and opens terminals, which Windows cannot")

from damage import damaged, edits
from oracle import HANG_UP, PRECIOUS, RUNS, SAVED, Key, attacked

from conftest import DATA
from micloud_helper import sheet_code, storage
from micloud_helper.answers import Answers
from micloud_helper.errors import AnswersError
from micloud_helper.interview import resume
from micloud_helper.loader import load_guide, read_answers
from micloud_helper.loader.answers import Case, read_case

TIMES = int(os.environ.get("MICLOUD_FUZZ", "50"))
TODAY = ("--today", "2026-11-23")
GUIDE = load_guide()
GUIDES = [path.read_bytes() for path in sorted((DATA / "guides" / "good").glob("*.yaml"))]
SECRETS = {
    "imei": "490154203237518",
    "lock_code_text": "QX7#PZ-4",
    "sms_number_text": "0812-3456-7890",
    "reference": "Bu Sri 7",
}
ANSWERS = [path.read_bytes() for path in sorted((DATA / "answers").glob("*.yaml"))]
PERSONAL = [base + "".join(f'{id}: "{typed}"\n' for id, typed in SECRETS.items()).encode() for base in ANSWERS]
ROWS = [yaml.load(base, yaml.BaseLoader) for base in (*ANSWERS, *PERSONAL)]

NOISE = st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
"""Bytes and letters that mean nothing."""
FILES = ("new.txt", "new.html", "new.json", "new.ics", "new.md", "new.pdf", "new.png", PRECIOUS, "none/new.txt")
DELIVERY = st.sampled_from(
    [("--format", it) for it in ("text", "markdown", "html", "json", "ics", "terminal")]
    + [("--output", it) for it in FILES]
    + [("--share-safe", "--lang", "both"), ("--ascii", "--width", "20")]
)
WORDS = ("1", "2", "3", "4", "6", "1 2", "", "back", "kembali", "help", "bahasa", "save", "y", "code", "empty", "quit",
         "260531793113837", "49-015420-323751-8", "0812 3456 7890", "20/11/2026", "QX7#PZ-4", "9" * 300)  # fmt: skip
LINES = st.lists(st.sampled_from(WORDS) | st.sampled_from(WORDS[:6]) | st.text(max_size=30), max_size=60)
PRESSED = (b"1", b"2", b"3", b"4", b"\r", b"\r", b"\x1b", b"\x1b[A", b"\x1b[B", b"?", b"l", b"s", b"k", b"q", b" ",
           b"\x7f", b"\x04", b"\x0c", b"\x13", b"\x15", b"\t", b"\x1b[200~", b"\x1b[200~490154203237518\r1\x1b[201~",
           b"\x1b[201~", b"\x1bOP", b"\x1b[<0;3;3M", b"490154203237518", b"20/11/2026", b"\x00", b"\xff\xfe",
           "é字😀\u202e".encode())  # fmt: skip
WINDOWS = st.tuples(st.integers(1, 200), st.integers(1, 60))
PATH = (*(b"1", b"2", b"1", b"1", b"4", b" ", b"\r", b"1", b"1", b"1", b"4", b"3"),
        *(b"490154203237518", b"\r", b"1", b"QX7", b"\r", b"08123456789", b"\r", b"Bu Sri", b"\r"),
        *(b"1", b"q", b"2", b"\r", b"\r", b"1", b"1", b"1"))  # fmt: skip
"""The way through an interview, its review, the plan, a file and the walk."""
ANY_KEY = st.sampled_from(PRESSED[:8]) | st.sampled_from(PRESSED) | st.binary(min_size=1, max_size=8) | WINDOWS
KEYS = st.builds(lambda far, keys: [*PATH[:far], *keys], st.integers(0, len(PATH)), st.lists(ANY_KEY, max_size=20))

short_and_long = pytest.mark.parametrize(
    "times", [pytest.param(1, id="short"), pytest.param(TIMES, id="long", marks=pytest.mark.slow)]
)


def often(tries: int, *inputs: st.SearchStrategy[Any], examples: Sequence[tuple[Any, ...]] = ()) -> Callable[..., None]:
    """Run the decorated attack at once, on `examples` and on that many drawn inputs."""

    def attack(test: Callable[..., None]) -> None:
        for one in examples:
            test = example(*one)(test)
        settings(max_examples=tries, deadline=None, suppress_health_check=list(HealthCheck))(given(*inputs)(test))()

    return attack


@pytest.fixture(scope="module", autouse=True)
def figures(request: pytest.FixtureRequest) -> Iterator[None]:
    """Say at the end how much was tried."""
    yield
    counted = ", ".join(f"{target} {count:,}" for target, count in RUNS.items())
    if reporter := request.config.pluginmanager.get_plugin("terminalreporter"):
        reporter.write_line(f"\nattacked: {counted}; {RUNS.total():,} in all")


@short_and_long
def test_guides(times: int) -> None:
    """Of a damaged guide every command makes something, or says what is wrong with it."""
    commands = st.sampled_from(
        [("check",), ("check", "--format", "json"), ("flow",), ("flow", "--output", PRECIOUS), ("factcheck",),
         ("factcheck", "--format", "html", "--output", "new.html"), ("steps", "--guide"), ("questions", "--guide"),
         ("checklist", *TODAY, "--plain", "--guide")]
    )  # fmt: skip
    guides = st.builds(damaged, st.sampled_from(GUIDES), edits()) | st.sampled_from(GUIDES) | NOISE

    @often(40 * times, commands, guides)
    def attack(command: tuple[str, ...], guide: bytes) -> None:
        ended = attacked(
            "guides", *command, "guide.yaml", files={"guide.yaml": guide}, statuses=(0, 3, 4, 5), stdin=b"1\n" * 30
        )
        assert ended.status == 3 or guide in GUIDES or len(guide) > 400  # noise is no guide


@short_and_long
def test_answers(times: int) -> None:
    """Damaged answers give a document, or problems that repeat nothing personal."""
    bases = st.sampled_from([*ANSWERS, *PERSONAL])

    @often(60 * times, st.builds(damaged, bases, edits()) | bases | NOISE, DELIVERY, st.booleans())
    def attack(answers: bytes, delivery: tuple[str, ...], piped: bool) -> None:
        file = "-" if piped else "answers.yaml"
        ended = attacked(
            "answers", *TODAY, "--answers", file, *delivery,
            files={"answers.yaml": answers}, stdin=answers if piped else b"", statuses=(0, 2, 4, 5),
        )  # fmt: skip
        assert ended.status == 0 or not {"new.txt", "new.html", "new.json", "new.pdf"} & ended.files.keys()
        assert not [typed for typed in SECRETS.values() if typed.encode() in ended.err]


def lines_of(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def table_of(rows: list[dict[str, Any]]) -> bytes:
    page = io.StringIO()
    table = csv.DictWriter(page, list(dict.fromkeys(key for row in rows for key in row)))
    table.writeheader()
    table.writerows({key: " ".join(it) if isinstance(it, list) else it for key, it in row.items()} for row in rows)
    return page.getvalue().encode()


@short_and_long
def test_cases(times: int) -> None:
    """Each line out of many is made or refused in its place; whatever is made is whole."""
    rows = st.lists(st.sampled_from(ROWS), min_size=1, max_size=5)
    files = st.tuples(st.just("cases.jsonl"), st.builds(damaged, rows.map(lines_of), edits()) | NOISE)
    tables = st.tuples(st.just("cases.csv"), st.builds(damaged, rows.map(table_of), edits()) | NOISE)
    formats = st.sampled_from(["json", "text", "html", "ics"])

    @often(40 * times, files | tables, formats, st.booleans())
    def attack(file: tuple[str, bytes], format: str, piped: bool) -> None:
        name, cases = file
        ended = attacked(
            "cases", *TODAY, "--answers", "-" if piped else name, "--output-dir", "out", "--format", format,
            files={name: cases}, stdin=cases if piped else b"", statuses=(0, 4),
        )  # fmt: skip
        assert not [typed for typed in SECRETS.values() if typed.encode() in ended.err]
        assert ended.status == 4 or [file for file in ended.files if file.startswith("out/")]


ODD_LINES = (
    b'{"holder": "finder", "holder": "finder"}', b'{"holder": {"finder": "x"}}', b'[["holder", "finder"]]',
    b'{"holder": "finder", "reference": "a\x7fb"}', b'{"holder": "finder",\t"reference": "\\ud83d\\ude00"}',
    b'{"holder": "finder", "reference": 7}', '{"holder": "finder"}'.encode("utf-16-le"), b'{"holder"\r: "finder"}',
    b'{"holder": "finder", "reference": "\\ud800"}', b'{"holder": "finder", "reference": "a\\/b\\u00e9"}',
)  # fmt: skip


@short_and_long
def test_places(times: int) -> None:
    """Whatever is wrong with a line stands on that line of the whole file."""
    lines = st.builds(damaged, st.sampled_from(ROWS).map(lambda row: lines_of([row])), edits())

    @often(150 * times, lines, examples=[(line,) for line in ODD_LINES])
    def attack(line: bytes) -> None:
        RUNS["places"] += 1
        try:
            read_case(GUIDE, Case(7, line.replace(b"\n", b" ")), "cases.jsonl")
        except AnswersError as error:
            assert {problem.location.line for problem in error.problems if problem.location} == {7}


def saved() -> dict[str, Any]:
    """Give what is saved of an interview that has come to its last detail."""
    answers = read_answers(GUIDE, PERSONAL[0], "")
    state = resume(GUIDE, Answers(values=answers.values, details=answers.details), frozenset(answers.values), None)
    content = json.loads(storage._encoded(GUIDE, storage.Snapshot(state=state, day=date(2026, 11, 20), language="en")))
    content.pop("checksum")
    return dict(content)


SNAPSHOT = saved()
WEIRD = ["2026-11-23", "9999-12-31", "\x1b[31m", "a\u202eb", "owner", "wait", *SECRETS.values()]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(WEIRD),
    lambda it: st.lists(it, max_size=3) | st.dictionaries(st.sampled_from([*GUIDE.questions, "x"]), it, max_size=3),
    max_leaves=5,
)
FORGED = st.dictionaries(st.sampled_from([*SNAPSHOT]), VALUES, max_size=3).map(
    lambda changes: storage._sealed({**SNAPSHOT, **changes})
)
"""Snapshots with a checksum that is right, over content that is not."""


@short_and_long
def test_snapshots(times: int) -> None:
    """A saved interview that was damaged or forged is gone on with, or set aside whole."""
    whole = storage._sealed(SNAPSHOT)
    data = st.builds(damaged, st.just(whole), edits()) | FORGED | NOISE
    ways = st.sampled_from(
        [("--plain",), ("--full",), ("--plain", "--save"), ("steps", "unlock", "--walk"), ("forget",)]
    )

    @often(12 * times, data, ways, KEYS)
    def attack(data: bytes, way: tuple[str, ...], keys: list[Key]) -> None:
        here = f"{SAVED}/answers.json"
        today = () if way == ("forget",) else TODAY
        ended = attacked("snapshots", *way, *today, files={here: data}, statuses=(0, 4, 5, 130), keys=keys)
        if way == ("forget",):
            assert here not in ended.files
        elif not keys and "--save" not in way:
            assert data in ended.files.values()


@short_and_long
def test_damaged_snapshots(times: int, tmp_path: Path) -> None:
    """What is not to the byte what was saved is set aside, and nothing of it is lost."""
    whole = storage._sealed(SNAPSHOT)
    file = tmp_path / "answers.json"

    @often(150 * times, st.builds(damaged, st.just(whole), edits()) | NOISE, examples=[(whole,)])
    def attack(data: bytes) -> None:
        RUNS["damaged snapshots"] += 1
        file.write_bytes(data)
        found = storage.Store(tmp_path, GUIDE).find()
        assert (found.trouble, found.snapshot is None) == (("", False) if data == whole else ("damaged", True))
        (left,) = tmp_path.iterdir()
        assert left.read_bytes() == data
        left.unlink()


def sealed_code(number: int) -> str:
    """Write a number as a sheet code of our questions, with the check symbol that it needs."""
    symbols = sheet_code._base32(number * sheet_code.FINGERPRINTS + sheet_code._fingerprint(GUIDE))
    return symbols + sheet_code.SYMBOLS[sheet_code._check(symbols)]


@short_and_long
def test_sheet_codes(times: int) -> None:
    """Any text, and any number that is well written as a code, gives a plan or is refused."""
    argument = st.characters(exclude_characters="\0", exclude_categories=()) | st.sampled_from("0OIL- \t4K7Q")
    codes = (
        st.text(argument, max_size=80)
        | st.integers(0, 2**63).map(sealed_code)
        | st.integers(0, 2**330).map(sealed_code)
    )

    @often(40 * times, codes, DELIVERY)
    def attack(code: str, delivery: tuple[str, ...]) -> None:
        attacked("sheet codes", *TODAY, f"--code={code}", *delivery, statuses=(0, 2, 4, 5))


@short_and_long
def test_lines(times: int) -> None:
    """Lines typed in any order lead to a plan, or to an ending that has words."""
    options = st.sampled_from([(), ("--save",), ("--output", "new.txt"), ("--output", PRECIOUS), ("--lang", "id")])

    @often(40 * times, LINES, options)
    def attack(lines: list[str], more: tuple[str, ...]) -> None:
        typed = "\n".join(lines).encode("utf-8", "surrogatepass")
        attacked("lines", *TODAY, "--plain", *more, stdin=typed, statuses=(0, 4, 5, 130))


@short_and_long
def test_keys(times: int) -> None:
    """Keys pressed in any order, at any speed, in a window of any size; Ctrl-C or a hang-up ends it at any time."""
    modes = st.sampled_from([(), ("--plain",), ("--save",), ("--save", "--plain"), ("--full", "--lang", "id")])
    pauses, endings = st.sampled_from([0.0, 0.01, 0.05]), st.sampled_from([b"\x03", b"\x03", HANG_UP])

    lower_than_a_page = [*PATH[:23], (194, 1), b"1"]  # once, its pages had no end

    @often(12 * times, modes, KEYS, pauses, endings, examples=[((), lower_than_a_page, 0.0, HANG_UP)])
    def attack(mode: tuple[str, ...], keys: list[Key], pause: float, ending: bytes) -> None:
        if "--plain" in mode:
            keys = [key + b"\r" if isinstance(key, bytes) else key for key in keys]
        attacked("keys", *TODAY, *mode, keys=keys, pause=pause, ending=ending, statuses=(0, 130))
