"""The JSON Schema of a guide, for editors: made from the annotations that the loader reads by.

It sees the shape of a file, not what only the whole shows: whether an id exists, a language is missing, a condition
asks a later question. `micloud-helper check` sees those.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

from micloud_helper.conditions import Condition, Values
from micloud_helper.guide import Address, Contact, Guide, Question, Refers, Route, RouteKind, StatusRule, Step, Text
from micloud_helper.loader.decoder import SCHEMA, Form, forms_of
from micloud_helper.loader.guide import KIND_KEYS, REACHABLE
from micloud_helper.loader.reader import ID, MAX_TEXT

Schema: TypeAlias = dict[str, Any]

LINE: Schema = {"type": "string", "pattern": r"\S", "maxLength": MAX_TEXT}
NAME = f"^(?:{ID.pattern})$"
ANSWER: Schema = {"anyOf": [LINE, {"type": "array", "items": LINE, "minItems": 1, "uniqueItems": True}]}
SIMPLE: dict[Any, Schema] = {
    Values: {"type": "object", "minProperties": 1, "additionalProperties": ANSWER},
    Text: {"$ref": "#/$defs/text"},
    Condition: {"$ref": "#/$defs/condition"},
    str: LINE,
    date: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}
"""What stands behind a key by the kind of its value."""


def guide_schema() -> Schema:
    """Give the schema; everything it refuses the loader refuses too."""
    several = {"type": "array", "items": SIMPLE[Condition], "minItems": 1}
    condition = {
        "type": "object",
        "minProperties": 1,
        "properties": {"not": SIMPLE[Condition], "all": several, "any": several},
        "additionalProperties": ANSWER,
    }
    definitions = {"text": _by_id(LINE, 1), "condition": condition}
    _entity(Guide, definitions, by_id=False)
    guide = definitions.pop("guide")
    steps = _by_id(_entity(Step, definitions, by_id=True), 0)
    guide["properties"] |= {"schema": {"const": SCHEMA}, "steps": steps}
    guide["required"].insert(0, "schema")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **guide, "$defs": definitions}


def _entity(entity: type, definitions: Schema, *, by_id: bool) -> Schema:
    """Refer to the definition of a class; one whose id stands as key before it has no key `id`."""
    forms = [it for it in forms_of(entity) if not (by_id and it.key == "id")]
    names = {"id": {"type": "string", "pattern": NAME}}
    name = entity.__name__.lower() + ("_by_id" if by_id else "")
    definitions[name] = {
        "type": "object",
        "properties": {it.key: names.get(it.key) or _value(it, definitions) for it in forms},
        "required": [it.key for it in forms if it.required],
        "additionalProperties": False,
        **({"allOf": RULES[entity]} if entity in RULES else {}),
    }
    return {"$ref": f"#/$defs/{name}"}


def _value(form: Form, definitions: Schema, *, by_id: bool = False) -> Schema:
    kind, mark, inner = form[:3]
    if kind in SIMPLE:
        return SIMPLE[kind]
    if kind is Literal:
        return {"enum": list(mark[0])}
    if kind is int:
        return {"type": "integer", "minimum": mark.start, "maximum": mark.stop - 1}
    if inner is None:
        return _entity(kind, definitions, by_id=by_id)
    if kind is Mapping or mark.by_id:
        return _by_id(_value(inner, definitions, by_id=True), mark.least)
    items = _value(inner, definitions)
    if inner.kind in (tuple, Step):  # a word may stand for a list of one, and for a shared step
        items = {"anyOf": [LINE, items]}
    unique = {"uniqueItems": True} if isinstance(inner.mark, Refers) else {}
    return {"type": "array", "items": items, "minItems": mark.least, **unique}


def _by_id(of: Schema, least: int) -> Schema:
    return {"type": "object", "propertyNames": {"pattern": NAME}, "additionalProperties": of, "minProperties": least}


def _when(key: str, values: tuple[str, ...], then: Schema) -> Schema:
    return {"if": {"properties": {key: {"enum": list(values)}}, "required": [key]}, "then": then}


def _without(*keys: str) -> Schema:
    return {"not": {"anyOf": [{"required": [key]} for key in keys]}}


def _nonempty(key: str) -> Schema:
    return {"required": [key], "properties": {key: {"minItems": 1}}}


def _address(kind: str) -> Schema:
    return {"type": "string", "pattern": rf"^\s*(?:{REACHABLE[kind]})\s*$"}


RULES: dict[type, list[Schema]] = {
    Question: [
        _when("kind", (kind,), {"required": [own[0]], **_without(*sorted({"options", "none", "said"}.difference(own)))})
        for kind, own in KIND_KEYS[Question].items()
    ],
    Route: [
        _when("kind", ("application",), _nonempty("needs")),
        _when("kind", tuple(it for it in get_args(RouteKind) if it != "application"), _without("needs", "refused")),
    ],
    StatusRule: [_when("is", StatusRule.NEEDS_HOW, _nonempty("how"))],
    Contact: [
        _when("kind", (kind,), {"properties": {"value": _address(kind)}}) for kind in REACHABLE if kind != "address"
    ],
    Address: [{"properties": {"url": _address("address")}}],
}
"""What the annotations do not say, for the classes that have such rules."""
