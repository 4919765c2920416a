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
    """A file the person wants, by name and format, in the language spoken now.

    `replace` when one there may go, `share_safe` when what was typed in is to be masked.
    """

    path: Path
    format: str
    replace: bool
    share_safe: bool
    language: str


def ask_for_file(
    session: Session, formats: Mapping[str, str], *, personal: bool, again: FileRequest | None = None, error: str = ""
) -> FileRequest | None:
    """Ask for a format, out of names with their suffixes, and a file name; None when none is wanted.

    `personal` when something was typed in; `again` is a request that could not be met, for the reason in `error`.
    """
    format = again.format if again else _ask_for_format(session, formats)
    typed = str(again.path) if again else ""
    while format:
        share_safe = again.share_safe if again else False
        if personal and format == "png" and not again:
            share_safe = bool(session.agrees("mask", lambda: session.message("prompts.file.mask")))
        while (path := _ask_for_path(session, formats[format], typed, error)) is not None:
            typed, error = str(path), ""
            there = _is_there(path)
            if not there or may_replace(session, path):
                return FileRequest(
                    path=path,
                    format=format,
                    replace=there,
                    share_safe=share_safe,
                    language=session.catalogue.language,
                )
        again, typed, format = None, "", _ask_for_format(session, formats)
    return None


def _ask_for_format(session: Session, formats: Mapping[str, str]) -> str:
    """Ask for a format; empty when no file is wanted."""

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

    response = session.ask(make)
    return "" if response in (None, (NO,)) or not response else response[0]


def may_replace(session: Session, path: Path) -> bool:
    """Ask whether an existing file may go."""
    return bool(session.agrees("exists", lambda: session.message("prompts.file.exists", name=path.name), careful=True))


def _ask_for_path(session: Session, suffix: str, typed: str, error: str) -> Path | None:
    def make() -> Prompt:
        return Prompt(
            id="name",
            kind="text",
            question=session.message("prompts.file.name"),
            why=session.message("prompts.file.name_why", folder=Path.cwd()),
            current=(typed or session.message("prompts.file.default") + suffix,),
            proposed=not typed,
            remark=error,
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
