"""The commands and their options. Each one narrates: read, ask or take answers, plan, put into words, deliver.

`help` of a command or option is a key of `data/messages/help.yaml`.
"""

import re
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, cast, get_args

import typer

from micloud_helper import loader
from micloud_helper.answers import Answers
from micloud_helper.cli import help as help_page
from micloud_helper.cli.deliver import OutputRequest, chosen_format, deliver, print_or_write, print_text, terminal_width
from micloud_helper.cli.messages import BOTH, catalogues, offered_languages, progress, unknown
from micloud_helper.cli.program import Command, Program
from micloud_helper.cli.report_page import REPORTS
from micloud_helper.errors import GuideError, Location, OutputError, Problem, UsageError, readable
from micloud_helper.guide import Guide
from micloud_helper.render import FORMATS, Options, Paper

if TYPE_CHECKING:
    from micloud_helper.storage import Store

app = typer.Typer(
    cls=Program,
    help="command.program",
    add_completion=False,  # our own two options say in the person's language what they did
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _command(name: str, panel: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return app.command(name, cls=Command, help=f"command.{name}", rich_help_panel=panel)


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
    if not loader.FIRST_DAY <= day <= loader.LAST_DAY:
        raise UsageError(Problem("date_out_of_range"))
    return day


def _columns(written: str) -> int:
    if not re.fullmatch("[0-9]{2,3}", written) or not 24 <= int(written) <= 200:
        raise UsageError(Problem("bad_width"))
    return int(written)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version  # the look-up costs more than most of a run

        try:
            number = version("micloud-helper")
        except PackageNotFoundError:
            number = "0"
        print_text(f"micloud-helper {number}\n")
        raise typer.Exit


LANGUAGES = (*offered_languages(), BOTH)

Force: TypeAlias = Annotated[bool, _option("--force", panel="result")]
GuideArgument: TypeAlias = Annotated[Path | None, _argument("guide_file")]
GuideFile: TypeAlias = Annotated[Path | None, _option("--guide", panel="input")]
Lang: TypeAlias = Annotated[
    str | None,
    _option("--lang", panel="look", metavar="|".join(LANGUAGES), autocompletion=lambda: [*LANGUAGES]),
]
PageOutput: TypeAlias = Annotated[str | None, _option("--output", "-o", panel="result", key="page_output")]
Today: TypeAlias = Annotated[date | None, _option("--today", panel="input", parser=_day)]


@app.callback()
def program(
    lang: Lang = None,
    version: Annotated[bool, _option("--version", panel="other", callback=_version, is_eager=True)] = False,
    install_completion: Annotated[
        bool, _option("--install-completion", panel="other", callback=help_page.install)
    ] = False,
    show_completion: Annotated[bool, _option("--show-completion", panel="other", callback=help_page.show)] = False,
) -> None:
    """Hold the options of the program itself."""


@_command("checklist", "person")
def checklist(
    context: typer.Context,
    answers: Annotated[str | None, _option("--answers", panel="input")] = None,
    code: Annotated[str | None, _option("--code", panel="input")] = None,
    guide: GuideFile = None,
    today: Today = None,
    format: Annotated[str | None, _choice("--format", FORMATS, panel="result", code="unknown_format")] = None,
    output: Annotated[str | None, _option("--output", "-o", panel="result")] = None,
    force: Force = False,
    open: Annotated[bool, _option("--open", panel="result")] = False,
    print: Annotated[bool, _option("--print", panel="result")] = False,
    lang: Lang = None,
    width: Annotated[int | None, _option("--width", panel="look", parser=_columns)] = None,
    paper: Annotated[str | None, _choice("--paper", get_args(Paper), panel="look")] = None,
    ascii: Annotated[bool, _option("--ascii", panel="look")] = False,
    large: Annotated[bool, _option("--large", panel="look")] = False,
    share_safe: Annotated[bool | None, _option("--share-safe/--no-share-safe", panel="look", key="share_safe")] = None,
    plain: Annotated[bool, _option("--plain", panel="interview")] = False,
    full: Annotated[bool, _option("--full", panel="interview")] = False,
    save: Annotated[bool, _option("--save", panel="interview")] = False,
    output_dir: Annotated[Path | None, _option("--output-dir", panel="many")] = None,
    jobs: Annotated[int | None, _option("--jobs", panel="many", min=1, max=1024)] = None,
) -> None:
    """Make the personal checklist: from an interview, from an answers file, or many from a file of cases."""
    layout = Options(width=width, ascii=ascii, paper=cast(Paper, paper or "a4"), large=large)
    request = OutputRequest(format=chosen_format(format, output), layout=layout, output=output,
                            share_safe=share_safe, force=force, open=open, print=print, full=full)  # fmt: skip
    if problem := next(request.contradictions(context.params), None):
        raise UsageError(problem)
    known = loader.load_guide(guide)
    spoken = catalogues(lang, known)
    day = today or date.today()
    if answers is None and code is None:
        from micloud_helper.cli.conversation import converse

        converse(known, spoken, request, today=day, plain=plain, store=_store(known, save=save, built_in=guide is None))
    elif answers is not None and output_dir is not None:
        from micloud_helper.cli.batch import make_batch

        make_batch(known, spoken, request, today=day, file=answers, folder=output_dir, processes=jobs)
    else:
        from micloud_helper.planner import plan

        deliver(plan(known, _answers(known, answers, code or ""), today=day), spoken, request)


@_command("steps", "person")
def steps(
    route: Annotated[str | None, _argument("route", autocompletion=help_page.routes)] = None,
    guide: GuideFile = None,
    today: Today = None,
    lang: Lang = None,
    walk: Annotated[bool, _option("--walk", panel="interview")] = False,
) -> None:
    """Print one route page by page, or the list of routes."""
    from micloud_helper import reference

    known = loader.load_guide(guide)
    spoken = catalogues(lang, known)
    if route is not None and route not in known.routes:
        raise unknown("unknown_route", route, known.routes)
    width, day = min(terminal_width(), 80), today or date.today()
    if walk:
        from micloud_helper.prompts.afterwards import walk_route
        from micloud_helper.prompts.session import open_session

        if route is None:
            raise UsageError(Problem("needs_route", {"option": "--walk", "offered": ", ".join(known.routes)}))
        store = _store(known, save=False, built_in=guide is None)
        walk_route(open_session(known, spoken[0], plain=False, store=store, today=day), known.routes[route])
        return
    for it in spoken:
        if route:
            print_text(reference.route_page(known, known.routes[route], it, today=day, width=width))
        else:
            print_text(reference.route_list(known, it, today=day, width=width))


@_command("questions", "person")
def questions(
    guide: GuideFile = None,
    format: Annotated[
        str, _choice("--format", ("yaml", "json"), panel="result", key="questions_format", code="unknown_format")
    ] = "yaml",
    lang: Lang = None,
) -> None:
    """Print every question with its answers: a template for an answers file."""
    from micloud_helper import reference

    known = loader.load_guide(guide)
    write = reference.questions_json if format == "json" else reference.questions_yaml
    print_text(write(known, catalogues(lang, known)[0]))


@_command("forget", "person")
def forget(lang: Lang = None) -> None:
    """Erase saved answers and say what was erased."""
    from micloud_helper.storage import forget as erase

    catalogue = catalogues(lang)[0]
    folder = _saved_folder()
    try:
        erased = erase(folder) if folder else ()
    except OSError as error:
        raise OutputError(Problem("forget_failed", {"reason": error.strerror or ""}, Location(str(folder)))) from error
    names = ", ".join(map(readable, erased))
    print_text(catalogue.message("cli.forgot" if erased else "cli.nothing_saved", erased=names) + "\n")


@_command("help", "person")
def help(
    context: typer.Context,
    command: Annotated[str | None, _argument("command", autocompletion=help_page.commands)] = None,
    lang: Lang = None,
) -> None:
    """Print the help of the program or of a command, in the language that was decided on before."""
    root = context.find_root()
    if command is None:
        root.get_help()
    else:
        name, shown, _ = cast(Program, root.command).resolve_command(root, [command])
        shown.make_context(name, ["--help"], parent=root)


@_command("check", "author")
def check(
    guide: GuideArgument = None,
    today: Today = None,
    format: Annotated[str, _choice("--format", REPORTS, panel="result", key="check_format")] = "text",
    lang: Lang = None,
) -> None:
    """Check a guide's structure, then its meaning, then every plan it can lead to; status 3 if it may not be used."""
    from micloud_helper.proof.check import examine

    catalogue = catalogues(lang)[0]
    data, file = loader.guide_bytes(guide)
    name = readable(file)
    started = monotonic()
    with progress(catalogue.message("cli.check_page.proving")) as advance:
        report = examine(data, name, today=today or date.today(), say_progress=advance)
    print_text(REPORTS[format](report, catalogue, name, monotonic() - started))
    if not report.sound:
        raise typer.Exit(GuideError.exit_code)


@_command("factcheck", "author")
def factcheck(
    context: typer.Context,
    guide: GuideArgument = None,
    today: Today = None,
    format: Annotated[str, _choice("--format", ("csv", "html"), panel="result", key="table_format")] = "csv",
    output: PageOutput = None,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """List every outcome and every statement with its sources, for people to check and sign."""
    from micloud_helper.proof.papers import factcheck_csv, factcheck_html

    known = loader.load_guide(guide)
    write = factcheck_html if format == "html" else factcheck_csv
    page = write(known, catalogues(lang or BOTH, known), today=today or date.today())
    print_or_write(page, output, force=force, catalogue=context.obj)


@_command("flow", "author")
def flow(
    guide: GuideArgument = None,
    output: PageOutput = None,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Draw the questions and the routes they end in, as Mermaid, which forges and many editors show."""
    from micloud_helper.proof.papers import flow_mermaid

    known = loader.load_guide(guide)
    catalogue = catalogues(lang, known)[0]
    print_or_write(flow_mermaid(known, catalogue), output, force=force, catalogue=catalogue)


def _answers(guide: Guide, name: str | None, code: str) -> Answers:
    """Take the answers from a file, from standard input, or out of a sheet code."""
    if name is None:
        from micloud_helper.sheet_code import decode

        return Answers(values=decode(guide, code))
    if name == "-":
        return loader.read_answers(guide, sys.stdin.buffer.read(loader.MAX_BYTES + 1), "-")
    if Path(name).suffix.lower() in (".csv", ".jsonl", ".ndjson"):
        raise UsageError(Problem("needs_output_dir", {"option": f"--answers *{Path(name).suffix}"}))
    return loader.load_answers(guide, Path(name))


def _saved_folder() -> Path | None:
    """Find where answers are saved when the person agrees to it; None for a user without a home."""
    from platformdirs import user_data_path

    try:
        return user_data_path("micloud-helper", appauthor=False)
    except RuntimeError:
        return None


def _store(guide: Guide, *, save: bool, built_in: bool) -> "Store | None":
    """Prepare saving. Raises OutputError where it was asked for and there is no place for it."""
    from micloud_helper.storage import Store

    folder = _saved_folder()
    if folder is None and save:
        raise OutputError(Problem("no_home"))
    return Store(folder, guide, agreed=save, built_in=built_in) if folder else None
