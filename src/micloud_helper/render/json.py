"""The checklist for programs: ids and days as facts, texts in the sheet's language, or by language if there are two.

What many sheets share is written once: such parts are functions of their own, which remember what they wrote.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from json import JSONEncoder
from typing import Any, NamedTuple, TypeAlias

from micloud_helper.checklist import Checklist, Dates, DocumentPlan, PhasePlan, Readiness, Reason
from micloud_helper.conditions import Value
from micloud_helper.guide import Contact, Guide, Route, Source, Warning
from micloud_helper.render import Options
from micloud_helper.sheet import Link, Sheet, SheetDate, SheetDocument, SheetPhase, Translations

__all__ = ["FORMAT", "render"]

FORMAT = 1
"""The version of this form; it grows only when a key changes its meaning or goes away."""

REMEMBERED = 1024
"""So many parts of each kind are kept as written: memory stays flat over any number of cases."""

ENCODE = {ascii: JSONEncoder(ensure_ascii=ascii).encode for ascii in (False, True)}

Object: TypeAlias = dict[str, Any]


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Write the checklist as JSON, keys always in the same order, one line each: indenting is six times slower."""
    lines = [f'"{key}": {value}' for key, value in _whole(sheet, checklist, options.ascii).items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


class _Style(NamedTuple):
    """How to write: texts by these languages if there are several, and whether nothing but ASCII."""

    languages: tuple[str, ...]
    ascii: bool

    def encode(self, value: Any) -> str:
        return ENCODE[self.ascii](value)

    def text(self, lines: Translations) -> str | Object | None:
        """Give a text: None where there is none, by language where there are several."""
        if not lines:
            return None
        return lines[0] if len(lines) == 1 else dict(zip(self.languages, lines, strict=True))

    def reason(self, reason: Reason, said: Translations) -> Object:
        return {"question": reason.question.id, "answer": _written(reason.answer), "text": self.text(said)}

    def link(self, link: Link) -> Object:
        return {"id": link.id, "label": self.text(link.label), "value": link.value, "url": link.url}


def _whole(sheet: Sheet, plan: Checklist, ascii: bool) -> Mapping[str, str]:
    style = _Style(sheet.languages, ascii)
    encode, text = style.encode, style.text
    because = zip(plan.because, sheet.reasons, strict=True)
    documents = zip(sheet.documents, plan.documents, strict=True)
    phases = zip(sheet.phases, plan.phases, strict=True)
    return {
        "format": encode(FORMAT),
        "guide": _guide(style, plan.guide),
        "language": encode(sheet.languages[0] if len(sheet.languages) == 1 else "both"),
        "today": encode(plan.today.isoformat()),
        "subject": encode(text(sheet.subject)),
        "privacy": encode(text(sheet.privacy)),
        "route": _route(style, plan.route, sheet.route, sheet.summary),
        "because": _listed(_reason(style, reason, said) for reason, said in because),
        "fallback": _fallback(style, plan.fallback, sheet.fallback_title),
        "readiness": _readiness(style, sheet.readiness, plan.readiness),
        "values": encode(_values(style, sheet)),
        "documents": _listed(_document(style, shown, item) for shown, item in documents),
        "phases": _listed(_phase(style, shown, phase) for shown, phase in phases),
        "dates": _dates(style, sheet.dates, plan.dates),
        "changes": _changes(style, sheet.changes),
        "warnings": _warnings(style, sheet.warnings, plan.warnings),
        "contacts": _contacts(style, sheet.contacts, plan.contacts),
        "addresses": _addresses(style, sheet.addresses),
        "notice": encode(text(sheet.notice)),
        "sources": _sources(style, sheet.sources, plan.sources),
    }


def _listed(written: Iterable[str]) -> str:
    return f"[{', '.join(written)}]"


@lru_cache(maxsize=REMEMBERED)
def _guide(style: _Style, guide: Guide) -> str:
    return style.encode({"version": guide.version, "checked_on": guide.checked_on.isoformat()})


@lru_cache(maxsize=REMEMBERED)
def _route(style: _Style, route: Route, title: Translations, summary: Translations) -> str:
    return style.encode(
        {
            "id": route.id,
            "kind": route.kind,
            "title": style.text(title),
            "on_screen": route.on_screen,
            "summary": style.text(summary),
            "sources": list(route.sources),
        }
    )


@lru_cache(maxsize=REMEMBERED)
def _reason(style: _Style, reason: Reason, said: Translations) -> str:
    return style.encode(style.reason(reason, said))


@lru_cache(maxsize=REMEMBERED)
def _fallback(style: _Style, route: Route | None, title: Translations) -> str:
    if route is None:
        return style.encode(None)
    return style.encode({"id": route.id, "title": style.text(title), "on_screen": route.on_screen})


@lru_cache(maxsize=REMEMBERED)
def _readiness(style: _Style, said: Translations, ready: Readiness) -> str:
    return style.encode(
        {
            "ready": ready.ready,
            "needed": ready.needed,
            "missing": list(ready.missing),
            "blocked_by": list(ready.blocked_by),
            "text": style.text(said),
        }
    )


def _values(style: _Style, sheet: Sheet) -> list[Object]:
    return [
        {"id": value.id, "label": style.text(value.label), "value": "".join(value.groups) or None}
        for value in sheet.values
    ]


@lru_cache(maxsize=REMEMBERED)
def _document(style: _Style, shown: SheetDocument, item: DocumentPlan) -> str:
    return style.encode(
        {
            "id": shown.id,
            "status": shown.status,
            "required": shown.required,
            "title": style.text(shown.title),
            "how": [style.text(lines) for lines in shown.how],
            "check": [style.text(lines) for lines in shown.check],
            "because": [style.reason(*told) for told in zip(item.because, shown.reasons, strict=True)],
            "sources": list(dict.fromkeys(id for part in (*item.how, *item.check) for id in part.sources)),
        }
    )


@lru_cache(maxsize=REMEMBERED)
def _phase(style: _Style, shown: SheetPhase, phase: PhasePlan) -> str:
    steps = [
        {"id": line.id, "text": style.text(line.text), "on_screen": step.on_screen, "sources": list(step.sources)}
        for step, line in zip(phase.steps, shown.steps, strict=True)
    ]
    return style.encode({"id": shown.id, "title": style.text(shown.title), "steps": steps})


@lru_cache(maxsize=REMEMBERED)
def _dates(style: _Style, shown: tuple[SheetDate, ...], dates: Dates | None) -> str:
    if dates is None:
        return style.encode(None)
    names = ("applied_on", "sent_on", "reply_earliest", "reply_latest", "retry_from")
    return style.encode(
        {
            **{name: day.isoformat() if (day := getattr(dates, name)) else None for name in names},
            "estimated": dates.estimated,
            "text": [{"label": style.text(row.label), "day": style.text(row.day)} for row in shown],
        }
    )


@lru_cache(maxsize=REMEMBERED)
def _changes(style: _Style, shown: tuple[Translations, ...]) -> str:
    return style.encode([style.text(lines) for lines in shown])


@lru_cache(maxsize=REMEMBERED)
def _warnings(style: _Style, shown: tuple[Translations, ...], warnings: tuple[Warning, ...]) -> str:
    told = zip(warnings, shown, strict=True)
    return style.encode([{"id": warning.id, "text": style.text(lines)} for warning, lines in told])


@lru_cache(maxsize=REMEMBERED)
def _contacts(style: _Style, shown: tuple[Link, ...], contacts: tuple[Contact, ...]) -> str:
    told = zip(contacts, shown, strict=True)
    return style.encode([{**style.link(link), "kind": it.kind, "last_seen": it.last_seen} for it, link in told])


@lru_cache(maxsize=REMEMBERED)
def _addresses(style: _Style, shown: tuple[Link, ...]) -> str:
    return style.encode([style.link(link) for link in shown])


@lru_cache(maxsize=REMEMBERED)
def _sources(style: _Style, shown: tuple[Translations, ...], sources: tuple[Source, ...]) -> str:
    told = zip(sources, shown, strict=True)
    return style.encode([{"id": it.id, "title": style.text(lines), "date": it.date} for it, lines in told])


def _written(answer: Value) -> str | list[str]:
    if isinstance(answer, date):
        return answer.isoformat()
    return answer if isinstance(answer, str) else list(answer)
