"""The command line: the only place that prints, reads the clock and turns errors into an exit status."""

import gc
import os
import signal


def main() -> None:
    """Run the program and exit with its status."""
    # Before this line Python itself, and the script that pip wrote, are starting: a Ctrl-C then ends in their words.
    interrupted: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: interrupted.append(number))  # wait until it can be told in words
    # A run is short and throws little away: looking for garbage would be a sixth of its time.
    gc.set_threshold(100_000)
    from micloud_helper.cli.app import app

    try:
        app(prog_name="micloud-helper", interrupted=interrupted)
    except SystemExit as end:  # all is flushed; to free every object would take longer than many plans
        os._exit(end.code if isinstance(end.code, int) else 1)
