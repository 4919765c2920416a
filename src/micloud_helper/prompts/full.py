"""The full prompts: questionary asks, on a screen that wraps, scrolls and keeps its keys in sight."""

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from time import monotonic
from typing import Any, cast

from prompt_toolkit import layout, print_formatted_text
from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style

from micloud_helper.catalogue import Catalogue
from micloud_helper.prompts.prompt import Action, Interruption, Prompt, Response
from micloud_helper.prompts.screen import Line, Screen, columns_and_rows, framed, shown, wrapped

BOLD = "noinherit bold"
STYLE = Style(
    [("question", BOLD), ("answer", "noinherit"), ("highlighted", BOLD), ("notice", "bold"), ("done", "ansigreen")]
)
"""Weight rather than colour: it reads on dark and light backgrounds, and nothing depends on colour alone."""

ESCAPE_WAIT = 0.1
"""Seconds after which Esc is the key itself and not the beginning of an arrow's code."""

ENTER_WAIT = 0.5
"""Seconds in which Enter still belongs to the number that answered the prompt before."""


class FullPrompter:
    """Asks with keys on a terminal that can move its cursor. Raises what `LinePrompter` raises."""

    piped = by_line = False

    def __init__(self) -> None:
        """Prepare the terminal on standard error; the document has standard output for itself."""
        self.interruption = Interruption()
        self.input = create_input()
        if parser := getattr(self.input, "vt100_parser", None):
            parser.feed = partial(_feed_or_stop, parser, parser.feed)
        self.output = create_output(stdout=sys.stderr)
        if hasattr(self.output, "enable_cpr"):
            self.output.enable_cpr = False  # screens need no cursor position, and not every terminal tells it
        self.by_number = False
        self._height = self._mark = 0
        self._confirmed: list[tuple[str, int]] = []

    def hold(self) -> AbstractContextManager[None]:
        """Keep the terminal from doing anything with keys, between two prompts too."""
        self.by_number = False
        return self.input.raw_mode()

    def ask(self, prompt: Prompt, catalogue: Catalogue) -> Response:
        """Show the prompt until it is answered, or left with an action."""
        if not self._confirmed:
            self._mark = self._height
        asking = Asking(prompt, catalogue, self)
        self.print(asking.above()[1])
        return cast(Response, self._run(asking.app))

    def tell(self, text: str) -> None:
        """Say a paragraph between screens."""
        self.print([*(("", line) for line in wrapped(text)), ("", "")])

    def confirm(self, id: str, question: str, answer: str, catalogue: Catalogue) -> None:
        """Leave question and answer in sight."""
        answered = [("class:done", line) for line in wrapped(answer, first="  > ", rest="    ")]
        self.print([*(("", line) for line in wrapped(question)), *answered, ("", "")])
        self._confirmed.append((id, self._mark))
        self._mark = self._height

    def retract(self, id: str | None) -> None:
        """Take the answer shown last, and what was printed since, from the screen; for None everything."""
        if id is not None and (not self._confirmed or self._confirmed[-1][0] != id):
            return
        height = 0 if id is None else self._confirmed.pop()[1]
        self.output.cursor_up(self._height - height)
        self.output.erase_down()
        self.output.flush()
        self._height = self._mark = height

    def pause(self, catalogue: Catalogue, number: int, count: int) -> bool:
        """Wait at a page's end: space or Enter goes on, q, Esc and their like end it."""
        bindings = KeyBindings()
        text = shown(catalogue.message("prompts.end.more", number=number, count=count))
        app: Application[bool] = Application(
            layout.Layout(_fixed(lambda: [("class:keys", line) for line in wrapped(text)])), key_bindings=bindings,
            input=self.input, output=self.output, erase_when_done=True,
        )  # fmt: skip
        for key in (" ", "enter", "c-j", "down", "pagedown", "q", "Q", "escape"):
            bindings.add(key, eager=True)(lambda event, on=key not in ("q", "Q", "escape"): app.exit(result=on))
        bindings.add("c-d", eager=True)(lambda event: _stop(app))
        return bool(self._run(app))

    def frame(self, texts: Sequence[str]) -> None:
        """Draw a frame round paragraphs."""
        self.print([("", line) for line in framed(texts)])

    def _run(self, app: Application[Any]) -> Any:
        """Let the person press keys; Ctrl-C and signals stop at any moment."""
        bindings = KeyBindings()
        for key in ("c-c", "c-q", Keys.SIGINT):
            bindings.add(key, eager=True)(lambda event: _stop(app))
        app.key_bindings = merge_key_bindings([app.key_bindings or KeyBindings(), bindings])

        def started() -> None:
            if self.interruption.noted:  # before the application could hear of it
                _stop(app)

        def stop_soon() -> None:
            if app.loop is not None:
                with suppress(RuntimeError):  # the loop is closed: what comes next will see that a signal came
                    app.loop.call_soon_threadsafe(_stop, app)

        with self.interruption.reacting(stop_soon):
            return app.run(pre_run=started, handle_sigint=False)

    def print(self, lines: list[Line]) -> None:
        """Print lines that stay above what is asked next."""
        self._height += len(lines)
        text = FormattedText([(style, line + "\n") for style, line in lines])
        print_formatted_text(text, style=STYLE, output=self.output, end="")


def _stop(app: Application[Any]) -> None:
    if not app.is_done:
        app.exit(exception=KeyboardInterrupt)


def _feed_or_stop(parser: Any, feed: Callable[[str], None], data: str) -> None:
    """Take what was typed; a paste whose end never comes does not swallow Ctrl-C."""
    if "\x03" in data:
        parser.reset()
    feed(data[max(data.find("\x03"), 0) :])


def _application(prompt: Prompt, **streams: Any) -> Application[Any]:
    """Let questionary make a line to type in or a list to walk through."""
    import questionary

    common: dict[str, Any] = {"qmark": "", "style": STYLE, "erase_when_done": True, **streams}
    if prompt.kind == "text":
        return questionary.text(">", default="".join(prompt.current), **common).application
    choices = [questionary.Choice(label, id) for id, label in prompt.choices.items()]
    pointed = next((choice for choice in choices if choice.value in prompt.current[:1]), choices[0])
    common |= {"use_jk_keys": False, "use_emacs_keys": False}
    return questionary.select("", choices, default=pointed, **common).application


class Asking(Screen):
    """What questionary cannot do: a screen around its list or line, numbers that choose, keys for every action."""

    def __init__(self, prompt: Prompt, catalogue: Catalogue, prompter: FullPrompter) -> None:
        """Dress questionary's application; an Enter that comes first and soon ends the number typed before."""
        from questionary.prompts.common import InquirerControl

        super().__init__(prompt, catalogue)
        self.prompter = prompter
        self.app = app = _application(prompt, input=prompter.input, output=prompter.output)
        contents = [window.content for window in app.layout.find_all_windows()]
        self.control: Any = next((it for it in contents if isinstance(it, InquirerControl)), None)
        self.buffer = None if self.control else app.layout.current_buffer
        if self.buffer:
            self.buffer.on_text_changed += lambda _: self._refuse("")
        self._ticked = [id for id in prompt.current if id in prompt.choices]
        self._error = prompt.error
        self._untouched = True
        self._typed = ""
        self._size = columns_and_rows()
        self._unguarded = monotonic() + ENTER_WAIT * prompter.by_number
        prompter.by_number = False
        app.ttimeoutlen = ESCAPE_WAIT
        app.layout = self._layout()
        app.key_bindings = merge_key_bindings([app.key_bindings or KeyBindings(), self._bindings()])
        app.key_processor.after_key_press += self._touched
        app.before_render += self._watch

    def _touched(self, _: object) -> None:
        self._untouched = False

    def _refuse(self, error: str) -> None:
        self._error = error

    def _watch(self, app: Application[Any]) -> None:
        """Begin on an empty screen when the window has another size: lines that were there may be broken anyhow."""
        if columns_and_rows() != self._size:
            self._size = columns_and_rows()
            app.renderer.clear()

    def _layout(self) -> layout.Layout:
        answer = self._list() if self.control else self.app.layout.current_window
        below = layout.Window(layout.FormattedTextControl(lambda: _joined(self._below())), dont_extend_height=True)
        too_small = layout.Window(layout.FormattedTextControl(lambda: _joined(self.above()[0])), wrap_lines=True)
        rows = [_fixed(lambda: self.above()[0]), answer, below, _fixed(self.keys)]
        return layout.Layout(layout.HSplit(rows, window_too_small=too_small), focused_element=answer)

    def _list(self) -> layout.Window:
        control = self.control
        control.text = lambda: _joined(self.choices(control.pointed_at, self._ticked))

        def too_long() -> bool:
            return len([*self.above()[0], *self.choices(), *self.keys()]) >= columns_and_rows()[1]

        def below_pointed() -> int:
            return sum("highlighted" in style for style, _ in self.choices(control.pointed_at)) - 1

        scrollbar = layout.ConditionalMargin(layout.ScrollbarMargin(display_arrows=True), Condition(too_long))
        offsets, least = layout.ScrollOffsets(bottom=below_pointed), layout.Dimension(min=1)
        return layout.Window(
            control, height=least, dont_extend_height=True, scroll_offsets=offsets, right_margins=[scrollbar]
        )

    def _below(self) -> list[Line]:
        return self.below(self._error, self.buffer.text if self.buffer else None)

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        unless_typing = Condition(lambda: not (self.buffer and self.buffer.text))

        def on(do: Callable[[], object], *names: str, when: Any = True) -> None:
            for name in names:
                bindings.add(name, eager=True, filter=when)(lambda event: do())

        letters = not self.buffer
        on(lambda: self._leave("back"), "escape")
        if self.prompt.language:
            on(lambda: self._leave("language"), "c-l", *("lL" if letters else ""))
        on(lambda: None, "c-r", "c-s")  # what questionary does there is named nowhere
        if self.prompt.may_save:
            on(lambda: self._leave("save"), "c-s", *("sS" if letters else ""))
        if self.prompt.takes_code:
            on(lambda: self._leave("code"), "k", "K")
        on(lambda: _stop(self.app), "c-d", when=unless_typing)
        on(self._help, "?", when=unless_typing)
        for digit in "0123456789" if self.control else "":
            on(partial(self._number, digit), digit)
        if self.prompt.kind == "choices":
            on(self._tick, " ")
        for id in self.prompt.choices:
            on(partial(self._take, id), *(word for word in self.prompt.words(id, self.catalogue) if len(word) == 1))
        if self.buffer and self.prompt.proposed:
            bindings.add(Keys.Any, filter=Condition(lambda: self._untouched))(lambda event: self._overwrite(event.data))
        on(self._answer, "enter", "c-j")
        return bindings

    def _overwrite(self, letter: str) -> None:
        if self.buffer and letter.isprintable():
            self.buffer.text = ""
            self.buffer.insert_text(letter)

    def _values(self) -> tuple[str, ...]:
        if self.buffer:
            return (self.buffer.text,)
        return tuple(self._ticked) if self.prompt.kind == "choices" else (self.control.get_pointed_at().value,)

    def _answer(self) -> None:
        """Leave with the answer, or say what is wrong with it."""
        if self._untouched and monotonic() < self._unguarded and not (self.buffer and self.buffer.text):
            return
        self._refuse(self.prompt.refusal(self._values(), self.catalogue))
        if not self._error:
            self._ticked.sort(key=[*self.prompt.choices].index)
            self._leave(None)

    def _leave(self, action: Action | None) -> None:
        """Leave with what is there, and perhaps with an action."""
        self.app.exit(result=(self._values(), action))

    def _help(self) -> None:
        self.helping = not self.helping
        if lines := self.helping and self.above()[1]:
            run_in_terminal(lambda: self.prompter.print(lines))

    def _number(self, digit: str) -> None:
        """Take a digit: up to nine choices it chooses or ticks, in a longer list it moves to the number typed."""
        count = len(self.prompt.choices)
        self._typed = next((text for text in (self._typed + digit, digit) if 1 <= int(text) <= count), "")
        if not self._typed:
            return
        self.control.pointed_at = int(self._typed) - 1
        if self.prompt.kind == "choices":
            self._tick()
        elif count < 10:
            self._take(self.control.get_pointed_at().value)

    def _take(self, id: str) -> None:
        self.prompter.by_number = True
        self.app.exit(result=((id,), None))

    def _tick(self) -> None:
        """Tick the choice pointed at, or take the tick away; the one that stands alone clears the others."""
        self._refuse("")
        id, none = self.control.get_pointed_at().value, self.prompt.none
        if id in self._ticked:
            self._ticked.remove(id)
        else:
            others = [] if id == none else [other for other in self._ticked if other != none]
            self._ticked = [*others, id]


def _fixed(lines: Callable[[], list[Line]]) -> layout.Window:
    return layout.Window(layout.FormattedTextControl(lambda: _joined(lines())), height=lambda: len(lines()))


def _joined(lines: list[Line]) -> FormattedText:
    return FormattedText([part for line in lines for part in (line, ("", "\n"))][:-1])
