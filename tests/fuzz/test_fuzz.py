"""Files damaged by lot, or noise from the start: a documented exception or a result, never anything else.

`MICLOUD_FUZZ=10000` sets how many of each are tried; the default is a short slice.
"""

import json
import os
from datetime import date
from itertools import count
from pathlib import Path

import pytest
import yaml
from damage import Edit, damaged, edits
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import AnswersError, GuideError
from micloud_helper.guide import Guide
from micloud_helper.interview import answer, start
from micloud_helper.loader import load_guide, load_messages, read_answers, read_guide
from micloud_helper.loader.cases import Case, read_case
from micloud_helper.planner import plan
from micloud_helper.proof.report import examine
from micloud_helper.render import FORMATS
from micloud_helper.sheet import compose
from micloud_helper.storage import Snapshot, Store

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 11, 23)
TRIES = int(os.environ.get("MICLOUD_FUZZ", "150"))
GUIDE = (DATA / "guides/good/minimal.yaml").read_bytes()
ANSWERS = [path.read_bytes() for path in sorted((DATA / "answers").glob("*.yaml"))]
CASES = [json.dumps(yaml.load(answers, yaml.BaseLoader)).encode() for answers in ANSWERS]
ENGLISH = Catalogue("en", load_messages)

fuzz = settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))


def taken(data: bytes) -> Guide | None:
    """Read a guide, or be refused with problems that all have words."""
    try:
        return read_guide(data, "fuzz.yaml")
    except GuideError as error:
        assert error.problems
        for problem in error.problems:
            assert ENGLISH.message(f"problems.{problem.code}.what", **problem.facts)
    return None


@fuzz
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"")
def test_noise_is_no_guide(data: bytes) -> None:
    """Bytes and letters that mean nothing are refused."""
    assert taken(data) is None


@fuzz
@given(edits())
def test_a_damaged_guide_is_refused_or_works(changes: list[Edit]) -> None:
    """A damaged guide gives problems; one that is still whole can be planned from its first answers to a sheet."""
    guide = taken(damaged(GUIDE, changes))
    if guide is not None:
        report = examine(damaged(GUIDE, changes), "fuzz.yaml", today=TODAY)
        for found in (*report.findings, *report.counterexamples):
            assert ENGLISH.message(f"rules.{found.code}.what", **found.facts)


@fuzz
@given(st.sampled_from(ANSWERS), edits())
def test_damaged_answers_are_refused_or_planned(base: bytes, changes: list[Edit]) -> None:
    """Damaged answers give problems, or a sheet in every cheap format."""
    guide = load_builtin()
    try:
        answers = read_answers(guide, damaged(base, changes), "fuzz.yaml")
        checklist = plan(guide, answers, today=TODAY)
    except AnswersError as error:
        for problem in error.problems:
            assert ENGLISH.message(f"problems.{problem.code}.what", **problem.facts)
        return
    sheet = compose(checklist, (ENGLISH,))
    assert all(FORMATS[name].render(sheet, checklist) for name in ("text", "json"))


BUILT_IN: list[Guide] = []


def load_builtin() -> Guide:
    """Read the built-in guide once."""
    if not BUILT_IN:
        BUILT_IN.append(load_guide())
    return BUILT_IN[0]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> "count[int]":
    """Number the folders, so that each try has one of its own."""
    return count()


ANSWERED = ("owner", "dark", "own", "rejected", "unlock", date(2026, 11, 20))


@fuzz
@given(base=st.sampled_from(CASES), changes=edits())
@example(base=CASES[0], changes=[])
@example(base=b'{"holder": "finder", "holder": "finder"}', changes=[])
@example(base=b'{"holder": {"finder": "x"}}', changes=[])
@example(base=b'[["holder", "finder"]]', changes=[])
@example(base=b'{"holder": "finder", "reference": "a\x7fb"}', changes=[])
@example(base=b'{"holder": "finder",\t"reference": "\\ud83d\\ude00"}', changes=[])
@example(base=b'{"holder": "finder", "reference": 7}', changes=[])
@example(base='{"holder": "finder"}'.encode("utf-16-le"), changes=[])
@example(base=b'{"holder"\r: "finder"}', changes=[])
@example(base=b'{"holder": "finder", "reference": "\\ud800"}', changes=[])
@example(base=b'{"holder": "finder", "reference": "a\\/b\\u00e9"}', changes=[])
def test_a_line_out_of_many_is_read_or_refused_in_its_place(guide: Guide, base: bytes, changes: list[Edit]) -> None:
    """A damaged line gives answers, or problems that all stand on that line of the whole file."""
    line = damaged(base, changes).replace(b"\n", b" ")
    try:
        read_case(guide, Case(7, line), "cases.jsonl")
    except AnswersError as error:
        assert {problem.location.line for problem in error.problems if problem.location} == {7}


@fuzz
@given(st.one_of(edits(), st.binary(max_size=200)))
def test_a_damaged_saved_case_is_found_or_set_aside(
    tmp_path_factory: pytest.TempPathFactory, folders: "count[int]", damage: list[Edit] | bytes
) -> None:
    """What was saved is damaged or replaced: the next start goes on with it or sets it aside, and loses nothing."""
    guide, folder = load_builtin(), tmp_path_factory.getbasetemp() / f"case{next(folders)}"
    store = Store(folder)
    state = start(guide)
    for value in ANSWERED:
        state = answer(guide, state, value)
    store.begin(guide, Snapshot(state=state, day=TODAY, language="en"))
    store.close()
    file = folder / "answers.json"
    before = file.read_bytes()
    data = damage if isinstance(damage, bytes) else damaged(before, damage)
    file.write_bytes(data)
    found = Store(folder).find(guide)
    assert found.trouble == ("" if data == before else "damaged")
    assert data in {path.read_bytes() for path in folder.iterdir()}
