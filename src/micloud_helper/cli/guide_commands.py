"""The commands for who writes a guide: check it, list its outcomes for people to check, draw it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from micloud_helper import loader
from micloud_helper.catalogue import Catalogue
from micloud_helper.cli import options as option
from micloud_helper.cli.boundary import speaking
from micloud_helper.cli.delivery import one_of, print_or_write, print_text, the_day
from micloud_helper.cli.language import BOTH, catalogues, message_catalogue
from micloud_helper.errors import GuideError

__all__ = ["check", "factcheck", "flow"]

GuideArgument = Annotated[Path | None, typer.Argument(help="cli.option.guide_file", metavar="GUIDE", readable=False)]


def check(
    guide: GuideArgument = None,
    format: option.CheckFormat = "text",
    lang: option.Lang = None,
    today: option.Today = None,
) -> None:
    """Check a guide's structure, then its meaning, then every plan it can lead to; status 3 if it may not be used."""
    from micloud_helper.cli.report_page import REPORTS
    from micloud_helper.proof import examine

    words = message_catalogue(lang)
    speaking(words.language)
    form = one_of("--format", format, REPORTS)
    data, name = loader.guide_bytes(guide)
    started = monotonic()
    with _progress(words) as advance:
        report = examine(data, name, today=the_day(today), say_progress=advance)
    print_text(REPORTS[form](report, words, name, monotonic() - started))
    if not report.sound:
        raise typer.Exit(GuideError.exit_code)


def factcheck(
    guide: GuideArgument = None,
    format: option.TableFormat = "csv",
    output: option.Output = None,
    force: option.Force = False,
    lang: option.Lang = None,
    today: option.Today = None,
) -> None:
    """List every outcome and every statement with its sources, for people to check and sign."""
    from micloud_helper.proof import factcheck_csv, factcheck_html

    known = loader.load_guide(guide)
    words = catalogues(known, lang or BOTH)
    speaking(words[0].language)
    tables = {"csv": factcheck_csv, "html": factcheck_html}
    make = tables[one_of("--format", format, tables)]
    print_or_write(make(known, words, today=the_day(today)), output, force=force, words=words[0])


def flow(
    guide: GuideArgument = None,
    format: option.DrawingFormat = "mermaid",
    output: option.Output = None,
    force: option.Force = False,
    lang: option.Lang = None,
) -> None:
    """Draw the questions, their conditions and the routes they end in."""
    from micloud_helper.proof import flow_mermaid, flow_svg

    known = loader.load_guide(guide)
    words = catalogues(known, lang)[0]
    speaking(words.language)
    drawings = {"mermaid": flow_mermaid, "svg": flow_svg}
    draw = drawings[one_of("--format", format, drawings)]
    print_or_write(draw(known, words), output, force=force, words=words)


@contextmanager
def _progress(words: Catalogue) -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words.message("cli.check_page.proving"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
