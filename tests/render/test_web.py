"""The page in a browser: self-contained, labelled, printable, and its ticks survive a reload."""

import re
from pathlib import Path

import pytest
from reading import DETAILS, Page, chromium, items, plan_of, rendered, sheet_of, squeezed, told, values

from conftest import EXAMPLES
from micloud_helper.guide import Guide

LONG = next(path for path in EXAMPLES if path.stem == "recover-was-refused")
TICK_AND_RELOAD = """<script>
  const state = () => [...document.querySelectorAll("input")].filter(box => box.checked).map(box => box.id).join();
  const visit = Number(sessionStorage.getItem("visit") ?? 0) + 1;
  sessionStorage.setItem("visit", visit);
  const boxes = document.querySelectorAll("input");
  if (visit === 1) { boxes[1].click(); boxes[3].nextElementSibling.querySelector("label").click(); location.reload(); }
  if (visit === 2) {
    sessionStorage.setItem("kept", state());
    document.getElementById("clear").click();
    location.reload();
  }
  if (visit === 3) document.title = `kept ${sessionStorage.getItem("kept")}; cleared "${state()}"`;
</script>"""
MEASURE = """<script>
  const colour = getComputedStyle(document.body).backgroundColor;
  parent.postMessage([document.documentElement.scrollWidth, innerWidth, colour].join(" | "), "*");
</script>"""
NARROW = """<!doctype html><title>-</title>
<script>onmessage = message => document.title = message.data;</script>
<iframe width="320" height="800" style="border: 0" src="sheet.html"></iframe>"""


def page_with(guide: Guide, folder: Path, script: str = "", languages: tuple[str, ...] = ("id",)) -> str:
    file = folder / "sheet.html"
    file.write_text(str(rendered("html", sheet_of(guide, LONG, languages, details=DETAILS))) + script)
    return file.as_uri()


def title_after(*arguments: str, profile: Path | None = None) -> str:
    shown = chromium("--virtual-time-budget=4000", "--dump-dom", *arguments, profile=profile)
    found = re.search("<title>(.*)</title>", shown)
    assert found
    return found[1]


def test_nothing_comes_from_outside(guide: Guide) -> None:
    """No script, style, picture or font is fetched; the only addresses are links to follow."""
    page = Page(str(rendered("html", sheet_of(guide, LONG, ("id", "en")))))
    assert not [tag for tag, _ in page.tags if tag in ("link", "img", "iframe", "object", "base", "form")]
    assert not [attrs for tag, attrs in page.tags if "src" in attrs]
    assert all(tag == "a" for tag, attrs in page.tags if "href" in attrs)
    assert ("html", {"lang": "id"}) in page.tags
    assert ("meta", {"charset": "utf-8"}) in page.tags


def test_every_box_has_its_label_and_name(guide: Guide) -> None:
    """A box can be ticked by its words, and no two boxes share a name."""
    page = Page(str(rendered("html", sheet_of(guide, LONG, ("id", "en")))))
    boxes = [attrs["id"] for tag, attrs in page.tags if tag == "input"]
    assert len(set(boxes)) == len(boxes) > 10
    assert boxes == [attrs["for"] for tag, attrs in page.tags if tag == "label"]


def test_ticks_survive_a_reload_and_can_be_cleared(guide: Guide, tmp_path: Path) -> None:
    """One box ticked by itself and one by its label are there after a reload; the button takes them away for good."""
    boxes = [attrs["id"] for tag, attrs in Page(str(rendered("html", sheet_of(guide, LONG)))).tags if tag == "input"]
    assert title_after(page_with(guide, tmp_path, TICK_AND_RELOAD)) == f'kept {boxes[1]},{boxes[3]}; cleared ""'


TICK_ALL = """<script>
  const before = [...document.querySelectorAll("input")].filter(box => box.checked).length;
  for (const box of document.querySelectorAll("input")) if (!box.checked) box.click();
  document.title = `found ${before}`;
</script>"""


def test_ticks_belong_to_one_sheet(guide: Guide, tmp_path: Path) -> None:
    """In one browser, all boxes ticked on one person's sheet show on that sheet again and on nobody else's.

    Not even on that of somebody who gave the same answers and typed other values.
    """
    refused, other = sheet_of(guide, LONG, details=DETAILS), sheet_of(guide, EXAMPLES[0])
    alike = sheet_of(guide, LONG, details={"imei": ("356938035643809",)})
    assert refused[1].route is other[1].route
    found = []
    for name, made in (("one", refused), ("two", other), ("three", alike), ("one", refused)):
        page = tmp_path / f"{name}.html"
        page.write_text(str(rendered("html", made)) + TICK_ALL)
        found.append(title_after(page.as_uri(), profile=tmp_path / "profile"))
    boxes = [tag for tag, _ in Page(str(rendered("html", refused))).tags if tag == "input"]
    assert found == ["found 0", "found 0", "found 0", f"found {len(boxes)}"]


def test_what_was_typed_in_does_not_name_the_ticks(guide: Guide) -> None:
    """The name that ticks are kept under is the same with and without details, so nothing typed can be read from it."""
    keys = [re.search(r'key = "(.*)" ', str(rendered("html", sheet_of(guide, LONG, details=given))))
            for given in (None, DETAILS)]  # fmt: skip
    assert keys[0] and keys[1] and keys[0][1] == keys[1][1]


@pytest.mark.parametrize("languages", [("id",), ("id", "en")], ids="+".join)
def test_it_fits_a_narrow_phone_in_the_dark(guide: Guide, tmp_path: Path, languages: tuple[str, ...]) -> None:
    """At 320 pixels nothing has to be scrolled sideways, and the dark style is dark."""
    page_with(guide, tmp_path, MEASURE, languages)
    frame = tmp_path / "narrow.html"  # a window itself cannot be as narrow as a phone
    frame.write_text(NARROW)
    shown = title_after("--blink-settings=preferredColorScheme=0", frame.as_uri())
    needed, there, colour = shown.split(" | ")
    assert int(needed) <= int(there) == 320
    assert max(map(int, re.findall(r"\d+", colour))) < 64


def test_it_prints_on_a4(guide: Guide, tmp_path: Path) -> None:
    """Printed from the browser it is A4, holds the whole plan without the button, and takes a sheet of paper."""
    paper = tmp_path / "sheet.pdf"
    chromium("--no-pdf-header-footer", f"--print-to-pdf={paper}", page_with(guide, tmp_path))
    assert "(A4)" in (about := told("pdfinfo", paper))
    assert re.search(r"Pages: +[12]\n", about)
    text = squeezed(told("pdftotext", "-raw", paper, "-"))
    plan = plan_of(sheet_of(guide, LONG, details=DETAILS))
    assert all(squeezed(item) in text for item in (*items(plan, "id"), *values(plan)))
    assert "Hapussemuacentang" not in text
