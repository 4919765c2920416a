"""Examines a guide file: first its structure, then what it means, then every plan it can lead to."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from os import cpu_count

from micloud_helper.errors import GuideError, Problem
from micloud_helper.guide import Guide
from micloud_helper.loader import load_words, read_guide
from micloud_helper.loader.nodes import compose
from micloud_helper.proof.coverage import Contexts
from micloud_helper.proof.elements import Places
from micloud_helper.proof.lint import lint
from micloud_helper.proof.proof import Proof, Tally, shortest
from micloud_helper.proof.report import Figures, Report
from micloud_helper.proof.walk import Classes, Start, all_conditions, classes_of, count, starts
from micloud_helper.words import Words

__all__ = ["examine"]

SHARES = 16
WORTH_SHARING = 20_000
"""From so many sets of answers on, starting further processes costs less than it saves."""

LIMIT = 3_000_000
"""A guide with more sets of answers than this is refused: proving it would take minutes, or never end."""


def examine(
    data: bytes, file: str, *, today: date, say_progress: Callable[[int, int], None] | None = None
) -> Report:
    """Examine the guide in `data`; `file` is its name in places. Meaning and proof need a sound structure.

    `say_progress` is told how many of how many sets of answers are done.
    """
    try:
        guide = read_guide(data, file)
    except GuideError as error:
        return Report(problems=error.problems)
    root, _ = compose(data, file)
    assert root is not None
    places = Places(root, file)
    try:
        classes = classes_of(guide, all_conditions(guide), today)
    except GuideError as error:
        place = places.at(("answer_window", "holidays"))
        return Report(problems=tuple(Problem(problem.code, problem.facts, place) for problem in error.problems))
    sets = count(guide, classes, LIMIT)
    if sets > LIMIT:
        facts = {"limit": f"{LIMIT:,}"}
        return Report(problems=(Problem("too_many_answers", facts, places.at(("questions",))),))
    return _proven(guide, classes, places, today, lambda done: say_progress(done, sets) if say_progress else None)


def _proven(
    guide: Guide, classes: Classes, places: Places, today: date, say_progress: Callable[[int], None]
) -> Report:
    tallies: list[Tally] = []
    for tally in _tallies(guide, classes, today):
        tallies.append(tally)
        say_progress(sum(tally.sets for tally in tallies))
    contexts: Contexts = {}
    for tally in tallies:
        for path, met in tally.contexts.items():
            contexts.setdefault(path, set()).update(met)
    return Report(
        findings=tuple(sorted(lint(guide, classes, contexts, places, today), key=lambda it: (it.place, it.code))),
        counterexamples=tuple(shortest(tuple(one for tally in tallies for one in tally.broken))),
        figures=Figures(
            questions=len(guide.questions),
            documents=len(guide.documents),
            routes=len(guide.routes),
            sets=sum(tally.sets for tally in tallies),
            sheets=sum(tally.sheets for tally in tallies),
        ),
    )


def _tallies(guide: Guide, classes: Classes, today: date) -> Iterator[Tally]:
    beginnings = starts(guide, classes, 64 * SHARES)
    shares = [beginnings[number::SHARES] for number in range(SHARES)]
    workers = min(cpu_count() or 1, SHARES)
    if workers == 1 or count(guide, classes, LIMIT) < WORTH_SHARING:
        proof = _proof(guide, today)
        yield from (proof.run(classes, share) for share in shares)
        return
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(guide, classes, today)) as pool:
        yield from pool.map(_go_on, shares)


def _proof(guide: Guide, today: date) -> Proof:
    return Proof(guide, tuple(Words(language, load_words) for language in guide.languages), today=today)


def _begin(guide: Guide, classes: Classes, today: date) -> None:
    """Start a process: its share of the proof goes on with what it has learnt in the last one."""
    global _work  # noqa: PLW0603  # a process has nowhere else to keep it between shares
    _work = (_proof(guide, today), classes)


_work: tuple[Proof, Classes] | None = None


def _go_on(share: list[Start]) -> Tally:
    assert _work is not None
    proof, classes = _work
    return proof.run(classes, share)
