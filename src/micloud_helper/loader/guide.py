"""Reads a guide file into a `Guide`, or raises one GuideError that holds every problem found."""

from pathlib import Path

from micloud_helper.errors import GuideError, Location, Problem
from micloud_helper.guide import Guide
from micloud_helper.loader.decoder import Decoder
from micloud_helper.loader.nodes import MAX_BYTES, Mapping, compose
from micloud_helper.loader.reader import all_at_once
from micloud_helper.loader.resources import read_resource
from micloud_helper.loader.rules import CHECKS


def load_guide(path: Path | None = None) -> Guide:
    """Read the guide at `path`, else the built-in one. Raises GuideError with all problems."""
    return read_guide(*guide_bytes(path))


def guide_bytes(path: Path | None) -> tuple[bytes, str]:
    """Give the bytes of a guide file, or of the built-in one, and its name in messages. Raises GuideError."""
    if path is None:
        return read_resource("steps.yaml"), "steps.yaml"
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1), str(path)  # one more than allowed is enough to refuse it
    except OSError as error:
        raise GuideError(Problem("file_unreadable", {"reason": error.strerror or ""}, Location(str(path)))) from error


def read_guide(data: bytes, file: str) -> Guide:
    """Read a guide from bytes; `file` is the name in messages. Raises GuideError with all problems."""
    root, problems = compose(data, file)
    guide = None
    with all_at_once(problems, GuideError):
        if isinstance(root, Mapping):
            guide = Decoder(file, problems, root, CHECKS).guide()
        elif not problems:
            problems.append(Problem("empty_file" if root is None else "not_a_guide", {}, Location(file)))
    assert guide is not None  # a guide without problems is whole
    return guide
