"""The command line: the only place that prints, reads the clock and turns errors into an exit status."""

import atexit
import gc
import signal


def main() -> None:
    """Run the program and exit with its status."""
    interrupted: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, frame: interrupted.append(number))
    # A run is short and throws little away: looking for garbage would be a sixth of its time.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    from micloud_helper.cli.app import app  # Ctrl-C waits until all is imported, to be told in words

    signal.signal(signal.SIGINT, usual)
    app(prog_name="micloud-helper", interrupted=bool(interrupted))
