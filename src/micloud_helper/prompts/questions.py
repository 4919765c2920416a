"""The interview: what was saved before, then one question or detail after the other, then the review."""

from typing import Any

from micloud_helper import interview as stepper
from micloud_helper.answers import Answers
from micloud_helper.conditions import Value
from micloud_helper.guide import Detail, Question
from micloud_helper.interview import Interview, active_answers
from micloud_helper.prompts.prompt import Message, Wording
from micloud_helper.prompts.screen import shown
from micloud_helper.prompts.session import SAVE, YES_OR_NO, Session
from micloud_helper.storage import Snapshot, Store, forget

DONE = "done"


def hold_interview(session: Session) -> Answers:
    """Ask everything the plan needs; gives the active answers. Raises Stopped; AnswersError for a pipe too short."""
    with session.held():
        if session.earlier is None:
            _begin(session)
        interview(session)
        if session.earlier is not None:
            from micloud_helper.prompts.afterwards import tell_what_is_new

            tell_what_is_new(session, session.earlier)
            session.earlier = None
    session.store = session.store if session.saves else None  # nothing begins to be saved any more
    return active_answers(session.guide, session.state)


def interview(session: Session) -> None:
    """Ask whatever is missing; where that was not finished before, until the person says that all is right."""
    while (before := session.state).at or not session.snapshot.finished:
        entry = session.guide.questions.get(before.at or "") or session.guide.details.get(before.at or "")
        after = _asked(session, entry) if entry else _reviewed(session)
        if after is None:
            session.keep(finished=True)
            return
        session.keep(state=after)
        if before.at in after.visited:
            _point_out_contradictions(session, before)


def _begin(session: Session) -> None:
    """Find out where to begin."""
    found = None if session.prompter.piped else session.stored(Store.find)
    if found and found.trouble:
        session.tell(Message(f"prompts.found.{found.trouble}", file=found.file))
    snapshot = found.snapshot if found else None
    choice = _choice_about(session, snapshot) if snapshot and snapshot.state.answers.values else ""
    if choice not in ("", "new", "erase"):
        if choice in ("resume", "other"):
            session.explain()
        return
    session.introduce()
    if choice == "new" or (session.store is not None and session.store.agreed):
        session.begin_to_save(replace=choice == "new")
    elif session.store is not None and not choice and not session.prompter.piped:
        folder = shown(str(session.store.folder))
        picked = session.pick(
            SAVE, Message("prompts.save.ask"), kind="yes_no", why=Message("prompts.save.why"), first=True,
            help=(Message("prompts.save.help", folder=folder), Message("prompts.plain")),
            choices=dict(reversed(YES_OR_NO.items())), current=("no",),
        )  # fmt: skip
        if picked == "yes":
            session.begin_to_save()
        else:
            session.remark(Message("prompts.save.declined"))


def _choice_about(session: Session, found: Snapshot) -> str:
    """Ask what to do with saved answers, and do it."""
    sure = False
    if found.finished:
        _resume(session, found)
    while not sure:
        if found.finished:
            from micloud_helper.prompts.afterwards import ask_what_happened  # not before the first question

            session.remark(Message("prompts.found.finished", day=found.day))
            choice = ask_what_happened(session, ("new", "erase"))
        else:
            choice = session.pick(
                "found", Message("prompts.found.ask", day=found.day), current=("resume",), may_save=False, first=True,
                why=Message("prompts.found.count", count=len(found.state.answers.values)),
                choices={id: Message(f"prompts.found.{id}") for id in ("resume", "new", "erase")},
            )  # fmt: skip
        sure = choice not in ("new", "erase") or session.agrees("sure", Message("prompts.found.sure"), careful=True)
    if choice == "resume":
        _resume(session, found)
    elif choice in ("new", "erase"):
        fresh = Snapshot(state=stepper.start(session.guide), day=session.today, language=session.snapshot.language)
        session.snapshot = fresh
    if choice == "erase" and session.store is not None:
        session.store.close()
        if (erased := session.stored(lambda store: forget(store.folder))) is not None:
            session.tell(Message("prompts.found.erased", erased=erased))
    return choice or ""


def _resume(session: Session, found: Snapshot) -> None:
    """Go on where the interview ended, in the language chosen now or else then."""
    language = session.snapshot.language or found.language
    session.catalogue = session.catalogue.in_language(language or session.catalogue.language)
    session.snapshot = found
    session.stored(Store.go_on)
    if language != found.language:
        session.keep(language=language)


def _asked(session: Session, entry: Question | Detail) -> Interview | None:
    """Ask a question or a detail; gives where the interview is then, None when a sheet code has answered everything."""
    value: Value | None
    kept = _last_answer(session, entry)
    number, total = stepper.progress(session.guide, session.state)
    key = "prompts.progress_detail" if isinstance(entry, Detail) else "prompts.progress"
    prompt: dict[str, Any] = {
        "id": entry.id, "question": entry.ask, "progress": Message(key, number=number, total=total), "why": entry.why,
        "help": entry.help, "optional": isinstance(entry, Detail),
    }  # fmt: skip
    if isinstance(entry, Detail) or entry.kind == "date":
        from micloud_helper.prompts.typed import ask_typed  # not before the first question

        value = ask_typed(session, entry, prompt, kept)
    else:
        picked = session.ask(
            **prompt, kind=entry.kind, choices={option.id: option.label for option in entry.options.values()},
            current=kept if isinstance(kept, tuple) else (str(kept),), none=entry.none,
            takes_code=entry.kind == "choice" and entry.id == next(iter(session.guide.questions)),
        )  # fmt: skip
        if picked == () and entry.kind == "choice":
            from micloud_helper.prompts.afterwards import take_code  # not before the first question

            return take_code(session)
        value = picked[0] if picked and entry.kind == "choice" else picked
    if value is None:
        return _gone_back(session)
    answered = session.text(_worded(entry, value))
    session.prompter.confirm(entry.id, session.text(entry.ask), answered, session.catalogue)
    before = session.state
    after = stepper.answer(session.guide, before, value)
    was, now = (stepper.inactive(session.guide, state) for state in (before, after))
    for key, ids in (("inactive", now - was), ("restored", was - now)):
        if ids:
            session.remark(Message(f"prompts.{key}", count=len(ids)))
    return after


def _point_out_contradictions(session: Session, before: Interview) -> None:
    """Tell at once of answers that the one just given to `before.at` contradicts; the person may change any of them."""
    guide = session.guide
    was, now = (active_answers(guide, state).values for state in (before, session.state))
    for contradiction in guide.contradictions.values():
        compared = dict.fromkeys(part.question for part in contradiction.when.comparisons() if part.question in now)
        if not contradiction.when.holds(now) or (contradiction.when.holds(was) and before.at not in compared):
            continue
        if session.prompter.piped:
            session.tell(contradiction.text)
            continue
        rows = {id: _row(session, guide.questions[id]) for id in compared}
        changes = {id: Message("prompts.contradiction.change", answer=row) for id, row in rows.items()}
        changes[DONE] = Message("prompts.contradiction.go_on")
        why = Message("prompts.contradiction.why")
        after = _to_change(session, "contradiction", contradiction.text, why=why, choices=changes)
        if after is not None:
            session.keep(state=after)
            return


def _reviewed(session: Session) -> Interview | None:
    """Show all answers; None when they are right, else where the interview goes on."""
    guide, values = session.guide, active_answers(session.guide, session.state).values
    entries: list[Question | Detail] = [guide.questions[id] for id in values]
    entries += [detail for detail in guide.details.values() if detail.when.holds(values)]
    rows = {entry.id: _row(session, entry) for entry in entries}
    return _to_change(
        session, "review", Message("prompts.review.ask"), why=Message("prompts.review.why"),
        choices={DONE: Message("prompts.review.done"), **rows}, current=(DONE,),
    )  # fmt: skip


def _to_change(session: Session, id: str, question: Wording, **prompt: Any) -> Interview | None:
    """Ask which of the answers to change; None when they may stay as they are, else where the interview goes on."""
    picked = session.pick(id, question, **prompt)
    if picked is None:
        return _gone_back(session)
    return None if picked == DONE else stepper.change(session.guide, session.state, picked)


def _gone_back(session: Session) -> Interview:
    before = session.state
    after = stepper.back(session.guide, before)
    if after == before:
        session.remark(Message("prompts.first_question"))
    elif after.at is not None:
        session.prompter.retract(after.at)
    return after


def _worded(entry: Question | Detail, value: Value) -> Wording:
    """Say an answer as the person would."""
    if not isinstance(value, str | tuple):
        return value
    picked = (value,) if isinstance(value, str) else value
    if isinstance(entry, Question):
        return tuple(entry.options[id].label for id in picked)
    from micloud_helper.prompts.typed import spoken

    return spoken(entry, picked) or Message("prompts.left_empty")


def _last_answer(session: Session, entry: Question | Detail) -> Value:
    return {**session.state.answers.values, **session.state.answers.details}.get(entry.id, ())


def _row(session: Session, entry: Question | Detail) -> Message:
    question = entry.ask if isinstance(entry, Question) else entry.label
    answer = _worded(entry, _last_answer(session, entry))
    return Message("prompts.review.row", question=question, answer=answer)
