"""The verbs that every noun has: list, show, edit, remove; and how what was asked or changed is said."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from portfolio.commands import complete, options
from portfolio.errors import UnknownNameError, UsageError
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.desk import Change
    from portfolio.formats.output import Output
    from portfolio.pages.tree import Answer
    from portfolio.query.question import Office, Question


class Noun(NamedTuple):
    """A kind of record as commands speak of it.

    Attributes:
        word: The command, and what one record is called.
        words: What several are called.
        table: Where they are kept.
        listing: Lists those that a question chooses, or None where filters choose none.
    """

    word: str
    words: str
    table: str
    listing: Callable[["Question"], "Answer"] | None = None


def later(module: str, name: str) -> Callable[..., Any]:
    """Return a function of the program that is imported when it is called: reading options needs no figures."""

    def call(*arguments: object, **named: object) -> Any:  # noqa: ANN401 - whatever the function gives
        return getattr(import_module(f"portfolio.{module}"), name)(*arguments, **named)

    return call


def enter(context: "Context", output: "Output", table: str, values: options.Given, *, again: bool = False) -> None:
    """Add a record and say so."""
    from portfolio.changes import records  # noqa: PLC0415 - only changes need it

    tell(output, records.add(context.desk(again=again), table, values))


def tell(output: "Output", change: "Change") -> None:
    """Say what a change did: the sentence or the record on the output, the rest on the error stream."""
    output.said(change.said, change.document)
    for note in change.notes:
        output.note(note)
    if change.next:
        output.note(f"Next: {change.next}")


def show(context: "Context", output: "Output", make: Callable[["Context"], "Answer"]) -> None:
    """Print the answer to a question, which `make` answers from what a context sees of the register."""
    output.show(make(context), lambda level: make(context.up_to(level)))


def key_argument(noun: Noun) -> Any:  # noqa: ANN401 - what Typer reads
    """Return how a record of a noun is named on the command line."""
    key = TABLES[noun.table].key
    named = f"The {noun.word}’s {key}{'' if key == 'id' else ' or name'}."
    completer = complete.records(noun.table)
    return typer.Argument(metavar=key.upper(), help=named, autocompletion=completer, show_default=False)


def add_list(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb list, of those that filters choose."""
    listing = noun.listing
    if listing is None:
        raise TypeError(f"no filters choose {noun.words}")

    @app.command("list", help=f"List {noun.words}.")
    @options.takes(listed=options.listed)
    def list_records(context: "Context", listed: options.Listed) -> None:
        show(context, listed.output, lambda seen: listing(seen.ask(listed.filters, listed.currency)))


def add_show(app: typer.Typer, noun: Noun, page: Callable[["Office", str, str], "Answer"]) -> None:
    """Give a noun the verb show, with what makes the page of a record from its table and key."""

    @app.command("show", help=f"Show one {noun.word} and what belongs to it.")
    @options.takes(output=options.shown)
    def show_record(context: "Context", key: Annotated[str, key_argument(noun)], output: "Output") -> None:
        show(context, output, lambda seen: page(seen.office, noun.table, seen.names.record(noun.table, key)))


def add_edit(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb edit: of one record or part by its id, or of all that filters choose."""
    example = f"portfolio {noun.word} edit {TABLES[noun.table].key.upper()}"
    many = " Filters choose several at once, changed all or none." if noun.listing else ""
    text = f"""Change {noun.words}: fields with --set and --clear, or one whole record in your editor.

    A list grows with FIELD+=VALUE and shrinks with FIELD-=VALUE.{many}

    For example:

      {example} --set note="Checked in June" --clear officer
      {example} --set tag+=priority
    """

    @app.command("edit", help=text)
    @options.takes(chosen=options.filters if noun.listing else options.texts({}), output=options.printed)
    def edit_records(
        context: "Context",
        chosen: options.Given,
        output: "Output",
        key: Annotated[str | None, key_argument(noun)] = None,
        sets: Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Set a field.")] = None,
        clears: Annotated[list[str] | None, typer.Option("--clear", metavar="FIELD", help="Empty a field.")] = None,
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Change all that are chosen without asking.")] = False,
        again: options.Again = False,
    ) -> None:
        from portfolio.changes import records  # noqa: PLC0415 - only changes need it

        if key and chosen:
            raise UsageError("Name one record, or choose many with filters; not both.")
        if key and not sets and not clears:
            from portfolio.commands import editor  # noqa: PLC0415 - only this needs it

            tell(output, editor.edit(context, noun.table, key))
        elif key:
            tell(output, records.edit(context.desk(again=again), noun.table, key, sets or (), clears or ()))
        else:
            keys = _chosen_keys(context, noun, chosen, changes=bool(sets or clears), yes=yes)
            tell(output, records.edit_many(context.desk(again=again), noun.table, keys, sets or (), clears or ()))


def add_remove(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb remove."""
    article = "an" if noun.word[0] in "aeiou" else "a"

    @app.command("remove", help=f"Remove {article} {noun.word} that nothing refers to, or a part of one by its id.")
    @options.takes(output=options.printed)
    def remove_record(context: "Context", key: Annotated[str, key_argument(noun)], output: "Output") -> None:
        from portfolio.changes import records  # noqa: PLC0415 - only changes need it

        tell(output, records.remove(context.desk(), noun.table, key))


def _chosen_keys(context: "Context", noun: Noun, chosen: options.Given, *, changes: bool, yes: bool) -> list[str]:
    """Return the keys of the records to be changed together, once somebody has said that they are meant."""
    key = TABLES[noun.table].key
    if not chosen or not noun.listing:
        raise UsageError(
            f"Say which {noun.word} to change: its {key}{', or filters that choose some' if noun.listing else ''}."
        )
    if not changes:
        raise UsageError("Say what to change with --set or --clear; only one record at a time opens in an editor.")
    listing = noun.listing(context.ask(chosen))
    keys = [str(row[key]) for row in listing.table.rows]
    if not keys:
        raise UnknownNameError(f"No {noun.word} fits these filters; nothing was changed.")
    what = f"{len(keys)} {noun.word if len(keys) == 1 else noun.words}"
    if not yes and not context.may_ask:
        raise UsageError(f"This would change {what}. If that is meant, say --yes.")
    if not yes and not typer.confirm(f"Change {what}?", err=True):
        typer.echo("Nothing was changed.", err=True)
        raise typer.Exit
    return keys
