"""Checks of typed values: IMEI, Indonesian mobile numbers and short free text.

Each mistake people make has a code of its own, so that the message can say what to do. Nothing is guessed:
where a mistake has a likely cure, it comes as a proposal to confirm.
"""

import re
import unicodedata
from typing import NamedTuple

TEXT_LIMIT = 60
TWO_IMEIS = 120
"""No two IMEIs, labels and all, take more letters."""

INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Characters that count as letters or marks but show nothing: on paper they would be lost."""

LOOKALIKES = str.maketrans("OoIlSB", "001158")
IMEI_LABEL = re.compile(
    r"^\s*IMEI(?:\s*/\s*MEID)?\s*(?:(?:nomor|number|no)\.?)?"
    r"\s*(?:\(?(?:SIM|slot)\s*\d\)?|[12](?=\D|\d{15}(?!\d)))?\s*[:.#=]?\s*",
    re.IGNORECASE,
)
IMEI_GROUPS = ((0, 2), (2, 8), (8, 14), (14, 15))
"""Begin and end of the groups people read aloud: 8 TAC digits as 2 and 6, the serial number, the check digit."""

MOBILE_LENGTHS = range(10, 14)
"""Digits of an Indonesian mobile number with its leading 0."""

SEPARATORS = re.compile(r"[\s.\-/\u2010-\u2015]+")


class Checked(NamedTuple):
    """A checked value in its usual form, or the code of the error and, where there is one, a proposal."""

    value: str = ""
    error: str = ""
    proposal: str = ""


def check_detail(check: str, typed: str) -> Checked:
    """Check a detail of the guide: `imei`, `phone` or `text`."""
    return {"imei": check_imei, "phone": check_phone, "text": check_text}[check](typed)


def check_values(check: str, typed: str, many: int) -> list[Checked]:
    """Check a line in which up to `many` values may stand, parted by commas; two whole IMEIs by a space or `/` too."""
    parts = [part for part in re.split(r"[,;\r\n]", typed) if part.strip()] if many > 1 else [typed]
    if check == "imei" and many > 1 and len(parts) == 1 and len(parts[0]) <= TWO_IMEIS:
        gaps = (match.span() for match in re.finditer(r"\s+|\s*/\s*", parts[0]))
        pairs = ([check_imei(parts[0][:start]), check_imei(parts[0][end:])] for start, end in gaps)
        if pair := next((pair for pair in pairs if pair[0].value and pair[1].value), None):
            return pair
    return [check_detail(check, part) for part in parts if part.strip()]


def check_text(typed: str) -> Checked:
    """Take a short note of one printable line, at most 60 characters; anything else is refused, nothing is cut."""
    # no letter is made of more than four signs, and normalising without bounds would take minutes
    value = unicodedata.normalize("NFC", typed.strip()[: 4 * TEXT_LIMIT + 1])
    if not value:
        return Checked(error="empty")
    if len(value) > TEXT_LIMIT:
        return Checked(error="text_long")
    if not value.isprintable() or INVISIBLE.search(value) or unicodedata.combining(value[0]):
        return Checked(error="text_unprintable")
    return Checked(value)


def check_imei(typed: str) -> Checked:
    """Check an IMEI as 3GPP TS 23.003 defines it: 15 digits, the last one a Luhn check digit."""
    from stdnum import luhn

    digits = _bare(typed)
    if not digits:
        return Checked(error="empty")
    if not digits.isascii() or not digits.isdigit():
        return _not_digits(digits)
    if len(digits) == 15 and len(set(digits)) == 1:
        return Checked(error="imei_same")
    if len(digits) == 15:
        return Checked(digits) if luhn.is_valid(digits) else Checked(error="imei_check_digit")
    if len(digits) in (13, 14):
        return Checked(error=f"imei_{len(digits)}")
    if len(digits) == 16:
        return Checked(error="imei_16", proposal=check_imei(digits[:14] + luhn.calc_check_digit(digits[:14])).value)
    if len(digits) == 17 and check_imei(digits[:15]).value:
        return Checked(error="imei_17", proposal=digits[:15])
    if len(digits) == 30 and check_imei(digits[:15]).value and check_imei(digits[15:]).value:
        return Checked(error="imei_30", proposal=" ".join(dict.fromkeys((digits[:15], digits[15:]))))
    return Checked(error="imei_length")


def imei_digits(typed: str) -> str:
    """Give the digits of an IMEI as far as it is typed; empty when there is anything but digits."""
    digits = _bare(typed)
    return digits if digits.isascii() and digits.isdigit() else ""


def _bare(typed: str) -> str:
    return SEPARATORS.sub("", IMEI_LABEL.sub("", typed))


def _not_digits(typed: str) -> Checked:
    swapped = typed.translate(LOOKALIKES)
    if swapped.isascii() and swapped.isdigit() and len(swapped) == 15:
        return Checked(error="imei_lookalike", proposal=check_imei(swapped).value)
    if len(typed) == 14 and re.fullmatch(r"[0-9A-Fa-f]{14}", typed):
        return Checked(error="imei_meid")
    return Checked(error="imei_letters" if any(map(str.isalpha, typed)) else "imei_length")


def group_imei(imei: str) -> tuple[str, ...]:
    """Cut an IMEI into the groups people read aloud."""
    return tuple(imei[start:end] for start, end in IMEI_GROUPS)


def marked_imei(imei: str, places: tuple[int, ...]) -> str:
    """Write an IMEI in its groups with brackets around the digits at `places`, counted from 1."""
    digits = [f"[{digit}]" if place in places else digit for place, digit in enumerate(imei, 1)]
    return " ".join("".join(digits[start:end]) for start, end in IMEI_GROUPS)


def differing_places(first: str, second: str) -> tuple[int, ...]:
    """Name the places, counted from 1, at which two readings of equal length differ."""
    return tuple(place for place, (a, b) in enumerate(zip(first, second, strict=True), 1) if a != b)


def check_phone(typed: str) -> Checked:
    """Check an Indonesian mobile number that can get SMS; the usual form is `0812-3456-7890`."""
    import phonenumbers
    from phonenumbers import PhoneNumberType

    cleaned = re.sub(r"[\s().\-/\u2010-\u2015]+", "", typed)
    if not cleaned:
        return Checked(error="empty")
    if not re.fullmatch(r"\+?[0-9]+", cleaned):
        return Checked(error="phone_letters")
    national = re.sub(r"^(?:\+|00)?62(?=0?8)|^(?:\+|00)62", "", cleaned)
    if national.startswith(("+", "00")):
        return Checked(error="phone_foreign")
    number = "0" + national.removeprefix("0")
    if len(number) > MOBILE_LENGTHS[-1]:
        return Checked(error="phone_long")
    if len(number) > 2:  # fewer digits cannot be parsed
        kind = phonenumbers.number_type(phonenumbers.parse(number, "ID"))
        if kind == PhoneNumberType.MOBILE:
            return Checked(f"{number[:4]}-{number[4:8]}-{number[8:]}")
        if kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN):
            return Checked(error="phone_landline")
    return Checked(error="phone_short" if len(number) < MOBILE_LENGTHS[0] else "phone_unknown")
