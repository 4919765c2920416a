"""Makes the documents of many cases, on all cores, in flat memory; a faulty case does not stop the others."""

import os
import re
import signal
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

from micloud_helper.answers import Answers
from micloud_helper.errors import AnswersError, Place, Problem, UsageError
from micloud_helper.export import write_all
from micloud_helper.guide import Guide
from micloud_helper.loader.cases import Case, read_case
from micloud_helper.planner import plan_counted
from micloud_helper.render import Format, Options
from micloud_helper.sheet import compose
from micloud_helper.words import Words

__all__ = ["Job", "Outcome", "make_all"]

CHUNK = 64
"""Cases that a process takes at a time; their documents are written together."""
AHEAD = 2
"""Chunks a process may have waiting: enough to stay busy, few enough for flat memory."""
NAME_LIMIT = 40

Chunk: TypeAlias = tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is the same for all cases of a run. `file` is the name their places carry."""

    guide: Guide
    words: tuple[Words, ...]
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


def make_all(job: Job, cases: Iterable[Case], processes: int) -> Iterator[Outcome]:
    """Make and write the document of every case; outcomes come in the cases' order.

    Raises OutputError where nothing can be written, and what `cases` raises.
    """
    source = iter(cases)
    chunks = iter(lambda: tuple(islice(source, CHUNK)), ())
    first = tuple(islice(chunks, 2))
    if processes == 1 or len(first) < 2:
        for chunk in chain(first, chunks):
            yield from _make(job, chunk)
    else:
        yield from _make_in_processes(job, chain(first, chunks), processes)


def _make_in_processes(job: Job, chunks: Iterable[Chunk], processes: int) -> Iterator[Outcome]:
    from concurrent.futures import Future, ProcessPoolExecutor

    pool = ProcessPoolExecutor(processes, initializer=_prepare, initargs=(job,))
    waiting: deque[Future[list[Outcome]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) > AHEAD * processes:
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
    documents: dict[str, bytes] = {}
    outcomes = []
    for case in sorted(chunk, key=lambda it: str(it.written)):  # alike ones in a row: typst remembers its last layouts
        try:
            made = _document(job, case)
            documents |= made
            outcomes.append(Outcome(case.line, kept=not made))
        except (AnswersError, UsageError) as error:
            outcomes.append(Outcome(case.line, problems=tuple(_placed(it, job, case) for it in error.problems)))
    if documents:
        write_all(job.folder, documents, force=job.force)
    return sorted(outcomes)


def _document(job: Job, case: Case) -> dict[str, bytes]:
    """Make the document of a case under its file's name; nothing if it is there already."""
    answers = None
    if job.by_reference:
        answers = read_case(job.guide, case, job.file)
    name = _name(case.line, answers) + job.format.suffix
    if not job.force and os.path.exists(f"{job.folder}/{name}"):  # noqa: PTH110  # pathlib takes as long as the plan
        return {}
    answers = answers or read_case(job.guide, case, job.file)
    checklist = plan_counted(job.guide, answers, today=job.today)
    sheet = compose(checklist, job.words, share_safe=job.share_safe)
    document = job.format.render(sheet, checklist, job.options)
    assert isinstance(document, str | bytes)  # formats with a suffix are
    return {name: document.encode() if isinstance(document, str) else document}


def _name(line: int, answers: Answers | None) -> str:
    """Name a file by its line, which makes it unique on any disk, and by the reference where that is wanted."""
    reference = " ".join(answers.details.get("reference", ())) if answers else ""
    ascii = unicodedata.normalize("NFKD", reference).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9]+", "-", ascii)[:NAME_LIMIT].strip("-")
    return f"{safe}-{line:06}" if safe else f"{line:06}"


def _placed(problem: Problem, job: Job, case: Case) -> Problem:
    return problem if problem.place else Problem(problem.code, problem.facts, Place(job.file, case.line, 1))
