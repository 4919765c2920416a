"""Makes the parts of the documentation that come from the program itself: tables and pictures.

Run it after a change; a test compares what it would write with what is there.
"""

import os
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from datetime import date
from functools import partial
from io import BytesIO, StringIO, TextIOWrapper
from mimetypes import guess_type
from pathlib import Path
from unittest.mock import patch

import typer
from papers import PAPERS
from screens import SCREENS

from micloud_helper import loader
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.cli.app import app
from micloud_helper.errors import AnswersError, GuideError, OutputError, Stopped, UsageError
from micloud_helper.planner import plan
from micloud_helper.render import FORMATS, Options, pdf, terminal
from micloud_helper.sheet import Sheet, compose

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "data" / "golden"
DAY = date(2026, 11, 23)
PICTURED_LINES = 42
"""As much of the terminal page as a reader of the README takes in; the sheet shows the rest."""

REFERENCE = """# Reference

Made by `docs/generate.py` from the program itself. The guide's keys: [guide-language.md](guide-language.md), and
`data/schema/guide.schema.json` for editors. What `check` looks at: [rules.md](rules.md).

## Commands

{commands}
## Formats

{formats}

## Exit statuses

{statuses}

## Environment

| variable | what it does |
|---|---|
| `MICLOUD_HELPER_LANG` | the language where `--lang` is not given: `id`, `en` or `both` |
| `MICLOUD_HELPER_PLAIN` | `1` always asks line by line, as `--plain` does |
| `MICLOUD_HELPER_DEBUG` | `1` shows the traceback of a fault inside the program |
| `NO_COLOR` | no bold letters and no colours |
"""


def composed(route: str, language: str) -> tuple[Sheet, Checklist]:
    """Plan and put into words the answers that lead to a route."""
    guide = loader.load_guide()
    checklist = plan(guide, loader.load_answers(guide, GOLDEN / f"{route}.yaml"), today=DAY)
    return compose(checklist, (Catalogue(language, loader.load_messages),)), checklist


def terminal_picture() -> bytes:
    """Draw the checklist as a terminal shows it; the picture names no fonts from outside."""
    from rich.console import Console
    from rich.segment import Segment, Segments

    console = Console(record=True, width=80, file=StringIO(), force_terminal=True, color_system="truecolor")
    page = terminal.laid_out(composed("unlock", "id")[0], Options(width=80))
    lines = console.render_lines(page, pad=False)[:PICTURED_LINES]
    console.print(Segments(segment for line in lines for segment in (*line, Segment.line())), end="")
    svg = console.export_svg(title="micloud-helper --lang id", unique_id="micloud-helper")
    return re.sub(r"@font-face\s*{[^}]*}\s*", "", svg).encode()


def paper_picture(route: str, language: str) -> bytes:
    """Draw a sheet of one page as it is printed."""
    return pdf.fitted(*composed(route, language), Options()).document.written(format="png", ppi=96)


def phone_picture(route: str, language: str) -> bytes:
    """Draw the picture for a phone."""
    return FORMATS["png"].render(*composed(route, language))


def reference() -> bytes:
    """Write the page of everything that can be typed, and of what comes back."""
    program = typer.main.get_command(app)
    pages = [("micloud-helper", help_of()), *((name, help_of(name)) for name in program.commands)]
    commands = "\n".join(f"### {name}\n\n```text\n{page}```\n" for name, page in pages)
    return REFERENCE.format(commands=commands, formats=formats_table(), statuses=statuses_table()).encode()


def help_of(*command: str) -> str:
    """Give a page of the help as a terminal of a hundred columns shows it."""
    page = TextIOWrapper(BytesIO(), "utf-8")
    with redirect_stdout(page), patch.dict(os.environ, COLUMNS="100"), suppress(SystemExit):
        app(["help", *command, "--lang", "en"], prog_name="micloud-helper", interrupted=[])
    return page.buffer.getvalue().decode()


def formats_table() -> str:
    """List the formats with the options that change their layout."""
    lines = ["| format | suffix | what it is | options of layout |", "|---|---|---|---|"]
    for format in FORMATS.values():
        options = " ".join(f"`--{option}`" for option in format.options)
        suffix = f"`{format.suffix}`" if format.suffix else "–"
        kind = guess_type(f"sheet{format.suffix}")[0] or "text/plain"
        masked = ", masked unless `--no-share-safe`" if format.masked else ""
        lines.append(f"| `{format.name}` | {suffix} | {kind}{masked} | {options or '–'} |")
    return "\n".join(lines)


def statuses_table() -> str:
    """List the exit statuses with the errors that own them."""
    owners = {error.exit_code: error.__doc__ for error in (UsageError, GuideError, AnswersError, OutputError, Stopped)}
    lines = ["| status | meaning |", "|---|---|", "| 0 | Done. |", "| 1 | Something else failed. |"]
    return "\n".join([*lines, *(f"| {status} | {meaning} |" for status, meaning in owners.items())])


def architecture() -> bytes:
    """Put the rooms and their imports into the page about the architecture, as a Mermaid diagram."""
    everywhere = {"errors", "conditions", "guide", "__init__", "__main__"}
    package = ROOT / "src" / "micloud_helper"
    arrows = set()
    for path in package.rglob("*.py"):
        own = path.relative_to(package).with_suffix("").parts[0]
        for other in re.findall(r"(?:from|import) micloud_helper\.(\w+)", path.read_text()):
            if other != own and not {own, other} & everywhere:
                arrows.add(f"  {own} --> {other}")
    drawn = "\n".join(["```mermaid", "flowchart TD", *sorted(arrows), "```"])
    block = f"<!-- arrows -->\n{drawn}\n<!-- /arrows -->"
    text = (ROOT / "docs" / "architecture.md").read_text()
    return re.sub(r"<!-- arrows -->.*?<!-- /arrows -->", lambda _: block, text, flags=re.DOTALL).encode()


MADE: dict[str, Callable[[], bytes]] = {
    "docs/reference.md": reference,
    "docs/architecture.md": architecture,
    "docs/images/terminal.svg": terminal_picture,
    "docs/images/unlock.png": partial(paper_picture, "unlock", "id"),
    "docs/images/wait.png": partial(paper_picture, "wait", "en"),
    "docs/images/phone.png": partial(phone_picture, "google_lock", "id"),
    **PAPERS,
    **SCREENS,
}
"""Every generated file with what makes it."""


def main() -> None:
    """Write every file that differs; with `--check` only name them, and fail if there are any."""
    stale = [name for name, make in MADE.items()
             if not (ROOT / name).exists() or (ROOT / name).read_bytes() != make()]  # fmt: skip
    for name in stale:
        print(name)
        if "--check" not in sys.argv:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_bytes(MADE[name]())
    sys.exit(1 if stale and "--check" in sys.argv else 0)


if __name__ == "__main__":
    main()
