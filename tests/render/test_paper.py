"""The PDF as a document: whole, tagged, in its language, on as few pages as can be read, and no item cut in two."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from reading import DETAILS, Rendered, items, pdf_text, plan_of, rendered, sheet_of, squeezed, told

from conftest import DATA, EXAMPLES
from micloud_helper.errors import OutputError
from micloud_helper.guide import Guide
from micloud_helper.render import Options, Paper, pdf

SHORT = next(path for path in EXAMPLES if path.stem == "password-only")
GOLDEN = sorted((DATA / "golden").glob("*.yaml"))
LONG = next(path for path in EXAMPLES if path.stem == "recover-was-refused")


LINE = re.compile(r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</line>', re.DOTALL)


def write(folder: Path, document: Rendered) -> Path:
    assert isinstance(document, bytes)
    path = folder / "sheet.pdf"
    path.write_bytes(document)
    return path


@pytest.fixture(scope="module")
def long_pdf(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The longest sheet: two languages, all details."""
    document = rendered("pdf", sheet_of(guide, LONG, ("id", "en"), details=DETAILS))
    return write(tmp_path_factory.mktemp("paper"), document)


def test_it_is_a_sound_accessible_pdf(long_pdf: Path) -> None:
    """The file is well-formed, tagged, says that it is PDF/UA-1, and has a title and a language."""
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", long_pdf)
    about = told("pdfinfo", long_pdf)
    assert "Daftar periksa Anda: Permohonan buka kunci" in about
    assert "Tagged:          yes" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in told("pdfinfo", "-meta", long_pdf)
    assert '"/Lang": "u:id"' in told("qpdf", "--json", long_pdf)


def test_all_fonts_are_inside(long_pdf: Path) -> None:
    """Every font is embedded and maps back to letters; values stand in a typeface that tells 0 from O."""
    fonts = [line.split() for line in told("pdffonts", long_pdf).splitlines()[2:]]
    assert any("DejaVuSansMono" in name for name, *_ in fonts)
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in fonts)


@pytest.mark.parametrize(("paper", "size"), [("a4", "595.276 x 841.89 pts (A4)"), ("letter", "612 x 792 pts (letter)")])
def test_the_paper_is_the_one_asked_for(guide: Guide, paper: str, size: str) -> None:
    """A4 and letter."""
    document = rendered("pdf", sheet_of(guide, SHORT), paper=paper)
    assert isinstance(document, bytes)
    assert size in told("pdfinfo", "-", data=document)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_route_takes_one_page(guide: Guide, path: Path, language: str) -> None:
    """In one language the usual sheet is one page, and says so."""
    text = pdf_text(rendered("pdf", sheet_of(guide, path, (language,))))
    assert text.count("\f") == 1
    assert {"id": "Halaman 1 dari 1", "en": "Page 1 of 1"}[language] in text


@pytest.mark.parametrize("paper", get_args(Paper))
@pytest.mark.parametrize("languages", [("id",), ("en",), ("id", "en")], ids="+".join)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_type_is_as_large_as_it_can_be(guide: Guide, path: Path, languages: tuple[str, ...], paper: Paper) -> None:
    """The size found is the one that trying every size finds: the largest that needs the fewest pages."""
    made = sheet_of(guide, path, languages, details=DETAILS)
    name, data = pdf.PAPERS[paper], pdf.layout_data(*made)
    pages = {size: pdf.lay_out(data, name, size).pages for size in pdf.sizes_for(made[1])}
    found = pdf.fitted(*made, Options(paper=paper))
    assert found.pages == min(pages.values())
    assert found.size == max(size for size in pages if pages[size] == found.pages)


@pytest.mark.parametrize("paper", get_args(Paper))
def test_few_layouts_find_the_size(guide: Guide, paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the sheets of all routes two layouts are enough on average: each takes as long as all the rest."""
    layouts: list[float] = []
    lay_out = pdf.lay_out
    monkeypatch.setattr(pdf, "lay_out", lambda *how: layouts.append(how[2]) or lay_out(*how))
    sheets = [sheet_of(guide, path, languages) for path in GOLDEN for languages in (("id",), ("en",), ("id", "en"))]
    for made in sheets:
        pdf.fitted(*made, Options(paper=paper))
    assert len(layouts) <= 2 * len(sheets)


@pytest.mark.parametrize("languages", [("id",), ("id", "en")], ids="+".join)
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_nothing_is_too_small_for_a_photocopy(
    guide: Guide, path: Path, languages: tuple[str, ...], tmp_path: Path
) -> None:
    """Contacts and numbers have 8 points or more, the plan itself 9.5 to 14."""
    made = sheet_of(guide, path, languages, details=DETAILS)
    assert 9.5 <= pdf.fitted(*made, Options()).size <= 14
    layout = told("pdftohtml", "-xml", "-stdout", "-i", "-zoom", "3", write(tmp_path, rendered("pdf", made)))
    assert min(map(int, re.findall(r'fontspec id="\d+" size="(\d+)"', layout))) >= 3 * 8


@pytest.mark.parametrize("languages", [("id",), ("id", "en")], ids="+".join)
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_heading_stays_with_what_follows(
    guide: Guide, path: Path, languages: tuple[str, ...], tmp_path: Path
) -> None:
    """Under every heading, at most three lines below it in its column, something else stands."""
    made = sheet_of(guide, path, languages)
    headings = {squeezed(section.heading[0]) for section in made[0].sections if section.heading}
    words = told("pdftotext", "-bbox-layout", write(tmp_path, rendered("pdf", made)), "-")
    for page in words.split("<page ")[1:]:
        lines = [
            (float(x), float(y), float(end), squeezed(re.sub("<[^>]*>", "", text)))
            for x, y, end, text in LINE.findall(page)
        ]
        for x, _, end, text in lines:
            if text.removesuffix("(lanjutan)") in headings:
                height = 12
                below = [y for other, y, _, _ in lines if 0 <= other - x < 40 and y > end - 2]
                assert min(below, default=9999) - end < 3 * height, (text, page[:40])


def test_what_goes_on_says_so(guide: Guide) -> None:
    """A section that goes on in the next column or on the next page has its heading there again, with a word for it."""
    one = pdf_text(rendered("pdf", sheet_of(guide, LONG)))
    assert one.count("(lanjutan)") == 1
    both = pdf_text(rendered("pdf", sheet_of(guide, LONG, ("id", "en"), details=DETAILS)))
    assert both.count("(lanjutan)") == both.count("(continued)") >= 1


def test_large_type_can_be_read_across_a_counter(guide: Guide, tmp_path: Path) -> None:
    """On request the plan stands in 16 points, on as many pages as it takes."""
    made = sheet_of(guide, LONG, details=DETAILS)
    document = rendered("pdf", made, large=True)
    layout = told("pdftohtml", "-xml", "-stdout", "-i", "-zoom", "3", write(tmp_path, document))
    assert 'size="48"' in layout
    assert layout.count("<page ") > 2
    text = squeezed(pdf_text(document))
    assert all(squeezed(item) in text for item in items(plan_of(made), "id"))


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("path", [path for path in EXAMPLES if path != SHORT], ids=lambda path: path.stem)
def test_no_item_is_split_over_two_pages(guide: Guide, path: Path, paper: str) -> None:
    """Each item stands whole on one of several pages, a document together with all that is said of it."""
    made = sheet_of(guide, path, ("id", "en"), details=DETAILS)
    pages = [squeezed(page) for page in pdf_text(rendered("pdf", made, paper=paper)).split("\f") if page.strip()]
    assert len(pages) > 1
    plan = plan_of(made)
    for language in ("id", "en"):
        groups = [[item] for item in items(plan, language)]
        groups += [
            [text[language] for text in (document["title"], *document["how"], *document["check"])]
            for document in plan["documents"]
        ]
        for group in groups:
            assert any(all(squeezed(item) in page for item in group) for page in pages), group


def test_empty_cells_take_the_place_of_a_value(guide: Guide) -> None:
    """An IMEI that was not typed in has its label and no digits; one that was is printed in groups."""
    empty = pdf_text(rendered("pdf", sheet_of(guide, EXAMPLES[0])))
    typed = pdf_text(rendered("pdf", sheet_of(guide, EXAMPLES[0], details={"imei": ("490154203237518",)})))
    assert "49 015420 323751 8" not in empty
    assert "49 015420 323751 8" in typed


@pytest.mark.parametrize("format", ["pdf", "png"])
def test_a_letter_without_a_shape_is_refused(guide: Guide, format: str) -> None:
    """What the fonts cannot show is an error that names a way out, never an empty frame."""
    with pytest.raises(OutputError, match="no_glyph"):
        rendered(format, sheet_of(guide, SHORT, details={"reference": ("红米",)}))


MANY_NAMELESS = """
from typst import Compiler, Fonts
fonts = Fonts(include_system_fonts=False)
for _ in range(65_530):
    Compiler(b"", root="/", font_paths=fonts)
"""


@pytest.mark.slow
def test_sheets_do_not_use_up_the_numbers_typst_has_for_files() -> None:
    """Where only five numbers for nameless sources are left in a process, it still prints on and on."""
    more = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from reading import rendered, sheet_of
from micloud_helper.loader import load_guide
for _ in range(10):
    assert rendered("pdf", sheet_of(load_guide(), Path({str(SHORT)!r})))
"""
    done = subprocess.run([sys.executable, "-c", MANY_NAMELESS + more], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
