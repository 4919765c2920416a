"""The conversation with the person: the interview, and what is offered after the plan.

It runs on standard error, so that standard output is free for the document. Two kinds of prompters, full and line by
line, stand behind one interface; nothing else here knows which one is used.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import AnswersError, MicloudError, Problem, Stopped, UsageError
from micloud_helper.guide import Guide, Route
from micloud_helper.interview import active_answers
from micloud_helper.prompts.interruption import Interruption
from micloud_helper.prompts.lines import LinePrompter
from micloud_helper.prompts.questions import interview, open_session
from micloud_helper.prompts.session import Prompter, Session
from micloud_helper.prompts.terminal import must_be_plain, shown
from micloud_helper.storage import Store

if TYPE_CHECKING:  # what comes after the plan is loaded then, not before the first question
    from micloud_helper.checklist import Checklist
    from micloud_helper.prompts.afterwards import FileRequest

PLAIN = "MICLOUD_HELPER_PLAIN"
"""The environment variable that chooses line mode for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the interview gave: complete answers, only active ones; the language it ended in."""

    answers: Answers
    language: str


def hold_interview(guide: Guide, catalogue: Catalogue, *, plain: bool, store: Store | None, today: date) -> Outcome:
    """Ask everything the plan needs. `plain` asks line by line, and takes piped lines.

    Raises Stopped when the person ends it, UsageError where there is no terminal, AnswersError when a pipe ends early.
    """
    with _session(guide, catalogue, plain=plain, store=store, today=today) as session:
        how = "prompts.how_plain" if isinstance(session.prompter, LinePrompter) else "prompts.how_full"
        if not open_session(session, how):
            interview(session)
        if session.earlier is not None:
            from micloud_helper.prompts.returning import tell_what_is_new

            tell_what_is_new(session, session.earlier)
    return Outcome(
        answers=active_answers(guide, session.state),
        language=session.catalogue.language,
    )


def offer_file(
    checklist: "Checklist", catalogue: Catalogue, *, plain: bool, formats: Mapping[str, str],
    store: Store | None = None, again: "FileRequest | None" = None, error: str = "",
) -> "FileRequest | None":  # fmt: skip
    """Offer to keep the plan as a file, in one of `formats` (suffixes by name); None when the person does not want to.

    `again` is a request that could not be met, because of `error`. Raises Stopped, which says where answers are if
    `store` keeps them. In a pipe nothing is offered.
    """
    from micloud_helper.prompts.afterwards import ask_for_file

    store = store if store and store.active else None  # nothing begins to be saved any more
    with _session(checklist.guide, catalogue, plain=plain, store=store, today=checklist.today) as session:
        if session.prompter.piped:
            return None
        return ask_for_file(session, formats, personal=bool(checklist.answers.details), again=again, error=error)


def show_plan(
    checklist: "Checklist", catalogue: Catalogue, *, plain: bool,
    parts: Callable[[bool], Sequence[str]], write: Callable[[str], None],
) -> None:  # fmt: skip
    """Write a plan part by part, as the person goes on. `parts` gives its sections, laid out for line mode or not.

    Raises Stopped.
    """
    from micloud_helper.prompts.ending import show_parts

    with _session(checklist.guide, catalogue, plain=plain, store=None, today=checklist.today) as session:
        line_mode = isinstance(session.prompter, LinePrompter)
        show_parts(session, parts(line_mode), write, by_section=line_mode)


def end_conversation(
    checklist: "Checklist", catalogue: Catalogue, *, plain: bool, store: Store | None, file: str
) -> None:
    """Offer to go through the application when everything is there, then leave what counts on the screen.

    `file` is what was written, if anything. Raises Stopped. In a pipe nothing is said.
    """
    from micloud_helper.prompts.ending import show_last_screen
    from micloud_helper.prompts.walk import pages_of, walk

    store = store if store and store.active else None
    with _session(checklist.guide, catalogue, plain=plain, store=store, today=checklist.today) as session:
        if session.prompter.piped:
            return
        about_to_apply = checklist.route.kind == "application" and not checklist.readiness.missing
        if about_to_apply and session.agrees("walk", lambda: session.message("prompts.walk.offer")):
            walk(session, lambda it: pages_of(checklist, it))
        show_last_screen(session, checklist, file)


def walk_route(guide: Guide, route: Route, catalogue: Catalogue, *, store: Store | None, today: date) -> None:
    """Go through a route page by page: with the saved plan where it is on this route, else without answers.

    Raises Stopped, and UsageError where nobody can press a key.
    """
    from micloud_helper.planner import plan
    from micloud_helper.prompts.walk import Page, pages_of, walk
    from micloud_helper.reference import route_steps

    with _session(guide, catalogue, plain=False, store=store, today=today) as session:
        with session.saving() as found:
            snapshot = found.find(guide).snapshot if found else None
        mine = (
            plan(guide, active_answers(guide, snapshot.state), today=today) if snapshot and snapshot.finished else None
        )
        if snapshot and mine and mine.route is route:
            session.snapshot = snapshot
            with session.saving() as found:
                if found:
                    found.go_on(guide)
            walk(session, lambda it: pages_of(mine, it))
        else:
            walk(session, lambda it: [Page(*step) for step in route_steps(guide, route, it, today=today)])
    if store is not None:
        store.close()


def may_replace(path: Path, checklist: "Checklist", catalogue: Catalogue) -> bool:
    """Ask whether an existing file may go. Raises Stopped."""
    from micloud_helper.prompts import afterwards

    with _session(checklist.guide, catalogue, plain=False, store=None, today=checklist.today) as session:
        return afterwards.may_replace(session, path)


@contextmanager
def _session(guide: Guide, catalogue: Catalogue, *, plain: bool, store: Store | None, today: date) -> Iterator[Session]:
    """Open a session; every way of stopping it, a lost terminal too, ends in one sentence.

    Raises UsageError, Stopped, or AnswersError where a pipe ends too early.
    """
    interruption = Interruption()
    prompter = _prompter(guide, catalogue, interruption, plain=plain, can_save=store is not None)
    session = Session(guide, catalogue, prompter, store, today)
    try:
        with interruption.noting(), prompter.hold():
            yield session
    except (KeyboardInterrupt, EOFError) as error:
        ended: MicloudError = Stopped(Problem("stopped"))
        if session.saves and session.store:
            ended = Stopped(Problem("stopped_saved", {"folder": shown(str(session.store.folder))}))
        if isinstance(error, EOFError) and prompter.piped:
            ended = AnswersError(Problem("answers_ended"))
        ended.language = session.catalogue.language
        raise ended from error


def _prompter(
    guide: Guide, catalogue: Catalogue, interruption: Interruption, *, plain: bool, can_save: bool
) -> Prompter:
    plain = plain or os.environ.get(PLAIN, "") not in ("", "0")
    if not plain and not sys.stdin.isatty():
        raise UsageError(Problem("no_terminal"))
    lines = LinePrompter(guide.languages, interruption)
    if plain or must_be_plain():
        return lines
    try:
        from micloud_helper.prompts.full import FullPrompter

        return FullPrompter(guide.languages, interruption, can_save=can_save)
    except Exception:  # a console that prompt_toolkit cannot use; which one it is does not matter
        lines.tell(catalogue.message("prompts.no_full"))
        return lines
