"""Sets a layout by typst: by the Python package, or, where there is none, by a `typst` program on the path."""

import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any, TypeAlias

from micloud_helper.errors import Location, OutputError, Problem, UnprintableError
from micloud_helper.loader import read_resource

OLDEST = (0, 15)
"""The first version of the program that can be asked for a value of a document."""
NO_GLYPH = "could not be displayed with font"
"""What typst says, of accessible PDF only, where other formats would show an empty frame."""
OPTIONS = {"format": "--format", "pdf_standards": "--pdf-standard", "ppi": "--ppi"}
"""Ways to write a document, as the package names them, with the options of the program."""


Document: TypeAlias = "_ByPackage | _ByProgram"
"""What typst has set. Written out, it raises UnprintableError when a character is in none of the fonts."""


def typeset(layout: str, call: str) -> Document:
    """Call a function of `data/LAYOUT` and set what it gives. Raises OutputError without typst."""
    try:
        import typst  # noqa: F401
    except ImportError as error:
        program = _program()
        if program is None:
            raise OutputError(Problem("no_typst", {"oldest": ".".join(map(str, OLDEST))})) from error
        return _ByProgram(program, layout, call)
    return _ByPackage(layout, call)


class _ByPackage:
    """It still knows the document, so that writing it out is quick."""

    def __init__(self, layout: str, call: str) -> None:
        from typst import Compiler

        # files by name: typst numbers nameless ones for good, and stops at the 65,536th
        self._source = {"main.typ": f'#import "{layout}": *\n#{call}'.encode(), layout: read_resource(layout)}
        self._compiler = Compiler(self._source, root="/", font_paths=_fonts())  # nothing is read there

    def value(self, label: str) -> Any:
        return json.loads(self._compiler.query(f"<{label}>", field="value", one=True))

    def written(self, **how: Any) -> bytes:
        from typst import TypstError

        try:
            document = self._compiler.compile(self._source, **how)
        except TypstError as error:
            if NO_GLYPH not in str(error):
                raise
            raise UnprintableError(Problem("no_glyph")) from error
        assert isinstance(document, bytes)
        return document


@cache
def _fonts() -> Any:
    """Give only the fonts that come with typst, so that the sheet looks alike everywhere."""
    from typst import Fonts

    return Fonts(include_system_fonts=False)


class _ByProgram:
    """It sets the document anew for every question; all goes in and comes out through pipes, and no file is made."""

    def __init__(self, program: str, layout: str, call: str) -> None:
        self._program = program
        self._source = read_resource(layout) + f"\n#{call}".encode()

    def value(self, label: str) -> Any:
        return json.loads(self._run("eval", f"query(<{label}>).first().value", "--in", "-"))

    def written(self, **how: Any) -> bytes:
        options = [f"{OPTIONS[name]}={','.join(it) if isinstance(it, list) else it}" for name, it in how.items()]
        return self._run("compile", "-", "-", *options)

    def _run(self, *command: str) -> bytes:
        done = _called(self._program, *command, "--ignore-system-fonts", "--diagnostic-format=short", data=self._source)
        if NO_GLYPH.encode() in done.stderr:
            raise UnprintableError(Problem("no_glyph"))
        if done.returncode:
            raise OutputError(Problem("typst_failed", {}, Location(self._program)))
        return done.stdout


@cache
def _program() -> str | None:
    """Find a typst on the path that is new enough; what lies in the working folder is somebody else's."""
    found = which("typst")
    if found is None or not Path(found).is_absolute():
        return None
    try:
        version = re.match(rb"typst (\d+)\.(\d+)", _called(found, "--version").stdout)
    except OSError:
        return None
    return found if version and tuple(map(int, version.groups())) >= OLDEST else None


def _called(program: str, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the program without what the environment tells typst, such as other fonts."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TYPST_")}
    return subprocess.run([program, *arguments], input=data, capture_output=True, env=environment, check=False)
