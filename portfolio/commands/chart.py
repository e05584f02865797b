"""`portfolio chart`: money, time, progress and places as pictures."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import answer, later
from portfolio.commands.options import Given, Opt
from portfolio.pages.chart_words import CHARTED, LEVELS, MEASURES, SHADED

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer(help="Pictures of money, time, progress and places; in a pipe or a file, their figures.")
_MONEY = options.texts(
    {
        "by": Opt("GROUP", f"{', '.join(CHARTED)}; default donor.", complete=complete.words(CHARTED)),
        "of": Opt("MEASURE", f"{', '.join(MEASURES)}; default a chart of each.", complete=complete.words(MEASURES)),
    }
)
_TIMELINE = options.texts(
    {
        "by": Opt(
            "LEVEL",
            f"A bar for each {' or '.join(LEVELS)}; default projects while they are few.",
            complete=complete.words(LEVELS),
        )
    }
)
_MAP = options.texts({"of": Opt("MEASURE", f"{', '.join(SHADED)}; default projects.", complete=complete.words(SHADED))})


def _first(asked: Given, option: str) -> str:
    return asked.get(option, ("",))[0]


@app.command("money")
@options.takes(asked=_MONEY, listed=options.page)
def money(context: "Context", asked: Given, listed: options.Listed) -> None:
    """Show money as bars: each measure and currency by itself, never added to one another.

    For example:

      portfolio chart money --by donor --of received
      portfolio chart money --by year --currency USD
      portfolio chart money --by region -o money.svg
    """
    by, of = _first(asked, "by"), _first(asked, "of")
    drawn = later("pages.chart_money", "chart_money")
    answer(context, listed, lambda question: drawn(question, by, of))


@app.command("timeline")
@options.takes(asked=_TIMELINE, listed=options.page)
def timeline(context: "Context", asked: Given, listed: options.Listed) -> None:
    """Show projects from start to end, in the order of programmes, with today marked.

    What came about and what is planned are told apart. Many projects are shown as programmes.

    For example:

      portfolio chart timeline --status ongoing
      portfolio chart timeline --region Sahel --by project
    """
    drawn = later("pages.chart_timeline", "chart_timeline")
    by = _first(asked, "by")
    answer(context, listed, lambda question: drawn(question, by))


@app.command("outcomes")
@options.takes(listed=options.page)
def outcomes(context: "Context", listed: options.Listed) -> None:
    """Show how far indicators have come to their targets.

    For example:

      portfolio chart outcomes --programme PRG-001
      portfolio chart outcomes --year 2024
    """
    drawn = later("pages.chart_outcomes", "chart_outcomes")
    answer(context, listed, drawn)


@app.command("map")
@options.takes(asked=_MAP, listed=options.page)
def world_map(context: "Context", asked: Given, listed: options.Listed) -> None:
    """Show a map of the world, shaded by projects or by money.

    What no country has, such as regions that are recorded without countries, is said below it.

    For example:

      portfolio chart map
      portfolio chart map --of received --currency USD
      portfolio chart map --status ongoing -o map.svg
    """
    drawn = later("pages.chart_map", "chart_map")
    of = _first(asked, "of")
    answer(context, listed, lambda question: drawn(question, of))
