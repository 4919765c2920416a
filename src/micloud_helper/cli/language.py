"""Which language to speak: what was asked for, else the environment, else the locale."""

import locale
import os

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import Problem, UsageError
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages
from micloud_helper.loader.nodes import redact
from micloud_helper.loader.reader import closest_match

__all__ = ["BOTH", "catalogues", "environment_language", "message_catalogue", "offered_languages"]

BOTH = "both"
VARIABLE = "MICLOUD_HELPER_LANG"


def offered_languages() -> tuple[str, ...]:
    """List the languages the program's own words come in."""
    return tuple(load_messages("dates")["full"])


def environment_language() -> str:
    """Find the language of messages before any option is read: the variable, else the locale; never fails."""
    offered = offered_languages()
    wished = os.environ.get(VARIABLE, "")
    if wished in offered:
        return wished
    names = [os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)]
    name = names[0] if names else (locale.getlocale()[0] or "")
    return next((language for language in offered if name.lower().startswith(language)), "en")


def message_catalogue(wished: str | None) -> Catalogue:
    """Give the words for messages about a guide that is not read yet. Raises UsageError for an unknown language."""
    if wished is not None and wished not in offered_languages():
        raise UsageError(
            Problem("unknown_language", {"word": redact(wished), "offered": ", ".join(offered_languages())})
        )
    return Catalogue(wished or environment_language(), load_messages)


def catalogues(guide: Guide, wished: str | None) -> tuple[Catalogue, ...]:
    """Give the words for `--lang`: one language, or all of the guide's for `both`.

    Raises UsageError for a language that the guide or the program does not speak.
    """
    offered = [language for language in guide.languages if language in offered_languages()]
    asked = wished or os.environ.get(VARIABLE) or None
    if asked is not None and asked not in (*offered, BOTH):
        facts = {"word": redact(asked) + ("" if wished else f" ({VARIABLE})"), "offered": ", ".join((*offered, BOTH))}
        if guess := closest_match(asked, (*offered, BOTH)):
            facts["meant"] = guess
        raise UsageError(Problem("unknown_language", facts))
    if asked == BOTH:
        return tuple(Catalogue(language, load_messages) for language in offered)
    language = asked or environment_language()
    return (Catalogue(language if language in offered else offered[0], load_messages),)
