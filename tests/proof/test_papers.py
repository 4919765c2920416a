"""The papers for people: the fact-check table and the flow picture, of the built-in guide and of a hostile one."""

import csv
import io
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from micloud_helper.answers import Answers, asked
from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Contact, Guide, Item, Step, fill
from micloud_helper.loader import load_messages, read_answers, read_guide
from micloud_helper.planner import plan
from micloud_helper.proof.papers import UNFILLED, factcheck_csv, factcheck_html, flow_mermaid
from micloud_helper.proof.space import classes_of, elements, telling_day

TODAY = date(2026, 11, 23)
MINIMAL = Path(__file__).parents[1] / "data/guides/good/minimal.yaml"
WORDS = tuple(Catalogue(language, load_messages) for language in ("id", "en"))
ENGLISH = WORDS[1]


@pytest.fixture(scope="module")
def table(guide: Guide) -> list[dict[str, str]]:
    """The fact-check table of the built-in guide, read back from its CSV."""
    return list(csv.DictReader(io.StringIO(factcheck_csv(guide, WORDS[::-1], today=TODAY))))


def test_every_outcome_has_a_row_with_answers_that_reach_it(guide: Guide, table: list[dict[str, str]]) -> None:
    """Every route is there; its shortest answers are a valid answers file that leads to it."""
    outcomes = [row for row in table if row["Answers"]]
    assert {row["Place"] for row in outcomes} == {f"routes.{id}" for id in guide.routes}
    for row in outcomes:
        answers = read_answers(guide, row["Answers"].encode(), "answers.yaml")
        assert plan(guide, answers, today=TODAY).route.id == row["Place"].removeprefix("routes.")
        assert row["Langkah (id)"]
        assert row["Steps (en)"]
        assert row["Right? Note"] == ""


@pytest.mark.parametrize("today", [TODAY, date(2027, 3, 8), date(2027, 12, 24)], ids=str)
def test_every_word_about_time_is_met_whatever_the_day(guide: Guide, today: date) -> None:
    """Before the longest holidays, too, a day is found on which a date of sending can stand to it in all ways."""
    window = guide.answer_window
    assert window is not None
    on_that_day = classes_of(guide, (), telling_day(guide, today))[window.sent_on]
    assert len(on_that_day) == 6


def test_no_shorter_answers_reach_an_outcome(guide: Guide, table: list[dict[str, str]]) -> None:
    """The answers of `hand_in` are one question long, those of a stop route two."""
    lengths = {row["Place"]: len(row["Answers"].splitlines()) for row in table if row["Answers"]}
    assert (lengths["routes.hand_in"], lengths["routes.google_lock"], lengths["routes.activate"]) == (1, 2, 5)


def test_every_statement_has_a_row_with_its_dated_sources(guide: Guide, table: list[dict[str, str]]) -> None:
    """Nothing that can stand on a sheet is left out, and each source comes with its date."""
    texts = {row["Isi (id)"] for row in table}
    for _, value in elements(guide):
        if isinstance(value, Item):
            assert fill(guide, value.text, "id", None, UNFILLED) in texts
        if isinstance(value, Contact):
            assert f"{value.label['id']}\n{value.value}" in texts
    for row in table:
        assert all(re.fullmatch(r"\S+ \(\d{4}[-\d]*\)", line) for line in row["Sources"].splitlines()), row["Sources"]


def test_a_step_that_routes_share_names_each_of_them(guide: Guide, table: list[dict[str, str]]) -> None:
    """Whoever signs sees every place where it is said, each with when; so one taken off a route changes the table."""
    places: dict[Step, list[str]] = {}
    for path, part in elements(guide):
        if isinstance(part, Step):
            places.setdefault(part, []).append(".".join(map(str, path)))
    rows = {row["Place"]: row for row in table}
    assert max(map(len, places.values())) > 2
    for step, named in places.items():
        row = rows["\n".join(named)]
        assert row["Isi (id)"] == fill(guide, step.text, "id", None, UNFILLED)
        assert len(row["Kapan (id)"].splitlines()) == len(row["When (en)"].splitlines()) == len(named)


@pytest.mark.parametrize("start", ["=1+1", "+62 812", "-2", "@SUM(A1)", "＝1+1"])
def test_no_cell_is_a_formula(start: str) -> None:
    """A text of the guide that a spreadsheet would run gets an apostrophe in front."""
    guide = read_guide(MINIMAL.read_text().replace("Do not pay brokers.", f"{start} brokers").encode(), "x.yaml")
    rows = list(csv.reader(io.StringIO(factcheck_csv(guide, (ENGLISH,), today=TODAY))))
    assert any(f"'{start} brokers" in row for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for row in rows for cell in row)


class Tags(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_to_sign_escapes_what_it_shows() -> None:
    """Markup in a guide is shown, not run; the page has both tables and a place to sign."""
    hostile = "<script>alert(1)</script>"
    guide = read_guide(MINIMAL.read_text().replace("Do not pay brokers.", hostile).encode(), "x.yaml")
    page = Tags()
    page.feed(factcheck_html(guide, WORDS, today=TODAY))
    assert "script" not in page.tags
    assert hostile in page.text
    assert page.text.count("Benar? Catatan") == 2
    assert "tanda tangan" in page.text


def arrows(mermaid: str) -> set[tuple[str, str]]:
    return set(re.findall(r'^ {2}(\w+) -->(?:\|".*"\|)? (\w+)$', mermaid, re.MULTILINE))


def test_the_flow_has_every_question_route_and_way(guide: Guide) -> None:
    """Whoever answers goes along arrows of the picture, to the end."""
    drawn = arrows(flow_mermaid(guide, ENGLISH))
    everything = {f"q_{id}" for id in guide.questions} | {f"r_{id}" for id in guide.routes}
    assert {name for arrow in drawn for name in arrow} == everything
    examples = Path(__file__).parents[1] / "data/answers"
    for path in examples.glob("*.yaml"):
        checklist = plan(guide, read_answers(guide, path.read_bytes(), path.name), today=TODAY)
        way = [*(f"q_{id}" for id in checklist.answers.values), f"r_{checklist.route.id}"]
        assert set(pairwise(way)) <= drawn


def test_an_arrow_tells_which_answers_it_is_for() -> None:
    """The way from a question to a route carries the label of the option that leads there."""
    guide = read_guide(MINIMAL.read_bytes(), "minimal.yaml")
    drawn = flow_mermaid(guide, ENGLISH)
    assert '  q_book -->|"Found"| r_bring_back\n' in drawn
    assert '  q_book -->|"Still gone"| q_report\n' in drawn
    assert asked(guide, Answers(values={"book": "gone"}).values)[1] is guide.questions["report"]


def test_the_picture_escapes_what_it_shows() -> None:
    """Markup in a guide does not become part of the picture."""
    text = MINIMAL.read_text().replace("Where is the book?", "<b>Where & how</b>]")
    guide = read_guide(text.encode(), "x.yaml")
    assert "<b>" not in flow_mermaid(guide, ENGLISH)
