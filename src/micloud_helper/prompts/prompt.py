"""What is asked and what comes back, the same for both prompters, and the checks they share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value


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
    something to say beside the question, `error` what was wrong with `current`. `read` takes a typed line.
    `may_save` is false where saving would make no sense; `takes_code` true where a sheet code may come instead.
    `proposed` when `current` is only a proposal, which the first letter typed replaces.
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
    may_save: bool = True
    takes_code: bool = False
    proposed: bool = False
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
