"""Examines a guide file: first its structure, then every plan it can lead to, and what it means."""

from collections.abc import Callable
from datetime import date

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import GuideError, Problem
from micloud_helper.loader import load_messages, read_guide
from micloud_helper.loader.nodes import compose
from micloud_helper.proof.coverage import contexts_met
from micloud_helper.proof.elements import Places
from micloud_helper.proof.lint import lint
from micloud_helper.proof.proof import Proof
from micloud_helper.proof.report import Figures, Report
from micloud_helper.proof.walk import count

__all__ = ["examine"]

COUNTED = 1_000_000
"""So many beginnings are told apart when the sets of answers are counted; a guide that was proven has fewer."""


def examine(data: bytes, file: str, *, today: date, say_progress: Callable[[int, int], None] | None = None) -> Report:
    """Examine the guide in `data`; `file` is its name in places. Proof and meaning need a sound structure.

    `say_progress` is told how many of how many decisions are proven.
    """
    try:
        guide = read_guide(data, file)
    except GuideError as error:
        return Report(problems=error.problems)
    root, _ = compose(data, file)
    assert root is not None
    places = Places(root, file)
    try:
        proof = Proof(guide, tuple(Catalogue(language, load_messages) for language in guide.languages), today=today)
        proof.run(say_progress or (lambda done, total: None))
    except GuideError as error:  # no such calendar, or an answer space without end
        return Report(problems=tuple(_placed(problem, places) for problem in error.problems))
    findings = lint(guide, proof.classes, contexts_met(guide), places, today)
    return Report(
        findings=tuple(sorted(findings, key=lambda it: (it.location, it.code))),
        counterexamples=tuple(proof.shortest.values()),
        figures=Figures(
            questions=len(guide.questions),
            documents=len(guide.documents),
            routes=len(guide.routes),
            sets=count(guide, proof.classes, COUNTED),
            plans=proof.plans,
            sheets=proof.sheets,
        ),
    )


def _placed(problem: Problem, places: Places) -> Problem:
    path = ("answer_window", "holidays") if problem.code == "unknown_calendar" else ("questions",)
    return Problem(problem.code, problem.facts, places.at(path))
