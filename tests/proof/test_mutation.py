"""Nobody can break the guide without being told: a slice by lot of what `mutation.py` does everywhere."""

from pathlib import Path
from random import Random

import pytest
from mutation import EXPLAINED, ROOT, Mutant, mutants, original, who_notices

GUIDES = Path(__file__).parents[1] / "data/guides/good"


def unexplained(chosen: list[Mutant], table: str, *, contract: bool) -> list[str]:
    """Give the damage that nobody noticed and `EXPLAINED` does not account for."""
    survivors = [it.name for it in chosen if who_notices(it, table, contract=contract) == "nobody"]
    return [name for name in survivors if not name.startswith(tuple(EXPLAINED))]


def test_damage_to_the_built_in_guide_is_noticed() -> None:
    """Conditions, options, items, translations, on-screen words and sources, deleted, misspelt or turned round."""
    data, table = original(ROOT / "data/steps.yaml")
    chosen = Random(20261123).sample(list(mutants(data)), 24)
    assert unexplained(chosen, table, contract=True) == []


@pytest.mark.parametrize("name", ["minimal", "bank-card"])
def test_damage_to_another_guide_is_noticed(name: str) -> None:
    """Without a contract of its own, a guide still has the loader, `check` and the table to watch over it."""
    data, table = original(GUIDES / f"{name}.yaml")
    chosen = Random(5).sample(list(mutants(data)), 40)
    assert unexplained(chosen, table, contract=False) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["minimal", "bank-card"])
def test_all_damage_to_another_guide_is_noticed(name: str) -> None:
    """The same everywhere."""
    data, table = original(GUIDES / f"{name}.yaml")
    assert unexplained(list(mutants(data)), table, contract=False) == []


@pytest.mark.slow
def test_all_damage_to_the_built_in_guide_is_noticed() -> None:
    """The same everywhere; `mutation.py` writes this down in `docs/mutation.md`."""
    data, table = original(ROOT / "data/steps.yaml")
    assert unexplained(list(mutants(data)), table, contract=True) == []
