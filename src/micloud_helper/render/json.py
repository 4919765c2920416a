"""The checklist for programs: ids and days as facts, texts in the sheet's language, or by language if there are two."""

import json
from collections.abc import Iterable
from typing import Any

from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.render import Options
from micloud_helper.sheet import Entry, Sheet, Translations

FORMAT = 1
"""The version of this form; it grows only when a key changes its meaning or goes away."""


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Write the checklist as JSON, one line for each key, always in the same order; days as `2026-11-23`."""
    document = _Document(sheet, checklist).whole().items()
    lines = (f'"{key}": {json.dumps(part, ensure_ascii=options.ascii, default=str)}' for key, part in document)
    return "{\n" + ",\n".join(lines) + "\n}\n"


class _Document:
    """Joins the facts of a checklist with the words of its sheet, by id."""

    def __init__(self, sheet: Sheet, checklist: Checklist) -> None:
        self.sheet = sheet
        self.plan = checklist

    def whole(self) -> dict[str, Any]:
        """Give all keys."""
        sheet, plan, text, section = self.sheet, self.plan, self.text, self.sheet.section
        route, fallback = plan.route, plan.fallback
        return {
            "format": FORMAT,
            "guide": {"version": plan.guide.version, "checked_on": plan.guide.checked_on},
            "language": sheet.languages[0] if len(sheet.languages) == 1 else "both",
            "today": plan.today,
            "subject": text(section("head").text("subject")),
            "privacy": text(section("head").text("privacy")),
            "route": {
                "id": route.id,
                "kind": route.kind,
                "title": text(sheet.route),
                "on_screen": route.on_screen,
                "summary": text(section("route").text("summary")),
                "sources": route.sources,
            },
            "because": self.reasons(sheet.reasons),
            "fallback": fallback
            and {"id": fallback.id, "title": text(sheet.fallback), "on_screen": fallback.on_screen},
            "readiness": {**plan.readiness._asdict(), "text": text(section("route").text("readiness"))},
            "values": [
                {"id": it.id, "label": text(it.text), "value": "".join(it.groups) or None}
                for it in section("values").entries
            ],
            "documents": [self.document(it) for it in plan.documents],
            "sheet_code": section("code").entries[0].value,
            "phases": self.phases(),
            "dates": self.dates(),
            "changes": [text(it.text) for it in section("changes").entries if it.id != "fallback"],
            "warnings": [{"id": it.id, "text": text(it.text)} for it in section("warnings").entries],
            "contacts": [
                {**self.link(entry), "kind": it.kind, "last_seen": it.last_seen}
                for entry, it in zip(section("contacts").entries, plan.contacts, strict=True)
            ],
            "addresses": [self.link(it) for it in section("addresses").entries],
            "notice": text(section("foot").text("notice")),
            "sources": [
                {"id": it.id, "title": text(tuple(map("{} ({})".format, entry.text, entry.aside))), "date": it.date}
                for entry, it in zip(section("sources").entries, plan.sources, strict=True)
            ],
        }

    def text(self, text: Translations) -> str | dict[str, str] | None:
        """Give a text: None where there is none, by language where there are several."""
        if not text:
            return None
        return text[0] if len(text) == 1 else dict(zip(self.sheet.languages, text, strict=True))

    def reasons(self, reasons: Iterable[Entry]) -> list[dict[str, Any]]:
        """Give answers as an answers file has them, and in words."""
        values = self.plan.answers.values
        return [{"question": it.id, "answer": values[it.id], "text": self.text(it.text)} for it in reasons]

    def document(self, item: DocumentPlan) -> dict[str, Any]:
        """Give a document with all that is said of it."""
        entry = next(it for it in self.sheet.documents if it.id == item.document.id)
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

    def phases(self) -> list[dict[str, Any]]:
        """Give the steps by phase."""
        return [
            {
                "id": section.id,
                "title": self.text(section.heading),
                "steps": [
                    {"id": it.id, "text": self.text(it.text), "on_screen": step.on_screen, "sources": step.sources}
                    for it, step in zip(section.entries, phase.steps, strict=True)
                ],
            }
            for section, phase in zip(self.sheet.phases, self.plan.phases, strict=True)
        ]

    def dates(self) -> dict[str, Any] | None:
        """Give the answer window as days, and as it stands on the sheet."""
        rows = [it for it in self.sheet.section("dates").entries if it.tag]
        text = [{"label": self.text(it.text), "day": self.text(it.tag)} for it in rows]
        return {**self.plan.dates._asdict(), "text": text} if self.plan.dates else None

    def link(self, entry: Entry) -> dict[str, Any]:
        """Give an address or contact."""
        return {"id": entry.id, "label": self.text(entry.text), "value": entry.value, "url": entry.url}
