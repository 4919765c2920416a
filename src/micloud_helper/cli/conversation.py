"""The checklist by conversation: interview, plan, the page on the terminal, then what one may do with it."""

import os
import sys
from dataclasses import replace
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.deliver import WIDEST, OutputRequest, deliver, open_and_print, print_text, shows_styles
from micloud_helper.cli.messages import message
from micloud_helper.errors import MicloudError, OutputError
from micloud_helper.export import check_folder
from micloud_helper.guide import Guide
from micloud_helper.prompts.prompt import Message
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
        written = replace(request, open=False, print=False)  # which is for the newest plan, once
        while _conversed(session, catalogues, written):
            written = replace(written, force=True)  # the file of this conversation gives way to its next plan
        open_and_print(request, session.catalogue)
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
    """Deliver the checklist; on a terminal page by page, unless all was asked for. Raises Stopped.

    Sources and contacts seen long ago are for files; line mode draws no frames and no lines to write on.
    """
    if request.output is not None or request.full or request.format.name != "terminal" or not sys.stdin.isatty():
        deliver(checklist, catalogues, request)
        return
    from micloud_helper.prompts.afterwards import pages_in
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
    parts.append("\n".join([*left_out, ""]))
    with session.held():
        room = max(columns_and_rows()[1] - 2, 1)  # a window may be made smaller than any page
        pages = parts if line_mode else list(pages_in(parts, room))
        for number, page in enumerate(pages, 1):
            print_text(page)
            if number < len(pages) and not session.prompter.pause(session.catalogue, number, len(pages)):
                return


def _offer_file(session: Session, checklist: "Checklist", request: OutputRequest) -> str:
    """Offer to keep the plan as a file until one is written; gives its path, empty without one. Raises Stopped."""
    from micloud_helper.prompts.afterwards import ask_for_format, ask_for_path, may_replace

    formats = {name: suffix for name, suffix in OFFERED.items() if name != "ics" or checklist.dates}
    format = typed = ""
    share_safe = False
    while not session.prompter.piped:
        path = None
        with session.held():
            while path is None:
                if not format:
                    if not (format := ask_for_format(session, formats)):
                        return ""
                    share_safe = bool(checklist.answers.details) and format == "png"
                    share_safe = share_safe and session.agrees("mask", Message("prompts.file.mask"))
                path = ask_for_path(session, formats[format], typed)
                typed = str(path or "")
                if path is None:
                    format = ""
                elif (there := os.path.exists(path)) and not may_replace(session, path):  # noqa: PTH110  # never raises
                    path = None
        kept = replace(
            request, format=FORMATS[format], output=typed, force=there, share_safe=request.share_safe or share_safe
        )
        try:
            deliver(checklist, (session.catalogue,), kept)
        except OutputError as refused:
            session.remark(message(refused.problems, session.catalogue, codes=False))
        else:
            return typed
    return ""
