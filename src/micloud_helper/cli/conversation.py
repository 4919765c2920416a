"""The checklist by conversation: interview, plan, the page on the terminal, then what one may do with it."""

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.deliver import OutputRequest, deliver, parts_on_screen, print_text
from micloud_helper.cli.messages import message
from micloud_helper.errors import MicloudError, OutputError
from micloud_helper.export import check_folder
from micloud_helper.guide import Guide
from micloud_helper.prompts import end_conversation, hold_interview, offer_file, show_plan
from micloud_helper.render import FORMATS
from micloud_helper.storage import Store

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist

OFFERED = {name: FORMATS[name].suffix for name in ("pdf", "html", "png", "text", "ics")}
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
        file = request.output if request.path else ""
        try:
            _show(checklist, shown, request, plain=plain)
        except OutputError:
            if request.output is not None and sys.stdout is not None and sys.stdout.isatty():
                on_screen = replace(request, format=FORMATS["terminal"], output=None)
                deliver(checklist, shown, on_screen)  # the answers must not be for nothing
            raise
        if request.output is None and sys.stdout.isatty():
            catalogue, file = _offer_file(checklist, catalogue, request, plain=plain, store=store)
        end_conversation(checklist, catalogue, plain=plain, store=store, file=file or "")
    except MicloudError as error:
        error.language = error.language or outcome.language
        raise
    if store is not None:
        store.close()


def _show(checklist: "Checklist", catalogues: tuple[Catalogue, ...], request: OutputRequest, *, plain: bool) -> None:
    """Deliver the checklist; on a terminal part by part, unless all of it was asked for."""
    if request.output is not None or request.full or request.format.name != "terminal" or not sys.stdin.isatty():
        deliver(checklist, catalogues, request)
        return

    def parts(line_mode: bool) -> list[str]:
        return parts_on_screen(checklist, catalogues, request, line_mode=line_mode)

    show_plan(checklist, catalogues[0], plain=plain, parts=parts, write=print_text)


def _offer_file(
    checklist: "Checklist", catalogue: Catalogue, request: OutputRequest, *, plain: bool, store: Store | None
) -> tuple[Catalogue, str]:
    """Offer until a file is written or none is wanted: a full disk must not cost the person the plan.

    Gives the catalogue of the language the person has come to by then, and the file, empty where there is none.
    """
    formats = {name: it for name, it in OFFERED.items() if name != "ics" or checklist.dates}
    file, error = None, ""
    while file := offer_file(checklist, catalogue, plain=plain, formats=formats, store=store, again=file, error=error):
        catalogue = catalogue.in_language(file.language)
        masked = request.share_safe or file.share_safe
        kept = replace(request, format=FORMATS[file.format], output=str(file.path), force=file.replace,
                       share_safe=masked)  # fmt: skip
        try:
            deliver(checklist, (catalogue,), kept)
        except OutputError as refused:
            error = message(refused.problems, catalogue, codes=False)
        else:
            return catalogue, str(file.path)
    return catalogue, ""
