"""The floor of a command line in typer: two commands that do nothing."""

import typer

app = typer.Typer()


@app.command()
def one(name: str = "x") -> None:
    """Do nothing."""
    typer.echo(name)


@app.command()
def two(name: str = "x") -> None:
    """Do nothing either."""
    typer.echo(name)


if __name__ == "__main__":
    app()
