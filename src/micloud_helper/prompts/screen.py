"""Puts a card on the screen: a layout for questionary's application in which nothing is cut."""

from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.layout import (
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    ScrollbarMargin,
    ScrollOffsets,
    Window,
)

from micloud_helper.prompts.card import Card, Line
from micloud_helper.prompts.keys import Keyboard

__all__ = ["dress"]


def dress(app: Application[Any], card: Card, *, guarded: bool) -> Keyboard:
    """Put the card's layout and keys on the application; `guarded` wants a first Enter to be repeated."""
    from questionary.prompts.common import InquirerControl

    windows = list(app.layout.find_all_windows())
    control = next((window.content for window in windows if isinstance(window.content, InquirerControl)), None)
    buffer = app.layout.current_buffer if control is None else None
    heading, keys = card.heading(), card.keys()
    focused, answer = app.layout.current_window, app.layout.container
    if control is not None:
        focused = answer = _list(card, control, room=card.size[1] - len(heading) - len(keys) - 1)
    below = FormattedTextControl(lambda: _joined(card.below(buffer.text if buffer else "")))
    parts = [_fixed(heading), answer, Window(below, dont_extend_height=True), _fixed(keys)]
    too_small = Window(FormattedTextControl(_joined(heading)), wrap_lines=True)
    app.layout = Layout(HSplit(parts, window_too_small=too_small), focused_element=focused)
    keyboard = Keyboard(card, control, buffer, guarded=guarded)
    app.key_bindings = merge_key_bindings([app.key_bindings or KeyBindings(), keyboard.bindings()])
    return keyboard


def _list(card: Card, control: Any, *, room: int) -> Window:
    control.text = lambda: _joined(card.choices(control.pointed_at, control.selected_options))
    height = len(card.choices(0, ()))
    tallest = max(len(card.choice(index)) for index in range(len(card.ask.choices)))
    return Window(
        control,
        height=Dimension(min=1, preferred=height, max=height),
        scroll_offsets=ScrollOffsets(bottom=tallest - 1),
        right_margins=[ScrollbarMargin(display_arrows=True)] if height > room else [],
    )


def _fixed(lines: list[Line]) -> Window:
    return Window(FormattedTextControl(_joined(lines)), height=len(lines))


def _joined(lines: list[Line]) -> FormattedText:
    ends = [*("\n" for _ in lines[1:]), ""]
    return FormattedText([(style, text + end) for (style, text), end in zip(lines, ends, strict=False)])
