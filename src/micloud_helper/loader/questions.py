"""Reads the sections `questions` and `details`."""

from typing import get_args

from micloud_helper.guide import Detail, DetailCheck, Option, Question, QuestionKind
from micloud_helper.loader.conditions import CONNECTIVES, TIMINGS, Scope
from micloud_helper.loader.context import NO_TEXT, Context
from micloud_helper.loader.nodes import Mapping, Node
from micloud_helper.loader.reader import Fields
from micloud_helper.loader.shapes import SHAPES

__all__ = ["DERIVED", "read_details", "read_questions"]

KIND_KEYS = ("options", "none", "said")
"""Keys that only some kinds of questions have."""

DERIVED = ("route", "timing")
"""Names that conditions of items may ask beside the questions: what the plan itself found."""


def read_questions(context: Context, node: Node) -> dict[str, Question]:
    """Read all questions; each may ask in its condition only about those above it. Sets the context's scope."""
    entries = list(context.reader.by_id(node, "questions"))
    names = [id for id, _ in entries]
    if isinstance(node, Mapping) and not node.entries:
        context.reader.report("no_questions", node)
    offered: dict[str, tuple[str, ...]] = {}
    questions: dict[str, Question] = {}
    for index, (id, entry) in enumerate(entries):
        if id in (*DERIVED, *CONNECTIVES):
            context.reader.report("reserved_id", entry, word=id)
        scope = Scope(dict(offered), frozenset(names[index:]))
        questions[id] = _question(context, id, entry, scope)
        offered[id] = tuple(questions[id].options)
    context.answers = Scope(offered)
    return questions


def facts_scope(answers: Scope, routes: tuple[str, ...], *, dated: bool) -> Scope:
    """Widen the scope by what the plan itself finds: the route and, where answers are dated, the timing."""
    derived = {"route": routes, **({"timing": TIMINGS} if dated else {})}
    return Scope({**answers.known, **derived})


def _question(context: Context, id: str, node: Node, scope: Scope) -> Question:
    reader = context.reader
    fields = reader.fields(node, SHAPES["question"])
    kind = fields.get("kind", lambda n: reader.one_of(n, get_args(QuestionKind), "unknown_kind"), "")
    options = _options(context, fields, kind)
    none = fields.get("none", lambda n: reader.one_of(n, options, "unknown_value"), None)
    allowed = {"choice": ("options",), "choices": ("options", "none"), "date": ("said",)}.get(kind, KIND_KEYS)
    for key in KIND_KEYS:
        stray = fields.node_of(key)
        if stray is not None and key not in allowed:
            reader.report("key_not_for_kind", stray, key=key, kind=kind)
    if kind == "date" and "said" not in fields and not fields.broken:
        reader.report("key_missing", node, key="said")
    return Question(
        id=id,
        kind=kind or "choice",  # type: ignore[arg-type]  # one_of has checked it
        ask=context.text_of(fields, "ask"),
        why=context.text_of(fields, "why"),
        help=fields.each("help", context.texts.text),
        when=context.when(fields, scope),
        options=options,
        none=none,
        said=fields.get("said", context.texts.date_text, None) if "said" in fields else None,
    )


def _options(context: Context, fields: Fields, kind: str) -> dict[str, Option]:
    node = fields.node_of("options")
    if node is None:
        if kind in ("choice", "choices"):
            context.reader.report("key_missing", fields.node, key="options")
        return {}
    options = {}
    for id, entry in context.reader.by_id(node, "options"):
        option = context.reader.fields(entry, SHAPES["option"])
        options[id] = Option(
            id=id,
            label=context.text_of(option, "label"),
            said=context.text_of(option, "said"),
            if_so=context.optional_text(option, "if_so"),
        )
    if isinstance(node, Mapping) and len(node.entries) < 2:
        context.reader.report("too_few_options", node)
    return options


def read_details(context: Context, node: Node) -> dict[str, Detail]:
    """Read all details; needs the scope of the questions and the ids of the documents."""
    details = {}
    for id, entry in context.reader.by_id(node, "details"):
        if id in context.answers.known or id in (*DERIVED, *CONNECTIVES):
            context.reader.report("reserved_id", entry, word=id)
        details[id] = _detail(context, id, entry)
    return details


def _detail(context: Context, id: str, node: Node) -> Detail:
    reader = context.reader
    fields = reader.fields(node, SHAPES["detail"])
    check = fields.get("check", lambda n: reader.one_of(n, get_args(DetailCheck), "unknown_kind"), "text")
    return Detail(
        id=id,
        check=check,  # type: ignore[arg-type]  # one_of has checked it
        label=fields.get("label", context.texts.text, NO_TEXT),
        ask=context.text_of(fields, "ask"),
        why=context.text_of(fields, "why"),
        help=fields.each("help", context.texts.text),
        when=context.when(fields, context.answers),
        many=fields.get("many", lambda n: reader.number(n, low=1, high=9), 1),
        cells=fields.get("cells", lambda n: reader.number(n, low=1, high=40), 0),
        document=fields.get("document", lambda n: reader.one_of(n, context.documents, "unknown_document"), None),
    )
