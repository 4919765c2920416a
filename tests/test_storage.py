"""Saved answers: private, whole after every crash, and never in the way when they are damaged."""

import json
import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from micloud_helper import export, storage
from micloud_helper.answers import Answers
from micloud_helper.guide import Guide
from micloud_helper.interview import resume
from micloud_helper.storage import Found, Snapshot, Store, forget

DAY = date(2026, 11, 23)
VALUES = {
    "holder": "owner",
    "screen": "lost_mode",
    "account": "previous_owner",
    "progress": "rejected",
    "applied_route": "unlock",
    "applied_on": date(2026, 11, 20),
    "remember": "email",
    "imei_at": ("box", "sticker"),
}
DETAILS = {"imei": ("490154203237518", "260531793113837"), "reference": ("ß “x”",)}
FILES = ("answers.json", "lock")


def snapshot(guide: Guide, count: int = len(VALUES)) -> Snapshot:
    """What is there after so many answers; one of them is of a branch that was left, and the IMEI was given early."""
    values = dict(list(VALUES.items())[:count])
    state = resume(guide, Answers(values=values, details=DETAILS), frozenset(values) | {"imei"}, None)
    return Snapshot(state=state, day=DAY, language="en")


@pytest.fixture
def saved(guide: Guide, tmp_path: Path) -> Path:
    """A folder in which answers were saved one by one."""
    store = Store(tmp_path / "saved", guide)
    store.begin(snapshot(guide, 1))
    for count in range(2, len(VALUES) + 1):
        store.save(snapshot(guide, count))
    store.close()
    return store.folder


def rewrite(path: Path, **changes: Any) -> None:
    """Change what is saved, with the checksum it would have."""
    content = json.loads(path.read_bytes()) | changes
    del content["checksum"]
    path.write_bytes(storage._sealed(content))


def test_what_was_saved_comes_back(guide: Guide, saved: Path) -> None:
    """The next start finds all answers, inactive ones too, the day, the language and the place."""
    assert Store(saved, guide).find() == Found(snapshot=snapshot(guide))


def test_it_goes_on_where_it_was(guide: Guide, saved: Path) -> None:
    """After resuming, more is saved in the same file."""
    store = Store(saved, guide)
    store.go_on()
    later = replace(snapshot(guide), day=date(2026, 11, 25))
    store.save(later)
    store.close()
    assert Store(saved, guide).find().snapshot == later


def test_a_review_can_be_finished_and_nothing_else(guide: Guide, saved: Path) -> None:
    """A snapshot that claims to be finished while something is still to be asked is one to go on with."""
    review = replace(snapshot(guide), state=resume(guide, Answers(values={"holder": "finder"}), frozenset({"holder", "reference"}), None))  # fmt: skip  # noqa: E501
    assert review.state.at is None
    store = Store(saved, guide)
    for saved_as, finished in ((review, True), (snapshot(guide), False)):
        store.begin(replace(saved_as, finished=True), replace=True)
        found = store.find().snapshot
        assert found is not None
        assert found.finished == finished
    store.close()


def test_nothing_is_written_without_being_asked(guide: Guide, tmp_path: Path) -> None:
    """Looking for answers, and saving before it was begun, leave the disk alone."""
    store = Store(tmp_path / "saved", guide)
    store.find()
    store.save(snapshot(guide))
    assert not store.active
    assert not (tmp_path / "saved").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_can_read_it(guide: Guide, saved: Path) -> None:
    """The folder is 0700 and every file 0600, also when they were open to others before."""
    saved.chmod(0o755)
    (saved / "answers.json").chmod(0o644)
    (saved / "answers.json.new").touch(0o644)
    store = Store(saved, guide)
    for write in (store.go_on, lambda: store.save(snapshot(guide))):
        write()
        assert saved.stat().st_mode & 0o777 == 0o700
        assert (saved / "answers.json").stat().st_mode & 0o777 == 0o600
    assert {path.name: path.stat().st_mode & 0o777 for path in saved.iterdir()} == dict.fromkeys(FILES, 0o600)
    store.close()


@pytest.mark.parametrize("step", ["write", "flush", "fsync", "replace"])
def test_a_write_that_fails_anywhere_leaves_the_answers_before(
    guide: Guide, saved: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A full disk is an error, and what was saved last is whole, with nothing beside it."""

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    store = Store(saved, guide)
    store.go_on()
    if step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:

        def opened(*args: Any, **more: Any) -> Any:
            file = open(*args, **more)  # noqa: PTH123, SIM115  # closed by what stands for it
            return type("Full", (), {
                "__enter__": lambda self: self, "__exit__": lambda self, *error: file.close(), "fileno": file.fileno,
                "write": full if step == "write" else file.write, "flush": full,
            })()  # fmt: skip

        monkeypatch.setattr(export, "open", opened, raising=False)
    with pytest.raises(OSError, match="No space"):
        store.save(replace(snapshot(guide), day=date(2026, 11, 25)))
    monkeypatch.undo()
    store.close()
    assert Store(saved, guide).find().snapshot == snapshot(guide)
    assert sorted(path.name for path in saved.iterdir()) == sorted(FILES)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 2000), byte=st.binary(min_size=1, max_size=4))
def test_any_byte_that_changed_is_damage(guide: Guide, saved: Path, place: int, byte: bytes) -> None:
    """Bytes overwritten, added or lost anywhere are noticed, and the file is set aside; nothing is raised."""
    path = saved / "answers.json"
    whole = path.read_bytes()
    place %= len(whole)
    for changed in (whole[:place] + byte + whole[place + len(byte) :], whole[:place] + whole[place + 1 :]):
        path.write_bytes(changed)
        found = Store(saved, guide).find()
        assert (found.trouble == "damaged") == (changed != whole)
        assert path.exists() == (not found.trouble)
        for aside in saved.glob("*.damaged"):
            aside.unlink()
        path.write_bytes(whole)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"checksum": 1}'])
def test_what_is_no_snapshot_is_set_aside(guide: Guide, saved: Path, content: bytes) -> None:
    """What cannot be understood is kept under another name, and the place is free again."""
    (saved / "answers.json").write_bytes(content)
    assert Store(saved, guide).find().trouble == "damaged"
    assert (saved / "answers-1.damaged").read_bytes() == content
    assert Store(saved, guide).find() == Found()


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"holder": "thief"}},
        {"answers": {"holder": ["owner"]}},
        {"answers": {"imei_at": ["box", "nowhere"]}},
        {"answers": {"imei_at": ["box", "box"]}},
        {"answers": {"imei_at": []}},
        {"answers": {"applied_on": "2226-01-01"}},
        {"answers": {"applied_on": "yesterday"}},
        {"answers": {"colour": "red"}},
        {"answers": []},
        {"details": {"imei": ["490154203237519"]}},
        {"details": {"imei": ["490154203237518", "490154203237518"]}},
        {"details": {"imei": "490154203237518"}},
        {"details": {"lock_code_text": ["\x1b[2J"]}},
        {"details": {"lock_code_text": ["1", "2"]}},
        {"details": {"reference": []}},
        {"details": {"password": ["x"]}},
        {"visited": ["colour"]},
        {"visited": ["sms_number"]},
        {"language": "xx"},
        {"day": "today"},
        {"at": ["holder"]},
    ],
)
def test_a_snapshot_is_checked_like_what_is_typed(guide: Guide, saved: Path, changes: dict[str, Any]) -> None:
    """Even with a checksum that fits, nothing comes in that the person could not have answered or typed."""
    rewrite(saved / "answers.json", **changes)
    assert Store(saved, guide).find().trouble == "damaged"


def test_another_guide_version_is_not_mistaken_for_this_one(guide: Guide, saved: Path) -> None:
    """Answers to another version of the questions are set aside, beside those set aside before."""
    for number in (2, 3):  # the first is ours, in the eyes of the other version
        Store(saved, replace(guide, version="1999.1")).begin(snapshot(guide), replace=True)
        found = Store(saved, guide).find()
        assert (found.trouble, found.file, found.snapshot) == ("other_guide", f"answers-{number}.old", None)


def test_another_guide_has_its_own_file(guide: Guide, saved: Path) -> None:
    """A guide given by file, even a copy of ours in another version, leaves our answers alone, and has its own."""
    before = (saved / "answers.json").read_bytes()
    other = Store(saved, replace(guide, version="1999.1"), built_in=False)
    assert other.find() == Found()
    other.begin(snapshot(guide, 1))
    other.close()
    assert (saved / "answers.json").read_bytes() == before
    assert Store(saved, guide, built_in=False).find().file.endswith("-1.old")
    assert Store(saved, replace(guide, title={"id": "Lain", "en": "Other"}), built_in=False).find() == Found()
    names = [path.name for path in saved.iterdir()]
    assert forget(saved) == tuple(sorted(name for name in names if name != "lock"))
    assert not saved.exists()


@pytest.mark.parametrize("replace", [False, True])
def test_beginning_throws_answers_away_only_when_asked_to(guide: Guide, saved: Path, replace: bool) -> None:
    """Where answers are there already they are set aside, or replaced when the person chose that."""
    before = (saved / "answers.json").read_bytes()
    Store(saved, guide).begin(snapshot(guide, 1), replace=replace)
    assert (saved / "answers-1.old").exists() != replace
    assert replace or (saved / "answers-1.old").read_bytes() == before


def test_what_is_being_written_is_not_erased_unnoticed(guide: Guide, saved: Path) -> None:
    """While a window saves nothing can be forgotten; a file erased all the same is noticed at the next answer."""
    store = Store(saved, guide)
    store.go_on()
    with pytest.raises(BlockingIOError):
        forget(saved)
    assert store.active
    (saved / "answers.json").unlink()
    assert not store.active
    with pytest.raises(FileNotFoundError):
        store.save(snapshot(guide))
    assert not (saved / "answers.json").exists()
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_plain_file_is_set_aside_unread(guide: Guide, saved: Path, tmp_path: Path) -> None:
    """A pipe does not hang, and a link is not followed, neither in reading nor in writing."""
    path, target = saved / "answers.json", tmp_path / "target"
    path.rename(target)
    before = target.read_bytes()
    os.mkfifo(path)
    assert Store(saved, guide).find().file == "answers-1.damaged"
    path.symlink_to(target)
    (saved / "answers.json.new").symlink_to(target)
    assert Store(saved, guide).find().file == "answers-2.damaged"
    Store(saved, guide).begin(snapshot(guide, 1))
    assert target.read_bytes() == before
    assert len(forget(saved)) == 3
    assert target.read_bytes() == before


def test_an_endless_file_is_not_read_whole(guide: Guide, saved: Path) -> None:
    """A file far bigger than any interview is damaged, and found so in moments."""
    with (saved / "answers.json").open("r+b") as file:
        file.truncate(1 << 33)
    assert Store(saved, guide).find().trouble == "damaged"


def test_two_windows_do_not_write_into_one_file(guide: Guide, saved: Path) -> None:
    """The second window is refused until the first one is done."""
    first, second = Store(saved, guide), Store(saved, guide)
    first.go_on()
    with pytest.raises(BlockingIOError):
        second.go_on()
    assert not second.active
    first.close()
    second.go_on()
    second.close()


def test_forgetting_erases_everything_of_ours_and_nothing_else(guide: Guide, saved: Path) -> None:
    """All saved answers go, set-aside ones too, and are named; a letter stays."""
    (saved / "answers.json").write_text("x\n")
    Store(saved, guide).find()
    Store(saved, guide).begin(snapshot(guide))
    for name in ("letter.txt", "answers.json.new"):
        (saved / name).write_text("mine")
    assert forget(saved) == ("answers-1.damaged", "answers.json", "answers.json.new")
    assert [path.name for path in saved.iterdir()] == ["letter.txt"]
    (saved / "letter.txt").unlink()
    assert forget(saved) == ()
    assert not saved.exists()
    assert forget(saved) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes links in another way")
def test_a_folder_that_is_a_link_is_emptied(guide: Guide, saved: Path, tmp_path: Path) -> None:
    """What was saved through a link is erased; the link itself stays."""
    (tmp_path / "link").symlink_to(saved)
    assert forget(tmp_path / "link") == ("answers.json",)
    assert list(saved.iterdir()) == []
