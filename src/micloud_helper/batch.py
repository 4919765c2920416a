"""Makes the documents of many cases, on all cores, in flat memory; a faulty case does not stop the others."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from shutil import rmtree
from threading import Thread
from typing import NamedTuple, TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import AnswersError, Location, MicloudError, Problem, UnprintableError, UsageError
from micloud_helper.export import staging_folder, write_all
from micloud_helper.guide import Guide
from micloud_helper.loader.cases import Case, read_case
from micloud_helper.planner import plan
from micloud_helper.render import Format, Options
from micloud_helper.sheet import compose

CHUNK = 50
"""Cases that a process takes at a time; their documents reach the disk together."""
REPORTED = 3
"""Problems of one case that are told; of more there is only the number."""
AHEAD = 4
"""Chunks read ahead for each process: enough to keep it busy, few enough for flat memory."""

Chunk: TypeAlias = tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """What is the same for all cases of a run. `file` is the name their locations carry."""

    guide: Guide
    catalogues: tuple[Catalogue, ...]
    format: Format
    layout: Options
    share_safe: bool
    today: date
    file: str
    folder: Path
    force: bool


class Outcome(NamedTuple):
    """What became of the case on a line: made, or already there (`kept`), or not made because of `problems`."""

    line: int
    kept: bool = False
    problems: tuple[Problem, ...] = ()


def make_all(options: BatchOptions, cases: Iterable[Case], processes: int) -> Iterator[Outcome]:
    """Make and write the document of every case, `000001.pdf` for line 1; outcomes come in the cases' order.

    Raises OutputError where nothing can be written, MicloudError where a process was killed, and what `cases` raises.
    """
    source = iter(cases)
    chunks = iter(lambda: tuple(islice(source, CHUNK)), ())
    first = tuple(islice(chunks, 2))
    with staging_folder(options.folder) as staging:
        if processes == 1 or len(first) < 2:  # starting others takes longer than few cases
            for chunk in chain(first, chunks):
                yield from _make(options, staging, chunk)
        else:
            yield from _make_in_processes(options, staging, chain(first, chunks), processes)


def _make_in_processes(
    options: BatchOptions, staging: str, chunks: Iterator[Chunk], processes: int
) -> Iterator[Outcome]:
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    with ProcessPoolExecutor(processes, initializer=_start_worker, initargs=(options, staging)) as pool:
        try:
            while portion := tuple(islice(chunks, AHEAD * processes)):
                for outcomes in pool.map(_make_in_worker, portion):
                    yield from outcomes
        except BrokenProcessPool as error:
            raise MicloudError(Problem("worker_killed")) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_worker: dict[str, BatchOptions] = {}
"""In a process of the pool: the run's options by its staging folder, sent once and not with every chunk."""


def _make_in_worker(chunk: Chunk) -> list[Outcome]:
    ((staging, options),) = _worker.items()
    return _make(options, staging, chunk)


def _start_worker(options: BatchOptions, staging: str) -> None:
    """Let Ctrl-C be for the process that the person sees, and end this one when that one is gone."""
    _worker[staging] = options
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    Thread(target=_follow_parent, args=(staging,), daemon=True).start()


def _follow_parent(staging: str) -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        with suppress(OSError):  # another process was faster
            gone = Path(staging).rename(f"{staging}.gone")  # from here on the main thread writes nothing into it
            rmtree(gone, ignore_errors=True)
        os._exit(MicloudError.exit_code)


def _make(options: BatchOptions, staging: str, chunk: Chunk) -> list[Outcome]:
    outcomes: list[Outcome] = []
    documents: dict[str, bytes] = {}
    for case in chunk:
        name = f"{case.line:06}{options.format.suffix}"
        kept = not options.force and os.path.isfile(f"{options.folder}/{name}")  # noqa: PTH113  # a Path costs as much as a plan
        problems: tuple[Problem, ...] = ()
        try:
            if not kept:
                documents[name] = _document(options, case)
        except (AnswersError, UsageError, UnprintableError) as error:
            here = Location(options.file, case.line, 1)
            problems = tuple(it if it.location else it._replace(location=here) for it in _first_few(error.problems))
        outcomes.append(Outcome(case.line, kept, problems))
    if documents:
        write_all(options.folder, documents, staging=staging, force=options.force)
    return outcomes


def _first_few(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    rest = problems[REPORTED:]
    more = (Problem("more_problems", {"count": str(len(rest))}, rest[0].location),) if rest else ()
    return problems[:REPORTED] + more


def _document(options: BatchOptions, case: Case) -> bytes:
    checklist = plan(options.guide, read_case(options.guide, case, options.file), today=options.today)
    sheet = compose(checklist, options.catalogues, share_safe=options.share_safe)
    document = options.format.render(sheet, checklist, options.layout)
    assert isinstance(document, str | bytes)  # formats with a suffix are
    return document.encode() if isinstance(document, str) else document
