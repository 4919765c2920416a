"""What is offered once the plan is there: to keep it as a file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from micloud_helper.prompts.prompt import Choice, Prompt
from micloud_helper.prompts.session import Session

NO = "no"


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
