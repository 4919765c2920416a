"""Says problems in words: what happened, where, what to do."""

import sys
from collections.abc import Iterable

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import Problem
from micloud_helper.render.ascii import in_ascii

__all__ = ["message", "say_to_stderr"]


def say_to_stderr(text: str) -> None:
    """Write to standard error, spelt in ASCII where it takes nothing else."""
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        text = in_ascii(text)
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def message(problems: Iterable[Problem], words: Catalogue) -> str:
    """Write each problem on a line of its own, with what to do under it."""
    return "\n".join(_one(problem, words) for problem in problems)


def _one(problem: Problem, words: Catalogue) -> str:
    code, facts = problem.code, problem.facts
    where = f"{problem.location}: " if problem.location else ""
    what = words.message(f"problems.{code}.what", **facts)
    hint = words.message("problems.did_you_mean", meant=facts["meant"]) if "meant" in facts else ""
    todo = f"{hint} {words.message(f'problems.{code}.fix', **facts)}".strip()
    return f"{where}{what} [{code}]\n  → {todo}"
