"""A session with a person: asks in the language of the moment, does what one may do at every prompt, and saves."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import AnswersError, MicloudError, Problem, Stopped, UsageError
from micloud_helper.guide import Guide, fill
from micloud_helper.interview import Interview, active_answers, start
from micloud_helper.prompts.lines import LinePrompter
from micloud_helper.prompts.prompt import Message, Prompt, Reading, Wording
from micloud_helper.prompts.screen import must_be_plain, shown
from micloud_helper.storage import Snapshot, Store

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist
    from micloud_helper.prompts.full import FullPrompter

T = TypeVar("T")
Prompter: TypeAlias = "FullPrompter | LinePrompter"
"""Who asks on the terminal; nothing here knows which of them it is."""

PLAIN = "MICLOUD_HELPER_PLAIN"
"""The environment variable that chooses line mode for good."""
SAVE = "save"
YES_OR_NO = {"yes": Message("prompts.yes"), "no": Message("prompts.no")}


@dataclass
class Session:
    """Who is asked, in which language, and what is known so far; on the disk only if that was agreed.

    `earlier` is the plan that somebody came back to, once something about it may have changed. `introduced` when the
    opening was said.
    """

    guide: Guide
    catalogue: Catalogue
    prompter: Prompter
    store: Store | None
    today: date
    earlier: "Checklist | None" = None
    introduced: bool = False

    def __post_init__(self) -> None:
        """Begin without answers."""
        self.snapshot = Snapshot(state=start(self.guide), day=self.today)
        self._remarks: list[str] = []

    @property
    def state(self) -> Interview:
        """The interview as far as it has come."""
        return self.snapshot.state

    @property
    def saves(self) -> bool:
        """Tell whether what is said is also saved."""
        return self.store is not None and self.store.active

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the terminal and take all signals, so that none is lost and none breaks into what is being written.

        Every way of stopping ends in one sentence. Raises Stopped, or AnswersError where a pipe ends too early.
        """
        interruption = self.prompter.interruption
        before = {number: signal.signal(number, interruption.note) for number in Stopped.SIGNALS}
        try:
            with self.prompter.hold():
                yield
            if interruption.noted:
                raise KeyboardInterrupt
        except (KeyboardInterrupt, Exception) as error:  # a terminal that a signal took away shows in many ways
            if not (interruption.noted or isinstance(error, (KeyboardInterrupt, EOFError))):
                raise
            ended: MicloudError = Stopped(Problem("stopped"))
            if self.saves and self.store:
                ended = Stopped(Problem("stopped_saved", {"folder": shown(str(self.store.folder))}))
            if isinstance(error, EOFError) and self.prompter.piped and not interruption.noted:
                ended = AnswersError(Problem("answers_ended"))
            ended.language = self.catalogue.language
            raise ended from error
        finally:
            self._remarks.clear()
            for number, handler in before.items():
                signal.signal(number, signal.SIG_IGN if interruption.noted else handler)

    def text(self, wording: Wording) -> str:
        """Put into words; texts of the guide with the phrases that fit the answers so far."""
        if isinstance(wording, Message):
            facts = {name: self.text(fact) for name, fact in wording.facts.items()}
            return self.catalogue.message(wording.key, **facts)
        if isinstance(wording, Mapping):
            return fill(self.guide, wording, self.catalogue.language, active_answers(self.guide, self.state).values)
        if isinstance(wording, date):
            return self.catalogue.day(wording)
        if isinstance(wording, tuple):
            return ", ".join(map(self.text, wording))
        return wording() if callable(wording) else str(wording)

    def tell(self, wording: Wording) -> None:
        """Say a paragraph."""
        self.prompter.tell(self.text(wording))

    def remark(self, wording: Wording) -> None:
        """Say something together with the next prompt, where it is not scrolled away."""
        self._remarks.append(self.text(wording))

    def ask(
        self, id: str, question: Wording, *, help: Iterable[Wording] = (), choices: Mapping[str, Wording] = {},
        read: Callable[[str], Reading] | None = None, current: tuple[str, ...] = (), may_save: bool = True,
        first: bool = False, **others: Any,
    ) -> tuple[str, ...] | None:  # fmt: skip
        """Ask until there is an answer, with a prompt put into words each time; `others` are fields of it, too.

        Gives None when the person goes back, which cannot be at what is asked `first`; an empty tuple when there is a
        sheet code instead of an answer.
        """

        def checked(typed: str) -> tuple[str, str]:
            reading = read(typed) if read else Reading()
            refusal = reading.error if reading.value is None else ""
            return self.text(refusal), self.text(reading.understood)

        draft = current
        while True:
            texts = {name: self.text(fact) for name, fact in others.items() if name in ("progress", "why", "error")}
            other = self._next_language()
            prompt = Prompt(
                id=id, question=self.text(question), help=tuple(map(self.text, help)), read=read and checked,
                choices={id: self.text(label) for id, label in choices.items()}, current=draft,
                remark=" ".join(self._remarks), may_save=may_save and self.store is not None,
                language=other.message("prompts.own_name") if other.language != self.catalogue.language else "",
                **{**others, **texts},
            )  # fmt: skip
            self._remarks.clear()
            draft, action = self.prompter.ask(prompt, self.catalogue)
            if action is None:
                return draft
            if action == "back" and not first:
                return None
            if action == "code":
                return ()
            if action == "save" and id == SAVE:
                return ("yes",)
            if action == "back":
                self.remark(Message("prompts.first_question"))
                draft = current
            elif action == "language":
                self._switch_language()
            elif may_save and self.store and not self.saves:  # pressing the key is the consent
                self.begin_to_save()
            else:
                key = "already" if not may_save else "done" if self.saves else "unavailable"
                self.remark(Message(f"prompts.save.{key}"))

    def pick(self, id: str, question: Wording, **facts: Any) -> str | None:
        """Ask for one choice, or one line; None when the person goes back."""
        response = self.ask(id, question, **facts)
        return response[0] if response else None

    def agrees(self, id: str, question: Wording, why: Wording = "", *, careful: bool = False) -> bool:
        """Ask for yes or no, `careful` with no for those in a hurry; who goes back does not agree."""
        current = ("no",) if careful else ()
        return self.pick(id, question, kind="yes_no", why=why, choices=YES_OR_NO, current=current) == "yes"

    def introduce(self) -> None:
        """Say what comes before the first question."""
        self.introduced = True
        for text in self.guide.intro:
            self.tell(text)
        self.explain()

    def explain(self) -> None:
        """Say how to answer."""
        words = tuple(Message(f"prompts.words.{name}") for name in ("back", "help", "save", "language", "quit"))
        self.tell(Message("prompts.how_plain" if self.prompter.by_line else "prompts.how_full", words=words))

    def keep(self, **changes: Any) -> None:
        """Remember new values of the snapshot, such as `state`; on the disk too if that was agreed."""
        self.snapshot = replace(self.snapshot, day=self.today, **changes)
        self.stored(lambda store: store.save(self.snapshot))

    def stored(self, do: Callable[[Store], T]) -> T | None:
        """Do something with the store, if there is one; when the disk fails, say so once and go on without it."""
        if self.store is None:
            return None
        try:
            return do(self.store)
        except FileNotFoundError:
            self.remark(Message("prompts.save.ended"))
        except OSError as error:
            reason = self.catalogue.reason(error.strerror or type(error).__name__)
            self.remark(Message("prompts.save.failed", reason=reason))
        self.store.close()
        self.store = None
        return None

    def begin_to_save(self, *, replace: bool = False) -> None:
        """Save from now on, with all that was said already; answers found before go with `replace`."""
        self.stored(lambda store: store.begin(self.snapshot, replace=replace))
        if self.saves:
            self.remark(Message("prompts.save.done"))

    def _next_language(self) -> Catalogue:
        languages = self.guide.languages
        return self.catalogue.in_language(languages[(languages.index(self.catalogue.language) + 1) % len(languages)])

    def _switch_language(self) -> None:
        self.catalogue = self._next_language()
        self.keep(language=self.catalogue.language)
        if self.introduced and not self.state.visited:
            self.prompter.retract(None)
            self.introduce()


def open_session(guide: Guide, catalogue: Catalogue, *, plain: bool, store: Store | None, today: date) -> Session:
    """Find out how to ask here: by lines, piped ones too, if `plain`. Raises UsageError where there is no terminal."""
    plain = plain or os.environ.get(PLAIN, "") not in ("", "0")
    if not plain and not sys.stdin.isatty():
        raise UsageError(Problem("no_terminal"))
    prompter: Prompter = LinePrompter()
    if not plain and not must_be_plain():
        try:
            from micloud_helper.prompts.full import FullPrompter

            prompter = FullPrompter()
        except Exception:  # a console that prompt_toolkit cannot use; which one it is does not matter
            prompter.tell(catalogue.message("prompts.no_full"))
    return Session(guide, catalogue, prompter, store, today)
