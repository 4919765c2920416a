"""The sheet code: every set of answers comes back from its code, and a slip of the pen is always noticed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DATA
from micloud_helper.conditions import Value
from micloud_helper.errors import AnswersError
from micloud_helper.guide import Question
from micloud_helper.loader import load_guide
from micloud_helper.sheet_code import SYMBOLS, decode, encode

GUIDE = load_guide()
OTHER_GUIDE = load_guide(DATA / "guides" / "good" / "bank-card.yaml")
LONGEST = 14
"""So many symbols are promised at most."""


@st.composite
def complete_answers(draw: st.DrawFn) -> dict[str, Value]:
    """Any answers to the questions that they themselves lead to."""
    values: dict[str, Value] = {}
    for question in GUIDE.questions.values():
        if question.when.holds(values):
            values[question.id] = draw(answers_to(question))
    return values


def answers_to(question: Question) -> st.SearchStrategy[Value]:
    if question.kind == "date":
        return st.dates(date(1970, 1, 1), date(2199, 12, 31))
    if question.kind == "choice":
        return st.sampled_from(list(question.options))
    several = [option for option in question.options if option != question.none]
    picked = st.sets(st.sampled_from(several), min_size=1)
    in_order = picked.map(lambda chosen: tuple(option for option in several if option in chosen))
    return st.one_of(in_order, st.just((question.none,))) if question.none else in_order


def problem_of(code: str) -> str:
    with pytest.raises(AnswersError) as caught:
        decode(GUIDE, code)
    return caught.value.problems[0].code


@given(complete_answers())
def test_every_set_of_answers_comes_back(values: dict[str, Value]) -> None:
    """A code holds exactly the answers it was made from, in few enough symbols to write down."""
    code = encode(GUIDE, values)
    assert decode(GUIDE, code) == values
    assert len(code.replace("-", "")) <= LONGEST
    assert all(len(group) == 4 for group in code.split("-")[:-1])


@given(complete_answers(), st.data())
def test_letters_case_and_spaces_do_not_matter(values: dict[str, Value], data: st.DataObject) -> None:
    """What people write for a symbol, or between symbols, is read as it is meant."""
    code = encode(GUIDE, values)
    written = "".join(data.draw(st.sampled_from({"0": "0Oo", "1": "1IiLl"}.get(it, it + it.lower()))) for it in code)
    assert decode(GUIDE, written.replace("-", data.draw(st.sampled_from(["", " ", "-", " - "])))) == values


@given(complete_answers())
def test_every_wrong_symbol_is_noticed(values: dict[str, Value]) -> None:
    """No other symbol, in any place, makes a code that is taken for right."""
    symbols = encode(GUIDE, values).replace("-", "")
    for place, symbol in enumerate(symbols):
        for other in SYMBOLS.replace(symbol, ""):
            assert problem_of(symbols[:place] + other + symbols[place + 1 :]) == "code_mistyped"


@given(complete_answers())
def test_swapped_neighbours_are_noticed(values: dict[str, Value]) -> None:
    """Two different symbols in the wrong order are never taken for right."""
    symbols = encode(GUIDE, values).replace("-", "")
    for place in range(len(symbols) - 1):
        first, second = symbols[place : place + 2]
        if first != second:
            assert problem_of(symbols[:place] + second + first + symbols[place + 2 :]) == "code_mistyped"


@given(complete_answers())
def test_codes_of_other_questions_are_refused(values: dict[str, Value]) -> None:
    """A code made for another guide says so instead of giving somebody else's answers."""
    with pytest.raises(AnswersError) as caught:
        decode(OTHER_GUIDE, encode(GUIDE, values))
    assert caught.value.problems[0].code == "code_other_guide"


@pytest.mark.parametrize("code", ["", "7", "U" * 9, "4K7Q-9MXA-T!", "0" * 500, "٤" * 9, "\x00\x1b[2J"])
def test_what_is_no_code_is_mistyped(code: str) -> None:
    """Anything else gets the same plain answer."""
    assert problem_of(code) == "code_mistyped"


def test_days_far_back_and_ahead_come_back() -> None:
    """The first and the last day that an answers file may name survive, too."""
    values = {"holder": "owner", "screen": "account_locked", "account": "own", "progress": "waiting"}
    for day in (date(1970, 1, 1), date(2009, 12, 31), date(2010, 1, 1), date(2199, 12, 31) - timedelta(days=1)):
        dated = {**values, "applied_route": "unlock", "applied_on": day}
        assert decode(GUIDE, encode(GUIDE, dated)) == dated
