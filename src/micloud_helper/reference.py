"""The guide in words, without anybody's answers: its conditions, routes page by page, questions as a template."""

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import All, AnyOf, Condition, Is, Not
from micloud_helper.guide import DAYS, Guide, Question, Route, Text, fill


def describe_condition(guide: Guide, when: Condition, catalogue: Catalogue) -> str:
    """Say when a condition holds, in the words for the answers; empty where it always does."""
    if isinstance(when, Is):
        known = (*guide.questions[when.question].options,) if when.question in guide.questions else (*guide.routes,)
        values = [value for value in known if value in when.values] or sorted(when.values)
        joint = catalogue.message("conditions.any")
        return joint.join(_value(guide, when.question, value, catalogue) for value in values)
    if isinstance(when, Not):
        return catalogue.message("conditions.not", condition=describe_condition(guide, when.part, catalogue))
    joint = catalogue.message("conditions.all" if isinstance(when, All) else "conditions.any")
    found = [(part, describe_condition(guide, part, catalogue)) for part in when.parts]
    nested = [f"({it})" if isinstance(part, (All, AnyOf)) and len(part.parts) > 1 else it for part, it in found]
    return joint.join(filter(None, nested))


def _value(guide: Guide, question: str, value: str, catalogue: Catalogue) -> str:
    if question in guide.questions:
        return _text(guide, guide.questions[question].options[value].said, catalogue)
    if question == "route":
        return _text(guide, guide.routes[value].title, catalogue)
    if question == "typed":
        return catalogue.message("conditions.typed", detail=_text(guide, guide.details[value].label, catalogue))
    return catalogue.message(f"conditions.timing.{value}")


def _text(guide: Guide, text: Text, catalogue: Catalogue) -> str:
    """Give a text with the last entry of each phrase, and words for the days, in place of its placeholders."""
    days = {day: catalogue.message(f"cli.steps_page.placeholder.{day}") for day in DAYS}
    return fill(guide, text, catalogue.language, None, days)


def route_list(guide: Guide, catalogue: Catalogue, *, width: int = 72) -> str:
    """List the routes by name, each with its title, on-screen words and summary."""
    lines = [catalogue.message("cli.steps_page.routes"), ""]
    for route in guide.routes.values():
        lines += [route.id, *_heading(guide, route, catalogue, 2, width), ""]
    return "\n".join(lines).rstrip() + "\n"


def route_page(guide: Guide, route: Route, catalogue: Catalogue, *, width: int = 72) -> str:
    """Write one route from its needs to its last step; a step under a condition says so first."""
    lines = [*_heading(guide, route, catalogue, 0, width), ""]
    if route.needs:
        lines.append(catalogue.message("cli.steps_page.needs"))
        for need in route.needs:
            titles = (_text(guide, guide.documents[id].title, catalogue) for id in need)
            lines += _indented(catalogue.message("conditions.any").join(titles), 2, width, mark="- ")
        lines.append("")
    number = 0
    for phase in route.phases:
        lines.append(_text(guide, phase.title, catalogue))
        for step in phase.steps:
            number += 1
            text = _text(guide, step.text, catalogue)
            if condition := describe_condition(guide, step.when, catalogue):
                text = catalogue.message("cli.steps_page.if", condition=condition, text=text)
            lines += _indented(text, 2, width, mark=f"{number}. ")
        lines.append("")
    for id in route.addresses:
        lines += _indented(f"{_text(guide, guide.addresses[id].label, catalogue)}: {guide.addresses[id].url}", 0, width)
    return "\n".join(lines).rstrip() + "\n"


def _heading(guide: Guide, route: Route, catalogue: Catalogue, by: int, width: int) -> list[str]:
    title = _text(guide, route.title, catalogue) + (f': "{route.on_screen}"' if route.on_screen else "")
    return _indented(title, by, width) + _indented(_text(guide, route.summary, catalogue), by, width)


def _indented(text: str, by: int, width: int = 72, mark: str = "") -> list[str]:
    first = " " * by + mark
    return wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)


def questions_yaml(guide: Guide, catalogue: Catalogue) -> str:
    """Write every question as a line to fill in, with its wording and answers as comments."""
    lines = [f"# {line}" for line in _indented(catalogue.message("cli.template.head"), 0)]
    for question in guide.questions.values():
        lines += ["", f"# {_text(guide, question.ask, catalogue)}"]
        if condition := describe_condition(guide, question.when, catalogue):
            about = catalogue.message("cli.template.when", condition=condition) + ")"
            lines += [f"# {' ' if n else '('}{line}" for n, line in enumerate(_indented(about, 0))]
        lines += [f"#   {id}: {_text(guide, option.label, catalogue)}" for id, option in question.options.items()]
        lines += [*(f"# {line}" for line in _usage(question, catalogue)), f"{question.id}:"]
    optional = catalogue.message("cli.template.detail")
    for detail in guide.details.values():
        lines += ["", f"# {_text(guide, detail.ask, catalogue)} ({optional})", f"{detail.id}:"]
    return "\n".join(lines) + "\n"


def _usage(question: Question, catalogue: Catalogue) -> Iterator[str]:
    if question.kind == "choices":
        yield catalogue.message("cli.template.choices", example=next(iter(question.options)))
    if question.kind == "date":
        yield catalogue.message("cli.template.date")
    if question.none:
        yield catalogue.message("cli.template.alone", option=question.none)


def questions_json(guide: Guide, catalogue: Catalogue) -> str:
    """Write every question and detail with its wording, answers and condition as JSON."""
    questions: list[dict[str, Any]] = [
        {
            "id": id,
            "kind": question.kind,
            "ask": _text(guide, question.ask, catalogue),
            "why": _text(guide, question.why, catalogue),
            "when": describe_condition(guide, question.when, catalogue),
            "answers": [{"id": id, "label": _text(guide, it.label, catalogue)} for id, it in question.options.items()],
            "stands_alone": question.none,
        }
        for id, question in guide.questions.items()
    ]
    details = [
        {"id": id, "check": detail.check, "ask": _text(guide, detail.ask, catalogue), "many": detail.many}
        for id, detail in guide.details.items()
    ]
    form = {"format": 1, "guide": guide.version, "language": catalogue.language, "questions": questions,
            "details": details}  # fmt: skip
    return json.dumps(form, ensure_ascii=False, indent=2) + "\n"
