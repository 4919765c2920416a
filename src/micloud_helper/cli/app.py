"""The commands. Each one narrates: read, ask or take answers, plan, put into words, hand over."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from micloud_helper import loader
from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.cli import options as option
from micloud_helper.cli.boundary import Command, Group, speaking
from micloud_helper.cli.delivery import (
    as_bytes,
    chosen_format,
    one_of,
    print_text,
    say_to_stdout,
    terminal_width,
    the_day,
)
from micloud_helper.cli.guide_commands import check, factcheck, flow
from micloud_helper.cli.language import catalogues, message_catalogue
from micloud_helper.errors import Location, OutputError, Problem, UsageError
from micloud_helper.guide import Guide
from micloud_helper.loader.nodes import redact
from micloud_helper.loader.reader import closest_match
from micloud_helper.render import Format, Options, Paper

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist

__all__ = ["app"]

app = typer.Typer(
    cls=Group, help="cli.app", add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the document should look and where it should go."""

    format: Format
    options: Options
    output: str | None
    columns: int | None
    share_safe: bool
    force: bool
    open: bool
    print: bool


def _version(wanted: bool) -> None:
    if wanted:
        from micloud_helper import __version__

        typer.echo(f"micloud-helper {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="cli.option.version", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options of the program itself; its words come from `data/messages/cli.yaml`."""


@app.command(cls=Command, help="cli.checklist")
def checklist(
    answers: option.Answers = None,
    format: option.FormatName = None,
    output: option.Output = None,
    lang: option.Lang = None,
    today: option.Today = None,
    guide: option.GuideFile = None,
    width: option.Width = None,
    ascii: option.Ascii = False,
    paper: option.PaperName = "a4",
    share_safe: option.ShareSafe = False,
    force: option.Force = False,
    open: option.OpenIt = False,
    print: option.PrintIt = False,
    output_dir: option.OutputDir = None,
    name_by: option.NameBy = None,
    jobs: option.Jobs = None,
    plain: option.Plain = False,
    save: option.Save = False,
) -> None:
    """Make the personal checklist, from an interview or from an answers file."""
    day = the_day(today)
    look = Options(width=_columns(width), ascii=ascii, paper=_paper(paper))
    wish = Wish(format=chosen_format(format, output), options=look, output=output,
                columns=look.width if width else None, share_safe=share_safe,
                force=force, open=open, print=print)  # fmt: skip
    _check_together(wish, answers=answers, plain=plain, save=save)
    known = loader.load_guide(guide)
    words = catalogues(known, lang)
    speaking(words[0].language)
    if output_dir or name_by or jobs:
        from micloud_helper.cli.many import Many, make_many

        for_one = {"--output": output, "--open": open, "--print": print, "--plain": plain, "--save": save}
        many = Many(folder=output_dir, name_by=name_by, jobs=jobs, answers=answers, format=format, for_one=for_one)
        make_many(many, known, words, wish, today=day)
        return
    if answers is not None:
        from micloud_helper.planner import plan

        hand_over(plan(known, _given(known, answers), today=day), words, wish)
        return
    from micloud_helper.cli.conversation import converse

    converse(known, words, wish, today=day, plain=plain, save=save, built_in=guide is None)


@app.command(cls=Command, help="cli.steps")
def steps(
    route: Annotated[str | None, typer.Argument(help="cli.option.route", metavar="ROUTE")] = None,
    lang: option.Lang = None,
    guide: option.GuideFile = None,
) -> None:
    """Print one route page by page, or the list of routes."""
    from micloud_helper import reference

    known = loader.load_guide(guide)
    words = catalogues(known, lang)
    speaking(words[0].language)
    if route is not None and route not in known.routes:
        guess = closest_match(route, known.routes)
        facts = {"word": redact(route), "offered": ", ".join(known.routes), **({"meant": guess} if guess else {})}
        raise UsageError(Problem("unknown_route", facts))
    width = min(terminal_width(), 80)
    for speaker in words:
        page = (
            reference.route_page(known, known.routes[route], speaker, width=width)
            if route
            else reference.route_list(known, speaker, width=width)
        )
        print_text(page)


@app.command(cls=Command, help="cli.questions")
def questions(
    format: option.FormatName = "yaml",
    lang: option.Lang = None,
    guide: option.GuideFile = None,
) -> None:
    """Print every question with its answers: a template for an answers file."""
    from micloud_helper import reference

    known = loader.load_guide(guide)
    words = catalogues(known, lang)[0]
    speaking(words.language)
    forms = {"yaml": reference.questions_yaml, "json": reference.questions_json}
    if format not in forms:
        raise UsageError(Problem("unknown_format", {"word": str(format)[:20], "offered": ", ".join(forms)}))
    print_text(forms[format](known, words))


@app.command(cls=Command, help="cli.forget")
def forget(lang: option.Lang = None) -> None:
    """Erase saved answers and say what was erased."""
    from micloud_helper.storage import forget as erase

    words = message_catalogue(lang)
    speaking(words.language)
    folder = saved_folder()
    try:
        erased = erase(folder)
    except OSError as error:
        busy = words.message("prompts.save.busy") if isinstance(error, BlockingIOError) else error.strerror or ""
        raise OutputError(Problem("forget_failed", {"reason": busy}, Location(str(folder)))) from error
    print_text(
        (words.message("cli.forgot", erased=", ".join(erased)) if erased else words.message("cli.nothing_saved")) + "\n"
    )


def saved_folder() -> Path:
    """Tell where answers are saved when the person agrees to it."""
    from platformdirs import user_data_path

    return user_data_path("micloud-helper", appauthor=False)


def hand_over(
    checklist: "Checklist", words: tuple[Catalogue, ...], wish: Wish, *, ticks: frozenset[str] = frozenset()
) -> None:
    """Put a checklist into words and give it to the person: on standard output or in a file."""
    from micloud_helper.sheet import compose

    sheet = compose(checklist, words, share_safe=wish.share_safe, ticks=ticks)
    ascii = wish.options.ascii
    if wish.output in (None, "-"):
        if not say_to_stdout(wish.format.render(sheet, checklist, wish.options), wish.format, wish.columns):
            ascii = True
            plain = wish.options._replace(ascii=True)
            say_to_stdout(wish.format.render(sheet, checklist, plain), wish.format, wish.columns)
        _warn_of_spelling(checklist, words[0], wish, ascii=ascii)
        return
    from micloud_helper import export

    path = Path(wish.output or "")
    _warn_of_spelling(checklist, words[0], wish, ascii=ascii)
    document = as_bytes(wish.format.render(sheet, checklist, wish.options), wish.options.width)
    try:
        export.write(path, document, force=wish.force)
    except OutputError as error:
        if not (_exists(error) and _agreed_to_replace(path, checklist, words[0])):
            raise
        export.write(path, document, force=True)
    sys.stderr.write(words[0].message("cli.wrote", path=path) + "\n")
    if wish.open:
        export.open_file(path)
    if wish.print:
        export.print_file(path)


def _exists(error: OutputError) -> bool:
    return any(problem.code == "output_exists" for problem in error.problems)


def _agreed_to_replace(path: Path, checklist: "Checklist", words: Catalogue) -> bool:
    """Ask about an existing file where somebody is there to answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    from micloud_helper.prompts import may_replace

    return may_replace(path, checklist, words)


def _warn_of_spelling(checklist: "Checklist", words: Catalogue, wish: Wish, *, ascii: bool) -> None:
    """Say so when a value that is to be copied exactly could not be written exactly."""
    typed = (value for values in checklist.answers.details.values() for value in values)
    if ascii and not wish.share_safe and not all(value.isascii() for value in typed):
        sys.stderr.write(words.message("cli.ascii_changed") + "\n")


def _given(guide: Guide, name: str) -> Answers:
    if name == "-":
        return loader.read_answers(guide, sys.stdin.buffer.read(loader.MAX_BYTES + 1), "-")
    if Path(name).suffix.lower() in (".csv", ".jsonl", ".ndjson"):
        raise UsageError(Problem("needs_output_dir", {"option": f"--answers *{Path(name).suffix}"}))
    return loader.load_answers(guide, Path(name))


def _check_together(wish: Wish, *, answers: str | None, plain: bool, save: bool) -> None:
    """Refuse options that would silently do nothing."""
    if (wish.open or wish.print) and wish.output in (None, "-"):
        raise UsageError(Problem("needs_output", {"option": "--open" if wish.open else "--print"}))
    if wish.print:
        from micloud_helper.export import check_printable

        check_printable(Path(wish.output or ""))
    for name, given in (("--plain", plain), ("--save", save)):
        if given and answers is not None:
            raise UsageError(Problem("not_together", {"option": name, "other": "--answers"}))


def _columns(written: str | None) -> int:
    if written is None:
        return 72
    if not re.fullmatch("[0-9]{2,3}", written) or not 24 <= int(written) <= 200:
        raise UsageError(Problem("bad_width"))
    return int(written)


def _paper(written: str) -> Paper:
    return "letter" if one_of("--paper", written, get_args(Paper)) == "letter" else "a4"


app.command(cls=Command, help="cli.check")(check)
app.command(cls=Command, help="cli.factcheck")(factcheck)
app.command(cls=Command, help="cli.flow")(flow)
