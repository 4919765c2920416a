"""Runs the program on hostile input, in a process and a folder of its own, and judges what it did: the one oracle.

Whatever comes in, the exit status is a documented one, no traceback shows, time and memory have bounds, every file is
whole or absent and its owner's alone, and nothing that was there before is overwritten.
"""

import fcntl
import importlib
import json
import os
import pkgutil
import pty
import resource
import select
import signal
import stat
import struct
import sys
import termios
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, NoReturn

import micloud_helper
from micloud_helper.cli import main

LOADED = ("holidays", "icalendar", "jinja2", "phonenumbers", "questionary", "segno", "stdnum.luhn", "typst", "wcwidth")
for name in (*LOADED, *(it.name for it in pkgutil.walk_packages(micloud_helper.__path__, "micloud_helper."))):
    if not name.endswith("__main__"):
        importlib.import_module(name)  # once, and not in every process that is forked

DOCUMENTED = {0, 2, 3, 4, 5, 130}
"""The statuses of the README but 1, which hostile input must never lead to."""
NEVER = (b"Traceback", b"Exception ignored", b"[unexpected]")
SECONDS, MEGABYTES = 5, 500
PATIENCE = 120
PRECIOUS = "precious.txt"
SAVED = "share/micloud-helper"
ENDINGS = {
    ".html": b"</html>\n",
    ".pdf": b"%%EOF",
    ".ics": b"END:VCALENDAR\r\n",
    ".png": b"IEND\xaeB`\x82",
    ".txt": b"\n",
    ".md": b"\n",
}
"""How a whole file ends."""
HANG_UP = b""
RUNS: Counter[str] = Counter()
"""How often each target was attacked."""

Key = bytes | tuple[int, int]
"""What is sent to a terminal at once, or the columns and rows of a window of another size."""


class Ended(NamedTuple):
    """What a run came to; `files` are those of its folder afterwards."""

    status: int
    out: bytes
    err: bytes
    files: Mapping[str, bytes]


def attacked(
    target: str, *args: str, statuses: Sequence[int], files: Mapping[str, bytes] | None = None, stdin: bytes = b"",
    keys: Sequence[Key] | None = None, pause: float = 0.02, ending: bytes = b"\x03",
) -> Ended:  # fmt: skip
    """Run the program among `files`, with `stdin` in a pipe or `keys` on a terminal, and judge how it ended.

    `ending` is what is sent at last, again and again until the program ends: Ctrl-C, or HANG_UP.
    """
    RUNS[target] += 1
    before = {PRECIOUS: b"mine\n", **(files or {})}
    with TemporaryDirectory() as folder:
        for name, data in before.items():
            (Path(folder) / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (Path(folder) / name).write_bytes(data)
            (Path(folder) / name).chmod(0o600)
        if keys is None:
            pid, out, err = _piped(folder, args, stdin)
        else:
            pid, out, err = _on_terminal(folder, args, keys, pause, ending)
        _, waited, used = os.wait4(pid, 0)
        status = os.waitstatus_to_exitcode(waited)
        assert status in {*statuses} & DOCUMENTED, (status, err[-2000:], out[-2000:] if keys else b"")
        assert not [sign for sign in NEVER if sign in out + err], err[-2000:]
        assert used.ru_utime + used.ru_stime < SECONDS
        assert used.ru_maxrss / 1024 < MEGABYTES
        return Ended(status, out, err, _judged(Path(folder), before))


def _judged(folder: Path, before: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Look at what is in the folder afterwards."""
    after = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if name != "share":  # the system's, not ours
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), name
        if path.is_file():
            after[name] = path.read_bytes()
            assert path.suffix not in (".part", ".new"), name
            if name not in before and not path.name.endswith((".damaged", ".old")):
                assert after[name].rstrip(b"\0").endswith(ENDINGS.get(path.suffix, b"")), name
                assert path.suffix != ".json" or json.loads(after[name]), name
    kept = {name: data for name, data in before.items() if not name.startswith(SAVED)}
    assert kept.items() <= after.items()
    return after


def _piped(folder: str, args: Sequence[str], stdin: bytes) -> tuple[int, bytes, bytes]:
    with TemporaryDirectory() as aside:
        streams = [Path(aside) / name for name in ("in", "out", "err")]
        streams[0].write_bytes(stdin)

        def connect() -> None:
            for number, path in enumerate(streams):
                os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)

        pid = os.fork() or _run(folder, args, connect)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        return pid, streams[1].read_bytes(), streams[2].read_bytes()


def _on_terminal(
    folder: str, args: Sequence[str], keys: Sequence[Key], pause: float, ending: bytes
) -> tuple[int, bytes, bytes]:
    pid, terminal = pty.fork()
    if not pid:
        _run(folder, args, lambda: _resize(0, (80, 24)))
    shown = b""
    left = list(keys)
    with suppress(OSError):  # the program has closed its end
        while True:
            if select.select([terminal], [], [], pause if shown and left else 0.2)[0]:
                shown += (chunk := os.read(terminal, 65536))
                if not chunk:
                    break
                if b"\x1b[6n" in chunk:
                    os.write(terminal, b"\x1b[1;1R")
            elif shown and left:
                key = left.pop(0)
                if isinstance(key, tuple):
                    _resize(terminal, key)
                else:
                    os.write(terminal, key)
            elif shown and ending == HANG_UP:
                break
            elif shown:
                os.write(terminal, ending)
    os.close(terminal)
    return pid, shown, b""


def _resize(terminal: int, window: tuple[int, int]) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", window[1], window[0], 0, 0))


def _run(folder: str, args: Sequence[str], connect: Callable[[], None]) -> NoReturn:
    """Be the program, in a process that was forked with everything loaded, and end with its status."""
    status = 70
    try:
        sys.settrace(None)  # Hypothesis follows what the tests run, not what is forked
        signal.alarm(PATIENCE)  # a program that hangs ends with a status that is not documented
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        connect()
        os.chdir(folder)
        os.umask(0o022)
        for name in [name for name in os.environ if name.startswith(("LC_", "LANG", "MICLOUD", "COLUMNS", "LINES"))]:
            del os.environ[name]
        os.environ.update(HOME=folder, XDG_DATA_HOME=f"{folder}/share", LC_ALL="C.UTF-8", TERM="xterm-256color")
        sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        sys.argv = ["micloud-helper", *args]
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, AttributeError):
                stream.flush()
    except BaseException:  # whatever gets through is for the oracle to see
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)
