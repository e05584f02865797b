"""`portfolio summary`: projects and money by group."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.nouns import later, show_listing

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer(help="Projects and money by group; every breakdown adds up to the same total.")
_GROUPS = {
    "donors": "What each donor pledged, committed and paid, and where it stands.",
    "regions": "Money by region; a country’s goes to its sub-region.",
    "countries": "Money by country.",
    "programmes": "Money by programme, with that of its projects.",
    "pillars": "Money by pillar of the Global Strategy.",
    "statuses": "Money by status.",
    "years": "Money by calendar year, projects by the years in which they ran.",
    "partners": "Projects and activities by partner, without money.",
    "outcomes": "Values added over projects that share an indicator.",
}


def _add(group: str, does: str) -> None:
    text = f"""{does}

    For example:

      portfolio summary {group} --region Sahel --year 2024
    """

    @app.command(group, help=text)
    @options.takes(listed=options.answered)
    def summary(context: "Context", listed: options.Listed) -> None:
        show_listing(listed.output, later("summaries", "summary")(group, context.ask(listed.filters, listed.currency)))


for _group, _does in _GROUPS.items():
    _add(_group, _does)
