"""The same input gives the same bytes, wherever and whenever it runs."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from reading import DETAILS, rendered, sheet_of

from conftest import EXAMPLES
from micloud_helper.guide import Guide
from micloud_helper.loader import load_guide
from micloud_helper.render import FORMATS

LONG = next(path for path in EXAMPLES if path.stem == "recover-was-refused")


def digests(guide: Guide) -> dict[str, str]:
    """Render every format and give a digest of each."""
    made = sheet_of(guide, LONG, ("id", "en"), details=DETAILS)
    found = {}
    for name in FORMATS:
        document = rendered(name, made)
        found[name] = hashlib.sha256(document.encode() if isinstance(document, str) else document).hexdigest()
    return found


def test_another_process_makes_the_same_bytes(guide: Guide, tmp_path: Path) -> None:
    """Another process, time zone, hash seed, locale and folder change no byte of any format."""
    elsewhere = {
        **os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1",
        "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)]),
    }  # fmt: skip
    done = subprocess.run([sys.executable, __file__], env=elsewhere, cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(done.stdout) == digests(guide)


if __name__ == "__main__":
    print(json.dumps(digests(load_guide())))
