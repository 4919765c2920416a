"""The checklist for programs: ids and days as facts, texts in the sheet's language, or by language if there are two."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

from micloud_helper.checklist import Checklist, Reason
from micloud_helper.conditions import Value
from micloud_helper.render import Options
from micloud_helper.sheet import Lines, Link, Sheet

__all__ = ["FORMAT", "render"]

FORMAT = 1
"""The version of this form; it grows only when a key changes its meaning or goes away."""

Object: TypeAlias = dict[str, Any]


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Write the checklist as JSON, keys always in the same order, one line each: indenting is six times slower."""
    encode = json.JSONEncoder(ensure_ascii=options.ascii).encode
    lines = [f"{encode(key)}: {encode(value)}" for key, value in _Form(sheet, checklist).whole().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


class _Form:
    """Fills in the form from the sheet's words and the checklist's facts."""

    def __init__(self, sheet: Sheet, checklist: Checklist) -> None:
        self.sheet = sheet
        self.plan = checklist

    def whole(self) -> Object:
        sheet, plan = self.sheet, self.plan
        ready = plan.readiness
        return {
            "format": FORMAT,
            "guide": {"version": plan.guide.version, "checked_on": plan.guide.checked_on.isoformat()},
            "language": sheet.languages[0] if len(sheet.languages) == 1 else "both",
            "today": plan.today.isoformat(),
            "subject": self.text(sheet.subject),
            "privacy": self.text(sheet.privacy),
            "route": self.route(),
            "because": self.because(plan.because, sheet.reasons),
            "fallback": self.fallback(),
            "readiness": {
                "ready": ready.ready,
                "needed": ready.needed,
                "missing": list(ready.missing),
                "blocked_by": list(ready.blocked_by),
                "text": self.text(sheet.readiness),
            },
            "values": [
                {"id": value.id, "label": self.text(value.label), "value": "".join(value.groups) or None}
                for value in sheet.values
            ],
            "documents": self.documents(),
            "phases": self.phases(),
            "dates": self.dates(),
            "changes": [self.text(lines) for lines in sheet.changes],
            "warnings": [
                {"id": warning.id, "text": self.text(lines)}
                for warning, lines in zip(plan.warnings, sheet.warnings, strict=True)
            ],
            "contacts": [
                {**self.link(link), "kind": contact.kind, "last_seen": contact.last_seen}
                for contact, link in zip(plan.contacts, sheet.contacts, strict=True)
            ],
            "addresses": [self.link(link) for link in sheet.addresses],
            "notice": self.text(sheet.notice),
            "sources": [
                {"id": source.id, "title": self.text(lines), "date": source.date}
                for source, lines in zip(plan.sources, sheet.sources, strict=True)
            ],
        }

    def text(self, lines: Lines) -> str | Object | None:
        """Give a text: None where there is none, by language where there are several."""
        if not lines:
            return None
        return lines[0] if len(lines) == 1 else dict(zip(self.sheet.languages, lines, strict=True))

    def texts(self, several: Iterable[Lines]) -> list[Any]:
        return [self.text(lines) for lines in several]

    def because(self, reasons: Iterable[Reason], said: Iterable[Lines]) -> list[Object]:
        return [
            {"question": reason.question.id, "answer": _written(reason.answer), "text": self.text(lines)}
            for reason, lines in zip(reasons, said, strict=True)
        ]

    def route(self) -> Object:
        route, sheet = self.plan.route, self.sheet
        return {
            "id": route.id,
            "kind": route.kind,
            "title": self.text(sheet.route),
            "on_screen": route.on_screen,
            "summary": self.text(sheet.summary),
            "sources": list(route.sources),
        }

    def fallback(self) -> Object | None:
        route = self.plan.fallback
        if route is None:
            return None
        return {"id": route.id, "title": self.text(self.sheet.fallback_title), "on_screen": route.on_screen}

    def documents(self) -> list[Object]:
        return [
            {
                "id": shown.id,
                "status": shown.status,
                "required": shown.required,
                "title": self.text(shown.title),
                "how": self.texts(shown.how),
                "check": self.texts(shown.check),
                "because": self.because(item.because, shown.reasons),
                "sources": list(dict.fromkeys(id for part in (*item.how, *item.check) for id in part.sources)),
            }
            for item, shown in zip(self.plan.documents, self.sheet.documents, strict=True)
        ]

    def phases(self) -> list[Object]:
        return [
            {
                "id": shown.id,
                "title": self.text(shown.title),
                "steps": [
                    {
                        "id": line.id,
                        "text": self.text(line.text),
                        "on_screen": step.on_screen,
                        "sources": list(step.sources),
                    }
                    for step, line in zip(phase.steps, shown.steps, strict=True)
                ],
            }
            for phase, shown in zip(self.plan.phases, self.sheet.phases, strict=True)
        ]

    def dates(self) -> Object | None:
        dates = self.plan.dates
        if dates is None:
            return None
        names = ("applied_on", "sent_on", "reply_earliest", "reply_latest", "retry_from")
        return {
            **{name: day.isoformat() if (day := getattr(dates, name)) else None for name in names},
            "estimated": dates.estimated,
            "text": [{"label": self.text(row.label), "day": self.text(row.day)} for row in self.sheet.dates],
        }

    def link(self, link: Link) -> Object:
        return {"id": link.id, "label": self.text(link.label), "value": link.value, "url": link.url}


def _written(answer: Value) -> str | list[str]:
    if isinstance(answer, date):
        return answer.isoformat()
    return answer if isinstance(answer, str) else list(answer)
