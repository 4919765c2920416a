"""Files made to hurt: each is refused with a sentence, and none costs more than its size allows."""

from itertools import pairwise

import pytest

from micloud_helper.errors import AnswersError, GuideError
from micloud_helper.guide import Guide
from micloud_helper.loader import MAX_BYTES, read_answers, read_guide
from micloud_helper.loader.nodes import MAX_DEPTH, MAX_NODES

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
