"""Reads a guide file into a `Guide`, or raises one GuideError that holds every problem found.

Reading follows the annotations of the guide's classes; the rules here are about what those cannot say.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from micloud_helper.errors import GuideError
from micloud_helper.guide import DAYS, Address, Contact, Contradiction, Detail, Guide, Item, Question, Route, StatusRule
from micloud_helper.loader.decoder import CONNECTIVES, Decoder
from micloud_helper.loader.nodes import ABSENT, Node, sanitize
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
    reader = GuideReader(file)
    guide = None
    with reader.all_at_once(GuideError):
        root = reader.compose(data)
        if root.kind == "mapping":
            guide = reader.guide(root)
        elif not reader.found:
            reader.report("empty_file" if root is ABSENT else "not_a_guide", ABSENT)
    assert guide is not None  # a guide without problems is whole
    return guide


class GuideReader(Decoder):
    """Reads one guide file, and checks what the annotations of its classes cannot say."""

    def check(self, it: Any, node: Node) -> None:
        """Check what was read from `node` by itself; steps and warnings are items."""
        if isinstance(it, Question | Detail) and (
            it.id in RESERVED or (isinstance(it, Detail) and it.id in self.options)
        ):
            self.report("reserved_id", node, word=it.id)
        if isinstance(it, Question | Route):
            self._check_keys(it, node)
        if isinstance(it, Question) and it.none and it.none not in it.options:
            self.unknown("unknown_value", node.child("none"), it.none, it.options)
        if (
            isinstance(it, Item)
            and it.on_screen
            and any(f'"{it.on_screen}"' not in words for words in it.text.values())
        ):
            self.report("on_screen_not_quoted", node.child("on_screen"), word=it.on_screen)
        if isinstance(it, Contact):
            self._check_address(it.kind, it.value, node.child("value"))
        if isinstance(it, Address):
            self._check_address("address", it.url, node.child("url"))
        if isinstance(it, StatusRule) and it.status in StatusRule.NEEDS_HOW and not node.child("how").items:
            self.report("status_without_how", node, status=it.status)
        if isinstance(it, Contradiction) and len({part.question for part in it.when.comparisons()}) == 1:
            self.report("contradiction_one_question", node.child("when"))
        if isinstance(it, Route):
            self._check_needs(it, node.child("needs"))
            self._check_steps(node.child("phases"))
        if isinstance(it, Guide):
            self._check_phrases(node.child("phrases"))
            self._check_guide(it, node)

    def _check_keys(self, it: Question | Route, node: Node) -> None:
        """Check that an entity has no keys of another kind than its own."""
        own = KIND_KEYS[type(it)].get(it.kind, ())
        if own and node.child(own[0]) is ABSENT:
            self.report("key_missing", node, key=own[0])
        others = {key for keys in KIND_KEYS[type(it)].values() for key in keys if it.kind and key not in own}
        for key, value in node.entries:
            if key.text in others:
                self.report("key_not_for_kind", value, key=key.text, kind=it.kind)

    def _check_address(self, kind: str, address: str, node: Node) -> None:
        """Check that an address can be opened, called or written to."""
        if len(address) > MAX_ADDRESS:
            self.report("address_too_long", node, limit=f"{MAX_ADDRESS:,}")
        elif kind and address and not re.fullmatch(REACHABLE[kind], address):
            self.report("bad_address", node, kind=kind)

    def _check_needs(self, route: Route, needs: Node) -> None:
        """Check that an application has needs, each once and settled by the answers."""
        if route.kind == "application" and needs.kind == "list" and not needs.items:
            self.report("empty_list", needs)
        documents = self.values["documents"].values()
        unsettled = {it.id for it in documents if any(rule.status == "maybe_asked" for rule in it.statuses)}
        before: set[str] = set()
        for need in needs.items:
            words = [it for it in need.as_list().items if it.kind == "word"]
            for word in words:
                if word.text in before:
                    self.report("value_twice", word, word=word.text)
                elif word.text in unsettled:
                    self.report("need_unsettled", word, word=word.text)
            before |= {word.text for word in words if word.text in self.known.get("documents", ())}

    def _check_steps(self, phases: Node) -> None:
        """Check that no step stands twice on a route."""
        ids: set[str] = set()
        for step in (step for _, phase in phases.entries for step in phase.child("steps").items):
            id = step if step.kind == "word" else step.child("id")
            if id.kind == "word":
                if id.text in ids:
                    self.report("id_twice", step, word=sanitize(id.text))
                ids.add(id.text)

    def _check_phrases(self, phrases: Node) -> None:
        """Check that every phrase is used, and that only its last entry holds without condition."""
        for key, entries in phrases.entries:
            if key.text in (*DAYS, "date"):
                self.report("reserved_id", entries, word=key.text)
            if key.text not in self.used_phrases:
                self.report("phrase_unused", key, word=sanitize(key.text))
            for entry in entries.items[:-1]:
                if entry.kind == "mapping" and entry.child("when") is ABSENT:
                    self.report("phrase_never", entry)
            for entry in entries.items[-1:]:
                if (when := entry.child("when")) is not ABSENT:
                    self.report("phrase_without_default", when)

    def _check_guide(self, guide: Guide, root: Node) -> None:
        """Check that nobody is left without a route, and that nothing is listed that is not used."""
        for key, _ in root.child("routes").entries[-1:]:
            last = guide.routes.get(key.text)
            if last and ((last.kind or "contact") != "contact" or any(last.when.comparisons())):
                self.report("last_route_conditional", key)
        used = {step for route in guide.routes.values() for phase in route.phases for step in phase.steps}
        for key, _ in root.child("steps").entries:
            if key.text in self.values["steps"] and self.values["steps"][key.text] not in used:
                self.report("step_unused", key, word=key.text)
        for item in root.child("on_screen").items:
            if item.kind == "word" and " ".join(item.text.split()) not in self.quoted:
                self.report("on_screen_unused", item, word=sanitize(item.text))
