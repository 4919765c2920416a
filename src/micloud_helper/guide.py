"""What a guide file means: questions, documents, routes and their texts, all frozen.

Built only by `loader`, which has checked every reference; `docs/guide-language.md` explains each part.
Entities compare by identity: there is one guide in a run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from micloud_helper.conditions import ALWAYS, Condition, Values

DAYS = ("today", "applied_on", "reply_earliest", "reply_latest", "retry_from")
"""The placeholders that stand for days of the answer window."""

Text: TypeAlias = Mapping[str, str]
"""The same words by language code."""

QuestionKind: TypeAlias = Literal["choice", "choices", "date"]
DetailCheck: TypeAlias = Literal["imei", "phone", "text"]
DocumentStatus: TypeAlias = Literal["ready", "prepare", "obtain", "unavailable", "maybe_asked"]
RouteKind: TypeAlias = Literal["stop", "finish", "wait", "self_service", "application", "contact"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """Where a statement comes from; `date` as the source gives it, `recheck_months` until it needs another look."""

    id: str
    title: Text
    date: str
    weight: Text
    recheck_months: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Option:
    """An answer one can pick; `said` continues "because …", `if_so` opens "…, this goes away"."""

    id: str
    label: Text
    said: Text
    if_so: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """A question whose answer the plan depends on; `none` is the option of a list that stands alone."""

    id: str
    kind: QuestionKind
    ask: Text
    why: Text
    help: tuple[Text, ...] = ()
    when: Condition = ALWAYS
    options: Mapping[str, Option] = field(default_factory=dict)
    none: str | None = None
    said: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detail:
    """A value typed in, always optional; left out, `cells` boxes (or a line, if 0) are printed to fill by hand."""

    id: str
    check: DetailCheck
    label: Text
    ask: Text
    why: Text
    help: tuple[Text, ...] = ()
    when: Condition = ALWAYS
    many: int = 1
    cells: int = 0
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Item:
    """A sentence that may depend on answers, the chosen `route` and the `timing`."""

    text: Text
    sources: tuple[str, ...]
    when: Condition = ALWAYS
    on_screen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step(Item):
    """One thing to do on a route."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Warning(Item):
    """Something to beware of."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contact:
    """Somebody who can help; `value` is what to write to, call or open, as it was `last_seen`."""

    id: str
    kind: Literal["email", "phone", "web", "chat"]
    label: Text
    value: str
    last_seen: str
    sources: tuple[str, ...]
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Address:
    """An official web address, printed with a QR code."""

    id: str
    label: Text
    url: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatusRule:
    """A document's status under a condition, and how to go on from there."""

    EFFORT: ClassVar[Mapping[DocumentStatus, int]] = {"ready": 0, "prepare": 1, "obtain": 2, "unavailable": 3}
    """How far a document of each status is from being at hand; one that is only `maybe_asked` meets no need."""
    NEEDS_HOW: ClassVar[tuple[DocumentStatus, ...]] = ("prepare", "obtain", "unavailable")
    """The statuses that must come with how to go on."""

    status: DocumentStatus
    when: Condition
    how: tuple[Item, ...]

    @property
    def effort(self) -> int:
        """Tell how far the document is from being at hand."""
        return self.EFFORT[self.status]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """Something to gather; the first of `statuses` that holds tells its status."""

    id: str
    title: Text
    statuses: tuple[StatusRule, ...]
    check: tuple[Item, ...] = ()

    def status_rule(self, values: Values) -> StatusRule | None:
        """Give the first status rule that holds, if any."""
        for rule in self.statuses:
            if rule.when.holds(values):
                return rule
        return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phase:
    """Steps that belong together."""

    id: str
    title: Text
    steps: tuple[Step, ...]
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variant:
    """What stands in place of a route's title and summary under a condition."""

    when: Condition
    title: Text
    summary: Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route:
    """A way on. In `needs` each entry is a choice of documents of which one is enough."""

    DISTANCE: ClassVar[Mapping[RouteKind, int]] = {
        "finish": 0, "self_service": 1, "wait": 2, "application": 3, "contact": 4, "stop": 5,
    }  # fmt: skip
    """How far a route of each kind is from a phone that works."""

    id: str
    kind: RouteKind
    title: Text
    summary: Text
    sources: tuple[str, ...]
    on_screen: str | None = None
    when: Condition = ALWAYS
    refused: Condition | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    lists: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def distance(self) -> int:
        """Tell how far the route is from a phone that works."""
        return self.DISTANCE[self.kind]

    @property
    def ends_search(self) -> bool:
        """Tell whether no other route is looked at once this one's condition holds."""
        return self.kind not in ("application", "contact")

    @property
    def has_dates(self) -> bool:
        """Tell whether an answer is waited for, so that the answer window applies."""
        return self.kind in ("wait", "application")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contradiction:
    """Answers that cannot both be right, and what to say of them."""

    id: str
    when: Condition
    text: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phrase:
    """Words that stand in place of `{id}` in other texts, under a condition; the last of several has none."""

    text: Text
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnswerWindow:
    """When an answer may come: working days after the day in `sent_on`, and days before one may apply again."""

    sent_on: str
    working_days: int
    country: str
    categories: tuple[str, ...]
    retry_after_days: int
    sources: tuple[str, ...]
    patience_days: int = 0
    long_ago_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guide:
    """Everything a guide file says, by id and in the file's order."""

    version: str
    checked_on: date
    languages: tuple[str, ...]
    title: Text
    intro: tuple[Text, ...]
    notice: Text
    sources: Mapping[str, Source]
    questions: Mapping[str, Question]
    details: Mapping[str, Detail]
    documents: Mapping[str, Document]
    routes: Mapping[str, Route]
    contacts: Mapping[str, Contact]
    addresses: Mapping[str, Address]
    warnings: Mapping[str, Warning]
    answer_window: AnswerWindow | None = None
    on_screen: tuple[str, ...] = ()
    contradictions: Mapping[str, Contradiction] = field(default_factory=dict)
    phrases: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)


def fill(guide: Guide, text: Text, language: str, values: Values | None, days: Mapping[str, str] | None = None) -> str:
    """Give a text in one language with the phrases for the answers in `values` and with `days`, written out, filled in.

    Without answers (None) the last entry of each phrase is used. Raises KeyError for a placeholder that is neither.
    """
    words = text[language]
    if "{" not in words:
        return words
    phrases = {id: phrase_for(entries, values).text[language] for id, entries in guide.phrases.items()}
    return words.format_map({**phrases, **(days or {})})


def phrase_for(entries: tuple[Phrase, ...], values: Values | None) -> Phrase:
    """Give the first entry of a phrase that holds for these answers; without answers the last."""
    return next((it for it in entries if values is not None and it.when.holds(values)), entries[-1])
