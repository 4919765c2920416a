"""The pictures of the conversation: the return, a page of the walk and the last screen, laid out by the program."""

import contextlib
import re
from collections.abc import Callable, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from micloud_helper.catalogue import Catalogue
from micloud_helper.interview import resume
from micloud_helper.loader import load_answers, load_guide, load_messages
from micloud_helper.planner import plan
from micloud_helper.prompts import afterwards, screen
from micloud_helper.prompts.prompt import Prompt, Response
from micloud_helper.prompts.session import Session
from micloud_helper.storage import Snapshot

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "data" / "answers" / "forgot-everything-bought-online.yaml"
DAY = date(2026, 11, 24)


class Seen(Exception):
    """The screen that was wanted is there."""


class Camera:
    """Takes the first screen of a conversation instead of asking."""

    piped = by_line = False

    def __init__(self) -> None:
        self.lines: list[str] = []

    def ask(self, prompt: Prompt, catalogue: Catalogue) -> Response:
        """Keep the lines of the screen instead of asking."""
        shown = screen.Screen(prompt, catalogue)
        self.lines = [line for _, line in [*shown.above()[0], *shown.choices(), ("", ""), *shown.keys()]]
        raise Seen

    def frame(self, texts: Sequence[str]) -> None:
        """Keep the lines of the frame instead of writing them."""
        self.lines = screen.framed(texts)


def picture(converse: Callable[[Session], object]) -> bytes:
    """Draw what the example's owner sees when `converse` begins."""
    guide, catalogue, camera = load_guide(), Catalogue("id", load_messages), Camera()
    answers = load_answers(guide, EXAMPLE)
    state = resume(guide, answers, frozenset([*answers.values, *guide.details]), None)
    with (
        patch.object(screen, "columns_and_rows", lambda: (80, 24)),
        patch.object(afterwards, "columns_and_rows", lambda: (80, 24)),
        patch.object(screen, "needs_ascii", lambda: False),
    ):
        session = Session(guide, catalogue, camera, None, DAY)  # type: ignore[arg-type]
        session.snapshot = Snapshot(state=state, day=DAY)
        with contextlib.suppress(Seen):
            converse(session)
    return _drawn(camera.lines)


def _drawn(lines: list[str]) -> bytes:
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=80, file=StringIO(), force_terminal=True, color_system="truecolor")
    for line in lines:
        console.print(Text(line))
    svg = console.export_svg(title="micloud-helper", unique_id="micloud-helper")
    return re.sub(r"@font-face\s*{[^}]*}\s*", "", svg).encode()


def _last_screen(session: Session) -> None:
    checklist = plan(session.guide, session.state.answers, today=DAY)
    afterwards.show_last_screen(session, checklist, "daftar-periksa.pdf")


def _walk(session: Session) -> None:
    checklist = plan(session.guide, session.state.answers, today=DAY)
    pages = afterwards.pages_of(checklist, session.catalogue)
    session.snapshot = Snapshot(state=session.state, day=DAY, step=pages[3].id)
    afterwards.walk(session, lambda it: pages)


SCREENS: dict[str, Callable[[], bytes]] = {
    "docs/images/return.svg": lambda: picture(afterwards.ask_what_happened),
    "docs/images/walk.svg": lambda: picture(_walk),
    "docs/images/last-screen.svg": lambda: picture(_last_screen),
}
