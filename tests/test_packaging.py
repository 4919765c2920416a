"""The built packages: everything the program reads is inside, and it runs from each of them."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import DATA

ROOT = Path(__file__).parents[1]
EXAMPLE = DATA / "answers" / "password-only.yaml"

pytestmark = pytest.mark.skipif(not (ROOT / "src").is_dir(), reason="no sources here: an installed package is tested")


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, which is built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_the_wheel_holds_every_data_file(dist: Path) -> None:
    """What stands under data/ in the checkout stands in the wheel, byte for byte, and nothing else does."""
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        packed = {
            name.removeprefix("micloud_helper/data/"): wheel.read(name)
            for name in wheel.namelist()
            if name.startswith("micloud_helper/data/")
        }
    here = {path.relative_to(ROOT / "data").as_posix(): path.read_bytes()
            for path in (ROOT / "data").rglob("*") if path.is_file()}  # fmt: skip
    assert packed == here
    assert "steps.yaml" in packed


def test_it_runs_from_the_wheel_as_a_zip(dist: Path, tmp_path: Path) -> None:
    """Put on the path unpacked by nobody, the wheel finds its data inside itself, PDF template and all."""
    wheel = next(dist.glob("*.whl"))
    script = f"import sys; sys.path.insert(0, {str(wheel)!r}); from micloud_helper.cli import main; main()"
    for arguments in ([], ["--format", "pdf", "--output", "plan.pdf"], ["--format", "html", "--output", "plan.html"]):
        done = subprocess.run(
            [sys.executable, "-I", "-c", script, "--answers", str(EXAMPLE), *arguments],
            cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")


def test_the_wheel_declares_its_types(dist: Path) -> None:
    """Type checkers take the annotations of the installed package."""
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        assert "micloud_helper/py.typed" in wheel.namelist()


def test_the_source_distribution_can_be_tested(dist: Path) -> None:
    """The source distribution carries data and tests (the wheel above was built from it)."""
    import tarfile

    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"data/steps.yaml", "tests/test_cli.py", "src/micloud_helper/guide.py", "LICENSE"} <= names
