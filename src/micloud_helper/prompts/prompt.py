"""What is asked and what comes back: the interface of both kinds of prompters, and the checks they share."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple, Protocol

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value


class Action(Enum):
    """What one can do at every prompt instead of answering; help and stopping are the prompters' own business."""

    BACK = "back"
    SAVE = "save"
    LANGUAGE = "language"


class Response(NamedTuple):
    """The ids picked, or the one line typed; beside an action, what was picked or typed so far."""

    values: tuple[str, ...]
    action: Action | None = None


class Reading(NamedTuple):
    """What a typed line means: a `value`, a `proposal` to be confirmed with `question`, or an `error`.

    `understood` is shown while one types. A proposal may have an error as its reason.
    """

    value: Value | None = None
    error: str = ""
    proposal: Value | None = None
    question: str = ""
    understood: str = ""

    @property
    def refusal(self) -> str:
        """Say why the line cannot be taken; empty when it can, or when there is a proposal."""
        return "" if self.proposal is not None else self.error


class Choice(NamedTuple):
    """Something to pick; `words` are what one may type for it besides its number, such as `y`."""

    id: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One thing to ask, in words.

    `current` is what was picked or typed before and is kept by Enter; `none` the choice that stands alone. `remark` is
    something to say beside the question, `error` what was wrong with `current`. `read` takes a typed line;
    `private` ones are never repeated. `may_save` is false where saving would make no sense.
    """

    id: str
    kind: Literal["choice", "choices", "text"]
    question: str
    progress: str = ""
    why: str = ""
    help: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    current: tuple[str, ...] = ()
    none: str | None = None
    optional: bool = False
    private: bool = False
    may_save: bool = True
    remark: str = ""
    error: str = ""
    read: Callable[[str], Reading] | None = None

    def refusal(self, values: Sequence[str], catalogue: Catalogue) -> str:
        """Say why what was picked or typed cannot be taken; empty when it can."""
        if self.kind == "text":
            return self.read(values[0]).refusal if self.read else ""
        if not (values or self.optional):
            return catalogue.message("prompts.error.pick_some")
        if self.none in values and len(values) > 1:
            label = next(choice.label for choice in self.choices if choice.id == self.none)
            return catalogue.message("prompts.error.stands_alone", label=label)
        return ""


class Prompter(Protocol):
    """Asks on the terminal. Raises KeyboardInterrupt when the person stops, EOFError when nobody can answer."""

    piped: bool
    """The answers come through a pipe: nobody is there for offers and confirmations."""

    def hold(self) -> AbstractContextManager[None]:
        """Keep the terminal for the whole conversation."""
        ...

    def ask(self, prompt: Prompt, catalogue: Catalogue) -> Response:
        """Ask until there is an answer that can be taken, or an action."""
        ...

    def tell(self, text: str) -> None:
        """Say a paragraph."""
        ...

    def confirm(self, id: str, question: str, answer: str, catalogue: Catalogue) -> None:
        """Show what was answered to the question or detail called `id`."""
        ...

    def retract(self, id: str) -> None:
        """Take the answer shown last from the screen, if it is that of `id` and can be taken away."""
        ...
