"""A session with a person: asks in the language of the moment, does what one may do at every prompt, and saves."""

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Guide, Text, fill
from micloud_helper.interview import Interview, active_answers, start
from micloud_helper.prompts.prompt import Action, Choice, Prompt
from micloud_helper.storage import Snapshot, Store

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist
    from micloud_helper.prompts.full import FullPrompter
    from micloud_helper.prompts.lines import LinePrompter

Prompter: TypeAlias = "FullPrompter | LinePrompter"
"""Who asks on the terminal; nothing here knows which of them it is."""

SAVE = "save"
OTHER, NOTHING = "other", "nothing"
"""What somebody who comes back may say: something else has changed, or nothing at all."""


class Session:
    """Who is asked, in which language, and what is known so far; on the disk only if that was agreed."""

    def __init__(
        self, guide: Guide, catalogue: Catalogue, prompter: Prompter, store: Store | None, today: date
    ) -> None:
        """Begin with what the store found or saved last, else without answers.

        `earlier` is the plan that somebody came back to, once something about it may have changed; `reviewed` says that
        the answers were looked over then, so that only what is new is asked. `opening` says what came before the
        first question, to be said again in another language.
        """
        self.guide = guide
        self.catalogue = catalogue
        self.prompter = prompter
        self.store = store
        self.today = today
        found = store.snapshot if store else None
        self.snapshot = found or Snapshot(state=start(guide), day=today)
        self.earlier: Checklist | None = None
        self.reviewed = False
        self.opening: Callable[[], None] | None = None
        self._remarks: list[str] = []

    @property
    def state(self) -> Interview:
        """The interview as far as it has come."""
        return self.snapshot.state

    @property
    def saves(self) -> bool:
        """Tell whether what is said is also saved."""
        return self.store is not None and self.store.active

    def message(self, key: str, /, **facts: object) -> str:
        """Give one of the program's own texts."""
        return self.catalogue.message(key, **facts)

    def text(self, text: Text) -> str:
        """Give a text of the guide, with the phrases that fit the answers so far."""
        return fill(self.guide, text, self.catalogue.language, active_answers(self.guide, self.state).values)

    def remark(self, text: str) -> None:
        """Say something together with the next prompt, where it is not scrolled away."""
        self._remarks.append(text)

    def ask(self, make: Callable[[], Prompt]) -> tuple[str, ...] | None:
        """Ask until there is an answer; `make` words the prompt in any language.

        Gives None when the person goes back, an empty tuple when there is a sheet code instead of an answer.
        """
        draft: Mapping[str, Any] = {}
        while True:
            prompt = make()
            remark = " ".join(filter(None, [prompt.remark, *self._remarks]))
            prompt = replace(prompt, remark=remark, **draft)
            self._remarks.clear()
            values, action = self.prompter.ask(prompt, self.catalogue)
            draft = {"current": values}
            if action is Action.BACK:
                return None
            if action is Action.CODE:
                return ()
            if action is Action.LANGUAGE:
                self._switch_language()
            elif action is Action.SAVE and prompt.id == SAVE:
                return ("yes",)
            elif action is Action.SAVE:
                self._save(prompt)
            else:
                return values

    def agrees(
        self, id: str, question: Callable[[], str], why: Callable[[], str] = str, *, careful: bool = False
    ) -> bool | None:
        """Ask for yes or no, `careful` with no for those in a hurry; None when the person goes back."""

        def make() -> Prompt:
            current = ("no",) if careful else ()
            return Prompt(
                id=id, kind="choice", question=question(), why=why(), choices=self.yes_and_no(), current=current
            )

        response = self.ask(make)
        return None if response is None else response == ("yes",)

    def yes_and_no(self) -> tuple[Choice, Choice]:
        """Give the two choices, with the words one may type for them."""
        yes, no = self.message("prompts.yes_words"), self.message("prompts.no_words")
        return (
            Choice("yes", self.message("prompts.yes"), tuple(yes.split(", "))),
            Choice("no", self.message("prompts.no"), tuple(no.split(", "))),
        )

    def keep(self, **changes: Any) -> None:
        """Remember new values of the snapshot, such as `state`; on the disk too if that was agreed."""
        self.snapshot = replace(self.snapshot, day=self.today, **changes)
        with self.saving() as store:
            if store is not None:
                store.save(self.guide, self.snapshot)

    @contextmanager
    def saving(self) -> Iterator[Store | None]:
        """Do something with the store; when the disk fails, say so once and go on without it."""
        try:
            yield self.store
        except FileNotFoundError:
            self._give_up_saving(self.message("prompts.save.ended"))
        except OSError as error:
            self._give_up_saving(self.message("prompts.save.failed", reason=self._reason(error)))

    def _reason(self, error: OSError) -> str:
        if isinstance(error, BlockingIOError):
            return self.message("prompts.save.busy")
        key = f"problems.reason.{errno.errorcode.get(error.errno or 0)}"
        return self.message(key) if self.catalogue.has(key) else error.strerror or type(error).__name__

    def _give_up_saving(self, why: str) -> None:
        self.remark(why)
        if self.store is not None:
            self.store.close()
        self.store = None

    def begin_to_save(self, *, replace: bool = False) -> None:
        """Save from now on, with all that was said already; answers found before go with `replace`."""
        with self.saving() as store:
            if store is not None:
                store.begin(self.guide, self.snapshot, replace=replace)
                self.remark(self.message("prompts.save.done"))

    def _save(self, prompt: Prompt) -> None:
        """Save at once: pressing the key is the consent."""
        if not prompt.may_save:
            self.remark(self.message("prompts.save.already"))
        elif self.store is None:
            self.remark(self.message("prompts.save.unavailable"))
        elif self.saves:
            self.remark(self.message("prompts.save.done"))
        else:
            self.begin_to_save()

    def _switch_language(self) -> None:
        languages = self.guide.languages
        following = languages[(languages.index(self.catalogue.language) + 1) % len(languages)]
        self.catalogue = self.catalogue.in_language(following)
        self.keep(language=following)
        if self.opening and not self.state.visited:
            self.prompter.clear()
            self.opening()
