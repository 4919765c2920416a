"""The stepper: whatever is done in whatever order, nothing said is lost and nothing parked reaches the plan."""

import random
import shutil
import tempfile
from collections.abc import Iterator
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
    Event,
    Interview,
    back,
    change,
    counting,
    parked,
    progress,
    question_of,
    start,
    step,
)
from micloud_helper.loader import load_guide, read_answers
from micloud_helper.planner import plan
from micloud_helper.storage import Mark, Store

TODAY = date(2026, 11, 23)
TYPED = {"imei": ("490154203237518", "260531793113837"), "phone": ("0812-3456-7890",), "text": ("A 12/b", "ß “x”")}


@cache
def known() -> Guide:
    return load_guide()


def past(state: Interview | None) -> Iterator[Interview]:
    """Walk back through all earlier states."""
    while state is not None:
        yield state
        state = state.previous


def written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else value.isoformat()


class Sitting(RuleBasedStateMachine):
    """A person who answers, goes back, changes, saves, switches language and comes back, in any order."""

    @initialize()
    def begin(self) -> None:
        self.guide = known()
        self.state = start(self.guide)
        self.language = "id"
        self.ticks: frozenset[str] = frozenset()
        self.folder = Path(tempfile.mkdtemp())
        self.store = Store(self.folder)
        self.store.begin(self.guide, (), TODAY)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    def do(self, event: Event) -> None:
        self.state = step(self.guide, self.state, event)
        self.store.add(event, TODAY)

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
        """Back undoes an answer exactly."""
        before = self.state
        self.do(Event("answer", before.at, self.value(self.guide.questions[before.at], data)))
        assert back(self.state) == before

    @precondition(lambda self: self.state.at in self.guide.details)
    @rule(data=st.data())
    def type_in(self, data: st.DataObject) -> None:
        """Back undoes what was typed, or left empty, exactly."""
        before = self.state
        detail = self.guide.details[before.at]
        self.do(
            Event(
                "type", before.at, data.draw(st.sampled_from([(), TYPED[detail.check][:1], TYPED[detail.check][-1:]]))
            )
        )
        assert back(self.state) == before

    @precondition(lambda self: self.state.at is not None)
    @rule(data=st.data())
    def answer_the_rest(self, data: st.DataObject) -> None:
        """Go on to the review without hesitating."""
        while self.state.at is not None:
            question = self.guide.questions.get(self.state.at)
            event = (
                Event("answer", question.id, self.value(question, data)) if question else Event("type", self.state.at)
            )
            self.do(event)

    @rule()
    def go_back(self) -> None:
        """Going back leads to the state before, and at the first question nowhere."""
        expected = self.state.previous or self.state
        self.do(Event("back"))
        assert self.state == expected

    @precondition(lambda self: self.state.at is None)
    @rule(data=st.data())
    def change_mind_twice(self, data: st.DataObject) -> None:
        """An answer changed and changed back gives the same answers: parked ones are restored, none is asked again."""
        before = counting(self.guide, self.state)
        id = data.draw(st.sampled_from(list(before.values)))
        self.do(Event("change", id))
        self.do(Event("answer", id, self.value(self.guide.questions[id], data)))
        assert self.state.at is None or self.state.at not in before.values
        self.do(Event("change", id))
        self.do(Event("answer", id, before.values[id]))
        assert self.state.at is None
        assert counting(self.guide, self.state) == before

    @precondition(lambda self: self.state.at is None)
    @rule(data=st.data())
    def change_for_good(self, data: st.DataObject) -> None:
        """At the review anything can be asked again."""
        counts = counting(self.guide, self.state)
        open_details = [id for id, detail in self.guide.details.items() if detail.when.holds(counts.values)]
        self.do(Event("change", data.draw(st.sampled_from([*counts.values, *open_details]))))
        assert question_of(self.guide, self.state) is not None

    @precondition(lambda self: self.state.at is None)
    @rule(seed=st.integers(0, 9))
    def plan_it(self, seed: int) -> None:
        """The plan has what counts and nothing parked; the order of the same answers in a file does not matter."""
        counts = counting(self.guide, self.state)
        made = plan(self.guide, self.state.answers, today=TODAY)
        assert made.answers.values == counts.values
        assert not parked(self.guide, self.state) & made.answers.values.keys()
        lines = [f"{id}: {written(value)}" for id, value in counts.values.items()]
        random.Random(seed).shuffle(lines)
        assert read_answers(self.guide, "\n".join(lines).encode(), "f").values == counts.values

    @rule(language=st.sampled_from(["id", "en"]))
    def switch_language(self, language: str) -> None:
        self.language = language
        self.store.add(Mark("language", language), TODAY)

    @rule(id=st.sampled_from(["imei", "box_photo"]), on=st.booleans())
    def tick(self, id: str, on: bool) -> None:
        self.ticks = self.ticks | {id} if on else self.ticks - {id}
        self.store.add(Mark("tick" if on else "untick", id), TODAY)

    @precondition(lambda self: self.state.previous is not None)
    @rule()
    def save_and_resume(self) -> None:
        """What is found on the next day is the state before, the whole way back included."""
        self.store.close()
        case = Store(self.folder).find(self.guide).case
        assert case is not None
        assert list(past(case.state)) == list(past(self.state))
        assert [state.remembered for state in past(case.state)] == [state.remembered for state in past(self.state)]
        assert case.language in ("", self.language)
        assert case.ticks == self.ticks
        self.store.go_on()
        self.state = case.state

    @invariant()
    def nothing_is_lost_or_counted_twice(self) -> None:
        """What counts and what is parked do not meet, and a path without a question left is complete."""
        if not hasattr(self, "state"):
            return
        counts = counting(self.guide, self.state)
        assert not parked(self.guide, self.state) & {*counts.values, *counts.details}
        number, total = progress(self.guide, self.state)
        assert self.state.at is None or 1 <= number <= total


Sitting.TestCase.settings = settings(
    max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestSitting = Sitting.TestCase


def answered(guide: Guide, **values: Value) -> Interview:
    state = start(guide)
    while state.at in values:
        state = step(guide, state, Event("answer", state.at, values[state.at]))
    return state


def test_parked_answers_wait_until_it_is_known_that_they_do_not_count(guide: Guide) -> None:
    """Answers behind an open question are not called parked; those of a branch that was left are."""
    first = {"holder": "owner", "screen": "lost_mode", "account": "own", "progress": "not_applied", "remember": "email"}
    state = answered(guide, **first)
    again = step(guide, change(guide, state, "progress"), Event("answer", "progress", "rejected"))
    assert again.at == "applied_route"
    assert parked(guide, again) == frozenset()
    waiting = step(guide, change(guide, state, "progress"), Event("answer", "progress", "waiting"))
    assert parked(guide, waiting) == {"remember"}


def test_progress_never_promises_less_than_it_asks(guide: Guide) -> None:
    """The number of questions foreseen never grows on the way, whatever is answered."""
    longest = {
        "holder": "owner", "screen": "lost_mode", "account": "own", "progress": "rejected", "applied_route": "recover",
        "applied_on": TODAY, "remember": "both", "receive": "lost", "imei_at": ("box",), "lock_code": "noted",
        "box": "at_hand", "obtained": "shop", "proof": "paper", "camera": "available", "sms_number": "none",
    }  # fmt: skip
    totals = [progress(guide, state) for state in past(answered(guide, **longest)) if state.at in longest]
    assert [number for number, _ in totals] == list(range(len(longest), 0, -1))
    assert [total for _, total in totals] == sorted(total for _, total in totals)


@pytest.mark.parametrize("event", [Event("answer", "screen", "dark"), Event("type", "imei"), Event("change", "screen")])
def test_only_what_is_asked_can_be_answered(guide: Guide, event: Event) -> None:
    """An answer to another question than the one being asked is refused."""
    with pytest.raises(ValueError, match=event.id):
        step(guide, start(guide), event)
