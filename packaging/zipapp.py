"""Makes `dist/micloud-helper.pyz`: the program and all it needs in one file, for any Python 3.11 or newer.

    python packaging/zipapp.py [--wheel FILE] [--output FILE]

pip collects the program (this checkout, or a wheel of it) and its dependencies. What is compiled fits one kind of
computer only and is left out: PyYAML, MarkupSafe and wcwidth do the same without it, a little slower; typst is nothing
else, so that PDF and PNG need it beside the file, as a package or as a program.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMPILED_ONLY = "typst"
WITHOUT_PYDANTIC = "typer<0.29"
"""typer needs pydantic from 0.29 on, and the core of pydantic is compiled and has no other form."""
FOR_OTHERS = ("colorama", "typing-extensions")
"""What only Windows, and only Python before 3.13, needs: the file is the same wherever it is made."""
COMPILED = ("**/*.so", "**/*.pyd", "**/*.dylib")
UNUSED = ("bin", "Scripts", "**/tests", "**/__pycache__")
OF_THIS_INSTALLATION = tuple(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json"))


def main() -> None:
    """Make the file and say where it is and how large."""
    parser = argparse.ArgumentParser(description="Makes micloud-helper.pyz, the program in one file.")
    parser.add_argument("--wheel", type=Path, default=ROOT, help="a built wheel; without it, this checkout")
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / "micloud-helper.pyz")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        collect(options.wheel, folder)
        tidy(folder)
        shutil.copy(Path(__file__).with_name("pyz_main.py"), folder / "__main__.py")
        options.output.parent.mkdir(parents=True, exist_ok=True)
        pack(folder, options.output)
    print(f"{options.output}: {options.output.stat().st_size / 1e6:.1f} MB")


def collect(project: Path, folder: Path) -> None:
    """Put the program and its dependencies into `folder`."""
    install(folder, "--no-deps", str(project))
    (program,) = distributions(path=[str(folder)])
    needed = [each for each in program.requires or () if "extra ==" not in each]
    named = [each for each in needed if re.match(r"[\w.-]+", each)[0] != COMPILED_ONLY]
    install(folder, *named, WITHOUT_PYDANTIC, *FOR_OTHERS)


def install(folder: Path, *what: str) -> None:
    """Let pip put packages into `folder`; what it says is shown only if it fails."""
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", str(folder), *what)


def tidy(folder: Path) -> None:
    """Remove what only some computers could use and what none needs; licences stay."""
    for pattern in (*COMPILED, *UNUSED, *OF_THIS_INSTALLATION):
        for path in list(folder.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def pack(folder: Path, output: Path) -> None:
    """Make the archive. In another process, and isolated: here `zipapp` is the name of this very file."""
    run(sys.executable, "-I", "-m", "zipapp", str(folder), "--output", str(output), "--compress",
        "--python", "/usr/bin/env python3")  # fmt: skip


def run(*command: str) -> None:
    """Run a command; if it fails, show what it said and stop with its exit status."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
