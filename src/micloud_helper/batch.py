"""Makes the documents of many cases, on all cores, in flat memory; a faulty case does not stop the others."""

import os
import re
import signal
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.errors import AnswersError, Location, Problem, UnprintableError, UsageError
from micloud_helper.export import write_all
from micloud_helper.guide import Guide
from micloud_helper.loader.cases import Case, read_case
from micloud_helper.planner import plan
from micloud_helper.render import Format, Options
from micloud_helper.sheet import Sheet, compose

__all__ = ["Job", "Outcome", "make_all"]

CHUNK = 120
"""Cases that a process takes at a time; their documents are written together. So few in all need one process only."""
CHUNK_ON_PAPER = 256
"""The same for typeset documents, which take long: the more to choose from, the more alike ones come in a row."""
FEW_ON_PAPER = 12
"""So few typeset documents are made sooner than another process starts."""
AT_HAND = 2
"""Chunks for each process, one of them in work: enough to stay busy, few enough for flat memory."""
NAME_LIMIT = 40

Chunk: TypeAlias = tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is the same for all cases of a run. `file` is the name their places carry."""

    guide: Guide
    words: tuple[Catalogue, ...]
    format: Format
    options: Options
    share_safe: bool
    today: date
    file: str
    folder: Path
    by_reference: bool
    force: bool


class Outcome(NamedTuple):
    """What became of the case on a line: made, or already there (`kept`), or not made because of `problems`."""

    line: int
    kept: bool = False
    problems: tuple[Problem, ...] = ()


class _Planned(NamedTuple):
    """A case that has a plan, in words, and the name of its file."""

    line: int
    name: str
    sheet: Sheet
    checklist: Checklist


def make_all(job: Job, cases: Iterable[Case], processes: int) -> Iterator[Outcome]:
    """Make and write the document of every case; outcomes come in the cases' order.

    Raises OutputError where nothing can be written, and what `cases` raises.
    """
    size, few = (CHUNK_ON_PAPER, FEW_ON_PAPER) if job.format.binary else (CHUNK, CHUNK)
    portions = _portions(cases, size, processes)
    first = tuple(islice(portions, 2))
    if sum(map(len, first)) <= few:
        processes = 1  # starting others takes longer
    if processes == 1:
        for chunk in chain(first, portions):
            yield from _make(job, chunk)
    else:
        yield from _make_in_processes(job, chain(first, portions), processes)


def _portions(cases: Iterable[Case], size: int, processes: int) -> Iterator[Chunk]:
    """Share cases out evenly among processes, so that none idles at the end; up to `size` for each at a time."""
    source = iter(cases)
    while some := tuple(islice(source, size * processes)):
        share = -(-len(some) // processes)
        yield from (some[at : at + share] for at in range(0, len(some), share))


def _make_in_processes(job: Job, chunks: Iterable[Chunk], processes: int) -> Iterator[Outcome]:
    from concurrent.futures import Future, ProcessPoolExecutor

    pool = ProcessPoolExecutor(processes, initializer=_prepare, initargs=(job,))
    waiting: deque[Future[list[Outcome]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) >= AT_HAND * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


_job: list[Job] = []
"""The job of this process, where it is one of several."""


def _prepare(job: Job) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that the person sees
    _job[:] = [job]


def _work(chunk: Chunk) -> list[Outcome]:
    return _make(_job[0], chunk)


def _make(job: Job, chunk: Chunk) -> list[Outcome]:
    outcomes: list[Outcome] = []
    planned: list[_Planned] = []
    documents: dict[str, bytes] = {}
    for case in chunk:
        with _faults_noted(job, case.line, outcomes):
            if it := _planned(job, case):
                planned.append(it)
            else:
                outcomes.append(Outcome(case.line, kept=True))
    if job.format.binary:  # typeset: what typst remembers of one is of use to the next if they are alike
        planned.sort(key=lambda it: it.sheet.length)
    for it in planned:
        with _faults_noted(job, it.line, outcomes):
            document = job.format.render(it.sheet, it.checklist, job.options)
            assert isinstance(document, str | bytes)  # formats with a suffix are
            documents[it.name] = document.encode() if isinstance(document, str) else document
            outcomes.append(Outcome(it.line))
    if documents:
        write_all(job.folder, documents, force=job.force)
    return sorted(outcomes)


@contextmanager
def _faults_noted(job: Job, line: int, outcomes: list[Outcome]) -> Iterator[None]:
    """Note what is wrong with the case on a line, so that the others go on."""
    try:
        yield
    except (AnswersError, UsageError, UnprintableError) as error:
        here = Location(job.file, line, 1)
        problems = (it if it.location else Problem(it.code, it.facts, here) for it in error.problems)
        outcomes.append(Outcome(line, problems=tuple(problems)))


def _planned(job: Job, case: Case) -> _Planned | None:
    """Plan a case; nothing if its document is there already."""
    answers = read_case(job.guide, case, job.file) if job.by_reference else None
    name = _name(case.line, answers) + job.format.suffix
    if not job.force and os.path.isfile(f"{job.folder}/{name}"):  # noqa: PTH113  # pathlib takes as long as the plan
        return None
    checklist = plan(job.guide, answers or read_case(job.guide, case, job.file), today=job.today)
    return _Planned(case.line, name, compose(checklist, job.words, share_safe=job.share_safe), checklist)


def _name(line: int, answers: Answers | None) -> str:
    """Name a file by its line, which makes it unique on any disk, and by the reference where that is wanted."""
    reference = " ".join(answers.details.get("reference", ())) if answers else ""
    ascii = unicodedata.normalize("NFKD", reference).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9]+", "-", ascii)[:NAME_LIMIT].strip("-")
    return f"{safe}-{line:06}" if safe else f"{line:06}"
