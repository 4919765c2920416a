"""How many plans one core makes a second: the pure function alone, over answers read from `FILE`."""

import sys
import time
from datetime import date
from pathlib import Path

from micloud_helper.loader import load_guide, read_answers
from micloud_helper.planner import plan


def main() -> None:
    """Plan every case, once with nothing worked out before, once with the parts that plans share at hand."""
    guide, today = load_guide(), date(2026, 11, 23)
    lines = Path(sys.argv[1]).read_bytes().splitlines()
    answers = [read_answers(guide, line, "cases") for line in lines]
    for _ in range(2):
        start = time.perf_counter()
        for given in answers:
            plan(guide, given, today=today)
        print(len(answers) / (time.perf_counter() - start))


if __name__ == "__main__":
    main()
