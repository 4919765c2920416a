"""Makes the parts of the documentation that come from the program itself: tables and pictures.

Run it after a change; a test compares what it would write with what is there.
"""

import re
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path

from papers import PAPERS
from screens import SCREENS

from micloud_helper import loader
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.planner import plan
from micloud_helper.render import FORMATS, Options, pdf
from micloud_helper.sheet import Sheet, compose

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "data" / "golden"
DAY = date(2026, 11, 23)
PICTURED_LINES = 42
"""As much of the terminal page as a reader of the README takes in; the sheet shows the rest."""


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
    page = FORMATS["terminal"].render(*composed("unlock", "id"), Options(width=80))
    lines = console.render_lines(page, pad=False)[:PICTURED_LINES]
    console.print(Segments(segment for line in lines for segment in (*line, Segment.line())), end="")
    svg = console.export_svg(title="micloud-helper --lang id", unique_id="micloud-helper")
    return re.sub(r"@font-face\s*{[^}]*}\s*", "", svg).encode()


def paper_picture(route: str, language: str) -> bytes:
    """Draw a sheet of one page as it is printed."""
    return pdf.fitted(*composed(route, language), Options()).document.written(format="png", ppi=96)


def phone_picture(route: str, language: str) -> bytes:
    """Draw the picture for a phone."""
    picture = FORMATS["png"].render(*composed(route, language))
    assert isinstance(picture, bytes)
    return picture


def formats_table() -> str:
    """List the formats as the program's own table has them."""
    lines = ["| format | suffix | what it is |", "|---|---|---|"]
    for format in FORMATS.values():
        lines.append(f"| `{format.name}` | {f'`{format.suffix}`' if format.suffix else '–'} | {format.media_type} |")
    return "\n".join(lines)


def readme() -> bytes:
    """Put the table into the README."""
    text = (ROOT / "README.md").read_text()
    block = f"<!-- formats -->\n{formats_table()}\n<!-- /formats -->"
    return re.sub(r"<!-- formats -->.*?<!-- /formats -->", lambda _: block, text, flags=re.DOTALL).encode()


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
    "README.md": readme,
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
