"""`portfolio narrative`: what was achieved and hindered, learnt and comes next; stories."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import add, addable, with_arguments
from portfolio.commands.nouns import Noun, add_verbs, later
from portfolio.errors import UsageError
from portfolio.fields.field import without_option
from portfolio.fields.narratives import NARRATIVE

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Narratives of projects, programmes and contributions: achievements, lessons, stories.")
NOUN = Noun(
    "narrative",
    "narratives",
    "N-001",
    "--year 2024",
    "N-001",
    later("pages.lists.narratives", "narratives"),
    fields=NARRATIVE,
    page=later("pages.entries", "entry"),
)
_KINDS = "achievements, challenges, lessons, next_steps or story"
_Target = Annotated[
    str | None, options.argument("TARGET", "A project, a programme, or the id of a contribution.", complete.told_of)
]
_Kind = Annotated[str | None, options.argument("KIND", f"{_KINDS}.", complete.coded("NARRATIVE"))]
_File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="A file that holds the text, in place of --text.", dir_okay=False),
]
_FIELDS = addable(without_option(NARRATIVE, "target", "kind"))


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_narrative(
    context: "Context",
    values: options.Given,
    consent: "Consent",
    target: _Target = None,
    kind: _Kind = None,
    file: _File = None,
) -> None:
    """Enter a narrative of a project, a programme or a contribution.

    For example:

      portfolio narrative add P-004 achievements --period 2024 --text "Twelve officers were certified."
      portfolio narrative add P-004 lessons --period 2024-Q1 --language fr --text "Former avant d’équiper."
    """
    if file:
        if "text" in values:
            raise UsageError("Give the text once: with --text, or in a file with --file.")
        from portfolio.files.plain import read_text  # noqa: PLC0415 - only a text in a file needs it

        values = {**values, "text": [read_text(file)]}
    needed = {"TARGET": "a project, a programme or a contribution", "KIND": _KINDS, "text": "what is told"}
    add(context, consent, "narrative", with_arguments(values, target=target, kind=kind), needed)


add_verbs(app, NOUN)
