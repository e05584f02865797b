"""Floor: the smallest Typer program, asked to complete."""

import typer

app = typer.Typer()


@app.command()
def greet(name: str = "world") -> None:
    """Say hello."""
    typer.echo(f"Hello {name}")


@app.command()
def part(name: str = "world") -> None:
    """Say goodbye."""
    typer.echo(f"Goodbye {name}")


app(prog_name="bare")
