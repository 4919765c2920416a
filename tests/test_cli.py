"""The command line as its contract says: what it prints where, and which status it ends with."""

import json
import os
from pathlib import Path

import pytest

from conftest import DATA, EXAMPLES, Run

EXAMPLE = str(DATA / "answers" / "forgot-everything-bought-online.yaml")
PASSWORD_ONLY = str(DATA / "answers" / "password-only.yaml")

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_give_their_plan(run: Run, path: Path) -> None:
    """Each example's first line names the route and the fallback it must give."""
    promised = dict(part.split(": ") for part in path.read_text().splitlines()[0].lstrip("# ").split(", "))
    plan = json.loads(run("checklist", "--answers", str(path), "--format", "json").out)
    assert plan["route"]["id"] == promised["route"]
    assert (plan["fallback"] or {"id": None})["id"] == promised.get("fallback")


def test_json_has_the_keys_of_the_contract(run: Run) -> None:
    """The keys that other programs rely on are there, with their shapes."""
    plan = json.loads(run("--answers", EXAMPLE, "--format", "json", "--lang", "id", "--today", "2026-11-23").out)
    assert (plan["format"], plan["language"], plan["today"]) == (1, "id", "2026-11-23")
    assert plan["route"]["kind"] == "application"
    assert plan["route"]["on_screen"] == "Kirim permohonan buka kunci"
    assert set(plan["readiness"]) >= {"ready", "needed", "missing", "blocked_by"}
    for document in plan["documents"]:
        assert set(document) >= {"id", "status", "required", "title", "how", "check", "because", "sources"}
    for phase in plan["phases"]:
        assert set(phase) >= {"id", "title", "steps"}
        assert all(set(step) >= {"id", "text", "on_screen", "sources"} for step in phase["steps"])
    assert plan["dates"]["reply_latest"] == "2026-11-26"
    assert set(plan["dates"]) >= {"applied_on", "reply_earliest", "reply_latest", "retry_from", "estimated"}
    assert all(set(source) >= {"id", "title", "date"} for source in plan["sources"])


def test_without_a_command_it_is_the_checklist(run: Run) -> None:
    """`micloud-helper` and `micloud-helper checklist` are the same."""
    assert run("--answers", EXAMPLE).out == run("checklist", "--answers", EXAMPLE).out


def test_answers_come_from_standard_input_as_json(run: Run) -> None:
    """`--answers -` takes JSON as well as YAML."""
    answers = {"holder": "owner", "screen": "account_locked", "account": "own", "progress": "not_applied",
               "remember": "phone", "receive": "works"}  # fmt: skip
    piped = run("--answers", "-", "--format", "json", stdin=json.dumps(answers))
    assert json.loads(piped.out)["route"]["id"] == "self_service"


def test_the_document_goes_to_stdout_and_nothing_else_does(run: Run) -> None:
    """A plan from an answers file says nothing on standard error."""
    done = run("--answers", EXAMPLE)
    assert (done.status, done.err) == (0, "")
    assert done.out


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (["--lang", "xx"], 2, "unknown_language"),
        (["--format", "pfd", "--answers", EXAMPLE], 2, "Did you mean pdf?"),
        (["--output", "plan.odt", "--answers", EXAMPLE], 2, "unknown_suffix"),
        (["--output", "plan.pdf", "--format", "text", "--answers", EXAMPLE], 2, "format_and_suffix"),
        (["--today", "23-11-2026", "--answers", EXAMPLE], 2, "bad_day"),
        (["--today", "2026-02-30", "--answers", EXAMPLE], 2, "no_such_day"),
        (["--width", "7", "--answers", EXAMPLE], 2, "bad_width"),
        (["--open", "--answers", EXAMPLE], 2, "needs_output"),
        (["--paper", "a5", "--answers", EXAMPLE], 2, "--paper"),
        (["--answer", EXAMPLE], 2, "--answers"),
        (["chekc"], 2, "Did you mean check"),
        (["steps", "unlok"], 2, "Did you mean unlock?"),
        (["questions", "--format", "xml"], 2, "yaml, json"),
        (["--guide", "nowhere.yaml"], 3, "nowhere.yaml"),
        (["--answers", "nowhere.yaml"], 4, "nowhere.yaml"),
        (["--output", "no/such/folder/plan.txt", "--answers", EXAMPLE], 5, "folder"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_misuse_is_one_clear_message_and_a_status(run: Run, args: list[str], status: int, says: str) -> None:
    """What was wrong is said with its code and a hint, never as a traceback."""
    done = run(*args)
    assert done.status == status
    assert says in done.err
    assert "→" in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_messages_come_in_indonesian(run: Run) -> None:
    """An Indonesian locale gets Indonesian errors, usage errors too."""
    assert "Bahasa xx tidak ada." in run("--lang", "xx", env={"LC_ALL": "id_ID.UTF-8"}).err
    assert "Opsi --foo tidak ada." in run("--foo", env={"LC_ALL": "id_ID.UTF-8"}).err


@pytest.mark.parametrize(
    ("env", "args", "heading"),
    [
        ({"LC_ALL": "id_ID.UTF-8"}, [], "Masih kurang: kerjakan ini dulu"),
        ({"LC_ALL": "de_DE.UTF-8"}, [], "Still missing: do this first"),
        ({"LC_ALL": "de_DE.UTF-8", "MICLOUD_HELPER_LANG": "id"}, [], "Masih kurang: kerjakan ini dulu"),
        ({"LC_ALL": "id_ID.UTF-8", "MICLOUD_HELPER_LANG": "id"}, ["--lang", "en"], "Still missing: do this first"),
    ],
)
def test_language_is_asked_for_or_found(run: Run, env: dict[str, str], args: list[str], heading: str) -> None:
    """The option wins over the variable, the variable over the locale."""
    assert heading in run("--answers", EXAMPLE, *args, env=env).out


COMMANDS = ("checklist", "steps", "questions", "forget", "help", "check", "factcheck", "flow")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("columns", ["40", "80"])
def test_help_is_in_the_language_and_fits_the_terminal(run: Run, language: str, columns: str) -> None:
    """No key of a text is left in it, nothing of typer's English, and only commands to copy may be wider."""
    for command in ("", *COMMANDS):
        shown = run(*command.split(), "-h", "--lang", language, env={"COLUMNS": columns}).out
        usage, examples = ("Pemakaian: ", "\nContoh\n") if language == "id" else ("Usage: ", "\nExamples\n")
        assert shown.startswith(usage)
        assert examples in shown
        assert "Show this message" not in shown and "option." not in shown and "<" not in shown
        assert all(len(line) <= int(columns) or "micloud-helper " in line for line in shown.splitlines())


def test_help_is_asked_for_in_several_ways(run: Run) -> None:
    """`-h` and `--help` behind any command, and the command `help` before it."""
    assert run("-h").out == run("--help").out == run("help").out
    assert run("steps", "-h").out == run("steps", "--help").out == run("help", "steps").out
    assert run("-h").out != run("steps", "-h").out
    assert run("help", "stesp").status == 2


def test_every_command_is_in_the_help(run: Run) -> None:
    """The program's help names all commands."""
    shown = run("--help").out
    assert all(f"\n  {command} " in shown for command in COMMANDS)


def test_the_language_may_stand_before_the_command(run: Run) -> None:
    """`--lang` before a command, or before the options of the default one, is the same as behind it."""
    assert run("--lang", "id", "steps").out == run("steps", "--lang", "id").out
    assert run("--lang=id", "--answers", EXAMPLE).out == run("--answers", EXAMPLE, "--lang", "id").out
    assert run("--lang", "en", "steps", "--lang", "id").out == run("steps", "--lang", "id").out
    assert "[unknown_language]" in run("--lang", "xx", "steps").err
    assert "[option_value_missing]" in run("--lang").err


@pytest.mark.parametrize(
    ("args", "format"),
    [
        (["--paper", "a4"], "json"),
        (["--width", "60"], "html"),
        (["--width", "60", "--output", "plan.pdf"], "pdf"),
        (["--ascii"], "pdf"),
    ],
)
def test_an_option_that_changes_nothing_is_refused(run: Run, args: list[str], format: str) -> None:
    """An option of layout beside a format that has no use for it is more likely a mistake."""
    done = run("--answers", EXAMPLE, "--format", format, *args)
    assert (done.status, done.out) == (2, "")
    assert f"{args[0]} changes nothing in the format {format}. [option_idle]" in done.err


def test_a_picture_is_masked_unless_asked_otherwise(run: Run, tmp_path: Path) -> None:
    """What goes into a chat hides what was typed in; `--no-share-safe` shows it there, and no other format changes."""
    answers = tmp_path / "answers.yaml"
    answers.write_text(Path(EXAMPLE).read_text() + 'imei: "490154203237518"\n')
    given = ("--answers", str(answers), "--today", "2026-11-23", "--format")
    masked = run(*given, "png", "--share-safe").raw
    assert run(*given, "png").raw == masked != run(*given, "png", "--no-share-safe").raw
    assert "490154203237518" in run(*given, "json").out
    assert run(*given, "json").out == run(*given, "json", "--no-share-safe").out


def test_large_letters_take_more_pages(run: Run) -> None:
    """`--large` reaches paper and page, and is refused where it would change nothing."""
    usual, large = (run("--answers", EXAMPLE, "--format", "html", *more).out for more in ((), ("--large",)))
    assert "16pt" not in usual
    assert "16pt" in large
    assert "[option_idle]" in run("--answers", EXAMPLE, "--format", "png", "--large").err


def test_reasons_of_the_system_come_in_the_language(run: Run) -> None:
    """What the operating system words in English is said in Indonesian too."""
    assert "(tidak ada)" in run("--answers", "nowhere.yaml", "--lang", "id").err
    assert "(ini folder)" in run("--answers", ".", "--lang", "id").err


def test_a_viewer_that_does_not_open_is_no_failure(run: Run, tmp_path: Path) -> None:
    """The file is there: the status says so, and a sentence that it was not shown."""
    done = run("--answers", EXAMPLE, "--output", "plan.txt", "--open", env={"PATH": str(tmp_path)})
    assert done.status == 0
    assert "[no_viewer]" in done.err
    assert (tmp_path / "plan.txt").exists()


def test_faults_of_an_answers_file_are_all_named_at_once(run: Run) -> None:
    """An unknown question, a wrong value, a stray answer and a missing one: each with its place."""
    text = "holder: owner\nscren: dark\nscreen: account_locked\naccount: mine\nbox: none\n"
    done = run("--answers", "-", stdin=text)
    assert done.status == 4
    assert "-:2:1: There is no question scren. [unknown_question]" in done.err
    assert "Did you mean screen?" in done.err
    assert "-:4:10: mine is not an answer to account. [value_not_offered]" in done.err


def test_a_stray_answer_says_why_it_is_not_asked(run: Run) -> None:
    """An answer to a question that is not asked on this path is an error that names the reason."""
    done = run("--answers", "-", stdin="holder: finder\nscreen: dark\n")
    assert done.status == 4
    assert "-:2:1: screen is not asked on this path. [answer_not_asked]" in done.err
    assert "holder: finder" in done.err


def test_personal_data_is_in_no_message(run: Run) -> None:
    """A wrong IMEI, or one in the wrong place, is not repeated."""
    for text in ("imei: [490154203237519]\n", "holder: 490154203237519\n", "490154203237519: owner\n"):
        done = run("--answers", "-", stdin=text)
        assert done.status == 4
        assert "490154203237519" not in done.err + done.out


def test_every_route_can_be_read_without_an_interview(run: Run) -> None:
    """`steps` lists the routes, and each of them can be read in both languages without a gap."""
    listed = [line for line in run("steps").out.splitlines() if line and not line.startswith((" ", "The"))]
    assert {"unlock", "recover", "self_service", "hand_in"} <= set(listed)
    for route in listed:
        for language in ("id", "en"):
            page = run("steps", route, "--lang", language)
            assert page.status == 0
            assert "{" not in page.out
            assert "1. " in page.out


def test_steps_name_the_days_of_an_application_sent_today(run: Run) -> None:
    """Days are written out, and the answer to a second application counts from the day that one may be sent."""
    page = " ".join(run("steps", "unlock", "--lang", "en", "--today", "2026-11-23").out.split())
    assert "The dates here are those of an application sent today, Monday, 23 November 2026." in page
    assert "If you send it today: by Thursday, 26 November 2026." in page
    assert "If you send it on Thursday, 26 November 2026: by Tuesday, 1 December 2026." in page
    assert "The dates here" not in run("steps", "contact", "--lang", "en").out


def test_a_choice_among_conditions_stands_in_brackets(run: Run) -> None:
    """Where "and" and "or" meet, it can be seen what belongs together."""
    page = " ".join(run("steps", "unlock", "--lang", "en").out.split())
    assert "can no longer be read and (the account’s phone number is known or" in page


def test_the_template_is_an_answers_file(run: Run) -> None:
    """An unfilled template is read, and what is missing is the first answer only, as nothing is known yet."""
    template = run("questions").out
    done = run("--answers", "-", stdin=template)
    assert done.status == 4
    assert [line for line in done.err.splitlines() if "[" in line] == [
        "-:8:1: The answer to holder is missing. [answer_missing]"
    ]
    filled = template.replace("\nholder:\n", "\nholder: finder\n")
    assert run("--answers", "-", stdin=filled).status == 0


def test_questions_as_json_name_every_answer(run: Run) -> None:
    """Programs get the questions with their answers."""
    form = json.loads(run("questions", "--format", "json").out)
    by_id = {question["id"]: [answer["id"] for answer in question["answers"]] for question in form["questions"]}
    assert by_id["holder"] == ["owner", "helper", "finder"]
    assert by_id["applied_on"] == []
    assert {detail["id"] for detail in form["details"]} == {
        "imei", "lock_code_text", "sms_number_text", "reference"}  # fmt: skip


def test_a_full_disk_is_said(run: Run) -> None:
    """Standard output that cannot be written ends with status 5."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    import subprocess
    import sys

    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-m", "micloud_helper", "--answers", EXAMPLE], stdout=full,
                              stderr=subprocess.PIPE, check=False)  # fmt: skip
    assert done.returncode == 5
    assert b"stdout_closed" in done.stderr
    assert b"Traceback" not in done.stderr


def test_nothing_is_read_from_the_working_directory(run: Run, tmp_path: Path) -> None:
    """A `data/steps.yaml` lying about where the person happens to be is not taken for the guide."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "steps.yaml").write_text("schema: 1\n")
    (tmp_path / "steps.yaml").write_text("schema: 1\n")
    assert run("--answers", PASSWORD_ONLY, cwd=tmp_path).status == 0


NO_SOCKETS = """
import os, socket
class Refused(socket.socket):
    def __init__(self, *args, **kwargs): os._exit(99)
socket.socket = Refused
"""


@pytest.mark.parametrize("args", [["checklist", "--answers", EXAMPLE, "--format", name] for name in
                                  ("terminal", "text", "markdown", "html", "pdf", "png", "json", "ics")]
                         + [["steps", "unlock"], ["questions"], ["forget"], ["check"], ["--help"]],
                         ids=lambda args: args[-1])  # fmt: skip
def test_nothing_opens_a_socket(run: Run, tmp_path: Path, args: list[str]) -> None:
    """With sockets forbidden in the process every command still does its work."""
    (tmp_path / "sitecustomize.py").write_text(NO_SOCKETS)
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    assert run(*args, env={"PYTHONPATH": path}).status == 0


def test_the_socket_block_can_fail(tmp_path: Path) -> None:
    """The block used above does stop a process that opens a socket."""
    import subprocess
    import sys

    (tmp_path / "sitecustomize.py").write_text(NO_SOCKETS)
    done = subprocess.run([sys.executable, "-c", "import socket; socket.socket()"],
                          env={**os.environ, "PYTHONPATH": str(tmp_path)}, check=False)  # fmt: skip
    assert done.returncode == 99


def test_papers_for_authors_are_the_same_on_every_machine(run: Run) -> None:
    """The table and what `--lang` makes of it do not follow the locale."""
    guide = str(DATA / "guides/good/minimal.yaml")
    for args in ((), ("--format", "html"), ("--lang", "en")):
        made = {run("factcheck", guide, *args, env={"LC_ALL": name}).raw for name in ("C.UTF-8", "id_ID.UTF-8")}
        assert len(made) == 1
