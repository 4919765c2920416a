"""What comes after a plan: its pages, a file, the walk through an application; and coming back to it another day."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from micloud_helper.answers import Answers, happen
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist, awaited, came_in, offered
from micloud_helper.conditions import Values
from micloud_helper.errors import AnswersError
from micloud_helper.guide import Route
from micloud_helper.interview import Interview, active_answers, resume
from micloud_helper.planner import plan
from micloud_helper.prompts.prompt import Message, Reading, Wording
from micloud_helper.prompts.screen import columns_and_rows, framed, shown
from micloud_helper.prompts.session import Session
from micloud_helper.reference import route_steps
from micloud_helper.sheet import Entry, Sheet, compose
from micloud_helper.sheet_code import decode
from micloud_helper.storage import Store

MOST = 3
"""So many things to do next stand on the last screen at most."""
ARRIVED = "arrived"
HAPPENING = "happening."
"""Stands before the ids of happenings, so that none is taken for one of the choices above."""


def pages_in(parts: Sequence[str], room: int) -> Iterator[str]:
    """Fill pages of `room` lines with sections; one that does not fit begins the next where this is half full."""
    page: list[str] = []
    for part in parts:
        lines = part.splitlines(keepends=True)
        if len(page) > room / 2 and len(page) + len(lines) > room:
            yield "".join(page)
            page = []
        page += lines
        while len(page) > room:
            yield "".join(page[:room])
            page = page[room:]
    if page:
        yield "".join(page)


def ask_for_format(session: Session, formats: Mapping[str, str]) -> str:
    """Ask for one of `formats` (suffixes by name) to keep the plan in; empty when no file is wanted."""
    choices = {"no": Message("prompts.file.no")}
    for name, suffix in formats.items():
        choices[name] = Message("prompts.file.as", name=Message(f"prompts.file.format.{name}"), suffix=suffix)
    question, why = Message("prompts.file.ask"), Message("prompts.file.why")
    picked = session.pick("format", question, why=why, choices=choices, current=("no",))
    return "" if picked in (None, "no") else str(picked)


def may_replace(session: Session, path: Path) -> bool:
    """Ask whether an existing file may go."""
    return session.agrees("exists", Message("prompts.file.exists", name=path.name), careful=True)


def ask_for_path(session: Session, suffix: str, typed: str) -> Path | None:
    """Ask where to keep the file, proposing what was `typed` before; None when the person goes back."""
    current = typed or session.text(Message("prompts.file.default")) + suffix
    name = session.pick(
        "name", Message("prompts.file.name"), kind="text", why=Message("prompts.file.name_why", folder=str(Path.cwd())),
        current=(current,), proposed=not typed,
    )  # fmt: skip
    if not (name := (name or "").strip()):
        return None
    return Path(os.path.expanduser(name if name.endswith(suffix) else name + suffix))  # noqa: PTH111  # never raises


def end_conversation(session: Session, checklist: Checklist, file: str, *, share_safe: bool, may_change: bool) -> bool:
    """Offer to walk through an application that is ready, then show what counts and the `file`. Raises Stopped.

    Gives whether something came about with the walk, such as that the application was sent, so that there is another
    plan; asked only where it `may_change`.
    """
    if session.prompter.piped:
        return False
    with session.held():
        about_to_apply = checklist.route.kind == "application" and not checklist.readiness.missing
        walks = about_to_apply and session.agrees("walk", Message("prompts.walk.offer"))
        done = walks and walk(session, lambda it: pages_of(checklist, it, share_safe=share_safe))
        if done and may_change and ask_what_happened(session) not in (None, "nothing"):
            return True
        show_last_screen(session, checklist, file)
    return False


def walk_route(session: Session, route: Route) -> None:
    """Go through a route page by page, with the saved plan's answers where that is on this route. Raises Stopped."""
    guide, today = session.guide, session.today
    with session.held():
        found = session.stored(Store.find)
        saved = found.snapshot if found else None
        mine = plan(guide, active_answers(guide, saved.state), today=today) if saved and saved.finished else None
        if saved and mine and mine.route is route:
            session.snapshot = saved
            session.stored(Store.go_on)
            walk(session, lambda it: pages_of(mine, it))
        else:
            steps = partial(route_steps, guide, route, today=today)
            walk(session, lambda it: [
                Entry(id=id, text=(text,), aside=(phase,), number=number)
                for number, (id, phase, text) in enumerate(steps(it), 1)
            ])  # fmt: skip


def pages_of(checklist: Checklist, catalogue: Catalogue, *, share_safe: bool = False) -> list[Entry]:
    """Give the pages of a plan: its steps beside their phase, with what was typed in, masked if `share_safe`."""
    sheet = compose(checklist, (catalogue,), share_safe=share_safe)
    typed = "; ".join(f"{it.text[0]}: {it.value}" for it in sheet.section("values").entries if it.groups)
    return [replace(step, aside=phase.heading, value=typed) for phase in sheet.phases for step in phase.entries]


def walk(session: Session, pages: Callable[[Catalogue], list[Entry]]) -> bool:
    """Go through the pages from the one saved, in the language of the moment; gives whether the last one was done."""
    numbers = {page.id: page.number for page in pages(session.catalogue)}
    ids = [*numbers]
    at = ids.index(session.snapshot.step) if session.snapshot.step in ids else 0

    def page() -> Entry:
        return pages(session.catalogue)[at]

    while at < len(ids):
        session.keep(step=ids[at])
        labels = {"on": "done" if ids[at] == ids[-1] else "on", **({"back": "back"} if at else {}), "stop": "stop"}
        where = {"number": numbers[ids[at]], "last": numbers[ids[-1]]}
        picked = session.pick(
            "walk", lambda: page().text[0], why=lambda: page().value, may_save=False,
            progress=Message("prompts.walk.where", phase=lambda: page().aside[0], **where),
            choices={id: Message(f"prompts.walk.{label}") for id, label in labels.items()},
        )  # fmt: skip
        if picked == "stop":
            return False
        if picked != "on" and at == 0:
            session.remark(Message("prompts.walk.first"))
        at = at + 1 if picked == "on" else max(at - 1, 0)
    session.keep(step="")
    session.tell(Message("prompts.walk.end"))
    return True


def show_last_screen(session: Session, checklist: Checklist, file: str) -> None:
    """Frame what counts: the route, what is ready, what comes next, the day, the `file` if there is one, the code."""
    sheet = compose(checklist, (session.catalogue,))
    for most in range(MOST, 0, -1):
        lines = [session.text(line) for line in _last_lines(session, checklist, sheet, file, most)]
        if session.prompter.by_line or len(framed(lines)) <= columns_and_rows()[1] - 2:
            break
    session.prompter.frame(lines)


def _last_lines(session: Session, checklist: Checklist, sheet: Sheet, file: str, most: int) -> Iterator[Wording]:
    yield Message("prompts.back.route", route=sheet.route[0])
    yield from sheet.section("route").text("readiness")[:1]
    missing = sheet.section("missing").entries
    steps = [(it.number, f"{it.text[0]}: {how[0][0]}") for it in missing if (how := it.notes_of("how"))]
    steps += [(step.number, step.text[0]) for phase in sheet.phases for step in phase.entries]
    for number, step in steps[:most]:
        yield Message("prompts.end.next", number=number, step=step)
    if dates := checklist.dates:
        if dates.retry_from and dates.retry_from > checklist.today:
            yield Message("prompts.end.not_before", day=dates.retry_from)
        key = "promised" if checklist.route.kind == "wait" else "if_sent"
        yield Message(f"prompts.end.{key}", sent=dates.sent_on, day=dates.reply_latest)
    if file:
        yield Message("prompts.end.file", path=shown(file))
    yield Message("prompts.end.code", code=sheet.section("code").entries[0].value)
    yield Message("prompts.end.saved" if session.saves else "prompts.end.come_back")


def take_code(session: Session) -> Interview | None:
    """Take the answers, all but typed values, out of a sheet code, and ask what has come about.

    Gives where the interview goes on; None when the plan is to be shown as it is.
    """

    def read(typed: str) -> Reading:
        try:
            decode(session.guide, typed)
        except AnswersError as error:
            code = error.problems[0].code
            said = (session.catalogue.message(f"problems.{code}.{part}") for part in ("what", "fix"))
            return Reading(error=" ".join(said))
        return Reading(value=typed)

    code = session.pick("code", Message("prompts.code.ask"), kind="text", why=Message("prompts.code.why"), read=read)
    if code is None:
        return session.state
    before, values = session.state, decode(session.guide, code)
    left_empty = [id for id, detail in session.guide.details.items() if detail.when.holds(values)]
    state = resume(session.guide, Answers(values=values), frozenset([*values, *left_empty]), None)
    session.keep(state=state, finished=False)
    session.tell(Message("prompts.code.taken"))
    choice = ask_what_happened(session)
    if choice is None:
        session.keep(state=before)
    return None if choice == "nothing" else session.state


def ask_what_happened(session: Session, others: tuple[str, ...] = ()) -> str | None:
    """Say where the person stands and ask what has come about; the answers change by it.

    Gives `nothing`, `other` (what else changed is for the review), one of `others` (choices of the caller, texts of
    `prompts.found`; then nothing comes before), `arrived`, or a happening; None when the person goes back.
    """
    checklist = plan(session.guide, active_answers(session.guide, session.state), today=session.today)
    choices: dict[str, Wording] = {ARRIVED: Message("prompts.back.arrived")} if awaited(checklist) else {}
    choices |= {HAPPENING + it.id: it.label for it in offered(checklist)}
    choices |= {id: Message(f"prompts.back.{id}") for id in ("other", "nothing")}
    choices |= {id: Message(f"prompts.found.{id}") for id in others}
    why: Wording = ""
    if checklist.readiness.needed:
        why = _left(session, checklist.readiness.missing)
    elif checklist.dates and checklist.dates.applied_on and checklist.route.kind == "wait":
        why = Message("prompts.back.waits_until", day=checklist.dates.reply_latest)
    while True:
        choice = session.pick(
            "back", Message("prompts.back.ask"), why=why, choices=choices, may_save=False, first=bool(others),
            progress=Message("prompts.back.route", route=lambda: compose(checklist, (session.catalogue,)).route[0]),
        )  # fmt: skip
        if choice == ARRIVED:
            titles = {it.document.id: it.document.title for it in awaited(checklist)}
            which = Message("prompts.back.which")
            arrived = session.ask("arrivals", which, kind="choices", choices=titles, optional=True, may_save=False)
            for id in arrived or ():
                happened(session, session.guide.documents[id].arrived)
            if not arrived:
                continue
        if choice and choice.startswith(HAPPENING):
            happening = session.guide.happenings[choice.removeprefix(HAPPENING)]
            happened(session, happening.sets, happening.asks)
        if choice == "other":  # which is for the review
            session.snapshot = replace(session.snapshot, finished=False)
        session.earlier = checklist if (choice or "").startswith((ARRIVED, HAPPENING, "other")) else None
        return choice


def happened(session: Session, sets: Values, asks: tuple[str, ...] = ()) -> None:
    """Change the answers by what has come about; what is asked now and was not before comes next, and no review."""
    answers = happen(session.guide, session.state.answers, sets, asks)
    visited = (session.state.visited | sets.keys()) - set(asks)
    session.keep(state=resume(session.guide, answers, visited, None), finished=True)


def tell_what_is_new(session: Session, before: Checklist) -> None:
    """Say in one or two lines what is different between an earlier plan and the one for the answers now."""
    after = plan(session.guide, active_answers(session.guide, session.state), today=session.today)
    lines: list[Wording] = []
    if before.route is not after.route or before.variant is not after.variant:
        old, new = (compose(it, (session.catalogue,)).route[0] for it in (before, after))
        lines.append(Message("prompts.back.new_route", route=new, before=old))
    if arrived := came_in(before, after):
        ready = session.text(Message("prompts.back.ready", documents=_titles(session, arrived)))
        lines.append(f"{ready} {session.text(_left(session, after.readiness.missing))}")
    elif after.dates and not (before.dates and before.dates.reply_latest == after.dates.reply_latest):
        lines.append(Message("prompts.back.day", day=after.dates.reply_latest))
    for line in lines or [Message("prompts.back.same")]:
        session.tell(line)


def _left(session: Session, missing: tuple[str, ...]) -> Message:
    """Say which documents are still missing, or that none is."""
    return Message("prompts.back.left" if missing else "prompts.back.complete", documents=_titles(session, missing))


def _titles(session: Session, documents: tuple[str, ...]) -> tuple[Wording, ...]:
    return tuple(session.guide.documents[id].title for id in documents)
