"""The full prompts: questionary's questions on a card that wraps, scrolls and keeps its keys in sight."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style

from micloud_helper.catalogue import Catalogue
from micloud_helper.prompts.asking import Ask, Gesture, Reply
from micloud_helper.prompts.card import Card, Line
from micloud_helper.prompts.keys import AGAIN, BY_NUMBER
from micloud_helper.prompts.screen import dress
from micloud_helper.prompts.terminal import columns_and_rows, wrapped

__all__ = ["FullPrompter"]

STYLE = Style(
    [
        ("question", "noinherit bold"),
        ("answer", "noinherit"),
        ("highlighted", "noinherit bold"),
        ("notice", "bold"),
        ("done", "ansigreen"),
    ]
)
"""Weight rather than colour: it reads on dark and light backgrounds, and nothing is said by colour alone."""

ESCAPE_WAIT = 0.1
"""Seconds after which Esc is the key itself and not the beginning of an arrow's code."""

RESIZED = "resized"


class FullPrompter:
    """Asks with keys on a terminal that can move its cursor."""

    piped = False

    def __init__(self, languages: Sequence[str], *, can_save: bool) -> None:
        """Prepare the terminal on standard error; the document has standard output for itself."""
        self.languages = languages
        self.can_save = can_save
        self._output = create_output(stdout=sys.stderr)
        if hasattr(self._output, "enable_cpr"):
            self._output.enable_cpr = False  # cards need no cursor position, and not every terminal tells it
        self._drafts: dict[str, tuple[str, ...]] = {}
        self._by_number = False
        self._height = 0
        self._ends: list[int] = []

    def ask(self, ask: Ask, words: Catalogue, *, again: bool = False) -> Reply:
        """Show the card until it is answered; help, language and a new window size keep what was begun."""
        self._ends = self._ends or [self._height]
        others = [
            words.in_language(code).message("prompts.own_name") for code in self.languages if code != words.language
        ]
        ask = replace(ask, current=self._drafts.pop(ask.id, ask.current))
        card = Card(ask, words, other_language="".join(others[:1]), can_save=self.can_save and ask.may_save)
        while True:
            reply = self._show(card)
            if reply == RESIZED:
                self._output.erase_screen()
                self._output.cursor_goto(0, 0)
            elif reply == BY_NUMBER:
                self._by_number = True
                return (ask.choices[card.pointed].id,)
            elif reply != AGAIN:
                break
        if isinstance(reply, Gesture):
            self._drafts |= {ask.id: card.begun} if reply is not Gesture.BACK else {}
            return reply
        return reply if isinstance(reply, tuple) else (reply,)

    def tell(self, text: str) -> None:
        """Say a paragraph between cards."""
        self._print([*(("", line) for line in wrapped(text)), ("", "")])

    def confirm(self, question: str, answer: str, words: Catalogue) -> None:
        """Leave question and answer in sight."""
        said = [("class:done", line) for line in wrapped(answer, first="  > ", rest="    ")]
        self._print([*(("", line) for line in wrapped(question)), *said, ("", "")])
        self._ends.append(self._height)

    def retract(self) -> None:
        """Take the last answer shown, and what was printed since, from the screen; what is scrolled away stays."""
        if len(self._ends) > 1:
            self._ends.pop()
            self._output.cursor_up(self._height - self._ends[-1])
            self._output.erase_down()
            self._output.flush()
            self._height = self._ends[-1]

    def _show(self, card: Card) -> Any:
        """Show the card once: gives the answer, a gesture, or why it has to be shown again."""
        size = card.size = columns_and_rows()
        self._print(card.overflow())
        question = self._question(card)
        app = question.application
        app.ttimeoutlen = ESCAPE_WAIT
        keyboard = dress(app, card, guarded=self._by_number)
        self._by_number = False

        def watch(app: Any) -> None:
            if columns_and_rows() != size and not app.is_done:
                keyboard.keep()
                app.exit(result=RESIZED)

        app.before_render += watch
        return question.unsafe_ask()

    def _question(self, card: Card) -> Any:
        import questionary

        common: dict[str, Any] = {"qmark": "", "style": STYLE, "output": self._output, "erase_when_done": True}
        if card.ask.kind == "text":
            return questionary.text(">", default="".join(card.begun), **common)
        choices = [questionary.Choice(choice.label, value=choice.id) for choice in card.ask.choices]
        common |= {"use_jk_keys": False, "use_emacs_keys": False}
        if card.ask.kind == "choice":
            return questionary.select("", choices, default=choices[card.pointed], **common)
        for choice in choices:
            choice.checked = choice.value in card.begun
        return questionary.checkbox("", choices, initial_choice=choices[card.pointed], **common)

    def _print(self, lines: list[Line]) -> None:
        self._height += len(lines)
        text = FormattedText([(style, line + "\n") for style, line in lines])
        print_formatted_text(text, style=STYLE, output=self._output, end="")
