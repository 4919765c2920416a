"""Measures commands in turns, A B A B, so that whatever else the machine does falls on all of them alike."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?]*[A-Za-z]|[=>]|\][^\x07]*\x07)")
WHERE_IS_THE_CURSOR = b"\x1b[6n"
DOWN, UP = b"\x1b[B", b"\x1b[A"
PATIENCE = 20.0
QUIET = 0.03
"""Seconds without output after which a screen is finished."""


@dataclass(frozen=True)
class Command:
    """Something to run; `shows` is what its first question says, where it is run for that."""

    args: Sequence[str]
    shows: str = ""


@dataclass(frozen=True)
class Taken:
    """The median milliseconds of a command; `ratio` is the median of it beside the floor that ran just before it."""

    milliseconds: float
    ratio: float | None


def in_turns(commands: Mapping[str, Command], floors: Mapping[str, str], rounds: int, room: Path) -> dict[str, Taken]:
    """Measure each command from start to exit or to its first question; those with a floor run right after it."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    ratios: dict[str, list[float]] = {name: [] for name in floors}
    for name in commands:
        _once(commands[name], room)  # the first run compiles modules and warms the disk's cache
    for _ in range(rounds):
        for name, command in commands.items():
            if name in floors:
                times[floors[name]].append(_once(commands[floors[name]], room))
            times[name].append(_once(command, room))
            if name in floors:
                ratios[name].append(times[name][-1] / times[floors[name]][-1])
    return {
        name: Taken(median(seconds) * 1000, median(ratios[name]) if name in ratios else None)
        for name, seconds in times.items()
    }


def _once(command: Command, room: Path) -> float:
    if command.shows:
        with Screen(command, room) as screen:
            return screen.painted()
    start = time.perf_counter()
    subprocess.run(command.args, cwd=room, env=environment(room), check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    return time.perf_counter() - start


def environment(room: Path) -> dict[str, str]:
    """Give an environment that is the same everywhere."""
    return {"PATH": os.environ["PATH"], "HOME": str(room), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


class Screen:
    """A program on a terminal of its own, 80 columns by 40 rows."""

    def __init__(self, command: Command, room: Path) -> None:
        """Start the program."""
        self.shows = command.shows.encode()
        self.start = time.perf_counter()
        self.process, self.terminal = pty.fork()
        if not self.process:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
            os.chdir(room)
            os.execve(command.args[0], list(command.args), environment(room))

    def __enter__(self) -> "Screen":
        """Watch it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, however far it is."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)

    def painted(self) -> float:
        """Give the seconds from the start until the first question can be read."""
        seen = b""
        while self.shows not in ESCAPES.sub(b"", seen):
            seen += self._read(PATIENCE)
        return time.perf_counter() - self.start

    def repainted(self, key: bytes) -> float:
        """Press a key; give the seconds until the screen stands still again."""
        while self._waits(QUIET):
            self._read(0)
        start = last = time.perf_counter()
        os.write(self.terminal, key)
        while self._waits(PATIENCE if last == start else QUIET):
            self._read(0)
            last = time.perf_counter()
        return last - start

    def _waits(self, seconds: float) -> bool:
        return bool(select.select([self.terminal], [], [], seconds)[0])

    def _read(self, seconds: float) -> bytes:
        if seconds and not self._waits(seconds):
            raise TimeoutError(self.shows)
        data = os.read(self.terminal, 65536)
        if WHERE_IS_THE_CURSOR in data:
            os.write(self.terminal, b"\x1b[1;1R")
        return data


def key_to_repaint(commands: Mapping[str, Command], rounds: int, room: Path) -> dict[str, float]:
    """Give the median milliseconds from an arrow key to the screen standing still, at the first question."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            with Screen(command, room) as screen:
                screen.painted()
                for key in (DOWN, UP) * 5:
                    taken[name].append(screen.repainted(key))
    return {name: median(times) * 1000 for name, times in taken.items()}
