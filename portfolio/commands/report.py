"""`portfolio report`: documents that are ready to send."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, everyone, options, reporting
from portfolio.commands.nouns import later
from portfolio.errors import UsageError

if TYPE_CHECKING:
    from portfolio.commands.reporting import SiteWanted, Wanted
    from portfolio.context import Context

app = typer.Typer(help="Documents that are ready to send: Word, PDF, Excel, HTML, Markdown, CSV and JSON.")


@app.command("donor")
@options.takes(wanted=reporting.one_donor)
def donor(context: "Context", name: options.Donor, wanted: "Wanted") -> None:
    """Report to a donor what it gave, for what, where, and what came of it.

    Without a file it is shown here. Only unclassified records are in it unless --max-classification says otherwise.

    For example:

      portfolio report donor Japan
      portfolio report donor Japan --year 2024 -o japan-2024.docx
      portfolio report donor Japan --compared-with today -f json
      portfolio report donor "Saudi Arabia" --lang ar -o saudi-arabia.pdf
    """
    reporting.check_delivery(context, wanted)
    release = later("pages.release", "release")(context.office, wanted.level)
    made = later("pages.donor", "answer")(
        *(release, name, wanted.for_donors, wanted.language),
        allow_withheld=wanted.allow_withheld,
        before=reporting.before(context, wanted),
    )
    reporting.deliver(wanted, made.page)
    for note in made.notes:
        wanted.output.note(note)


@app.command("donors")
@options.takes(wanted=reporting.every_donor)
def donors(
    context: "Context",
    wanted: "Wanted",
    every: Annotated[bool, typer.Option("--all", help="Every donor of the register.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--folder", "-d", metavar="FOLDER", help="The folder for the files; made if missing.")
    ] = None,
) -> None:
    """Report to every donor, a file each, named by the donor’s code; without --format in Word.

    All are worked out before the first is written, so that none is written where one cannot be sent.

    For example:

      portfolio report donors --all -d reports --year 2024
    """
    if not every or not folder:
        raise UsageError("Say that every donor is meant, and where the files go: --all -d FOLDER.")
    everyone.deliver(context, wanted, folder)


@app.command("quarter")
@options.takes(wanted=reporting.chosen_work)
def quarter(
    context: "Context",
    period: Annotated[str, options.argument("QUARTER", "2021-Q1, last quarter …", complete.quarters)],
    wanted: "Wanted",
) -> None:
    """Report on a quarter: pillar by pillar, then monitoring, visibility and finance.

    For example:

      portfolio report quarter 2021-Q1 -o quarter.docx
    """
    report = later("pages.quarter", "quarter_report")
    by = (wanted.level, wanted.co_funding)
    reporting.put(context, wanted, lambda of, language: report(wanted.question(of), period, language, *by))


@app.command("project")
@options.takes(wanted=reporting.one_project)
def project(context: "Context", target: options.Target, wanted: "Wanted") -> None:
    """Put one project or programme on a sheet: what it is, who pays for it, and what came of it.

    Amounts are in it only with --co-funding amounts, as a donor could tell another’s from a total or a budget.

    For example:

      portfolio report project P-014 -o crisis-communications.pdf
    """
    sheet = later("pages.project_sheet", "project_sheet")
    by = (wanted.level, wanted.co_funding)
    reporting.put(context, wanted, lambda of, language: sheet(of, target, language, *by))


@app.command("portfolio")
@options.takes(wanted=reporting.chosen_work)
def whole_portfolio(
    context: "Context",
    year: Annotated[str, typer.Option("--year", metavar="YEAR", help="2024, or FY24.", show_default=False)],
    wanted: "Wanted",
) -> None:
    """Report on a year: programmes and projects by scope and pillar, activities by type, people trained.

    For example:

      portfolio report portfolio --year 2020 -o 2020.xlsx
    """
    report = later("pages.year", "yearly_report")
    reporting.put(context, wanted, lambda of, language: report(wanted.question(of), year, language, wanted.level))


@app.command("site")
@options.takes(wanted=reporting.whole_site)
def site(
    context: "Context",
    folder: Annotated[
        Path, typer.Option("--folder", "-d", metavar="FOLDER", help="The folder of the site; made if missing.")
    ],
    wanted: "SiteWanted",
) -> None:
    """Make a public site of the register: pages that open from a disk or any web server, in the languages named.

    Only unclassified records are on it unless --max-classification says otherwise. Made again, only what changed is
    written.

    For example:

      portfolio report site -d site
      portfolio report site -d site --lang en --lang fr --lang ar
    """
    later("commands.making_site", "publish")(context, folder, wanted)
