"""Puts a checklist into words: one pass from the facts to the sections of the sheet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist, DocumentPlan, Reason
from micloud_helper.freshness import guide_is_stale
from micloud_helper.guide import Contact, Detail, Text, fill
from micloud_helper.identifiers import group_imei
from micloud_helper.routing import changes
from micloud_helper.sheet.form import Entry, Note, Section, Sheet, Translations, say
from micloud_helper.sheet_code import encode

SCHEMES = {"email": "mailto:", "phone": "tel:", "web": "https://", "chat": "https://"}
BLANK = 15
MASKS = {"imei": "•" * 15, "phone": "••••-••••-••••", "text": "•" * 8}
"""What stands for a typed value, whatever it is: its length or a sign in it can be enough to recognise somebody."""

NOT_YET = ("prepare", "obtain")


def compose(checklist: Checklist, catalogues: Sequence[Catalogue], *, share_safe: bool = False) -> Sheet:
    """Put a checklist into words, once per catalogue; `share_safe` masks what was typed in."""
    composer = _Composer(checklist, tuple(catalogues), share_safe)
    return Sheet(
        languages=tuple(catalogue.language for catalogue in catalogues),
        route=composer.text((checklist.variant or checklist.route).title),
        fallback=composer.text(checklist.fallback.title) if checklist.fallback else (),
        reasons=composer.reasons(checklist.because),
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
        names = ("applied_on", "reply_earliest", "reply_latest", "retry_from")
        days = {name: day for name in names if (day := getattr(checklist.dates, name, None))}
        self.days = {name: self.day(day) for name, day in {"today": checklist.today, **days}.items()}

    def say(self, key: str, /, **facts: object) -> Translations:
        """Say a text of the program; days among the facts are written out, translations taken language by language."""
        return say(self.catalogues, key, facts)

    def text(self, text: Text, **days: Translations) -> Translations:
        """Say a text of the guide with its phrases filled in, and with the days of the plan and further `days`."""
        values, days = self.plan.answers.values, {**self.days, **days}
        return tuple(
            fill(self.guide, text, it.language, values, {name: day[index] for name, day in days.items()})
            for index, it in enumerate(self.catalogues)
        )

    def day(self, day: date) -> Translations:
        """Write a day out."""
        return tuple(it.day(day) for it in self.catalogues)

    def titles(self, documents: Iterable[str]) -> Translations:
        """List documents by title in one line."""
        return _joined(", ", [self.text(self.guide.documents[id].title) for id in documents])

    def sections(self) -> Iterator[Section]:
        """Write every section, also those with nothing to say, in the order of reading."""
        plan, route, shown = self.plan, self.plan.route, self.plan.variant or self.plan.route
        yield self.section(
            "head", _entries(subject=self.text(self.guide.title), privacy=self.privacy()), heading="title"
        )
        on_screen = self.say("sheet.on_screen", label=route.on_screen) if route.on_screen else ()
        yield Section(
            key="route",
            heading=self.say("sheet.your_route", title=self.text(shown.title)),
            entries=tuple(
                _entries(
                    on_screen=on_screen,
                    summary=self.text(shown.summary),
                    because=self.because(self.reasons(plan.because)),
                    readiness=self.readiness(),
                )
            ),
        )
        yield from self.documents()
        yield self.section("values", self.values())
        yield from self.phases()
        yield self.section("dates", self.dates(), heading="dates.heading")
        yield self.section("record", self.record())
        yield self.section("changes", self.changes())
        yield self.section("warnings", self.warnings())
        yield self.section("addresses", self.addresses())
        whose = self.text(self.guide.contacts_title) if self.guide.contacts_title else self.say("sheet.contacts")
        yield Section(key="contacts", heading=whose, entries=tuple(map(self.contact, plan.contacts)))
        yield self.section("code", self.code())
        made = {"version": self.guide.version, "checked_on": self.guide.checked_on, "today": plan.today}
        yield Section(key="foot", entries=tuple(_entries(notice=self.notice(), made=self.say("sheet.made", **made))))
        yield self.section("sources", self.sources())

    def section(self, key: str, entries: Iterable[Entry], *, heading: str = "") -> Section:
        """Put entries under the program's heading, `sheet.KEY` if no other is named."""
        return Section(key=key, heading=self.say(f"sheet.{heading or key}"), entries=tuple(entries))

    def privacy(self) -> Translations:
        """Say whether the sheet holds personal data; nothing where it does not."""
        if not self.plan.answers.details:
            return ()
        return self.say("sheet.share_safe" if self.share_safe else "sheet.personal")

    def reasons(self, reasons: Iterable[Reason]) -> tuple[Entry, ...]:
        """Say what the person answered, one by one."""
        return tuple(Entry(id=it.question.id, text=self.reason(it)) for it in reasons)

    def reason(self, reason: Reason) -> Translations:
        """Say one answer as a reason."""
        question, answer = reason
        if isinstance(answer, date):
            return self.text(question.said or question.ask, date=self.day(answer))
        picked = (answer,) if isinstance(answer, str) else answer
        return _joined(", ", [self.text(question.options[id].said) for id in picked])

    def because(self, reasons: Iterable[Entry]) -> Translations:
        """Join reasons in one sentence; nothing without reasons."""
        texts = [reason.text for reason in reasons]
        return self.say("sheet.because_line", reasons=_joined("; ", texts)) if texts else ()

    def readiness(self) -> Translations:
        """Say how far the needs are met, or what stands in the way."""
        readiness = self.plan.readiness
        if not readiness.needed:
            blocked = readiness.blocked_by
            return self.say("sheet.blocked", documents=self.titles(blocked)) if blocked else ()
        if not readiness.missing:
            return self.say("sheet.all_ready", needed=readiness.needed)
        return self.say("sheet.readiness", ready=readiness.ready, needed=readiness.needed)

    def documents(self) -> Iterator[Section]:
        """Say what is missing and what to do about it, then the other documents."""
        late = [it for it in self.plan.documents if self.is_missing(it)]
        rest = [it for it in self.plan.documents if not self.is_missing(it)]
        numbered = [self.document(number, it) for number, it in enumerate([*late, *rest], 1)]
        yield self.section("missing", numbered[: len(late)])
        yield self.section("ready", numbered[len(late) :])

    def is_missing(self, item: DocumentPlan) -> bool:
        """Tell whether something is still to be done for a document, or nothing can go on for lack of it."""
        return item.status in NOT_YET or item.document.id in self.plan.readiness.blocked_by

    def document(self, number: int, item: DocumentPlan) -> Entry:
        """Say a document's status, what to do, what to check and, if it is not ready, why."""
        reasons = self.reasons(item.because)
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
        if item.required or item.status == "maybe_asked":
            return ()
        alternatives = next((need for need in self.plan.route.needs if item.document.id in need), ())
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
                groups = _groups(detail, MASKS[detail.check] if self.share_safe else value)
                numbered = tuple(f"{it} {number}" for it in label) if len(typed) > 1 else label
                yield Entry(id=detail.id, text=numbered, value=" ".join(groups), groups=groups)
            if not typed and detail.document in wanted:
                blank = "0" * detail.cells
                groups = group_imei(blank) if detail.check == "imei" else (blank,)
                cells = tuple(len(group) for group in groups if group)
                yield _blank(detail.id, label, cells)

    def phases(self) -> Iterator[Section]:
        """Say the steps, numbered through all phases."""
        number = 0
        for plan in self.plan.phases:
            steps = tuple(
                Entry(id=it.id, text=self.text(it.text), number=n) for n, it in enumerate(plan.steps, number + 1)
            )
            number += len(steps)
            yield Section(key="phase", id=plan.phase.id, heading=self.text(plan.phase.title), entries=steps)

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
        if again and not retry:
            yield Entry(id="retry_now", text=self.say("sheet.dates.retry_now"))
        if dates.estimated:
            yield Entry(id="estimated", text=self.say("sheet.dates.estimated"))

    def record(self) -> Iterator[Entry]:
        """Leave lines to write down what sending an application brings."""
        kind = self.plan.route.kind
        lines = {"application": ("sent_on", "number", "promised"), "wait": ("number", "promised")}
        return (_blank(id, self.say(f"sheet.record_line.{id}")) for id in lines.get(kind, ()))

    def changes(self) -> Iterator[Entry]:
        """Say what comes after this route, and which answers would open a nearer one or shorten the search."""
        if fallback := self.plan.fallback:
            yield Entry(id="fallback", text=self.say("sheet.fallback", title=self.text(fallback.title)))
        for change in changes(self.plan):
            id = f"{change.question.id}.{change.option.id}"
            opening = self.text(change.option.if_so or change.option.label)
            if change.opens:
                key = "change_shortens" if change.opens.kind == "self_service" else "change_opens"
                yield Entry(id=id, text=self.say(f"sheet.{key}", opening=opening, title=self.text(change.opens.title)))
            elif gone := [it for it in change.removes if it in self.plan.readiness.blocked_by]:
                yield Entry(id=id, text=self.say("sheet.change_removes", opening=opening, documents=self.titles(gone)))

    def warnings(self) -> Iterator[Entry]:
        """Say what to beware of, answers that contradict each other first."""
        yield from (Entry(id=it.id, text=self.text(it.text)) for it in self.plan.contradictions)
        yield from (Entry(id=it.id, text=self.text(it.text)) for it in self.plan.warnings)

    def addresses(self) -> Iterator[Entry]:
        """List the official addresses of the route."""
        for id in self.plan.route.addresses:
            address = self.guide.addresses[id]
            text = self.text(address.label)
            yield Entry(id=id, text=text, status=address.trust, value=address.url, url=address.url)

    def contact(self, contact: Contact) -> Entry:
        """Say how to reach somebody, and when that was last seen."""
        value = contact.value
        plain = "".join(value.split()) if contact.kind == "phone" else value
        url = value if value.startswith(("http://", "https://")) else SCHEMES[contact.kind] + plain
        seen = self.say("sheet.last_seen", date=contact.last_seen)
        return Entry(id=contact.id, text=self.text(contact.label), aside=seen, value=value, url=url)

    def code(self) -> Iterator[Entry]:
        """Give the code that brings the answers back, and say what it is for."""
        yield Entry(id="code", text=self.say("sheet.code_for"), value=encode(self.guide, self.plan.answers.values))

    def notice(self) -> Translations:
        """Say the guide's notice, and when it was last checked if that is too long ago."""
        notice = self.text(self.guide.notice)
        if not guide_is_stale(self.guide, self.plan.today):
            return notice
        return _joined(" ", [notice, self.say("sheet.stale", checked_on=self.guide.checked_on)])

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
    return Entry(id=id, text=label, value=" ".join("_" * (sum(cells) or BLANK)), cells=cells)


def _groups(detail: Detail, typed: str) -> tuple[str, ...]:
    """Cut a value as it is copied: an IMEI in groups, a number without its 0, since the page shows the country code."""
    if detail.check == "phone":
        return "+62", typed[1:]
    return group_imei(typed) if detail.check == "imei" else (typed,)
