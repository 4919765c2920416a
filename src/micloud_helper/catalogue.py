"""The program's own words in one language: prompts, headings, status words, messages."""

import errno
import os
from collections.abc import Callable, Mapping
from datetime import date

from micloud_helper.guide import Text


class Catalogue:
    """Says things in one language. A key is `area.name`, and `{facts}` in a text are filled in."""

    def __init__(self, language: str, area: Callable[[str], Mapping[str, Text]]) -> None:
        """Speak `language`; `area` gives the texts of an area such as `sheet` by key, when they are first needed."""
        self.language = language
        self.area = area

    def message(self, key: str, /, **facts: object) -> str:
        """Give a text with its facts filled in, in the first language where a new one lacks it.

        Raises KeyError for a key or fact that does not exist.
        """
        area, _, name = key.partition(".")
        text = self.area(area)[name]
        return text.get(self.language, next(iter(text.values()))).format_map(facts)

    def has(self, key: str) -> bool:
        """Tell whether there is such a text."""
        area, _, name = key.partition(".")
        return name in self.area(area)

    def reason(self, english: str) -> str:
        """Translate what the operating system says in English; a reason that is not known stays as it is."""
        names = (
            f"problems.reason.{name}" for number, name in errno.errorcode.items() if os.strerror(number) == english
        )
        return next((self.message(name) for name in names if self.has(name)), english)

    def day(self, day: date) -> str:
        """Write a date out in full, with its weekday."""
        return self.message(
            "dates.full",
            weekday=self.message(f"dates.weekday.{day.isoweekday()}"),
            day=day.day,
            month=self.message(f"dates.month.{day.month}"),
            year=day.year,
        )

    def in_language(self, language: str) -> "Catalogue":
        """Give the same words in another language."""
        return Catalogue(language, self.area)
