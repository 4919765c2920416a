"""What can be done with an IMEI once it is well formed: compare a second reading, add the second one."""

from dataclasses import replace

from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Detail
from micloud_helper.identifiers import check_imei, differing_places, imei_digits, marked_imei
from micloud_helper.prompts.asking import Ask, Choice
from micloud_helper.prompts.conversation import Build, Conversation
from micloud_helper.prompts.typed import Said, ask_values, of_detail, spoken

__all__ = ["ask_imeis"]


def ask_imeis(talk: Conversation, detail: Detail, framed: Build, kept: tuple[str, ...]) -> tuple[str, ...] | None:
    """Ask for the IMEI, then offer to compare and to add; None when going back."""
    values = ask_values(talk, detail, framed, kept)
    while values and not talk.prompter.piped:
        chosen = _what_with(talk, detail, values)
        if chosen == "done":
            break
        if chosen == "compare":
            values = _compared(talk, detail, framed, values)
        elif chosen == "second":
            values = (*values, *_second(talk, detail, framed, values))
        else:
            values = ask_values(talk, detail, framed, values)
    return values


def _what_with(talk: Conversation, detail: Detail, values: tuple[str, ...]) -> str:
    def build(words: Catalogue) -> Ask:
        ids = ["done", "compare", *(["second"] if len(values) < detail.many else []), "retype"]
        return Ask(
            id="imei",
            kind="choice",
            line=words.message("prompts.detail.imei_is", value=", ".join(spoken(detail, value) for value in values)),
            choices=tuple(Choice(id=id, label=words.message(f"prompts.detail.{id}")) for id in ids),
            current=("done",),
        )

    reply = talk.put(build)
    return reply[0] if reply else "retype"


def _second(talk: Conversation, detail: Detail, framed: Build, values: tuple[str, ...]) -> tuple[str, ...]:
    def build(words: Catalogue) -> Ask:
        return replace(framed(words), id="second", line=words.message("prompts.detail.second_ask"))

    one_more = replace(detail, many=1)
    found = ask_values(talk, one_more, build, ()) or ()
    if set(found) & set(values):
        talk.remark("slip.twice")
    return tuple(value for value in found if value not in values)


def _compared(talk: Conversation, detail: Detail, framed: Build, values: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for a second reading and compare it digit by digit; gives the values that are right."""
    error: Said | None = None

    def build(words: Catalogue) -> Ask:
        ask = replace(framed(words), id="reading", current=(), error=error(words) if error else "")
        return replace(
            ask, line=words.message("prompts.detail.reading_ask"), why=words.message("prompts.detail.reading_why")
        )

    while (reply := talk.put(build)) and reply[0].strip():
        digits, error = imei_digits(reply[0]), None
        if len(digits) != len(values[0]):
            error = of_detail(detail, check_imei(reply[0]).slip)
        elif digits in values:
            talk.remark("detail.same")
            return values
        elif (chosen := _which(talk, values, digits)) is not None:
            return chosen
    return values


def _which(talk: Conversation, values: tuple[str, ...], digits: str) -> tuple[str, ...] | None:
    """Show where a reading differs from the value nearest to it; gives the right values, None to read once more."""
    nearest = min(values, key=lambda value: len(differing_places(value, digits)))
    places = differing_places(nearest, digits)
    well_formed = bool(check_imei(digits).value)

    def build(words: Catalogue) -> Ask:
        def reading(id: str, value: str) -> Choice:
            return Choice(id=id, label=words.message(f"prompts.detail.{id}_reading", value=marked_imei(value, places)))

        other = [reading("other", digits)] if well_formed else []
        return Ask(
            id="differ",
            kind="choice",
            line=words.message("prompts.detail.differ", places=", ".join(map(str, places))),
            why="" if well_formed else words.message("prompts.detail.other_wrong", value=marked_imei(digits, places)),
            choices=(
                reading("first", nearest),
                *other,
                Choice(id="again", label=words.message("prompts.detail.again")),
            ),
        )

    reply = talk.put(build)
    if reply == ("other",):
        return tuple(digits if value == nearest else value for value in values)
    return values if reply == ("first",) else None
