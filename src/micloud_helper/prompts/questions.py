"""The interview: what was saved before, then one question or detail after the other, then the review."""

from datetime import date

from micloud_helper.conditions import Value
from micloud_helper.guide import Contradiction, Detail, Question
from micloud_helper.interview import (
    Interview,
    active_answers,
    answer,
    back,
    being_asked,
    change,
    inactive,
    progress,
    start,
)
from micloud_helper.prompts.prompt import Choice, Prompt
from micloud_helper.prompts.session import NOTHING, OTHER, SAVE, Session
from micloud_helper.prompts.terminal import shown
from micloud_helper.prompts.typed import ask_day, ask_detail, spoken
from micloud_helper.storage import Snapshot, forget

DONE = "done"


def open_session(session: Session, how: str) -> bool:
    """Find out where to begin; True when there is a finished checklist to look at right away.

    `how` names the text that explains how to answer.
    """
    found = _found(session)
    choice = (_come_back(session, found) if found.finished else _what_with(session, found)) if found else ""
    if found and choice not in ("new", "erase"):
        if choice in ("resume", OTHER):
            _explain(session, how)
        return choice == NOTHING

    def tell_opening() -> None:
        for text in session.guide.intro:
            session.prompter.tell(session.text(text))
        _explain(session, how)

    session.opening = tell_opening
    tell_opening()
    if choice == "new" or (session.store is not None and session.store.agreed):
        session.begin_to_save(replace=choice == "new")
    elif session.store is not None and not choice and not session.prompter.piped:
        _offer_to_save(session)
    return False


def interview(session: Session) -> None:
    """Ask whatever is missing, until the person says at the review that all is right."""
    while True:
        entry = being_asked(session.guide, session.state)
        before = session.state
        after = _asked(session, entry) if entry else None if session.reviewed else _reviewed(session)
        if after is None:
            session.keep(finished=True)
            return
        session.keep(state=after, finished=False)
        if before.at in after.visited:
            _point_out_contradictions(session, before)


def _explain(session: Session, how: str) -> None:
    words = (session.message(f"prompts.words.{name}") for name in ("back", "help", "save", "language", "quit"))
    session.prompter.tell(session.message(how, words=", ".join(words)))


def _found(session: Session) -> Snapshot | None:
    """Look for a snapshot with answers in it; in a pipe nobody can say what to do with one."""
    if session.store is None or session.prompter.piped:
        return None
    with session.saving() as store:
        found = store.find(session.guide) if store else None
        if found and found.trouble:
            session.prompter.tell(session.message(f"prompts.found.{found.trouble}", file=found.file))
        return found.snapshot if found and found.snapshot and found.snapshot.state.answers.values else None
    return None


def _what_with(session: Session, found: Snapshot) -> str:
    def make() -> Prompt:
        ids = ("resume", "new", "erase")
        return Prompt(
            id="found",
            kind="choice",
            question=session.message("prompts.found.ask", day=session.catalogue.day(found.day)),
            why=session.message("prompts.found.count", count=len(found.state.answers.values)),
            choices=tuple(Choice(id, session.message(f"prompts.found.{id}")) for id in ids),
            current=ids[:1],
            may_save=False,
        )

    while (response := session.ask(make)) is None:
        session.remark(session.message("prompts.first_question"))
    if response == ("resume",):
        _resume(session, found)
    elif response == ("erase",):
        _erase(session)
    return response[0]


def _come_back(session: Session, found: Snapshot) -> str:
    """Meet somebody whose checklist is there: gives what they chose, `nothing` to see it as it is."""
    from micloud_helper.prompts.returning import ask_what_happened  # not before the first question

    _resume(session, found)
    session.remark(session.message("prompts.found.finished", day=session.catalogue.day(found.day)))
    while (choice := ask_what_happened(session, ("new", "erase"))) is None:
        session.remark(session.message("prompts.first_question"))
    if choice in ("new", "erase"):
        session.snapshot = Snapshot(state=start(session.guide), day=session.today, language=session.snapshot.language)
    if choice == "erase":
        _erase(session)
    return choice


def _erase(session: Session) -> None:
    if session.store is not None:
        session.store.close()
        with session.saving():
            erased = ", ".join(forget(session.store.folder))
            session.prompter.tell(session.message("prompts.found.erased", erased=erased))


def _resume(session: Session, found: Snapshot) -> None:
    """Go on where the interview ended, in the language chosen now or else then."""
    language = session.snapshot.language or found.language
    session.catalogue = session.catalogue.in_language(language or session.catalogue.language)
    session.snapshot = found
    with session.saving() as store:
        if store is not None:
            store.go_on(session.guide)
    if language != found.language:
        session.keep(language=language)


def _offer_to_save(session: Session) -> None:
    """Ask whether the answers may be kept on this computer, and begin to keep them."""

    def make() -> Prompt:
        folder = shown(str(session.store.folder)) if session.store else ""
        return Prompt(
            id=SAVE,
            kind="choice",
            question=session.message("prompts.save.ask"),
            why=session.message("prompts.save.why"),
            help=(session.message("prompts.save.help", folder=folder), session.message("prompts.plain")),
            choices=tuple(reversed(session.yes_and_no())),
            current=("no",),
        )

    while (response := session.ask(make)) is None:
        session.remark(session.message("prompts.first_question"))
    if response == ("yes",):
        session.begin_to_save()
    else:
        session.remark(session.message("prompts.save.declined"))


def _asked(session: Session, entry: Question | Detail) -> Interview | None:
    """Ask a question or a detail; gives where the interview is then, None when a sheet code has answered everything."""
    value: Value | None
    kept = _last_answer(session.state, entry)

    def make() -> Prompt:
        return _prompt(session, entry, kept)

    if isinstance(entry, Detail):
        value = ask_detail(session, entry, make, kept if isinstance(kept, tuple) else ())
    elif entry.kind == "date":
        value = ask_day(session, entry, make, kept)
    else:
        picked = session.ask(make)
        if picked == () and entry.kind == "choice":
            return _from_code(session)
        value = picked[0] if picked and entry.kind == "choice" else picked
    if value is None:
        return _gone_back(session)
    session.prompter.confirm(entry.id, session.text(entry.ask), _worded(session, entry, value), session.catalogue)
    before = session.state
    after = answer(session.guide, before, value)
    was, now = inactive(session.guide, before), inactive(session.guide, after)
    for key, ids in (("inactive", now - was), ("restored", was - now)):
        if ids:
            session.remark(session.message(f"prompts.{key}", count=len(ids)))
    return after


def _from_code(session: Session) -> Interview | None:
    """Take the answers from a sheet code, and ask what has come about; None when the plan is to be shown as it is."""
    from micloud_helper.prompts.returning import ask_what_happened, take_code  # not before the first question

    before = session.state
    if not take_code(session):
        return before
    choice = ask_what_happened(session)
    if choice is None:
        session.keep(state=before)
    return None if choice == NOTHING else session.state


def _point_out_contradictions(session: Session, before: Interview) -> None:
    """Tell at once of answers that the one just given to `before.at` contradicts; the person may change any of them."""
    guide = session.guide
    was, now = (active_answers(guide, state).values for state in (before, session.state))
    for contradiction in guide.contradictions.values():
        compared = dict.fromkeys(part.question for part in contradiction.when.comparisons() if part.question in now)
        if not contradiction.when.holds(now) or (contradiction.when.holds(was) and before.at not in compared):
            continue
        if session.prompter.piped:
            session.prompter.tell(session.text(contradiction.text))
        elif (after := _corrected(session, contradiction, [guide.questions[id] for id in compared])) is not None:
            session.keep(state=after)
            return


def _corrected(session: Session, contradiction: Contradiction, compared: list[Question]) -> Interview | None:
    """Ask which of the answers to change; None when they may stay as they are, else where the interview goes on."""

    def make() -> Prompt:
        rows = [_answer_row(session, question) for question in compared]
        changes = (Choice(id, session.message("prompts.contradiction.change", answer=row)) for id, row, _ in rows)
        return Prompt(
            id="contradiction",
            kind="choice",
            question=session.text(contradiction.text),
            why=session.message("prompts.contradiction.why"),
            choices=(*changes, Choice(DONE, session.message("prompts.contradiction.go_on"))),
        )

    response = session.ask(make)
    if response is None:
        return _gone_back(session)
    return None if response == (DONE,) else change(session.guide, session.state, response[0])


def _gone_back(session: Session) -> Interview:
    before = session.state
    after = back(session.guide, before)
    if after == before:
        session.remark(session.message("prompts.first_question"))
    elif after.at is not None:
        session.prompter.retract(after.at)
    return after


def _prompt(session: Session, entry: Question | Detail, kept: Value) -> Prompt:
    number, total = progress(session.guide, session.state)
    kind = "progress_detail" if isinstance(entry, Detail) else "progress"
    options = entry.options.values() if isinstance(entry, Question) else ()
    return Prompt(
        id=entry.id,
        kind=entry.kind if isinstance(entry, Question) and entry.kind != "date" else "text",
        question=session.text(entry.ask),
        progress=session.message(f"prompts.{kind}", number=number, total=total),
        why=session.text(entry.why),
        help=tuple(session.text(text) for text in entry.help),
        choices=tuple(Choice(option.id, session.text(option.label)) for option in options),
        current=(kept,) if isinstance(kept, str) else kept if isinstance(kept, tuple) else (),
        none=entry.none if isinstance(entry, Question) else None,
        optional=isinstance(entry, Detail),
        takes_code=isinstance(entry, Question)
        and entry.kind == "choice"
        and entry.id == next(iter(session.guide.questions)),
    )


def _last_answer(state: Interview, entry: Question | Detail) -> Value:
    """Give what was answered to this before; an empty tuple if nothing."""
    answers = state.answers.details if isinstance(entry, Detail) else state.answers.values
    return answers.get(entry.id, ())


def _worded(session: Session, entry: Question | Detail, value: Value) -> str:
    """Say an answer as the person would."""
    if isinstance(value, date):
        return session.catalogue.day(value)
    picked = (value,) if isinstance(value, str) else value
    if isinstance(entry, Question):
        return ", ".join(session.text(entry.options[id].label) for id in picked)
    return ", ".join(spoken(entry, typed) for typed in picked) or session.message("prompts.left_empty")


def _answer_row(session: Session, entry: Question | Detail) -> Choice:
    question = session.text(entry.ask if isinstance(entry, Question) else entry.label)
    answer = _worded(session, entry, _last_answer(session.state, entry))
    return Choice(entry.id, session.message("prompts.review.row", question=question, answer=answer))


def _reviewed(session: Session) -> Interview | None:
    """Show all answers; None when they are right, else where the interview goes on."""
    guide, values = session.guide, active_answers(session.guide, session.state).values
    entries: list[Question | Detail] = [guide.questions[id] for id in values]
    entries += [detail for detail in guide.details.values() if detail.when.holds(values)]

    def make() -> Prompt:
        done = Choice(DONE, session.message("prompts.review.done"))
        return Prompt(
            id="review",
            kind="choice",
            question=session.message("prompts.review.ask"),
            why=session.message("prompts.review.why"),
            choices=(done, *(_answer_row(session, entry) for entry in entries)),
            current=(DONE,),
        )

    response = session.ask(make)
    if response is None:
        return _gone_back(session)
    return None if response == (DONE,) else change(guide, session.state, response[0])
