"""Line mode: plain numbered questions, one after the other; no cursor movement, no colour, words instead of keys."""

import re
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from micloud_helper.catalogue import Catalogue
from micloud_helper.prompts.prompt import Action, Interruption, Prompt, Response, stop
from micloud_helper.prompts.screen import shown, wrapped

COMMANDS = ("back", "help", "save", "language", "quit", "code")


class LinePrompter:
    """Asks line by line on standard error; `piped` where nobody is there for offers and confirmations.

    Raises KeyboardInterrupt when the person stops, EOFError when nobody can answer any more.
    """

    by_line = True

    def __init__(self, languages: Sequence[str]) -> None:
        """Take the words of all `languages`, whichever is spoken."""
        self.languages = languages
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
            command = self._command(typed, prompt, catalogue)
            values, error = ((), "") if command else self._taken(prompt, typed, catalogue)
            if self.piped:  # nobody typed it, so the terminal has not shown it
                self._write(shown(_harmless(typed) if error else typed) + "\n")
            if command == "quit":
                stop()
            if command == "help":
                for paragraph in prompt.help or (catalogue.message("prompts.no_help"),):
                    self.tell(paragraph)
            elif command:
                return Response(prompt.current, Action(command))
            elif not error:
                return Response(values)

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
        for number, choice in enumerate(() if _is_yes_or_no(prompt) else prompt.choices, 1):
            self.tell(f"{number}. {choice.label}")

    def _invitation(self, prompt: Prompt, catalogue: Catalogue) -> str:
        kept = ", ".join(choice.label for choice in prompt.choices if choice.id in prompt.current)
        if prompt.kind == "text":
            kept = "".join(prompt.current)
            key = "text_optional" if prompt.optional else "text"
        else:
            key = "yes_no" if _is_yes_or_no(prompt) else "pick_many" if prompt.kind == "choices" else "pick"
        numbers = f"1-{len(prompt.choices)}" if len(prompt.choices) > 1 else "1"
        empty = catalogue.message("prompts.words.empty")
        return catalogue.message(
            f"prompts.line.{key}{'_kept' if kept else ''}", numbers=numbers, kept=kept, empty=empty
        )

    def _line(self, invitation: str) -> bytes:
        self._write(_broken(invitation) + " ")
        with self.interruption.reacting(stop):
            return sys.stdin.buffer.readline()

    def _command(self, typed: str, prompt: Prompt, catalogue: Catalogue) -> str:
        names = [name for name in COMMANDS if name != "code" or prompt.takes_code]
        found = next((name for name in names if typed.casefold() in self._spoken(name, catalogue)), "")
        return "help" if typed == "?" else found

    def _spoken(self, name: str, catalogue: Catalogue) -> list[str]:
        """Give a word one may type, in every language."""
        return [catalogue.in_language(language).message(f"prompts.words.{name}") for language in self.languages]

    def _taken(self, prompt: Prompt, typed: str, catalogue: Catalogue) -> tuple[tuple[str, ...], str]:
        """Make an answer of a line, in which nothing keeps what was there. Gives the answer, and what is wrong."""
        values, error = prompt.current, ""
        if typed or not values:
            if prompt.optional and (not typed or typed.casefold() in self._spoken("empty", catalogue)):
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


def _picked(prompt: Prompt, typed: str, catalogue: Catalogue) -> tuple[tuple[str, ...], str]:
    """Find what was picked: by number, id, label or word. Gives the ids in the list's order, and what is wrong."""
    ids: dict[str, str] = {}
    for number, choice in enumerate(prompt.choices, 1):
        for word in (choice.id, choice.label.casefold(), *(choice.words or [str(number)])):
            ids.setdefault(word, choice.id)
    parts = re.findall(r"[^\s,;+&]+", typed)
    whole, *found = (ids.get(part.casefold().rstrip(".)"), "") for part in (typed, *parts))
    if whole:
        return (whole,), ""
    if not parts or "" in found:
        key = "yes_no" if _is_yes_or_no(prompt) else "not_offered" if parts else "pick_one"
        wrong = _harmless(parts[found.index("")]) if parts else ""
        return (), catalogue.message(f"prompts.error.{key}", typed=wrong, count=len(prompt.choices))
    if prompt.kind == "choice" and len(set(found)) > 1:
        return (), catalogue.message("prompts.error.only_one")
    return tuple(choice.id for choice in prompt.choices if choice.id in found), ""


def _harmless(typed: str) -> str:
    """Repeat what could not be taken only if it is too short to be private: it may be a code in the wrong place."""
    return typed if len(typed) <= 3 else "…"


def _is_yes_or_no(prompt: Prompt) -> bool:
    return any(choice.words for choice in prompt.choices)
