"""What is offered once the plan is there: keep it as a file, and tick documents off as they come in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.prompts.prompt import Choice, Prompt
from micloud_helper.prompts.session import Session
from micloud_helper.sheet import Sheet, compose

NO = "no"
NOT_YET = ("prepare", "obtain")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRequest:
    """A file the person wants, by name and format, in the language spoken now; `replace` when one there may go."""

    path: Path
    format: str
    replace: bool
    language: str


def ask_for_file(session: Session, formats: Mapping[str, str]) -> FileRequest | None:
    """Ask for a format, out of names with their suffixes, and a file name; None when none is wanted."""

    def choice(name: str) -> Choice:
        label = session.message(f"prompts.file.format.{name}")
        return Choice(name, session.message("prompts.file.as", name=label, suffix=formats[name]))

    def make() -> Prompt:
        return Prompt(
            id="format",
            kind="choice",
            question=session.message("prompts.file.ask"),
            why=session.message("prompts.file.why"),
            choices=(Choice(NO, session.message("prompts.file.no")), *map(choice, formats)),
            current=(NO,),
        )

    while (response := session.ask(make)) not in (None, (NO,)):
        format = response[0] if response else NO
        while (path := _ask_for_path(session, formats[format])) is not None:
            there = _is_there(path)
            if not there or may_replace(session, path):
                return FileRequest(path=path, format=format, replace=there, language=session.catalogue.language)
    return None


def may_replace(session: Session, path: Path) -> bool:
    """Ask whether an existing file may go."""
    return bool(session.agrees("exists", lambda: session.message("prompts.file.exists", name=path.name), careful=True))


def _ask_for_path(session: Session, suffix: str) -> Path | None:
    def make() -> Prompt:
        return Prompt(
            id="name",
            kind="text",
            question=session.message("prompts.file.name"),
            why=session.message("prompts.file.name_why", folder=Path.cwd()),
            current=(session.message("prompts.file.default") + suffix,),
        )

    response = session.ask(make)
    name = response[0].strip() if response else ""
    if not name:
        return None
    return Path(os.path.expanduser(name if name.endswith(suffix) else name + suffix))  # noqa: PTH111  # never raises


def _is_there(path: Path) -> bool:
    """Tell whether there is a file; of a name that no file can have, the writing will tell."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def ask_for_ticks(session: Session, checklist: Checklist, ticks: frozenset[str]) -> frozenset[str]:
    """Let documents be ticked off, say what is still missing and what is next; gives all that are ticked."""
    needed = [plan for plan in checklist.documents if plan.required]
    awaited = [plan for plan in needed if plan.status in NOT_YET]
    now = _ticked(session, awaited, ticks) if awaited else ticks
    if now != ticks:
        session.keep(ticks=now)
    if needed:
        session.prompter.tell(_missing(session, awaited, now))
    sheet = compose(checklist, (session.catalogue,))
    if step := _next_step(sheet, [plan.document.id for plan in awaited if plan.document.id not in now]):
        session.prompter.tell(session.message("prompts.ticks.next", step=step))
    if session.saves and now != ticks:
        session.prompter.tell(session.message("prompts.ticks.saved"))
    return now


def _ticked(session: Session, awaited: list[DocumentPlan], ticks: frozenset[str]) -> frozenset[str]:
    """Ask which of the awaited documents are there; ticks of others stay."""
    ids = [plan.document.id for plan in awaited]

    def make() -> Prompt:
        return Prompt(
            id="ticks",
            kind="choices",
            question=session.message("prompts.ticks.ask"),
            why=_missing(session, awaited, ticks),
            choices=tuple(Choice(plan.document.id, session.text(plan.document.title)) for plan in awaited),
            current=tuple(id for id in ids if id in ticks),
            optional=True,
        )

    response = session.ask(make)
    return ticks if response is None else ticks.difference(ids) | set(response)


def _missing(session: Session, awaited: list[DocumentPlan], ticks: frozenset[str]) -> str:
    left = [session.text(plan.document.title) for plan in awaited if plan.document.id not in ticks]
    if not left:
        return session.message("prompts.ticks.complete")
    return session.message("prompts.ticks.missing", documents=", ".join(left))


def _next_step(sheet: Sheet, missing: list[str]) -> str:
    """Name the first thing to do: for the first document still missing, else the route's first step."""
    hows = [how[0][0] for it in sheet.documents if it.id in missing and (how := it.notes_of("how"))]
    steps = [step.text[0] for phase in sheet.phases for step in phase.entries]
    return next(iter([*hows, *steps]), "")
