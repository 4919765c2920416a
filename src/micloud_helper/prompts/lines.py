"""Line mode: plain numbered questions, one after the other; no cursor movement, no colour, words instead of keys."""

import re
import sys
from collections.abc import Sequence
from dataclasses import replace

from micloud_helper.catalogue import Catalogue
from micloud_helper.prompts.asking import Ask, Gesture, Reply
from micloud_helper.prompts.terminal import shown, wrapped

__all__ = ["LinePrompter"]

GESTURES = {"back": Gesture.BACK, "save": Gesture.SAVE, "language": Gesture.LANGUAGE}
COMMANDS = ("back", "help", "save", "language", "quit")


class LinePrompter:
    """Asks line by line on standard error and reads lines from standard input, typed or piped."""

    def __init__(self, languages: Sequence[str]) -> None:
        """Take the words of all `languages`, whichever is spoken."""
        self.languages = languages
        self.piped = not sys.stdin.isatty()

    def ask(self, ask: Ask, words: Catalogue, *, again: bool = False) -> Reply:
        """Put the question, then read lines until one can be taken."""
        if ask.remark:
            self.tell(ask.remark)
        if not again:
            self._put(ask)
        if ask.error and ask.kind == "text":
            ask = replace(ask, current=())  # what was wrong is not kept by Enter
        slip = ask.error
        while True:
            heard = self._heard(ask, words, slip)
            if isinstance(heard, Gesture):
                return heard
            emptied = ask.optional and heard.casefold() in self._spoken("empty", words)
            slip, reply = _taken(ask, heard, words, emptied=emptied)
            if not slip:
                return reply

    def _heard(self, ask: Ask, words: Catalogue, slip: str) -> str | Gesture:
        """Read a line that is an answer or a gesture; help is given on the way. `slip` is said first."""
        while True:
            if slip:
                self.tell(slip)
            typed = self._read(self._prompt(ask, words), ask)
            command = self._command(typed, words)
            if command == "quit":
                raise KeyboardInterrupt
            if command != "help":
                return GESTURES.get(command, typed)
            slip = ""
            for paragraph in ask.help or (words.message("prompts.no_help"),):
                self.tell(paragraph)

    def tell(self, text: str) -> None:
        """Say a paragraph; broken between words on a terminal, one line in a pipe."""
        self._write(_broken(text) + "\n")

    def confirm(self, question: str, answer: str, words: Catalogue) -> None:
        """Repeat the answer in words: a number alone says nothing to somebody reading later."""
        self.tell(words.message("prompts.answered", answer=answer))

    def retract(self) -> None:
        """Leave the lines as they are: they tell what happened, in order."""

    def _put(self, ask: Ask) -> None:
        self._write("\n")
        for text in (ask.progress, ask.line, ask.why):
            if text:
                self.tell(text)
        for number, choice in enumerate(() if _is_yes_or_no(ask) else ask.choices, 1):
            self.tell(f"{number}. {choice.label}")

    def _prompt(self, ask: Ask, words: Catalogue) -> str:
        kept = ", ".join(choice.label for choice in ask.choices if choice.id in ask.current)
        if ask.kind == "text":
            kept = ask.current[0] if ask.current else ""
            optional = "text_optional" if ask.optional else "text"
            key = ("text_kept" if ask.optional else "text_kept_required") if kept else optional
        else:
            kind = "yes_no" if _is_yes_or_no(ask) else "pick_many" if ask.kind == "choices" else "pick"
            key = f"{kind}_kept" if kept else kind
        numbers = f"1-{len(ask.choices)}" if len(ask.choices) > 1 else "1"
        return words.message(
            f"prompts.line.{key}", numbers=numbers, kept=kept, empty=words.message("prompts.words.empty")
        )

    def _read(self, prompt: str, ask: Ask) -> str:
        self._write(_broken(prompt) + " ")
        line: bytes = sys.stdin.buffer.readline()
        typed = line.decode(sys.stdin.encoding or "utf-8", "replace").strip()
        if self.piped or not line:
            self._write(shown(typed) + "\n")  # nobody typed it, so the terminal has not shown it
        if not line and not (self.piped and not ask.error and (ask.current or ask.optional)):
            raise EOFError
        return typed

    def _command(self, typed: str, words: Catalogue) -> str:
        if typed == "?":
            return "help"
        return next((name for name in COMMANDS if typed.casefold() in self._spoken(name, words)), "")

    def _spoken(self, name: str, words: Catalogue) -> list[str]:
        """Give a word one may type, in every language."""
        return [words.in_language(language).message(f"prompts.words.{name}") for language in self.languages]

    def _write(self, text: str) -> None:
        encoding = sys.stderr.encoding or "ascii"
        sys.stderr.write(text.encode(encoding, "replace").decode(encoding))
        sys.stderr.flush()


def _broken(text: str) -> str:
    return "\n".join(wrapped(text)) if sys.stderr.isatty() else shown(text)


def _taken(ask: Ask, typed: str, words: Catalogue, *, emptied: bool) -> tuple[str, tuple[str, ...]]:
    """Make an answer of a line, in which nothing keeps what was there. Gives what is wrong, or the answer."""
    if emptied or (ask.optional and not (typed or ask.current)):
        return "", ("",) if ask.kind == "text" else ()
    if not typed and ask.current:
        return "", ask.current
    return ("", (typed,)) if ask.kind == "text" else _picked(ask, typed, words)


def _picked(ask: Ask, typed: str, words: Catalogue) -> tuple[str, tuple[str, ...]]:
    """Find what was picked: by number, id, label or word. Gives what is wrong, or the ids in the list's order."""
    count = len(ask.choices)
    wrong, none = ("yes_no", "yes_no") if _is_yes_or_no(ask) else ("not_offered", "pick_one")
    if whole := _found(ask, typed):
        return "", (whole,)
    parts = [part for part in re.split(r"[\s,;+&]+", typed) if part]
    if not parts:
        return words.message(f"prompts.slip.{none}", count=count), ()
    found = [_found(ask, part) for part in parts]
    for part, id in zip(parts, found, strict=True):
        if not id:
            return words.message(f"prompts.slip.{wrong}", typed=part[:20], count=count), ()
    if ask.kind == "choice" and len(set(found)) > 1:
        return words.message("prompts.slip.only_one"), ()
    if ask.none in found and len(set(found)) > 1:
        label = next(choice.label for choice in ask.choices if choice.id == ask.none)
        return words.message("prompts.slip.stands_alone", label=label), ()
    return "", tuple(choice.id for choice in ask.choices if choice.id in found)


def _is_yes_or_no(ask: Ask) -> bool:
    return any(choice.words for choice in ask.choices)


def _found(ask: Ask, typed: str) -> str:
    word = typed.casefold().rstrip(".)")
    numbered = not _is_yes_or_no(ask)  # numbers that were not shown mean nothing
    for number, choice in enumerate(ask.choices, 1):
        if word in (choice.id, choice.label.casefold(), *choice.words) or (numbered and word == str(number)):
            return choice.id
    return ""
