"""What stays on the screen: the plan part by part, and a last frame with what to do next."""

from collections.abc import Callable, Iterator, Sequence

from micloud_helper.checklist import Checklist
from micloud_helper.prompts.session import Session
from micloud_helper.prompts.terminal import columns_and_rows, shown
from micloud_helper.sheet import Sheet, compose

MOST = 3
"""So many things to do next are told at most."""


def show_parts(session: Session, parts: Sequence[str], write: Callable[[str], None], *, by_section: bool) -> None:
    """Write the sections of a plan, waiting before what the window has no room for; `by_section` after each."""
    pages = list(parts if by_section else _pages(parts, columns_and_rows()[1] - 2))
    for number, page in enumerate(pages, 1):
        write(page)
        if number < len(pages) and not session.prompter.pause(session.message, number, len(pages)):
            return


def _pages(parts: Sequence[str], room: int) -> Iterator[str]:
    """Put whole sections together as far as there is room; a section with more lines than that goes on."""
    page: list[str] = []
    for part in parts:
        lines = part.splitlines(keepends=True)
        if page and len(page) + len(lines) > room:
            yield "".join(page)
            page = []
        while len(lines) > room:
            yield "".join(lines[:room])
            lines = lines[room:]
        page += lines
    if page:
        yield "".join(page)


def show_last_screen(session: Session, checklist: Checklist, file: str) -> None:
    """Frame what counts: the route, what is ready, what comes next, the day, the `file` if there is one, the code."""
    sheet = compose(checklist, (session.catalogue,))
    _, rows = columns_and_rows()
    for most in range(MOST, 0, -1):
        if session.prompter.frame(_last_lines(session, checklist, sheet, file, most), rows - 2, force=most == 1):
            return


def _last_lines(session: Session, checklist: Checklist, sheet: Sheet, file: str, most: int) -> Iterator[str]:
    yield session.message("prompts.back.route", route=sheet.route[0])
    yield from sheet.section("route").text("readiness")[:1]
    for number, step in enumerate(_next_steps(sheet)[:most], 1):
        yield session.message("prompts.end.next", number=number, step=step)
    dates = checklist.dates
    if dates and dates.retry_from and dates.retry_from > checklist.today:
        yield session.message("prompts.end.not_before", day=session.catalogue.day(dates.retry_from))
    if dates:
        key = "promised" if checklist.route.kind == "wait" else "if_sent"
        days = {"sent": session.catalogue.day(dates.sent_on), "day": session.catalogue.day(dates.reply_latest)}
        yield session.message(f"prompts.end.{key}", **days)
    if file:
        yield session.message("prompts.end.file", path=shown(file))
    yield session.message("prompts.end.code", code=sheet.section("code").entries[0].value)
    yield session.message("prompts.end.saved" if session.saves else "prompts.end.come_back")


def _next_steps(sheet: Sheet) -> list[str]:
    """Name what to do next: for each document that is missing the first thing, then the steps of the route."""
    missing = [(it.text[0], it.notes_of("how")) for it in sheet.section("missing").entries]
    hows = [f"{title}: {how[0][0]}" for title, how in missing if how]
    return [*hows, *(step.text[0] for phase in sheet.phases for step in phase.entries)]
