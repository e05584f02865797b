"""What donors and partners have in common, as both are organisations."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import RECORD, fields
from portfolio.commands.nouns import Noun, key_argument, show_page, tell
from portfolio.commands.options import Opt
from portfolio.errors import UsageError

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.render.output import Output

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


def add_merge(app: typer.Typer, noun: Noun) -> None:
    """Give donors or partners the verb merge: one that was entered twice becomes one."""
    text = f"""Fold a {noun.word} that was entered twice into the other, which keeps all names and references.

    What will change is shown first. The one that goes is removed, and its code still finds the other.

    For example:

      portfolio {noun.word} merge ARC-2 Arcadia
    """

    @app.command("merge", help=text)
    @options.takes(output=options.printed)
    def merge(
        context: "Context",
        gone: Annotated[str, _merged("GONE", f"The {noun.word} that goes.")],
        kept: Annotated[str, _merged("KEPT", "The one that stays.")],
        output: "Output",
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Merge without asking.")] = False,
    ) -> None:
        from portfolio.actions import merging  # noqa: PLC0415 - only changes need it

        codes = (context.names.organisation(gone), context.names.organisation(kept))
        planned = merging.plan(context.reader, *codes)
        for sentence in planned.sentences:
            output.note(sentence)
        if not yes:
            _confirm(context)
        tell(output, merging.merge(context.desk(), *codes, planned))


def _confirm(context: "Context") -> None:
    """Ask whether what was shown is meant; raises UsageError where nobody may be asked."""
    if not context.may_ask:
        raise UsageError("Nothing was changed. If this merge is meant, say --yes.")
    if not typer.confirm("Merge them?", err=True):
        raise typer.Abort


def _merged(metavar: str, text: str) -> Any:  # noqa: ANN401 - what Typer reads
    return typer.Argument(metavar=metavar, help=text, autocompletion=complete.organisations, show_default=False)
