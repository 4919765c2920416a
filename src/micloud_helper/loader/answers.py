"""Reads an answers file: a strict contract, every fault with its place, all at once."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from micloud_helper.answers import Answers, asked
from micloud_helper.conditions import Value
from micloud_helper.errors import AnswersError, Location, Problem
from micloud_helper.guide import Detail, Guide, Question
from micloud_helper.identifiers import check_detail
from micloud_helper.loader.nodes import MAX_BYTES, Listing, Mapping, Node, Scalar, compose, redact
from micloud_helper.loader.reader import Reader, closest_match

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
"""Within these days an answer can be reckoned with in every format; beyond them it is a slip."""

REMEMBERED = 4096
"""So many answers as they were written are kept with what they mean: many cases have most of them in common."""

__all__ = ["load_answers", "read_answers", "read_entries", "read_words"]


def load_answers(guide: Guide, path: Path) -> Answers:
    """Read the answers file at `path` (YAML or JSON). Raises AnswersError with all faults."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # one more than allowed is enough to refuse it
    except OSError as error:
        raise AnswersError(Problem("file_unreadable", {"reason": error.strerror or ""}, Location(str(path)))) from error
    return read_answers(guide, data, str(path))


def read_answers(guide: Guide, data: bytes, file: str, *, line: int = 0) -> Answers:
    """Read answers from bytes. `line` tells where they stand, for one line out of many.

    Raises AnswersError with all faults: unknown names and values, answers not asked for, answers missing.
    """
    root, problems = compose(data, file, private=True)
    if isinstance(root, Mapping):
        problems += _cut_short(guide, root, data.decode("utf-8-sig").splitlines(), file)
        return read_entries(guide, root, file, problems, line=line)
    if not problems:
        problems.append(Problem("empty_file" if root is None else "not_answers", {}, Location(file)))
    raise _all(problems, line)


def _cut_short(guide: Guide, root: Mapping, lines: list[str], file: str) -> list[Problem]:
    """Find typed values behind which YAML took the rest for a comment: `Order #12` would be printed as `Order`."""
    found = []
    for key, value in root.entries:
        for node in value.items if isinstance(value, Listing) else [value]:
            if key.text in guide.details and isinstance(node, Scalar) and node.plain:
                rest = lines[node.line - 1][node.column - 1 + len(node.text) :] if node.line <= len(lines) else ""
                if node.text and rest.lstrip().startswith("#"):
                    place = Location(file, node.line, node.column)
                    found.append(Problem("detail_comment", {"question": key.text}, place))
    return found


def read_entries(guide: Guide, root: Mapping, file: str, problems: list[Problem], *, line: int = 0) -> Answers:
    """Read answers that were taken apart already. Raises AnswersError with `problems` and all further faults."""
    answers = _Sheet(guide, Reader(file, problems, show=redact)).read(root)
    if problems:
        raise _all(problems, line)
    return answers


def read_words(guide: Guide, entries: Sequence[tuple[str, str | tuple[str, ...]]]) -> Answers | None:
    """Read answers given as words and lists of words; None if anything is wrong: `read_answers` tells what, and where.

    It keeps what it read last, so that another case with the same words is read faster.
    """
    values: dict[str, Value] = {}
    details: dict[str, tuple[str, ...]] = {}
    for id, written in entries:
        if id in guide.questions and (value := _value_of(guide, id, written)) is not None:
            values[id] = value
        elif id in guide.details and (given := _detail_of(guide, id, written)):
            details[id] = given
        else:
            return None
    counted, missing = asked(guide, values)
    as_asked = missing is None and len(counted) == len(values) and len(values) + len(details) == len(entries)
    return Answers(values=counted, details=details) if as_asked else None


@lru_cache(REMEMBERED)
def _value_of(guide: Guide, id: str, written: str | tuple[str, ...]) -> Value | None:
    problems: list[Problem] = []
    value = _Sheet(guide, Reader("", problems))._value(guide.questions[id], _quoted(written))
    return None if problems else value


def _detail_of(guide: Guide, id: str, written: str | tuple[str, ...]) -> tuple[str, ...]:
    problems: list[Problem] = []
    given = _Sheet(guide, Reader("", problems))._detail(guide.details[id], _quoted(written))
    return () if problems else given


def _quoted(written: str | tuple[str, ...]) -> Node:
    if isinstance(written, str):
        return Scalar(1, 1, written, plain=False)
    return Listing(1, 1, [Scalar(1, 1, word, plain=False) for word in written])


def _all(problems: list[Problem], line: int) -> AnswersError:
    return AnswersError([_moved(problem, line) for problem in sorted(problems, key=_position)])


def _position(problem: Problem) -> tuple[int, int]:
    return (problem.location.line, problem.location.column) if problem.location else (0, 0)


def _moved(problem: Problem, line: int) -> Problem:
    if not line or problem.location is None:
        return problem
    column = problem.location.column if problem.location.line == 1 else 1  # past its end: the whole line
    return Problem(problem.code, problem.facts, Location(problem.location.file, line, column))


class _Sheet:
    """Reads one mapping of answers against a guide."""

    def __init__(self, guide: Guide, reader: Reader) -> None:
        self.guide = guide
        self.reader = reader
        self.values: dict[str, Value] = {}
        self.details: dict[str, tuple[str, ...]] = {}
        self.keys: dict[str, Scalar] = {}
        self.doubtful: set[str] = set()

    def read(self, root: Mapping) -> Answers:
        """Take the entries one by one, then compare them with the path they make."""
        known = (*self.guide.questions, *self.guide.details)
        for key, node in root.entries:
            blank = isinstance(node, Scalar) and node.plain and node.implicit == "null"
            if key.text in self.keys:
                continue  # reported as a duplicate key already
            if key.text not in self.guide.questions and key.text not in self.guide.details:
                self.reader.unknown("unknown_question", key, key.text, known)
                self.doubtful.add(closest_match(key.text, known))
            elif not blank:  # an unfilled line of the template says nothing
                self.keys[key.text] = key
                self._take(key.text, node)
        self._compare(root)
        return Answers(values=self.values, details=self.details)

    def _take(self, id: str, node: Node) -> None:
        if id in self.guide.details:
            self.details[id] = self._detail(self.guide.details[id], node)
            return
        value = self._value(self.guide.questions[id], node)
        if value is None:
            self.doubtful.add(id)
        else:
            self.values[id] = value

    def _value(self, question: Question, node: Node) -> Value | None:
        if question.kind == "date":
            return self._day(node)
        if question.kind == "choice":
            if not isinstance(node, Scalar):
                self.reader.report("one_answer_only", node, question=question.id)
                return None
            return self._option(question, node)
        return self._choices(question, node)

    def _day(self, node: Node) -> date | None:
        day = self.reader.day(node)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            self.reader.report("date_out_of_range", node)
            return None
        return day

    def _option(self, question: Question, node: Node) -> str | None:
        if isinstance(node, Scalar) and node.text in question.options:
            return node.text
        if not isinstance(node, Scalar):
            self.reader.report("not_a_word", node)
            return None
        guess = closest_match(node.text, question.options)
        facts = {"question": question.id, "word": redact(node.text), "offered": ", ".join(question.options)}
        self.reader.report("value_not_offered", node, **facts, **({"meant": guess} if guess else {}))
        return None

    def _choices(self, question: Question, node: Node) -> tuple[str, ...] | None:
        if not isinstance(node, Listing):
            word = redact(node.text) if isinstance(node, Scalar) else "…"
            self.reader.report("list_expected", node, question=question.id, word=word)
            return None
        picked = [self._option(question, item) for item in node.items]
        if None in picked:
            return None
        if not picked:
            self.reader.report("empty_list", node)
            return None
        if len(set(picked)) < len(picked):
            self.reader.report("value_twice", node, word=next(word for word in picked if picked.count(word) > 1) or "")
            return None
        if question.none in picked and len(picked) > 1:
            self.reader.report("stands_alone", node, word=question.none or "")
            return None
        return tuple(id for id in question.options if id in picked)

    def _detail(self, detail: Detail, node: Node) -> tuple[str, ...]:
        nodes = node.items if isinstance(node, Listing) else [node]
        if not nodes or len(nodes) > detail.many:
            self.reader.report("detail_count", node, question=detail.id, limit=str(detail.many))
            return ()
        found = []
        for item in nodes:
            text = item.text if isinstance(item, Scalar) else ""
            result = check_detail(detail.check, text)
            if result.slip:
                self.reader.report(f"detail_{result.slip}", item, question=detail.id)
            elif result.value in found:
                self.reader.report("detail_twice", item, question=detail.id)
            else:
                found.append(result.value)
        return tuple(found)

    def _compare(self, root: Mapping) -> None:
        """Report answers not asked for, and missing ones, as far as the answers given decide it."""
        counted: dict[str, Value] = {}
        undecided = set(self.doubtful)
        for question in self.guide.questions.values():
            if undecided and not undecided.isdisjoint(it.question for it in question.when.comparisons()):
                undecided.add(question.id)
            elif not question.when.holds(counted):
                if question.id in self.keys:
                    self._stray(question, counted)
            elif question.id in self.values:
                counted[question.id] = self.values[question.id]
            elif question.id not in self.doubtful:
                offered = ", ".join(question.options) or "2026-11-23"
                self.reader.report("answer_missing", root, question=question.id, offered=offered)
                undecided.add(question.id)

    def _stray(self, question: Question, counted: dict[str, Value]) -> None:
        because = ", ".join(
            f"{id}: {_written(counted[id])}" for id in dict.fromkeys(question.when.reasons(counted)) if id in counted
        )
        self.reader.report("answer_not_asked", self.keys[question.id], question=question.id, because=because or "–")


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else value.isoformat()
