"""Reads the sections `documents`, `routes` and `steps`."""

from functools import partial
from typing import get_args

from micloud_helper.guide import Document, DocumentStatus, Phase, Route, RouteKind, StatusRule, Step
from micloud_helper.loader.context import NO_TEXT, Context
from micloud_helper.loader.nodes import Listing, Mapping, Node, Scalar
from micloud_helper.loader.reader import Fields, Reader
from micloud_helper.loader.shapes import SHAPES

__all__ = ["read_documents", "read_routes"]

NEEDS_A_WAY_ON = frozenset({"prepare", "obtain", "unavailable"})


def read_documents(context: Context, node: Node) -> dict[str, Document]:
    """Read all documents with the conditions of their statuses."""
    documents = {}
    for id, entry in context.reader.by_id(node, "documents"):
        fields = context.reader.fields(entry, SHAPES["document"])
        rulings = fields.each("statuses", partial(_ruling, context, id))
        if "statuses" in fields and not rulings:
            context.reader.report("empty_list", fields.node_of("statuses") or entry)
        documents[id] = Document(
            id=id,
            title=context.text_of(fields, "title"),
            statuses=rulings,
            check=fields.each("check", context.item),
        )
    return documents


def _ruling(context: Context, id: str, node: Node) -> StatusRule:
    fields = context.reader.fields(node, SHAPES["status"])
    status = fields.get("is", lambda n: context.reader.one_of(n, get_args(DocumentStatus), "unknown_status"), "ready")
    how = fields.each("how", context.item)
    if status == "maybe_asked":
        context.maybe_asked.add(id)
    if status in NEEDS_A_WAY_ON and not how:
        context.reader.report("status_without_how", node, status=status)
    return StatusRule(
        status=status,  # type: ignore[arg-type]  # one_of has checked it
        when=context.when(fields, context.answers),
        how=how,
    )


def read_steps(context: Context, node: Node | None) -> dict[str, Step]:
    """Read the steps that routes share."""
    if node is None:
        return {}
    return {
        id: _step(context, id, context.reader.fields(entry, SHAPES["item"]))
        for id, entry in context.reader.by_id(node, "steps")
    }


def _step(context: Context, id: str, fields: Fields) -> Step:
    parts = context.item_parts(fields)
    return Step(id=id, text=parts.text, sources=parts.sources, when=parts.when, on_screen=parts.on_screen)


def read_routes(context: Context, node: Node, steps: Node | None) -> dict[str, Route]:
    """Read all routes; the last must be a contact route that is always there, so that nobody is left without one.

    `steps` are those that routes share; each must be used.
    """
    used: set[str] = set()
    shared = read_steps(context, steps)
    routes = {id: _route(context, id, entry, shared, used) for id, entry in context.reader.by_id(node, "routes")}
    last = list(routes.values())[-1:]
    if not last or last[0].kind != "contact" or any(last[0].when.comparisons()):
        entries = node.entries if isinstance(node, Mapping) else []
        context.reader.report("last_route_conditional", entries[-1][0] if entries else node)
    for key, _ in steps.entries if isinstance(steps, Mapping) else []:
        if key.text in shared and key.text not in used:
            context.reader.report("step_unused", key, word=key.text)
    return routes


def _route(context: Context, id: str, node: Node, shared: dict[str, Step], used: set[str]) -> Route:
    reader = context.reader
    fields = reader.fields(node, SHAPES["route"])
    kind = fields.get("kind", lambda n: reader.one_of(n, get_args(RouteKind), "unknown_kind"), "")
    needs = _needs(context, fields)
    _check_kind(reader, fields, kind)
    return Route(
        id=id,
        kind=kind or "contact",  # type: ignore[arg-type]  # one_of has checked it
        title=context.text_of(fields, "title"),
        summary=fields.get("summary", context.texts.dated_text, NO_TEXT),
        sources=context.source_ids(fields),
        on_screen=fields.get("on_screen", context.texts.label, None) if "on_screen" in fields else None,
        when=context.when(fields, context.answers),
        refused=context.when(fields, context.answers, "refused") if "refused" in fields else None,
        needs=needs,
        lists=context.references(fields, "lists", context.documents, "unknown_document"),
        addresses=context.references(fields, "addresses", context.addresses, "unknown_address"),
        phases=_phases(context, fields, shared, used),
    )


def _check_kind(reader: Reader, fields: Fields, kind: str) -> None:
    """Report keys that routes of this kind must have or cannot have."""
    needs = fields.node_of("needs")
    if kind == "application" and needs is None:
        reader.report("key_missing", fields.node, key="needs")
    elif kind == "application" and isinstance(needs, Listing) and not needs.items:
        reader.report("empty_list", needs)
    for key in ("needs", "refused"):
        stray = fields.node_of(key)
        if stray is not None and kind not in ("application", ""):
            reader.report("key_not_for_kind", stray, key=key, kind=kind)


def _needs(context: Context, fields: Fields) -> tuple[tuple[str, ...], ...]:
    """Read what an application needs: documents that are settled by the answers, each of them once."""
    reader, used, needs = context.reader, set[str](), []
    for node in reader.items(fields.node_of("needs")):
        need = []
        for item in node.items if isinstance(node, Listing) else [node]:
            id = reader.one_of(item, context.documents, "unknown_document")
            if id in used:
                reader.report("value_twice", item, word=id or "")
            elif id in context.maybe_asked:
                reader.report("need_unsettled", item, word=id or "")
            elif id is not None:
                need.append(id)
            used.add(id or "")
        if need:
            needs.append(tuple(need))
    return tuple(needs)


def _phases(context: Context, fields: Fields, shared: dict[str, Step], used: set[str]) -> tuple[Phase, ...]:
    node = fields.node_of("phases")
    phases = []
    ids: set[str] = set()
    for id, entry in context.reader.by_id(node, "phases") if node is not None else ():
        phase = context.reader.fields(entry, SHAPES["phase"])
        steps = phase.each("steps", lambda n: _step_or_shared(context, n, shared, used))
        for step, step_node in zip(steps, context.reader.items(phase.node_of("steps")), strict=False):
            if step.id in ids:
                context.reader.report("id_twice", step_node, word=step.id)
            ids.add(step.id)
        listed = phase.node_of("steps")
        if isinstance(listed, Listing) and not listed.items:
            context.reader.report("empty_list", listed)
        phases.append(Phase(id=id, title=context.text_of(phase, "title"), steps=steps))
    if node is not None and not phases:
        context.reader.report("empty_list", node)
    return tuple(phases)


def _step_or_shared(context: Context, node: Node, shared: dict[str, Step], used: set[str]) -> Step | None:
    if isinstance(node, Scalar):
        id = context.reader.one_of(node, shared, "unknown_step")
        used.add(id or "")
        return shared.get(id or "")
    fields = context.reader.fields(node, SHAPES["step"])
    return _step(context, fields.get("id", context.reader.id, ""), fields)
