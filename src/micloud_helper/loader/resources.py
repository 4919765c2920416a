"""Finds the files under `data/`: inside the installed package, else beside `pyproject.toml` in a checkout."""

import atexit
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["read_resource", "resource_path"]

_copies = ExitStack()
atexit.register(_copies.close)


def read_resource(name: str) -> bytes:
    """Give the bytes of `data/NAME`; never looks into the working directory.

    Raises FileNotFoundError when the installation is damaged.
    """
    return _found(name).read_bytes()


@cache
def resource_path(name: str) -> Path:
    """Give a place of `data/NAME` on the disk, for a library that reads for itself; a copy if the package is zipped."""
    return _copies.enter_context(as_file(_found(name)))


def _found(name: str) -> Traversable:
    packaged = files("micloud_helper").joinpath("data", *name.split("/"))
    if packaged.is_file():
        return packaged
    root = Path(__file__).resolve().parents[3]
    if (root / "pyproject.toml").is_file():
        return root / "data" / name
    return packaged
