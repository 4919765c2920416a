"""The guide itself in words, without anybody's answers: routes page by page, questions as a template."""

import json
from collections.abc import Iterator
from textwrap import fill
from typing import Any

from micloud_helper.catalogue import Catalogue
from micloud_helper.descriptions import describe_condition
from micloud_helper.guide import Guide, Item, Question, Route

__all__ = ["questions_json", "questions_yaml", "route_list", "route_page"]


def route_list(guide: Guide, words: Catalogue, *, width: int = 72) -> str:
    """List the routes by name, each with its title, on-screen words and summary."""
    lines = [words.message("cli.steps_page.routes"), ""]
    for route in guide.routes.values():
        lines += [route.id, *_indented(_titled(route, words), 2, width)]
        lines += [*_indented(route.summary[words.language], 2, width), ""]
    return "\n".join(lines).rstrip() + "\n"


def route_page(guide: Guide, route: Route, words: Catalogue, *, width: int = 72) -> str:
    """Write one route from its needs to its last step; a step under a condition says so first."""
    lines = [*_indented(_titled(route, words), 0, width), *_indented(route.summary[words.language], 0, width), ""]
    if route.needs:
        lines.append(words.message("cli.steps_page.needs"))
        join = words.message("conditions.any")
        for need in route.needs:
            titles = join.join(guide.documents[id].title[words.language] for id in need)
            lines += _indented(titles, 2, width, mark="- ")
        lines.append("")
    number = 0
    for phase in route.phases:
        lines.append(phase.title[words.language])
        for step in phase.steps:
            number += 1
            lines += _indented(_conditional(step, guide, words), 2, width, mark=f"{number}. ")
        lines.append("")
    for id in route.addresses:
        lines += _indented(f"{guide.addresses[id].label[words.language]}: {guide.addresses[id].url}", 0, width)
    return "\n".join(lines).rstrip() + "\n"


def _titled(route: Route, words: Catalogue) -> str:
    return route.title[words.language] + (f': "{route.on_screen}"' if route.on_screen else "")


def _conditional(item: Item, guide: Guide, words: Catalogue) -> str:
    placeholders = ("today", "applied_on", "reply_earliest", "reply_latest", "retry_from")
    text = item.text[words.language].format_map(
        {name: words.message(f"cli.steps_page.placeholder.{name}") for name in placeholders}
    )
    condition = describe_condition(guide, item.when, words)
    return words.message("cli.steps_page.if", condition=condition, text=text) if condition else text


def _indented(text: str, by: int, width: int = 72, mark: str = "") -> list[str]:
    first = " " * by + mark
    filled = fill(text, width, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)
    return filled.splitlines()


def questions_yaml(guide: Guide, words: Catalogue) -> str:
    """Write every question as a line to fill in, with its wording and answers as comments."""
    lines = [f"# {line}" for line in _indented(words.message("cli.template.head"), 0)]
    for question in guide.questions.values():
        lines += ["", f"# {question.ask[words.language]}"]
        if condition := describe_condition(guide, question.when, words):
            lines += [f"# ({line}" if n == 0 else f"#  {line}" for n, line in enumerate(_indented(
                words.message("cli.template.when", condition=condition) + ")", 0))]  # fmt: skip
        lines += [f"#   {option.id}: {option.label[words.language]}" for option in question.options.values()]
        lines += [f"# {line}" for line in _usage(question, words)]
        lines.append(f"{question.id}:")
    for detail in guide.details.values():
        lines += ["", f"# {detail.ask[words.language]} ({words.message('cli.template.detail')})", f"{detail.id}:"]
    return "\n".join(lines) + "\n"


def _usage(question: Question, words: Catalogue) -> Iterator[str]:
    if question.kind == "choices":
        yield words.message("cli.template.choices", example=next(iter(question.options)))
    if question.kind == "date":
        yield words.message("cli.template.date")
    if question.none:
        yield words.message("cli.template.alone", option=question.none)


def questions_json(guide: Guide, words: Catalogue) -> str:
    """Write every question and detail with its wording, answers and condition as JSON."""
    language = words.language
    questions: list[dict[str, Any]] = [
        {
            "id": question.id,
            "kind": question.kind,
            "ask": question.ask[language],
            "why": question.why[language],
            "when": describe_condition(guide, question.when, words),
            "answers": [{"id": option.id, "label": option.label[language]} for option in question.options.values()],
            "stands_alone": question.none,
        }
        for question in guide.questions.values()
    ]
    details = [
        {"id": detail.id, "check": detail.check, "ask": detail.ask[language], "many": detail.many}
        for detail in guide.details.values()
    ]
    form = {"format": 1, "guide": guide.version, "language": language, "questions": questions, "details": details}
    return json.dumps(form, ensure_ascii=False, indent=2) + "\n"
