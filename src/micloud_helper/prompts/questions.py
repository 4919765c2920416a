"""The interview itself: one question or detail after the other, then the review."""

from datetime import date

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value
from micloud_helper.guide import Detail, Guide, Question
from micloud_helper.interview import Event, Interview, counting, parked, progress, question_of, step
from micloud_helper.prompts.asking import Ask, Choice
from micloud_helper.prompts.conversation import Conversation
from micloud_helper.prompts.imei import ask_imeis
from micloud_helper.prompts.typed import ask_day, ask_values, spoken
from micloud_helper.storage import Mark

__all__ = ["interview"]

DONE = "done"


def interview(talk: Conversation, state: Interview) -> Interview:
    """Ask whatever is missing, until the person says at the review that all is right."""
    while True:
        entry = question_of(talk.guide, state)
        event = _reviewed(talk, state) if entry is None else _asked(talk, state, entry)
        if event is None:
            talk.note(Mark("finish"))
            return state
        if event.do == "back" and state.previous is None:
            talk.remark("first_question")
            continue
        if event.do == "back" and state.previous and state.previous.at:
            talk.prompter.retract()
        talk.note(event)
        before, state = state, step(talk.guide, state, event)
        if event.do == "answer":
            _tell_of_parked(talk, before, state)


def _tell_of_parked(talk: Conversation, before: Interview, now: Interview) -> None:
    was, is_now = parked(talk.guide, before), parked(talk.guide, now)
    for key, ids in (("parked", is_now - was), ("restored", was - is_now)):
        if ids:
            talk.remark(key, count=len(ids))


def _asked(talk: Conversation, state: Interview, entry: Question | Detail) -> Event:
    def framed(words: Catalogue) -> Ask:
        return _framed(talk.guide, state, entry, words)

    if isinstance(entry, Detail):
        kept = state.answers.details.get(entry.id) or state.remembered.details.get(entry.id, ())
        ask_detail = ask_imeis if entry.check == "imei" else ask_values
        typed = ask_detail(talk, entry, framed, kept)
        event = None if typed is None else Event("type", entry.id, typed)
    elif entry.kind == "date":
        kept_day = _kept(state, entry)
        day = ask_day(talk, framed, kept_day if isinstance(kept_day, date) else None)
        event = None if day is None else Event("answer", entry.id, day)
    else:
        picked = talk.put(framed)
        event = None if picked is None else Event("answer", entry.id, picked if entry.kind == "choices" else picked[0])
    if event is None:
        return Event("back")
    language = talk.words.language
    talk.prompter.confirm(entry.ask[language], _told(entry, event.value, talk.words), talk.words)
    return event


def _framed(guide: Guide, state: Interview, entry: Question | Detail, words: Catalogue) -> Ask:
    number, total = progress(guide, state)
    kind = "progress_detail" if isinstance(entry, Detail) else "progress"
    options = entry.options.values() if isinstance(entry, Question) else ()
    kept = _kept(state, entry) if isinstance(entry, Question) else None
    return Ask(
        id=entry.id,
        kind=entry.kind if isinstance(entry, Question) and entry.kind != "date" else "text",
        line=entry.ask[words.language],
        progress=words.message(f"prompts.{kind}", number=number, total=total),
        why=entry.why[words.language],
        help=tuple(text[words.language] for text in entry.help),
        choices=tuple(Choice(id=option.id, label=option.label[words.language]) for option in options),
        current=(kept,) if isinstance(kept, str) else kept if isinstance(kept, tuple) else (),
        none=entry.none if isinstance(entry, Question) else None,
        optional=isinstance(entry, Detail),
    )


def _kept(state: Interview, question: Question) -> Value | None:
    return state.answers.values.get(question.id) or state.remembered.values.get(question.id)


def _told(entry: Question | Detail, value: Value, words: Catalogue) -> str:
    """Say an answer as the person would."""
    if isinstance(value, date):
        return words.day(value)
    picked = (value,) if isinstance(value, str) else value
    if isinstance(entry, Question):
        return ", ".join(entry.options[id].label[words.language] for id in picked)
    return ", ".join(spoken(entry, typed) for typed in picked) or words.message("prompts.left_empty")


def _asked_for(entry: Question | Detail, words: Catalogue) -> str:
    return entry.ask[words.language] if isinstance(entry, Question) else f"{entry.label[words.language]}:"


def _reviewed(talk: Conversation, state: Interview) -> Event | None:
    """Show all answers; None when they are right, else what the person wants."""
    counts = counting(talk.guide, state)
    entries: list[tuple[Question | Detail, Value]] = []
    entries += [(talk.guide.questions[id], value) for id, value in counts.values.items()]
    seen = (detail for detail in talk.guide.details.values() if detail.when.holds(counts.values))
    entries += [(detail, counts.details.get(detail.id, ())) for detail in seen]

    def build(words: Catalogue) -> Ask:
        lines = [
            Choice(
                id=entry.id,
                label=f"{_asked_for(entry, words)} {_told(entry, value, words)}",
            )
            for entry, value in entries
        ]
        return Ask(
            id="review",
            kind="choice",
            line=words.message("prompts.review.ask"),
            why=words.message("prompts.review.why"),
            choices=(Choice(id=DONE, label=words.message("prompts.review.done")), *lines),
            current=(DONE,),
        )

    reply = talk.put(build)
    if reply is None:
        return Event("back")
    return None if reply == (DONE,) else Event("change", reply[0])
