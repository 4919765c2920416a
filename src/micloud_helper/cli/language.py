"""Chooses the language: `--lang`, else the environment variable, else the locale."""

import locale
import os
from collections.abc import Sequence
from itertools import pairwise

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import Problem, UsageError
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages
from micloud_helper.loader.nodes import redact
from micloud_helper.loader.reader import closest_match

BOTH = "both"
VARIABLE = "MICLOUD_HELPER_LANG"


def offered_languages() -> tuple[str, ...]:
    """List the languages the program's own words come in."""
    return tuple(load_messages("dates")["full"])


def language_of(arguments: Sequence[str]) -> str:
    """Choose the language of messages and help before the arguments are parsed; never fails."""
    offered = offered_languages()
    given = [value for option, value in pairwise(arguments) if option == "--lang"]
    given += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    for wanted in (*given[-1:], os.environ.get(VARIABLE)):
        if wanted == BOTH:
            return offered[0]
        if wanted in offered:
            return wanted
    names = [os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)]
    name = names[0] if names else (locale.getlocale()[0] or "")
    return next((language for language in offered if name.lower().startswith(language)), "en")


def catalogues(wanted: str | None, guide: Guide | None = None) -> tuple[Catalogue, ...]:
    """Give the catalogues for `--lang`: one language, or all of a guide's for `both`.

    Raises UsageError for a language that the guide or the program does not have.
    """
    own = offered_languages()
    offered = [language for language in guide.languages if language in own] if guide else list(own)
    choices = (*offered, BOTH) if guide else tuple(offered)
    asked = wanted or (os.environ.get(VARIABLE) if guide else None) or None
    if asked is not None and asked not in choices:
        facts = {"word": redact(asked) + ("" if wanted else f" ({VARIABLE})"), "offered": ", ".join(choices)}
        if match := closest_match(asked, choices):
            facts["meant"] = match
        raise UsageError(Problem("unknown_language", facts))
    if asked == BOTH:
        return tuple(Catalogue(language, load_messages) for language in offered)
    language = asked or language_of(())
    return (Catalogue(language if language in offered else offered[0], load_messages),)
