"""Commands that donors and partners have in common, as both are organisations."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import add, addable, with_arguments
from portfolio.commands.nouns import Noun, add_edit, add_list, add_remove, help_text, key_argument, show, tell
from portfolio.errors import refusing
from portfolio.fields.organisations import ORGANISATION
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Change, Desk
    from portfolio.pages.tree import Answer

_FIELDS = addable(ORGANISATION)
_LEVEL = typer.Option(
    "--classification",
    metavar="LEVEL",
    help="How the one that stays is classified, if not as the more sensitive of the two.",
    autocompletion=complete.coded("CLASSIFICATION"),
)
_Name = Annotated[str | None, options.argument("NAME", "Its name.")]


def add_verbs(app: typer.Typer, noun: Noun, adding: str) -> None:
    """Give donors or partners all verbs; `adding` is the help of add."""
    _add_add(app, noun, adding)
    add_list(app, noun)
    _add_show(app, noun)
    add_edit(app, noun)
    _add_merge(app, noun)
    _add_split(app, noun)
    add_remove(app, noun)


def _add_add(app: typer.Typer, noun: Noun, text: str) -> None:
    """Give donors or partners the verb add."""

    @app.command("add", help=text)
    @options.takes(values=_FIELDS, consent=options.entered)
    def add_organisation(context: "Context", values: options.Given, consent: "Consent", name: _Name = None) -> None:
        add(context, consent, noun.word, with_arguments(values, name=name), {"NAME": f"the name of the {noun.word}"})


def _add_show(app: typer.Typer, noun: Noun) -> None:
    """Give donors or partners the verb show: what they gave or carry out, and what came of it."""
    text = f"Show one {noun.word}: money, projects, outcomes and activities on one screen."

    @app.command("show", help=help_text(text, f"{noun.word} show {noun.sample}"))
    @options.takes(listed=options.page)
    def show_organisation(context: "Context", key: Annotated[str, key_argument(noun)], listed: options.Listed) -> None:
        from portfolio.pages.place import organisation  # noqa: PLC0415 - only this needs it

        def answer(seen: "Context") -> "Answer":
            return organisation(seen.ask(listed.filters, listed.currency), seen.names.record(noun.table, key))

        show(context, listed.output, answer)


def _add_merge(app: typer.Typer, noun: Noun) -> None:
    """Give donors or partners the verb merge: one that was entered twice becomes one."""
    text = f"""Fold a {noun.word} that was entered twice into the other, which keeps all names and references.

    What will change is shown first. The one that goes is removed, and its code still finds the other. The one that
    stays is as confidential as the more sensitive of the two was, unless --classification says otherwise.

    For example:

      portfolio {noun.word} merge JAPAN-MOFA Japan
    """

    @app.command("merge", help=text)
    @options.takes(consent=options.meant)
    def merge(
        context: "Context",
        gone: Annotated[str, _merged("GONE", f"The {noun.word} that goes.")],
        kept: Annotated[str, _merged("KEPT", "The one that stays.")],
        consent: "Consent",
        level: Annotated[str, _LEVEL] = "",
    ) -> None:
        from portfolio.changes import merging  # noqa: PLC0415 - only changes need it
        from portfolio.reference import codes  # noqa: PLC0415 - as above

        with refusing("--classification", level):
            classification = level and codes.CLASSIFICATION.parse(level)

        keys = (context.names.organisation(gone), context.names.organisation(kept))
        planned = merging.plan(context.reader, *keys, classification)
        action: Callable[[Desk], Change] = lambda desk: merging.merge(desk, *keys, planned, classification)  # noqa: E731 - no more than a name
        if change := consent.agreed(context.desk(), action, planned.sentences, "Merge them?"):
            tell(consent.output, change)


def _add_split(app: typer.Typer, noun: Noun) -> None:
    """Give donors or partners the verb split: an agency that holds its State's code or names is parted from it."""
    text = f"""Part an agency from its State, whose code and names are its own.

    The agency keeps its record, under a code of its own; the State is entered if it is not there. What will change is
    shown first. Contributions mean the State if the agency was not entered as a donor, and all else means the agency,
    unless you say otherwise.

    For example:

      portfolio {noun.word} split KE --state C-001
    """

    @app.command("split", help=text)
    @options.takes(consent=options.meant)
    def split(
        context: "Context",
        code: Annotated[str, key_argument(noun)],
        consent: "Consent",
        new: Annotated[str, typer.Option("--code", metavar="CODE", help="The agency’s own code.")] = "",
        state: Annotated[list[str] | None, _records("A record that means the State; repeatable.")] = None,
        agency: Annotated[list[str] | None, _records("A record that means the agency; repeatable.")] = None,
    ) -> None:
        from portfolio.changes import splitting  # noqa: PLC0415 - only changes need it

        desk, key = context.desk(), context.names.organisation(code)
        wish = splitting.Wish(new, tuple(state or ()), tuple(agency or ()))
        planned = splitting.look(desk, key, wish)
        action: Callable[[Desk], Change] = lambda desk: splitting.split(desk, key, wish, planned)  # noqa: E731 - no more than a name
        if change := consent.agreed(desk, action, planned.sentences, "Part them?"):
            tell(consent.output, change)


def _records(text: str) -> Any:  # noqa: ANN401 - what Typer reads
    return typer.Option(metavar="RECORD", help=text, autocompletion=complete.records(*TABLES))


def _merged(metavar: str, text: str) -> Any:  # noqa: ANN401 - what Typer reads
    return options.argument(metavar, text, complete.organisations)
