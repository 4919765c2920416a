"""What a guide file says: questions, documents, routes and their texts, all frozen.

The classes are the one description of the file: field names are its keys, fields without default are required, and the
annotations tell what may stand there. `loader` reads by them, `proof.schema` makes the JSON Schema for editors of them;
`docs/guide-language.md` explains each part. Entities compare by identity: there is one guide in a run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, ClassVar, Literal, NamedTuple, TypeAlias, TypeVar, dataclass_transform

from micloud_helper.conditions import ALWAYS, Condition, Values

QuestionKind: TypeAlias = Literal["choice", "choices", "date"]
DetailCheck: TypeAlias = Literal["imei", "phone", "text"]
DocumentStatus: TypeAlias = Literal["ready", "prepare", "obtain", "unavailable", "maybe_asked"]
RouteKind: TypeAlias = Literal["stop", "finish", "wait", "self_service", "application", "contact"]
ContactKind: TypeAlias = Literal["email", "phone", "web", "chat"]
Timing: TypeAlias = Literal["future", "too_early", "in_window", "patience", "overdue", "long_ago"]

DAYS = ("today", "applied_on", "reply_earliest", "reply_latest", "retry_from")
"""The placeholders that stand for days of the answer window."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False, field_specifiers=(field,))
def entity(cls: type[T]) -> type[T]:
    """Make a class of the guide: frozen, with its fields by name, compared by identity."""
    return dataclass(frozen=True, kw_only=True, eq=False, repr=False)(cls)


class Refers(NamedTuple):
    """Marks a word that must be one of a section's; `code` is the problem when it is not."""

    section: str
    code: str


class AtLeast(NamedTuple):
    """Marks a list, or a mapping `by_id`, with the fewest entries it may have and the problem when there are fewer."""

    least: int = 0
    code: str = "empty_list"
    by_id: bool = False


# The marker of a text is the placeholders that may stand in it beside phrases; of a number, the range it must lie in;
# of a condition, what it may ask beside the questions.
Text: TypeAlias = Mapping[str, str]
"""The same words by language code."""
DatedText: TypeAlias = Annotated[Text, DAYS]
Label: TypeAlias = Annotated[str, Refers("on_screen", "unknown_on_screen")]
DocumentId: TypeAlias = Annotated[str, Refers("documents", "unknown_document")]
SourceIds: TypeAlias = Annotated[
    tuple[Annotated[str, Refers("sources", "unknown_source")], ...], AtLeast(1, "source_missing")
]
FactsCondition: TypeAlias = Annotated[Condition, ("route", "timing", "typed")]


@entity
class Source:
    """Where a statement comes from; `date` as the source gives it, `recheck_months` until it needs another look."""

    id: str
    title: Text
    date: str
    weight: Text
    recheck_months: Annotated[int, range(1, 601)]


@entity
class Option:
    """An answer one can pick; `said` continues "because …", `if_so` opens "…, this goes away"."""

    id: str
    label: Text
    said: Text
    if_so: Text | None = None


@entity
class Question:
    """A question whose answer the plan depends on; `none` is the option of a list that stands alone."""

    id: str
    kind: QuestionKind
    ask: Text
    why: Text
    help: tuple[Text, ...] = ()
    when: Condition = ALWAYS
    options: Annotated[Mapping[str, Option], AtLeast(2, "too_few_options")] = field(default_factory=dict)
    none: str | None = None
    said: Annotated[Text, ("date",)] | None = None


@entity
class Detail:
    """A value typed in, always optional; left out, `cells` boxes (or a line, if 0) are printed to fill by hand."""

    id: str
    check: DetailCheck
    label: Text
    ask: Text
    why: Text
    help: tuple[Text, ...] = ()
    when: Condition = ALWAYS
    many: Annotated[int, range(1, 10)] = 1
    cells: Annotated[int, range(1, 41)] = 0
    document: DocumentId | None = None


@entity
class Item:
    """A sentence that may depend on answers, the chosen `route`, the `timing` and the details that were `typed`."""

    text: DatedText
    sources: SourceIds
    when: FactsCondition = ALWAYS
    on_screen: Label | None = None


@entity
class Step(Item):
    """One thing to do on a route."""

    id: str


@entity
class Warning(Item):
    """Something to beware of."""

    id: str


@entity
class Contradiction:
    """Answers that cannot all be right: `text` says why, while `when` holds."""

    id: str
    when: Condition
    text: Text
    sources: SourceIds


@entity
class Phrase:
    """Words that stand for a placeholder while `when` holds; the last phrase of a placeholder has no condition."""

    when: Condition = ALWAYS
    text: Text


@entity
class Contact:
    """Somebody who can help; `value` is what to write to, call or open, as it was `last_seen`."""

    id: str
    kind: ContactKind
    label: Text
    value: str
    last_seen: str
    sources: SourceIds
    when: FactsCondition = ALWAYS


@entity
class Address:
    """An official web address, printed with a QR code unless it is unverified."""

    id: str
    label: Text
    url: str
    sources: SourceIds
    trust: Literal["named", "unverified"] = "named"


@entity
class StatusRule:
    """A document's status under a condition, and how to go on from there."""

    EFFORT: ClassVar[Mapping[DocumentStatus, int]] = {"ready": 0, "prepare": 1, "obtain": 2, "unavailable": 3}
    """How far a document of each status is from being at hand; one that is only `maybe_asked` meets no need."""
    NEEDS_HOW: ClassVar[tuple[DocumentStatus, ...]] = ("prepare", "obtain", "unavailable")
    """The statuses that must come with how to go on."""

    status: Annotated[DocumentStatus, Refers("", "unknown_status")] = field(metadata={"key": "is"})
    when: Condition = ALWAYS
    how: tuple[Item, ...] = ()


@entity
class Document:
    """Something to gather; the first of `statuses` that holds tells its status.

    `arrived` are the answers set once the person has it; a document without them cannot be ticked off.
    """

    id: str
    title: Text
    statuses: Annotated[tuple[StatusRule, ...], AtLeast(1)]
    check: tuple[Item, ...] = ()
    arrived: Values = field(default_factory=dict)

    def status_rule(self, values: Values) -> StatusRule | None:
        """Give the first status rule that holds, if any."""
        return next((rule for rule in self.statuses if rule.when.holds(values)), None)


@entity
class Phase:
    """Steps that belong together; shown where `when` holds."""

    id: str
    title: Text
    when: FactsCondition = ALWAYS
    steps: Annotated[tuple[Step, ...], AtLeast(1)]


@entity
class Variant:
    """Another title and summary for a route, while `when` holds."""

    when: Annotated[Condition, ("timing",)]
    title: DatedText
    summary: DatedText


@entity
class Route:
    """A way on. In `needs` each entry is a choice of documents of which one is enough.

    The first of `variants` that holds replaces title and summary on the sheet.
    """

    DISTANCE: ClassVar[Mapping[RouteKind, int]] = {
        "finish": 0, "self_service": 1, "wait": 2, "application": 3, "contact": 4, "stop": 5,
    }  # fmt: skip
    """How far a route of each kind is from a phone that works."""

    id: str
    kind: RouteKind
    title: Text
    summary: DatedText
    variants: tuple[Variant, ...] = ()
    sources: SourceIds
    on_screen: Label | None = None
    when: Condition = ALWAYS
    refused: Condition | None = None
    needs: tuple[Annotated[tuple[DocumentId, ...], AtLeast(1)], ...] = ()
    lists: tuple[DocumentId, ...] = ()
    addresses: tuple[Annotated[str, Refers("addresses", "unknown_address")], ...] = ()
    phases: Annotated[tuple[Phase, ...], AtLeast(1, by_id=True)]

    @property
    def ends_search(self) -> bool:
        """Tell whether no other route is looked at once this one's condition holds."""
        return self.kind not in ("application", "contact")

    @property
    def has_dates(self) -> bool:
        """Tell whether an answer is waited for, so that the answer window applies."""
        return self.kind in ("wait", "application")


@entity
class Happening:
    """Something that may have come about since a plan was made, offered on plans where `when` holds.

    It `sets` answers; the questions in `asks` are asked anew, although they were answered before.
    """

    id: str
    label: Text
    when: Annotated[Condition, ("route", "timing")]
    sets: Values
    asks: tuple[Annotated[str, Refers("questions", "unknown_question")], ...] = ()


@entity
class Holidays:
    """The calendar of days off: a country of the package `holidays`, and the kinds of days that count."""

    country: str
    categories: Annotated[tuple[str, ...], AtLeast(1)]


@entity
class AnswerWindow:
    """When an answer may come: working days after the day in `sent_on`, and days before one may apply again.

    After the last day come `patience_days` before an answer is overdue; `long_ago_days` after the application it counts
    as made long ago (None: never).
    """

    sent_on: Annotated[str, Refers("dates", "unknown_question")]
    working_days: Annotated[int, range(1, 91)]
    holidays: Holidays
    retry_after_days: Annotated[int, range(1, 366)]
    patience_days: Annotated[int, range(31)] = 0
    long_ago_days: Annotated[int, range(1, 3651)] | None = None
    sources: SourceIds


@entity
class Guide:
    """Everything a guide file says, by id and in the file's order; shared steps stand where they are used."""

    version: str
    checked_on: date
    languages: Annotated[tuple[Annotated[str, Refers("languages", "unknown_language")], ...], AtLeast(1)]
    title: Text
    intro: tuple[Text, ...]
    notice: Text
    sources: Mapping[str, Source]
    phrases: Mapping[str, Annotated[tuple[Phrase, ...], AtLeast(1)]] = field(default_factory=dict)
    questions: Annotated[Mapping[str, Question], AtLeast(1, "no_questions")]
    details: Mapping[str, Detail] = field(default_factory=dict)
    documents: Mapping[str, Document]
    routes: Annotated[Mapping[str, Route], AtLeast(1, "last_route_conditional")]
    contacts_title: Text | None = None
    contacts: Mapping[str, Contact]
    addresses: Mapping[str, Address] = field(default_factory=dict)
    warnings: Mapping[str, Warning]
    contradictions: Mapping[str, Contradiction] = field(default_factory=dict)
    happenings: Mapping[str, Happening] = field(default_factory=dict)
    answer_window: AnswerWindow | None = None
    on_screen: tuple[str, ...]


def fill(guide: Guide, text: Text, language: str, values: Values | None, days: Mapping[str, str] = {}) -> str:
    """Give a text in one language, with phrases and `days` in place of its placeholders.

    Of a phrase the first entry that holds for the answers in `values` is taken; the last one where there are no answers
    at all (None). Raises KeyError for a placeholder that is neither a phrase nor one of `days`.
    """

    def word(placeholder: re.Match[str]) -> str:
        phrases = guide.phrases.get(placeholder[1])
        if phrases is None:
            return days[placeholder[1]]
        return phrase_for(phrases, values).text[language]

    return PLACEHOLDER.sub(word, text[language])


def phrase_for(phrases: tuple[Phrase, ...], values: Values | None) -> Phrase:
    """Give the first phrase that holds for these answers; the last one where there are no answers at all."""
    return next((it for it in phrases if values is not None and it.when.holds(values)), phrases[-1])
