"""Rules about single texts and addresses: length, translation, on-screen words, colours, numbers, sources."""

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from micloud_helper.freshness import good_until
from micloud_helper.guide import Guide, Text
from micloud_helper.loader.nodes import sanitize
from micloud_helper.proof.elements import Path, elements, texts
from micloud_helper.proof.proof import Proof

Hit: TypeAlias = tuple[Path, Mapping[str, str]]
"""Where a rule is broken, and the facts for its message."""

LONGEST_SENTENCE = 25
QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
PLACEHOLDER = re.compile(r"\{\w+\}")
URL = re.compile(r"https?://\S+")
WORD = re.compile(r"[^\W\d_][^\W_]+")
NUMBER = re.compile(r"\d+")
SENTENCE_END = re.compile(r"[.!?;:](?:\s+|$)")


def sentence_long(proof: Proof) -> Iterator[Hit]:
    """Find sentences that nobody reads to the end; a quoted label counts as one word."""
    for path, text in texts(proof.guide):
        for language, words in text.items():
            longest = _with_longest_phrases(proof.guide, words, language)
            for sentence in SENTENCE_END.split(QUOTED.sub("label", URL.sub("address", longest))):
                count = len(sentence.split())
                if count > LONGEST_SENTENCE:
                    yield (*path, language), {"count": str(count), "limit": str(LONGEST_SENTENCE)}


def _with_longest_phrases(guide: Guide, words: str, language: str) -> str:
    for id, entries in guide.phrases.items():
        longest = max((entry.text[language] for entry in entries), key=lambda it: len(it.split()))
        words = words.replace(f"{{{id}}}", longest)
    return words


def untranslated(proof: Proof) -> Iterator[Hit]:
    """Find texts that are the same in two languages although they hold more than labels and names."""
    for path, text in texts(proof.guide):
        first, *others = text
        for other in others:
            own_words = WORD.findall(PLACEHOLDER.sub("", QUOTED.sub("", URL.sub("", text[other]))))
            if text[other] == text[first] and len(own_words) > 1:
                yield (*path, other), {"language": other, "first": first}


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
    for path, text in texts(proof.guide):
        first, *others = text
        for other in others:
            if _figures(text, other) != _figures(text, first):
                yield (*path, other), {"language": other, "first": first}


def _figures(text: Text, language: str) -> list[str]:
    words = text[language]
    return sorted({*URL.findall(words), *(number.lstrip("0") for number in NUMBER.findall(words))})


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


RULES = (sentence_long, untranslated, on_screen_unquoted, numbers_differ, http_address, colour_only, source_stale)
