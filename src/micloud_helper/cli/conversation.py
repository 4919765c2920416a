"""The checklist by conversation: interview, plan, the page on the terminal, then what one may do with it."""

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.deliver import OutputRequest, deliver
from micloud_helper.cli.messages import message, write_to_stderr
from micloud_helper.errors import MicloudError, OutputError
from micloud_helper.export import check_folder
from micloud_helper.guide import Guide
from micloud_helper.prompts import hold_interview, offer_file, tick_documents
from micloud_helper.render import FORMATS
from micloud_helper.storage import Store

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist

OFFERED = {name: FORMATS[name].suffix for name in ("pdf", "html", "png", "text")}
"""What a person at a terminal is offered to keep; the other formats are there by option."""


def converse(
    guide: Guide, catalogues: tuple[Catalogue, ...], request: OutputRequest, *,
    today: date, plain: bool, store: Store | None,
) -> None:  # fmt: skip
    """Hold the interview and deliver the checklist; on a terminal, offer a file and ticking documents off."""
    if request.path is not None:
        check_folder(request.path)  # before the first question, not after the last
    outcome = hold_interview(guide, catalogues[0], plain=plain, store=store, today=today)
    from micloud_helper.planner import plan  # not before the first question

    catalogue = catalogues[0].in_language(outcome.language)
    shown = catalogues if len(catalogues) > 1 else (catalogue,)
    try:
        checklist = plan(guide, outcome.answers, today=today)
        try:
            deliver(checklist, shown, request, ticks=outcome.ticks)
        except OutputError:
            if request.output is not None and sys.stdout is not None and sys.stdout.isatty():
                on_screen = replace(request, format=FORMATS["terminal"], output=None)
                deliver(checklist, shown, on_screen, ticks=outcome.ticks)  # the answers must not be for nothing
            raise
        if request.output is None and sys.stdout.isatty():
            catalogue = _offer_file(checklist, catalogue, request, plain=plain, ticks=outcome.ticks)
        if outcome.agreed_to_save:  # ticks are for the next days: without saving there are none
            tick_documents(checklist, catalogue, plain=plain, store=store, ticks=outcome.ticks)
    except MicloudError as error:
        error.language = error.language or outcome.language
        raise
    if store is not None:
        store.close()


def _offer_file(
    checklist: "Checklist", catalogue: Catalogue, request: OutputRequest, *, plain: bool, ticks: frozenset[str]
) -> Catalogue:
    """Offer until a file is written or none is wanted: a full disk must not cost the person the plan.

    Gives the catalogue of the language the person has come to by then.
    """
    while (file := offer_file(checklist, catalogue, plain=plain, formats=OFFERED)) is not None:
        catalogue = catalogue.in_language(file.language)
        kept = replace(request, format=FORMATS[file.format], output=str(file.path), force=file.replace)
        try:
            deliver(checklist, (catalogue,), kept, ticks=ticks)
        except OutputError as error:
            write_to_stderr(message(error.problems, catalogue))
        else:
            break
    return catalogue
