"""The JSON Schema of a guide, for editors: made from the reader's own lists of keys.

It sees the shape of a file, not what only the whole shows: whether an id exists, a language is missing, a condition
asks a later question. `micloud-helper check` sees those.
"""

from typing import Any, TypeAlias, get_args

from micloud_helper.guide import AddressTrust, DetailCheck, DocumentStatus, QuestionKind, RouteKind
from micloud_helper.loader.guide import CONTACT_KINDS, REACHABLE
from micloud_helper.loader.reader import ID
from micloud_helper.loader.shapes import SHAPES

__all__ = ["guide_schema"]

Schema: TypeAlias = dict[str, Any]

LINE: Schema = {"type": "string", "pattern": r"\S"}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
NAME = f"^(?:{ID.pattern})$"


def guide_schema() -> Schema:
    """Give the schema; everything it refuses the loader refuses too."""
    parts = {name: _object(name) for name in SHAPES}
    guide = parts.pop("guide")
    definitions = {
        **parts,
        "text": _by_id(LINE, least=1),
        "condition": _condition(),
        "question": {**parts["question"], "allOf": _question_kinds()},
        "route": {**parts["route"], "allOf": _route_kinds()},
        "status": {**parts["status"], "allOf": [_status_needs_how()]},
        "contact": {**parts["contact"], "allOf": [_reachable(kind) for kind in CONTACT_KINDS]},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **guide, "$defs": definitions}


def _object(name: str) -> Schema:
    shape = SHAPES[name]
    keys = (*shape.required, *shape.optional)
    return {
        "type": "object",
        "properties": {key: OWN.get((name, key)) or KEYS[key] for key in keys},
        "required": list(shape.required),
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(of: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": of, "minItems": least}


def _by_id(of: Schema, least: int = 0) -> Schema:
    return {"type": "object", "propertyNames": {"pattern": NAME}, "additionalProperties": of, "minProperties": least}


def _number(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _condition() -> Schema:
    several = _list(_ref("condition"), least=1)
    values = {"anyOf": [LINE, {"type": "array", "items": LINE, "minItems": 1, "uniqueItems": True}]}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {"not": _ref("condition"), "all": several, "any": several},
        "additionalProperties": values,
    }


def _when(key: str, values: tuple[str, ...], then: Schema) -> Schema:
    return {"if": {"properties": {key: {"enum": list(values)}}, "required": [key]}, "then": then}


def _without(*keys: str) -> Schema:
    return {"not": {"anyOf": [{"required": [key]} for key in keys]}}


def _question_kinds() -> list[Schema]:
    return [
        _when("kind", ("choice",), {"required": ["options"], **_without("none", "said")}),
        _when("kind", ("choices",), {"required": ["options"], **_without("said")}),
        _when("kind", ("date",), {"required": ["said"], **_without("none", "options")}),
    ]


def _route_kinds() -> list[Schema]:
    others = tuple(kind for kind in get_args(RouteKind) if kind != "application")
    needed = {"required": ["needs"], "properties": {"needs": {"minItems": 1}}}
    return [_when("kind", ("application",), needed), _when("kind", others, _without("needs", "refused"))]


def _status_needs_how() -> Schema:
    needed = {"required": ["how"], "properties": {"how": {"minItems": 1}}}
    return _when("is", ("prepare", "obtain", "unavailable"), needed)


def _reachable(kind: str) -> Schema:
    return _when("kind", (kind,), {"properties": {"value": _address(kind)}})


def _address(kind: str) -> Schema:
    return {"type": "string", "pattern": rf"^\s*(?:{REACHABLE[kind]})\s*$"}


TEXT, TEXTS, WHEN, IDS = _ref("text"), _list(_ref("text")), _ref("condition"), _list(LINE)
SOURCES: Schema = {"type": "array", "items": LINE, "minItems": 1, "uniqueItems": True}

KEYS: dict[str, Schema] = {
    "schema": {"const": 1}, "version": LINE, "checked_on": DAY, "languages": _list(LINE, least=1), "title": TEXT,
    "intro": TEXTS, "notice": TEXT, "on_screen": LINE, "sources": SOURCES,
    "questions": _by_id(_ref("question"), least=1),
    "documents": _by_id(_ref("document")), "routes": _by_id(_ref("route"), least=1),
    "contacts": _by_id(_ref("contact")), "warnings": _by_id(_ref("item")), "answer_window": _ref("answer_window"),
    "details": _by_id(_ref("detail")), "steps": _list({"anyOf": [LINE, _ref("step")]}, least=1),
    "addresses": IDS, "date": LINE, "weight": TEXT, "recheck_months": _number(1, 600), "sent_on": LINE,
    "working_days": _number(1, 90), "holidays": _ref("holidays"), "retry_after_days": _number(1, 365),
    "country": LINE, "categories": _list(LINE, least=1), "ask": TEXT, "why": TEXT, "help": TEXTS, "when": WHEN,
    "none": LINE, "said": TEXT, "options": _by_id(_ref("option"), least=2), "label": TEXT, "if_so": TEXT,
    "check": _list(_ref("item")), "many": _number(1, 9), "cells": _number(1, 40), "document": LINE,
    "statuses": _list(_ref("status"), least=1), "is": {"enum": list(get_args(DocumentStatus))},
    "how": _list(_ref("item")), "summary": TEXT, "phases": _by_id(_ref("phase"), least=1), "refused": WHEN,
    "needs": _list({"anyOf": [LINE, _list(LINE, least=1)]}), "lists": IDS, "text": TEXT,
    "id": {"type": "string", "pattern": NAME}, "value": LINE, "last_seen": LINE, "url": _address("address"),
}  # fmt: skip
"""What stands behind a key, wherever it stands …"""

OWN: dict[tuple[str, str], Schema] = {
    ("guide", "on_screen"): _list(LINE),
    ("guide", "sources"): _by_id(_ref("source")),
    ("guide", "addresses"): _by_id(_ref("address")),
    ("guide", "steps"): _by_id(_ref("item")),
    ("question", "kind"): {"enum": list(get_args(QuestionKind))},
    ("route", "kind"): {"enum": list(get_args(RouteKind))},
    ("contact", "kind"): {"enum": list(CONTACT_KINDS)},
    ("address", "trust"): {"enum": list(get_args(AddressTrust))},
    ("detail", "check"): {"enum": list(get_args(DetailCheck))},
}
"""… except in these parts."""
