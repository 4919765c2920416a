"""The checklist by conversation: interview, plan, the page on the terminal, then what one may do with it."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.app import Wish, hand_over, saved_folder
from micloud_helper.cli.boundary import speaking
from micloud_helper.cli.messages import message, say_to_stderr
from micloud_helper.errors import OutputError
from micloud_helper.export import check_folder
from micloud_helper.guide import Guide
from micloud_helper.prompts import hold_interview, offer_file, tick_documents
from micloud_helper.render import FORMATS
from micloud_helper.storage import Store

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist

__all__ = ["converse"]

OFFERED = {name: FORMATS[name].suffix for name in ("pdf", "html", "png", "text")}
"""What a person at a terminal is offered to keep; the other formats are there by option."""


def converse(
    guide: Guide, words: tuple[Catalogue, ...], wish: Wish, *, today: date, plain: bool, save: bool, built_in: bool
) -> None:
    """Hold the interview and hand the checklist over; on a terminal, offer a file and ticking documents off."""
    if wish.output not in (None, "-"):
        check_folder(Path(wish.output or ""))  # before the first question, not after the last
    store = Store(saved_folder(), agreed=save, built_in=built_in)
    outcome = hold_interview(guide, words[0], plain=plain, store=store, today=today)
    from micloud_helper.planner import plan  # not before the first question

    spoken = words[0].in_language(outcome.language)
    speaking(outcome.language)
    checklist = plan(guide, outcome.answers, today=today)
    speakers = words if len(words) > 1 else (spoken,)
    try:
        hand_over(checklist, speakers, wish, ticks=outcome.ticks)
    except OutputError:
        if wish.output is not None and sys.stdout is not None and sys.stdout.isatty():
            on_screen = replace(wish, format=FORMATS["terminal"], output=None)
            hand_over(checklist, speakers, on_screen, ticks=outcome.ticks)  # the answers must not be for nothing
        raise
    if wish.output is None and sys.stdout.isatty():
        spoken = _offer_file(checklist, spoken, wish, plain=plain, ticks=outcome.ticks)
    if outcome.agreed_to_save:  # ticks are for the next days: without saving there are none
        tick_documents(checklist, spoken, plain=plain, store=store, ticks=outcome.ticks)
    store.close()


def _offer_file(
    checklist: "Checklist", words: Catalogue, wish: Wish, *, plain: bool, ticks: frozenset[str]
) -> Catalogue:
    """Offer until a file is written or none is wanted: a full disk must not cost the person the plan.

    Gives the words in the language the person has come to by then.
    """
    while (file := offer_file(checklist, words, plain=plain, formats=OFFERED)) is not None:
        words = words.in_language(file.language)
        kept = replace(wish, format=FORMATS[file.format], output=str(file.path), force=file.replace)
        try:
            hand_over(checklist, (words,), kept, ticks=ticks)
        except OutputError as error:
            say_to_stderr(message(error.problems, words))
        else:
            break
    return words
