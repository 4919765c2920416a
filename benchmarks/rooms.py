"""Environments for the benchmark: each program installed alone, so that sizes and start-up are its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]

SIZES = """
import importlib.metadata as meta, json, pathlib
found = {}
for it in meta.distributions():
    files = [pathlib.Path(it.locate_file(file)) for file in it.files or ()]
    found[it.metadata["Name"]] = sum(path.stat().st_size for path in files if path.is_file())
print(json.dumps({name: size for name, size in found.items() if name not in ("pip", "setuptools")}))
"""


@dataclass(frozen=True)
class Room:
    """A virtual environment with one program in it."""

    folder: Path

    @property
    def python(self) -> str:
        """The environment's interpreter."""
        return str(self.folder / "bin" / "python")

    def command(self, name: str) -> str:
        """Give the path of an installed command."""
        return str(self.folder / "bin" / name)

    def sizes(self) -> dict[str, int]:
        """Give the bytes that each installed package takes, compiled modules included."""
        done = subprocess.run([self.python, "-c", SIZES], check=True, capture_output=True, text=True)
        return dict(json.loads(done.stdout))


def build(folder: Path, *packages: str) -> Room:
    """Make an environment and install `packages` with everything they need."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    room = Room(folder)
    pip = [room.python, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "install", *packages], check=True)
    return room


def wheel(folder: Path) -> Path:
    """Build this project's wheel."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", folder, PROJECT], check=True)
    return next(folder.glob("*.whl"))
