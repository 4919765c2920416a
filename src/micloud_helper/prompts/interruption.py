"""Signals that end a conversation: noted when they come, acted upon at the next safe point."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Interruption:
    """Takes the signals for a whole conversation, so that none is lost and none breaks into what is being written."""

    def __init__(self) -> None:
        """Note nothing yet; `noted` tells whether the person, or the system, wants an end."""
        self.noted = False
        self._react: Callable[[], object] | None = None

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note signals from here on. Raises KeyboardInterrupt at the end if one came, whatever else went wrong then.

        More signals are ignored from then on: the program ends, and is only to say so.
        """
        numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
        before = {number: signal.signal(number, self._note) for number in numbers}
        try:
            yield
        except Exception as error:  # a lost terminal shows in many ways
            if self.noted:
                raise KeyboardInterrupt from error
            raise
        finally:
            for number, handler in before.items():
                signal.signal(number, signal.SIG_IGN if self.noted else handler)
        if self.noted:
            raise KeyboardInterrupt

    @contextmanager
    def reacting(self, react: Callable[[], object]) -> Iterator[None]:
        """Call `react` as soon as a signal comes, or has come before: the program only waits for the person."""
        self._react = react
        try:
            if self.noted:
                react()
            yield
        finally:
            self._react = None

    def _note(self, number: int, frame: object) -> None:
        self.noted = True
        if self._react is not None:
            self._react()


def stop() -> NoReturn:
    """End the conversation. Raises KeyboardInterrupt."""
    raise KeyboardInterrupt
