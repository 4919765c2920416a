"""The stepper: whatever is done in whatever order, nothing said is lost and nothing inactive reaches the plan."""

import random
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from micloud_helper.conditions import Value
from micloud_helper.guide import Guide, Question
from micloud_helper.interview import (
    Interview,
    active_answers,
    answer,
    back,
    change,
    inactive,
    progress,
    start,
)
from micloud_helper.loader import load_guide, read_answers
from micloud_helper.planner import plan
from micloud_helper.storage import Snapshot, Store

TODAY = date(2026, 11, 23)
TYPED = {"imei": ("490154203237518", "260531793113837"), "phone": ("0812-3456-7890",), "text": ("A 12/b", "ß “x”")}


@cache
def known() -> Guide:
    return load_guide()


def written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else value.isoformat()


class Sitting(RuleBasedStateMachine):
    """A person who answers, goes back, changes, saves and comes back, in any order."""

    @initialize()
    def begin(self) -> None:
        self.guide = known()
        self.state = start(self.guide)
        self.folder = Path(tempfile.mkdtemp())
        self.store = Store(self.folder, self.guide)
        self.store.begin(Snapshot(state=self.state, day=TODAY))

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    def value(self, question: Question, data: st.DataObject) -> Value:
        if question.kind == "date":
            return data.draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
        if question.kind == "choice":
            return data.draw(st.sampled_from(list(question.options)))
        several = [id for id in question.options if id != question.none]
        picked = data.draw(st.sets(st.sampled_from(several)))
        return tuple(id for id in several if id in picked) or (question.none or several[0],)

    @precondition(lambda self: self.state.at in self.guide.questions)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """Back asks the question before; what was said to this one stays as a proposal."""
        self.answer_and_look_back(self.value(self.guide.questions[self.state.at], data))

    @precondition(lambda self: self.state.at in self.guide.details)
    @rule(data=st.data())
    def type_in(self, data: st.DataObject) -> None:
        """The same holds for what is typed, or left empty."""
        check = self.guide.details[self.state.at].check
        self.answer_and_look_back(data.draw(st.sampled_from([(), TYPED[check][:1], TYPED[check][-1:]])))

    def answer_and_look_back(self, value: Value) -> None:
        before, self.state = self.state, answer(self.guide, self.state, value)
        again = back(self.guide, self.state)
        values = active_answers(self.guide, self.state).values
        active = {*values, *(id for id, detail in self.guide.details.items() if detail.when.holds(values))}
        order = [*self.guide.questions, *self.guide.details, None]
        between = order[order.index(before.at) + 1 : order.index(self.state.at)]
        if any(id in before.visited and id in active for id in between):
            # the answer leads over questions that were answered before: back leads to the last of those
            assert before.at != again.at in before.visited
        elif before.at not in before.visited and self.state.at not in before.visited:
            assert again.at == before.at
            assert again.visited == before.visited - {before.at}
        assert again.answers == self.state.answers

    @precondition(lambda self: self.state.at is not None)
    @rule(data=st.data())
    def answer_the_rest(self, data: st.DataObject) -> None:
        """Go on to the review without hesitating."""
        while self.state.at is not None:
            question = self.guide.questions.get(self.state.at)
            self.state = answer(self.guide, self.state, self.value(question, data) if question else ())

    @rule()
    def go_back(self) -> None:
        """Going back leads to something asked before, with its answer as a proposal; at the first question nowhere."""
        before, self.state = self.state, back(self.guide, self.state)
        assert self.state.answers == before.answers
        if before.at == next(iter(self.guide.questions)) and before.at not in before.visited:
            assert self.state == before
        elif before.at not in before.visited:
            assert before.visited - self.state.visited == {self.state.at}

    @rule()
    def go_back_all_the_way(self) -> None:
        """Back, again and again, ends at the first question; Enter all the way leads to where one was."""
        counts, end = active_answers(self.guide, self.state), self.state.at
        if end in self.state.visited:
            return
        state = self.state
        while (earlier := back(self.guide, state)) != state:
            state = earlier
        assert state.at == next(iter(self.guide.questions))
        while state.at != end:
            details = state.answers.details.get(state.at, ())
            state = answer(self.guide, state, state.answers.values.get(state.at, details))
        assert active_answers(self.guide, state) == counts

    @precondition(lambda self: self.state.at is None)
    @rule(data=st.data())
    def change_mind_twice(self, data: st.DataObject) -> None:
        """An answer changed and changed back gives the same answers: inactive ones are restored, none asked again."""
        before = active_answers(self.guide, self.state)
        id = data.draw(st.sampled_from(list(before.values)))
        self.state = change(self.guide, self.state, id)
        assert back(self.guide, self.state).at is None
        self.state = answer(self.guide, self.state, self.value(self.guide.questions[id], data))
        assert self.state.at is None or self.state.at not in before.values
        self.state = answer(self.guide, change(self.guide, self.state, id), before.values[id])
        assert self.state.at is None
        assert active_answers(self.guide, self.state) == before

    @precondition(lambda self: self.state.at is None)
    @rule(data=st.data())
    def change_for_good(self, data: st.DataObject) -> None:
        """At the review anything can be asked again."""
        counts = active_answers(self.guide, self.state)
        open_details = [id for id, detail in self.guide.details.items() if detail.when.holds(counts.values)]
        self.state = change(self.guide, self.state, data.draw(st.sampled_from([*counts.values, *open_details])))
        assert self.state.at is not None

    @precondition(lambda self: self.state.at is None)
    @rule(seed=st.integers(0, 9))
    def plan_it(self, seed: int) -> None:
        """The plan has what is active and nothing else; the order of the same answers in a file does not matter."""
        counts = active_answers(self.guide, self.state)
        made = plan(self.guide, self.state.answers, today=TODAY)
        assert made.answers.values == counts.values
        assert not inactive(self.guide, self.state) & made.answers.values.keys()
        lines = [f"{id}: {written(value)}" for id, value in counts.values.items()]
        random.Random(seed).shuffle(lines)
        assert read_answers(self.guide, "\n".join(lines).encode(), "f").values == counts.values

    @rule(language=st.sampled_from(["", "id", "en"]))
    def save_and_resume(self, language: str) -> None:
        """What is found on the next day is what was saved, the way back and inactive answers included."""
        saved = Snapshot(state=self.state, day=TODAY, language=language)
        self.store.save(saved)
        self.store.close()
        assert Store(self.folder, self.guide).find().snapshot == saved
        self.store.go_on()

    @invariant()
    def nothing_is_lost_or_counted_twice(self) -> None:
        """What is active and what is not do not meet, and a path without a question left is complete."""
        if not hasattr(self, "state"):
            return
        counts = active_answers(self.guide, self.state)
        assert not inactive(self.guide, self.state) & {*counts.values, *counts.details}
        number, total = progress(self.guide, self.state)
        assert self.state.at is None or 1 <= number <= total


Sitting.TestCase.settings = settings(
    max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestSitting = Sitting.TestCase


def answered(guide: Guide, **values: Value) -> list[Interview]:
    """Where the interview was after each answer, the beginning first."""
    states = [start(guide)]
    while states[-1].at in values:
        states.append(answer(guide, states[-1], values[states[-1].at]))
    return states


def test_answers_are_inactive_only_when_it_is_known_that_they_do_not_count(guide: Guide) -> None:
    """Answers behind an open question are not called inactive; those of a branch that was left are."""
    first = {"holder": "owner", "screen": "lost_mode", "account": "own", "progress": "not_applied", "remember": "email"}
    state = answered(guide, **first)[-1]
    again = answer(guide, change(guide, state, "progress"), "rejected")
    assert again.at == "applied_route"
    assert inactive(guide, again) == frozenset()
    waiting = answer(guide, change(guide, state, "progress"), "waiting")
    assert inactive(guide, waiting) == {"remember"}


def test_progress_never_promises_less_than_it_asks(guide: Guide) -> None:
    """The number of questions foreseen never grows on the way, whatever is answered."""
    longest = {
        "holder": "owner", "screen": "lost_mode", "account": "own", "progress": "rejected", "applied_route": "recover",
        "applied_on": TODAY, "remember": "both", "receive": "lost", "imei_at": ("box",), "lock_code": "noted",
        "box": "at_hand", "obtained": "shop", "proof": "paper", "camera": "available", "sms_number": "none",
    }  # fmt: skip
    totals = [progress(guide, state) for state in answered(guide, **longest) if state.at in longest]
    assert [number for number, _ in totals] == list(range(1, len(longest) + 1))
    assert [total for _, total in totals] == sorted((total for _, total in totals), reverse=True)


def test_only_what_is_asked_can_be_answered_or_changed(guide: Guide) -> None:
    """At the review nothing is being asked; what was not reached cannot be changed."""
    review = Interview(at=None)
    with pytest.raises(ValueError, match="nothing"):
        answer(guide, review, "owner")
    with pytest.raises(ValueError, match="screen"):
        change(guide, start(guide), "screen")
