"""What a card says: question, choices, notice and keys, broken into lines that fit the window."""

from collections.abc import Sequence
from typing import TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.prompts.asking import Ask
from micloud_helper.prompts.terminal import shown, wrapped

__all__ = ["Card", "Line"]

Line: TypeAlias = tuple[str, str]
"""A style and a line of text."""

POINTED = "class:highlighted [SetCursorPosition]"


class Card:
    """One question on the screen of `size` columns and rows. `begun` is what was picked or typed so far."""

    def __init__(self, ask: Ask, words: Catalogue, *, other_language: str, can_save: bool) -> None:
        """Lay out `ask`; keys for the other language and for saving are named where there is such a thing."""
        self.ask = ask
        self.words = words
        self.other_language = other_language
        self.can_save = can_save
        self.size = (80, 24)
        self.notice = ask.error or ask.remark
        self.helping = False
        self.begun = ask.current or (("",) if ask.kind == "text" else ())
        ids = [choice.id for choice in ask.choices]
        self.pointed = ids.index(ask.current[0]) if ask.current and ids else 0

    def overflow(self) -> list[Line]:
        """Give what has to be printed before the card where the window is too low for all: progress, reason, help."""
        return [] if self._fits() else [*self._above(), *self._reason(), ("", "")]

    def heading(self) -> list[Line]:
        """Give the lines above the answer."""
        question = self._lines(self.ask.line, "class:question")
        return [*self._above(), *question, *self._reason(), ("", "")] if self._fits() else question

    def choices(self, pointed: int, picked: Sequence[str]) -> list[Line]:
        """Give the lines of all choices."""
        lines: list[Line] = []
        for index, choice in enumerate(self.ask.choices):
            first, *rest = self.choice(index, pointed=index == pointed, picked=choice.id in picked)
            lines.append((POINTED if index == pointed else "class:text", first))
            lines += [("class:highlighted" if index == pointed else "class:text", line) for line in rest]
        return lines

    def choice(self, index: int, *, pointed: bool = False, picked: bool = False) -> list[str]:
        """Give the lines of one choice, with its number and what marks it."""
        box = ("[x] " if picked else "[ ] ") if self.ask.kind == "choices" else ""
        number = str(index + 1).rjust(len(str(len(self.ask.choices))))
        first = f" {'>' if pointed else ' '} {number}. {box}"
        width = self.size[0] - 1  # one column is left for the scroll bar
        return wrapped(self.ask.choices[index].label, width=width, first=first, rest=" " * len(first))

    def below(self, typed: str) -> list[Line]:
        """Give what stands under the answer: what is wrong with it, or what is understood so far."""
        if self.notice and (self.ask.choices or (typed,) == self.begun):
            sign = "* " if self.notice == self.ask.remark else "! "
            return self._lines(self.notice, "class:notice", first=sign, rest="  ")
        if not typed and self.ask.optional and self.ask.kind == "text":
            return self._lines(self.words.message("prompts.may_skip"), first="   ", rest="   ")
        return self._lines(self.ask.reading(typed) if self.ask.reading and typed else "", first="   ", rest="   ")

    def keys(self) -> list[Line]:
        """Name the keys, as many to a line as fit; a key and what it does stay together."""
        lines: list[str] = []
        for item in map(shown, self._keys()):
            longer = f"{lines[-1]}  {item}" if lines else item
            if lines and len(longer) < self.size[0]:
                lines[-1] = longer
            else:
                lines.append(item)
        return [("class:keys", line) for line in lines]

    def _keys(self) -> list[str]:
        say, ask, count = self.words.message, self.ask, len(self.ask.choices)
        numbers = f"1-{count}" if count > 1 else "1"
        chord = "_text" if ask.kind == "text" else ""
        if ask.kind == "choice":
            found = [say("prompts.keys.pick" if count < 10 else "prompts.keys.pick_long", numbers=numbers)]
        elif ask.kind == "choices":
            found = [say("prompts.keys.pick_many", numbers=numbers), say("prompts.keys.go_on")]
        else:
            found = [say("prompts.keys.go_on")]
        found.append(say("prompts.keys.back"))
        if ask.help:
            found.append(say("prompts.keys.close_help" if self.helping else "prompts.keys.help"))
        if self.other_language:
            found.append(say(f"prompts.keys.language{chord}", language=self.other_language))
        return [*found, say(f"prompts.keys.save{chord}")] if self.can_save else found

    def _fits(self) -> bool:
        texts = (self._above(), self._lines(self.ask.line), self._reason(), self.choices(0, ()), self.keys())
        return sum(map(len, texts)) + 4 <= self.size[1]

    def _above(self) -> list[Line]:
        return self._lines(self.ask.progress)

    def _reason(self) -> list[Line]:
        help = self.ask.help if self.helping else ()
        return [
            *self._lines(self.ask.why),
            *(line for text in help for line in self._lines(text, first="- ", rest="  ")),
        ]

    def _lines(self, text: str, style: str = "", *, first: str = "", rest: str = "") -> list[Line]:
        return [(style, line) for line in wrapped(text, width=self.size[0], first=first, rest=rest)] if text else []
