"""Puts a checklist into words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from micloud_helper.checklist import Checklist, DocumentPlan, Reason
from micloud_helper.freshness import guide_is_stale
from micloud_helper.guide import Detail, Guide, Item, Text
from micloud_helper.identifiers import group_imei
from micloud_helper.planner import changes
from micloud_helper.sheet.page import (
    Lines,
    Link,
    Sheet,
    SheetDate,
    SheetDocument,
    SheetPhase,
    SheetStep,
    SheetValue,
    say,
)
from micloud_helper.words import Words

__all__ = ["compose"]


def compose(
    checklist: Checklist,
    words: Sequence[Words],
    *,
    share_safe: bool = False,
    ticks: frozenset[str] = frozenset(),
) -> Sheet:
    """Put a checklist into words, once per member of `words`.

    `share_safe` masks what was typed in; `ticks` are documents that came in since the questions were answered.
    """
    return _Composer(checklist, tuple(words), share_safe, ticks).sheet()


class _Composer:
    """Turns the parts of one checklist into lines."""

    def __init__(self, checklist: Checklist, words: tuple[Words, ...], share_safe: bool, ticks: frozenset[str]) -> None:
        self.plan = checklist
        self.words = words
        self.share_safe = share_safe
        self.ticks = ticks
        dates = checklist.dates
        known = {"today": checklist.today}
        for name in ("applied_on", "reply_earliest", "reply_latest", "retry_from"):
            day = getattr(dates, name) if dates else None
            known |= {name: day} if day else {}
        self.days = [{name: speaker.day(day) for name, day in known.items()} for speaker in words]
        self.said = _texts_said(checklist.guide, words, tuple(known.items()))

    def sheet(self) -> Sheet:
        """Compose the whole."""
        plan, route, after = self.plan, self.plan.route, self.plan.fallback
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
            reasons=self.reasons(plan.because),
            because=self.because(plan.because),
            fallback=self.say("sheet.fallback", title=self.text(after.title)) if after else (),
            fallback_title=self.text(after.title) if after else (),
            readiness=self.readiness(),
            values=tuple(self.values()),
            documents=tuple(self.document(number, item) for number, item in enumerate(plan.documents, 1)),
            phases=tuple(self.phases()),
            dates=tuple(self.dates()),
            dates_note=self.say("sheet.dates.estimated") if plan.dates and plan.dates.estimated else (),
            changes=tuple(self.changes()),
            warnings=self.items(plan.warnings),
            contacts=tuple(self.contacts()),
            addresses=tuple(self.addresses()),
            notice=self.notice(),
            made=self.say("sheet.made", version=plan.guide.version, today=plan.today, checked_on=plan.guide.checked_on),
            sources=tuple(self.sources()),
            words=self.words,
        )

    def notice(self) -> Lines:
        """Say the guide's notice, and when it was last checked if that is too long ago."""
        guide = self.plan.guide
        if not guide_is_stale(guide, self.plan.today):
            return self.text(guide.notice)
        stale = self.say("sheet.stale", checked_on=guide.checked_on)
        return tuple(map(" ".join, zip(self.text(guide.notice), stale, strict=True)))

    def say(self, key: str, /, **facts: object) -> Lines:
        """Say a text of the program; dates among the facts are written out, lines taken language by language."""
        return say(self.words, key, facts)

    def text(self, text: Text) -> Lines:
        """Say a text of the guide with its dates filled in."""
        if (said := self.said.get(id(text))) is None:
            pairs = zip(self.words, self.days, strict=True)
            said = self.said[id(text)] = tuple(text[words.language].format_map(days) for words, days in pairs)
        return said

    def items(self, items: Iterable[Item]) -> tuple[Lines, ...]:
        """Say the texts of items."""
        return tuple(self.text(item.text) for item in items)

    def titles(self, documents: Iterable[str]) -> Lines:
        """List documents by title in one line."""
        named = [self.text(self.plan.guide.documents[id].title) for id in documents]
        return tuple(", ".join(title[index] for title in named) for index in range(len(self.words)))

    def privacy(self) -> Lines:
        """Say whether the sheet holds personal data; nothing where it does not."""
        if not self.plan.answers.details:
            return ()
        return self.say("sheet.share_safe" if self.share_safe else "sheet.personal")

    def reason(self, reason: Reason) -> Lines:
        """Say what the person said."""
        question, answer = reason.question, reason.answer
        if isinstance(answer, date):
            said = question.said or question.ask
            return tuple(said[words.language].format_map({"date": words.day(answer)}) for words in self.words)
        picked = (answer,) if isinstance(answer, str) else answer
        return tuple(", ".join(question.options[id].said[words.language] for id in picked) for words in self.words)

    def reasons(self, reasons: Iterable[Reason]) -> tuple[Lines, ...]:
        """Say what the person said, one by one."""
        return tuple(self.reason(reason) for reason in reasons)

    def because(self, reasons: Iterable[Reason]) -> Lines:
        """Say what the person said in one sentence."""
        said = self.reasons(reasons)
        joined = tuple("; ".join(lines[index] for lines in said) for index in range(len(self.words)))
        return self.say("sheet.because_line", reasons=joined) if said else ()

    def readiness(self) -> Lines:
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

    def document(self, number: int, item: DocumentPlan) -> SheetDocument:
        """Say a document's status, why, and what to do."""
        ticked = item.document.id in self.ticks
        return SheetDocument(
            id=item.document.id,
            number=number,
            title=self.text(item.document.title),
            ticked=ticked,
            status="ready" if ticked else item.status,
            status_word=self.say(f"sheet.status.{'ticked' if ticked else item.status}"),
            required=item.required,
            required_word=() if ticked else self.required_word(item),
            how=() if ticked else self.items(item.how),
            check=self.items(item.check),
            reasons=self.reasons(item.because),
            because=self.because(item.because),
        )

    def required_word(self, item: DocumentPlan) -> Lines:
        """Say how much a document matters where it is not simply required."""
        if item.required or item.status == "maybe_asked":
            return ()
        choices = next((need for need in self.plan.route.needs if item.document.id in need), ())
        if item.status == "unavailable" or not choices:
            return self.say("sheet.not_required")
        return self.say("sheet.one_is_enough", documents=self.titles(choices))

    def phases(self) -> Iterator[SheetPhase]:
        """Number the steps through all phases."""
        number = 0
        for plan in self.plan.phases:
            steps = []
            for step in plan.steps:
                number += 1
                steps.append(SheetStep(id=step.id, number=number, text=self.text(step.text)))
            yield SheetPhase(id=plan.phase.id, title=self.text(plan.phase.title), steps=tuple(steps))

    def dates(self) -> Iterator[SheetDate]:
        """Say the answer window and when one may apply again."""
        dates = self.plan.dates
        if dates is None:
            return
        rows = [("applied_on", dates.applied_on)]
        rows += [("retry_from", dates.retry_from)] if self.plan.route.kind == "application" else []
        rows += [("if_sent", dates.sent_on)] if dates.sent_on != dates.applied_on else []
        if dates.reply_earliest == dates.reply_latest:
            rows += [("reply_on", dates.reply_latest)]
        else:
            rows += [("reply_earliest", dates.reply_earliest), ("reply_latest", dates.reply_latest)]
        rows += [("retry_from", dates.retry_from)] if self.plan.route.kind == "wait" else []
        for key, day in rows:
            if day is not None:
                yield SheetDate(self.say(f"sheet.dates.{key}"), tuple(words.day(day) for words in self.words))

    def changes(self) -> Iterator[Lines]:
        """Say which answers, were they to come true, open a nearer route or take something off the search."""
        for change in changes(self.plan):
            opening = self.text(change.option.if_so or change.option.label)
            if change.opens:
                yield self.say("sheet.change_opens", opening=opening, title=self.text(change.opens.title))
            elif gone := [id for id in change.removes if id in self.plan.readiness.blocked_by]:
                yield self.say("sheet.change_removes", opening=opening, documents=self.titles(gone))

    def contacts(self) -> Iterator[Link]:
        """List who can help."""
        schemes = {"email": "mailto:", "phone": "tel:", "web": "https://", "chat": "https://"}
        for contact in self.plan.contacts:
            value = contact.value
            scheme = "" if value.startswith(("http://", "https://")) else schemes[contact.kind]
            plain = "".join(value.split()) if contact.kind == "phone" else value
            note = self.say("sheet.last_seen", date=contact.last_seen)
            yield Link(id=contact.id, label=self.text(contact.label), value=value,
                       url=f"{scheme}{plain}", note=note)  # fmt: skip

    def addresses(self) -> Iterator[Link]:
        """List the official addresses of the route."""
        for id in self.plan.route.addresses:
            address = self.plan.guide.addresses[id]
            yield Link(id=id, label=self.text(address.label), value=address.url, url=address.url, note=())

    def sources(self) -> Iterator[Lines]:
        """List the sources this sheet cites, with their dates."""
        for source in self.plan.sources:
            yield self.say("sheet.source", title=self.text(source.title), date=source.date,
                           weight=self.text(source.weight))  # fmt: skip


@lru_cache(maxsize=16)
def _texts_said(guide: Guide, words: tuple[Words, ...], days: tuple[tuple[str, date], ...]) -> dict[int, Lines]:
    """Keep what the texts of a guide, by identity, say on these days: many sheets share them."""
    return {}


def _groups(detail: Detail, typed: str) -> tuple[str, ...]:
    return group_imei(typed) if detail.check == "imei" else (typed,)
