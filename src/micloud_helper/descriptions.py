"""Says conditions in words, for people who check a guide without reading YAML."""

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import All, AnyOf, Condition, Is, Not
from micloud_helper.guide import Guide, fill

__all__ = ["describe_condition"]


def describe_condition(guide: Guide, when: Condition, words: Catalogue) -> str:
    """Say when a condition holds, in the words for the answers; empty where it always does."""
    if isinstance(when, Is):
        known = (*guide.questions[when.question].options,) if when.question in guide.questions else (*guide.routes,)
        values = [value for value in known if value in when.values] or sorted(when.values)
        return words.message("conditions.any").join(_value(guide, when.question, value, words) for value in values)
    if isinstance(when, Not):
        return words.message("conditions.not", condition=describe_condition(guide, when.part, words))
    assert isinstance(when, (All, AnyOf))
    joint = words.message("conditions.all" if isinstance(when, All) else "conditions.any")
    in_all = isinstance(when, All) and len(when.parts) > 1
    return joint.join(filter(None, (_part(guide, part, words, in_all=in_all) for part in when.parts)))


def _part(guide: Guide, when: Condition, words: Catalogue, *, in_all: bool) -> str:
    """Say a part of a condition, in brackets where it has parts itself, or is a choice among what must all hold."""
    said = describe_condition(guide, when, words)
    if isinstance(when, Is):
        return f"({said})" if in_all and len(when.values) > 1 else said
    return f"({said})" if isinstance(when, (All, AnyOf)) and len(when.parts) > 1 else said


def _value(guide: Guide, question: str, value: str, words: Catalogue) -> str:
    if question in guide.questions:
        return fill(guide, guide.questions[question].options[value].said, words.language, None)
    if question == "route":
        return fill(guide, guide.routes[value].title, words.language, None)
    if question == "typed":
        return words.message("conditions.typed", detail=fill(guide, guide.details[value].label, words.language, None))
    return words.message(f"conditions.timing.{value}")
