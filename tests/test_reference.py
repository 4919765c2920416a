"""A guide in words without anybody's answers."""

from pathlib import Path

import pytest

from micloud_helper import reference
from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Guide
from micloud_helper.loader import load_guide, load_messages

GUIDES = Path(__file__).parent / "data/guides/good"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["built-in", "additions"])
def test_no_placeholder_is_left(guide: Guide, name: str, language: str) -> None:
    """Where there are no answers a phrase has its last entry, and a day has words."""
    shown = guide if name == "built-in" else load_guide(GUIDES / f"{name}.yaml")
    catalogue = Catalogue(language, load_messages)
    pages = [reference.route_page(shown, route, catalogue) for route in shown.routes.values()]
    pages += [reference.route_list(shown, catalogue), reference.questions_yaml(shown, catalogue)]
    assert not [line for page in pages for line in page.splitlines() if "{" in line]
