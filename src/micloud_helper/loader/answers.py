"""Reads answers: a strict contract, every fault with its place, all at once.

They stand in a file of their own, or as one case of many in a file that is never held whole: JSON Lines, or CSV with a
header.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from itertools import islice, zip_longest
from pathlib import Path
from typing import BinaryIO, NamedTuple

from micloud_helper.answers import Answers
from micloud_helper.conditions import Value
from micloud_helper.errors import AnswersError, Location, Problem
from micloud_helper.guide import Detail, Guide, Question
from micloud_helper.loader.nodes import ABSENT, Node
from micloud_helper.loader.reader import MAX_PROBLEMS, Reader, listed, read_file

DELIMITERS = (",", ";", "\t")
MAX_CASE_BYTES = 100_000
"""A longer line is none of ours, and many of them would fill the memory."""

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
"""Within these days an answer can be reckoned with in every format; one beyond them is a typing error."""


def load_answers(guide: Guide, path: Path) -> Answers:
    """Read the answers file at `path` (YAML or JSON). Raises AnswersError with all faults."""
    return read_answers(guide, read_file(path, AnswersError), str(path))


def read_answers(guide: Guide, written: bytes | Node, file: str, *, line: int = 0, whole: bool = True) -> Answers:
    """Read answers from bytes, or from a row of a table. `line` tells where they stand, for one line out of many.

    Raises AnswersError with all faults: unknown names and values; where they should be `whole`, also answers not asked
    for and answers missing.
    """
    reader = AnswersReader(guide, file)
    with reader.all_at_once(AnswersError, line=line):
        root = written if isinstance(written, Node) else reader.compose(written)
        if root.kind == "mapping":
            reader.read(root, whole=whole)
        elif not reader.found:
            reader.report("empty_file" if root is ABSENT else "not_answers", Node(1, 1))
    return Answers(values=reader.values, details=reader.details)


class AnswersReader(Reader):
    """Reads one mapping of answers against a guide; no message repeats what may be personal."""

    def __init__(self, guide: Guide, file: str) -> None:
        """Collect what was answered into `values` and `details`."""
        super().__init__(file, private=True)
        self.guide = guide
        self.values: dict[str, Value] = {}
        self.details: dict[str, tuple[str, ...]] = {}
        self.about = ""

    def report(self, code: str, at: Node, **facts: str) -> None:
        """Note a problem; one with an answer names its question, also where the message itself does not."""
        about = {"about": self.about} if self.about and "question" not in facts else {}
        super().report(code, at, **facts, **about)

    def read(self, root: Node, *, whole: bool = True) -> None:
        """Take the entries one by one; where they should be `whole`, compare them with the path they make."""
        known = (*self.guide.questions, *self.guide.details)
        keys: dict[str, Node] = {}
        doubtful: set[str] = set()
        lines = self.written.splitlines()
        for key, node in root.entries:
            self.about, id = "", key.text
            if key.kind == "absent":
                self.report("cell_without_question", key)
                continue
            if id not in self.guide.questions and id not in self.guide.details:
                doubtful.add(self.unknown("unknown_question", key, id, known))
                continue
            # YAML takes a part of a typed value for a comment: `Order #12` would be printed as `Order`
            for item in node.as_list().items if id in self.guide.details else ():
                rest = lines[item.line - 1][item.column - 1 + len(item.text) :] if item.plain and item.text else ""
                if rest.lstrip().startswith("#"):
                    self.report("detail_comment", item, question=id)
            if node.implicit == "null":
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
        if whole:
            self.compare(root, keys, doubtful)

    def answer(self, question: Question, node: Node) -> Value | None:
        """Read the answer to a question, options in the guide's order; None where it is none."""
        if question.kind == "date":
            day = self.day(node)
            if day is not None and not FIRST_DAY <= day <= LAST_DAY:
                self.report("date_out_of_range", node)
                return None
            return day
        if not self.is_answer(node, question.id, question.kind):
            return None
        items, count = node.as_list().items, len(self.found)
        picked: set[str] = set()
        for item in items:
            if item.kind != "word":
                self.report("not_a_word", item)
            elif item.text not in question.options:
                self.unknown("value_not_offered", item, item.text, question.options, question=question.id)
            elif item.text in picked:
                self.report("value_twice", node, word=item.text)
                return None
            else:
                picked.add(item.text)
        if not items:
            self.report("empty_list", node)
        elif question.none in picked and len(items) > 1:
            self.report("stands_alone", node, word=question.none or "")
        if len(self.found) > count:
            return None
        chosen = tuple(id for id in question.options if id in picked)
        return chosen[0] if question.kind == "choice" else chosen

    def detail(self, detail: Detail, node: Node) -> tuple[str, ...]:
        """Read what was typed for a detail, one value or a list."""
        from micloud_helper.identifiers import check_detail

        nodes = node.as_list().items
        if not 0 < len(nodes) <= detail.many:
            self.report("detail_count", node, question=detail.id, limit=str(detail.many))
            return ()
        found: list[str] = []
        for item in nodes:
            result = check_detail(detail.check, item.text)
            if result.error:
                self.report(f"detail_{result.error}", item, question=detail.id)
            elif result.value in found:
                self.report("detail_twice", item, question=detail.id)
            else:
                found.append(result.value)
        return tuple(found)

    def compare(self, root: Node, keys: dict[str, Node], doubtful: set[str]) -> None:
        """Report answers not asked for, and missing ones, as far as the answers that are not doubtful decide it."""
        active: dict[str, Value] = {}
        undecided = set(doubtful)
        for id, question in self.guide.questions.items():
            if undecided and not undecided.isdisjoint(it.question for it in question.when.comparisons()):
                undecided.add(id)
            elif not question.when.holds(active):
                if id in keys:
                    reasons = dict.fromkeys(question.when.reasons(active))
                    because = ", ".join(f"{it}: {_written(active[it])}" for it in reasons)
                    self.report("answer_not_asked", keys[id], question=id, because=because or "–")
            elif id in self.values:
                active[id] = self.values[id]
            elif id not in doubtful:
                offered = listed(question.options) if question.options else "2026-11-23"
                self.report("answer_missing", root, question=id, offered=offered)
                undecided.add(id)


def _written(value: Value) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value)


class Case(NamedTuple):
    """One case, not read yet: the line where it starts; that line, the answers in a row of a table, or why not."""

    line: int
    written: bytes | Node | Problem


def count_lines(path: Path) -> int:
    """Count the lines of a file, for a progress bar."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


@contextmanager
def open_cases(guide: Guide, path: Path | None, standard_input: BinaryIO) -> Iterator[Iterator[Case]]:
    """Open the cases of a file (`.csv` is a table), or of standard input (a table unless it begins with `{`).

    Raises AnswersError when there is nothing to read, or a table's header names what the guide does not know.
    """
    name = str(path or "-")
    try:
        file = standard_input if path is None else path.open("rb")
    except OSError as error:
        raise AnswersError(Problem("file_unreadable", {"reason": error.strerror or ""}, Location(name))) from error
    with file:
        number, first = 1, file.readline(MAX_CASE_BYTES + 1).removeprefix(b"\xef\xbb\xbf")
        while first.isspace():
            number, first = number + 1, file.readline(MAX_CASE_BYTES + 1)
        if not first:
            raise AnswersError(Problem("empty_file", {}, Location(name)))
        table = path.suffix.lower() == ".csv" if path else not first.lstrip().startswith(b"{")
        yield _rows(guide, *_header(guide, first, name, number), file, number) if table else _lines(first, file, number)


def read_case(guide: Guide, case: Case, file: str) -> Answers:
    """Read one case. Raises AnswersError with all its faults and their places; in a table columns are cells."""
    if isinstance(case.written, Problem):
        raise AnswersError(case.written)
    return read_answers(guide, case.written, file, line=case.line)


def _lines(line: bytes, file: BinaryIO, number: int) -> Iterator[Case]:
    while line:
        rest = line
        while len(rest) > MAX_CASE_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MAX_CASE_BYTES + 1)  # so long that it is refused: only its end matters
        if len(line) > MAX_CASE_BYTES:
            yield Case(number, Problem("file_too_big", {"limit": f"{MAX_CASE_BYTES:,}"}))
        elif line.strip():
            yield Case(number, line.rstrip(b"\r\n"))
        line = file.readline(MAX_CASE_BYTES + 1)
        number += 1


def _rows(guide: Guide, ids: list[str], delimiter: str, file: BinaryIO, header: int) -> Iterator[Case]:
    rest = TextIOWrapper(file, "utf-8", "surrogateescape", newline="")
    rows = csv.reader(_of_bounded_length(rest), delimiter=delimiter, strict=True)
    line = header + 1
    try:
        for row in rows:
            cells = enumerate(zip_longest(ids, row, fillvalue=""), 1)
            filled = ((column, id, text) for column, (id, cell) in cells if (text := cell.strip()))
            if entries := [_entry(guide, *cell) for cell in islice(filled, len(ids) + MAX_PROBLEMS)]:
                yield Case(line, Node(1, 1, "mapping", entries=entries))
            line = header + rows.line_num + 1
    except csv.Error:  # where the next row begins is anybody's guess
        yield Case(line, Problem("not_csv"))


def _of_bounded_length(text: TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MAX_CASE_BYTES + 1):
        if len(line) > MAX_CASE_BYTES:
            raise csv.Error
        yield line


def _header(guide: Guide, header: bytes, name: str, line: int) -> tuple[list[str], str]:
    """Give the ids of the columns, an empty one where a column has no name, and what stands between cells."""
    text = header.decode("utf-8", "surrogateescape")
    delimiter = max(DELIMITERS, key=text.count)
    try:
        if len(header) > MAX_CASE_BYTES:
            raise csv.Error
        ids = [id.strip() for id in next(csv.reader([text], delimiter=delimiter), [])]
    except csv.Error as error:
        raise AnswersError(Problem("not_csv", {}, Location(name, line, 1))) from error
    reader = Reader(name, private=True)  # in a table without a header these are somebody's answers
    known = (*guide.questions, *guide.details)
    with reader.all_at_once(AnswersError):
        for column, id in enumerate(ids, 1):
            key = Node(line, column, "word", id)
            if id and id not in known:
                reader.unknown("unknown_question", key, id, known)
            elif id and id in ids[: column - 1]:
                reader.report("duplicate_key", key, key=id)
        if not any(ids):
            reader.report("empty_file", ABSENT)
    return ids, delimiter


def _entry(guide: Guide, column: int, id: str, text: str) -> tuple[Node, Node]:
    """Give a cell's question and answer; several stand apart by `;`, or by spaces where they are picked from a list."""
    several = id in guide.questions and guide.questions[id].kind == "choices"
    parts = re.split(r"[;\s]+" if several else r"\s*;\s*", text)
    words = [Node(1, column, "word", part) for part in parts if part]
    answer = words[0] if len(words) == 1 and not several else Node(1, column, "list", items=words)
    return Node(1, column, "word" if id else "absent", id), answer
