"""Reads a guide file into a `Guide`, or raises one GuideError that holds every problem found.

Reading follows the annotations of the guide's classes; the rules here are about what those cannot say.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from micloud_helper.errors import GuideError, Location
from micloud_helper.guide import DAYS, Address, Contact, Contradiction, Detail, Guide, Item, Question, Route, StatusRule
from micloud_helper.loader.decoder import CONNECTIVES, Check, Decoder, Nodes
from micloud_helper.loader.nodes import ABSENT, Node, compose, sanitize
from micloud_helper.loader.reader import read_file, read_resource

RESERVED = ("route", "timing", "typed", *CONNECTIVES)
"""Names that conditions may ask, or begin with, beside the questions."""
KIND_KEYS: Mapping[type, Mapping[str, tuple[str, ...]]] = {
    Question: {"choice": ("options",), "choices": ("options", "none"), "date": ("said",)},
    Route: {"application": ("needs", "refused")},
}
"""The keys that only some kinds of questions and routes have; the first of each is required."""
MAX_ADDRESS = 1_000
"""Characters, well below what a QR code holds."""
WEB = r"(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s\"'<>\\]*)?"
REACHABLE = {
    "address": r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s\"'<>\\]*)?",
    "email": r"[A-Za-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    "phone": r"\+?[0-9][0-9 ().-]+",
    "web": WEB,
    "chat": WEB,
}
"""What is opened, called or written to; anything but such an address is refused, a script above all."""


def load_guide(path: Path | None = None) -> Guide:
    """Read the guide at `path`, else the built-in one. Raises GuideError with all problems."""
    return read_guide(*guide_bytes(path))


def guide_bytes(path: Path | None) -> tuple[bytes, str]:
    """Give the bytes of a guide file, or of the built-in one, and its name in messages. Raises GuideError."""
    return (read_resource("steps.yaml"), "steps.yaml") if path is None else (read_file(path, GuideError), str(path))


def read_guide(data: bytes, file: str) -> Guide:
    """Read a guide from bytes; `file` is the name in messages. Raises GuideError with all problems."""
    reader = Decoder(file, CHECKS)
    guide = None
    with reader.all_at_once(GuideError):
        root = compose(data, reader)
        if root.kind == "mapping":
            guide = reader.guide(root)
        elif not reader.found:
            reader.report("empty_file" if root is ABSENT else "not_a_guide", Location(file))
    assert guide is not None  # a guide without problems is whole
    return guide


def check_question(reader: Decoder, question: Question, node: Node, nodes: Nodes) -> None:
    """Each kind of question has its keys, and `none` is one of the options."""
    check_name(reader, question, node, nodes)
    _keys_of_kind(reader, question, node, nodes)
    if question.none and question.none not in question.options:
        reader.unknown("unknown_value", nodes["none"], question.none, question.options)


def check_name(reader: Decoder, it: Question | Detail, node: Node, nodes: Nodes) -> None:
    """A question is not named like a part of conditions, nor a detail like one of these or a question."""
    if it.id in RESERVED or (isinstance(it, Detail) and it.id in reader.options):
        reader.report("reserved_id", node, word=it.id)


def _keys_of_kind(reader: Decoder, it: Question | Route, node: Node, nodes: Nodes) -> None:
    own = KIND_KEYS[type(it)].get(it.kind, ())
    for key in own[:1]:
        if key not in nodes:
            reader.report("key_missing", node, key=key)
    others = {key for keys in KIND_KEYS[type(it)].values() for key in keys if it.kind and key not in own}
    for key in nodes:
        if key in others:
            reader.report("key_not_for_kind", nodes[key], key=key, kind=it.kind)


def check_item(reader: Decoder, item: Item, node: Node, nodes: Nodes) -> None:
    """The on-screen words an item is about stand in quotes in its text."""
    label = item.on_screen
    if label and any(f'"{label}"' not in words for words in item.text.values()):
        reader.report("on_screen_not_quoted", nodes["on_screen"], word=label)


def check_reachable(reader: Decoder, it: Contact | Address, node: Node, nodes: Nodes) -> None:
    """A contact can be reached, an address opened."""
    kind, value, key = (it.kind, it.value, "value") if isinstance(it, Contact) else ("address", it.url, "url")
    if key in nodes and len(value) > MAX_ADDRESS:
        reader.report("address_too_long", nodes[key], limit=f"{MAX_ADDRESS:,}")
    elif key in nodes and kind and value and not re.fullmatch(REACHABLE[kind], value):
        reader.report("bad_address", nodes[key], kind=kind)


def check_status(reader: Decoder, rule: StatusRule, node: Node, nodes: Nodes) -> None:
    """A status that leaves something to do says how."""
    if rule.status in StatusRule.NEEDS_HOW and not nodes.get("how", ABSENT).items:
        reader.report("status_without_how", node, status=rule.status)


def check_route(reader: Decoder, route: Route, node: Node, nodes: Nodes) -> None:
    """Applications have needs, each once and settled by the answers; other routes have none. No step is there twice."""
    needs = nodes.get("needs", ABSENT)
    _keys_of_kind(reader, route, node, nodes)
    if route.kind == "application" and needs.kind == "list" and not needs.items:
        reader.report("empty_list", needs)
    documents = reader.values["documents"].values()
    unsettled = {it.id for it in documents if any(rule.status == "maybe_asked" for rule in it.statuses)}
    before: set[str] = set()
    for need in needs.items:
        words = [it for it in need.as_list().items if it.kind == "word"]
        for word in words:
            if word.text in before:
                reader.report("value_twice", word, word=word.text)
            elif word.text in unsettled:
                reader.report("need_unsettled", word, word=word.text)
        before |= {word.text for word in words if word.text in reader.known.get("documents", ())}
    ids: set[str] = set()
    for step in (step for _, phase in nodes.get("phases", ABSENT).entries for step in phase.child("steps").items):
        id = step if step.kind == "word" else step.child("id")
        if id.kind == "word":
            if id.text in ids:
                reader.report("id_twice", step, word=sanitize(id.text))
            ids.add(id.text)


def check_contradiction(reader: Decoder, contradiction: Contradiction, node: Node, nodes: Nodes) -> None:
    """A contradiction is between the answers to several questions."""
    if len({part.question for part in contradiction.when.comparisons()}) == 1:
        reader.report("contradiction_one_question", nodes["when"])


def check_guide(reader: Decoder, guide: Guide, node: Node, nodes: Nodes) -> None:
    """Nobody is left without a route, and nothing is listed that is not used."""
    _phrases(reader, guide, nodes.get("phrases", ABSENT))
    for key, _ in nodes.get("routes", ABSENT).entries[-1:]:
        last = guide.routes.get(key.text)
        if last and ((last.kind or "contact") != "contact" or any(last.when.comparisons())):
            reader.report("last_route_conditional", key)
    used = {step for route in guide.routes.values() for phase in route.phases for step in phase.steps}
    for key, _ in nodes.get("steps", ABSENT).entries:
        if key.text in reader.values["steps"] and reader.values["steps"][key.text] not in used:
            reader.report("step_unused", key, word=key.text)
    for item in nodes.get("on_screen", ABSENT).items:
        if item.kind == "word" and " ".join(item.text.split()) not in reader.quoted:
            reader.report("on_screen_unused", item, word=sanitize(item.text))


def _phrases(reader: Decoder, guide: Guide, section: Node) -> None:
    """Every phrase is used, not before its questions are answered, and only its last entry holds without condition."""
    used = {id for id, _, _ in reader.used_phrases}
    for key, entries in section.entries:
        if key.text in (*DAYS, "date"):
            reader.report("reserved_id", entries, word=key.text)
        if key.text not in used:
            reader.report("phrase_unused", key, word=sanitize(key.text))
        for entry in entries.items[:-1]:
            if entry.kind == "mapping" and entry.child("when") is ABSENT:
                reader.report("phrase_never", entry)
        for entry in entries.items[-1:]:
            if (when := entry.child("when")) is not ABSENT:
                reader.report("phrase_without_default", when)
    asked = {
        id: max((reader.order[part.question] for it in phrases for part in it.when.comparisons()), default=-1)
        for id, phrases in guide.phrases.items()
    }
    for id, answered, node in reader.used_phrases:
        if asked.get(id, -1) >= answered:
            reader.report("phrase_too_late", node, word=id)


CHECKS: Mapping[type, Check] = {
    Question: check_question,
    Detail: check_name,
    Item: check_item,
    Contradiction: check_contradiction,
    Contact: check_reachable,
    Address: check_reachable,
    StatusRule: check_status,
    Route: check_route,
    Guide: check_guide,
}
"""The rule for each kind of entity that has one; steps and warnings are items."""
