"""What commands say on the way: in which language, problems in words, notices, and how far they are."""

import locale
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import Problem, UsageError
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages
from micloud_helper.loader.nodes import redact
from micloud_helper.loader.reader import closest_match
from micloud_helper.render.ascii import in_ascii

WITHOUT_CODE = ("stopped", "stopped_saved", "many_stopped")
"""Problems that are none: who stops a program need not look anything up."""

REFRESHED_EVERY = 0.1
"""Seconds from one drawing of a progress bar to the next."""

BOTH = "both"
VARIABLE = "MICLOUD_HELPER_LANG"


def offered_languages() -> tuple[str, ...]:
    """List the languages the program's own words come in."""
    return tuple(load_messages("dates")["full"])


def language_of(arguments: Sequence[str]) -> str:
    """Choose the language of messages and help before the arguments are parsed; never fails."""
    offered = offered_languages()
    words = (part for word in arguments for part in word.split("=", 1))
    given = [value for option, value in pairwise(words) if option == "--lang"]
    for wanted in (*given[-1:], os.environ.get(VARIABLE)):
        if wanted in (*offered, BOTH):
            return offered[0] if wanted == BOTH else wanted
    found = filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")))
    name = next(found, None) or locale.getlocale()[0] or ""
    return next((language for language in offered if name.lower().startswith(language)), "en")


def catalogues(wanted: str | None, guide: Guide | None = None) -> tuple[Catalogue, ...]:
    """Give the catalogues for `--lang`, all of a guide's for `both`. Raises UsageError for a language not there."""
    own = offered_languages()
    offered = tuple(language for language in guide.languages if language in own) if guide else own
    choices = (*offered, BOTH) if guide else offered
    asked = wanted or (os.environ.get(VARIABLE) if guide else None)
    if asked and asked not in choices:
        raise unknown("unknown_language", asked, choices, word=redact(asked) + ("" if wanted else f" ({VARIABLE})"))
    language = asked or language_of(())
    spoken = offered if language == BOTH else (language if language in offered else offered[0],)
    return tuple(Catalogue(language, load_messages) for language in spoken)


def unknown(code: str, word: str, offered: Iterable[str], /, **facts: str) -> UsageError:
    """Say that a word is none of those offered, with the closest match as a hint."""
    known = tuple(offered)
    if match := closest_match(word, known):
        facts["meant"] = match
    return UsageError(Problem(code, {"word": redact(word), "offered": ", ".join(known), **facts}))


def write_to_stderr(text: str) -> None:
    """Write lines to standard error, broken between words on a terminal, spelt in ASCII where it takes nothing else."""
    if sys.stderr.isatty():
        from micloud_helper.prompts.screen import wrapped

        indented = ((line, len(line) - len(line.lstrip())) for line in text.splitlines())
        lines = (wrapped(line.strip(), first=" " * by, rest=" " * (by + 2)) for line, by in indented)
        text = "\n".join(line for broken in lines for line in broken)
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        text = in_ascii(text)
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def message(problems: Iterable[Problem], catalogue: Catalogue, *, codes: bool = True) -> str:
    """Write where each problem is and what happened, with what to do under it; no `codes` within a conversation."""
    return "\n".join(_one(problem, catalogue, codes=codes) for problem in problems)


def _one(problem: Problem, catalogue: Catalogue, *, codes: bool) -> str:
    code, facts = problem.code, dict(problem.facts)
    if "reason" in facts:
        facts["reason"] = catalogue.reason(facts["reason"])
    where = f"{problem.location}: " if problem.location else ""
    where += f"{facts['about']}: " if "about" in facts else ""
    what = catalogue.message(f"problems.{code}.what", **facts)
    hint = catalogue.message("problems.did_you_mean", meant=facts["meant"]) if "meant" in facts else ""
    todo = f"{hint} {catalogue.message(f'problems.{code}.fix', **facts)}".strip()
    return f"{where}{what}{f' [{code}]' if codes and code not in WITHOUT_CODE else ''}\n  → {todo}"


@contextmanager
def progress(text: str) -> Iterator[Callable[[int, int | None], None]]:
    """Give a function that shows, on a terminal, how much of how much is done; messages go above the bar."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # not refreshed by a thread: processes are forked meanwhile
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(text, total=None)
        last = 0.0

        def advance(done: int, total: int | None) -> None:
            nonlocal last
            due = bar.get_time() - last > REFRESHED_EVERY
            bar.update(task, completed=done, total=total, refresh=due)
            last = bar.get_time() if due else last

        yield advance
