"""Examines a guide file: first its structure, then every plan it can lead to, and what it means; makes the report."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import GuideError, Location, Problem
from micloud_helper.loader import load_messages, read_guide
from micloud_helper.loader.nodes import Node, Problems, Scalar, child, compose, entries_of, items_of
from micloud_helper.proof.lint import lint
from micloud_helper.proof.proof import Finding, Proof
from micloud_helper.proof.space import Path, count

COUNTED = 1_000_000
"""So many beginnings are told apart when the sets of answers are counted; a guide that was proven has fewer."""


class Report(NamedTuple):
    """All of it. Without structure there are only `problems`; `counterexamples` has one entry per broken rule.

    `figures` say how much was looked at: all `sets` of answers, and so many `sheets`, each in one language.
    """

    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    counterexamples: tuple[Finding, ...] = ()
    figures: Mapping[str, int] = {}

    @property
    def sound(self) -> bool:
        """Tell whether the guide may be used; warnings alone do not forbid it."""
        return not (self.problems or self.counterexamples or any(it.severity == "error" for it in self.findings))


def examine(data: bytes, file: str, *, today: date, say_progress: Callable[[int, int], None] | None = None) -> Report:
    """Examine the guide in `data`; `file` is its name in places. Proof and meaning need a sound structure.

    `say_progress` is called with how many of how many decisions are proven.
    """
    try:
        guide = read_guide(data, file)
    except GuideError as error:
        return Report(problems=error.problems)
    root = compose(data, Problems(file))
    assert root is not None
    try:
        proof = Proof(guide, [Catalogue(language, load_messages) for language in guide.languages], today=today)
        proof.run(say_progress or (lambda done, total: None))
    except GuideError as error:  # no such calendar, or an answer space without end
        path = ("answer_window", "holidays") if error.problems[0].code == "unknown_calendar" else ("questions",)
        return Report(problems=tuple(Problem(it.code, it.facts, location(root, file, path)) for it in error.problems))
    findings = lint(proof, lambda path: location(root, file, path))
    return Report(
        findings=tuple(sorted(findings, key=lambda it: (it.location, it.code))),
        counterexamples=tuple(proof.shortest.values()),
        figures={
            **{section: len(getattr(guide, section)) for section in ("questions", "documents", "routes")},
            "sets": count(guide, proof.classes, COUNTED),
            "sheets": proof.sheets,
        },
    )


def location(root: Node, file: str, path: Path) -> Location:
    """Find a key or list entry in the nodes of `file`; the last one that is there, where the path leads beyond."""
    found = node = root
    for name in path:
        if isinstance(node, Scalar):  # the id of a step that several routes share
            node = child(child(root, "steps"), node.text) or node
        entries: list[tuple[Node, Node]] = [(key, value) for key, value in entries_of(node) if key.text == name]
        if isinstance(name, int):
            entries += [(item, item) for item in items_of(node)[name : name + 1]]
        if not entries:
            break
        found, node = entries[0]
    return Location(file, found.line, found.column)
