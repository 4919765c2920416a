"""Reads a guide file into a `Guide`, or raises one GuideError that holds every problem found."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

from micloud_helper.errors import GuideError, Location, Problem
from micloud_helper.guide import Address, AddressTrust, AnswerWindow, Contact, Guide, Question, Source, Warning
from micloud_helper.loader.context import Context
from micloud_helper.loader.messages import load_messages
from micloud_helper.loader.nodes import MAX_BYTES, Listing, Mapping, Node, compose
from micloud_helper.loader.questions import facts_scope, read_details, read_questions
from micloud_helper.loader.reader import Fields, Reader
from micloud_helper.loader.resources import read_resource
from micloud_helper.loader.routes import read_documents, read_routes
from micloud_helper.loader.shapes import SHAPES
from micloud_helper.loader.texts import Texts

__all__ = ["guide_bytes", "load_guide", "read_guide"]

SCHEMA = "1"
NO_QUESTIONS: dict[str, Question] = {}
NO_CALENDAR: tuple[str, tuple[str, ...]] = ("", ())
CONTACT_KINDS = ("email", "phone", "web", "chat")
WEB = r"(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s\"'<>\\]*)?"
REACHABLE = {
    "address": r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s\"'<>\\]*)?",
    "web": WEB,
    "chat": WEB,
    "email": r"[A-Za-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    "phone": r"\+?[0-9][0-9 ().-]+",
}


def load_guide(path: Path | None = None) -> Guide:
    """Read the guide at `path`, else the built-in one. Raises GuideError with all problems."""
    return read_guide(*guide_bytes(path))


def guide_bytes(path: Path | None) -> tuple[bytes, str]:
    """Give the bytes of a guide file, or of the built-in one, and its name in messages. Raises GuideError."""
    if path is None:
        return read_resource("steps.yaml"), "steps.yaml"
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1), str(path)  # one more than allowed is enough to refuse it
    except OSError as error:
        raise GuideError(Problem("file_unreadable", {"reason": error.strerror or ""}, Location(str(path)))) from error


def read_guide(data: bytes, file: str) -> Guide:
    """Read a guide from bytes; `file` is the name in messages. Raises GuideError with all problems."""
    root, problems = compose(data, file)
    guide = None
    if isinstance(root, Mapping):
        guide = _guide(Reader(file, problems), root)
    elif not problems:
        problems.append(Problem("empty_file" if root is None else "not_a_guide", {}, Location(file)))
    if problems or guide is None:
        raise GuideError(sorted(problems, key=lambda problem: problem.location or Location(file)))
    return guide


def _guide(reader: Reader, root: Node) -> Guide | None:
    """Read the whole; nothing of it makes sense before its languages are known."""
    fields = reader.fields(root, SHAPES["guide"])
    if "schema" in fields and fields.get("schema", lambda n: reader.number(n, low=1, high=999), 0) != int(SCHEMA):
        reader.report("unknown_schema", fields.node_of("schema") or root, known=SCHEMA)
    languages = _languages(reader, fields)
    if not languages:
        return None
    texts = Texts(reader, languages, fields.each("on_screen", reader.line))
    context = Context(reader, texts, ())
    context.sources = tuple(id for id, _ in _section(context, fields, "sources"))
    context.documents = tuple(id for id, _ in _section(context, fields, "documents"))
    context.addresses = tuple(id for id, _ in _section(context, fields, "addresses"))
    guide = _sections(context, fields)
    if (labels := fields.node_of("on_screen")) is not None:
        texts.check_unused(labels)
    return guide


def _languages(reader: Reader, fields: Fields) -> tuple[str, ...]:
    """Read the guide's languages: those that the program's own words are written in, each once."""
    node = fields.node_of("languages")
    spoken = load_messages("dates")["full"]
    found: list[str] = []
    for item in reader.items(node):
        language = reader.one_of(item, spoken, "unknown_language")
        if language in found:
            reader.report("value_twice", item, word=language or "")
        elif language is not None:
            found.append(language)
    if isinstance(node, Listing) and not node.items:
        reader.report("empty_list", node)
    return tuple(found) if len(found) == len(reader.items(node)) else ()


def _section(context: Context, fields: Fields, key: str) -> list[tuple[str, Node]]:
    """List a section's entries without reporting: reading them properly does that."""
    node = fields.node_of(key)
    return [(name.text, value) for name, value in node.entries] if isinstance(node, Mapping) else []


def _sections(context: Context, fields: Fields) -> Guide:
    """Read section by section: questions first, since all conditions are about them."""
    reader = context.reader
    questions = fields.get("questions", lambda n: read_questions(context, n), NO_QUESTIONS)
    routes = tuple(id for id, _ in _section(context, fields, "routes"))
    context.facts = facts_scope(context.answers, routes, dated="answer_window" in fields)
    return Guide(
        version=fields.get("version", reader.line, ""),
        checked_on=fields.get("checked_on", reader.day, date.min),
        languages=context.texts.languages,
        title=context.text_of(fields, "title"),
        intro=fields.each("intro", context.texts.text),
        notice=context.text_of(fields, "notice"),
        on_screen=tuple(sorted(context.texts.on_screen)),
        sources={id: _source(context, id, node) for id, node in _walk(reader, fields, "sources")},
        questions=questions,
        details=fields.get("details", lambda n: read_details(context, n), {}),
        documents=fields.get("documents", lambda n: read_documents(context, n), {}),
        addresses={id: _address(context, id, node) for id, node in _walk(reader, fields, "addresses")},
        routes=fields.get("routes", lambda n: read_routes(context, n, fields.node_of("steps")), {}),
        contacts={id: _contact(context, id, node) for id, node in _walk(reader, fields, "contacts")},
        warnings={id: _warning(context, id, node) for id, node in _walk(reader, fields, "warnings")},
        answer_window=_window(context, fields.node_of("answer_window"), questions),
    )


def _walk(reader: Reader, fields: Fields, key: str) -> list[tuple[str, Node]]:
    node = fields.node_of(key)
    return [] if node is None else list(reader.by_id(node, key))


def _source(context: Context, id: str, node: Node) -> Source:
    fields = context.reader.fields(node, SHAPES["source"])
    return Source(
        id=id,
        title=context.text_of(fields, "title"),
        date=fields.get("date", context.reader.line, ""),
        weight=context.text_of(fields, "weight"),
        recheck_months=fields.get("recheck_months", lambda n: context.reader.number(n, low=1, high=600), 1),
    )


def _contact(context: Context, id: str, node: Node) -> Contact:
    reader = context.reader
    fields = reader.fields(node, SHAPES["contact"])
    kind = fields.get("kind", lambda n: reader.one_of(n, CONTACT_KINDS, "unknown_kind"), "")
    return Contact(
        id=id,
        kind=kind or "web",  # type: ignore[arg-type]  # one_of has checked it
        label=context.text_of(fields, "label"),
        value=fields.get("value", lambda n: _reachable(reader, n, kind), ""),
        last_seen=fields.get("last_seen", reader.line, ""),
        sources=context.source_ids(fields),
        when=context.when(fields, context.facts),
    )


def _trust(reader: Reader, node: Node) -> AddressTrust | None:
    found = reader.one_of(node, get_args(AddressTrust), "unknown_kind")
    return "unverified" if found == "unverified" else "named"


def _address(context: Context, id: str, node: Node) -> Address:
    fields = context.reader.fields(node, SHAPES["address"])
    return Address(
        id=id,
        label=context.text_of(fields, "label"),
        url=fields.get("url", lambda n: _reachable(context.reader, n, "address"), ""),
        sources=context.source_ids(fields),
        trust=fields.get("trust", lambda n: _trust(context.reader, n), "named"),
    )


def _reachable(reader: Reader, node: Node, kind: str) -> str | None:
    """Read what is opened, called or written to; anything but such an address is refused, a script above all."""
    value = reader.line(node)
    if value is not None and kind and not re.fullmatch(REACHABLE[kind], value):
        reader.report("bad_address", node, kind=kind)
        return None
    return value


def _warning(context: Context, id: str, node: Node) -> Warning:
    fields = context.reader.fields(node, SHAPES["item"])
    parts = context.item_parts(fields)
    return Warning(id=id, text=parts.text, sources=parts.sources, when=parts.when, on_screen=parts.on_screen)


def _window(context: Context, node: Node | None, questions: dict[str, Question]) -> AnswerWindow | None:
    if node is None:
        return None
    reader = context.reader
    fields = reader.fields(node, SHAPES["answer_window"])
    dates = [question.id for question in questions.values() if question.kind == "date"]
    country, categories = fields.get("holidays", lambda n: _calendar(reader, n), NO_CALENDAR)
    return AnswerWindow(
        sent_on=fields.get("sent_on", lambda n: reader.one_of(n, dates, "unknown_question"), ""),
        working_days=fields.get("working_days", lambda n: reader.number(n, low=1, high=90), 1),
        country=country,
        categories=categories,
        retry_after_days=fields.get("retry_after_days", lambda n: reader.number(n, low=1, high=365), 1),
        sources=context.source_ids(fields),
    )


def _calendar(reader: Reader, node: Node) -> tuple[str, tuple[str, ...]]:
    fields = reader.fields(node, SHAPES["holidays"])
    categories = fields.each("categories", reader.line)
    if "categories" in fields and not categories:
        reader.report("empty_list", fields.node_of("categories") or node)
    return fields.get("country", reader.line, ""), categories
