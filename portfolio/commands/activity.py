"""`portfolio activity`: workshops, trainings and other events."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import RECORD, fields, filled
from portfolio.commands.nouns import Noun, add_edit, add_list, add_remove, add_show, enter, later
from portfolio.commands.options import Opt

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer(help="Activities of projects and programmes, or of the office itself.")
_NOUN = Noun("activity", "activities", "activities", later("pages.lists.outcomes", "activities"))
_FIELDS = fields(
    "title",
    "description",
    "document",
    *RECORD,
    type=Opt("TYPE", "workshop, training, expert_meeting, event …", complete=complete.coded("ACTIVITY_TYPE")),
    mode=Opt("MODE", "onsite, virtual or hybrid.", complete=complete.coded("MODE")),
    start=Opt("DATE", "When it began."),
    end=Opt("DATE", "When it ended."),
    venue=Opt("TEXT", "Where it took place."),
    venue_country=Opt("COUNTRY", "The country of the venue, which need not benefit.", complete=complete.countries),
    women=Opt("N", "How many women took part."),
    men=Opt("N", "How many men took part."),
    unspecified=Opt("N", "How many took part of whom the sex is not recorded."),
    country=Opt("COUNTRY", "A country that benefits.", True, complete.countries),
    region=Opt("REGION", "A region that benefits.", True, complete.regions),
    partner=Opt("PARTNER", "Who held it with the office.", True, complete.organisations),
    donor=Opt("DONOR", "A donor credited for it.", True, complete.organisations),
)


@app.command("add")
@options.takes(values=_FIELDS, output=options.printed)
def add_activity(
    context: "Context",
    values: options.Given,
    output: "Output",
    project: Annotated[
        str | None,
        typer.Argument(
            metavar="PROJECT",
            help="Its project or programme; none for the office’s own.",
            autocompletion=complete.targets,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Enter an activity; only a title is needed.

    For example:

      portfolio activity add P-004 --title "Training on travel documents" --type training --women 12 --men 15
      portfolio activity add P-004 --title "Scoping visit" --type scoping_mission --start 2024-05-13 --venue Nairobi
    """
    given = filled(context, values, title="The title of the activity")
    enter(context, output, "activities", {**given, **({"project": [project]} if project else {})})


add_list(app, _NOUN)
add_show(app, _NOUN, later("pages.entries", "entry"))
add_edit(app, _NOUN)
add_remove(app, _NOUN)
