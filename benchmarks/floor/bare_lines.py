"""The floor for many cases: `bare_lines.py CASES DOCUMENT FOLDER` reads each line as JSON, then writes the document."""

import json
import sys
from pathlib import Path

document = json.loads(Path(sys.argv[2]).read_text())
with Path(sys.argv[1]).open() as lines:
    for number, line in enumerate(lines, 1):
        json.loads(line)
        with open(f"{sys.argv[3]}/{number:06}.json", "w") as file:  # noqa: PTH123  # making a Path takes as long
            file.write(json.dumps(document))
