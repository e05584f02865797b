"""`portfolio summary`: projects and money by group."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import answer, later, show
from portfolio.errors import UsageError

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer(
    help="""Projects and money by group; every breakdown adds up to the same total.

    For example:

      portfolio summary donors --year 2024
      portfolio summary --by donor --by year
      portfolio summary people --by region --by year
    """,
    invoke_without_command=True,
    no_args_is_help=True,
)
_BY = options.texts(
    {
        "by": options.Opt(
            "GROUP",
            "donor, year, region, country, programme, project, pillar, status or partner; up to two.",
            True,
            complete.listed("figures.values", "GROUPS"),
        )
    }
)
_Fiscal = Annotated[bool, typer.Option("--fiscal", help="By the fiscal years of the settings.")]
_GROUPS = {
    "donors": "What each donor pledged, committed and paid, and where it stands.",
    "regions": "Money by region; a country’s goes to its sub-region.",
    "countries": "Money by country.",
    "programmes": "Money by programme, with that of its projects.",
    "pillars": "Money by pillar of the Global Strategy.",
    "statuses": "Money by status.",
    "budgets": "Budgets of programmes and projects, and the gap that nobody funds.",
    "partners": "Projects and activities by partner, without money.",
    "outcomes": "Values added over projects that share an indicator.",
}


@app.command("by")
@options.takes(groups=_BY, listed=options.answered)
def by(context: "Context", groups: options.Given, listed: options.Listed, fiscal: _Fiscal = False) -> None:
    """Projects and money by one group or two at once: a row for each pair.

    The rows add up to the totals, and those of one group to its row in the summary by that group alone.

    For example:

      portfolio summary by --by donor --by year
      portfolio summary by --by country --by year --donor Japan
    """
    if not (typed := groups.get("by", ())):
        raise UsageError("Say by what: --by donor --by year, or name a summary, as in portfolio summary donors")
    make = later("pages.pairs", "summary_by")
    answer(context, listed, lambda question: make(question, typed, fiscal=fiscal))


@app.command("people")
@options.takes(groups=_BY, listed=options.answered)
def people(context: "Context", groups: options.Given, listed: options.Listed, fiscal: _Fiscal = False) -> None:
    """Women and men trained: participants of workshops and trainings, in all or by one group or two.

    For example:

      portfolio summary people --year 2024
      portfolio summary people --by region --by year
    """
    make, typed = later("pages.pairs", "people"), groups.get("by", ())
    answer(context, listed, lambda question: make(question, typed, fiscal=fiscal))


def _show(context: "Context", group: str, listed: options.Listed, *, fiscal: bool = False) -> None:
    summary = later("pages.summary", "summary")
    answer(context, listed, lambda question: summary(group, question, fiscal=fiscal))


def _add(group: str, does: str) -> None:
    text = f"""{does}

    For example:

      portfolio summary {group} --region Sahel --year 2024
    """

    @app.command(group, help=text)
    @options.takes(listed=options.answered)
    def summary(context: "Context", listed: options.Listed) -> None:
        _show(context, group, listed)


for _group, _does in _GROUPS.items():
    _add(_group, _does)


@app.command("years")
@options.takes(listed=options.answered)
def years(context: "Context", listed: options.Listed, fiscal: _Fiscal = False) -> None:
    """Money by year, projects by the years in which they ran.

    Rows are calendar years, or fiscal ones with --fiscal or where the period is given in these.

    For example:

      portfolio summary years --region Sahel
      portfolio summary years --fiscal
    """
    _show(context, "years", listed, fiscal=fiscal)


@app.command("published")
@options.takes(output=options.shown)
def published(context: "Context", output: "Output") -> None:
    """What public pages say of the whole portfolio, what the register records, and why they differ.

    Totals of donors, the number of projects, and what other bodies received; each as of the date of its page.

    For example:

      portfolio summary published
      portfolio summary published --format json
    """
    show(context, output, lambda seen: later("pages.published", "published")(seen.ask({})))
