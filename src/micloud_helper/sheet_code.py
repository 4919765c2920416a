"""Writes a complete set of answers as a short code for people, such as `4K7Q-9MXA-T`, and reads it back.

The answers are the digits of one number, each in the base of its question, the first question's digit the lowest. The
number is written in Crockford's base32 with a check symbol behind it. Details that were typed in are not part of it.
"""

import hashlib
import json
from datetime import date, timedelta

from micloud_helper.answers import asked
from micloud_helper.conditions import Value, Values
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import Guide, Question

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: without I, L, O and U."""

READ_AS = str.maketrans("OIL", "011", "- \t")
"""Letters that are read as digits, and what may stand between the symbols."""

GROUP = 4
FIRST_DAY = date(2010, 1, 1)
LAST_DAY = date(2199, 12, 31)
DAYS = 84_006
"""As many days as an answer may name, from 1970 to 2199; those before 2010 come after the others."""

FINGERPRINTS = 4_096
"""So many guides can be told apart by their questions."""

LONGEST = 64
PRIMITIVE = 0b100101
"""x^5 + x^2 + 1: the powers of x, the weights of the check symbol, are never 0 nor equal to their neighbours."""


def encode(guide: Guide, values: Values) -> str:
    """Write a complete set of answers, only those that are asked, as a code in groups of four."""
    number = 0
    for id, value in reversed(asked(guide, values)[0].items()):
        number = number * _count(guide.questions[id]) + _index(guide.questions[id], value)
    symbols = _base32(number * FINGERPRINTS + _fingerprint(guide))
    symbols += SYMBOLS[_check(symbols)]
    return "-".join(symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP))


def decode(guide: Guide, code: str) -> dict[str, Value]:
    """Read a code as people type it, in any case and grouping; gives the answers by question id.

    Raises AnswersError where it is mistyped (`code_mistyped`), or belongs to other questions (`code_other_guide`).
    """
    symbols = code.upper().translate(READ_AS)
    written, check = symbols[:-1], symbols[-1:]
    usable = 2 <= len(symbols) <= LONGEST and set(symbols) <= set(SYMBOLS) and (written == "0" or written[0] != "0")
    if not usable or SYMBOLS[_check(written)] != check:
        raise AnswersError(Problem("code_mistyped"))
    number, fingerprint = divmod(int("".join(f"{SYMBOLS.index(it):05b}" for it in written), 2), FINGERPRINTS)
    values: dict[str, Value] = {}
    for question in guide.questions.values():
        if question.when.holds(values):
            number, index = divmod(number, _count(question))
            values[question.id] = _answer(question, index)
    if number or fingerprint != _fingerprint(guide):
        raise AnswersError(Problem("code_other_guide"))
    return values


def _fingerprint(guide: Guide) -> int:
    """Number the questions of a guide: ids, kinds, options and what their conditions compare."""
    questions = [
        [it.id, it.kind, [*it.options], it.none, [[one.question, sorted(one.values)] for one in it.when.comparisons()]]
        for it in guide.questions.values()
    ]
    digest = hashlib.sha256(json.dumps(questions).encode()).digest()
    return int.from_bytes(digest[:4], "big") % FINGERPRINTS


def _count(question: Question) -> int:
    """Count the possible answers. Of a list: every choice of its options, and the option that stands alone."""
    if question.kind == "date":
        return DAYS
    return len(question.options) if question.kind == "choice" else 1 << len(_combined(question))


def _index(question: Question, value: Value) -> int:
    if isinstance(value, date):
        return (value - FIRST_DAY).days % DAYS
    if isinstance(value, str):
        return list(question.options).index(value)
    return sum(2**place for place, option in enumerate(_combined(question)) if option in value)


def _answer(question: Question, index: int) -> Value:
    if question.kind == "date":
        day = FIRST_DAY + timedelta(days=index)
        return day if day <= LAST_DAY else day - timedelta(days=DAYS)
    if question.kind == "choice":
        return list(question.options)[index]
    picked = tuple(option for place, option in enumerate(_combined(question)) if index >> place & 1)
    if not picked and question.none is None:
        raise AnswersError(Problem("code_other_guide"))
    return picked or (str(question.none),)


def _combined(question: Question) -> list[str]:
    """Give the options of a list that may stand beside others."""
    return [option for option in question.options if option != question.none]


def _base32(number: int) -> str:
    symbols = SYMBOLS[number % 32]
    while number := number // 32:
        symbols = SYMBOLS[number % 32] + symbols
    return symbols


def _check(symbols: str) -> int:
    """Add up the symbols by their place in the field of 32: one wrong, or two neighbours swapped, change the sum."""
    total = 0
    for symbol in symbols:
        total = (total ^ SYMBOLS.index(symbol)) << 1
        total ^= PRIMITIVE if total & 32 else 0
    return total
