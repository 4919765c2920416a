"""What is asked and what comes back, the same for both prompters; and the signals that end a conversation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, NoReturn, TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value
from micloud_helper.guide import Text

Action: TypeAlias = Literal["back", "save", "language", "code"]
"""What one can do at every prompt instead of answering; help and stopping are the prompters' own business."""
Response: TypeAlias = tuple[tuple[str, ...], Action | None]
"""The ids picked, or the one line typed; with an action, what was picked or typed so far."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One thing to ask, in words.

    `choices` are labels by id, `none` the one that stands alone; `current` is what was picked or typed before and is
    kept by Enter. `remark` is something to say beside the question, `error` what was wrong with `current`. `read` takes
    a typed line and says why it cannot be taken, and how it is understood. `may_save` is false where saving would make
    no sense; `takes_code` true where a sheet code may come instead. `proposed` when the first letter typed replaces
    `current`. `language` is the one to switch to, by its own name; empty where there is none.
    """

    id: str
    question: str
    kind: Literal["choice", "yes_no", "choices", "text"] = "choice"
    progress: str = ""
    why: str = ""
    help: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
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
            return catalogue.message("prompts.error.stands_alone", label=self.choices[str(self.none)])
        return ""

    @property
    def numbers(self) -> str:
        """Name the numbers one may press or type."""
        return f"1-{len(self.choices)}" if len(self.choices) > 1 else "1"

    def words(self, id: str, catalogue: Catalogue) -> list[str]:
        """Give what one may type for yes or no instead of a number; empty for other choices."""
        return catalogue.message(f"prompts.{id}_words").split(", ") if self.kind == "yes_no" else []


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
