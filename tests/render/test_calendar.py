"""The calendar file: stable, without personal data, in the form that calendars read."""

from datetime import date, timedelta

import pytest
from reading import DETAILS, calendar_of, rendered, sheet_of

from conftest import EXAMPLES
from micloud_helper.answers import happen
from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Guide
from micloud_helper.loader import load_answers, load_messages
from micloud_helper.planner import plan
from micloud_helper.sheet import compose

APPLIES = next(path for path in EXAMPLES if path.stem == "recover-was-refused")


@pytest.fixture(scope="module")
def document(guide: Guide) -> bytes:
    """The calendar of somebody who may apply again, with details typed in."""
    made = rendered("ics", sheet_of(guide, APPLIES, details=DETAILS))
    assert isinstance(made, bytes)
    return made


def test_lines_end_as_the_standard_wants(document: bytes) -> None:
    """Every line ends in CR LF and is at most 75 bytes long (RFC 5545, 3.1)."""
    assert document.count(b"\n") == document.count(b"\r\n")
    assert max(map(len, document.split(b"\r\n"))) <= 75


def test_events_say_what_to_do_when(document: bytes) -> None:
    """Send it on the day one may apply again; then expect the answer, reminded also on the day after."""
    send, expect = calendar_of(document).events
    says = "Mulai hari ini, begitu semuanya siap, kirim permohonan: Permohonan buka kunci"
    assert (str(send["summary"]), send.start.isoformat()) == (says, "2026-12-25")
    assert expect.start.isoformat() == "2026-12-30"
    assert "Jumat, 25 Desember 2026" in expect["summary"]
    rings = [alarm["trigger"].dt for alarm in expect.walk("valarm")]
    assert rings == [timedelta(hours=8), timedelta(days=1, hours=8)]


def test_it_holds_nothing_that_was_typed_in(document: bytes) -> None:
    """No IMEI, code, number or note is in the calendar."""
    for typed in DETAILS.values():
        assert not any(value.encode() in document for value in typed)


def test_a_changed_plan_updates_its_events(guide: Guide) -> None:
    """Imported again once it was sent, in another language or with an IMEI, its events replace themselves."""
    before = plan(guide, load_answers(guide, EXAMPLES[0]), today=date(2026, 11, 23))
    sent = happen(guide, before.answers, {**guide.happenings["sent_unlock"].sets, "applied_on": date(2026, 12, 1)})
    after = plan(guide, sent.with_detail("imei", DETAILS["imei"]), today=date(2026, 12, 2))
    assert (before.route.kind, after.route.kind) == ("application", "wait")
    (send, expect), (expect_later, *_) = (
        calendar_of(rendered("ics", (compose(it, [Catalogue(language, load_messages)]), it))).events
        for it, language in ((before, "id"), (after, "en"))
    )
    assert send["uid"] != expect["uid"] == expect_later["uid"]
    assert expect["sequence"] < expect_later["sequence"]
    assert expect.start < expect_later.start


def test_cases_with_notes_of_their_own_keep_apart(guide: Guide) -> None:
    """What the person noted tells apart cases that are alike otherwise."""
    notes = ({"reference": ("A",)}, {"reference": ("B",)}, {})
    events = [calendar_of(rendered("ics", sheet_of(guide, APPLIES, details=it))).events for it in notes]
    assert len({event["uid"] for own in events for event in own}) == 6
