"""Reads many cases from one file without holding them all: JSON Lines, or CSV with a header."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from micloud_helper.answers import Answers
from micloud_helper.errors import AnswersError, Location, Problem
from micloud_helper.guide import Guide
from micloud_helper.loader.answers import AnswersReader, read_answers
from micloud_helper.loader.nodes import MAX_PROBLEMS, Listing, Mapping, Node, Scalar
from micloud_helper.loader.reader import Reader, all_at_once

DELIMITERS = (",", ";", "\t")
BLOCK = 1 << 20
MAX_CASE_BYTES = 100_000
"""A longer line is none of ours, and many of them would fill the memory."""


class Cell(NamedTuple):
    """A filled-in cell of a table; columns count from 1."""

    column: int
    id: str
    text: str


class Case(NamedTuple):
    """One case, not read yet: the line it starts on, and that line, or the filled-in cells of that row, or why not."""

    line: int
    written: bytes | tuple[Cell, ...] | Problem


def count_lines(path: Path) -> int:
    """Count the lines of a file, for a progress bar."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b""))


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
        yield _rows(*_header(guide, first, name, number), file, name, number) if table else _lines(first, file, number)


def read_case(guide: Guide, case: Case, file: str) -> Answers:
    """Read one case. Raises AnswersError with all its faults and their places; in a table columns are cells."""
    if isinstance(case.written, bytes):
        return read_answers(guide, case.written, file, line=case.line)
    if isinstance(case.written, Problem):
        raise AnswersError(case.written)
    problems: list[Problem] = []
    reader = AnswersReader(guide, file, problems)
    with all_at_once(problems, AnswersError):
        entries: list[tuple[Scalar, Node]] = []
        for cell in case.written:
            key = Scalar(case.line, cell.column, cell.id, False)
            if cell.id:
                entries.append((key, _node(guide, key, cell.text)))
            else:
                reader.report("cell_without_question", key)
        reader.read(Mapping(case.line, 1, entries))
    return Answers(values=reader.values, details=reader.details)


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


def _rows(ids: list[str], delimiter: str, file: BinaryIO, name: str, header: int) -> Iterator[Case]:
    rest = TextIOWrapper(file, "utf-8", "surrogateescape", newline="")
    rows = csv.reader(_of_bounded_length(rest), delimiter=delimiter, strict=True)
    line = header + 1
    try:
        for row in rows:
            named = zip([*ids, *[""] * (len(row) - len(ids))], row, strict=False)
            filled = (Cell(n, id, cell.strip()) for n, (id, cell) in enumerate(named, 1) if cell.strip())
            cells = tuple(islice(filled, len(ids) + MAX_PROBLEMS))
            if cells:
                yield Case(line, cells)
            line = header + rows.line_num + 1
    except csv.Error:  # where the next row begins is anybody's guess
        yield Case(line, Problem("not_csv", {}, Location(name, line, 1)))


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
    problems: list[Problem] = []
    reader = Reader(name, problems, private=True)  # in a table without a header these are somebody's answers
    known = (*guide.questions, *guide.details)
    seen = set()
    with all_at_once(problems, AnswersError):
        for column, id in enumerate(ids, 1):
            key = Scalar(line, column, id, False)
            if id and id not in known:
                reader.unknown("unknown_question", key, id, known)
            elif id in seen:
                reader.report("duplicate_key", key, key=id)
            seen.update([id] if id else [])
        if not seen:
            problems.append(Problem("empty_file", {}, Location(name)))
    return ids, delimiter


def _node(guide: Guide, key: Scalar, text: str) -> Node:
    """Give a cell's answer; several stand apart by `;`, or by spaces where they are picked from a list."""
    question = guide.questions.get(key.text)
    several = question is not None and question.kind == "choices"
    parts = [part for part in re.split(r"[;\s]+" if several else r"\s*;\s*", text) if part]
    words: list[Node] = [Scalar(key.line, key.column, part, False) for part in parts]
    return Listing(key.line, key.column, words) if several or len(words) != 1 else words[0]
