"""The checklist in words: sections with entries, in the order of reading, every text once per language.

All formats lay out this one form and add nothing but layout.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, count
from typing import Literal, NamedTuple, TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.dates import guide_is_stale
from micloud_helper.guide import Text, fill
from micloud_helper.identifiers import group_imei
from micloud_helper.planner import changes
from micloud_helper.sheet_code import encode

SCHEMES = {"email": "mailto:", "phone": "tel:", "web": "https://", "chat": "https://"}
MASKS = {"imei": "•" * 15, "phone": "••••-••••-••••", "text": "•" * 8}
"""What stands for a typed value, whatever it is: its length or a sign in it can be enough to recognise somebody."""

Translations: TypeAlias = tuple[str, ...]
"""The same text, once per language of the sheet."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line under an entry: what to do, a label over the checks, a check, or why."""

    kind: Literal["how", "label", "check", "because"]
    text: Translations


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One point of a section; what it does not have is empty.

    `number` (from 1) comes with a box to tick. `tag` is what to see first, such as the word for a document's `status`;
    `aside` qualifies it. A `value` is to be copied: typed in it has `groups` of characters, to be filled in by hand
    groups of so many `cells`, or neither. `reasons` are the answers that led here, by question id.
    """

    id: str
    text: Translations
    number: int = 0
    status: str = ""
    tag: Translations = ()
    aside: Translations = ()
    value: str = ""
    groups: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()
    url: str = ""
    notes: tuple[Note, ...] = ()
    reasons: tuple["Entry", ...] = ()

    @property
    def lines(self) -> Iterable[tuple[str, str]]:
        """Give text and tag per language, with the aside; what is the same in all languages only once."""
        texts, tags = self.text, self.tag or ("",) * len(self.text)
        if self.aside and self.tag:
            tags = tuple(map(", ".join, zip(tags, self.aside, strict=True)))
        elif self.aside:
            texts = tuple(f"{text} ({aside})" for text, aside in zip(texts, self.aside, strict=True))
        return dict.fromkeys(zip(texts, tags, strict=True))

    def notes_of(self, kind: str) -> tuple[Translations, ...]:
        """Give the notes of one kind."""
        return tuple(note.text for note in self.notes if note.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries under a heading; `key` says which part of the sheet it is, `id` which phase."""

    key: str
    id: str = ""
    heading: Translations = ()
    entries: tuple[Entry, ...] = ()

    @property
    def bulleted(self) -> bool:
        """Tell whether a plain layout puts a mark before each entry."""
        return self.key not in ("head", "route", "dates", "foot")

    def text(self, entry: str) -> Translations:
        """Give the text of an entry by its id, empty where there is none."""
        return next((it.text for it in self.entries if it.id == entry), ())


class Sheet(NamedTuple):
    """Everything on the sheet: the titles of the `route` and its `fallback`, why it is this one, and the sections."""

    languages: tuple[str, ...]
    route: Translations
    fallback: Translations
    reasons: tuple[Entry, ...]
    sections: tuple[Section, ...]
    catalogues: tuple[Catalogue, ...]

    def section(self, key: str) -> Section:
        """Give a section, an empty one where the sheet has none of that key."""
        return next((it for it in self.sections if it.key == key), Section(key=key))

    @property
    def phases(self) -> tuple[Section, ...]:
        """Give the sections with the steps of the route."""
        return tuple(it for it in self.sections if it.key == "phase")

    def heading(self, key: str, /, **facts: object) -> Translations:
        """Give a fixed text of the sheet, `sheet.KEY`, in the sheet's languages."""
        return say(self.catalogues, f"sheet.{key}", **facts)

    @property
    def documents(self) -> tuple[Entry, ...]:
        """Give the documents, those that are missing first."""
        return (*self.section("missing").entries, *self.section("ready").entries)


def say(catalogues: tuple[Catalogue, ...], key: str, /, **facts: object) -> Translations:
    """Say a text of the program; days among the facts are written out, translations taken language by language."""
    days = {name: tuple(it.day(day) for it in catalogues) for name, day in facts.items() if isinstance(day, date)}
    by_language = {name: it for name, it in {**facts, **days}.items() if isinstance(it, tuple)}
    return tuple(
        catalogue.message(key, **{**facts, **{name: it[index] for name, it in by_language.items()}})
        for index, catalogue in enumerate(catalogues)
    )


def compose(checklist: Checklist, catalogues: Sequence[Catalogue], *, share_safe: bool = False) -> Sheet:
    """Put a checklist into words, once per catalogue; `share_safe` masks what was typed in."""
    composer = _Composer(checklist, tuple(catalogues), share_safe)
    return Sheet(
        languages=tuple(catalogue.language for catalogue in catalogues),
        route=composer.text((checklist.variant or checklist.route).title),
        fallback=composer.text(checklist.fallback.title) if checklist.fallback else (),
        reasons=tuple(composer.reasons(checklist.because)),
        sections=tuple(section for section in composer.sections() if section.entries),
        catalogues=composer.catalogues,
    )


class _Composer:
    """Writes the sections of one checklist."""

    def __init__(self, checklist: Checklist, catalogues: tuple[Catalogue, ...], share_safe: bool) -> None:
        self.plan = checklist
        self.guide = checklist.guide
        self.catalogues = catalogues
        self.share_safe = share_safe
        self.say = partial(say, catalogues)
        self.numbers = count(1)  # through documents and steps, in the order of reading: one number, one thing
        plan_days = {"today": checklist.today, **(checklist.dates._asdict() if checklist.dates else {})}
        days = {name: day for name, day in plan_days.items() if isinstance(day, date)}
        self.days = [{name: it.day(day) for name, day in days.items()} for it in catalogues]

    def text(self, text: Text, **days: date) -> Translations:
        """Say a text of the guide with its phrases filled in, and with the days of the plan and further `days`."""
        values = self.plan.answers.values
        return tuple(
            fill(self.guide, text, it.language, values, {**known, **{name: it.day(day) for name, day in days.items()}})
            for it, known in zip(self.catalogues, self.days, strict=True)
        )

    def day(self, day: date) -> Translations:
        """Write a day out."""
        return tuple(it.day(day) for it in self.catalogues)

    def titles(self, documents: Iterable[str]) -> Translations:
        """List documents by title in one line."""
        return _joined(", ", [self.text(self.guide.documents[id].title) for id in documents])

    def sections(self) -> Iterator[Section]:
        """Write every section, also those with nothing to say, in the order of reading."""
        guide, plan, route, shown = self.guide, self.plan, self.plan.route, self.plan.variant or self.plan.route
        privacy = self.say("sheet.share_safe" if self.share_safe else "sheet.personal") if plan.answers.details else ()
        yield self.section("head", _entries(subject=self.text(guide.title), privacy=privacy), self.say("sheet.title"))
        route_entries = _entries(
            on_screen=self.say("sheet.on_screen", label=route.on_screen) if route.on_screen else (),
            summary=self.text(shown.summary),
            because=self.because(self.reasons(plan.because)),
            readiness=self.readiness(),
        )
        yield self.section("route", route_entries, self.say("sheet.your_route", title=self.text(shown.title)))
        # what is only good to have at hand stands after what to do
        first_steps = plan.documents and not plan.readiness.needed
        parts = (self.phases(), self.documents()) if first_steps else (self.documents(), self.phases())
        yield from chain(*parts)
        yield self.section("dates", self.dates(), self.say("sheet.dates.heading"))
        lines = {"application": ("sent_on", "number", "promised"), "wait": ("number", "promised")}.get(route.kind, ())
        yield self.section("record", (_blank(id, self.say(f"sheet.record_line.{id}")) for id in lines))
        yield self.section("changes", self.changes())
        beware = [(it.id, it.text) for it in plan.contradictions] + [(it.id, it.text) for it in plan.warnings]
        yield self.section("warnings", (Entry(id=id, text=self.text(text)) for id, text in beware))
        official = (guide.addresses[id] for id in route.addresses)
        yield self.section(
            "addresses",
            (Entry(id=it.id, text=self.text(it.label), status=it.trust, value=it.url, url=it.url) for it in official),
        )
        whose = self.text(guide.contacts_title) if guide.contacts_title else ()
        yield self.section("contacts", self.contacts(), whose)
        code = encode(guide, plan.answers.values)
        yield self.section("code", [Entry(id="code", text=self.say("sheet.code_for"), value=code)])
        stale = self.say("sheet.stale", checked_on=guide.checked_on) if guide_is_stale(guide, plan.today) else ()
        notice = _joined(" ", [text for text in (self.text(guide.notice), stale) if text])
        made = self.say("sheet.made", version=guide.version, checked_on=guide.checked_on, today=plan.today)
        yield Section(key="foot", entries=tuple(_entries(notice=notice, made=made)))
        yield self.section("sources", self.sources())

    def section(self, key: str, entries: Iterable[Entry], heading: Translations = ()) -> Section:
        """Put entries under a heading, the program's own `sheet.KEY` if no other is given."""
        return Section(key=key, heading=heading or self.say(f"sheet.{key}"), entries=tuple(entries))

    def reasons(self, questions: Iterable[str]) -> Iterator[Entry]:
        """Say what the person answered, one by one."""
        for id in questions:
            question, answer = self.guide.questions[id], self.plan.answers.values[id]
            if isinstance(answer, date):
                text = self.text(question.said or question.ask, date=answer)
            else:
                picked = (answer,) if isinstance(answer, str) else answer
                text = _joined(", ", [self.text(question.options[option].said) for option in picked])
            yield Entry(id=id, text=text)

    def because(self, reasons: Iterable[Entry]) -> Translations:
        """Join reasons in one sentence; nothing without reasons."""
        texts = [reason.text for reason in reasons]
        return self.say("sheet.because_line", reasons=_joined("; ", texts)) if texts else ()

    def readiness(self) -> Translations:
        """Say how far the needs are met, or what stands in the way."""
        readiness = self.plan.readiness
        if readiness.needed:
            key = "readiness" if readiness.missing else "all_ready"
            return self.say(f"sheet.{key}", ready=readiness.ready, needed=readiness.needed)
        return self.say("sheet.blocked", documents=self.titles(blocked)) if (blocked := readiness.blocked_by) else ()

    def documents(self) -> Iterator[Section]:
        """Say what an application still lacks or can be done now, then the other documents, then the values to copy."""
        readiness = self.plan.readiness
        first = [it for it in self.plan.documents if it.document.id in readiness.missing
                 or (readiness.needed and it.status == "prepare")]  # fmt: skip
        rest = [it for it in self.plan.documents if it not in first]
        numbered = [self.document(next(self.numbers), it) for it in (*first, *rest)]
        heading = self.say("sheet.missing" if readiness.missing else "sheet.better")
        yield self.section("missing", numbered[: len(first)], heading)
        heading = self.say("sheet.ready" if readiness.needed else "sheet.at_hand")
        yield self.section("ready", numbered[len(first) :], heading)
        yield self.section("values", self.values())

    def document(self, number: int, item: DocumentPlan) -> Entry:
        """Say a document's status, what to do, what to check and, if it is not ready, why."""
        reasons = tuple(self.reasons(item.because))
        how = [Note("how", self.text(it.text)) for it in item.how]
        check = [Note("check", self.text(it.text)) for it in item.check]
        label = [Note("label", self.say("sheet.check"))] if check else []
        because = [Note("because", self.because(reasons))] if reasons and item.status != "ready" else []
        return Entry(
            id=item.document.id,
            text=self.text(item.document.title),
            number=number,
            status=item.status,
            tag=self.say(f"sheet.status.{item.status}"),
            aside=self.importance(item),
            notes=(*how, *label, *check, *because),
            reasons=reasons,
        )

    def importance(self, item: DocumentPlan) -> Translations:
        """Say how much a document matters where it is not simply required."""
        needs = self.plan.route.needs
        if item.required or item.status == "maybe_asked" or not needs:
            return ()
        alternatives = next((need for need in needs if item.document.id in need), ())
        if item.status == "unavailable" or not alternatives:
            return self.say("sheet.not_required")
        return self.say("sheet.one_is_enough", documents=self.titles(alternatives))

    def values(self) -> Iterator[Entry]:
        """List what was typed in, and empty places for what belongs to a document that can be had."""
        wanted = {item.document.id for item in self.plan.documents if item.status != "unavailable"}
        for detail in self.guide.details.values():
            label = self.text(detail.label)
            typed = self.plan.answers.details.get(detail.id, ())
            for number, value in enumerate(typed, 1):
                shown = MASKS[detail.check] if self.share_safe else value
                groups = group_imei(shown) if detail.check == "imei" else (shown,)
                if detail.check == "phone":  # the page it goes into shows the country code
                    groups = "+62", shown[1:]
                numbered = tuple(f"{it} {number}" for it in label) if len(typed) > 1 else label
                yield Entry(id=detail.id, text=numbered, value=" ".join(groups), groups=groups)
            if not typed and detail.document in wanted:
                groups = group_imei("0" * detail.cells) if detail.check == "imei" else ("0" * detail.cells,)
                yield _blank(detail.id, label, tuple(len(group) for group in groups if group))

    def phases(self) -> Iterator[Section]:
        """Say the steps, numbered through all phases."""
        for phase in self.plan.phases:
            entries = tuple(Entry(id=it.id, text=self.text(it.text), number=next(self.numbers)) for it in phase.steps)
            yield Section(key="phase", id=phase.id, heading=self.text(phase.title), entries=entries)

    def dates(self) -> Iterator[Entry]:
        """Say the answer window and when one may apply again."""
        dates, kind = self.plan.dates, self.plan.route.kind
        if dates is None:
            return
        first, last = dates.reply_earliest, dates.reply_latest
        window = [("reply_on", last)] if first == last else [("reply_earliest", first), ("reply_latest", last)]
        sent = [("if_sent", dates.sent_on)] if dates.sent_on != dates.applied_on else []
        again = dates.retry_from
        retry = [(f"retry_{kind}", again)] if again and again > self.plan.today else []
        rows = [*sent, *window, *retry] if kind == "wait" else [*retry, *sent, *window]
        for key, day in [("applied_on", dates.applied_on), *rows]:
            if day is not None:
                yield Entry(id=key, text=self.say(f"sheet.dates.{key}"), tag=self.day(day))
        timing = self.plan.facts["timing"]
        if again and not retry and isinstance(timing, tuple) and "patience" not in timing:
            yield Entry(id="retry_now", text=self.say("sheet.dates.retry_now"))
        if dates.estimated:
            yield Entry(id="estimated", text=self.say("sheet.dates.estimated"))

    def changes(self) -> Iterator[Entry]:
        """Say what comes after this route, and which answers would open a nearer one or shorten the search."""
        if fallback := self.plan.fallback:
            yield Entry(id="fallback", text=self.say("sheet.fallback", title=self.text(fallback.title)))
        for change in changes(self.plan):
            id = f"{change.question.id}.{change.option.id}"
            opening = self.text(change.option.if_so or change.option.label)
            if opens := change.opens:
                key = "change_shortens" if opens.kind == "self_service" else "change_opens"
                yield Entry(id=id, text=self.say(f"sheet.{key}", opening=opening, title=self.text(opens.title)))
            else:
                documents = self.titles(change.removes)
                yield Entry(id=id, text=self.say("sheet.change_removes", opening=opening, documents=documents))

    def contacts(self) -> Iterator[Entry]:
        """Say how to reach who can help, and when that was last seen."""
        for it in self.plan.contacts:
            address = "".join(it.value.split()) if it.kind == "phone" else it.value
            url = address if address.startswith(("http://", "https://")) else SCHEMES[it.kind] + address
            seen = self.say("sheet.last_seen", date=it.last_seen)
            yield Entry(id=it.id, text=self.text(it.label), aside=seen, value=it.value, url=url)

    def sources(self) -> Iterator[Entry]:
        """List the sources this sheet cites, with their dates."""
        for it in self.plan.sources:
            aside = self.say("sheet.source", date=it.date, weight=self.text(it.weight))
            yield Entry(id=it.id, text=self.text(it.title), aside=aside)


def _joined(joint: str, texts: Sequence[Translations]) -> Translations:
    """Join texts to one, language by language."""
    return tuple(map(joint.join, zip(*texts, strict=True)))


def _entries(**texts: Translations) -> Iterator[Entry]:
    return (Entry(id=id, text=text) for id, text in texts.items() if text)


def _blank(id: str, label: Translations, cells: tuple[int, ...] = ()) -> Entry:
    return Entry(id=id, text=label, value=" ".join("_" * (sum(cells) or 15)), cells=cells)
