"""Reads the annotations of the guide's classes, once: the keys of a mapping in the file and what stands behind them."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from micloud_helper.conditions import ALWAYS, Condition, Values
from micloud_helper.guide import AtLeast, Text

EMPTY = {str: "", Literal: "", int: 0, date: date.min, Text: {}, Values: {}, Condition: ALWAYS, tuple: (), Mapping: {}}
"""Stands for what could not be read; a guide with problems never leaves the loader."""


class Form(NamedTuple):
    """What may stand at a place of the file.

    `kind` is a key of EMPTY or an entity class, `mark` the annotation's marker (the words, for a Literal), and `inner`
    the form of the entries of a list or mapping.
    """

    kind: Any
    mark: Any = None
    inner: "Form | None" = None


class Key(NamedTuple):
    """A key of a mapping in the file, and the field of the class that takes its value."""

    name: str
    field: str
    form: Form
    required: bool


@cache
def keys_of(entity: type) -> tuple[Key, ...]:
    """Give the keys of a class of the guide, in order; an `id` is one of them though the file may have it as key."""
    hints = get_type_hints(entity, include_extras=True)
    return tuple(
        Key(
            name=it.metadata.get("key", it.name),
            field=it.name,
            form=_form(hints[it.name]),
            required=it.default is MISSING and it.default_factory is MISSING,
        )
        for it in fields(entity)
    )


def _form(hint: Any, mark: Any = None) -> Form:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _form(args[0], args[1])
    if origin in (Union, UnionType):
        return _form(args[0], mark)
    if hint == Text:
        return Form(Text, mark or ())
    if hint == Values:
        return Form(Values)
    if hint is Condition:
        return Form(Condition, mark or ())
    if origin is Literal:
        return Form(Literal, (mark.code if mark else "unknown_kind", args))
    if origin is tuple or origin is Mapping:
        return Form(origin, mark or AtLeast(), _form(args[-1] if origin is Mapping else args[0]))
    return Form(hint, mark)
