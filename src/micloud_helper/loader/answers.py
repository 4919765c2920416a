"""Reads an answers file: a strict contract, every fault with its place, all at once."""

from datetime import date
from pathlib import Path

from micloud_helper.answers import Answers
from micloud_helper.conditions import Value
from micloud_helper.errors import AnswersError, Location, Problem
from micloud_helper.guide import Detail, Guide, Question
from micloud_helper.identifiers import check_detail
from micloud_helper.loader.nodes import Listing, Mapping, Node, Scalar, compose
from micloud_helper.loader.reader import Reader, all_at_once, listed, read_file

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
"""Within these days an answer can be reckoned with in every format; one beyond them is a typing error."""


def load_answers(guide: Guide, path: Path) -> Answers:
    """Read the answers file at `path` (YAML or JSON). Raises AnswersError with all faults."""
    return read_answers(guide, read_file(path, AnswersError), str(path))


def read_answers(guide: Guide, data: bytes, file: str, *, line: int = 0) -> Answers:
    """Read answers from bytes. `line` tells where they stand, for one line out of many.

    Raises AnswersError with all faults: unknown names and values, answers not asked for, answers missing.
    """
    root, problems = compose(data, file, private=True)
    reader = AnswersReader(guide, file, problems)
    with all_at_once(problems, AnswersError, line=line):
        if isinstance(root, Mapping):
            reader.refuse_comments(root, data.decode("utf-8-sig").splitlines())
            reader.read(root)
        elif not problems:
            problems.append(Problem("empty_file" if root is None else "not_answers", {}, Location(file, 1, 1)))
    return Answers(values=reader.values, details=reader.details)


class AnswersReader(Reader):
    """Reads one mapping of answers against a guide; no message repeats what may be personal."""

    def __init__(self, guide: Guide, file: str, problems: list[Problem]) -> None:
        """Collect what is wrong into `problems`, and what was answered into `values` and `details`."""
        super().__init__(file, problems, private=True)
        self.guide = guide
        self.values: dict[str, Value] = {}
        self.details: dict[str, tuple[str, ...]] = {}
        self.about = ""

    def report(self, code: str, node: Node, **facts: str) -> None:
        """Note a problem; one with an answer names its question, also where the message itself does not."""
        about = {"about": self.about} if self.about and "question" not in facts else {}
        super().report(code, node, **facts, **about)

    def refuse_comments(self, root: Mapping, lines: list[str]) -> None:
        """Report typed values of which YAML took the rest for a comment: `Order #12` would be printed as `Order`."""
        for key, value in root.entries:
            for node in value.items if isinstance(value, Listing) else [value]:
                if key.text in self.guide.details and isinstance(node, Scalar) and node.plain:
                    rest = lines[node.line - 1][node.column - 1 + len(node.text) :] if node.line <= len(lines) else ""
                    if node.text and rest.lstrip().startswith("#"):
                        self.report("detail_comment", node, question=key.text)

    def read(self, root: Mapping) -> None:
        """Take the entries one by one, then compare them with the path they make."""
        known = (*self.guide.questions, *self.guide.details)
        keys: dict[str, Scalar] = {}
        doubtful: set[str] = set()
        for key, node in root.entries:
            self.about, id = "", key.text
            if id not in self.guide.questions and id not in self.guide.details:
                doubtful.add(self.unknown("unknown_question", key, id, known))
                continue
            if isinstance(node, Scalar) and node.implicit == "null":
                continue  # an unfilled line of the template says nothing
            keys[id] = key
            self.about = id
            if id in self.guide.details:
                self.details[id] = self.detail(self.guide.details[id], node)
            elif (value := self.answer(self.guide.questions[id], node)) is not None:
                self.values[id] = value
            else:
                doubtful.add(id)
        self.about = ""
        self.compare(root, keys, doubtful)

    def answer(self, question: Question, node: Node) -> Value | None:
        """Read the answer to a question; None where it is none."""
        if question.kind == "date":
            day = self.day(node)
            if day is not None and not FIRST_DAY <= day <= LAST_DAY:
                self.report("date_out_of_range", node)
                return None
            return day
        if question.kind == "choices":
            return self.options(question, node)
        if not isinstance(node, Scalar):
            self.report("one_answer_only", node, question=question.id)
            return None
        return self.option(question, node)

    def option(self, question: Question, node: Node) -> str | None:
        """Read one of the options."""
        if not isinstance(node, Scalar):
            self.report("not_a_word", node)
        elif node.text in question.options:
            return node.text
        else:
            self.unknown("value_not_offered", node, node.text, question.options, question=question.id)
        return None

    def options(self, question: Question, node: Node) -> tuple[str, ...] | None:
        """Read a list of options; they come in the guide's order."""
        if not isinstance(node, Listing):
            word = self.show(node.text) if isinstance(node, Scalar) else "…"
            self.report("list_expected", node, question=question.id, word=word)
            return None
        count = len(self.found)
        picked: dict[str, None] = {}
        for item in node.items:
            option = self.option(question, item)
            if option in picked:
                self.report("value_twice", node, word=option)
                return None
            if option is not None:
                picked[option] = None
        if not node.items:
            self.report("empty_list", node)
        elif question.none in picked and len(node.items) > 1:
            self.report("stands_alone", node, word=question.none or "")
        return tuple(id for id in question.options if id in picked) if len(self.found) == count else None

    def detail(self, detail: Detail, node: Node) -> tuple[str, ...]:
        """Read what was typed for a detail, one value or a list."""
        nodes = node.items if isinstance(node, Listing) else [node]
        if not 0 < len(nodes) <= detail.many:
            self.report("detail_count", node, question=detail.id, limit=str(detail.many))
            return ()
        found: list[str] = []
        for item in nodes:
            result = check_detail(detail.check, item.text if isinstance(item, Scalar) else "")
            if result.error:
                self.report(f"detail_{result.error}", item, question=detail.id)
            elif result.value in found:
                self.report("detail_twice", item, question=detail.id)
            else:
                found.append(result.value)
        return tuple(found)

    def compare(self, root: Mapping, keys: dict[str, Scalar], doubtful: set[str]) -> None:
        """Report answers not asked for, and missing ones, as far as the answers that are not doubtful decide it."""
        active: dict[str, Value] = {}
        undecided = set(doubtful)
        for id, question in self.guide.questions.items():
            if undecided and not undecided.isdisjoint(it.question for it in question.when.comparisons()):
                undecided.add(id)
            elif not question.when.holds(active):
                if id in keys:
                    reasons = [it for it in dict.fromkeys(question.when.reasons(active)) if it in active]
                    because = ", ".join(f"{it}: {_written(active[it])}" for it in reasons)
                    self.report("answer_not_asked", keys[id], question=id, because=because or "–")
            elif id in self.values:
                active[id] = self.values[id]
            elif id not in doubtful:
                offered = listed(question.options) if question.options else "2026-11-23"
                self.report("answer_missing", root, question=id, offered=offered)
                undecided.add(id)


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else value.isoformat()
