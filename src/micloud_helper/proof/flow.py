"""Draws a guide as a Mermaid diagram: every question, where each answer leads, and the endings."""

from datetime import date
from html import escape
from typing import TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value
from micloud_helper.guide import Guide, fill
from micloud_helper.proof.space import classes_of, deciding_conditions, walk
from micloud_helper.routing import decide

Flow: TypeAlias = dict[str, dict[str, tuple[str, ...]]]
"""From each question to what can come next (a question or a route), and the options that lead there."""

ANY_DAY = date(2000, 1, 3)
"""Where an answer leads does not depend on the day."""


def _flow(guide: Guide) -> Flow:
    classes = classes_of(guide, deciding_conditions(guide).values(), ANY_DAY)
    found: dict[str, dict[str, dict[str, None]]] = {id: {} for id in guide.questions}
    for values in walk(guide, classes):
        path = [*values, decide(guide, values).route.id]
        for (question, answer), after in zip(values.items(), path[1:], strict=True):
            options = found[question].setdefault(after, {})
            options |= dict.fromkeys(id for alike in classes[question][answer] for id in _options(alike))
    order = [*guide.questions, *guide.routes]
    return {id: {it: tuple(branches[it]) for it in order if it in branches} for id, branches in found.items()}


def _options(answer: Value) -> tuple[str, ...]:
    if isinstance(answer, date):
        return ()
    return (answer,) if isinstance(answer, str) else answer


def flow_mermaid(guide: Guide, catalogue: Catalogue) -> str:
    """Write the flow as a Mermaid diagram, which GitHub and many editors draw."""
    language = catalogue.language
    lines = ["flowchart TD"]
    lines += [f'  q_{id}["{_mermaid(fill(guide, it.ask, language, None))}"]' for id, it in guide.questions.items()]
    lines += [f'  r_{id}(["{_mermaid(fill(guide, it.title, language, None))}"])' for id, it in guide.routes.items()]
    for id, branches in _flow(guide).items():
        options = guide.questions[id].options
        for after, leading in branches.items():
            label = " / ".join(fill(guide, options[option].label, language, None) for option in leading)
            arrow = "-->" if set(leading) == set(options) else f'-->|"{_mermaid(label)}"|'
            lines.append(f"  q_{id} {arrow} {'q' if after in guide.questions else 'r'}_{after}")
    return "\n".join(lines) + "\n"


def _mermaid(text: str) -> str:
    return escape(text, quote=False).replace('"', "#quot;")
