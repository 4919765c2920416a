"""One file per kind of error, of guides and of answers: the first line of each says what is found, and where."""

from datetime import date
from pathlib import Path

import pytest

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Condition
from micloud_helper.errors import AnswersError, GuideError, MicloudError
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages, nodes, read_answers, read_guide
from micloud_helper.proof.space import elements

DATA = Path(__file__).parents[1] / "data"
GUIDES = sorted(path for path in (DATA / "guides/bad").glob("*.yaml") if not path.name.startswith(("lint_", "proof_")))
ANSWERS = sorted((DATA / "answers/bad").glob("*.yaml"))
GOOD = sorted((DATA / "guides/good").glob("*.yaml"))
SPOKEN = [Catalogue(language, load_messages) for language in ("id", "en")]


def expected(data: bytes) -> str:
    return data.split(b"\n", 1)[0].decode().removeprefix("# expect ")


def told(error: MicloudError) -> str:
    """Write the problems as the first lines do, having said each in both languages with what to do."""
    for problem in error.problems:
        for words in SPOKEN:
            assert all(words.message(f"problems.{problem.code}.{part}", **problem.facts) for part in ("what", "fix"))
    return ", ".join(f"{it.location.line}:{it.location.column} {it.code}" for it in error.problems if it.location)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_bad_guide_is_refused_at_the_right_place(path: Path) -> None:
    """Every fault is found where it stands, nothing else is, and both languages have words for it."""
    with pytest.raises(GuideError) as caught:
        read_guide(path.read_bytes(), path.name)
    assert told(caught.value) == expected(path.read_bytes())


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_bad_answers_are_refused_at_the_right_place(path: Path, guide: Guide) -> None:
    """The same for answers to the built-in guide."""
    with pytest.raises(AnswersError) as caught:
        read_answers(guide, path.read_bytes(), path.name)
    assert told(caught.value) == expected(path.read_bytes())


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_guide_is_taken(path: Path) -> None:
    """The guides that the bad ones derive from have no fault."""
    assert read_guide(path.read_bytes(), path.name).routes


@pytest.mark.parametrize("path", [*GUIDES, *ANSWERS, *GOOD], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_both_parsers_read_alike(path: Path, guide: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own parser, all that the one file to carry has, takes and refuses the same, at the same places."""
    found: list[object] = []
    for parser in (nodes.Parser, nodes.PureParser):
        monkeypatch.setattr(nodes, "Parser", parser)
        data = path.read_bytes()
        try:
            made = read_answers(guide, data, "") if path in ANSWERS else read_guide(data, "")
            found.append([(at, it) for at, it in elements(made) if isinstance(it, (str, int, date, Condition))])
        except MicloudError as error:
            found.append([(it.code, it.location) for it in error.problems])
    assert found[0] == found[1]


def test_every_problem_of_the_loader_has_a_bad_file() -> None:
    """Each code that the loader can report on a guide or on answers is the code of some file."""
    sources = Path(__file__).parents[2].joinpath("src/micloud_helper/loader")
    if not sources.is_dir():
        pytest.skip("no sources here: an installed package is tested")
    words = load_messages("problems")
    codes = {key.removesuffix(".what") for key in words if key.endswith(".what")}
    named = {code for path in sources.glob("*.py") for code in codes if f'"{code}"' in path.read_text()}
    covered = {part.split()[-1] for path in (*GUIDES, *ANSWERS) for part in expected(path.read_bytes()).split(", ")}
    made_in_other_tests = {"file_unreadable", "file_too_big", "too_many_nodes", "not_csv", "cell_without_question"}
    made_in_other_tests |= {"too_many_problems"}
    assert named - covered - made_in_other_tests == set()


def test_no_long_number_of_a_person_is_repeated(guide: Guide) -> None:
    """A message never holds an IMEI or phone number somebody typed, wherever they put it."""
    for data in (b"490154203237518: x\n", b"holder: 490154203237518\n", b"imei: [490154203237519]\n"):
        with pytest.raises(AnswersError) as caught:
            read_answers(guide, data, "answers.yaml")
        assert "49015420323751" not in str([problem.facts for problem in caught.value.problems])
