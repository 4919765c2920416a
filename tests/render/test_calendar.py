"""The calendar file: stable, without personal data, in the form that calendars read."""

from datetime import timedelta

import pytest
from reading import DETAILS, calendar_of, rendered, sheet_of

from conftest import EXAMPLES
from micloud_helper.guide import Guide

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
    assert (str(send["summary"]), send.start.isoformat()) == ("Kirim permohonan: Permohonan buka kunci", "2026-12-25")
    assert expect.start.isoformat() == "2026-12-30"
    rings = [alarm["trigger"].dt for alarm in expect.walk("valarm")]
    assert rings == [timedelta(hours=8), timedelta(days=1, hours=8)]


def test_it_holds_nothing_that_was_typed_in(document: bytes) -> None:
    """No IMEI, code, number or note is in the calendar."""
    for typed in DETAILS.values():
        assert not any(value.encode() in document for value in typed)


def test_the_same_plan_is_the_same_event(guide: Guide, document: bytes) -> None:
    """Imported again, in another language or with other details, an event replaces itself; another plan's does not."""
    again = calendar_of(rendered("ics", sheet_of(guide, APPLIES, ("en",))))
    other = calendar_of(rendered("ics", sheet_of(guide, EXAMPLES[0])))
    own = [event["uid"] for event in calendar_of(document).events]
    assert own == [event["uid"] for event in again.events]
    assert not set(own) & {event["uid"] for event in other.events}
