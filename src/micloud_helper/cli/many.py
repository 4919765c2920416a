"""Many cases at once: says what is wrong with which line, how far it is, and what came of it."""

import os
import sys
from datetime import date
from pathlib import Path

from micloud_helper.batch import BatchOptions, make_all
from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.deliver import OutputRequest
from micloud_helper.cli.messages import message, progress, write_to_stderr
from micloud_helper.errors import AnswersError, Problem, Stopped, readable
from micloud_helper.export import make_folder
from micloud_helper.guide import Guide
from micloud_helper.loader.cases import count_lines, open_cases

FAULTY = 500
"""So many faulty cases end the run: it is the wrong file, or the wrong guide."""
NAMED = 20
"""How many faulty lines the last message names; each was reported on its own before."""


def make_many(
    guide: Guide, catalogues: tuple[Catalogue, ...], request: OutputRequest, *,
    today: date, file: str, folder: Path, processes: int | None,
) -> None:  # fmt: skip
    """Make a document of every case in a file and report on the way.

    Raises AnswersError at the end if there were faulty cases, Stopped when the person ends it.
    """
    path = None if file == "-" else Path(file)
    options = BatchOptions(guide=guide, catalogues=catalogues, format=request.format, layout=request.layout,
                           share_safe=request.masked, today=today, file=file, folder=folder,
                           force=request.force)  # fmt: skip
    words, shown = catalogues[0], readable(folder)
    counts = {"made": 0, "kept": 0}
    failed: list[str] = []
    # a pipe's lines are not counted: that would use them up
    total = count_lines(path) if path and path.is_file() and sys.stderr.isatty() else None
    try:
        with (
            open_cases(guide, path, sys.stdin.buffer) as cases,
            progress(words.message("cli.many.progress")) as advance,
        ):
            make_folder(folder)
            for outcome in make_all(options, cases, processes or _cores()):
                advance(outcome.line, total)
                if outcome.problems:
                    write_to_stderr(message(outcome.problems, words))
                    failed.append(str(outcome.line))
                    if len(failed) == FAULTY:
                        break
                else:
                    counts["kept" if outcome.kept else "made"] += 1
    except KeyboardInterrupt as stop:
        raise Stopped(Problem("many_stopped", {"folder": shown})) from stop
    write_to_stderr(words.message("cli.many.summary", **counts, failed=len(failed), folder=shown))
    if len(failed) == FAULTY:
        raise AnswersError(Problem("too_many_cases_faulty", {"count": str(FAULTY), "line": failed[-1]}))
    if failed:
        lines = ", ".join(failed[:NAMED]) + (" …" if len(failed) > NAMED else "")
        raise AnswersError(Problem("cases_faulty", {"count": str(len(failed)), "lines": lines}))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
