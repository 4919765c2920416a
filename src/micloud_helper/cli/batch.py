"""Makes the documents of many cases, on all cores, in flat memory; a faulty case does not stop the others."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from shutil import rmtree
from threading import Thread
from typing import NamedTuple

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.deliver import OutputRequest
from micloud_helper.cli.messages import message, progress, write_to_stderr
from micloud_helper.errors import (
    AnswersError,
    Location,
    MicloudError,
    Problem,
    Stopped,
    UnprintableError,
    UsageError,
    readable,
)
from micloud_helper.export import make_folder, staging_folder, write_all
from micloud_helper.guide import Guide
from micloud_helper.loader.answers import Case, count_lines, open_cases, read_case
from micloud_helper.planner import plan
from micloud_helper.sheet import compose

FAULTY = 500
"""So many faulty cases end the run: it is the wrong file, or the wrong guide."""
REPORTED = 3
"""Problems of one case that are told; of more there is only the number."""
NAMED = 20
"""How many faulty lines the last message names; each was reported on its own before."""
CHUNK = 50
"""Cases that a process takes at a time; their documents reach the disk together."""
AHEAD = 4
"""Chunks read ahead for each process: enough to keep it busy, few enough for flat memory."""


class Outcome(NamedTuple):
    """What became of the case on a line: made, or already there (`kept`), or not made because of `problems`."""

    line: int
    kept: bool = False
    problems: tuple[Problem, ...] = ()


def make_batch(
    guide: Guide, catalogues: tuple[Catalogue, ...], request: OutputRequest, *,
    today: date, file: str, folder: Path, processes: int | None,
) -> None:  # fmt: skip
    """Make the document of every case in a file, `000001.pdf` for line 1, and report on the way.

    Raises AnswersError at the end if there were faulty cases, Stopped when the person ends it.
    """
    path = None if file == "-" else Path(file)
    make = partial(_make, guide, catalogues, request, today, file, folder)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
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
            for outcome in make_all(make, folder, cases, processes or cores):
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


def make_all(
    make: Callable[[str, tuple[Case, ...]], list[Outcome]], folder: Path, cases: Iterable[Case], processes: int
) -> Iterator[Outcome]:
    """Make all cases, chunk by chunk by way of a staging folder; outcomes come in the cases' order.

    Raises OutputError where nothing can be written, MicloudError where a process was killed, and what `cases` raises.
    """
    source = iter(cases)
    chunks = iter(lambda: tuple(islice(source, CHUNK)), ())
    first = tuple(islice(chunks, 2))
    rest = chain(first, chunks)
    with staging_folder(folder) as staging:
        if processes == 1 or len(first) < 2:  # starting others takes longer than few cases
            for chunk in rest:
                yield from make(staging, chunk)
            return
        from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

        pool = ProcessPoolExecutor(processes, initializer=_start_worker, initargs=(staging,))
        try:
            while portion := tuple(islice(rest, AHEAD * processes)):
                for outcomes in pool.map(partial(make, staging), portion):
                    yield from outcomes
        except BrokenProcessPool as error:
            raise MicloudError(Problem("worker_killed")) from error
        finally:
            pool.shutdown(cancel_futures=True)  # waits: ending beside a pool that closes can fail, in English


def _start_worker(staging: str) -> None:
    """Let Ctrl-C be for the process that the person sees, and end this one when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in Stopped.SIGNALS[1:]:
        signal.signal(number, signal.SIG_DFL)
    Thread(target=_follow_parent, args=(staging,), daemon=True).start()


def _follow_parent(staging: str) -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        with suppress(OSError):  # another process was faster
            gone = Path(staging).rename(f"{staging}.gone")  # from here on the main thread writes nothing into it
            rmtree(gone, ignore_errors=True)
        os._exit(MicloudError.exit_code)


def _make(
    guide: Guide, catalogues: tuple[Catalogue, ...], request: OutputRequest, today: date, file: str, folder: Path,
    staging: str, chunk: tuple[Case, ...],
) -> list[Outcome]:  # fmt: skip
    outcomes: list[Outcome] = []
    documents: dict[str, bytes] = {}
    for case in chunk:
        name = f"{case.line:06}{request.format.suffix}"
        kept = not request.force and os.path.isfile(f"{folder}/{name}")  # noqa: PTH113  # a Path costs as much as a plan
        problems: tuple[Problem, ...] = ()
        try:
            if not kept:
                checklist = plan(guide, read_case(guide, case, file), today=today)
                sheet = compose(checklist, catalogues, share_safe=request.masked)
                documents[name] = request.format.render(sheet, checklist, request.layout)
        except (AnswersError, UsageError, UnprintableError) as error:
            here = Location(file, case.line, 1)
            problems = tuple(it if it.location else it._replace(location=here) for it in _first_few(error.problems))
        outcomes.append(Outcome(case.line, kept, problems))
    if documents:
        write_all(folder, documents, staging=staging, force=request.force)
    return outcomes


def _first_few(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    rest = problems[REPORTED:]
    more = (Problem("more_problems", {"count": str(len(rest))}, rest[0].location),) if rest else ()
    return problems[:REPORTED] + more
