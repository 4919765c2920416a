"""The guide in words, without anybody's answers: its conditions, routes page by page, questions as a template."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import groupby
from textwrap import wrap
from typing import Any

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import All, AnyOf, Condition, Is, Not
from micloud_helper.guide import Guide, Phase, Route, Step, Text, fill
from micloud_helper.planner import reckon_dates


def route_list(guide: Guide, catalogue: Catalogue, *, today: date, width: int) -> str:
    """List the routes by name, each with its title, on-screen words and summary."""
    lines = [catalogue.message("cli.steps_page.routes"), ""]
    for route in guide.routes.values():
        texts = _heading(route, _filler(guide, route, catalogue, today))
        lines += [route.id, *(line for text in texts for line in _indented(text, 2, width)), ""]
    return "\n".join(lines).rstrip() + "\n"


def route_page(guide: Guide, route: Route, catalogue: Catalogue, *, today: date, width: int) -> str:
    """Write one route from its needs to its last step; what is under a condition says so first.

    Days are those of an application sent `today`. Raises GuideError where the guide's calendar does not exist.
    """
    say = _filler(guide, route, catalogue, today)
    lines = [line for text in _heading(route, say) for line in _indented(text, 0, width)] + [""]
    if guide.answer_window and route.has_dates:
        lines += [*_indented(catalogue.message("cli.steps_page.dates", day=catalogue.day(today)), 0, width), ""]
    if route.needs:
        join = catalogue.message("conditions.any")
        titles = (join.join(say(guide.documents[id].title) for id in need) for need in route.needs)
        lines.append(catalogue.message("cli.steps_page.needs"))
        lines += [*(line for title in titles for line in _indented(title, 2, width, mark="- ")), ""]
    steps = enumerate(route_steps(guide, route, catalogue, today=today), 1)
    for title, phase in groupby(steps, key=lambda numbered: numbered[1][1]):
        lines += _indented(title, 0, width)
        for number, (_, _, text) in phase:
            lines += _indented(text, 2, width, mark=f"{number}. ")
        lines.append("")
    for address in (guide.addresses[id] for id in route.addresses):
        lines += _indented(f"{say(address.label)}: {address.url}", 0, width)
    return "\n".join(lines).rstrip() + "\n"


def route_steps(guide: Guide, route: Route, catalogue: Catalogue, *, today: date) -> Iterator[tuple[str, str, str]]:
    """Give the steps of one route: id, phase and text; what is under a condition says so first."""
    say = _filler(guide, route, catalogue, today)

    def worded(it: Phase | Step, text: Text) -> str:
        condition = describe_condition(guide, it.when, catalogue)
        return catalogue.message("cli.steps_page.if", condition=condition, text=say(text)) if condition else say(text)

    for phase in route.phases:
        title = worded(phase, phase.title)
        yield from ((it.id, title, worded(it, it.text)) for it in phase.steps)


def _filler(guide: Guide, route: Route, catalogue: Catalogue, today: date) -> Callable[[Text], str]:
    """Give what fills in the texts of a route as for an application sent today.

    A text of an application that names the day to apply again counts the answer to that second one.
    """

    def say(text: Text) -> str:
        applied_on = today if route.kind == "wait" or "{retry_from}" in text[catalogue.language] else None
        dates = reckon_dates(guide, route, applied_on, today)
        days = {"today": today, **(dates._asdict() if dates else {}), "applied_on": today}
        known = {name: catalogue.day(day) for name, day in days.items() if isinstance(day, date)}
        return fill(guide, text, catalogue.language, None, known)

    return say


def _heading(route: Route, say: Callable[[Text], str]) -> tuple[str, str]:
    return say(route.title) + (f': "{route.on_screen}"' if route.on_screen else ""), say(route.summary)


def _indented(text: str, by: int, width: int, mark: str = "") -> list[str]:
    first = " " * by + mark
    return wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)


def questions_yaml(guide: Guide, catalogue: Catalogue) -> str:
    """Write every question as a line to fill in, with its wording and answers as comments."""
    say = partial(fill, guide, language=catalogue.language, values=None)
    lines = [f"# {line}" for line in _indented(catalogue.message("cli.template.head"), 0, 72)]
    for question in guide.questions.values():
        lines += ["", f"# {say(question.ask)}"]
        if condition := describe_condition(guide, question.when, catalogue):
            asked = f"({catalogue.message('cli.template.when', condition=condition)})"
            lines += [f"# {line}" for line in wrap(asked, 72, subsequent_indent=" ", break_on_hyphens=False)]
        lines += [f"#   {option.id}: {say(option.label)}" for option in question.options.values()]
        if question.kind == "choices":
            lines.append(f"# {catalogue.message('cli.template.choices', example=next(iter(question.options)))}")
        if question.kind == "date":
            lines.append(f"# {catalogue.message('cli.template.date')}")
        if question.none:
            lines.append(f"# {catalogue.message('cli.template.alone', option=question.none)}")
        lines.append(f"{question.id}:")
    for detail in guide.details.values():
        lines += ["", f"# {say(detail.ask)} ({catalogue.message('cli.template.detail')})", f"{detail.id}:"]
    return "\n".join(lines) + "\n"


def questions_json(guide: Guide, catalogue: Catalogue) -> str:
    """Write every question and detail with its wording, answers and condition as JSON."""
    say = partial(fill, guide, language=catalogue.language, values=None)
    questions: list[dict[str, Any]] = [
        {
            "id": question.id,
            "kind": question.kind,
            "ask": say(question.ask),
            "why": say(question.why),
            "when": describe_condition(guide, question.when, catalogue),
            "answers": [{"id": option.id, "label": say(option.label)} for option in question.options.values()],
            "stands_alone": question.none,
        }
        for question in guide.questions.values()
    ]
    details = [
        {"id": detail.id, "check": detail.check, "ask": say(detail.ask), "many": detail.many}
        for detail in guide.details.values()
    ]
    form = {"format": 1, "guide": guide.version, "language": catalogue.language, "questions": questions}
    return json.dumps({**form, "details": details}, ensure_ascii=False, indent=2) + "\n"


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
    in_all = isinstance(when, All) and len(when.parts) > 1
    return joint.join(filter(None, (_part(guide, part, catalogue, in_all=in_all) for part in when.parts)))


def _part(guide: Guide, when: Condition, catalogue: Catalogue, *, in_all: bool) -> str:
    """Say a part of a condition, in brackets where it has parts itself, or is a choice among what must all hold."""
    text = describe_condition(guide, when, catalogue)
    choice = in_all and isinstance(when, Is) and len(when.values) > 1
    return f"({text})" if choice or (isinstance(when, (All, AnyOf)) and len(when.parts) > 1) else text


def _value(guide: Guide, question: str, value: str, catalogue: Catalogue) -> str:
    say = partial(fill, guide, language=catalogue.language, values=None)
    if question in guide.questions:
        return say(guide.questions[question].options[value].said)
    if question == "route":
        return say(guide.routes[value].title)
    if question == "typed":
        return catalogue.message("conditions.typed", detail=say(guide.details[value].label))
    return catalogue.message(f"conditions.timing.{value}")
