"""The checklist by conversation: interview, plan, the page on the terminal, then what one may do with it."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.deliver import WIDEST, OutputRequest, deliver, print_text, shows_styles
from micloud_helper.cli.messages import message
from micloud_helper.errors import MicloudError, OutputError
from micloud_helper.export import check_folder
from micloud_helper.guide import Guide
from micloud_helper.prompts.questions import hold_interview
from micloud_helper.prompts.screen import columns_and_rows
from micloud_helper.prompts.session import Session, open_session
from micloud_helper.render import FORMATS
from micloud_helper.storage import Store

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist

OFFERED = {name: FORMATS[name].suffix for name in ("pdf", "html", "png", "text", "ics")}
"""What a person at a terminal is offered to keep; the other formats are there by option."""
OLD_CONTACT_YEARS = 3
"""Contacts last seen longer ago are left out where somebody reads on a terminal."""


def converse(
    guide: Guide, catalogues: tuple[Catalogue, ...], request: OutputRequest, *,
    today: date, plain: bool, store: Store | None,
) -> None:  # fmt: skip
    """Hold the interview and deliver the checklist; on a terminal, offer a file and ticking documents off."""
    if request.path is not None:
        check_folder(request.path)  # before the first question, not after the last
    session = open_session(guide, catalogues[0], plain=plain, store=store, today=today)
    try:
        while _conversed(session, catalogues, request):
            request = replace(request, force=True)  # the file of this conversation gives way to its next plan
    except MicloudError as error:
        error.language = error.language or session.catalogue.language
        raise


def _conversed(session: Session, catalogues: tuple[Catalogue, ...], request: OutputRequest) -> bool:
    """Ask, show the plan, keep it as a file; gives whether something came about meanwhile that changes it."""
    answers = hold_interview(session)
    from micloud_helper.planner import plan  # not before the first question
    from micloud_helper.prompts.afterwards import end_conversation

    shown = catalogues if len(catalogues) > 1 else (session.catalogue,)
    checklist = plan(session.guide, answers, today=session.today)
    file = request.output or "" if request.path else ""
    try:
        _show(session, checklist, shown, request)
    except OutputError:
        if request.output is not None and sys.stdout is not None and sys.stdout.isatty():
            on_screen = replace(request, format=FORMATS["terminal"], output=None)
            deliver(checklist, shown, on_screen)  # the answers must not be for nothing
        raise
    if request.output is None and sys.stdout.isatty():
        file = _offer_file(session, checklist, request)
    # two documents one after the other in a pipe are none
    may_change = request.path is not None or bool(sys.stdout and sys.stdout.isatty())
    return end_conversation(session, checklist, file, share_safe=bool(request.share_safe), may_change=may_change)


def _show(session: Session, checklist: "Checklist", catalogues: tuple[Catalogue, ...], request: OutputRequest) -> None:
    """Deliver the checklist; on a terminal part by part, unless all of it was asked for.

    Sources and contacts seen long ago are for files; line mode draws no frames and no lines to write on.
    """
    if request.output is not None or request.full or request.format.name != "terminal" or not sys.stdin.isatty():
        deliver(checklist, catalogues, request)
        return
    from micloud_helper.prompts.afterwards import show_plan
    from micloud_helper.sheet import compose

    sheet = compose(checklist, catalogues, share_safe=request.masked)
    old = {it.id for it in checklist.contacts if int(it.last_seen[:4]) < checklist.today.year - OLD_CONTACT_YEARS}
    line_mode = session.prompter.by_line
    format = FORMATS["text" if line_mode else "terminal"]
    takes_every_letter = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    width = request.layout.width or min(columns_and_rows()[0], WIDEST)
    ascii = request.layout.ascii or not takes_every_letter
    layout = request.layout._replace(width=width, ascii=ascii, styled=shows_styles())
    parts = []
    for section in sheet.sections:
        entries = tuple(it for it in section.entries if not (section.key == "contacts" and it.id in old))
        if line_mode:
            entries = tuple(it for it in entries if not it.value.startswith("_"))
        if entries and section.key != "sources":
            one = sheet._replace(sections=(replace(section, entries=entries),))
            parts.append(format.render(one, checklist, layout).decode())
    left_out = wrap(catalogues[0].message("cli.left_out"), width)
    show_plan(session, [*parts, "\n".join([*left_out, ""])], print_text)


def _offer_file(session: Session, checklist: "Checklist", request: OutputRequest) -> str:
    """Offer to write a file, again where one could not be written. Gives its path, empty where there is none."""
    from micloud_helper.prompts.afterwards import offer_file

    def write(path: Path, format: str, replaces: bool, share_safe: bool) -> str:
        kept = replace(request, format=FORMATS[format], output=str(path), force=replaces,
                       share_safe=request.share_safe or share_safe)  # fmt: skip
        try:
            deliver(checklist, (session.catalogue,), kept)
        except OutputError as refused:
            return message(refused.problems, session.catalogue, codes=False)
        return ""

    formats = {name: it for name, it in OFFERED.items() if name != "ics" or checklist.dates}
    return offer_file(session, checklist, formats, write)
