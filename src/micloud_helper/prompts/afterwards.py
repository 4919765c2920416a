"""What is offered once the plan is there: keep it as a file, and tick documents off as they come in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.prompts.asking import Ask, Choice
from micloud_helper.prompts.conversation import Conversation
from micloud_helper.sheet import Sheet, compose
from micloud_helper.storage import Mark

__all__ = ["FileWish", "ask_for_file", "ask_for_ticks"]

NO = "no"
NOT_YET = ("prepare", "obtain")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWish:
    """A file the person wants, by name and format, in the language spoken now; `replace` when one there may go."""

    path: Path
    format: str
    replace: bool
    language: str


def ask_for_file(talk: Conversation, formats: Mapping[str, str]) -> FileWish | None:
    """Ask for a format, out of names with their suffixes, and a file name; None when none is wanted."""

    def build(words: Catalogue) -> Ask:
        kinds = [
            Choice(
                id=name,
                label=words.message(
                    "prompts.file.as", name=words.message(f"prompts.file.format.{name}"), suffix=suffix
                ),
            )
            for name, suffix in formats.items()
        ]
        return Ask(
            id="format",
            kind="choice",
            line=words.message("prompts.file.ask"),
            why=words.message("prompts.file.why"),
            choices=(Choice(id=NO, label=words.message("prompts.file.no")), *kinds),
            current=(NO,),
        )

    while (reply := talk.put(build)) not in (None, (NO,)):
        format = reply[0] if reply else NO
        while (path := _named(talk, formats[format])) is not None:
            if not _is_there(path):
                return FileWish(path=path, format=format, replace=False, language=talk.words.language)
            if talk.agrees("exists", lambda words: words.message("prompts.file.exists", name=path.name), careful=True):
                return FileWish(path=path, format=format, replace=True, language=talk.words.language)
    return None


def _named(talk: Conversation, suffix: str) -> Path | None:
    def build(words: Catalogue) -> Ask:
        return Ask(
            id="name",
            kind="text",
            line=words.message("prompts.file.name"),
            why=words.message("prompts.file.name_why", folder=Path.cwd()),
            current=(words.message("prompts.file.default") + suffix,),
        )

    reply = talk.put(build)
    name = reply[0].strip() if reply else ""
    if not name:
        return None
    return Path(os.path.expanduser(name if name.endswith(suffix) else name + suffix))  # noqa: PTH111  # never raises


def _is_there(path: Path) -> bool:
    """Tell whether there is a file; of a name that no file can have, the writing will tell."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def ask_for_ticks(talk: Conversation, checklist: Checklist, ticks: frozenset[str]) -> frozenset[str]:
    """Let documents be ticked off, say what is still missing and what is next; gives all that are ticked."""
    needed = [item for item in checklist.documents if item.required]
    waited_for = [item.document.id for item in needed if item.status in NOT_YET]
    now = _ticked(talk, checklist, waited_for, ticks) if waited_for else ticks
    for id in waited_for:
        if (id in now) != (id in ticks):
            talk.note(Mark("tick" if id in now else "untick", id))
    sheet = compose(checklist, (talk.words,))
    if needed:
        talk.prompter.tell(_missing(sheet, waited_for, now, talk.words))
    if following := _next(sheet, waited_for, now):
        talk.tell("ticks.next", step=following)
    if talk.saves and now != ticks:
        talk.tell("ticks.saved")
    return now


def _ticked(talk: Conversation, checklist: Checklist, waited_for: list[str], ticks: frozenset[str]) -> frozenset[str]:
    def build(words: Catalogue) -> Ask:
        sheet = compose(checklist, (words,))
        return Ask(
            id="ticks",
            kind="choices",
            line=words.message("prompts.ticks.ask"),
            why=_missing(sheet, waited_for, ticks, words),
            choices=tuple(Choice(id=id, label=_title(sheet, id)) for id in waited_for),
            current=tuple(id for id in waited_for if id in ticks),
            optional=True,
        )

    reply = talk.put(build)
    return ticks if reply is None else frozenset(reply)


def _missing(sheet: Sheet, waited_for: list[str], ticks: frozenset[str], words: Catalogue) -> str:
    left = [_title(sheet, id) for id in waited_for if id not in ticks]
    return (
        words.message("prompts.ticks.missing", documents=", ".join(left))
        if left
        else words.message("prompts.ticks.complete")
    )


def _title(sheet: Sheet, id: str) -> str:
    return next(document.title[0] for document in sheet.documents if document.id == id)


def _next(sheet: Sheet, waited_for: list[str], ticks: frozenset[str]) -> str:
    """Name the first thing to do: for the first document still missing, else the route's first step."""
    for document in sheet.documents:
        if document.id in waited_for and document.id not in ticks and document.how:
            return document.how[0][0]
    return sheet.phases[0].steps[0].text[0] if sheet.phases else ""
