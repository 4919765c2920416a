"""Two people at one desk: in one process, home and folder, nothing of the first is in what the second receives."""

import json
from pathlib import Path

import pytest
import yaml
from reading import TODAY, rendered, sheet_of

from conftest import EXAMPLES, Run
from micloud_helper.answers import Answers
from micloud_helper.guide import Guide
from micloud_helper.interview import resume
from micloud_helper.loader import load_answers
from micloud_helper.render import FORMATS
from micloud_helper.storage import Snapshot, Store

LONG = next(path for path in EXAMPLES if path.stem == "recover-was-refused")
FIRST, SECOND = (
    {
        "imei": ("490154203237518", "260531793113837"),
        "sms_number_text": ("0812-3456-7890",),
        "reference": ("Toko Jaya",),
    },
    {"imei": ("356938035643809",), "lock_code_text": ("QX7",), "reference": ("Bu Sri",)},
)


def line(details: dict[str, tuple[str, ...]]) -> str:
    """Write a case as a line; both people gave the same answers, so that any mix-up is possible."""
    answers = yaml.load(LONG.read_text(), yaml.BaseLoader)
    return json.dumps({**answers, **{id: list(typed) if id == "imei" else typed[0] for id, typed in details.items()}})


@pytest.mark.parametrize("format", [name for name, format in FORMATS.items() if format.suffix])
def test_nothing_of_the_first_is_in_the_second(run: Run, guide: Guide, tmp_path: Path, format: str) -> None:
    """Made after the first, in the home where that one's answers are saved, a file is as if made alone elsewhere."""
    values = load_answers(guide, LONG).values
    store = Store(tmp_path / "share" / "micloud-helper", guide)
    visited = frozenset((*values, *guide.details))
    state = resume(guide, Answers(values=values, details=FIRST), visited, None)
    store.begin(Snapshot(state=state, day=TODAY, finished=True))
    store.close()
    (tmp_path / "cases.jsonl").write_text(f"{line(FIRST)}\n{line(SECOND)}\n")
    fixed = ("--format", format, "--no-share-safe", "--today", TODAY.isoformat(), "--lang", "both")
    assert run("--answers", "cases.jsonl", "--output-dir", "out", *fixed).status == 0
    first, second = (tmp_path / "out" / f"00000{number}{FORMATS[format].suffix}" for number in (1, 2))
    (tmp_path / "elsewhere").mkdir()
    alone = run("--answers", "-", *fixed, stdin=line(SECOND), env={"XDG_DATA_HOME": str(tmp_path / "elsewhere")})
    assert second.read_bytes() == alone.raw
    assert run("--answers", "-", *fixed, stdin=line(SECOND)).raw == alone.raw
    assert first.read_bytes() != alone.raw or format == "ics"  # a calendar holds nothing that was typed


def test_nothing_of_the_first_is_on_the_screen(guide: Guide) -> None:
    """On the terminal, too."""
    made = [sheet_of(guide, LONG, details=details) for details in (FIRST, SECOND)]
    shown = [str(rendered("terminal", one)) for one in made]
    assert "Toko Jaya" in shown[0]
    assert not any(word in shown[1] for word in ("490154", "3237518", "260531", "812-3456", "Toko", "Jaya"))
