"""The sheet as one self-contained page for a browser; the layout is `data/sheet.html.j2`."""

from functools import lru_cache
from typing import TYPE_CHECKING

from micloud_helper.checklist import Checklist
from micloud_helper.loader import read_resource
from micloud_helper.render import Options
from micloud_helper.render.qr import qr_svg
from micloud_helper.sheet import Sheet

if TYPE_CHECKING:
    from jinja2 import Template


def render(sheet: Sheet, checklist: Checklist, options: Options) -> str:
    """Fill in the page; every text is escaped. In ASCII, other characters become references, which show alike."""
    facts = {"code": qr_svg, "today": checklist.today, "paper": options.paper, "large": options.large}
    document = template("sheet.html.j2").render(sheet=sheet, **facts).strip() + "\n"
    return document.encode("ascii", "xmlcharrefreplace").decode() if options.ascii else document


@lru_cache
def template(name: str) -> "Template":
    """Compile a layout of `data/` once: that takes twenty times as long as filling it in."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(read_resource(name).decode())
