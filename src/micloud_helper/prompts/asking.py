"""What is asked, and what comes back: the one interface both kinds of prompts keep."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Literal, Protocol, TypeAlias

from micloud_helper.catalogue import Catalogue

__all__ = ["Ask", "Choice", "Gesture", "Prompter", "Reply"]


class Gesture(Enum):
    """What one can do at every prompt instead of answering; help and stopping are the prompters' own business."""

    BACK = "back"
    SAVE = "save"
    LANGUAGE = "language"


Reply: TypeAlias = tuple[str, ...] | Gesture
"""The ids picked, or the one line typed; or a gesture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to pick; `words` are what one may type for it besides its number, such as `y`."""

    id: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing to ask, in words.

    `current` is what was picked or typed before and is kept by Enter; `none` the choice that stands alone;
    `remark` is something to say beside the question, `error` what was wrong with the last answer; `reading` tells,
    while one types, what is understood. `may_save` is false where saving would make no sense.
    """

    id: str
    kind: Literal["choice", "choices", "text"]
    line: str
    progress: str = ""
    why: str = ""
    help: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    current: tuple[str, ...] = ()
    none: str | None = None
    optional: bool = False
    may_save: bool = True
    remark: str = ""
    error: str = ""
    reading: Callable[[str], str] | None = None


class Prompter(Protocol):
    """Asks on the terminal. Raises KeyboardInterrupt when the person stops, EOFError when nobody can answer."""

    piped: bool
    """The answers come through a pipe: nobody is there for offers and confirmations."""

    def ask(self, ask: Ask, words: Catalogue, *, again: bool = False) -> Reply:
        """Ask until there is an answer that can be taken, or a gesture; `again` where the question was just put."""
        ...

    def tell(self, text: str) -> None:
        """Say a paragraph."""
        ...

    def confirm(self, question: str, answer: str, words: Catalogue) -> None:
        """Show what was answered."""
        ...

    def retract(self) -> None:
        """Take the last answer shown from the screen, where that can be done."""
        ...
