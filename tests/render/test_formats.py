"""Every example in every language and every format: made, opened by another program, and holding the whole plan."""

from pathlib import Path

import pytest
from reading import DETAILS, READ, calendar_of, items, plan_of, rendered, sheet_of, squeezed, told, values

from conftest import EXAMPLES
from micloud_helper.errors import UsageError
from micloud_helper.guide import Guide
from micloud_helper.render import FORMATS

LANGUAGES = (("id",), ("en",), ("id", "en"))


@pytest.mark.parametrize("languages", LANGUAGES, ids="+".join)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("format", READ)
def test_a_document_holds_the_whole_plan_in_order(
    guide: Guide, format: str, path: Path, languages: tuple[str, ...]
) -> None:
    """Read back, each item of the JSON plan stands there as it was, after the one before it."""
    made = sheet_of(guide, path, languages, details=DETAILS)
    plan = plan_of(made)
    text = squeezed(READ[format](rendered(format, made)))
    for language in languages:
        position = 0
        for item in items(plan, language):
            found = text.find(squeezed(item), position)
            assert found >= 0, f"{item!r} is missing after {text[max(0, position - 60) : position]!r}"
            position = found + 1
    for value in values(plan):
        assert squeezed(value) in text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_paper_shows_addresses_and_sheet_code_as_qr_codes(guide: Guide, path: Path, tmp_path: Path) -> None:
    """A QR reader finds exactly the route's official addresses, but no unverified one, and the code of the sheet."""
    made = sheet_of(guide, path, ("id", "en"))
    document = rendered("pdf", made)
    assert isinstance(document, bytes)
    told("pdftoppm", "-r", "200", "-png", "-", tmp_path / "page", data=document)
    found = told("zbarimg", "--quiet", "--raw", *sorted(tmp_path.glob("page*.png"))).split()
    named = {address.url for address in guide.addresses.values() if address.trust == "named"}
    plan = plan_of(made)
    expected = [link["value"] for link in plan["addresses"] if link["value"] in named]
    assert sorted(found) == sorted([*expected, plan["sheet_code"]])


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_chat_can_shrink_a_picture_and_it_is_still_read(guide: Guide, path: Path, language: str) -> None:
    """It is as many pixels wide as a phone has, and at most five times as tall: chats shrink what is longer too far."""
    picture = rendered("png", sheet_of(guide, path, (language,)))
    assert isinstance(picture, bytes)
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    assert width == 1080
    assert height <= 5 * width


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_calendar_holds_the_dates_of_the_plan(guide: Guide, path: Path) -> None:
    """The days in the calendar are those of the plan; a route without days has no calendar."""
    made = sheet_of(guide, path)
    dates = plan_of(made)["dates"]
    if dates is None:
        with pytest.raises(UsageError, match="no_dates"):
            rendered("ics", made)
        return
    calendar = calendar_of(rendered("ics", made))
    spans = [(event.start.isoformat(), event.end.isoformat()) for event in calendar.events]
    assert [start for start, _ in spans] == [dates["sent_on"], dates["reply_earliest"]]
    assert spans[1][1] > dates["reply_latest"]


def test_every_format_is_read_by_a_test() -> None:
    """A new row of the table needs a way to be read back."""
    assert set(FORMATS) == {*READ, "png", "ics", "json"}
