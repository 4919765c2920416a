"""What was typed in is either announced at the top, or masked everywhere."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from reading import DETAILS, READ, Rendered, rendered, sheet_of, squeezed

from conftest import EXAMPLES
from micloud_helper.guide import Guide
from micloud_helper.identifiers import check_values, group_imei
from micloud_helper.render.pdf import layout_data

LONG = next(path for path in EXAMPLES if path.stem == "recover-was-refused")
TYPED = [squeezed(value).removeprefix("0") for values in DETAILS.values() for value in values]
"""Numbers stand on sheets without their 0, behind +62."""
PERSONAL = squeezed("Lembar ini memuat data pribadi.")
SAFE = squeezed("Data pribadi disamarkan (•)")
READERS = {**READ, "json": str}


def raw(document: Rendered) -> bytes:
    return document.encode() if isinstance(document, str) else document


@pytest.mark.parametrize("format", READERS)
def test_a_sheet_with_personal_data_says_so_first(guide: Guide, format: str) -> None:
    """With details the warning stands above the values; without, there is none."""
    text = squeezed(READERS[format](rendered(format, sheet_of(guide, LONG, details=DETAILS))))
    assert 0 <= text.index(PERSONAL) < min(text.index(value) for value in TYPED)
    assert PERSONAL not in squeezed(READERS[format](rendered(format, sheet_of(guide, LONG))))


def imeis() -> st.SearchStrategy[str]:
    """IMEIs as people write them: with or without separators, labelled, one or two."""
    from stdnum import luhn

    digits = st.text("0123456789", min_size=14, max_size=14).filter(lambda it: len(set(it)) > 1)
    whole = st.builds(lambda it: it + luhn.calc_check_digit(it), digits)
    written = st.builds(lambda it, gap: gap.join(group_imei(it)), whole, st.sampled_from(["", " ", "-", ".", "/"]))
    labelled = st.builds("{}{}".format, st.sampled_from(["", "IMEI 1: "]), written)
    return st.lists(labelled, min_size=1, max_size=2).map(", ".join)


def phones() -> st.SearchStrategy[str]:
    """Mobile numbers, with or without the country code and separators."""
    parts = st.lists(st.text("0123456789", min_size=3, max_size=4), min_size=2, max_size=2)
    begun = st.sampled_from(["0812", "+62 857", "62838", "+62 (0) 878"])
    return st.builds(lambda first, gap, rest: gap.join([first, *rest]), begun, st.sampled_from(["", " ", "-"]), parts)


LETTERS = st.characters(categories=("L", "M", "N", "P", "S", "Zs"), max_codepoint=0x1FFFF)
REPEATED = st.builds(lambda sign, count: sign * count, st.sampled_from("#-•_*/ .é字😀"), st.integers(5, 60))
NOTES = st.text(LETTERS, max_size=60) | REPEATED
TYPED_IN = st.fixed_dictionaries(
    {"imei": imeis(), "lock_code_text": NOTES, "sms_number_text": phones(), "reference": NOTES}
)


def bare(text: str) -> str:
    """Leave out everything that may stand between letters and digits."""
    return "".join(filter(str.isalnum, text))


def everything(guide: Guide, details: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Give all that a share-safe sheet holds, by format: the file as it is, and what is read from it."""
    made = sheet_of(guide, LONG, ("id", "en"), details=details, share_safe=True)
    found = {"png": layout_data(*made)}
    for format in (*READERS, "ics"):
        document = rendered(format, made)
        read = READERS[format](document) if format in READERS else ""
        found[format] = raw(document).decode("utf-8", "backslashreplace") + read
    return found


@pytest.fixture(scope="module")
def of_somebody_else(guide: Guide) -> dict[int, dict[str, str]]:
    """Share-safe sheets of somebody who typed other values, with one IMEI and with two."""
    return {count: everything(guide, {**DETAILS, "imei": DETAILS["imei"][:count]}) for count in (1, 2)}


@settings(max_examples=20, deadline=None)
@given(TYPED_IN)
@example({"imei": "356938035643809", "lock_code_text": "#*#*#*", "sms_number_text": "08571234567", "reference": "1"})
def test_a_share_safe_sheet_holds_none_of_it(
    guide: Guide, of_somebody_else: dict[int, dict[str, str]], typed: dict[str, str]
) -> None:
    """Whatever was typed, no five characters of it in a row are there, and every file is that of anybody else."""
    checked = {id: check_values(guide.details[id].check, it, guide.details[id].many) for id, it in typed.items()}
    details = {id: tuple(dict.fromkeys(it.value for it in values)) for id, values in checked.items()}
    assume(all(details.values()) and all(all(values) for values in details.values()))
    found = everything(guide, details)
    other = of_somebody_else[len(details["imei"])]
    spelled = {spelling(it) for it in (*typed.values(), *sum(details.values(), ())) for spelling in (str, bare)}
    runs = {it[at : at + 5] for it in spelled for at in range(len(it) - 4)} | spelled - {""}
    for format, document in found.items():
        for text, fixed in ((document, other[format]), (bare(document), bare(other[format]))):
            assert not [run for run in runs if run in text and run not in fixed], format
    assert not [format for format in found if found[format] != other[format]]


@pytest.mark.parametrize("format", READERS)
def test_a_share_safe_sheet_says_so(guide: Guide, format: str) -> None:
    """The masks are explained at the top, and stand where the values would be."""
    text = squeezed(READERS[format](rendered(format, sheet_of(guide, LONG, details=DETAILS, share_safe=True))))
    assert text.index(SAFE) < text.index("•" * 15)
    assert "+62•••-••••-••••" in text


def test_a_masked_picture_is_the_same_for_everybody(guide: Guide) -> None:
    """Two people's share-safe pictures are the same picture, whatever they typed."""
    other = {**DETAILS, "imei": ("356938035643809", "352099001761481"), "lock_code_text": ("9z8 # 7",)}
    pictures = [rendered("png", sheet_of(guide, LONG, details=given, share_safe=True)) for given in (DETAILS, other)]
    assert pictures[0] == pictures[1]
