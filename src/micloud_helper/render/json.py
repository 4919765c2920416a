"""The checklist for programs: ids and days as facts, texts in the sheet's language, or by language if there are two."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.guide import Item
from micloud_helper.render import Options
from micloud_helper.sheet import Entry, Sheet, Translations

FORMAT = 1
"""The version of this form; it grows only when a key changes its meaning or goes away."""

Object: TypeAlias = dict[str, Any]


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Write the checklist as JSON, one line for each key, always in the same order."""
    document = _Document(sheet, checklist).whole().items()
    lines = (f'"{key}": {json.dumps(part, ensure_ascii=options.ascii)}' for key, part in document)
    return "{\n" + ",\n".join(lines) + "\n}\n"


class _Document:
    """Joins the facts of a checklist with the words of its sheet, by id."""

    def __init__(self, sheet: Sheet, checklist: Checklist) -> None:
        self.sheet = sheet
        self.plan = checklist

    def whole(self) -> Object:
        """Give all keys."""
        sheet, plan, guide, text = self.sheet, self.plan, self.plan.guide, self.text
        head, route = sheet.section("head"), sheet.section("route")
        documents = {entry.id: entry for entry in sheet.documents}
        return {
            "format": FORMAT,
            "guide": {"version": guide.version, "checked_on": guide.checked_on.isoformat()},
            "language": sheet.languages[0] if len(sheet.languages) == 1 else "both",
            "today": plan.today.isoformat(),
            "subject": text(head.text("subject")),
            "privacy": text(head.text("privacy")),
            "route": self.route(),
            "because": self.reasons(sheet.reasons),
            "fallback": self.fallback(),
            "readiness": {**plan.readiness._asdict(), "text": text(route.text("readiness"))},
            "values": [self.value(entry) for entry in sheet.section("values").entries],
            "documents": [self.document(documents[it.document.id], it) for it in plan.documents],
            "sheet_code": next(it.value for it in sheet.section("code").entries),
            "phases": self.phases(),
            "dates": self.dates(),
            "changes": [text(entry.text) for entry in sheet.section("changes").entries if entry.id != "fallback"],
            "warnings": [{"id": entry.id, "text": text(entry.text)} for entry in sheet.section("warnings").entries],
            "contacts": self.contacts(),
            "addresses": [self.link(entry) for entry in sheet.section("addresses").entries],
            "notice": text(sheet.section("foot").text("notice")),
            "sources": self.sources(),
        }

    def text(self, text: Translations) -> str | dict[str, str] | None:
        """Give a text: None where there is none, by language where there are several."""
        if not text:
            return None
        return text[0] if len(text) == 1 else dict(zip(self.sheet.languages, text, strict=True))

    def route(self) -> Object:
        """Give the chosen route."""
        route, summary = self.plan.route, self.sheet.section("route").text("summary")
        return {
            "id": route.id,
            "kind": route.kind,
            "title": self.text(self.sheet.route),
            "on_screen": route.on_screen,
            "summary": self.text(summary),
            "sources": route.sources,
        }

    def fallback(self) -> Object | None:
        """Give the route that comes after it."""
        route = self.plan.fallback
        if route is None:
            return None
        return {"id": route.id, "title": self.text(self.sheet.fallback), "on_screen": route.on_screen}

    def reasons(self, reasons: Iterable[Entry]) -> list[Object]:
        """Give answers as an answers file has them, and in words."""
        values = self.plan.answers.values
        return [{"question": it.id, "answer": _plain(values[it.id]), "text": self.text(it.text)} for it in reasons]

    def value(self, entry: Entry) -> Object:
        """Give a typed value whole, None where it is to be written by hand."""
        return {"id": entry.id, "label": self.text(entry.text), "value": "".join(entry.groups) or None}

    def document(self, entry: Entry, item: DocumentPlan) -> Object:
        """Give a document with all that is said of it."""
        return {
            "id": entry.id,
            "status": entry.status,
            "required": item.required,
            "title": self.text(entry.text),
            "how": [self.text(text) for text in entry.notes_of("how")],
            "check": [self.text(text) for text in entry.notes_of("check")],
            "because": self.reasons(entry.reasons),
            "sources": list(dict.fromkeys(source for it in (*item.how, *item.check) for source in it.sources)),
        }

    def phases(self) -> list[Object]:
        """Give the steps by phase."""
        steps = {(it.phase.id, step.id): step for it in self.plan.phases for step in it.steps}
        return [
            {
                "id": phase.id,
                "title": self.text(phase.heading),
                "steps": [self.step(entry, steps[phase.id, entry.id]) for entry in phase.entries],
            }
            for phase in self.sheet.phases
        ]

    def step(self, entry: Entry, step: Item) -> Object:
        """Give a step."""
        return {"id": entry.id, "text": self.text(entry.text), "on_screen": step.on_screen, "sources": step.sources}

    def dates(self) -> Object | None:
        """Give the answer window as days, and as it stands on the sheet."""
        if self.plan.dates is None:
            return None
        rows = [it for it in self.sheet.section("dates").entries if it.tag]
        return {
            **{name: _plain(day) for name, day in self.plan.dates._asdict().items()},
            "text": [{"label": self.text(it.text), "day": self.text(it.tag)} for it in rows],
        }

    def contacts(self) -> list[Object]:
        """Give who can help."""
        known, entries = self.plan.guide.contacts, self.sheet.section("contacts").entries
        return [{**self.link(it), "kind": known[it.id].kind, "last_seen": known[it.id].last_seen} for it in entries]

    def link(self, entry: Entry) -> Object:
        """Give an address or contact."""
        return {"id": entry.id, "label": self.text(entry.text), "value": entry.value, "url": entry.url}

    def sources(self) -> list[Object]:
        """Give the sources that the sheet cites."""
        known, entries = self.plan.guide.sources, self.sheet.section("sources").entries
        titles = {it.id: tuple(map("{} ({})".format, it.text, it.aside)) for it in entries}
        return [{"id": id, "title": self.text(title), "date": known[id].date} for id, title in titles.items()]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
