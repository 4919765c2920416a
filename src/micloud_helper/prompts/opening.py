"""How a conversation opens: what was saved, whether to save, and how to answer."""

from typing import NamedTuple

from micloud_helper.catalogue import Catalogue
from micloud_helper.interview import Interview, start
from micloud_helper.prompts.asking import Ask, Choice
from micloud_helper.prompts.conversation import Conversation
from micloud_helper.storage import Case, forget

__all__ = ["Opening", "open_conversation"]


class Opening(NamedTuple):
    """Where to begin; `finished` when there is a checklist to look at right away."""

    state: Interview
    finished: bool = False
    ticks: frozenset[str] = frozenset()


def open_conversation(talk: Conversation, how: str) -> Opening:
    """Find out where to begin. `how` names the text that explains how to answer."""
    case = _found(talk)
    chosen = _what_with(talk, case) if case else ""
    if case and chosen in ("resume", "open", "change"):
        _resume(talk, case)
        if chosen != "open":
            _explain(talk, how)
        return Opening(case.state, chosen == "open", case.ticks)
    for text in talk.guide.intro:
        talk.prompter.tell(text[talk.words.language])
    _explain(talk, how)
    if chosen == "new" or (talk.store is not None and talk.store.agreed):
        talk.begin_to_save(replace=chosen == "new")
    elif talk.store is not None and not chosen and not talk.prompter.piped:
        while not talk.offer_to_save():
            talk.remark("first_question")
    return Opening(start(talk.guide))


def _explain(talk: Conversation, how: str) -> None:
    listed = ", ".join(
        talk.words.message(f"prompts.words.{name}") for name in ("back", "help", "save", "language", "quit")
    )
    talk.tell(how, words=listed)


def _found(talk: Conversation) -> Case | None:
    """Look for a saved case with answers in it; in a pipe nobody can say what to do with one."""
    if talk.store is None or talk.prompter.piped:
        return None
    with talk.saving() as store:
        found = store.find(talk.guide) if store else None
        if found and found.trouble:
            talk.tell(f"found.{found.trouble}", file=found.file)
        return found.case if found and found.case and found.case.state.answers.values else None
    return None


def _what_with(talk: Conversation, case: Case) -> str:
    def build(words: Catalogue) -> Ask:
        ids = ("open", "change", "new", "erase") if case.finished else ("resume", "new", "erase")
        return Ask(
            id="found",
            kind="choice",
            line=words.message(
                "prompts.found.finished" if case.finished else "prompts.found.ask", day=words.day(case.day)
            ),
            why=words.message("prompts.found.count", count=len(case.state.answers.values)),
            choices=tuple(Choice(id=id, label=words.message(f"prompts.found.{id}")) for id in ids),
            current=ids[:1],
            may_save=False,
        )

    while (reply := talk.put(build)) is None:
        talk.remark("first_question")
    if reply == ("erase",) and talk.store is not None:
        with talk.saving():
            talk.tell("found.erased", erased=", ".join(forget(talk.store.folder)))
    return reply[0]


def _resume(talk: Conversation, case: Case) -> None:
    """Go on where the case ended, in the language chosen now or else then."""
    switched = tuple(talk.records)
    talk.records = list(case.records)
    with talk.saving() as store:
        if store is not None:
            store.go_on()
    for record in switched:
        talk.note(record)
    if case.language and not switched:
        talk.words = talk.words.in_language(case.language)
