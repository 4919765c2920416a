"""Meeting somebody who comes back, with saved answers or a sheet code: what has come about since, and what is new."""

from micloud_helper.answers import Answers, happen
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import Values
from micloud_helper.errors import AnswersError
from micloud_helper.happenings import awaited, difference, offered
from micloud_helper.interview import active_answers, resume
from micloud_helper.planner import plan
from micloud_helper.prompts.prompt import Choice, Prompt, Reading
from micloud_helper.prompts.session import NOTHING, OTHER, Session
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

    def make() -> Prompt:
        return Prompt(
            id="code",
            kind="text",
            question=session.message("prompts.code.ask"),
            why=session.message("prompts.code.why"),
            read=read,
        )

    response = session.ask(make)
    if response is None:
        return False
    values = decode(session.guide, response[0])
    left_empty = [id for id, detail in session.guide.details.items() if detail.when.holds(values)]
    _go_on(session, Answers(values=values), frozenset([*values, *left_empty]))
    session.prompter.tell(session.message("prompts.code.taken"))
    return True


def ask_what_happened(session: Session, others: tuple[str, ...] = ()) -> str | None:
    """Say where the person stands and ask what has come about; the answers change by it.

    Gives `nothing`, `other` (what else changed is for the review), one of `others` (choices of the caller, texts of
    `prompts.found`), `arrived`, or a happening; None when the person goes back.
    """
    checklist = plan(session.guide, active_answers(session.guide, session.state), today=session.today)
    while True:
        response = session.ask(lambda: _prompt(session, checklist, others))
        choice = response[0] if response else None
        if choice == ARRIVED:
            if not _take_arrivals(session, checklist):
                continue
        elif choice and choice.startswith(HAPPENING):
            happening = session.guide.happenings[choice.removeprefix(HAPPENING)]
            happened(session, happening.sets, happening.asks)
        session.reviewed = choice == ARRIVED or (choice or "").startswith(HAPPENING)
        session.earlier = checklist if session.reviewed or choice == OTHER else None
        return choice


def happened(session: Session, sets: Values, asks: tuple[str, ...] = ()) -> None:
    """Change the answers by what has come about; what is asked now and was not before comes next."""
    state = session.state
    answers = happen(session.guide, state.answers, sets, asks)
    _go_on(session, answers, (state.visited | sets.keys()) - set(asks))


def tell_what_is_new(session: Session, before: Checklist) -> None:
    """Say in one or two lines what is different between an earlier plan and the one for the answers now."""
    after = plan(session.guide, active_answers(session.guide, session.state), today=session.today)
    found = difference(before, after)
    titles = {name: compose(it, (session.catalogue,)).route[0] for name, it in (("route", after), ("before", before))}
    lines = [session.message("prompts.back.new_route", **titles)] if found.route else []
    if found.came_in:
        left = session.message("prompts.back.left", documents=_titles(session, found.missing)) if found.missing else ""
        ready = session.message("prompts.back.ready", documents=_titles(session, found.came_in))
        lines.append(f"{ready} {left or session.message('prompts.back.complete')}")
    elif found.dates and after.dates:
        lines.append(session.message("prompts.back.day", day=session.catalogue.day(after.dates.reply_latest)))
    for line in lines or [session.message("prompts.back.same")]:
        session.prompter.tell(line)


def _prompt(session: Session, checklist: Checklist, others: tuple[str, ...]) -> Prompt:
    dates = checklist.dates
    route = compose(checklist, (session.catalogue,)).route[0]
    day = dates.reply_latest if dates and dates.applied_on and checklist.route.kind == "wait" else None
    choices = [Choice(ARRIVED, session.message("prompts.back.arrived"))] if awaited(checklist) else []
    choices += [Choice(HAPPENING + it.id, session.text(it.label)) for it in offered(checklist)]
    choices += [Choice(id, session.message(f"prompts.back.{id}")) for id in (OTHER, NOTHING)]
    choices += [Choice(id, session.message(f"prompts.found.{id}")) for id in others]
    why = session.message("prompts.back.waits_until", day=session.catalogue.day(day)) if day else ""
    if checklist.readiness.needed:
        missing = checklist.readiness.missing
        why = session.message("prompts.back.left", documents=_titles(session, missing)) if missing else ""
        why = why or session.message("prompts.back.complete")
    return Prompt(
        id="back",
        kind="choice",
        progress=session.message("prompts.back.route", route=route),
        question=session.message("prompts.back.ask"),
        why=why,
        choices=tuple(choices),
        may_save=False,
    )


def _take_arrivals(session: Session, checklist: Checklist) -> bool:
    """Ask which documents came in, and set the answers that come with each; False when none did."""
    documents = [it.document for it in awaited(checklist)]

    def make() -> Prompt:
        return Prompt(
            id="arrivals",
            kind="choices",
            question=session.message("prompts.back.which"),
            choices=tuple(Choice(it.id, session.text(it.title)) for it in documents),
            optional=True,
            may_save=False,
        )

    response = session.ask(make)
    for document in documents:
        if document.id in (response or ()):
            happened(session, document.arrived)
    return bool(response)


def _go_on(session: Session, answers: Answers, visited: frozenset[str]) -> None:
    session.keep(state=resume(session.guide, answers, visited, None), finished=False)


def _titles(session: Session, documents: tuple[str, ...]) -> str:
    return ", ".join(session.text(session.guide.documents[id].title) for id in documents)
