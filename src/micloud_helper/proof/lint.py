"""Lint of meaning: a guide may be well formed and still say nothing, twice, or what nobody ever sees."""

from collections.abc import Iterator
from datetime import date

from micloud_helper.catalogue import Catalogue
from micloud_helper.decision import deciding
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages
from micloud_helper.proof.coverage import Contexts, spots_of_decisions, spots_on_sheets
from micloud_helper.proof.elements import Places
from micloud_helper.proof.lint_logic import LOGIC_RULES
from micloud_helper.proof.lint_texts import TEXT_RULES
from micloud_helper.proof.report import Finding
from micloud_helper.proof.subject import Rule, Subject
from micloud_helper.proof.walk import Classes, classes_of, walk

__all__ = ["RULES", "lint"]

RULES: tuple[Rule, ...] = (*LOGIC_RULES, *TEXT_RULES)


def lint(guide: Guide, classes: Classes, contexts: Contexts, places: Places, today: date) -> Iterator[Finding]:
    """Apply every rule; `contexts` is what the walk over the answer `classes` met."""
    deciding_classes = classes_of(guide, [when for _, when in deciding(guide)], today)
    sets = tuple(walk(guide, deciding_classes))
    spoken = load_messages("rules")["colours"]
    subject = Subject(
        guide=guide,
        classes=classes,
        contexts=contexts,
        on_sheets=tuple(spots_on_sheets(guide, contexts)),
        sets=sets,
        deciding_classes=deciding_classes,
        deciding=tuple(spots_of_decisions(guide, sets)),
        today=today,
        words={language: Catalogue(language, load_messages) for language in guide.languages if language in spoken},
    )
    for rule in RULES:
        for path, facts in rule.find(subject):
            yield Finding(places.at(path), rule.code, rule.severity, facts)
