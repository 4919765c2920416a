"""Nobody can break the guide without being told: a slice by lot of what `mutation.py` does everywhere."""

from pathlib import Path
from random import Random

import pytest
from mutation import EXPLAINED, ROOT, goes_unnoticed, keeps_contract, mutants, original
from test_contract import seen

from micloud_helper.guide import Guide

GUIDES = Path(__file__).parents[1] / "data/guides/good"


def unexplained(path: Path, chosen: int | None, *, contract: bool) -> list[str]:
    """Damage a guide in so many places by lot, or in all, and give what nobody noticed and nothing explains."""
    data, table = original(path)
    places = list(mutants(data))
    lot = places if chosen is None else Random(20261123).sample(places, chosen)
    survivors = [it.name for it in lot if goes_unnoticed(it, data, table, contract=contract)]
    return [name for name in survivors if not name.startswith(tuple(EXPLAINED))]


def test_a_guide_without_damage_keeps_the_contract(guide: Guide) -> None:
    """Otherwise whoever asks the contract would take any damage for noticed."""
    assert keeps_contract(guide, seen)


def test_damage_to_the_built_in_guide_is_noticed() -> None:
    """Conditions, options, items, translations, on-screen words and sources, deleted, misspelt or turned round."""
    assert unexplained(ROOT / "data/steps.yaml", 8, contract=True) == []


@pytest.mark.parametrize("name", ["minimal", "bank-card"])
def test_damage_to_another_guide_is_noticed(name: str) -> None:
    """Without a contract of its own, a guide still has the loader, `check` and the table to watch over it."""
    assert unexplained(GUIDES / f"{name}.yaml", 40, contract=False) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["minimal", "bank-card"])
def test_all_damage_to_another_guide_is_noticed(name: str) -> None:
    """The same everywhere."""
    assert unexplained(GUIDES / f"{name}.yaml", None, contract=False) == []


@pytest.mark.slow
def test_all_damage_to_the_built_in_guide_is_noticed() -> None:
    """The same everywhere; `mutation.py` writes this down in `docs/mutation.md`."""
    assert unexplained(ROOT / "data/steps.yaml", None, contract=True) == []
