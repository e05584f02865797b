"""Commands that donors and partners have in common, as both are organisations."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import offered
from portfolio.commands.nouns import Noun, key_argument, show, tell
from portfolio.errors import UsageError, refuse
from portfolio.fields.organisations import ORGANISATION

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output
    from portfolio.pages.tree import Answer

FIELDS = offered(ORGANISATION)
_LEVEL = typer.Option(
    "--classification",
    metavar="LEVEL",
    help="How the one that stays is classified, if not as the more sensitive of the two.",
    autocompletion=complete.coded("CLASSIFICATION"),
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Its name.", show_default=False)]


def add_show_answer(app: typer.Typer, noun: Noun) -> None:
    """Give donors or partners the verb show: what they gave or carry out, and what came of it."""

    @app.command("show", help=f"Show one {noun.word}: money, projects, outcomes and activities on one screen.")
    @options.takes(listed=options.page)
    def show_organisation(context: "Context", key: Annotated[str, key_argument(noun)], listed: options.Listed) -> None:
        from portfolio.pages.place import organisation  # noqa: PLC0415 - only this needs it

        def answer(seen: "Context") -> "Answer":
            return organisation(seen.ask(listed.filters, listed.currency), seen.names.record(noun.table, key))

        show(context, listed.output, answer)


def add_merge(app: typer.Typer, noun: Noun) -> None:
    """Give donors or partners the verb merge: one that was entered twice becomes one."""
    text = f"""Fold a {noun.word} that was entered twice into the other, which keeps all names and references.

    What will change is shown first. The one that goes is removed, and its code still finds the other. The one that
    stays is as confidential as the more sensitive of the two was, unless --classification says otherwise.

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
        level: Annotated[str, _LEVEL] = "",
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Merge without asking.")] = False,
    ) -> None:
        from portfolio.changes import merging  # noqa: PLC0415 - only changes need it
        from portfolio.reference import codes  # noqa: PLC0415 - as above

        try:
            classification = level and codes.CLASSIFICATION.parse(level)
        except ValueError as error:
            raise refuse("--classification", level, str(error)) from None

        keys = (context.names.organisation(gone), context.names.organisation(kept))
        planned = merging.plan(context.reader, *keys, classification)
        for sentence in planned.sentences:
            output.note(sentence)
        if not yes:
            _confirm(context, "Merge them?")
        tell(output, merging.merge(context.desk(), *keys, planned, classification))


def add_split(app: typer.Typer, noun: Noun) -> None:
    """Give donors or partners the verb split: an agency that holds its State's code or names is parted from it."""
    text = f"""Part an agency from its State, whose code and names are its own.

    The agency keeps its record, under a code of its own; the State is entered if it is not there. What will change is
    shown first. Contributions mean the State if the agency was not entered as a donor, and all else means the agency,
    unless you say otherwise.

    For example:

      portfolio {noun.word} split KE --state C-001
    """

    @app.command("split", help=text)
    @options.takes(output=options.printed)
    def split(
        context: "Context",
        code: Annotated[str, key_argument(noun)],
        output: "Output",
        new: Annotated[str, typer.Option("--code", metavar="CODE", help="The agency’s own code.")] = "",
        state: Annotated[list[str] | None, _records("A record that means the State; repeatable.")] = None,
        agency: Annotated[list[str] | None, _records("A record that means the agency; repeatable.")] = None,
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Part them without asking.")] = False,
    ) -> None:
        from portfolio.changes import splitting  # noqa: PLC0415 - only changes need it

        desk, key = context.desk(), context.names.organisation(code)
        wish = splitting.Wish(new, tuple(state or ()), tuple(agency or ()))
        planned = splitting.look(desk, key, wish)
        for sentence in planned.sentences:
            output.note(sentence)
        if not yes:
            _confirm(context, "Part them?")
        tell(output, splitting.split(desk, key, wish, planned))


def _records(text: str) -> Any:  # noqa: ANN401 - what Typer reads
    return typer.Option(metavar="RECORD", help=text)


def _confirm(context: "Context", question: str) -> None:
    """Ask whether what was shown is meant; raises UsageError where nobody may be asked."""
    if not context.may_ask:
        raise UsageError("Nothing was changed. If this is meant, say --yes.")
    if not typer.confirm(question, err=True):
        raise typer.Abort


def _merged(metavar: str, text: str) -> Any:  # noqa: ANN401 - what Typer reads
    return typer.Argument(metavar=metavar, help=text, autocompletion=complete.organisations, show_default=False)
