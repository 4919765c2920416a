"""Line mode: plain numbered questions, one after the other; no cursor movement, no colour, words instead of keys."""

import re
import sys
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Literal, TypeAlias, get_args

from micloud_helper.catalogue import Catalogue
from micloud_helper.prompts.prompt import Action, Interruption, Prompt, Response, stop
from micloud_helper.prompts.screen import shown, wrapped

Command: TypeAlias = Literal[Action, "help", "quit"]
COMMANDS: tuple[Command, ...] = get_args(Command)


class LinePrompter:
    """Asks line by line on standard error; `piped` where nobody is there for offers and confirmations.

    Raises KeyboardInterrupt when the person stops, EOFError when nobody can answer any more.
    """

    by_line = True

    def __init__(self) -> None:
        """Look whether a person types."""
        self.interruption = Interruption()
        self.piped = not sys.stdin.isatty()
        self._in_sight: object = None

    def hold(self) -> AbstractContextManager[None]:
        """Leave the terminal as it is: it edits and shows the lines."""
        self._in_sight = None
        return nullcontext()

    def ask(self, prompt: Prompt, catalogue: Catalogue) -> Response:
        """Put the question, unless it was the last one put, then read lines until one can be taken."""
        if prompt.remark:
            self.tell(prompt.remark)
        if self._in_sight != (prompt.question, prompt.choices):
            self._in_sight = (prompt.question, prompt.choices)
            self._put(prompt, catalogue)
        if prompt.error:
            prompt = replace(prompt, current=())  # what was wrong is not kept by Enter
        error = prompt.error
        while True:
            if error:
                self.tell(error)
            line = self._line(self._invitation(prompt, catalogue))
            if not line and (error or not self.piped or not (prompt.current or prompt.optional)):
                self._write("\n")  # a pipe may end only where what was kept or nothing is an answer
                raise EOFError
            typed = line.decode(sys.stdin.encoding or "utf-8", "replace").strip()
            command = _command(typed, prompt, catalogue)
            values, error = ((), "") if command else self._taken(prompt, typed, catalogue)
            if self.piped:  # nobody typed it, so the terminal has not shown it
                self._write(shown(_harmless(typed) if error else typed) + "\n")
            if command == "quit":
                stop()
            if command == "help":
                for paragraph in prompt.help or (catalogue.message("prompts.no_help"),):
                    self.tell(paragraph)
            elif command:
                return prompt.current, command
            elif not error:
                return values, None

    def tell(self, text: str) -> None:
        """Say a paragraph; broken between words on a terminal, one line in a pipe."""
        self._write(_broken(text) + "\n")

    def confirm(self, id: str, question: str, answer: str, catalogue: Catalogue) -> None:
        """Repeat the answer in words: a number alone says nothing to somebody reading later."""
        self.tell(catalogue.message("prompts.answered", answer=answer))

    def retract(self, id: str | None) -> None:
        """Leave the lines as they are: they tell what happened, in order."""

    def pause(self, catalogue: Catalogue, number: int, count: int) -> bool:
        """Wait between two sections: Enter goes on, any word ends it."""
        self._write("\n")
        line = self._line(catalogue.message("prompts.end.more_line", number=number, count=count))
        return bool(line) and not line.strip()

    def frame(self, texts: Sequence[str]) -> None:
        """Say paragraphs one by one, without a frame."""
        self._write("\n")
        for text in texts:
            self.tell(text)

    def _put(self, prompt: Prompt, catalogue: Catalogue) -> None:
        self._write("\n")
        for text in (prompt.progress, prompt.question, prompt.why):
            if text:
                self.tell(text)
        if prompt.takes_code and not self.piped:
            self.tell(catalogue.message("prompts.code.offer", word=catalogue.message("prompts.words.code")))
        for number, label in enumerate(() if prompt.kind == "yes_no" else prompt.choices.values(), 1):
            self.tell(f"{number}. {label}")

    def _invitation(self, prompt: Prompt, catalogue: Catalogue) -> str:
        kept = ", ".join(prompt.choices.get(it, it) for it in prompt.current)
        key = f"{prompt.kind}{'_optional' * (prompt.optional and prompt.kind == 'text')}{'_kept' * bool(kept)}"
        numbers, empty = prompt.numbers, catalogue.message("prompts.words.empty")
        return catalogue.message(f"prompts.line.{key}", numbers=numbers, kept=kept, empty=empty)

    def _line(self, invitation: str) -> bytes:
        self._write(_broken(invitation) + " ")
        with self.interruption.reacting(stop):
            return sys.stdin.buffer.readline()

    def _taken(self, prompt: Prompt, typed: str, catalogue: Catalogue) -> tuple[tuple[str, ...], str]:
        """Make an answer of a line, in which nothing keeps what was there. Gives the answer, and what is wrong."""
        values, error = prompt.current, ""
        if typed or not values:
            if prompt.optional and (not typed or typed.casefold() in _spoken("empty", catalogue)):
                values = ("",) if prompt.kind == "text" else ()
            elif prompt.kind == "text":
                values = (typed,)
            else:
                values, error = _picked(prompt, typed, catalogue)
        return values, error or prompt.refusal(values, catalogue)

    def _write(self, text: str) -> None:
        encoding = sys.stderr.encoding or "ascii"
        sys.stderr.write(text.encode(encoding, "replace").decode(encoding))
        sys.stderr.flush()


def _broken(text: str) -> str:
    return "\n".join(wrapped(text)) if sys.stderr.isatty() else shown(text)


def _command(typed: str, prompt: Prompt, catalogue: Catalogue) -> Command | None:
    names = (name for name in COMMANDS if name != "code" or prompt.takes_code)
    return "help" if typed == "?" else next((it for it in names if typed.casefold() in _spoken(it, catalogue)), None)


def _spoken(name: str, catalogue: Catalogue) -> Collection[str]:
    """Give a word one may type, in every language."""
    return catalogue.area("prompts")[f"words.{name}"].values()


def _picked(prompt: Prompt, typed: str, catalogue: Catalogue) -> tuple[tuple[str, ...], str]:
    """Find what was picked: by number, id, label or word. Gives the ids in the list's order, and what is wrong."""
    ids: dict[str, str] = {}
    for number, (id, label) in enumerate(prompt.choices.items(), 1):
        for word in (id, label.casefold(), *(prompt.words(id, catalogue) or [str(number)])):
            ids.setdefault(word, id)
    parts = re.findall(r"[^\s,;+&]+", typed)
    whole, *found = (ids.get(part.casefold().rstrip(".)"), "") for part in (typed, *parts))
    if whole:
        return (whole,), ""
    if not parts or "" in found:
        key = "yes_no" if prompt.kind == "yes_no" else "not_offered" if parts else "pick_one"
        wrong = _harmless(parts[found.index("")]) if parts else ""
        return (), catalogue.message(f"prompts.error.{key}", typed=wrong, count=len(prompt.choices))
    if prompt.kind != "choices" and len(set(found)) > 1:
        return (), catalogue.message("prompts.error.only_one")
    return tuple(id for id in prompt.choices if id in found), ""


def _harmless(typed: str) -> str:
    """Repeat what could not be taken only if it is too short to be private: it may be a code in the wrong place."""
    return typed if len(typed) <= 3 else "…"
