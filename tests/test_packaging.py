"""The built packages: everything the program reads is inside, and it runs from each of them.

`MICLOUD_PYZ=FILE` names a `micloud-helper.pyz` to try; without it one is made, for which pip needs its registry.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from importlib.metadata import Distribution, distributions
from itertools import product
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import DATA, Ran, Run
from micloud_helper.guide import Guide
from micloud_helper.loader.nodes import PureParser
from micloud_helper.render import FORMATS

ROOT = Path(__file__).parents[1]
EXAMPLE = DATA / "answers" / "forgot-everything-bought-online.yaml"
PLAN = ("--answers", str(EXAMPLE), "--today", "2026-11-23", "--lang", "both")
PYZ_MAIN = ROOT / "packaging" / "pyz_main.py"
OLDER_PYTHONS = ("python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10", "pypy3", "jython")

pytestmark = pytest.mark.skipif(not (ROOT / "src").is_dir(), reason="no sources here: an installed package is tested")


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, which is built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    """The built wheel."""
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="session")
def pyz(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in one file, in a folder whose name is not simple."""
    file = tmp_path_factory.mktemp("one file #1") / "micloud-helper.pyz"
    if made := os.environ.get("MICLOUD_PYZ"):
        shutil.copy(made, file)
        return file
    command = [sys.executable, ROOT / "packaging" / "zipapp.py", "--wheel", wheel, "--output", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def run_pyz(pyz: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Run the one file; unless other flags are given, by a Python that finds no installed package at all."""

    def _run(*args: str, stdin: str = "", flags: tuple[str, ...] = ("-I", "-S")) -> Ran:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "MICLOUD"))}
        home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share"), "LC_ALL": "C.UTF-8", "COLUMNS": "80",
                "PATH": str(tmp_path)}  # fmt: skip
        done = subprocess.run([sys.executable, *flags, pyz, *args], input=stdin.encode(), capture_output=True,
                              cwd=tmp_path, env=clean | home, check=False, timeout=300)  # fmt: skip
        return Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode(), done.stdout)

    return _run


def needs(distribution: Distribution, **place: str) -> set[str]:
    """Name what a package requires on a platform."""
    required = (Requirement(line) for line in distribution.requires or ())
    return {canonicalize_name(each.name) for each in required
            if each.marker is None or each.marker.evaluate({"extra": "", **place})}  # fmt: skip


def test_the_wheel_holds_every_data_file(wheel: Path) -> None:
    """What stands under data/ in the checkout stands in the wheel, byte for byte, and nothing else does."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {
            name.removeprefix("micloud_helper/data/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("micloud_helper/data/")
        }
    here = {path.relative_to(ROOT / "data").as_posix(): path.read_bytes()
            for path in (ROOT / "data").rglob("*") if path.is_file()}  # fmt: skip
    assert packed == here
    assert "steps.yaml" in packed


def test_it_runs_from_the_wheel_as_a_zip(wheel: Path, tmp_path: Path) -> None:
    """Put on the path unpacked by nobody, the wheel finds its data inside itself, PDF template and all."""
    script = f"import sys; sys.path.insert(0, {str(wheel)!r}); from micloud_helper.cli import main; main()"
    for arguments in ([], ["--format", "pdf", "--output", "plan.pdf"], ["--format", "html", "--output", "plan.html"]):
        done = subprocess.run(
            [sys.executable, "-I", "-c", script, "--answers", str(EXAMPLE), *arguments],
            cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")


def test_the_wheel_declares_its_types(wheel: Path) -> None:
    """Type checkers take the annotations of the installed package."""
    with zipfile.ZipFile(wheel) as archive:
        assert "micloud_helper/py.typed" in archive.namelist()


@pytest.mark.parametrize(
    ("platform", "machine", "implementation", "required"),
    [
        ("linux", "x86_64", "cpython", True),
        ("linux", "aarch64", "cpython", True),
        ("darwin", "x86_64", "cpython", True),
        ("darwin", "arm64", "cpython", True),
        ("win32", "AMD64", "cpython", True),
        ("win32", "ARM64", "cpython", False),
        ("win32", "x86", "cpython", False),
        ("linux", "armv7l", "cpython", False),
        ("linux", "riscv64", "cpython", False),
        ("android", "aarch64", "cpython", False),
        ("freebsd14", "amd64", "cpython", False),
        ("linux", "x86_64", "pypy", False),
    ],
)
def test_typst_is_required_only_where_it_has_wheels(
    wheel: Path, platform: str, machine: str, implementation: str, required: bool
) -> None:
    """Elsewhere installing must not begin to compile it."""
    (program,) = distributions(path=[str(wheel)])
    place = {"sys_platform": platform, "platform_machine": machine, "implementation_name": implementation}
    assert ("typst" in needs(program, **place)) is required


def test_the_source_distribution_can_be_tested(dist: Path) -> None:
    """The source distribution carries data, tests and what they look at (the wheel above was built from it)."""
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"data/steps.yaml", "tests/test_cli.py", "src/micloud_helper/guide.py", "LICENSE"} <= names
    assert {"README.id.md", "packaging/zipapp.py", "packaging/pyz_main.py"} <= names


def test_the_one_file_is_for_every_computer(pyz: Path) -> None:
    """Nothing in it is compiled or speaks of where it was made, and every package in it keeps its licence."""
    with zipfile.ZipFile(pyz) as archive:
        names = archive.namelist()
        assert not [name for name in names if str(ROOT).encode() in archive.read(name)]
    assert not [name for name in names if name.endswith((".so", ".pyd", ".dylib", ".pyc", "direct_url.json"))]
    packages = {name.partition("/")[0] for name in names if ".dist-info/" in name}
    licensed = {name.partition("/")[0] for name in names
                if re.search(r"\.dist-info/(.*/)?(LICEN[CS]E|COPYING)", name)}  # fmt: skip
    assert packages == licensed


def test_the_one_file_needs_nothing_but_typst(pyz: Path) -> None:
    """On every platform and Python it is for, all that any package in it requires is in it; only typst is not."""
    inside = {canonicalize_name(each.name): each for each in distributions(path=[str(pyz)])}
    platforms = [("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt")]
    for (platform, system, os_name), minor in product(platforms, range(11, 15)):
        place = {"sys_platform": platform, "platform_system": system, "os_name": os_name,
                 "python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"}  # fmt: skip
        missing = set().union(*(needs(each, **place) for each in inside.values())) - set(inside)
        assert missing <= {"typst"}, place


@pytest.mark.parametrize(
    "args",
    [
        ("--version",),
        ("questions",),
        ("steps", "unlock"),
        *((*PLAN, "--format", name) for name, format in FORMATS.items() if not format.binary),
        ("--answers", "nowhere.yaml"),
        ("checklits",),
    ],
    ids=lambda args: " ".join(args).replace(" ".join(PLAN), "plan"),
)
def test_the_one_file_says_what_the_installed_program_says(
    run: Run, run_pyz: Callable[..., Ran], args: tuple[str, ...]
) -> None:
    """Without any installed package it writes the same bytes, and ends with the same status."""
    assert run_pyz(*args) == run(*args)


def test_the_one_file_interviews_in_lines(run: Run, run_pyz: Callable[..., Ran], guide: Guide) -> None:
    """Answered through a pipe, it gives the same transcript and the same plan as the installed program."""
    answers = yaml.safe_load(EXAMPLE.read_text())
    typed = []
    for question in guide.questions.values():
        options, value = list(question.options), answers.get(question.id, [])
        typed += [" ".join(str(options.index(each) + 1) for each in ([value] if isinstance(value, str) else value))]
    stdin = "\n".join(line for line in typed if line) + "\n\n"
    args = ("--plain", "--lang", "id", "--today", "2026-11-23")
    assert run_pyz(*args, stdin=stdin) == run(*args, stdin=stdin)
    assert run_pyz(*args, stdin=stdin).status == 0


def test_the_one_file_interviews_on_a_full_terminal(pyz: Path, tmp_path: Path) -> None:
    """The prompts come up from inside the file, and Ctrl-C ends them."""
    pexpect = pytest.importorskip("pexpect")
    env = {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "PATH": os.defpath}
    terminal = pexpect.spawn(sys.executable, ["-I", "-S", str(pyz)], cwd=str(tmp_path), env=env, encoding="utf-8",
                             dimensions=(40, 80))  # fmt: skip
    terminal.expect(r"2\. ")
    assert "\x1b[" in terminal.before
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130


def test_the_data_needs_no_compiled_yaml() -> None:
    """PyYAML's own parser reads every file as libyaml does."""
    for path in (ROOT / "data").rglob("*.yaml"):
        pure, compiled = (yaml.compose(path.read_text(), Loader=each) for each in (PureParser, yaml.CSafeLoader))
        assert yaml.serialize(pure) == yaml.serialize(compiled), path.name


def test_the_one_file_makes_many_documents(run_pyz: Callable[..., Ran], tmp_path: Path) -> None:
    """Other processes find their way into it too."""
    (tmp_path / "cases.jsonl").write_text('{"holder": "finder"}\n' * 250)
    ran = run_pyz("--answers", "cases.jsonl", "--output-dir", "out", "--format", "json", "--jobs", "2")
    assert (ran.status, len(list((tmp_path / "out").iterdir()))) == (0, 250), ran.err


def test_the_one_file_checks_the_guide(run_pyz: Callable[..., Ran]) -> None:
    """It proves its own guide."""
    ran = run_pyz("check", "--lang", "en")
    assert (ran.status, "0 errors" in ran.out) == (0, True), ran.out


@pytest.mark.parametrize("name", ["pdf", "png"])
def test_the_one_file_makes_paper_only_beside_typst(run_pyz: Callable[..., Ran], tmp_path: Path, name: str) -> None:
    """Without typst a message says so; where the package is installed, or a program on the path, it is used."""
    ran = run_pyz(*PLAN, "--format", name)
    assert (ran.status, ran.out) == (5, "")
    assert "[no_typst]" in ran.err
    assert "Traceback" not in ran.err
    pytest.importorskip("typst")
    by_package = run_pyz(*PLAN, "--format", name, flags=()).raw
    assert by_package.startswith((b"%PDF", b"\x89PNG"))
    program = tmp_path / "typst"
    program.write_text(f"#!{sys.executable}\n" + (DATA / "typst_program.py").read_text())
    program.chmod(0o755)
    assert run_pyz(*PLAN, "--format", name).raw == by_package


def test_an_older_python_gets_one_sentence() -> None:
    """In both languages and without a traceback, from every older Python there is here and from a make-believe one."""
    pretend = f"import runpy, sys; sys.version_info = (3, 10, 2); runpy.run_path({str(PYZ_MAIN)!r})"
    found = [path for path in map(shutil.which, OLDER_PYTHONS) if path]
    is_older = "import sys; sys.exit(sys.version_info >= (3, 11))"
    older = [path for path in found if subprocess.run([path, "-c", is_older], check=False).returncode == 0]
    for command in ([sys.executable, "-c", pretend], *([path, str(PYZ_MAIN)] for path in older)):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        indonesian, english = done.stderr.splitlines()
        assert re.fullmatch(r"Program ini perlu Python 3\.11 atau yang .*, .* ini Python [23]\.\d+\.", indonesian)
        assert re.fullmatch(r"This program needs Python 3\.11 or newer, and this is Python [23]\.\d+\.", english)
        assert (done.returncode, done.stdout) == (1, "")


def test_an_older_python_can_parse_the_beginning() -> None:
    """What begins the one file holds nothing newer than Python 2.7, and asks for what the package asks for."""
    source = PYZ_MAIN.read_text()
    newer = {"JoinedStr", "AnnAssign", "NamedExpr", "AsyncFunctionDef", "Nonlocal", "Starred", "YieldFrom", "Match"}
    nodes = list(ast.walk(ast.parse(source)))
    assert not newer & {type(node).__name__ for node in nodes}
    assert not [node for node in nodes if isinstance(node, ast.arg) and node.annotation]
    assert source.isascii()
    lowest = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text())
    assert lowest and f"sys.version_info < (3, {lowest[1]})" in source
