"""What all tests share: the built-in guide, the examples, and a way to run the program as a person would."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from micloud_helper.guide import Guide
from micloud_helper.loader import load_guide

DATA = Path(__file__).parent / "data"
EXAMPLES = sorted((DATA / "answers").glob("*.yaml"))


@dataclass(frozen=True)
class Ran:
    """What a run of the program gave."""

    status: int
    out: str
    err: str
    raw: bytes


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The built-in guide."""
    return load_guide()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program in another process, in an empty folder, with a home of its own."""

    def _run(*args: str, stdin: str | bytes = b"", env: dict[str, str] | None = None, cwd: Path | None = None) -> Ran:
        return run_program(args, stdin=stdin, env=env or {}, home=tmp_path, cwd=cwd or tmp_path)

    return _run


def run_program(
    args: Sequence[str], *, home: Path, cwd: Path, stdin: str | bytes = b"", env: dict[str, str] | None = None
) -> Ran:
    """Run `micloud-helper ARGS` and give its exit status and what it wrote."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "MICLOUD_HELPER"))}
    clean |= {"HOME": str(home), "XDG_DATA_HOME": str(home / "share"), "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "micloud_helper", *args],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env={**clean, **(env or {})},
        check=False,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode(), done.stdout)
