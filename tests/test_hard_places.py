"""Closed streams, strange folders, hostile files: always one message and the documented status."""

import json
import os
import signal
import subprocess
import sys
import time
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
        ("micloud-helper --help >&-", 5),
        ("micloud-helper --version >&-", 5),
        (f"PYTHONUNBUFFERED=1 micloud-helper --answers {EXAMPLE} >/dev/full", 5),
        ("micloud-helper --answers nowhere.yaml 2>&-", 4),
        ("micloud-helper --answers nowhere.yaml 2>/dev/full", 4),
        ("unset PYTHONUNBUFFERED; micloud-helper --answers nowhere.yaml 2>/dev/full", 4),
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


@POSIX
def test_a_disk_that_fills_half_way_is_noticed_without_buffers_too(tmp_path: Path) -> None:
    """Standard output that takes only a part at a time gets all of it, or the status says that it did not."""
    limited = f"ulimit -f 1; PYTHONUNBUFFERED=1 micloud-helper --answers {EXAMPLE} --format html >sheet.html"
    done = shell(f"trap '' XFSZ; {limited}", tmp_path)
    assert (done.returncode, "[stdout_closed]" in done.stderr) == (5, True)


@POSIX
def test_names_that_are_no_text_are_shown_escaped(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, and control characters, in a file's name end no command and reach no terminal."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n\x1b[31m")).mkdir()
    folder = "$(printf '\\xff\\n\\x1b[31m')"
    shown = r"\xff\n\x1b[31m"
    (tmp_path / "guide.yaml").write_text("schema: 1\n")
    (tmp_path / "cases.jsonl").write_text('{"holder": "finder"}\n')
    for command, status in (
        (f"cp guide.yaml {folder} && micloud-helper check --format json {folder}/guide.yaml", 3),
        (f"micloud-helper check {folder}/guide.yaml", 3),
        (f"micloud-helper check --format github {folder}/guide.yaml", 3),
        (f"micloud-helper --answers {folder}/none.yaml", 4),
        (f"micloud-helper --guide {folder}/guide.yaml --answers {EXAMPLE}", 3),
        (f"micloud-helper --answers {EXAMPLE} --output {folder}/plan.txt", 0),
        (f"micloud-helper --answers {EXAMPLE} --output {folder}/plan.txt", 5),
        (f"micloud-helper --answers cases.jsonl --output-dir {folder}/out --format json", 0),
        (f"micloud-helper flow --output {folder}/flow.mmd", 0),
    ):
        done = shell(command.replace(folder, f'"{folder}"'), tmp_path)
        assert done.returncode == status, done.stderr
        assert "\x1b" not in done.stdout + done.stderr
        assert shown in (done.stdout + done.stderr).replace("\\\\", "\\")


@POSIX
def test_a_user_without_a_home_can_do_all_but_save(run: Run, tmp_path: Path) -> None:
    """Where no folder of one's own is to be found, the program says so if one is needed, and goes on if not."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, pwd\nfor name in ('HOME', 'XDG_DATA_HOME'): os.environ.pop(name)\n"
        "def nobody(number): raise KeyError\npwd.getpwuid = nobody\n"
    )
    env = {"PYTHONPATH": str(tmp_path)}
    assert run("forget", env=env).status == 0
    assert run("--plain", stdin="3\n\n", env=env).status == 0
    saving = run("--plain", "--save", stdin="3\n\n", env=env)
    assert (saving.status, "[no_home]" in saving.err) == (5, True)


def test_a_fault_of_ours_can_be_looked_into(run: Run, tmp_path: Path) -> None:
    """The last resort is one sentence; with MICLOUD_HELPER_DEBUG the traceback comes before it."""
    (tmp_path / "sitecustomize.py").write_text("import micloud_helper.reference as it; del it.route_list")
    path = {"PYTHONPATH": str(tmp_path)}
    quiet, loud = run("steps", env=path), run("steps", env={**path, "MICLOUD_HELPER_DEBUG": "1"})
    assert (quiet.status, loud.status) == (1, 1)
    assert "[unexpected]" in quiet.err and "Traceback" not in quiet.err
    assert "[unexpected]" in loud.err and "Traceback" in loud.err


@POSIX
def test_ctrl_c_while_it_starts_is_one_sentence() -> None:
    """However early Ctrl-C comes, from the first line of ours on it ends in words and the documented status."""
    begin = "import gc, micloud_helper.cli as cli; gc.set_threshold = lambda *_: print(flush=True); cli.main()"
    for delay in (0.0, 0.01, 0.03, 0.06, 0.1, 0.15):
        running = subprocess.Popen([sys.executable, "-c", begin, "check"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True,
                                   env={**os.environ, "LC_ALL": "C.UTF-8"})  # fmt: skip
        assert running.stdout
        running.stdout.readline()  # the first line of ours has run
        time.sleep(delay)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
        assert (running.returncode, err[:9]) == (130, "Stopped.\n")


@POSIX
def test_ctrl_c_twice_is_one_sentence() -> None:
    """Whoever presses Ctrl-C again while the first is being answered gets that one answer."""
    again = "lambda *given, **more: (os.kill(os.getpid(), signal.SIGINT), message(*given, **more))[1]"
    begin = (
        "import gc, os, signal, micloud_helper.cli as cli, micloud_helper.cli.program as it; message = it.message; "
        f"it.message = {again}; gc.set_threshold = lambda *_: os.kill(os.getpid(), signal.SIGINT); cli.main()"
    )
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run([sys.executable, "-c", begin], capture_output=True, text=True, check=False, env=env)
    assert (done.returncode, done.stderr[:9]) == (130, "Stopped.\n")
