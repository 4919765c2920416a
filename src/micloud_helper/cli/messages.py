"""Writes on standard error what commands say on the way: problems in words, notices, and how far they are."""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import Problem
from micloud_helper.render.ascii import in_ascii

WITHOUT_CODE = ("stopped", "stopped_saved", "many_stopped")
"""Problems that are none: who stops a program need not look anything up."""

REFRESHED_EVERY = 0.1
"""Seconds from one drawing of a progress bar to the next."""


def write_to_stderr(text: str) -> None:
    """Write a line to standard error, spelt in ASCII where it takes nothing else."""
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        text = in_ascii(text)
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def message(problems: Iterable[Problem], catalogue: Catalogue, *, codes: bool = True) -> str:
    """Write each problem on a line of its own, where it is and what happened, with what to do under it.

    Without `codes` for who is in a conversation: they are for answers files and programs.
    """
    return "\n".join(_one(problem, catalogue, codes=codes) for problem in problems)


def _one(problem: Problem, catalogue: Catalogue, *, codes: bool) -> str:
    code, facts = problem.code, dict(problem.facts)
    if "reason" in facts:
        facts["reason"] = _system_reason(facts["reason"], catalogue)
    where = f"{problem.location}: " if problem.location else ""
    where += f"{facts['about']}: " if "about" in facts else ""
    what = catalogue.message(f"problems.{code}.what", **facts)
    hint = catalogue.message("problems.did_you_mean", meant=facts["meant"]) if "meant" in facts else ""
    todo = f"{hint} {catalogue.message(f'problems.{code}.fix', **facts)}".strip()
    return f"{where}{what}{f' [{code}]' if codes and code not in WITHOUT_CODE else ''}\n  → {todo}"


def _system_reason(reason: str, catalogue: Catalogue) -> str:
    """Translate what the operating system says in English; a reason that is not known stays as it is."""
    for number, name in errno.errorcode.items():
        if reason == os.strerror(number) and catalogue.has(f"problems.reason.{name}"):
            return catalogue.message(f"problems.reason.{name}")
    return reason


@contextmanager
def progress(text: str) -> Iterator[Callable[[int, int | None], None]]:
    """Give a function that shows, on a terminal, how much of how much is done; messages go above the bar."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # not refreshed by a thread: processes are forked meanwhile
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(text, total=None)
        last = 0.0

        def advance(done: int, total: int | None) -> None:
            nonlocal last
            due = bar.get_time() - last > REFRESHED_EVERY
            bar.update(task, completed=done, total=total, refresh=due)
            last = bar.get_time() if due else last

        yield advance
