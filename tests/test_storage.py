"""Saved answers: private, whole after every crash, and never in the way when they are damaged."""

import json
import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from micloud_helper.conditions import Value
from micloud_helper.guide import Guide, Question
from micloud_helper.interview import Event, Interview, start, step
from micloud_helper.storage import Found, Mark, Record, Store, forget

DAY = date(2026, 11, 23)
RECORDS: tuple[Record, ...] = (
    Event("answer", "holder", "owner"),
    Event("answer", "screen", "lost_mode"),
    Mark("language", "en"),
    Event("answer", "account", "own"),
    Event("back", "", ()),
    Event("answer", "account", "previous_owner"),
    Event("answer", "progress", "rejected"),
    Event("answer", "applied_route", "unlock"),
    Event("answer", "applied_on", date(2026, 11, 20)),
    Event("answer", "imei_at", ("box", "sticker")),
    Event("change", "applied_on"),
    Event("answer", "applied_on", date(2026, 11, 19)),
)
FILES = ("answers.jsonl", "lock")


def states(guide: Guide, records: tuple[Record, ...]) -> list[Interview]:
    """Where the interview stood after each record, the beginning first."""
    found = [start(guide)]
    for record in records:
        found.append(step(guide, found[-1], record) if isinstance(record, Event) else found[-1])
    return found


@pytest.fixture
def saved(guide: Guide, tmp_path: Path) -> Path:
    """A folder in which all records were saved one by one."""
    store = Store(tmp_path / "saved")
    store.begin(guide, RECORDS[:2], DAY)
    for record in RECORDS[2:]:
        store.add(record, DAY)
    store.close()
    return store.folder


def _first(question: Question) -> Value:
    first = next(iter(question.options), "")
    return {"choice": first, "choices": (first,), "date": DAY}[question.kind]


def test_what_was_saved_comes_back(guide: Guide, saved: Path) -> None:
    """The next start finds the answers, the day, the language and the way back."""
    case = Store(saved).find(guide).case
    assert case is not None
    assert case.state == states(guide, RECORDS)[-1]
    assert (case.day, case.language, case.records) == (DAY, "en", RECORDS)


def test_it_goes_on_where_it_was(guide: Guide, saved: Path) -> None:
    """After resuming, more answers are added to the same case, which can be finished."""
    store = Store(saved)
    store.go_on()
    store.add(Event("answer", "lock_code", "noted"), date(2026, 11, 25))
    store.add(Mark("tick", "imei"), date(2026, 11, 25))
    store.close()
    case = Store(saved).find(guide).case
    assert case is not None
    assert (case.finished, case.ticks, case.day) == (False, {"imei"}, date(2026, 11, 25))
    assert case.state.answers.values["lock_code"] == "noted"


def test_another_answer_reopens_a_finished_case(guide: Guide, saved: Path) -> None:
    """A finished case that is changed again is no longer finished."""
    store = Store(saved)
    state = start(guide)
    store.begin(guide, (), DAY, replace=True)
    while state.at is not None:
        question = guide.questions.get(state.at)
        event = Event("answer", state.at, _first(question)) if question else Event("type", state.at)
        state = step(guide, state, event)
        store.add(event, DAY)
    for record, finished in ((Mark("finish"), True), (Event("change", "screen"), False), (Mark("finish"), False)):
        store.add(record, DAY)
        case = Store(saved).find(guide).case
        assert case is not None
        assert case.finished == finished
    store.close()


def test_nothing_is_written_without_being_asked(guide: Guide, tmp_path: Path) -> None:
    """Looking for a case, and adding to one that was never begun, leave the disk alone."""
    store = Store(tmp_path / "saved")
    store.find(guide)
    store.add(RECORDS[0], DAY)
    assert not store.active
    assert not (tmp_path / "saved").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_can_read_it(guide: Guide, saved: Path) -> None:
    """The folder is 0700 and every file 0600, also when they were open to others before."""
    saved.chmod(0o755)
    (saved / "answers.jsonl").chmod(0o644)
    store = Store(saved)
    store.go_on()
    assert saved.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in saved.iterdir()} == dict.fromkeys(FILES, 0o600)
    store.close()


def test_a_write_torn_at_any_byte_loses_at_most_the_last_answer(guide: Guide, saved: Path, tmp_path: Path) -> None:
    """However much of the last line reached the disk, all answers before it are there, and one can go on."""
    whole = (saved / "answers.jsonl").read_bytes()
    expected = states(guide, RECORDS)
    for size in range(len(whole) + 1):
        (saved / "answers.jsonl").write_bytes(whole[:size])
        found = Store(saved).find(guide)
        lines = whole[:size].count(b"\n") - 1
        assert not found.trouble
        assert (found.case.state if found.case else None) == (expected[lines] if lines > 0 else None)
        if found.case and size % 40 == 0:
            store = Store(saved)
            store.go_on()
            store.add(Mark("language", "id"), DAY)
            store.close()
            again = Store(saved).find(guide).case
            assert again is not None
            assert (again.state, again.language) == (found.case.state, "id")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 600), byte=st.binary(min_size=1, max_size=4))
def test_damage_is_never_a_crash(guide: Guide, saved: Path, place: int, byte: bytes) -> None:
    """Bytes overwritten anywhere give a case that can be replayed, or a file set aside; nothing is raised."""
    path = saved / "answers.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + byte + whole[place + len(byte) :])
    found = Store(saved).find(guide)
    assert path.exists() == (not found.trouble)
    path.write_bytes(whole)


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"do": "answer", "id": "holder", "value": "owner"}',
        b'{"do": "answer", "id": "holder", "value": ["owner"], "day": "2026-11-23"}',
        b'{"do": "answer", "id": ["holder"], "value": "owner", "day": "2026-11-23"}',
        b'{"do": "answer", "id": "screen", "value": "dark", "day": "2026-11-23"}',
        b'{"do": "change", "id": "proof", "day": "2026-11-23"}',
        b'{"do": "type", "id": "imei", "value": "1", "day": "2026-11-23"}',
        b'{"do": "tick", "id": "passport", "day": "2026-11-23"}',
        b'{"do": "shout", "day": "2026-11-23"}',
    ],
)
def test_a_line_that_means_nothing_sets_the_file_aside(guide: Guide, saved: Path, line: bytes) -> None:
    """What cannot be understood is kept under another name, and the place is free again."""
    path = saved / "answers.jsonl"
    path.write_bytes(path.read_bytes() + line + b"\n")
    assert Store(saved).find(guide).trouble == "damaged"
    assert (saved / "answers-1.damaged").read_bytes().endswith(line + b"\n")
    assert Store(saved).find(guide) == Found()


def test_another_guide_version_is_not_mistaken_for_this_one(guide: Guide, saved: Path) -> None:
    """Answers to another version of the questions are set aside, beside those set aside before."""
    path = saved / "answers.jsonl"
    for number in (1, 2):
        path.write_text(json.dumps({"format": 1, "guide": "1999.1"}) + "\n")
        found = Store(saved).find(guide)
        assert (found.trouble, found.file, found.case) == ("other_guide", f"answers-{number}.old", None)


def test_another_guide_has_its_own_journal(guide: Guide, saved: Path) -> None:
    """A guide given by file, even a copy of ours in another version, leaves our case alone, and has its own."""
    before = (saved / "answers.jsonl").read_bytes()
    other, again = Store(saved, built_in=False), Store(saved, built_in=False)
    assert other.find(replace(guide, version="1999.1")) == Found()
    other.begin(replace(guide, version="1999.1"), RECORDS[:1], DAY)
    other.close()
    assert (saved / "answers.jsonl").read_bytes() == before
    assert again.find(guide).file.endswith("-1.old")
    assert again.find(replace(guide, title={"id": "Lain", "en": "Other"})) == Found()
    names = [path.name for path in saved.iterdir()]
    assert forget(saved) == tuple(sorted(name for name in names if name != "lock"))
    assert not saved.exists()


def test_a_finish_with_open_questions_is_no_finish(guide: Guide, saved: Path) -> None:
    """A journal that claims to be finished too early is a case to go on with."""
    path = saved / "answers.jsonl"
    path.write_bytes(path.read_bytes() + b'{"do": "finish", "id": "", "day": "2026-11-23"}\n')
    case = Store(saved).find(guide).case
    assert case is not None
    assert not case.finished


@pytest.mark.parametrize("replace", [False, True])
def test_beginning_throws_answers_away_only_when_told_so(guide: Guide, saved: Path, replace: bool) -> None:
    """Where a case is there already it is set aside, or replaced when the person chose that."""
    before = (saved / "answers.jsonl").read_bytes()
    Store(saved).begin(guide, (), DAY, replace=replace)
    assert (saved / "answers-1.old").exists() != replace
    assert replace or (saved / "answers-1.old").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows erases and locks in another way")
def test_what_is_being_written_is_not_erased_unnoticed(guide: Guide, saved: Path) -> None:
    """While a window saves nothing can be forgotten; a file erased all the same is noticed at the next answer."""
    store = Store(saved)
    store.go_on()
    with pytest.raises(BlockingIOError):
        forget(saved)
    assert store.active
    (saved / "answers.jsonl").unlink()
    assert not store.active
    with pytest.raises(FileNotFoundError):
        store.add(RECORDS[0], DAY)
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_plain_file_is_set_aside_unread(guide: Guide, saved: Path, tmp_path: Path) -> None:
    """A pipe does not hang, and a link is not followed; what it leads to stays as it is."""
    path, target = saved / "answers.jsonl", tmp_path / "target"
    path.rename(target)
    before = target.read_bytes()
    os.mkfifo(path)
    assert Store(saved).find(guide).file == "answers-1.damaged"
    path.symlink_to(target)
    assert Store(saved).find(guide).file == "answers-2.damaged"
    assert target.read_bytes() == before
    assert len(forget(saved)) == 2
    assert target.read_bytes() == before


def test_an_endless_file_is_not_read_whole(guide: Guide, saved: Path) -> None:
    """A file far bigger than any interview is damaged, and found so in moments."""
    with (saved / "answers.jsonl").open("r+b") as file:
        file.truncate(1 << 33)
    assert Store(saved).find(guide).trouble == "damaged"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks in another way")
def test_two_windows_do_not_write_into_one_case(guide: Guide, saved: Path) -> None:
    """The second window is refused until the first one is done."""
    first, second = Store(saved), Store(saved)
    first.go_on()
    with pytest.raises(BlockingIOError):
        second.go_on()
    assert not second.active
    first.close()
    second.go_on()
    second.close()


def test_forgetting_erases_everything_of_ours_and_nothing_else(guide: Guide, saved: Path) -> None:
    """All saved answers go, set-aside ones too, and are named; a stranger's file stays."""
    (saved / "answers.jsonl").write_text("x\n")
    Store(saved).find(guide)
    Store(saved).begin(guide, (), DAY)
    (saved / "letter.txt").write_text("mine")
    assert forget(saved) == ("answers-1.damaged", "answers.jsonl")
    assert [path.name for path in saved.iterdir()] == ["letter.txt"]
    (saved / "letter.txt").unlink()
    assert forget(saved) == ()
    assert not saved.exists()
    assert forget(saved) == ()
