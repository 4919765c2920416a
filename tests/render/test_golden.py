"""One sheet per route, in both languages, as a person reads it: a change of words or order shows as a difference.

`MICLOUD_GOLDEN=write` writes them anew, to be looked at before they are kept.
"""

import os
from pathlib import Path

import pytest
from reading import rendered, sheet_of

from conftest import DATA
from micloud_helper.guide import Guide

GOLDEN = sorted((DATA / "golden").glob("*.yaml"))


def test_every_route_has_a_golden_sheet(guide: Guide) -> None:
    """No route goes without."""
    assert {path.stem for path in GOLDEN} == set(guide.routes)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_sheet_of_a_route_is_the_one_looked_at(guide: Guide, path: Path) -> None:
    """The answers lead to the route they are named after, and to this very text."""
    made = sheet_of(guide, path, ("id", "en"))
    assert made[1].route.id == path.stem
    golden = path.with_suffix(".txt")
    if os.environ.get("MICLOUD_GOLDEN") == "write":
        golden.write_text(str(rendered("text", made)))
    assert str(rendered("text", made)) == golden.read_text()
