"""Says problems in words: what happened, where, what to do."""

from collections.abc import Iterable

from micloud_helper.errors import Problem
from micloud_helper.words import Words

__all__ = ["message"]


def message(problems: Iterable[Problem], words: Words) -> str:
    """Write each problem on a line of its own, with what to do under it."""
    return "\n".join(_one(problem, words) for problem in problems)


def _one(problem: Problem, words: Words) -> str:
    code, facts = problem.code, problem.facts
    where = f"{problem.place}: " if problem.place else ""
    what = words.say(f"problems.{code}.what", **facts)
    hint = words.say("problems.did_you_mean", meant=facts["meant"]) if "meant" in facts else ""
    todo = f"{hint} {words.say(f'problems.{code}.fix', **facts)}".strip()
    return f"{where}{what} [{code}]\n  → {todo}"
