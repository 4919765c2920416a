"""The floor of an interview: two typer commands, one of which asks one question with questionary."""

import typer

app = typer.Typer()


@app.command()
def one(name: str = "x") -> None:
    """Ask a question."""
    import questionary

    typer.echo(questionary.select("What is it?", choices=["First choice", "Second choice", "Third choice"]).ask())


@app.command()
def two(name: str = "x") -> None:
    """Do nothing."""
    typer.echo(name)


if __name__ == "__main__":
    app()
