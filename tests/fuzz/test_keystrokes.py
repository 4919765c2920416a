"""Translations typed at random into the interview: an outcome or a documented ending, never anything else."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_fuzz import ENGLISH, TODAY, fuzz

from micloud_helper.errors import AnswersError, Stopped
from micloud_helper.guide import Guide
from micloud_helper.planner import plan
from micloud_helper.prompts.questions import hold_interview
from micloud_helper.prompts.session import open_session

WORDS = (
    "1",
    "2",
    "3",
    "4",
    "6",
    "1 2",
    "",
    "back",
    "kembali",
    "help",
    "bahasa",
    "save",
    "y",
    "260531793113837",
    "0812",
)
LINES = st.lists(st.sampled_from(WORDS) | st.sampled_from(WORDS[:6]) | st.text(max_size=30), max_size=60)


@fuzz
@given(LINES)
def test_any_lines_typed_end_well(guide: Guide, lines: list[str]) -> None:
    """Answers, words of command and noise in any order lead to a plan, or to an ending that has words."""
    typed = "\n".join(lines).encode("utf-8", "replace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
        patch.setattr(sys, "stderr", io.StringIO())
        try:
            answers = hold_interview(open_session(guide, ENGLISH, plain=True, store=None, today=TODAY))
        except (AnswersError, Stopped) as error:
            for problem in error.problems:
                assert ENGLISH.message(f"problems.{problem.code}.what", **problem.facts)
            return
        finally:
            patch.undo()
    assert plan(guide, answers, today=TODAY).route.id in guide.routes
