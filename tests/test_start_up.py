"""What a run loads: nothing that it does not use. Sets of modules, no clock."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import DATA
from micloud_helper.dates import calendar_of

pexpect = pytest.importorskip("pexpect")

EXAMPLE = str(DATA / "answers" / "forgot-everything-bought-online.yaml")

PROBE = """
import os, sys
leave = os._exit
def note_modules_and_leave(status):
    with open("modules.txt", "w") as file:
        print(*sys.modules, sep="\\n", file=file)
    leave(status)
os._exit = note_modules_and_leave
from micloud_helper.cli import main
main()
"""

HEAVY = frozenset({
    "asyncio", "concurrent", "holidays", "icalendar", "jinja2", "multiprocessing", "phonenumbers", "platformdirs",
    "prompt_toolkit", "pydantic", "questionary", "rich", "segno", "stdnum", "typst", "wcwidth",
})  # fmt: skip
"""What costs a run more than a few milliseconds. pydantic is how typer reads options of a command."""

PLAN = ("--answers", EXAMPLE, "--format")


@pytest.mark.parametrize(
    ("args", "budget"),
    [
        (("--version",), set()),
        (("--help",), set()),
        (("questions",), {"pydantic"}),
        (("steps", "unlock"), {"pydantic", "holidays"}),
        ((*PLAN, "json"), {"pydantic", "holidays"}),
        ((*PLAN, "text"), {"pydantic", "holidays"}),
        ((*PLAN, "markdown"), {"pydantic", "holidays"}),
        ((*PLAN, "terminal"), {"pydantic", "holidays", "rich"}),
        ((*PLAN, "html"), {"pydantic", "holidays", "jinja2", "segno"}),
        ((*PLAN, "pdf"), {"pydantic", "holidays", "segno", "typst"}),
        ((*PLAN, "json", "--output", "plan.json"), {"pydantic", "holidays"}),
        (("--answers", "cases.jsonl", "--output-dir", "out", "--format", "json"), {"pydantic", "holidays"}),
    ],
    ids=lambda value: " ".join(value[-2:]).replace(EXAMPLE, "") if isinstance(value, tuple) else "",
)
def test_a_run_loads_what_it_uses(tmp_path: Path, args: tuple[str, ...], budget: set[str]) -> None:
    """Each command loads exactly its share of the heavy libraries."""
    (tmp_path / "cases.jsonl").write_text('{"holder": "finder"}\n')
    if "cases.jsonl" in args:
        budget = budget - {"holidays"}  # a finder waits for no answer
    loaded = modules(tmp_path, *args)
    assert {name.partition(".")[0] for name in loaded} & HEAVY == budget
    assert len([name for name in loaded if name.startswith("holidays.countries.")]) == 0


def modules(room: Path, *args: str) -> list[str]:
    subprocess.run([sys.executable, "-c", PROBE, *args], cwd=room, check=True, stdin=subprocess.DEVNULL,
                   capture_output=True, env={**os.environ, "HOME": str(room), "LC_ALL": "C.UTF-8"})  # fmt: skip
    return (room / "modules.txt").read_text().split()


@pytest.mark.parametrize(
    ("args", "prompts"),
    [((), {"asyncio", "prompt_toolkit", "questionary", "wcwidth"}), (("--plain",), set())],
    ids=["full", "plain"],
)
def test_the_first_question_loads_the_prompts_and_nothing_for_paper(
    tmp_path: Path, args: tuple[str, ...], prompts: set[str]
) -> None:
    """An interview starts with what asks questions; in lines it needs no prompt library either."""
    environment = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    interview = pexpect.spawn(
        sys.executable, ["-c", PROBE, *args], cwd=str(tmp_path), env=environment, encoding="utf-8", dimensions=(40, 80)
    )
    interview.expect([r"2\. ", r"= No\)"])
    interview.sendintr()
    interview.expect(pexpect.EOF)
    interview.close()
    modules = (tmp_path / "modules.txt").read_text().split()
    assert not {"micloud_helper.planner", "micloud_helper.sheet"} & set(modules), "there is no plan yet"
    loaded = {name.partition(".")[0] for name in modules}
    assert prompts <= loaded
    assert loaded & (HEAVY - {"pydantic", "platformdirs", "concurrent"}) == prompts


@pytest.mark.parametrize("country", ["ID", "MY", "SG"])
def test_a_calendar_taken_alone_is_the_whole_packages(country: str) -> None:
    """Reading one country without its neighbours gives the days that `holidays` itself gives."""
    from holidays import country_holidays

    years = range(2018, 2031)
    alone = calendar_of(country)(years=years, language="en_US")
    assert dict(alone) == dict(country_holidays(country, years=years, language="en_US"))
    assert len(alone) > 100
