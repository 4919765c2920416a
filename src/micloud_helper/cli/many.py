"""Many cases at once: says what is wrong with which line, how far it is, and what came of it."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from micloud_helper.batch import Job, make_all
from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.app import Wish
from micloud_helper.cli.messages import message, say_to_stderr
from micloud_helper.errors import AnswersError, Problem, Stopped, UsageError
from micloud_helper.export import make_folder
from micloud_helper.guide import Guide
from micloud_helper.loader.cases import count_lines, open_cases
from micloud_helper.render import FORMATS

__all__ = ["Many", "make_many"]

NAME_BY = ("line", "reference")
SHOWN_EVERY = 10
NAMED = 20
"""How many faulty lines the last message names; each was reported on its own before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """What was wished for many cases, as typed; `for_one` are the options that only one document can take."""

    folder: str | None
    name_by: str | None
    jobs: int | None
    answers: str | None
    format: str | None
    for_one: Mapping[str, object]

    def check(self) -> tuple[Path, str]:
        """Give the folder and the file of cases. Raises UsageError where the options do not go together."""
        if self.folder is None:
            raise UsageError(Problem("needs_output_dir", {"option": "--jobs" if self.jobs else "--name-by"}))
        if self.answers is None:
            raise UsageError(Problem("needs_answers", {"option": "--output-dir"}))
        if self.name_by not in (None, *NAME_BY):
            raise UsageError(Problem("bad_parameter", {"option": "--name-by", "offered": ", ".join(NAME_BY)}))
        for option, given in self.for_one.items():
            if given:
                raise UsageError(Problem("not_together", {"option": option, "other": "--output-dir"}))
        if self.format is None or not FORMATS[self.format].suffix:
            offered = ", ".join(format.name for format in FORMATS.values() if format.suffix)
            raise UsageError(Problem("needs_format", {"offered": offered}))
        return Path(self.folder), self.answers


def make_many(many: Many, guide: Guide, words: tuple[Catalogue, ...], wish: Wish, *, today: date) -> None:
    """Make every document and report on the way. Raises AnswersError at the end if there were faulty cases."""
    folder, file = many.check()
    path = None if file == "-" else Path(file)
    job = Job(guide=guide, words=words, format=wish.format, options=wish.options, share_safe=wish.share_safe,
              today=today, file=file, folder=folder, by_reference=many.name_by == "reference",
              force=wish.force)  # fmt: skip
    counts = {"made": 0, "kept": 0}
    failed: list[str] = []
    try:
        with open_cases(guide, path, sys.stdin.buffer) as cases, _progress(words[0], path) as advance:
            make_folder(folder)
            for outcome in make_all(job, cases, many.jobs or _cores()):
                advance(outcome.line)
                if outcome.problems:
                    say_to_stderr(message(outcome.problems, words[0]))
                    failed.append(str(outcome.line))
                else:
                    counts["kept" if outcome.kept else "made"] += 1
    except KeyboardInterrupt as stop:
        raise Stopped(Problem("many_stopped", {"folder": str(folder)})) from stop
    say_to_stderr(words[0].message("cli.many.summary", **counts, failed=len(failed), folder=folder))
    if failed:
        lines = ", ".join(failed[:NAMED]) + (" …" if len(failed) > NAMED else "")
        raise AnswersError(Problem("cases_faulty", {"count": str(len(failed)), "lines": lines}))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _progress(words: Catalogue, path: Path | None) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many lines are done; messages written meanwhile go above the bar."""
    if not sys.stderr.isatty():
        yield lambda line: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # no refreshing in a thread: processes are forked from here
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(words.message("cli.many.progress"), total=count_lines(path) if path else None)
        yield lambda line: bar.update(task, completed=line, refresh=line % SHOWN_EVERY == 0)
