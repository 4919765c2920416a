"""Examines a guide file: its structure, every plan it can lead to, and what it means; makes the report.

A guide may be well formed and still say nothing, twice, or what nobody ever sees. The first rules of meaning look at
what can be reached: questions, options, conditions, statuses, routes, phases and endings. Those under `TEXT_RULES` look
at single texts, addresses and sources.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.dates import good_until
from micloud_helper.errors import GuideError, Location, Problem
from micloud_helper.guide import PLACEHOLDER
from micloud_helper.loader import load_messages, read_guide
from micloud_helper.loader.nodes import Node, sanitize
from micloud_helper.loader.reader import Reader
from micloud_helper.proof.proof import Finding, Proof
from micloud_helper.proof.space import Path, count, distinct, elements, options_of, texts

LONGEST_PHASE = 9
LONGEST_SENTENCE = 25
QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
URL = re.compile(r"https?://\S+")
WORD = re.compile(r"[^\W\d_][^\W_]+")
NUMBER = re.compile(r"\d+")
SENTENCE_END = re.compile(r"[.!?;:](?:\s+|$)")

Hit: TypeAlias = tuple[Path, Mapping[str, str]]
"""Where a rule is broken, and the facts for its message."""


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
    root = Reader(file).compose(data)
    try:
        proof = Proof(guide, [Catalogue(language, load_messages) for language in guide.languages], today=today)
        proof.run(say_progress or (lambda done, total: None))
    except GuideError as error:  # no such calendar, or an answer space without end
        path = ("answer_window", "holidays") if error.problems[0].code == "unknown_calendar" else ("questions",)
        return Report(problems=tuple(Problem(it.code, it.facts, location(root, file, path)) for it in error.problems))
    findings = (
        Finding(rule.__name__, facts, severity_of(rule), location(root, file, path))
        for rule in RULES
        for path, facts in rule(proof)
    )
    return Report(
        findings=tuple(sorted(findings, key=lambda it: (it.location, it.code))),
        counterexamples=tuple(proof.shortest.values()),
        figures={
            **{section: len(getattr(guide, section)) for section in ("questions", "documents", "routes")},
            "sets": count(guide, proof.classes),
            "sheets": proof.sheets,
        },
    )


def location(root: Node, file: str, path: Path) -> Location:
    """Find a key or list entry in the nodes of `file`; the last one that is there, where the path leads beyond."""
    found = node = root
    for name in path:
        if node.kind == "word":  # the id of a step that several routes share
            node = root.child("steps").child(node.text)
        inner = {key.text: (key, value) for key, value in node.entries} | {
            n: (it, it) for n, it in enumerate(node.items)
        }
        if name not in inner:
            break
        found, node = inner[name]
    return Location(file, found.line, found.column)


def severity_of(rule: Callable[[Proof], Iterator[Hit]]) -> Literal["error", "warning"]:
    """Tell whether a guide that breaks the rule must not be used."""
    return "error" if rule in (never_true, status_never, route_never, unused) else "warning"


def never_true(proof: Proof) -> Iterator[Hit]:
    """Find conditions that never hold where they come into question."""
    for placed in proof.conditions:
        if placed.met and not any(map(placed.when.holds, placed.met)):
            yield placed.path, {}


def always_true(proof: Proof) -> Iterator[Hit]:
    """Find conditions that always hold where they come into question."""
    for placed in proof.conditions:
        if placed.met and any(placed.when.comparisons()) and all(map(placed.when.holds, placed.met)):
            yield placed.path, {}


def value_never(proof: Proof) -> Iterator[Hit]:
    """Find values that never occur where their condition, which may hold otherwise, comes into question."""
    for placed in proof.conditions:
        for comparison in placed.when.comparisons() if any(map(placed.when.holds, placed.met)) else ():
            classes = placed.classes.get(comparison.question, {})
            given = {it.get(comparison.question, ()) for it in placed.met}
            alike = (one for answer in given for one in classes.get(answer, (answer,)))
            met = {value for one in alike for value in options_of(one)}
            for value in sorted(comparison.values - met):
                yield placed.path, {"question": comparison.question, "value": value}


def option_without_effect(proof: Proof) -> Iterator[Hit]:
    """Find options that no condition tells from another one of the same question."""
    for id, classes in proof.classes.items():
        for alike in classes.values():
            first, *others = [picked[0] for picked in map(options_of, alike) if len(picked) == 1] or [""]
            for other in others:
                yield ("questions", id, "options", other), {"option": other, "other": first}


def status_never(proof: Proof) -> Iterator[Hit]:
    """Find statuses of a document that another one before them always takes the place of."""
    for id, document in proof.guide.documents.items():
        met = distinct(proof.sets, *(rule.when for rule in document.statuses))
        found = set(map(document.status_rule, met))
        for index, rule in enumerate(document.statuses):
            if rule not in found:
                yield ("documents", id, "statuses", index), {"document": id, "status": rule.status}


def route_never(proof: Proof) -> Iterator[Hit]:
    """Find routes that nobody is ever sent on."""
    for id in proof.guide.routes:
        if not proof.contexts["routes", id]:
            yield ("routes", id), {"route": id}


def unused(proof: Proof) -> Iterator[Hit]:
    """Find documents, sources and addresses that nothing refers to."""
    guide = proof.guide
    needed = {one for route in guide.routes.values() for need in (*route.needs, route.lists) for one in need}
    linked = {one for route in guide.routes.values() for one in route.addresses}
    cited = {value for path, value in elements(guide) if path[-2:-1] == ("sources",)}
    for kind, used in (("documents", needed), ("addresses", linked), ("sources", cited)):
        yield from (((kind, id), {"id": id}) for id in getattr(guide, kind) if id not in used)


def endings_overlap(proof: Proof) -> Iterator[Hit]:
    """Find routes that end the search for the same answers, so that only their order decides."""
    endings = [route for route in proof.guide.routes.values() if route.ends_search]
    met = distinct(proof.sets, *(route.when for route in endings))
    for first, second in combinations(endings, 2):
        if any(first.when.holds(one) and second.when.holds(one) for one in met):
            yield ("routes", second.id, "when"), {"route": second.id, "other": first.id}


def phase_long(proof: Proof) -> Iterator[Hit]:
    """Find phases that come to ten steps or more on somebody's sheet."""
    for id, route in proof.guide.routes.items():
        met = [dict(context) for context in proof.contexts["routes", id]]
        for phase in route.phases:
            shown = (one for one in met if phase.when.holds(one))
            count = max((sum(step.when.holds(one) for step in phase.steps) for one in shown), default=0)
            if count > LONGEST_PHASE:
                yield ("routes", id, "phases", phase.id), {"count": str(count), "limit": str(LONGEST_PHASE)}


def ending_without_warning(proof: Proof) -> Iterator[Hit]:
    """Find routes that warn of nothing, not even of those who sell unlocking; a stop route leads elsewhere."""
    warnings, contexts = proof.guide.warnings.values(), map(dict, proof.contexts["warnings",])
    warned = {met.get("route") for met in contexts if any(warning.when.holds(met) for warning in warnings)}
    for id, route in proof.guide.routes.items():
        if route.kind != "stop" and id not in warned and None not in warned:
            yield ("routes", id), {"route": id}


def sentence_long(proof: Proof) -> Iterator[Hit]:
    """Find sentences that nobody reads to the end; a quoted label counts as one word."""
    for path, text in texts(proof.guide):
        for language, words in text.items():
            filled = words
            for id, entries in proof.guide.phrases.items():
                longest = max((entry.text[language] for entry in entries), key=lambda it: len(it.split()))
                filled = filled.replace(f"{{{id}}}", longest)
            for sentence in SENTENCE_END.split(QUOTED.sub("label", URL.sub("address", filled))):
                count = len(sentence.split())
                if count > LONGEST_SENTENCE:
                    yield (*path, language), {"count": str(count), "limit": str(LONGEST_SENTENCE)}


def _translations(proof: Proof) -> Iterator[tuple[Hit, str, str]]:
    """Give every translation of a text: its place and languages, the text in the first language, and itself."""
    for path, text in texts(proof.guide):
        first, *others = text
        yield from ((((*path, it), {"language": it, "first": first}), text[first], text[it]) for it in others)


def untranslated(proof: Proof) -> Iterator[Hit]:
    """Find texts that are the same in two languages although they hold more than labels and names."""
    for hit, first, other in _translations(proof):
        if first == other and len(WORD.findall(PLACEHOLDER.sub("", QUOTED.sub("", URL.sub("", other))))) > 1:
            yield hit


def on_screen_unquoted(proof: Proof) -> Iterator[Hit]:
    """Find on-screen words outside quotes: long ones anywhere, short ones where every language has them."""
    labels = [(label, re.compile(rf"(?<!\w){re.escape(label)}(?!\w)")) for label in proof.guide.on_screen]
    for path, text in texts(proof.guide):
        bare = {language: QUOTED.sub("", words) for language, words in text.items()}
        for label, pattern in labels:
            found = [language for language, words in bare.items() if pattern.search(words)]
            if found and (len(label.split()) > 2 or (len(found) == len(bare) > 1)):
                yield (*path, found[0]), {"label": sanitize(label)}


def numbers_differ(proof: Proof) -> Iterator[Hit]:
    """Find texts whose languages do not have the same numbers and addresses."""
    for hit, *both in _translations(proof):
        first, other = ({*URL.findall(it), *(number.lstrip("0") for number in NUMBER.findall(it))} for it in both)
        if first != other:
            yield hit


def http_address(proof: Proof) -> Iterator[Hit]:
    """Find addresses without encryption where the guide itself, or a QR code, would do better with https."""
    everything = [(path, value) for path, value in elements(proof.guide) if isinstance(value, str)]
    secure = {host for _, value in everything for host in re.findall(r"https://([\w.-]+)", value)}
    for path, value in everything:
        for host in re.findall(r"http://([\w.-]+)", value):
            if host in secure or path[0] == "addresses":
                yield path, {"host": host}


def colour_only(proof: Proof) -> Iterator[Hit]:
    """Find colour words: a photocopy and many eyes do not see them."""
    for catalogue in proof.catalogues:
        language, colours = catalogue.language, catalogue.message("rules.colours").split()
        for path, text in texts(proof.guide):
            for word in WORD.findall(QUOTED.sub("", text[language])):
                if word.lower() in colours:
                    yield (*path, language), {"word": word}
                    break


def source_stale(proof: Proof) -> Iterator[Hit]:
    """Find sources that need another look."""
    for id, source in proof.guide.sources.items():
        until = good_until(proof.guide, source)
        if until < proof.today:
            yield ("sources", id), {"source": id, "until": until.isoformat()}


TEXT_RULES = (
    sentence_long, untranslated, on_screen_unquoted, numbers_differ, http_address, colour_only, source_stale,
)  # fmt: skip
"""Rules that need no walk over the answers."""

RULES = (
    never_true, always_true, value_never, option_without_effect, status_never, route_never, unused, endings_overlap,
    phase_long, ending_without_warning, *TEXT_RULES,
)  # fmt: skip
"""All rules of meaning. The words of each stand under its name in `rules.yaml`."""
