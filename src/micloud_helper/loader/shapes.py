"""Which keys each part of a guide has: the one list that the reader, and the JSON Schema for editors, follow."""

from typing import NamedTuple

__all__ = ["SHAPES", "Shape"]


class Shape(NamedTuple):
    """The keys of a mapping in the file."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


SHAPES = {
    "guide": Shape(
        ("schema", "version", "checked_on", "languages", "title", "intro", "notice", "on_screen", "sources",
         "questions", "documents", "routes", "contacts", "warnings"),
        ("answer_window", "details", "steps", "addresses"),
    ),
    "source": Shape(("title", "date", "weight", "recheck_months")),
    "answer_window": Shape(("sent_on", "working_days", "holidays", "retry_after_days", "sources")),
    "holidays": Shape(("country", "categories")),
    "question": Shape(("kind", "ask", "why"), ("help", "when", "none", "said", "options")),
    "option": Shape(("label", "said"), ("if_so",)),
    "detail": Shape(("check", "label", "ask", "why"), ("help", "when", "many", "cells", "document")),
    "document": Shape(("title", "statuses"), ("check",)),
    "status": Shape(("is",), ("when", "how")),
    "route": Shape(
        ("kind", "title", "summary", "phases", "sources"),
        ("on_screen", "when", "refused", "needs", "lists", "addresses"),
    ),
    "phase": Shape(("title", "steps")),
    "item": Shape(("text", "sources"), ("when", "on_screen")),
    "step": Shape(("id", "text", "sources"), ("when", "on_screen")),
    "contact": Shape(("kind", "label", "value", "last_seen", "sources"), ("when",)),
    "address": Shape(("label", "url", "sources"), ("trust",)),
}  # fmt: skip
"""By the name of the part."""
