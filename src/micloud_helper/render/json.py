"""The checklist for programs: ids and days as facts, texts in the sheet's language, or by language if there are two."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.guide import Contact, Step
from micloud_helper.render import Options
from micloud_helper.sheet import Entry, Sheet, Translations

FORMAT = 1
"""The version of this form; it grows only when a key changes its meaning or goes away."""

Say: TypeAlias = Callable[[Translations], Any]


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Write the checklist as JSON, one line for each key, always in the same order; days as `2026-11-23`."""
    document = _whole(partial(_text, sheet.languages), sheet, checklist).items()
    lines = (f'"{key}": {json.dumps(part, ensure_ascii=options.ascii, default=str)}' for key, part in document)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _text(languages: tuple[str, ...], text: Translations) -> Any:
    """Give a text: None where there is none, by language where there are several."""
    if not text:
        return None
    return text[0] if len(text) == 1 else dict(zip(languages, text, strict=True))


def _whole(say: Say, sheet: Sheet, plan: Checklist) -> dict[str, Any]:
    guide, route, fallback, section = plan.guide, plan.route, plan.fallback, sheet.section
    entries = {it.id: it for it in sheet.documents}
    steps = {it.id: it for phase in plan.phases for it in phase.steps}
    days = [{"label": say(it.text), "day": say(it.tag)} for it in section("dates").entries if it.tag]
    return {
        "format": FORMAT,
        "guide": {"version": guide.version, "checked_on": guide.checked_on},
        "language": sheet.languages[0] if len(sheet.languages) == 1 else "both",
        "today": plan.today,
        "subject": say(section("head").text("subject")),
        "privacy": say(section("head").text("privacy")),
        "route": {
            "id": route.id,
            "kind": route.kind,
            "title": say(sheet.route),
            "on_screen": route.on_screen,
            "summary": say(section("route").text("summary")),
            "sources": route.sources,
        },
        "because": _reasons(say, plan, sheet.reasons),
        "fallback": fallback and {"id": fallback.id, "title": say(sheet.fallback), "on_screen": fallback.on_screen},
        "readiness": {**plan.readiness._asdict(), "text": say(section("route").text("readiness"))},
        "values": [
            {"id": it.id, "label": say(it.text), "value": "".join(it.groups) or None}
            for it in section("values").entries
        ],
        "documents": [_document(say, plan, entries[it.document.id], it) for it in plan.documents],
        "sheet_code": section("code").entries[0].value,
        "phases": [
            {"id": it.id, "title": say(it.heading), "steps": [_step(say, step, steps[step.id]) for step in it.entries]}
            for it in sheet.phases
        ],
        "dates": {**plan.dates._asdict(), "text": days} if plan.dates else None,
        "changes": [say(it.text) for it in section("changes").entries if it.id != "fallback"],
        "warnings": [{"id": it.id, "text": say(it.text)} for it in section("warnings").entries],
        "contacts": [_contact(say, it, guide.contacts[it.id]) for it in section("contacts").entries],
        "addresses": [_link(say, it) for it in section("addresses").entries],
        "notice": say(section("foot").text("notice")),
        "sources": [
            {
                "id": it.id,
                "title": say(tuple(map("{} ({})".format, it.text, it.aside))),
                "date": guide.sources[it.id].date,
            }
            for it in section("sources").entries
        ],
    }


def _reasons(say: Say, plan: Checklist, reasons: Iterable[Entry]) -> list[dict[str, Any]]:
    """Give answers as an answers file has them, and in words."""
    return [{"question": it.id, "answer": plan.answers.values[it.id], "text": say(it.text)} for it in reasons]


def _document(say: Say, plan: Checklist, entry: Entry, item: DocumentPlan) -> dict[str, Any]:
    return {
        "id": entry.id,
        "status": entry.status,
        "required": item.required,
        "title": say(entry.text),
        "how": [say(text) for text in entry.notes_of("how")],
        "check": [say(text) for text in entry.notes_of("check")],
        "because": _reasons(say, plan, entry.reasons),
        "sources": list(dict.fromkeys(source for it in (*item.how, *item.check) for source in it.sources)),
    }


def _step(say: Say, entry: Entry, step: Step) -> dict[str, Any]:
    return {"id": entry.id, "text": say(entry.text), "on_screen": step.on_screen, "sources": step.sources}


def _contact(say: Say, entry: Entry, contact: Contact) -> dict[str, Any]:
    return {**_link(say, entry), "kind": contact.kind, "last_seen": contact.last_seen}


def _link(say: Say, entry: Entry) -> dict[str, Any]:
    return {"id": entry.id, "label": say(entry.text), "value": entry.value, "url": entry.url}
