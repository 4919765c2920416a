"""Makes sheets as the program does, and reads documents back with other programs."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest

from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.guide import Guide
from micloud_helper.loader import load_answers, load_messages
from micloud_helper.planner import plan
from micloud_helper.render import FORMATS, Options
from micloud_helper.sheet import Sheet, compose

Rendered: TypeAlias = str | bytes

TODAY = date(2026, 11, 23)
DETAILS = {
    "imei": ("490154203237518", "260531793113837"),
    "lock_code_text": ("0O1lI-Z2",),
    "sms_number_text": ("0812-3456-7890",),
    "reference": ("Toko Jaya, nota 7",),
}
SETTINGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update")  # fmt: skip


def sheet_of(
    guide: Guide,
    answers: Path,
    languages: tuple[str, ...] = ("id",),
    *,
    details: dict[str, tuple[str, ...]] | None = None,
    share_safe: bool = False,
) -> tuple[Sheet, Checklist]:
    """Plan and compose for an answers file, with details typed in beside it."""
    given = load_answers(guide, answers)
    for id, typed in (details or {}).items():
        given = given.with_detail(id, typed)
    checklist = plan(guide, given, today=TODAY)
    return compose(
        checklist, [Catalogue(language, load_messages) for language in languages], share_safe=share_safe
    ), checklist


def rendered(format: str, made: tuple[Sheet, Checklist], **options: Any) -> Rendered:
    """Render a sheet in a format of the table; text comes as such."""
    document = FORMATS[format].render(*made, Options(**options))
    return document if FORMATS[format].binary or format == "ics" else document.decode()


def tool(name: str) -> str:
    """Find a system program; without it the test is skipped, or fails where all tools are promised."""
    found = which(name)
    if found is None:
        message = f"{name} is not installed"
        if os.environ.get("MICLOUD_TOOLS") == "required":
            pytest.fail(message)
        pytest.skip(message)
    return found


def told(name: str, *arguments: str | Path, data: bytes = b"") -> str:
    """Run a system program on a document and give what it says; its failure is the test's."""
    done = subprocess.run([tool(name), *map(str, arguments)], input=data, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def chromium(*arguments: str | Path, profile: Path | None = None) -> str:
    """Run a headless Chromium once, in a profile of its own if none is given."""
    with TemporaryDirectory() as own:
        return told("chromium", *SETTINGS, f"--user-data-dir={profile or own}", *arguments)


def squeezed(text: str) -> str:
    """Leave out all white space, since every format breaks lines where it likes."""
    return "".join(text.split())


def plan_of(made: tuple[Sheet, Checklist]) -> dict[str, Any]:
    """Give the plan as the JSON format tells it."""
    document = rendered("json", made)
    assert isinstance(document, str)
    found: dict[str, Any] = json.loads(document)
    return found


def items(plan: dict[str, Any], language: str) -> Iterator[str]:
    """Walk every text of a JSON plan that a person must find on the sheet, in the order of reading."""

    def say(text: Any) -> str:
        return str(text[language] if isinstance(text, dict) else text)

    yield say(plan["route"]["title"])
    yield say(plan["route"]["summary"])
    documents = [(document["title"], *document["how"], *document["check"]) for document in in_order(plan)]
    phases = [(phase["title"], *(step["text"] for step in phase["steps"])) for phase in plan["phases"]]
    for texts in (*documents, *phases) if plan["readiness"]["needed"] else (*phases, *documents):
        yield from map(say, texts)
    for row in plan["dates"]["text"] if plan["dates"] else ():
        yield from map(say, row.values())
    yield from map(say, plan["changes"])
    yield from (say(warning["text"]) for warning in plan["warnings"])
    yield from (say(contact["label"]) for contact in plan["contacts"])


def in_order(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the documents as a sheet has them: what is missing comes first."""
    needed, missing = plan["readiness"]["needed"], plan["readiness"]["missing"]
    return sorted(plan["documents"], key=lambda it: not (it["id"] in missing or (needed and it["status"] == "prepare")))


def values(plan: dict[str, Any]) -> Iterator[str]:
    """Walk what is the same in every language: values, addresses and contacts."""
    yield from (value["value"] for value in plan["values"] if value["value"])
    yield from (link["value"] for link in (*plan["addresses"], *plan["contacts"]))


class Page(HTMLParser):
    """The text a browser shows, and the tags it meets."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.hidden = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.hidden = tag if tag in ("style", "script", "title") else self.hidden

    def handle_endtag(self, tag: str) -> None:
        self.hidden = "" if tag == self.hidden else self.hidden

    def handle_data(self, data: str) -> None:
        self.text += "" if self.hidden else data


def pdf_text(document: Rendered, *options: str) -> str:
    """Take the text back out of a PDF."""
    assert isinstance(document, bytes)
    return told("pdftotext", "-raw", *options, "-", "-", data=document)


def calendar_of(document: Rendered) -> Any:
    """Open a calendar file as a calendar does."""
    from icalendar import Calendar

    return Calendar.from_ical(document)


def markdown_text(document: Rendered) -> str:
    """Read Markdown as CommonMark does."""
    from markdown_it import MarkdownIt

    return Page(MarkdownIt().render(str(document))).text


FRAME = str.maketrans("", "", "│╭╮╰╯─")

READ: dict[str, Callable[[Rendered], str]] = {
    "terminal": lambda document: str(document).translate(FRAME),
    "text": str,
    "markdown": markdown_text,
    "html": lambda document: Page(str(document)).text,
    "pdf": pdf_text,
}
"""How the text of a format is read back."""
