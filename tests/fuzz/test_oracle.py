"""The oracle can fail: each of its demands, broken by a program that misbehaves, is noticed."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="the attack forks processes, which Windows cannot")

import oracle


def private(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    Path(name).chmod(0o600)


def raise_it() -> None:
    raise ValueError


MISDEEDS: dict[str, Callable[[], object]] = {
    "status": lambda: sys.exit(1),
    "traceback": raise_it,
    "unexpected": lambda: sys.stderr.write("[unexpected]"),
    "overwritten": lambda: private(oracle.PRECIOUS, b"theirs\n"),
    "erased": lambda: Path(oracle.PRECIOUS).unlink(),
    "readable": lambda: Path("new.txt").write_text("plan\n"),
    "half": lambda: private("new.html", b"<!doctype html>"),
    "half_json": lambda: private("new.json", b'{"format": 1'),
    "left_behind": lambda: private(".micloud-x.part", b""),
    "slow": lambda: sum(range(10**6)),
    "large": lambda: len(b"x" * (int(oracle.MEGABYTES) << 20)),
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_a_misdeed_is_seen(monkeypatch: pytest.MonkeyPatch, misdeed: str) -> None:
    """A program that keeps to everything passes; one that breaks a single demand does not."""
    used = oracle.resource.getrusage(oracle.resource.RUSAGE_SELF).ru_maxrss / 1024
    monkeypatch.setattr(oracle, "SECONDS", 0.01 if misdeed == "slow" else 5)
    monkeypatch.setattr(oracle, "MEGABYTES", used + 32)
    monkeypatch.setattr(oracle, "main", lambda: (private("new.txt", b"plan\n"), sys.exit(0)))
    oracle.attacked("itself", statuses=(0,))
    monkeypatch.setattr(oracle, "main", lambda: (MISDEEDS[misdeed](), sys.exit(0)))
    with pytest.raises((AssertionError, json.JSONDecodeError)):
        oracle.attacked("itself", statuses=(0, 1, 70))
