"""Writes what commands say on the way to standard error: problems in words, and short notices."""

import errno
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import Problem
from micloud_helper.render.ascii import in_ascii

UNNUMBERED = ("stopped", "stopped_saved", "many_stopped")
"""Codes that are not shown: who stops a program need not look anything up."""


def writable(text: str, stream: TextIO) -> str:
    """Spell a text in ASCII where a stream takes nothing else."""
    try:
        text.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return in_ascii(text)
    return text


def write_to_stderr(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(writable(text, sys.stderr) + "\n")
    sys.stderr.flush()


def message(problems: Iterable[Problem], catalogue: Catalogue) -> str:
    """Write each problem on a line of its own, where it is and what happened, with what to do under it."""
    return "\n".join(_one(problem, catalogue) for problem in problems)


def _one(problem: Problem, catalogue: Catalogue) -> str:
    code, facts = problem.code, dict(problem.facts)
    if "reason" in facts:
        facts["reason"] = system_reason(facts["reason"], catalogue)
    where = f"{problem.location}: " if problem.location else ""
    what = catalogue.message(f"problems.{code}.what", **facts)
    hint = catalogue.message("problems.did_you_mean", meant=facts["meant"]) if "meant" in facts else ""
    todo = f"{hint} {catalogue.message(f'problems.{code}.fix', **facts)}".strip()
    return f"{where}{what}{'' if code in UNNUMBERED else f' [{code}]'}\n  → {todo}"


def system_reason(reason: str, catalogue: Catalogue) -> str:
    """Translate the operating system's reason for a failure; one that is not known stays as the system words it."""
    for number, name in errno.errorcode.items():
        if reason == os.strerror(number) and catalogue.has(f"problems.reason.{name}"):
            return catalogue.message(f"problems.reason.{name}")
    return reason
