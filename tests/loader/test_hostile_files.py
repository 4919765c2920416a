"""Files made to hurt: each is refused with a sentence, and none costs more than its size allows."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from micloud_helper.errors import AnswersError, GuideError
from micloud_helper.guide import Guide
from micloud_helper.loader import MAX_BYTES, read_answers, read_guide
from micloud_helper.loader.reader import MAX_DEPTH, MAX_NODES, MAX_PROBLEMS

LAUGHS = b"a: &a [ha, ha]\n" + b"".join(
    b"%c: &%c [*%c, *%c]\n" % (after, after, before, before) for before, after in pairwise(b"abcdefghi")
)

HOSTILE = {
    "huge": (b"#" * (MAX_BYTES + 1), "file_too_big"),
    "many nodes": (b"a: [" + b"x," * MAX_NODES + b"]", "too_many_nodes"),
    "deep lists": (b"[" * 200_000, "too_deep"),
    "deep mappings": (b"".join(b" " * level + b"a:\n" for level in range(MAX_DEPTH + 5)), "too_deep"),
    "deep flow": (b"{a: " * 100_000, "too_deep"),
    "billion laughs": (LAUGHS, "alias"),
    "an endless loop": (b"a: &a\n  b: *a\n", "alias"),
    "binary": (bytes(range(256)) * 100, "not_utf8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "not_utf8"),
    "NUL": (b"schema: 1\0", "strange_character"),
    "UTF-16": ("schema: 1".encode("utf-16"), "not_utf8"),
    "a Python object": (b"!!python/object/apply:os.system [echo]", "tag"),
    "a long line": (b"a: " + b"x" * (MAX_BYTES - 10), None),
    "a key of keys": (b"? {a: b}\n: c\n", "key_not_a_word"),
    "only a mark": (b"\xef\xbb\xbf", "empty_file"),
    "many keys": (b"".join(b"key%d: x\n" % number for number in range(30_000)), None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_guide_is_refused(name: str) -> None:
    """A guide that is none never gets further than its problems."""
    data, code = HOSTILE[name]
    with pytest.raises(GuideError) as caught:
        read_guide(data, "guide.yaml")
    assert code is None or code in {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_are_refused(name: str, guide: Guide) -> None:
    """The same for answers."""
    data, code = HOSTILE[name]
    with pytest.raises(AnswersError) as caught:
        read_answers(guide, data, "answers.yaml")
    assert code is None or code in {problem.code for problem in caught.value.problems}


TINY = (Path(__file__).parents[1] / "data/guides/good/tiny.yaml").read_text()
TEXT = "{id: Halo, en: Hello}"
SOURCES = "".join(
    f"  source{number}: {{title: {TEXT}, date: x, weight: {TEXT}, recheck_months: 1}}\n" for number in range(3000)
)


def source_lists(names: list[str]) -> str:
    """Give the tiny guide with 3,000 sources, and a warning that names `names`."""
    return (
        TINY.replace("sources:\n", f"sources:\n{SOURCES}", 1)
        + f"  many: {{text: {TEXT}, sources: [{', '.join(names)}]}}\n"
    )


def chained(length: int) -> str:
    """Give the tiny guide with a chain of questions, each asked after the one before."""
    options = f"options: {{a: {{label: {TEXT}, said: {TEXT}}}, b: {{label: {TEXT}, said: {TEXT}}}}}"
    question = f"kind: choice, ask: {TEXT}, why: {TEXT}, {options}"
    chain = "".join(
        f"  q{n}: {{{question}, when: {{{f'q{n - 1}: a' if n else 'ticket: kept'}}}}}\n" for n in range(length)
    )
    return TINY.replace("documents:\n", f"{chain}documents:\n", 1)


COSTLY = {
    "unknown sources": source_lists([f"sauce{number}" for number in range(30_000)]),
    "known sources, once each and one more": source_lists([*(f"source{number}" for number in range(3000)), "sauce"]),
    "misspelt keys": "".join(f"qustions{'x' * (number % 30)}{number}: x\n" for number in range(12_000)),
    "misspelt in conditions": TINY + "".join(
        f"  w{number}: {{text: {TEXT}, when: {{tickett{number}: kept}}, sources: [rules]}}\n" for number in range(3000)
    ),
    "duplicate keys": "schema: 1\n" * 90_000,
    "anchors": "".join(f"k{number}: &a x\n" for number in range(40_000)),
    "one endless word": source_lists(["x" * 400_000]),
    "endless text": TINY.replace("Ask them.", "\u6f22" * 300_000),
    "endless id": TINY.replace("ticket", "t" * 1000).replace("{ttt", "{uttt"),
    "a thousand questions in a chain": chained(1000),
    "a long chain that ends in a typing error": chained(1800) + "typo: x\n",
}  # fmt: skip

LIMITED = """
import resource, sys
from micloud_helper.errors import GuideError
from micloud_helper.loader import read_guide
resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
try:
    read_guide(sys.stdin.buffer.read(), "guide.yaml")
except GuideError as error:
    print(len(error.problems), error.problems[-1].code, max(len(str(it.facts)) for it in error.problems))
"""


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_guide_is_answered_soon(name: str) -> None:
    """No guide takes more than five seconds or 500 MB; messages stay few, and the last says where reading ended."""
    pytest.importorskip("resource")
    done = subprocess.run([sys.executable, "-c", LIMITED], input=COSTLY[name].encode(), capture_output=True, check=True)
    if name == "a thousand questions in a chain":
        assert done.stdout == b""
        return
    count, last, longest = done.stdout.split()
    assert int(count) <= MAX_PROBLEMS + 1
    assert (last == b"too_many_problems") == (int(count) > MAX_PROBLEMS)
    assert int(longest) < 1500


COSTLY_ANSWERS = {
    "a list of ones": "[" + "1," * 489_000 + "1]",
    "a list of values": "imei: [" + "1," * 90_000 + "1]",
    "a list of options": "imei_at: [" + "1," * 90_000 + "1]",
    "unknown questions": "".join(f"holdr{number}: x\n" for number in range(70_000)),
    "combining marks": f"holder: finder\nreference: {chr(0x301) * 480_000}",
}

LIMITED_ANSWERS = f"""
from micloud_helper.loader import load_guide, nodes, read_answers
guide = load_guide()
nodes.Parser = nodes.PureParser
{LIMITED}""".replace("read_guide(", "read_answers(guide, ").replace(
    "import GuideError", "import AnswersError as GuideError"
)


@pytest.mark.parametrize("name", COSTLY_ANSWERS)
def test_costly_answers_are_refused_soon(name: str) -> None:
    """The same for answers, with the slower of the two parsers."""
    pytest.importorskip("resource")
    sent = COSTLY_ANSWERS[name].encode()
    done = subprocess.run([sys.executable, "-c", LIMITED_ANSWERS], input=sent, capture_output=True, check=True)
    assert 0 < int(done.stdout.split()[0]) <= MAX_PROBLEMS + 1


def test_a_message_names_a_few_known_ids() -> None:
    """Of many known ids ten are named."""
    with pytest.raises(GuideError) as caught:
        read_guide(source_lists(["sauce"]).encode(), "guide.yaml")
    (problem,) = caught.value.problems
    assert problem.facts["offered"].split(", ") == [*(f"source{number}" for number in range(10)), "…"]
    assert problem.facts["meant"] in problem.facts["offered"]
