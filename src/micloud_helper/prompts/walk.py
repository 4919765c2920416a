"""A route page by page: what the screen shows, what to type, on and back, and where one stands."""

from collections.abc import Callable
from typing import NamedTuple

from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.prompts.prompt import Choice, Prompt
from micloud_helper.prompts.session import Session
from micloud_helper.sheet import compose

ON, BACK, STOP = "on", "back", "stop"


class Page(NamedTuple):
    """One thing to do, in words; `copy` are values to copy, with what they are."""

    id: str
    phase: str
    text: str
    copy: tuple[str, ...] = ()


def pages_of(checklist: Checklist, catalogue: Catalogue) -> list[Page]:
    """Give the pages of a plan: its steps, with what was typed in beside them."""
    sheet = compose(checklist, (catalogue,))
    typed = [it for it in sheet.section("values").entries if it.groups]
    copy = tuple(f"{it.text[0]}: {it.value}" for it in typed)
    return [Page(step.id, phase.heading[0], step.text[0], copy) for phase in sheet.phases for step in phase.entries]


def walk(session: Session, pages: Callable[[Catalogue], list[Page]]) -> None:
    """Go through the pages, in the language of the moment; with saving agreed, it goes on at the same one next time."""
    ids = [page.id for page in pages(session.catalogue)]
    at = ids.index(session.snapshot.step) if session.snapshot.step in ids else 0
    while at < len(ids):
        session.keep(step=ids[at])
        response = session.ask(lambda at=at: _prompt(session, pages(session.catalogue), at))  # type: ignore[misc]
        if response == (STOP,):
            return
        if response in (None, (BACK,)) and at == 0:
            session.remark(session.message("prompts.walk.first"))
        at = at + 1 if response == (ON,) else max(at - 1, 0)
    session.keep(step="")
    session.prompter.tell(session.message("prompts.walk.end"))


def _prompt(session: Session, pages: list[Page], at: int) -> Prompt:
    page = pages[at]
    ids = [ON, *([BACK] if at else []), STOP]
    last = at == len(pages) - 1
    return Prompt(
        id="walk",
        kind="choice",
        progress=session.message("prompts.walk.where", number=at + 1, count=len(pages), phase=page.phase),
        question=page.text,
        why="; ".join(page.copy),
        choices=tuple(Choice(id, session.message(f"prompts.walk.{'done' if last and id == ON else id}")) for id in ids),
        may_save=False,
    )
