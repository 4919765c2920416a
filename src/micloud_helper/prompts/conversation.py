"""A conversation: asks in the language of the moment, and handles what one may do at every prompt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Guide
from micloud_helper.prompts.asking import Ask, Choice, Gesture, Prompter
from micloud_helper.storage import Mark, Record, Store

__all__ = ["Build", "Conversation"]

Build: TypeAlias = Callable[[Catalogue], Ask]
"""Makes a question in the language spoken now; called again when that changes."""

SAVE = "save"


class Conversation:
    """Who is asked, in which language, and what was noted so far; on the disk only if that was agreed."""

    def __init__(self, guide: Guide, words: Catalogue, prompter: Prompter, store: Store | None, today: date) -> None:
        """Begin without records and without a journal."""
        self.guide = guide
        self.words = words
        self.prompter = prompter
        self.store = store
        self.today = today
        self.records: list[Record] = []
        self._remarks: list[tuple[str, dict[str, object]]] = []

    def put(self, build: Build, *, again: bool = False) -> tuple[str, ...] | None:
        """Ask until there is an answer; None when the person goes back."""
        while True:
            remarks = [self.words.message(f"prompts.{key}", **facts) for key, facts in self._remarks]
            self._remarks.clear()
            ask = replace(build(self.words), remark=" ".join(remarks))
            reply = self.prompter.ask(ask, self.words, again=again or bool(ask.error))
            if reply is Gesture.LANGUAGE:
                self._switch_language()
                again = False
            elif reply is Gesture.SAVE and ask.id == SAVE:
                return ("yes",)
            elif reply is Gesture.SAVE and not ask.may_save:
                self.remark("save.already")
                again = True
            elif reply is Gesture.SAVE:
                again = self._save()
            elif reply is Gesture.BACK:
                return None
            elif isinstance(reply, tuple):
                return reply

    def agrees(
        self,
        id: str,
        line: Callable[[Catalogue], str],
        why: Callable[[Catalogue], str] | None = None,
        *,
        careful: bool = False,
    ) -> bool | None:
        """Ask for yes or no, `careful` with no for those in a hurry; None when the person goes back."""

        def build(words: Catalogue) -> Ask:
            reason, current = why(words) if why else "", ("no",) if careful else ()
            return Ask(id=id, kind="choice", line=line(words), why=reason, choices=yes_or_no(words), current=current)

        reply = self.put(build)
        return None if reply is None else reply == ("yes",)

    def tell(self, key: str, **facts: object) -> None:
        """Say a text of the program."""
        self.prompter.tell(self.words.message(f"prompts.{key}", **facts))

    def remark(self, key: str, **facts: object) -> None:
        """Say a text of the program together with the next question, where it is not scrolled away."""
        self._remarks.append((key, facts))

    def note(self, record: Record) -> None:
        """Keep what happened, on the disk too if that was agreed."""
        self.records.append(record)
        with self.saving() as store:
            if store is not None:
                store.add(record, self.today)

    @contextmanager
    def saving(self) -> Iterator[Store | None]:
        """Do something with the store; when the disk fails, say so once and go on without it."""
        try:
            yield self.store
        except FileNotFoundError:
            self.remark("save.ended")
            self._give_up_saving()
        except OSError as error:
            reason = self.words.message("prompts.save.busy") if isinstance(error, BlockingIOError) else error.strerror
            self.remark("save.failed", reason=reason or type(error).__name__)
            self._give_up_saving()

    def _give_up_saving(self) -> None:
        if self.store is not None:
            self.store.close()
        self.store = None

    @property
    def saves(self) -> bool:
        """Tell whether what is said is also saved."""
        return self.store is not None and self.store.active

    def offer_to_save(self) -> bool:
        """Ask whether the answers may be kept on this computer, and begin to keep them; False when going back."""

        def build(words: Catalogue) -> Ask:
            folder = self.store.folder if self.store else ""
            return Ask(
                id=SAVE,
                kind="choice",
                line=words.message("prompts.save.ask"),
                why=words.message("prompts.save.why"),
                help=(words.message("prompts.save.help", folder=folder),),
                choices=tuple(reversed(yes_or_no(words))),
                current=("no",),
            )

        reply = self.put(build)
        if reply == ("yes",):
            self.begin_to_save()
        elif reply is not None:
            self.remark("save.declined")
        return reply is not None

    def begin_to_save(self, *, replace: bool = False) -> None:
        """Keep the answers on this computer from now on, with those given already; older ones go with `replace`."""
        with self.saving() as store:
            if store is not None:
                store.begin(self.guide, self.records, self.today, replace=replace)
                self.remark("save.done")

    def _save(self) -> bool:
        """Save what was said; True when the question before is still in sight."""
        if self.store is not None and not self.saves:
            self.offer_to_save()
            return False
        self.remark("save.done" if self.saves else "save.unavailable")
        return True

    def _switch_language(self) -> None:
        languages = self.guide.languages
        following = languages[(languages.index(self.words.language) + 1) % len(languages)]
        self.words = self.words.in_language(following)
        self.note(Mark("language", following))


def yes_or_no(words: Catalogue) -> tuple[Choice, ...]:
    """Give the two choices, with the words one may type for them."""
    return tuple(
        Choice(
            id=id,
            label=words.message(f"prompts.{id}"),
            words=tuple(word.strip() for word in words.message(f"prompts.{id}_words").split(",")),
        )
        for id in ("yes", "no")
    )
