"""The conversation with the person: the interview, and what is offered after the plan.

It runs on standard error, so that standard output is free for the document. Two kinds of prompts, full and line by
line, stand behind one interface; nothing else here knows which one is used.
"""

import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import AnswersError, MicloudError, Problem, Stopped, UsageError
from micloud_helper.guide import Guide
from micloud_helper.interview import counting
from micloud_helper.prompts.asking import Prompter
from micloud_helper.prompts.conversation import Conversation
from micloud_helper.prompts.lines import LinePrompter
from micloud_helper.prompts.opening import open_conversation
from micloud_helper.prompts.questions import interview
from micloud_helper.prompts.terminal import must_be_plain
from micloud_helper.storage import Store

if TYPE_CHECKING:  # what comes after the plan is loaded then, not before the first question
    from micloud_helper.checklist import Checklist
    from micloud_helper.prompts.afterwards import FileWish

__all__ = ["Outcome", "hold_interview", "may_replace", "offer_file", "tick_documents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the interview gave: complete answers, only those that count; the language it ended in; what was ticked."""

    answers: Answers
    language: str
    agreed_to_save: bool
    ticks: frozenset[str]


def hold_interview(guide: Guide, words: Catalogue, *, plain: bool, store: Store | None, today: date) -> Outcome:
    """Ask everything the plan needs. `plain` asks line by line, and takes piped lines.

    Raises Stopped when the person ends it, UsageError where there is no terminal, AnswersError when a pipe ends early.
    """
    talk = _talk(guide, words, plain, store, today)
    with _may_stop(talk):
        opened = open_conversation(talk, "how_plain" if isinstance(talk.prompter, LinePrompter) else "how_full")
        state = opened.state if opened.finished else interview(talk, opened.state)
    answers, language = counting(guide, state), talk.words.language
    return Outcome(answers=answers, language=language, agreed_to_save=talk.saves, ticks=opened.ticks)


def offer_file(
    checklist: "Checklist", words: Catalogue, *, plain: bool, formats: Mapping[str, str]
) -> "FileWish | None":
    """Offer to keep the plan as a file, in one of `formats` (suffixes by name); None when the person does not want to.

    Raises Stopped. In a pipe nothing is offered.
    """
    from micloud_helper.prompts.afterwards import ask_for_file

    talk = _talk(checklist.guide, words, plain, None, checklist.today)
    with _may_stop(talk):
        return None if talk.prompter.piped else ask_for_file(talk, formats)


def tick_documents(
    checklist: "Checklist", words: Catalogue, *, plain: bool, store: Store | None, ticks: frozenset[str]
) -> frozenset[str]:
    """Let the person tick off what came in, tell what is missing and what is next; gives what is ticked now.

    Noted in the store that the interview wrote to, if saving was agreed. Raises Stopped. In a pipe nothing is asked.
    """
    from micloud_helper.prompts.afterwards import ask_for_ticks

    talk = _talk(checklist.guide, words, plain, store if store and store.active else None, checklist.today)
    with _may_stop(talk):
        return ticks if talk.prompter.piped else ask_for_ticks(talk, checklist, ticks)


def may_replace(path: Path, checklist: "Checklist", words: Catalogue) -> bool:
    """Ask whether an existing file may go. Raises Stopped."""
    talk = _talk(checklist.guide, words, False, None, checklist.today)
    with _may_stop(talk):
        return bool(
            talk.agrees("exists", lambda said: said.message("prompts.file.exists", name=path.name), careful=True)
        )


def _talk(guide: Guide, words: Catalogue, plain: bool, store: Store | None, today: date) -> Conversation:
    prompter = _prompter(guide.languages, plain=plain, can_save=store is not None)
    return Conversation(guide, words, prompter, store, today)


def _prompter(languages: Sequence[str], *, plain: bool, can_save: bool) -> Prompter:
    if not plain and not sys.stdin.isatty():
        raise UsageError(Problem("no_terminal"))
    if plain or must_be_plain():
        return LinePrompter(languages)
    from micloud_helper.prompts.full import FullPrompter

    return FullPrompter(languages, can_save=can_save)


@contextmanager
def _may_stop(talk: Conversation) -> Iterator[None]:
    """Turn every way of stopping, a lost terminal too, into one sentence; what was to be saved is on the disk."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), _interrupt) for name in names}
    try:
        yield
    except (KeyboardInterrupt, EOFError) as error:
        ended: MicloudError = Stopped(Problem("stopped_saved" if talk.saves else "stopped"))
        if isinstance(error, EOFError) and talk.prompter.piped:
            ended = AnswersError(Problem("answers_ended"))
        ended.language = talk.words.language
        raise ended from error
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt
