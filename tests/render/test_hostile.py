"""Text that looks like markup comes out as it went in; text that could hurt is refused at the door."""

from dataclasses import replace

import pytest
from reading import READ, items, plan_of, rendered, sheet_of, squeezed

from conftest import EXAMPLES
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.errors import AnswersError
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages, read_answers
from micloud_helper.sheet import Sheet, compose

SHORT = next(path for path in EXAMPLES if path.stem == "password-only")
HOSTILE = (
    "<b>fett</b><script>alert(1)</script>", "</textarea><!-- -->&amp;&lt;", "[bold]x[/bold][link=y]z[/]",
    "#let x = 1 #panic() #{}", "*x* _y_ __z__ ~~w~~", "`code` ``two``", "` `", "$x^2$ $$", "back\\slash \\n \\u{41}",
    "\"double\" 'single' ‘curly’", "{{ 7 * 7 }} {% raw %}", "{today} {0} %s %(x)s", "1. one", "- two", "+ three",
    "> four", "# five", "| a | b |", "![x](y) [z]: w", "https://evil.example/ www.evil.example", "a --- b -- c ... d",
    "= six", "שלום",
)  # fmt: skip
"""Short notes that mean something to one format or another."""
HARMFUL = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\u202eevil",
    "\u200fmark",
    "\u2066isolate",
    "a\nb",
    "x" * 10_000,
)


@pytest.mark.parametrize("note", HOSTILE)
@pytest.mark.parametrize("format", READ)
def test_a_note_comes_out_as_it_went_in(guide: Guide, format: str, note: str) -> None:
    """A typed note is text in every format, whatever it looks like."""
    made = sheet_of(guide, SHORT, details={"reference": (note,), "lock_code_text": (note,)})
    text = READ[format](rendered(format, made))
    assert squeezed(text).count(squeezed(note)) >= 2


@pytest.mark.parametrize("format", READ)
def test_a_guide_is_never_read_as_markup(guide: Guide, format: str) -> None:
    """Markup in the texts of a guide shows as it is, too."""
    made = with_hostile_texts(guide)
    text = squeezed(READ[format](rendered(format, made)))
    assert all(squeezed(without_braces(words)) in text for words in HOSTILE)
    assert all(squeezed(item) in text for item in items(plan_of(made), "id"))


def without_braces(words: str) -> str:
    """Braces are placeholders in a guide: the loader refuses any other."""
    return words.replace("{", "(").replace("}", ")")


def with_hostile_texts(guide: Guide) -> tuple[Sheet, Checklist]:
    _, checklist = sheet_of(guide, SHORT)
    texts = [{"id": without_braces(words)} for words in HOSTILE]
    warning = next(iter(guide.warnings.values()))
    warnings = tuple(replace(warning, text=text) for text in texts)
    hostile = checklist._replace(warnings=warnings)
    return compose(hostile, [Catalogue("id", load_messages)]), hostile


@pytest.mark.parametrize("note", HARMFUL)
def test_what_could_hurt_is_refused(guide: Guide, note: str) -> None:
    """Escape sequences, marks that turn the reading direction, and endless text never get in."""
    quoted = "".join(f"\\U{ord(letter):08x}" for letter in note)
    with pytest.raises(AnswersError) as caught:
        read_answers(guide, SHORT.read_bytes() + f'reference: "{quoted}"\n'.encode(), "answers.yaml")
    assert [problem.location.line for problem in caught.value.problems if problem.location] == [8]
