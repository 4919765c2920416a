"""What stands on the screen for one prompt: question, choices, notice and keys, in lines that fit the window."""

from collections.abc import Sequence

from micloud_helper.catalogue import Catalogue
from micloud_helper.prompts.prompt import Prompt
from micloud_helper.prompts.terminal import columns_and_rows, shown, wrapped

Line = tuple[str, str]
"""A style and a line of text."""

SPARE = 4
"""Rows beside question, reason, choices and keys: two for a notice, one empty, one for what follows."""


class Screen:
    """The lines of one prompt, in a window of whatever size it has now. `helping` when help is open."""

    def __init__(self, prompt: Prompt, catalogue: Catalogue, *, other_language: str, can_save: bool) -> None:
        """Keys for the other language and for saving are named where there is such a thing."""
        self.prompt = prompt
        self.catalogue = catalogue
        self.other_language = other_language
        self.can_save = can_save
        self.helping = False

    def overflow(self) -> list[Line]:
        """Give what has to be printed before where the window is too low for all: progress, reason and help."""
        return [] if self._fits() else [*_lines(self.prompt.progress), *self._reason(), ("", "")]

    def heading(self) -> list[Line]:
        """Give the lines above the answer."""
        question = _lines(self.prompt.question, "class:question")
        return [*_lines(self.prompt.progress), *question, *self._reason(), ("", "")] if self._fits() else question

    def choices(self, pointed: int = 0, picked: Sequence[str] = ()) -> list[Line]:
        """Give the lines of all choices: numbers, the pointer, and a box where several can be picked."""
        lines: list[Line] = []
        for index, choice in enumerate(self.prompt.choices):
            box = ("[x] " if choice.id in picked else "[ ] ") if self.prompt.kind == "choices" else ""
            number = str(index + 1).rjust(len(str(len(self.prompt.choices))))
            first = f" {'>' if index == pointed else ' '} {number}. {box}"
            width = columns_and_rows()[0] - 1  # one column is left for the scroll bar
            style = "class:highlighted" if index == pointed else "class:text"
            texts = wrapped(choice.label, width=width, first=first, rest=" " * len(first))
            lines += [(f"{style} [SetCursorPosition]" if index == pointed else style, texts[0])]
            lines += [(style, text) for text in texts[1:]]
        return lines

    def below(self, error: str, typed: str | None) -> list[Line]:
        """Give what stands under the answer: a remark, then what is wrong, or else what is understood so far."""
        prompt = self.prompt
        remark = _lines(prompt.remark, "class:notice", first="* ", rest="  ")
        if error:
            return [*remark, *_lines(error, "class:notice", first="! ", rest="  ")]
        hint = prompt.read(typed).understood if prompt.read and typed else ""
        if typed == "" and prompt.optional:
            hint = self.catalogue.message("prompts.may_skip")
        return [*remark, *_lines(hint, first="   ", rest="   ")]

    def keys(self) -> list[Line]:
        """Name the keys, as many to a line as fit; a key and what it does stay together."""
        lines: list[str] = []
        for item in map(shown, self._keys()):
            longer = f"{lines[-1]}  {item}" if lines else item
            if lines and len(longer) < columns_and_rows()[0]:
                lines[-1] = longer
            else:
                lines.append(item)
        return [("class:keys", line) for line in lines]

    def _keys(self) -> list[str]:
        say, prompt, count = self.catalogue.message, self.prompt, len(self.prompt.choices)
        numbers = f"1-{count}" if count > 1 else "1"
        chord = "_text" if prompt.kind == "text" else ""
        if prompt.kind == "choice":
            found = [say("prompts.keys.pick" if count < 10 else "prompts.keys.pick_long", numbers=numbers)]
        elif prompt.kind == "choices":
            found = [say("prompts.keys.pick_many", numbers=numbers), say("prompts.keys.go_on")]
        else:
            found = [say("prompts.keys.go_on")]
        found.append(say("prompts.keys.back"))
        if prompt.help:
            found.append(say("prompts.keys.close_help" if self.helping else "prompts.keys.help"))
        if self.other_language:
            found.append(say(f"prompts.keys.language{chord}", language=self.other_language))
        if self.can_save:
            found.append(say(f"prompts.keys.save{chord}"))
        return [*found, say("prompts.keys.code")] if prompt.takes_code else found

    def _reason(self) -> list[Line]:
        help = self.prompt.help if self.helping else ()
        return [*_lines(self.prompt.why), *(line for text in help for line in _lines(text, first="- ", rest="  "))]

    def _fits(self) -> bool:
        texts = (
            _lines(self.prompt.progress),
            _lines(self.prompt.question),
            self._reason(),
            self.choices(),
            self.keys(),
        )
        return sum(map(len, texts)) + SPARE <= columns_and_rows()[1]


def _lines(text: str, style: str = "", *, first: str = "", rest: str = "") -> list[Line]:
    return [(style, line) for line in wrapped(text, first=first, rest=rest)] if text else []
