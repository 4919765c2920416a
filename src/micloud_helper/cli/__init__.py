"""The command line: the only place that prints, reads the clock and turns errors into an exit status."""

import atexit
import gc

__all__ = ["main"]


def main() -> None:
    """Run the program. A run is short and throws little away: looking for garbage would be a sixth of its time."""
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    from micloud_helper.cli.app import app

    app(prog_name="micloud-helper")
