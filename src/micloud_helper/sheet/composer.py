"""Puts a checklist into words."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from micloud_helper.alternatives import changes
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Change, Checklist, Dates, DocumentPlan, PhasePlan, Reason
from micloud_helper.freshness import guide_is_stale
from micloud_helper.guide import Contact, Detail, Guide, Item, Route, Source, Text, fill
from micloud_helper.identifiers import group_imei
from micloud_helper.sheet.page import (
    Link,
    Sheet,
    SheetDate,
    SheetDocument,
    SheetPhase,
    SheetStep,
    SheetValue,
    Translations,
    say,
)

__all__ = ["compose"]

T = TypeVar("T")

REMEMBERED = 2048
"""So many parts of sheets are kept for the next ones: memory stays flat over any number of cases."""


def compose(
    checklist: Checklist,
    words: Sequence[Catalogue],
    *,
    share_safe: bool = False,
    ticks: frozenset[str] = frozenset(),
) -> Sheet:
    """Put a checklist into words, once per member of `words`.

    `share_safe` masks what was typed in; `ticks` are documents that came in since the questions were answered.
    """
    return _Composer(checklist, tuple(words), share_safe, ticks).sheet()


class _Book:
    """What a guide says where no day is named: many sheets share it. Texts are known by identity."""

    def __init__(self) -> None:
        self.texts: dict[int, Translations] = {}
        self.parts: dict[tuple[object, ...], Any] = {}


@lru_cache(maxsize=4)
def _book_of(guide: Guide, words: tuple[Catalogue, ...]) -> _Book:
    return _Book()


class _Composer:
    """Turns the parts of one checklist into lines."""

    def __init__(
        self, checklist: Checklist, words: tuple[Catalogue, ...], share_safe: bool, ticks: frozenset[str]
    ) -> None:
        self.plan = checklist
        self.words = words
        self.share_safe = share_safe
        self.ticks = ticks
        self.book = _book_of(checklist.guide, words)
        self.names_a_day = False

    def sheet(self) -> Sheet:
        """Compose the whole."""
        plan, route, after = self.plan, self.plan.route, self.plan.fallback
        reasons = self.kept(self.reasons, plan.because)
        return Sheet(
            languages=tuple(words.language for words in self.words),
            title=self.say("sheet.title"),
            subject=self.text(plan.guide.title),
            privacy=self.privacy(),
            route_id=route.id,
            route_kind=route.kind,
            route=self.text(route.title),
            on_screen=self.say("sheet.on_screen", label=route.on_screen) if route.on_screen else (),
            summary=self.text(route.summary),
            reasons=reasons,
            because=self.kept(self.because, reasons),
            fallback=self.say("sheet.fallback", title=self.text(after.title)) if after else (),
            fallback_title=self.text(after.title) if after else (),
            readiness=self.readiness(),
            values=tuple(self.values()),
            documents=tuple(
                self.kept(self.document, number, item, item.document.id in self.ticks, route)
                for number, item in enumerate(plan.documents, 1)
            ),
            phases=tuple(self.phases()),
            dates=self.kept(self.dates, plan.dates, route.kind),
            dates_note=self.say("sheet.dates.estimated") if plan.dates and plan.dates.estimated else (),
            changes=self.kept(self.changes, changes(plan), plan.readiness.blocked_by),
            warnings=self.kept(self.items, plan.warnings),
            contacts=self.kept(self.contacts, plan.contacts),
            addresses=self.kept(self.addresses, route),
            notice=self.notice(),
            made=self.say("sheet.made", version=plan.guide.version, today=plan.today, checked_on=plan.guide.checked_on),
            sources=self.kept(self.sources, plan.sources),
            words=self.words,
        )

    def notice(self) -> Translations:
        """Say the guide's notice, and when it was last checked if that is too long ago."""
        guide = self.plan.guide
        if not guide_is_stale(guide, self.plan.today):
            return self.text(guide.notice)
        stale = self.say("sheet.stale", checked_on=guide.checked_on)
        return tuple(map(" ".join, zip(self.text(guide.notice), stale, strict=True)))

    def say(self, key: str, /, **facts: object) -> Translations:
        """Say a text of the program; dates among the facts are written out, lines taken language by language."""
        return say(self.words, key, facts)

    def kept(self, make: Callable[..., T], *of: Hashable) -> T:
        """Give what `make` makes of parts of the plan, from the book if it is there, for these days if it names any."""
        part = (make.__name__, *of)
        dated = (*part, self.plan.today, self.plan.dates)
        parts = self.book.parts
        known: T | None = parts[part] if part in parts else parts.get(dated)
        if known is None:
            self.names_a_day = False
            known = make(*of)
            if len(parts) >= REMEMBERED:
                parts.clear()
            parts[dated if self.names_a_day else part] = known
        return known

    def text(self, text: Text) -> Translations:
        """Say a text of the guide with its dates filled in."""
        if (said := self.book.texts.get(id(text))) is not None:
            return said
        guide, values = self.plan.guide, self.plan.answers.values
        said = tuple(
            fill(guide, text, words.language, values, days) for words, days in zip(self.words, self.days, strict=True)
        )
        if any("{" in text[words.language] for words in self.words):
            self.names_a_day = True
        else:
            self.book.texts[id(text)] = said
        return said

    @cached_property
    def days(self) -> tuple[dict[str, str], ...]:
        """Write out the days that texts may name, in each language."""
        dates = self.plan.dates
        names = ("applied_on", "reply_earliest", "reply_latest", "retry_from")
        known = {"today": self.plan.today} | {name: day for name in names if dates and (day := getattr(dates, name))}
        return tuple({name: words.day(day) for name, day in known.items()} for words in self.words)

    def items(self, items: Iterable[Item]) -> tuple[Translations, ...]:
        """Say the texts of items."""
        return tuple(self.text(item.text) for item in items)

    def titles(self, documents: Iterable[str]) -> Translations:
        """List documents by title in one line."""
        named = [self.text(self.plan.guide.documents[id].title) for id in documents]
        return tuple(", ".join(title[index] for title in named) for index in range(len(self.words)))

    def privacy(self) -> Translations:
        """Say whether the sheet holds personal data; nothing where it does not."""
        if not self.plan.answers.details:
            return ()
        return self.say("sheet.share_safe" if self.share_safe else "sheet.personal")

    def reason(self, reason: Reason) -> Translations:
        """Say what the person said."""
        question, answer = reason.question, reason.answer
        if isinstance(answer, date):
            said = question.said or question.ask
            return tuple(said[words.language].format_map({"date": words.day(answer)}) for words in self.words)
        picked = (answer,) if isinstance(answer, str) else answer
        return tuple(", ".join(question.options[id].said[words.language] for id in picked) for words in self.words)

    def reasons(self, reasons: Iterable[Reason]) -> tuple[Translations, ...]:
        """Say what the person said, one by one."""
        return tuple(self.reason(reason) for reason in reasons)

    def because(self, said: tuple[Translations, ...]) -> Translations:
        """Join what the person said in one sentence."""
        joined = tuple("; ".join(lines[index] for lines in said) for index in range(len(self.words)))
        return self.say("sheet.because_line", reasons=joined) if said else ()

    def readiness(self) -> Translations:
        """Say how far the needs are met, or what stands in the way."""
        ready = self.plan.readiness
        if not ready.needed:
            return self.say("sheet.blocked", documents=self.titles(ready.blocked_by)) if ready.blocked_by else ()
        missing = [id for id in ready.missing if id not in self.ticks]
        if not missing:
            return self.say("sheet.all_ready", needed=ready.needed)
        count = ready.needed - len(missing)
        return self.say("sheet.readiness", ready=count, needed=ready.needed, missing=self.titles(missing))

    def values(self) -> Iterator[SheetValue]:
        """List what was typed in, and empty places for what belongs to a document that can be had."""
        wanted = {item.document.id for item in self.plan.documents if item.status != "unavailable"}
        for detail in self.plan.guide.details.values():
            given = self.plan.answers.details.get(detail.id, ())
            for number, typed in enumerate(given, 1):
                count = f" {number}" if len(given) > 1 else ""
                yield self.value(detail, self.masked(typed) if self.share_safe else typed, count)
            if not given and detail.document in wanted:
                cells = tuple(len(group) for group in _groups(detail, "0" * detail.cells) if group)
                yield SheetValue(id=detail.id, label=self.text(detail.label), groups=(), cells=cells)

    def value(self, detail: Detail, typed: str, count: str) -> SheetValue:
        """Show a typed value in groups that can be read aloud."""
        label = tuple(words + count for words in self.text(detail.label))
        return SheetValue(id=detail.id, label=label, groups=_groups(detail, typed), cells=())

    def masked(self, typed: str) -> str:
        """Hide all of a value: even a few digits left can be enough to recognise somebody."""
        return "".join("•" if letter.isalnum() else letter for letter in typed)

    def document(self, number: int, item: DocumentPlan, ticked: bool, route: Route) -> SheetDocument:
        """Say a document's status, why, and what to do."""
        reasons = self.reasons(item.because)
        return SheetDocument(
            id=item.document.id,
            number=number,
            title=self.text(item.document.title),
            ticked=ticked,
            status="ready" if ticked else item.status,
            status_word=self.say(f"sheet.status.{'ticked' if ticked else item.status}"),
            required=item.required,
            required_word=() if ticked else self.required_word(item, route),
            how=() if ticked else self.items(item.how),
            check=self.items(item.check),
            reasons=reasons,
            because=self.because(reasons),
        )

    def required_word(self, item: DocumentPlan, route: Route) -> Translations:
        """Say how much a document matters where it is not simply required."""
        if item.required or item.status == "maybe_asked":
            return ()
        choices = next((need for need in route.needs if item.document.id in need), ())
        if item.status == "unavailable" or not choices:
            return self.say("sheet.not_required")
        return self.say("sheet.one_is_enough", documents=self.titles(choices))

    def phases(self) -> Iterator[SheetPhase]:
        """Number the steps through all phases."""
        number = 1
        for plan in self.plan.phases:
            yield self.kept(self.phase, plan, number)
            number += len(plan.steps)

    def phase(self, plan: PhasePlan, first: int) -> SheetPhase:
        """Say the steps of a phase."""
        steps = (
            SheetStep(id=it.id, number=number, text=self.text(it.text)) for number, it in enumerate(plan.steps, first)
        )
        return SheetPhase(id=plan.phase.id, title=self.text(plan.phase.title), steps=tuple(steps))

    def dates(self, dates: Dates | None, kind: str) -> tuple[SheetDate, ...]:
        """Say the answer window and when one may apply again."""
        if dates is None:
            return ()
        rows = [("applied_on", dates.applied_on)]
        rows += [("retry_from", dates.retry_from)] if kind == "application" else []
        rows += [("if_sent", dates.sent_on)] if dates.sent_on != dates.applied_on else []
        if dates.reply_earliest == dates.reply_latest:
            rows += [("reply_on", dates.reply_latest)]
        else:
            rows += [("reply_earliest", dates.reply_earliest), ("reply_latest", dates.reply_latest)]
        rows += [("retry_from", dates.retry_from)] if kind == "wait" else []
        return tuple(
            SheetDate(self.say(f"sheet.dates.{key}"), tuple(words.day(day) for words in self.words))
            for key, day in rows
            if day is not None
        )

    def changes(self, found: Iterable[Change], blocked_by: tuple[str, ...]) -> tuple[Translations, ...]:
        """Say which answers, were they to come true, open a nearer route or take something off the search."""
        said = []
        for change in found:
            opening = self.text(change.option.if_so or change.option.label)
            if change.opens:
                said.append(self.say("sheet.change_opens", opening=opening, title=self.text(change.opens.title)))
            elif gone := [id for id in change.removes if id in blocked_by]:
                said.append(self.say("sheet.change_removes", opening=opening, documents=self.titles(gone)))
        return tuple(said)

    def contacts(self, contacts: Iterable[Contact]) -> tuple[Link, ...]:
        """List who can help."""
        return tuple(map(self.contact, contacts))

    def contact(self, contact: Contact) -> Link:
        """Say how to reach somebody, and when that was last seen."""
        schemes = {"email": "mailto:", "phone": "tel:", "web": "https://", "chat": "https://"}
        value = contact.value
        scheme = "" if value.startswith(("http://", "https://")) else schemes[contact.kind]
        plain = "".join(value.split()) if contact.kind == "phone" else value
        note = self.say("sheet.last_seen", date=contact.last_seen)
        return Link(id=contact.id, label=self.text(contact.label), value=value, url=f"{scheme}{plain}", note=note)

    def addresses(self, route: Route) -> tuple[Link, ...]:
        """List the official addresses of the route."""
        addresses = (self.plan.guide.addresses[id] for id in route.addresses)
        return tuple(Link(id=it.id, label=self.text(it.label), value=it.url, url=it.url, note=()) for it in addresses)

    def sources(self, sources: Iterable[Source]) -> tuple[Translations, ...]:
        """List the sources this sheet cites, with their dates."""
        return tuple(
            self.say("sheet.source", title=self.text(it.title), date=it.date, weight=self.text(it.weight))
            for it in sources
        )


def _groups(detail: Detail, typed: str) -> tuple[str, ...]:
    return group_imei(typed) if detail.check == "imei" else (typed,)
