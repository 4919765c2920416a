"""The house rules that a reader could check by hand: who imports whom, and where words may stand."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "micloud_helper"
MODULES = sorted(PACKAGE.rglob("*.py"))

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
TABLE = re.search(r"<!-- rows -->(.*?)<!-- /rows -->", PAGE.read_text(), re.DOTALL)
ROWS = re.findall(r"^\| (\d+) \| (.*) \|$", TABLE[1] if TABLE else "", re.MULTILINE)
RANK = {room: int(row) for row, rooms in ROWS for room in re.findall(r"`(\w+)`", rooms)} | {
    "__init__": 0,
    "__main__": 10,
}
"""A room may import from its own row and above, never from below: one direction of flow, as the page says it."""

ONLY_IN = {
    "yaml": ("loader",),
    "questionary": ("prompts",),
    "prompt_toolkit": ("prompts",),
    "rich": ("render/terminal", "cli"),
    "typer": ("cli",),
    "typst": ("render",),
    "jinja2": ("render",),
    "segno": ("render",),
    "icalendar": ("render",),
    "holidays": ("dates",),
    "phonenumbers": ("identifiers",),
    "stdnum": ("identifiers",),
    "platformdirs": ("cli",),
    "socket": (),
    "http": (),
    "urllib": (),
    "ssl": (),
    "logging": (),
}

WORDS_IN_A_SENTENCE = re.compile(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}\s+[^\W\d_]{2,}")

FOREIGN = {"could not be displayed with font", "exceeded maximum nesting depth"}
"""What a library says and a module looks for: nobody is shown it."""


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


NAMES = {".".join(("micloud_helper", *room(path).split("/"))).removesuffix(".__init__") for path in MODULES}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & NAMES
            yield from inner
            if len(inner) < len(node.names):
                yield node.module


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_imports_follow_the_flow(path: Path) -> None:
    """No module imports from a room above its own, and every library stays in its room."""
    own = room(path)
    for name in imports(ast.parse(path.read_text())):
        top, _, rest = name.partition(".")
        if top == "micloud_helper":
            other = rest.partition(".")[0]
            if other:
                assert RANK[other] <= RANK[own.partition("/")[0]], f"{own} imports {name}"
        elif top in ONLY_IN:
            assert own.startswith(ONLY_IN[top]), f"{own} imports {name}"


def test_no_circle_of_imports() -> None:
    """Modules can be read one after the other: none needs, by whatever way round, one that needs it."""
    graph = {
        ".".join(("micloud_helper", *room(path).split("/"))).removesuffix(".__init__"): {
            used for used in imports(ast.parse(path.read_text())) if used in NAMES
        }
        for path in MODULES
    }
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_functions_stay_small(path: Path) -> None:
    """No function is longer than 50 lines."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 50, f"{own_name(path, node)} is too long"


def own_name(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return f"{room(path)}:{node.lineno} {node.name}"


def strings_a_person_may_read(tree: ast.Module) -> Iterator[ast.Constant]:
    """Walk string constants except docstrings and the messages of programming errors, which nobody is shown."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = getattr(node.exc.func, "id", "")
            if name in ("ValueError", "TypeError", "AttributeError", "KeyError"):
                skipped |= {id(inner) for inner in ast.walk(node.exc)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield from [node] if node.value not in FOREIGN else []


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_no_user_facing_words_in_python(path: Path) -> None:
    """No string constant reads like a sentence: words people see live under data/."""
    for node in strings_a_person_may_read(ast.parse(path.read_text())):
        assert not WORDS_IN_A_SENTENCE.search(node.value), f"{room(path)}:{node.lineno}: {node.value!r}"


def test_the_word_check_can_fail() -> None:
    """The check above does see a sentence, and does not take a docstring for one."""
    tree = ast.parse('"""A docstring of words."""\nprint("You should see this")\nraise ValueError("no such thing")')
    found = [node.value for node in strings_a_person_may_read(tree) if WORDS_IN_A_SENTENCE.search(node.value)]
    assert found == ["You should see this"]
