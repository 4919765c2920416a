"""Damages files by lot: pieces cut out, doubled, swapped for what is special in YAML or JSON, or for noise."""

from hypothesis import strategies as st

SPECIAL = [
    b": ", b"- ", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!str ", b"? ", b"|\n", b">-\n", b"#", b"---\n", b"%",
    b"'", b'"', b"\\", b"\t", b"\r\n", b"\n\n", b" " * 40, b"~", b"yes", b"12:30:45", b"0x1F", b"1e400", b"2026-02-30",
    b"\0", b"\x1b[31m", b"\x7f", b"\xff\xfe", b"\xef\xbb\xbf", "\u202e\u2028\u0085".encode(), b"\xed\xa0\x80",
    b"{{{{", b"}}", b"{today}", b"{0}", b"{a.__class__}", b"9" * 400, b"-1", b"<<: ", b"all", b"not", b"route",
]  # fmt: skip

Edit = tuple[str, float, int, bytes]


def edits() -> st.SearchStrategy[list[Edit]]:
    """Draw a few changes: how, where (as a part of the whole), how long, and with what."""
    kind = st.sampled_from(["cut", "double", "insert", "overwrite", "shuffle"])
    piece = st.one_of(st.sampled_from(SPECIAL), st.binary(max_size=6))
    return st.lists(st.tuples(kind, st.floats(0, 1), st.integers(0, 60), piece), min_size=1, max_size=4)


def damaged(base: bytes, changes: list[Edit]) -> bytes:
    """Make the changes, one after the other."""
    data = base
    for how, part, length, piece in changes:
        at = int(part * len(data))
        chosen = data[at : at + length]
        after = data[at + length :]
        data = (
            data[:at]
            + {
                "cut": after,
                "double": chosen + chosen + after,
                "insert": piece + chosen + after,
                "overwrite": piece + data[at + len(piece) :],
                "shuffle": chosen[::-1] + after,
            }[how]
        )
    return data
