"""The conversation with the person: the interview, and what is offered after the plan.

It runs on standard error, so that standard output is free for the document. Two kinds of prompters, full and line by
line, stand behind one interface; nothing else here knows which one is used.
"""

import os
import sys
from datetime import date

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import Problem, UsageError
from micloud_helper.guide import Guide
from micloud_helper.prompts.lines import LinePrompter
from micloud_helper.prompts.screen import must_be_plain
from micloud_helper.prompts.session import Session
from micloud_helper.storage import Store

PLAIN = "MICLOUD_HELPER_PLAIN"
"""The environment variable that chooses line mode for good."""


def open_session(guide: Guide, catalogue: Catalogue, *, plain: bool, store: Store | None, today: date) -> Session:
    """Find out how this terminal can be talked to. `plain` asks line by line, and takes piped lines.

    Raises UsageError where there is no terminal.
    """
    plain = plain or os.environ.get(PLAIN, "") not in ("", "0")
    if not plain and not sys.stdin.isatty():
        raise UsageError(Problem("no_terminal"))
    lines = LinePrompter(guide.languages)
    if plain or must_be_plain():
        return Session(guide, catalogue, lines, store, today)
    try:
        from micloud_helper.prompts.full import FullPrompter

        return Session(guide, catalogue, FullPrompter(guide.languages), store, today)
    except Exception:  # a console that prompt_toolkit cannot use; which one it is does not matter
        lines.tell(catalogue.message("prompts.no_full"))
        return Session(guide, catalogue, lines, store, today)
