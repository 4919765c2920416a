"""Random complete cases as JSON Lines, the same ones for the same number: `python cases.py 1000 > cases.jsonl`."""

import json
import random
import sys
from typing import Any

from micloud_helper.answers import asked
from micloud_helper.guide import Guide, Question
from micloud_helper.loader import load_guide

LONG = 8
"""Answers that lead to an application, the plan with most on it."""
SELDOM_SHORT = 0.98


def answer(question: Question, dice: random.Random) -> Any:
    """Pick an answer as somebody could."""
    if question.kind == "date":
        return f"2026-11-{dice.randint(10, 22)}"
    options = [id for id in question.options if id != question.none]
    if question.kind == "choice":
        return dice.choice(options)
    return [question.none] if dice.random() < 0.2 else sorted(dice.sample(options, dice.randint(1, 3)))


def interview(guide: Guide, dice: random.Random) -> dict[str, Any]:
    """Answer every question that comes up."""
    given: dict[str, Any] = {}
    _, question = asked(guide, {})
    while question is not None:
        given[question.id] = answer(question, dice)
        _, question = asked(guide, {id: tuple(it) if isinstance(it, list) else it for id, it in given.items()})
    return given


def case(guide: Guide, dice: random.Random) -> dict[str, Any]:
    """Give the answers of somebody who mostly has a long way to go, with an IMEI and a reference typed in."""
    from stdnum import luhn

    given = interview(guide, dice)
    while len(given) < LONG and dice.random() < SELDOM_SHORT:
        given = interview(guide, dice)
    digits = f"86{dice.randrange(10**12):012}"
    return {**given, "imei": [digits + luhn.calc_check_digit(digits)], "reference": f"case {dice.randrange(10**6)}"}


def main() -> None:
    """Write as many cases as asked for."""
    guide, dice = load_guide(), random.Random(2026)
    for _ in range(int(sys.argv[1])):
        print(json.dumps(case(guide, dice)))


if __name__ == "__main__":
    main()
