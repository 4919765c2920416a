"""What is asked and what comes back, the same for both prompters; and the signals that end a conversation."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal, NamedTuple, NoReturn, TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value
from micloud_helper.guide import Text


class Action(Enum):
    """What one can do at every prompt instead of answering; help and stopping are the prompters' own business."""

    BACK = "back"
    SAVE = "save"
    LANGUAGE = "language"
    CODE = "code"


class Response(NamedTuple):
    """The ids picked, or the one line typed; beside an action, what was picked or typed so far."""

    values: tuple[str, ...]
    action: Action | None = None


class Message:
    """One of the program's own texts with its facts, put into words when it is shown: the language can change."""

    def __init__(self, key: str, /, **facts: "Wording") -> None:
        """Name the text by its key in the catalogue."""
        self.key = key
        self.facts = facts


Wording: TypeAlias = "str | int | date | Text | Message | tuple[Wording, ...] | Callable[[], str]"
"""What becomes words in the language of the moment: a tuple as a list with commas."""


class Reading(NamedTuple):
    """What a typed line means: a `value`, which `question` confirms if there is one; or else why not, the `error`.

    A value to be confirmed may have an error as its reason. `understood` is shown while one types.
    """

    value: Value | None = None
    error: Wording = ""
    question: Wording = ""
    understood: Wording = ""


class Choice(NamedTuple):
    """Something to pick; `words` are what one may type for it besides its number, such as `y`."""

    id: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One thing to ask, in words.

    `current` is what was picked or typed before and is kept by Enter; `none` the choice that stands alone. `remark` is
    something to say beside the question, `error` what was wrong with `current`. `read` takes a typed line and says why
    it cannot be taken, and how it is understood. `may_save` is false where saving would make no sense; `takes_code`
    true where a sheet code may come instead. `proposed` when the first letter typed replaces `current`. `language` is
    the one to switch to, by its own name; empty where there is none.
    """

    id: str
    question: str
    kind: Literal["choice", "choices", "text"] = "choice"
    progress: str = ""
    why: str = ""
    help: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    current: tuple[str, ...] = ()
    none: str | None = None
    optional: bool = False
    may_save: bool = True
    takes_code: bool = False
    proposed: bool = False
    language: str = ""
    remark: str = ""
    error: str = ""
    read: Callable[[str], tuple[str, str]] | None = None

    def refusal(self, values: Sequence[str], catalogue: Catalogue) -> str:
        """Say why what was picked or typed cannot be taken; empty when it can."""
        if self.kind == "text":
            return self.read(values[0])[0] if self.read else ""
        if not (values or self.optional):
            return catalogue.message("prompts.error.pick_some")
        if self.none in values and len(values) > 1:
            label = next(choice.label for choice in self.choices if choice.id == self.none)
            return catalogue.message("prompts.error.stands_alone", label=label)
        return ""


@dataclass
class Interruption:
    """A signal that ends the conversation: `noted` when it comes, acted upon while the program waits for the person."""

    noted: bool = False
    _react: Callable[[], object] | None = None

    def note(self, number: int, frame: object) -> None:
        """Take a signal, as its handler."""
        self.noted = True
        if self._react is not None:
            self._react()

    @contextmanager
    def reacting(self, react: Callable[[], object]) -> Iterator[None]:
        """Call `react` as soon as a signal comes, or has come before."""
        self._react = react
        try:
            if self.noted:
                react()
            yield
        finally:
            self._react = None


def stop() -> NoReturn:
    """End the conversation. Raises KeyboardInterrupt."""
    raise KeyboardInterrupt
