"""What donors and partners have in common, as both are organisations."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import RECORD, fields
from portfolio.commands.nouns import Noun, key_argument, show_page
from portfolio.commands.options import Opt

if TYPE_CHECKING:
    from portfolio.context import Context

FIELDS = fields(
    "code",
    "alias",
    *RECORD,
    type=Opt("TYPE", "government, multilateral, foundation …", complete=complete.coded("ORGANISATION_TYPE")),
    country=Opt("COUNTRY", "The State that it belongs to.", complete=complete.countries),
    parent=Opt("ORGANISATION", "What it is part of, as a parliament of its State.", complete=complete.organisations),
    short_name=Opt("TEXT", "Its acronym."),
    reference=Opt("ID", "Its IATI organisation identifier."),
    role=Opt("ROLE", "funding, accountable, extending or implementing.", True, complete.coded("ROLE")),
    own=Opt("", "It is the office itself, whose funds re-use donors’ money."),
    contact=Opt("TEXT", "Whom to write to."),
    url=Opt("URL", "Its web address."),
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Its name.", show_default=False)]


def add_show_answer(app: typer.Typer, noun: Noun) -> None:
    """Give donors or partners the verb show: what they gave or carry out, and what came of it."""

    @app.command("show", help=f"Show one {noun.word}: money, projects, outcomes and activities on one screen.")
    @options.takes(listed=options.page)
    def show(context: "Context", key: Annotated[str, key_argument(noun)], listed: options.Listed) -> None:
        from portfolio.reports.answers import organisation  # noqa: PLC0415 - only this needs it

        question = context.ask(listed.filters, listed.currency)
        show_page(listed.output, organisation(question, context.names.record(noun.table, key)))
