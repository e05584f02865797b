"""`portfolio activity`: workshops, trainings and other events."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import Title, add, addable, titled, with_arguments
from portfolio.commands.nouns import Noun, add_verbs, later
from portfolio.fields.outcomes import ACTIVITY

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Activities of projects and programmes, or of the office itself.")
NOUN = Noun(
    "activity",
    "activities",
    "A-001",
    "--year 2024",
    "A-002",
    later("pages.lists.outcomes", "activities"),
    fields=ACTIVITY,
    page=later("pages.entries", "entry"),
)
_FIELDS = addable(ACTIVITY)


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_activity(
    context: "Context",
    values: options.Given,
    consent: "Consent",
    project: Annotated[
        str | None,
        options.argument(
            "PROJECT", "Its project or programme; leave out for the office’s own activities.", complete.targets
        ),
    ] = None,
    title: Title = None,
) -> None:
    """Enter an activity; only a title is needed.

    For example:

      portfolio activity add P-004 "Training on travel documents" --type training --women 12 --men 15
      portfolio activity add P-004 "Scoping visit" --type scoping_mission --start 2024-05-13 --venue Nairobi
    """
    if project and not title and "title" not in values and not context.is_work(project):
        project, title = None, project
    given = with_arguments(titled(values, title), project=project)
    add(context, consent, "activity", given, {"title": "the title of the activity"})


add_verbs(app, NOUN)
