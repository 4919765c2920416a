"""The command line: the only place that prints, reads the clock and turns errors into an exit status."""

__all__ = ["main"]


def main() -> None:
    """Run the program."""
    from micloud_helper.cli.app import app

    app(prog_name="micloud-helper")
