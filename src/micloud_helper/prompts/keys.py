"""The keys of a card: the same gestures on every kind of question, and numbers that choose."""

from collections.abc import Callable
from typing import Any, TypeAlias

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from micloud_helper.prompts.asking import Gesture
from micloud_helper.prompts.card import Card

__all__ = ["AGAIN", "BY_NUMBER", "Keyboard"]

AGAIN = "again"
BY_NUMBER = "by number"
"""How a card ends besides an answer and a gesture: to be shown again, or with the number of the choice pointed at."""

Handler: TypeAlias = Callable[[KeyPressEvent], None]


class Keyboard:
    """Keys for one showing of a card, over questionary's list (`control`) or its line of text (`buffer`)."""

    def __init__(self, card: Card, control: Any, buffer: Buffer | None, *, guarded: bool) -> None:
        """Watch over a card; `guarded` wants a first Enter to be repeated, as the end of a number typed before."""
        self.card = card
        self.control = control
        self.buffer = buffer
        self.guarded_at = control.pointed_at if guarded and control else None
        self.guarded = guarded
        self.typed = ""
        self.bound = KeyBindings()

    def bindings(self) -> KeyBindings:
        """Bind everything."""
        ask = self.card.ask
        self._on(self._leave(Gesture.BACK), "escape")
        self._on(self._stop, "c-c", "c-q", Keys.SIGINT)
        self._on(self._help, "?", unless_typing=True)
        self._on(self._stop, "c-d", unless_typing=True)
        self._on(self._nothing, "c-r", "c-s")
        if self.card.other_language:
            self._on(self._leave(Gesture.LANGUAGE), "c-l", *(() if self.buffer else ("l", "L")))
        if self.card.can_save:
            self._on(self._leave(Gesture.SAVE), "c-s", *(() if self.buffer else ("s", "S")))
        if self.buffer:
            self._on(self._enter_nothing, "enter", "c-j", unless_typing=True)
            return self.bound
        self._on(self._number, *"0123456789")
        self._on(self._enter, "enter", "c-j")
        self._on(self._tick if ask.kind == "choices" else self._nothing, " ")
        self._on(self._nothing, "a", "i")
        for index, choice in enumerate(ask.choices):
            self._on(self._take(index), *(word for word in choice.words if len(word) == 1))
        return self.bound

    def _on(self, handler: Handler, *names: Keys | str, unless_typing: bool = False) -> None:
        free = Condition(lambda: not (unless_typing and self.buffer and self.buffer.text))
        for name in names:
            self.bound.add(name, eager=True, filter=free)(handler)

    def _leave(self, reply: object) -> Handler:
        def handler(event: KeyPressEvent) -> None:
            self.keep()
            event.app.exit(result=reply)

        return handler

    def keep(self) -> None:
        """Remember what was begun, for when the card is shown again."""
        if self.buffer:
            self.card.begun = (self.buffer.text,)
            return
        self.card.pointed = self.control.pointed_at
        if self.card.ask.kind == "choices":
            self.card.begun = tuple(self.control.selected_options)
        else:
            self.card.begun = (self.card.ask.choices[self.card.pointed].id,)

    def _help(self, event: KeyPressEvent) -> None:
        self.card.helping = not self.card.helping
        self._leave(AGAIN)(event)

    def _stop(self, event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    def _nothing(self, event: KeyPressEvent) -> None:
        """Take a key from questionary that would do something not shown on the card."""

    def _number(self, event: KeyPressEvent) -> None:
        """Take a digit: up to nine choices it chooses or ticks, in a longer list it moves to the number typed."""
        self.card.notice, self.guarded_at, digit = "", None, event.data
        count = len(self.card.ask.choices)
        self.typed = next((text for text in (self.typed + digit, digit) if 1 <= int(text) <= count), "")
        if not self.typed:
            return
        self.control.pointed_at = int(self.typed) - 1
        if self.card.ask.kind == "choices":
            self._tick(event)
        elif count < 10:
            self._leave(BY_NUMBER)(event)

    def _take(self, index: int) -> Handler:
        def handler(event: KeyPressEvent) -> None:
            self.control.pointed_at = index
            self._leave(BY_NUMBER)(event)

        return handler

    def _tick(self, event: KeyPressEvent) -> None:
        """Tick the choice pointed at, or take the tick away; the one that stands alone clears the others."""
        self.card.notice, ask = "", self.card.ask
        picked: list[str] = self.control.selected_options
        id = ask.choices[self.control.pointed_at].id
        if id in picked:
            picked.remove(id)
        elif id == ask.none:
            picked[:] = [id]
        else:
            picked[:] = [*(other for other in picked if other != ask.none), id]

    def _enter_nothing(self, event: KeyPressEvent) -> None:
        """Leave a field empty, unless the Enter only ends the number typed on the card before."""
        if self.guarded and self.card.ask.optional:
            self.guarded = False
            self.keep()
            self.card.notice = self.card.words.message("prompts.slip.enter_again_text")
        else:
            event.current_buffer.validate_and_handle()

    def _enter(self, event: KeyPressEvent) -> None:
        ask, words = self.card.ask, self.card.words
        self.keep()
        if ask.kind == "choices" and not (self.card.begun or ask.optional):
            self.card.notice = words.message("prompts.slip.pick_some")
        elif self.guarded_at == self.card.pointed:
            self.guarded_at = None
            self.card.notice = words.message("prompts.slip.enter_again")
        elif ask.kind == "choices":
            event.app.exit(result=tuple(choice.id for choice in ask.choices if choice.id in self.card.begun))
        else:
            event.app.exit(result=self.card.begun)
