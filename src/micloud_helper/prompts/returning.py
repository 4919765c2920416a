"""Meeting somebody who comes back, with saved answers or a sheet code: what has come about since, and what is new."""

from micloud_helper.answers import Answers, happen
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import Values
from micloud_helper.errors import AnswersError
from micloud_helper.happenings import awaited, difference, offered
from micloud_helper.interview import active_answers, resume
from micloud_helper.planner import plan
from micloud_helper.prompts.prompt import Message, Reading, Wording
from micloud_helper.prompts.session import Session
from micloud_helper.sheet import compose
from micloud_helper.sheet_code import decode

ARRIVED = "arrived"
HAPPENING = "happening."
"""Stands before the ids of happenings, so that none is taken for one of the choices above."""


def take_code(session: Session) -> bool:
    """Ask for a sheet code and take the answers out of it, all but typed values; False when the person goes back."""

    def read(typed: str) -> Reading:
        try:
            decode(session.guide, typed)
        except AnswersError as error:
            code = error.problems[0].code
            return Reading(error=" ".join(session.message(f"problems.{code}.{part}") for part in ("what", "fix")))
        return Reading(value=typed)

    code = session.pick("code", Message("prompts.code.ask"), kind="text", why=Message("prompts.code.why"), read=read)
    if code is None:
        return False
    values = decode(session.guide, code)
    left_empty = [id for id, detail in session.guide.details.items() if detail.when.holds(values)]
    state = resume(session.guide, Answers(values=values), frozenset([*values, *left_empty]), None)
    session.keep(state=state, finished=False)
    session.tell(Message("prompts.code.taken"))
    return True


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
        why = _left(session, checklist.readiness.missing) or Message("prompts.back.complete")
    elif checklist.dates and checklist.dates.applied_on and checklist.route.kind == "wait":
        why = Message("prompts.back.waits_until", day=checklist.dates.reply_latest)
    while True:
        choice = session.pick(
            "back", Message("prompts.back.ask"), why=why, choices=choices, may_save=False, first=bool(others),
            progress=Message("prompts.back.route", route=lambda: compose(checklist, (session.catalogue,)).route[0]),
        )  # fmt: skip
        if choice == ARRIVED and not _take_arrivals(session, checklist):
            continue
        if choice and choice.startswith(HAPPENING):
            happening = session.guide.happenings[choice.removeprefix(HAPPENING)]
            happened(session, happening.sets, happening.asks)
        session.reviewed = (choice or "").startswith((ARRIVED, HAPPENING))
        session.earlier = checklist if session.reviewed or choice == "other" else None
        return choice


def happened(session: Session, sets: Values, asks: tuple[str, ...] = ()) -> None:
    """Change the answers by what has come about; what is asked now and was not before comes next."""
    answers = happen(session.guide, session.state.answers, sets, asks)
    visited = (session.state.visited | sets.keys()) - set(asks)
    session.keep(state=resume(session.guide, answers, visited, None), finished=False)


def tell_what_is_new(session: Session, before: Checklist) -> None:
    """Say in one or two lines what is different between an earlier plan and the one for the answers now."""
    after = plan(session.guide, active_answers(session.guide, session.state), today=session.today)
    found = difference(before, after)
    lines = []
    if found.route:
        titles = {
            name: compose(it, (session.catalogue,)).route[0] for name, it in (("route", after), ("before", before))
        }
        lines.append(session.message("prompts.back.new_route", **titles))
    if found.came_in:
        ready = session.message("prompts.back.ready", documents=_titles(session, found.came_in))
        left = _left(session, after.readiness.missing) or Message("prompts.back.complete")
        lines.append(f"{ready} {session.text(left)}")
    elif found.dates and after.dates:
        lines.append(session.message("prompts.back.day", day=after.dates.reply_latest))
    for line in lines or [session.message("prompts.back.same")]:
        session.tell(line)


def _take_arrivals(session: Session, checklist: Checklist) -> bool:
    """Ask which documents came in, and set the answers that come with each; False when none did."""
    documents = [it.document for it in awaited(checklist)]
    titles = {it.id: it.title for it in documents}
    arrived = session.ask(
        "arrivals", Message("prompts.back.which"), kind="choices", choices=titles, optional=True, may_save=False
    )
    for document in documents:
        if document.id in (arrived or ()):
            happened(session, document.arrived)
    return bool(arrived)


def _left(session: Session, missing: tuple[str, ...]) -> Message | None:
    """Say which documents are still missing, if any."""
    return Message("prompts.back.left", documents=_titles(session, missing)) if missing else None


def _titles(session: Session, documents: tuple[str, ...]) -> tuple[Wording, ...]:
    return tuple(session.guide.documents[id].title for id in documents)
