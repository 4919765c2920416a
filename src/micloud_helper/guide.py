"""What a guide file means: questions, documents, routes and their texts, all frozen.

Built only by `loader`, which has checked every reference; `docs/guide-language.md` explains each part.
Entities compare by identity: there is one guide in a run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from micloud_helper.conditions import ALWAYS, Condition, Values

Text: TypeAlias = Mapping[str, str]
"""The same words by language code."""

QuestionKind: TypeAlias = Literal["choice", "choices", "date"]
DetailCheck: TypeAlias = Literal["imei", "phone", "text"]
DocumentStatus: TypeAlias = Literal["ready", "prepare", "obtain", "unavailable", "maybe_asked"]
AddressTrust: TypeAlias = Literal["named", "unverified"]
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
    """An official web address, printed with a QR code unless it is unverified."""

    id: str
    label: Text
    url: str
    sources: tuple[str, ...]
    trust: AddressTrust = "named"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatusRule:
    """A document's status under a condition, and how to go on from there."""

    status: DocumentStatus
    when: Condition
    how: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """Something to gather; the first of `statuses` that holds tells its status."""

    id: str
    title: Text
    statuses: tuple[StatusRule, ...]
    check: tuple[Item, ...] = ()


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
    phrases = {id: _phrase(entries, values).text[language] for id, entries in guide.phrases.items()}
    return words.format_map({**phrases, **(days or {})})


def _phrase(entries: tuple[Phrase, ...], values: Values | None) -> Phrase:
    return next((it for it in entries if values is not None and it.when.holds(values)), entries[-1])
