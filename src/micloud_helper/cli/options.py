"""The options of the command line, each declared once. `help` is a key of `data/messages/help.yaml`."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_args

import typer

from micloud_helper.cli import completion
from micloud_helper.cli.deliver import print_text
from micloud_helper.cli.language import BOTH, offered_languages
from micloud_helper.cli.report_page import REPORTS
from micloud_helper.errors import Problem, UsageError
from micloud_helper.loader import FIRST_DAY, LAST_DAY
from micloud_helper.loader.nodes import redact
from micloud_helper.loader.reader import closest_match
from micloud_helper.render import FORMATS, Paper

TABLES = ("csv", "html")
TEMPLATES = ("yaml", "json")


def unknown(code: str, word: str, offered: Iterable[str], **facts: str) -> UsageError:
    """Say that a word is none of those offered, with the closest match as a hint."""
    known = tuple(offered)
    if match := closest_match(word, known):
        facts["meant"] = match
    return UsageError(Problem(code, {"word": redact(word), "offered": ", ".join(known), **facts}))


def _option(*names: str, panel: str, key: str = "", **settings: Any) -> Any:
    """Declare an option of a group of the help page; its key is its own name unless another is given."""
    key = key or names[0].strip("-").replace("-", "_")
    return typer.Option(*names, help=f"option.{key}", rich_help_panel=panel, **settings)


def _argument(key: str, **settings: Any) -> Any:
    return typer.Argument(help=f"option.{key}", rich_help_panel="arguments", **settings)


def _choice(name: str, offered: Iterable[str], *, panel: str, key: str = "", code: str = "bad_parameter") -> Any:
    """Declare an option that takes one of a few words; it completes them, and refuses any other."""
    known = tuple(offered)

    def check(value: str | None) -> str | None:
        if value is not None and value not in known:
            raise unknown(code, value, known, option=name)
        return value

    return _option(name, panel=panel, key=key, metavar="|".join(known), callback=check,
                   autocompletion=lambda: list(known))  # fmt: skip


def _day(written: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        raise UsageError(Problem("bad_day"))
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise UsageError(Problem("no_such_day")) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UsageError(Problem("date_out_of_range"))
    return day


def _columns(written: str) -> int:
    if not re.fullmatch("[0-9]{2,3}", written) or not 24 <= int(written) <= 200:
        raise UsageError(Problem("bad_width"))
    return int(written)


def _version(wanted: bool) -> None:
    if wanted:
        from micloud_helper import __version__

        print_text(f"micloud-helper {__version__}\n")
        raise typer.Exit


def _languages() -> list[str]:
    return [*offered_languages(), BOTH]


Answers: TypeAlias = Annotated[str | None, _option("--answers", panel="input")]
Ascii: TypeAlias = Annotated[bool, _option("--ascii", panel="look")]
CommandArgument: TypeAlias = Annotated[str | None, _argument("command", autocompletion=completion.commands)]
CheckFormat: TypeAlias = Annotated[str, _choice("--format", REPORTS, panel="result", key="check_format")]
Code: TypeAlias = Annotated[str | None, _option("--code", panel="input")]
Full: TypeAlias = Annotated[bool, _option("--full", panel="interview")]
Force: TypeAlias = Annotated[bool, _option("--force", panel="result")]
FormatName: TypeAlias = Annotated[str | None, _choice("--format", FORMATS, panel="result", code="unknown_format")]
GuideArgument: TypeAlias = Annotated[Path | None, _argument("guide_file")]
GuideFile: TypeAlias = Annotated[Path | None, _option("--guide", panel="input")]
InstallCompletion: TypeAlias = Annotated[
    bool, _option("--install-completion", panel="other", callback=completion.install)
]
Jobs: TypeAlias = Annotated[int | None, _option("--jobs", panel="many", min=1, max=1024)]
Large: TypeAlias = Annotated[bool, _option("--large", panel="look")]
Lang: TypeAlias = Annotated[str | None, _option("--lang", panel="look", autocompletion=_languages)]
OpenFile: TypeAlias = Annotated[bool, _option("--open", panel="result")]
Output: TypeAlias = Annotated[str | None, _option("--output", "-o", panel="result")]
OutputDir: TypeAlias = Annotated[Path | None, _option("--output-dir", panel="many")]
PageOutput: TypeAlias = Annotated[str | None, _option("--output", "-o", panel="result", key="page_output")]
PaperName: TypeAlias = Annotated[str | None, _choice("--paper", get_args(Paper), panel="look")]
Plain: TypeAlias = Annotated[bool, _option("--plain", panel="interview")]
PrintFile: TypeAlias = Annotated[bool, _option("--print", panel="result")]
QuestionsFormat: TypeAlias = Annotated[
    str, _choice("--format", TEMPLATES, panel="result", key="questions_format", code="unknown_format")
]
RouteArgument: TypeAlias = Annotated[str | None, _argument("route", autocompletion=completion.routes)]
Save: TypeAlias = Annotated[bool, _option("--save", panel="interview")]
ShareSafe: TypeAlias = Annotated[bool | None, _option("--share-safe/--no-share-safe", panel="look", key="share_safe")]
ShowCompletion: TypeAlias = Annotated[bool, _option("--show-completion", panel="other", callback=completion.show)]
TableFormat: TypeAlias = Annotated[str, _choice("--format", TABLES, panel="result", key="table_format")]
Today: TypeAlias = Annotated[date | None, _option("--today", panel="input", parser=_day)]
Version: TypeAlias = Annotated[bool, _option("--version", panel="other", callback=_version, is_eager=True)]
Walk: TypeAlias = Annotated[bool, _option("--walk", panel="interview")]
Width: TypeAlias = Annotated[int | None, _option("--width", panel="look", parser=_columns)]
