"""What a guide must keep beyond the annotations of its classes: each rule looks at one entity and its nodes."""

import re
from collections.abc import Collection, Mapping

from micloud_helper.guide import (
    DAYS,
    Address,
    Contact,
    Contradiction,
    Detail,
    Document,
    Guide,
    Item,
    Question,
    Route,
    StatusRule,
    Step,
    Warning,
)
from micloud_helper.loader.decoder import CONNECTIVES, Check, Decoder, Nodes
from micloud_helper.loader.nodes import Listing, Node, Scalar, child, sanitize
from micloud_helper.loader.nodes import Mapping as MappingNode

DERIVED = ("route", "timing", "typed")
"""Names that conditions may ask beside the questions: what the plan itself finds."""
KIND_KEYS = {"choice": ("options",), "choices": ("options", "none"), "date": ("said",)}
"""The keys that only some kinds of questions have; the first of each is required."""
ALL_KIND_KEYS = frozenset(key for keys in KIND_KEYS.values() for key in keys)
NEEDS_A_WAY_ON = ("prepare", "obtain", "unavailable")
WEB = r"(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s\"'<>\\]*)?"
REACHABLE = {
    "address": r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s\"'<>\\]*)?",
    "web": WEB,
    "chat": WEB,
    "email": r"[A-Za-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    "phone": r"\+?[0-9][0-9 ().-]+",
}
"""What is opened, called or written to; anything but such an address is refused, a script above all."""


def check_question(reader: Decoder, question: Question, node: Node, nodes: Nodes) -> None:
    """Each kind of question has its keys, and `none` is one of the options."""
    _not_reserved(reader, question.id, node, ())
    allowed = KIND_KEYS.get(question.kind, ())
    for key in allowed[:1]:
        if key not in nodes:
            reader.report("key_missing", node, key=key)
    _only_for_kind(reader, question.kind, nodes, ALL_KIND_KEYS.difference(allowed))
    if question.none and question.none not in question.options:
        reader.unknown("unknown_value", nodes["none"], question.none, question.options)


def check_detail(reader: Decoder, detail: Detail, node: Node, nodes: Nodes) -> None:
    """A detail is not named like a question."""
    _not_reserved(reader, detail.id, node, reader.options)


def _not_reserved(reader: Decoder, id: str, node: Node, taken: Collection[str]) -> None:
    if id in (*DERIVED, *CONNECTIVES) or id in taken:
        reader.report("reserved_id", node, word=id)


def _only_for_kind(reader: Decoder, kind: str, nodes: Nodes, others: Collection[str]) -> None:
    for key, node in nodes.items():
        if kind and key in others:
            reader.report("key_not_for_kind", node, key=key, kind=kind)


def check_item(reader: Decoder, item: Item, node: Node, nodes: Nodes) -> None:
    """The on-screen words an item is about stand in quotes in its text."""
    label = item.on_screen
    if label and any(f'"{label}"' not in words for words in item.text.values()):
        reader.report("on_screen_not_quoted", nodes["on_screen"], word=label)


def check_contact(reader: Decoder, contact: Contact, node: Node, nodes: Nodes) -> None:
    """A contact can be reached."""
    _reachable(reader, contact.kind, contact.value, nodes.get("value"))


def check_address(reader: Decoder, address: Address, node: Node, nodes: Nodes) -> None:
    """An address can be opened."""
    _reachable(reader, "address", address.url, nodes.get("url"))


def _reachable(reader: Decoder, kind: str, value: str, node: Node | None) -> None:
    if node and kind and value and not re.fullmatch(REACHABLE[kind], value):
        reader.report("bad_address", node, kind=kind)


def check_status(reader: Decoder, rule: StatusRule, node: Node, nodes: Nodes) -> None:
    """A status that leaves something to do says how."""
    how = nodes.get("how")
    if rule.status in NEEDS_A_WAY_ON and not (isinstance(how, Listing) and how.items):
        reader.report("status_without_how", node, status=rule.status)


def check_document(reader: Decoder, document: Document, node: Node, nodes: Nodes) -> None:
    """Note the documents that are only maybe asked for: no route may need them."""
    if any(rule.status == "maybe_asked" for rule in document.statuses):
        reader.maybe_asked.add(document.id)


def check_route(reader: Decoder, route: Route, node: Node, nodes: Nodes) -> None:
    """Applications have needs, each once and settled by the answers; other routes have none. No step is there twice."""
    needs = nodes.get("needs")
    if route.kind == "application" and needs is None:
        reader.report("key_missing", node, key="needs")
    elif route.kind == "application" and isinstance(needs, Listing) and not needs.items:
        reader.report("empty_list", needs)
    if route.kind != "application":
        _only_for_kind(reader, route.kind, nodes, ("needs", "refused"))
    _needs_once(reader, needs)
    _steps_once(reader, nodes.get("phases"))


def _needs_once(reader: Decoder, needs: Node | None) -> None:
    before: set[str] = set()
    for need in needs.items if isinstance(needs, Listing) else []:
        words = [it for it in (need.items if isinstance(need, Listing) else [need]) if isinstance(it, Scalar)]
        for word in words:
            if word.text in before:
                reader.report("value_twice", word, word=word.text)
            elif word.text in reader.maybe_asked:
                reader.report("need_unsettled", word, word=word.text)
        before |= {word.text for word in words if word.text in reader.known.get("documents", ())}


def _steps_once(reader: Decoder, phases: Node | None) -> None:
    ids: set[str] = set()
    for _, phase in phases.entries if isinstance(phases, MappingNode) else []:
        steps = child(phase, "steps")
        for step in steps.items if isinstance(steps, Listing) else []:
            id = step if isinstance(step, Scalar) else child(step, "id")
            if isinstance(id, Scalar):
                if id.text in ids:
                    reader.report("id_twice", step, word=sanitize(id.text))
                ids.add(id.text)


def check_contradiction(reader: Decoder, contradiction: Contradiction, node: Node, nodes: Nodes) -> None:
    """A contradiction is between the answers to several questions."""
    if len({part.question for part in contradiction.when.comparisons()}) == 1:
        reader.report("contradiction_one_question", nodes["when"])


def check_guide(reader: Decoder, guide: Guide, node: Node, nodes: Nodes) -> None:
    """Nobody is left without a route, and nothing is listed that is not used."""
    _phrases(reader, guide, nodes.get("phrases"))
    routes = nodes.get("routes")
    if isinstance(routes, MappingNode) and routes.entries:
        last = guide.routes.get(routes.entries[-1][0].text)
        if last and ((last.kind or "contact") != "contact" or any(last.when.comparisons())):
            reader.report("last_route_conditional", routes.entries[-1][0])
    steps = nodes.get("steps")
    for key, _ in steps.entries if isinstance(steps, MappingNode) else []:
        if key.text in reader.shared_steps and key.text not in reader.used_steps:
            reader.report("step_unused", key, word=key.text)
    labels = nodes.get("on_screen")
    for item in labels.items if isinstance(labels, Listing) else []:
        if isinstance(item, Scalar) and " ".join(item.text.split()) not in reader.quoted:
            reader.report("on_screen_unused", item, word=sanitize(item.text))


def _phrases(reader: Decoder, guide: Guide, section: Node | None) -> None:
    """Every phrase is used, not before its questions are answered, and only its last entry holds without condition."""
    used = {id for id, _, _ in reader.used_phrases}
    for key, entries in section.entries if isinstance(section, MappingNode) else []:
        if key.text in (*DAYS, "date"):
            reader.report("reserved_id", entries, word=key.text)
        if key.text not in used:
            reader.report("phrase_unused", key, word=sanitize(key.text))
        *others, last = entries.items if isinstance(entries, Listing) and entries.items else [None]
        if when := child(last, "when"):
            reader.report("phrase_without_default", when)
        for entry in others:
            if isinstance(entry, MappingNode) and not child(entry, "when"):
                reader.report("phrase_never", entry)
    order = list(reader.options)
    for id, question, node in reader.used_phrases:
        later = order[order.index(question) :] if question else []
        asked = {part.question for phrase in guide.phrases.get(id, ()) for part in phrase.when.comparisons()}
        if not asked.isdisjoint(later):
            reader.report("phrase_too_late", node, word=id)


CHECKS: Mapping[type, Check] = {
    Question: check_question,
    Detail: check_detail,
    Item: check_item,
    Step: check_item,
    Warning: check_item,
    Contradiction: check_contradiction,
    Contact: check_contact,
    Address: check_address,
    StatusRule: check_status,
    Document: check_document,
    Route: check_route,
    Guide: check_guide,
}
"""The rule for each kind of entity that has one."""
