"""Typed values: each mistake people make is recognised by name, and nothing that is right is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micloud_helper.identifiers import (
    check_detail,
    check_imei,
    check_phone,
    check_text,
    check_values,
    differing_places,
    group_imei,
    imei_digits,
    marked_imei,
)
from micloud_helper.loader import load_messages

IMEI = "490154203237518"
OTHER = "260531793113837"


@pytest.mark.parametrize(
    "typed",
    [IMEI, "49-015420-323751-8", "49 015420 323751 8", "490154/203237.518", f"IMEI1: {IMEI}", f"IMEI 2 {IMEI}",
     f"IMEI(SIM 1): {IMEI}", f"IMEI/MEID: {IMEI}", f"imei no. {IMEI}",
     f"IMEI (slot 1): {IMEI}", f"imei:{IMEI}", f"IMEI1{IMEI}", f"  {IMEI}\n"],
)  # fmt: skip
def test_an_imei_is_taken_as_people_copy_it(typed: str) -> None:
    """Spaces, dashes, slashes, dots and a label around the 15 digits do no harm."""
    assert check_imei(typed).value == IMEI


def test_the_first_digit_is_not_mistaken_for_a_label() -> None:
    """A number that begins with 1 or 2 keeps that digit behind the word IMEI."""
    assert check_imei(f"IMEI {OTHER}").value == OTHER


@pytest.mark.parametrize(
    ("typed", "error", "proposal"),
    [
        ("490154203237519", "imei_check_digit", ""),
        ("49O154203237518", "imei_lookalike", IMEI),
        ("4901542O3237SI8", "imei_lookalike", IMEI),
        ("4901542O3237SI9", "imei_lookalike", ""),
        ("49015420323751", "imei_14", ""),
        ("A1000012345678", "imei_meid", ""),
        ("4901542032375178", "imei_16", IMEI),
        (f"{IMEI}01", "imei_17", IMEI),
        (f"{IMEI}/78", "imei_17", IMEI),
        ("8991234567891", "imei_13", ""),  # a barcode, with its own check digit
        ("8991234567890", "imei_13", ""),  # a barcode misread, or an IMEI that lacks two digits
        ("XM12345AB678901", "imei_letters", ""),
        (f"{IMEI}{OTHER}", "imei_30", f"{IMEI} {OTHER}"),
        ("1234", "imei_length", ""),
        ("4" * 400, "imei_length", ""),
        ("٤٩٠١٥٤٢٠٣٢٣٧٥١٨", "imei_length", ""),
        ("*#06#", "imei_length", ""),
        ("+6281234567890", "imei_length", ""),
        ("0" * 15, "imei_same", ""),
        ("0" * 16, "imei_16", ""),
        (f"{IMEI}{IMEI}", "imei_30", IMEI),
        (" - ", "empty", ""),
    ],
)
def test_each_error_in_an_imei_has_its_name(typed: str, error: str, proposal: str) -> None:
    """What went wrong is told apart, with a proposal only where one is likely."""
    assert tuple(check_imei(typed)) == ("", error, proposal)


@pytest.mark.parametrize("gap", [" ", "/", " / ", ",", "; ", "\n", " IMEI2: ", " IMEI (SIM 2) "])
def test_two_imeis_on_one_line_are_two(gap: str) -> None:
    """However two whole IMEIs are parted, both are taken; where only one is asked for, two are not."""
    for typed in (f"{IMEI}{gap}{OTHER}", f"IMEI1: 49 015420 323751 8{gap}26 053179 311383 7"):
        assert [checked.value for checked in check_values("imei", typed, 2)] == [IMEI, OTHER]
        assert [checked.value for checked in check_values("imei", typed, 1)] == [""]


@given(st.integers(0, 14), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(place: int, more: int) -> None:
    """One misread digit anywhere never passes."""
    wrong = str((int(IMEI[place]) + more) % 10)
    assert check_imei(IMEI[:place] + wrong + IMEI[place + 1 :]).error == "imei_check_digit"


@pytest.mark.parametrize(
    "typed",
    ["0812-3456-7890", "081234567890", "812 3456 7890", "62812-3456-7890", "+6281234567890", "+62 0812 3456 7890",
     "006281234567890", "(0812) 3456-7890", "0812.3456.7890"],
)  # fmt: skip
def test_a_mobile_number_is_taken_in_every_form(typed: str) -> None:
    """With 0, 62, +62, 0062 or none of them, the same number comes out in the same form."""
    assert check_phone(typed).value == "0812-3456-7890"


@pytest.mark.parametrize(("typed", "shown"), [("0811234567", "0811-2345-67"), ("0812345678901", "0812-3456-78901")])
def test_short_and_long_mobile_numbers_are_fine(typed: str, shown: str) -> None:
    """Mobile numbers have 10 to 13 digits."""
    assert check_phone(typed).value == shown


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("021 5551234", "phone_landline"),
        ("+62-21-555-1234", "phone_landline"),
        ("0800-1-401558", "phone_landline"),
        ("0812345", "phone_short"),
        ("+62", "phone_short"),
        ("0", "phone_short"),
        ("08123456789012", "phone_long"),
        ("08" * 200, "phone_long"),
        ("+65 9123 4567", "phone_foreign"),
        ("0840123456789", "phone_unknown"),
        ("0812O456789", "phone_letters"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "phone_letters"),
        ("--", "empty"),
    ],
)
def test_each_error_in_a_phone_number_has_its_name(typed: str, error: str) -> None:
    """A landline, a foreign number and a wrong length each get their own message."""
    assert tuple(check_phone(typed)) == ("", error, "")


@pytest.mark.parametrize(
    ("typed", "error"),
    [("", "empty"), ("x" * 61, "text_long"), ("a\x1b[2J", "text_unprintable"), ("a\nb", "text_unprintable")],
)
def test_a_note_that_cannot_be_printed_is_refused_whole(typed: str, error: str) -> None:
    """Nothing is cut or cleaned silently."""
    assert tuple(check_text(typed)) == ("", error, "")


@given(st.sampled_from(["imei", "phone", "text"]), st.text(max_size=40))
def test_whatever_is_typed_gets_an_answer(check: str, typed: str) -> None:
    """Any text is a value that checks again to itself, or a error with words for it in both languages."""
    result = check_detail(check, typed)
    assert bool(result.value) != bool(result.error)
    if result.value:
        assert check_detail(check, result.value) == result
    else:
        assert {"id", "en"} <= load_messages("problems")[f"detail_{result.error}.what"].keys()


def test_two_readings_are_compared_digit_by_digit() -> None:
    """Differing places are named, counted from 1, and stand in brackets in the groups people read aloud."""
    misread = "490154203327518"
    places = differing_places(IMEI, misread)
    assert places == (10, 11)
    assert marked_imei(misread, places) == "49 015420 3[3][2]751 8"
    assert " ".join(group_imei(IMEI)) == marked_imei(IMEI, ())


@pytest.mark.parametrize(("typed", "digits"), [("IMEI: 49 015", "49015"), ("49O15", ""), ("", "")])
def test_digits_are_counted_while_they_are_typed(typed: str, digits: str) -> None:
    """Half an IMEI has digits already; anything with letters has none."""
    assert imei_digits(typed) == digits


def test_a_note_without_end_is_refused_at_once() -> None:
    """Half a million accents on one letter are counted before anything is made of them."""
    assert check_text("a" + "\u0301" * 480_000).error == "text_long"
    assert check_text("e\u0301" * 60).value == "\u00e9" * 60
