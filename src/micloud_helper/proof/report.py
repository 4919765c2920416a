"""What an examination found: problems of structure, findings of meaning, broken rules of the plan, and figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from micloud_helper.answers import Answers
from micloud_helper.errors import Location, Problem

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doubtful in a sound guide: a code of `rules.yaml`, its place and facts."""

    location: Location
    code: str
    severity: Severity
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """A rule of `rules.yaml` that does not hold for every plan, and the shortest answers that break it."""

    code: str
    facts: Mapping[str, str]
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much was looked at: all `sets` of answers, and so many `sheets`, each in one language."""

    questions: int
    documents: int
    routes: int
    sets: int
    sheets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it. Without structure there are only `problems`; `counterexamples` has one entry per broken rule."""

    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    counterexamples: tuple[Counterexample, ...] = ()
    figures: Figures | None = None

    @property
    def sound(self) -> bool:
        """Tell whether the guide may be used; warnings alone do not forbid it."""
        return not (self.problems or self.counterexamples or any(it.severity == "error" for it in self.findings))
