"""Reads files: by their path, or from `data/` in the installed package or a checkout; and the program's own words."""

import atexit
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

from micloud_helper.errors import GuideError, Location, MicloudError, Problem
from micloud_helper.guide import Text
from micloud_helper.loader.nodes import MAX_BYTES, Mapping, Scalar, compose
from micloud_helper.loader.reader import Reader, all_at_once

_copies = ExitStack()
atexit.register(_copies.close)


def read_resource(name: str) -> bytes:
    """Give the bytes of `data/NAME`; never looks into the working directory.

    Raises FileNotFoundError when the installation is damaged.
    """
    return _found(name).read_bytes()


def read_file(path: Path, error: type[MicloudError]) -> bytes:
    """Give the bytes of a file, or just enough of one that is too big to refuse it. Raises `error`."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as cause:
        raise error(Problem("file_unreadable", {"reason": cause.strerror or ""}, Location(str(path)))) from cause


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


@cache
def load_messages(area: str) -> dict[str, Text]:
    """Give the texts of `data/messages/AREA.yaml` by key.

    Keys of nested mappings are joined with dots, a leaf has the languages as keys. Raises GuideError when the file is
    damaged.
    """
    name = f"messages/{area}.yaml"
    root, problems = compose(read_resource(name), name)
    reader = Reader(name, problems)
    texts: dict[str, Text] = {}
    pending = [("", root)] if root is not None else []
    with all_at_once(problems, GuideError):
        while pending:
            prefix, node = pending.pop()
            if not isinstance(node, Mapping):
                reader.report("not_a_mapping", node, offered="–")
            elif all(isinstance(value, Scalar) for _, value in node.entries):
                texts[prefix] = {key.text: reader.word(value) or "" for key, value in node.entries}
            else:
                pending += [(f"{prefix}.{key.text}" if prefix else key.text, value) for key, value in node.entries]
    return texts
