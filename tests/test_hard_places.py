"""Closed streams, strange folders, hostile files: always one message and the documented status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import DATA, Run
from micloud_helper.loader import read_resource

EXAMPLE = str(DATA / "answers" / "forgot-everything-bought-online.yaml")
POSIX = pytest.mark.skipif(os.name != "posix", reason="this shell syntax is POSIX")


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    line = f"set -o pipefail; {command.replace('micloud-helper', f'{sys.executable} -m micloud_helper')}"
    return subprocess.run(["bash", "-c", line], cwd=cwd, capture_output=True, text=True, check=False, timeout=60,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(cwd)})  # fmt: skip


@POSIX
@pytest.mark.parametrize(
    ("command", "status"),
    [
        (f"micloud-helper --answers {EXAMPLE} >&-", 5),
        (f"micloud-helper --answers {EXAMPLE} >/dev/full", 5),
        (f"micloud-helper --answers {EXAMPLE} --lang both --format html | true", 5),
        ("micloud-helper --help >/dev/full", 5),
        ("micloud-helper --answers nowhere.yaml 2>&-", 4),
        ("micloud-helper --answers nowhere.yaml 2>/dev/full", 4),
        (f"micloud-helper --answers {EXAMPLE} --output sheet.txt 2>&-", 0),
        ("micloud-helper --answers - <&-", 4),
        ("micloud-helper <&-", 2),
        (f"mkdir gone && cd gone && rmdir ../gone && micloud-helper --answers {EXAMPLE} --output sheet.txt", 5),
    ],
)
def test_streams_and_folders_that_are_not_there(tmp_path: Path, command: str, status: int) -> None:
    """A missing stream or folder ends with its status, never with a traceback."""
    done = shell(command, tmp_path)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert "[unexpected]" not in done.stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 200_000, "too_deep"),
        ("- " * 200_000, "too_deep"),
        ("a: &a [x]\nb: [*a, *a]\n", "alias"),
        ("a: !!python/object/apply:os.system [ls]\n", "tag"),
        ("holder: \x00", "strange_character"),
        ("x" * 1_000_001, "file_too_big"),
        ("holder: finder\n---\nholder: owner\n", "second_document"),
        ("holder: finder\nholder: owner\n", "duplicate_key"),
        ("holder: finder\nreference: Order #12345\n", "detail_comment"),
        ("holder: finder\nreference: [a, b]\n", "detail_count"),
        ('holder: finder\nreference: "\\e[31mred"\n', "detail_text_unprintable"),
        ('holder: finder\nreference: "\\u202eabc"\n', "detail_text_unprintable"),
        ('holder: finder\nreference: "\\u3164"\n', "detail_text_unprintable"),
        (f"holder: finder\nreference: {'x' * 10_000}\n", "detail_text_long"),
    ],
    ids=lambda value: value if value.isidentifier() and len(value) < 40 else "",
)
def test_hostile_answers_are_refused(run: Run, text: str, code: str) -> None:
    """Each trick is recognised, with its place, and nothing of the file runs or reaches the terminal."""
    done = run("--answers", "-", stdin=text)
    assert done.status == 4
    assert f"[{code}]" in done.err
    assert "\x1b" not in done.err
    assert done.out == ""


@pytest.mark.parametrize("value", ["QX7-PZ4", "4711", "0812-3456-7890", "+62 812 3456 7890", "49-015420-323751-8"])
def test_a_value_in_the_wrong_place_is_not_repeated(run: Run, value: str) -> None:
    """A lock code or number typed where an answer belongs appears in no message."""
    base = "holder: owner\nscreen: account_locked\naccount: own\nprogress: not_applied\nremember: nothing\n"
    for line in (
        f"lock_code: {value}",
        f"sms_number: {value}",
        f"imei_at: {value}",
        f"'{value}': x",
        f"box: &{value} x",
    ):
        done = run("--answers", "-", stdin=f"{base}{line}\n")
        assert done.status == 4
        assert value not in done.err
    assert value not in run("steps", value).err
    assert value not in run(f"--{value}").err


def test_json_with_surrogate_pairs_is_read(run: Run) -> None:
    """What `json.dumps` writes for an emoji comes out as that emoji."""
    answers = json.dumps({"holder": "finder", "reference": "Ibu \N{WAVING HAND SIGN}"})
    assert "\\ud83d" in answers
    assert "Ibu \N{WAVING HAND SIGN}" in run("--answers", "-", stdin=answers).out


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://i.mi.com/'onclick='x", "file:///etc"]
)
def test_a_guide_cannot_put_a_script_into_a_link(run: Run, tmp_path: Path, url: str) -> None:
    """Only web addresses are taken for addresses."""
    guide = tmp_path / "guide.yaml"
    guide.write_bytes(read_resource("steps.yaml").replace(b'url: "https://i.mi.com"', f'url: "{url}"'.encode(), 1))
    done = run("--answers", EXAMPLE, "--guide", str(guide))
    assert done.status == 3
    assert "[bad_address]" in done.err


def test_values_that_ascii_cannot_spell_are_not_changed_silently(run: Run) -> None:
    """Where a typed value has to be spelt differently, a sentence on standard error says so."""
    text = Path(EXAMPLE).read_text() + "lock_code_text: Zé7\n"
    assert "ASCII" in run("--answers", "-", "--ascii", stdin=text).err
    assert run("--answers", "-", stdin=text).err == ""
    assert "ASCII" in run("--answers", "-", stdin=text, env={"PYTHONIOENCODING": "ascii"}).err


def test_options_that_would_do_nothing_are_refused(run: Run) -> None:
    """Saving and line mode belong to the interview: beside an answers file they are an error."""
    for option in ("--save", "--plain"):
        done = run("--answers", EXAMPLE, option)
        assert done.status == 2
        assert "[not_together]" in done.err


def test_the_language_asked_for_holds_from_the_first_message(run: Run) -> None:
    """Errors met before the guide is read come in the language of `--lang` too."""
    assert "tidak bisa dibaca" in run("--answers", EXAMPLE, "--guide", "nowhere.yaml", "--lang", "id").err
    assert "cannot be read" in run("--answers", EXAMPLE, "--guide", "nowhere.yaml", "--lang", "en").err
    assert "Opsi" in run("--lang", "id", "--help").out
