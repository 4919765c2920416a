"""Damages a guide in every place in turn and tells who notices first: the loader, the contract, `check` or the table.

Run it to write `docs/mutation.md` from every twelfth place (half an hour on two cores); the tests take a slice by lot.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache, partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from contract import answer_sets, expected

from micloud_helper.answers import Answers, asked
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.errors import AnswersError, GuideError
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages, read_guide
from micloud_helper.loader.nodes import Node
from micloud_helper.loader.reader import Reader
from micloud_helper.planner import plan
from micloud_helper.proof.check import RULES, TEXT_RULES
from micloud_helper.proof.papers import factcheck_csv
from micloud_helper.proof.proof import Proof

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
LANGUAGES = ("id", "en")
ENTITIES = ("questions", "details", "documents", "routes", "phases", "contacts", "warnings", "addresses", "sources")
LISTS = ("how", "check", "help", "intro", "steps", "statuses", "needs", "lists")

Data = Any
Path_ = tuple[str | int, ...]


Change = Callable[[Data, Any], None]


class Mutant(NamedTuple):
    """A guide to be damaged in one place: what and how."""

    part: str
    damage: str
    path: Path_
    change: Change

    def made_of(self, data: Data) -> bytes:
        """Damage a copy of the guide."""
        copy = json.loads(json.dumps(data))
        within = copy
        for key in self.path[:-1]:
            within = within[key]
        self.change(within, self.path[-1])
        return json.dumps(copy).encode()

    @property
    def name(self) -> str:
        return f"{self.part} {self.damage}: {'.'.join(map(str, self.path))}"


def data_of(node: Node) -> Data:
    """Give a guide as data: numbers where it has whole numbers, texts everywhere else."""
    if node.kind == "mapping":
        return {key.text: data_of(value) for key, value in node.entries}
    if node.kind == "list":
        return [data_of(item) for item in node.items]
    return int(node.text) if node.plain and re.fullmatch(r"\d+", node.text) else node.text


def places(data: Data, path: Path_ = ()) -> Iterator[tuple[Path_, Data]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key), value
        yield from places(value, (*path, key))


def mutants(data: Data) -> Iterator[Mutant]:
    """Damage every place in turn."""
    for path, value in places(data):
        for part, damage, change in _damages(path, value):
            yield Mutant(part, damage, path, change)


def _damages(path: Path_, value: Data) -> Iterator[tuple[str, str, Change]]:
    parent = path[-2] if len(path) > 1 else ""
    if path[-1] in ("when", "refused") and isinstance(value, dict) and parent != "options":
        changes = (("deleted", _delete), ("negated", _negate), ("misspelt", _misspell_inner))
        yield from (("condition", *one) for one in changes)
    elif parent == "options":
        yield from (("option", *one) for one in (("deleted", _delete), ("misspelt", _misspell)))
    elif parent == "sources" and isinstance(path[-1], int):
        yield from (("source", *one) for one in (("deleted", _delete), ("misspelt", _misspell)))
    elif path[0] == "on_screen" and len(path) == 2:
        yield from (("on-screen word", *one) for one in (("deleted", _delete), ("misspelt", _misspell)))
    elif parent in ENTITIES and isinstance(value, dict):
        yield str(parent), "deleted", _delete
    elif parent in LISTS and isinstance(path[-1], int):
        yield ("item" if parent not in ("statuses", "needs", "lists") else str(parent)), "deleted", _delete
    elif _in_condition(path):
        yield "value in a condition", "deleted", _delete
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        for language in LANGUAGES:
            yield "translation", f"deleted ({language})", partial(_within, _delete, language)
            yield "translation", f"misspelt ({language})", partial(_within, _misspell, language)
            if len(set(value.values())) > 1:
                yield "translation", f"copied over ({language})", partial(_copy, language)
        for number in range(value["id"].count('"') // 2):
            yield "on-screen word", f"misspelt in a text ({number})", partial(_label, number, '"{}x"')
            yield "on-screen word", f"unquoted in a text ({number})", partial(_label, number, "{}")


def _in_condition(path: Path_) -> bool:
    inside = any(key in ("when", "refused") for key in path[:-1])
    return isinstance(path[-1], int) and inside and path[-2] not in ("all", "any")


def _delete(within: Data, key: Any) -> None:
    del within[key]


def _negate(within: Data, key: Any) -> None:
    within[key] = {"not": within[key]}


def _misspell(within: Data, key: Any) -> None:
    if isinstance(within, list):
        within[key] += "x"
    else:
        items = [(f"{name}x" if name == key else name, value) for name, value in within.items()]
        within.clear()
        within.update(items)


def _misspell_inner(within: Data, key: Any) -> None:
    _misspell(within[key], next(iter(within[key])))


def _within(change: Change, inner: str, within: Data, key: Any) -> None:
    change(within[key], inner)


def _copy(language: str, within: Data, key: Any) -> None:
    within[key][language] = within[key][LANGUAGES[1 - LANGUAGES.index(language)]]


def _label(number: int, made: str, within: Data, key: Any) -> None:
    wanted = re.findall(r'"([^"]*)"', within[key]["id"])[number]
    for language, text in within[key].items():
        within[key][language] = text.replace(f'"{wanted}"', made.format(wanted))


@cache
def contract_sets() -> list[tuple[dict[str, object], object]]:
    """Give sets of answers from all over the space with what the contract says about each."""
    return [(answers, expected(answers)) for answers in islice(answer_sets(Random(7)), 0, None, 23)]


def keeps_contract(guide: Guide, seen: Callable[[Checklist], object]) -> bool:
    """Tell whether a guide asks and plans what the contract says."""
    for answers, wanted in contract_sets():
        try:
            active, missing = asked(guide, answers)
            checklist = plan(guide, Answers(values=answers), today=TODAY)
        except (AnswersError, KeyError):
            return False
        if missing is not None or active != answers or seen(checklist) != wanted:
            return False
        if checklist.route.id != "hand_in" and not any(it.id.startswith("paid_unlockers") for it in checklist.warnings):
            return False
    return True


def passes_check(guide: Guide) -> bool:
    """Tell whether proof and lint have nothing to say; sheets are written in one language, which is enough here."""
    catalogues = [Catalogue(language, load_messages) for language in guide.languages]
    if any(list(rule(Proof(guide, catalogues, today=TODAY))) for rule in TEXT_RULES):
        return False  # the rules about texts need no walk, and cost little
    proof = Proof(guide, catalogues[:1], today=TODAY)
    proof.run(lambda done, total: None)
    return not proof.shortest and not any(hit for rule in RULES for hit in rule(proof))


def table_of(guide: Guide) -> str:
    return factcheck_csv(guide, tuple(Catalogue(language, load_messages) for language in guide.languages), today=TODAY)


def who_notices(mutant: Mutant, data: Data, table: str, *, contract: bool = True) -> str:
    """Name the first that notices."""
    from test_contract import seen

    try:
        guide = read_guide(mutant.made_of(data), "mutant")
    except GuideError:
        return "loader"
    if contract and not keeps_contract(guide, seen):
        return "contract"
    if not passes_check(guide):
        return "check"
    return "nobody" if table_of(guide) == table else "table"


def goes_unnoticed(mutant: Mutant, data: Data, table: str, *, contract: bool) -> bool:
    """Tell whether nobody notices; whoever is quickest is asked first."""
    from test_contract import seen

    try:
        guide = read_guide(mutant.made_of(data), "mutant")
    except GuideError:
        return False
    return (not contract or keeps_contract(guide, seen)) and table_of(guide) == table and passes_check(guide)


def original(path: Path) -> tuple[Data, str]:
    """Give a guide as data, and its table."""
    data = data_of(Reader(path.name).compose(path.read_bytes()))
    return data, table_of(read_guide(json.dumps(data).encode(), path.name))


EVERY = 12
"""Every so many places one is damaged for the page: all of them would take half a day."""

WHO = ("loader", "contract", "check", "table", "nobody")
HEAD = """# What happens when the guide is damaged

Made by `python tests/proof/mutation.py`; the tests repeat a slice by lot. Every twelfth place of `data/steps.yaml`
was damaged in turn, and the first of these that noticed is counted:

- **loader**: the file is refused, with the place;
- **contract**: the second telling of the contract (`tests/proof/contract.py`) has another route, status or question;
- **check**: the proof or a rule of meaning has something to say;
- **table**: only `docs/factcheck.csv` differs, which a test compares: a person must look at the change and agree.
"""


@cache
def _built_in() -> tuple[Data, str]:
    return original(ROOT / "data/steps.yaml")


def _judge(mutant: Mutant) -> tuple[str, str, str, str]:
    return mutant.part, mutant.damage.split(" (")[0], who_notices(mutant, *_built_in()), mutant.name


def page(results: list[tuple[str, str, str, str]]) -> str:
    """Write the figures as a page, with every survivor by name."""
    rows = Counter((part, damage) for part, damage, _, _ in results)
    found = Counter((part, damage, who) for part, damage, who, _ in results)
    version = _built_in()[0]["version"]
    lines = [
        HEAD,
        f"Version {version} of the guide.\n",
        f"| damaged | how | {' | '.join(WHO)} |",
        "|---|---|" + "--:|" * len(WHO),
    ]
    lines += [f"| {a} | {b} | {' | '.join(str(found[a, b, who] or '') for who in WHO)} |" for a, b in sorted(rows)]
    total = Counter(who for _, _, who, _ in results)
    lines += [f"| **all {len(results):,}** | | {' | '.join(f'**{total[who]:,}**' for who in WHO)} |"]
    lines += ["", "## Survivors", ""]
    survivors = [name for _, _, who, name in results if who == "nobody"]
    lines += [f"- `{name}`: {why(name)}" for name in survivors] or ["None."]
    return "\n".join(lines) + "\n"


def why(name: str) -> str:
    """Explain why nobody can notice."""
    return next((text for beginning, text in EXPLAINED.items() if name.startswith(beginning)), "not explained")


EXPLAINED: dict[str, str] = {}


def main() -> None:
    """Damage the built-in guide in many places and write the page."""
    with ProcessPoolExecutor(2) as pool:
        results = list(pool.map(_judge, islice(mutants(_built_in()[0]), 0, None, EVERY), chunksize=4))
    (ROOT / "docs/mutation.md").write_text(page(results))


if __name__ == "__main__":
    main()
