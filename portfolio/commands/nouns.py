"""The verbs that every noun has: list, show, edit, remove; and how what was asked or changed is said."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from portfolio.commands import complete, options
from portfolio.errors import ExtraError, StoreError, UnknownNameError, UsageError
from portfolio.models.tables import TABLES
from portfolio.text import counted, is_code, plural_of

if TYPE_CHECKING:
    from portfolio.changes.preview import Altered
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Change, Desk
    from portfolio.fields.field import Fields
    from portfolio.formats.output import Output
    from portfolio.pages.tree import Answer
    from portfolio.query.question import Office, Question


class Noun(NamedTuple):
    """A kind of record as commands speak of it."""

    word: str  # the command, and what one record is called
    table: str  # where they are kept
    sample: str  # the key of one, for examples
    asked: str  # what is asked of a list, for an example
    removed: str  # the key of one that nothing refers to
    # Lists those that a question chooses, or None where filters choose none.
    listing: Callable[["Question"], "Answer"] | None = None
    fields: "Fields" = ()  # what is declared of them, of which their list has filters of its own
    # Makes the page of one, of its table and key, or None where it takes more than these.
    page: Callable[["Office", str, str], "Answer"] | None = None

    @property
    def filters(self) -> "Mapping[str, options.Opt]":
        """The filters of its list."""
        return options.filters_of(self.fields)

    @property
    def words(self) -> str:
        """What several are called."""
        return plural_of(self.word)


def help_text(text: str, *examples: str) -> str:
    """Return the help of a command: what it does, and command lines that work."""
    return "\n".join((text, "", "For example:", "", *(f"  portfolio {example}".rstrip() for example in examples)))


def later(module: str, name: str) -> Callable[..., Any]:
    """Return a function of the program that is imported when it is called: reading options needs no figures."""

    def call(*arguments: object, **named: object) -> Any:  # noqa: ANN401 - whatever the function gives
        return getattr(import_module(f"portfolio.{module}"), name)(*arguments, **named)

    return call


def enter(context: "Context", consent: "Consent", table: str, values: options.Given, *, again: bool = False) -> None:
    """Add a record and say so."""
    from portfolio.changes import records  # noqa: PLC0415 - only changes need it

    carry_out(context, consent, lambda desk: records.add(desk, table, values), again=again)


def carry_out(
    context: "Context", consent: "Consent", action: "Callable[[Desk], Change]", *, again: bool = False
) -> None:
    """Enter something and say so, or show what it would change."""
    if change := consent.entered(context.desk(again=again), action):
        tell(consent.output, change)


def tell(output: "Output", change: "Change") -> None:
    """Say what a change did: the sentence or the record on the output, the rest on the error stream."""
    output.said(change.said, change.document)
    for note in change.notes:
        output.note(note)
    if change.next:
        output.note(f"Next: {change.next}")


def show(context: "Context", output: "Output", make: Callable[["Context"], "Answer"]) -> None:
    """Print the answer to a question, which `make` answers from what a context sees of the register."""
    context.shown = answer = make(context)
    output.show(answer, lambda level: make(context.up_to(level)))


def answer(context: "Context", listed: options.Listed, make: Callable[["Question"], "Answer"]) -> None:
    """Print the answer to what is asked of a list."""
    show(context, listed.output, lambda seen: make(seen.ask(listed.filters, listed.currency)))


def key_argument(noun: Noun) -> Any:  # noqa: ANN401 - what Typer reads
    """Return how a record of a noun is named on the command line."""
    key = TABLES[noun.table].key
    named = f"The {noun.word}’s {key}{'' if key == 'id' else ' or name'}."
    completer = complete.records(noun.table)
    return options.argument(key.upper(), named, completer)


def add_verbs(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verbs list, show, edit and remove."""
    for add in (add_list, add_show, add_edit, add_remove):
        add(app, noun)


def add_list(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb list, of those that filters choose."""
    listing = noun.listing
    if listing is None:
        raise TypeError(f"no filters choose {noun.words}")

    @app.command("list", help=help_text(f"List {noun.words}.", f"{noun.word} list {noun.asked}"))
    @options.takes(listed=options.listed(noun.word, noun.filters))
    def list_records(context: "Context", listed: options.Listed) -> None:
        answer(context, listed, listing)


def add_show(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb show, of one record."""
    page = noun.page
    if page is None:
        raise TypeError(f"nothing makes the page of a {noun.word}")
    text = help_text(f"Show one {noun.word} and what belongs to it.", f"{noun.word} show {noun.sample}")

    @app.command("show", help=text)
    @options.takes(output=options.shown)
    def show_record(context: "Context", key: Annotated[str, key_argument(noun)], output: "Output") -> None:
        show(context, output, lambda seen: page(seen.office, noun.table, seen.names.record(noun.table, key)))


def _setting(noun: Noun) -> Any:  # noqa: ANN401 - what Typer reads
    completer = complete.assignments(noun.table)
    return typer.Option("--set", metavar="FIELD=VALUE", help="Set a field.", autocompletion=completer)


def _clearing(noun: Noun) -> Any:  # noqa: ANN401 - what Typer reads
    completer = complete.settable(noun.table)
    return typer.Option("--clear", metavar="FIELD", help="Empty a field.", autocompletion=completer)


def add_edit(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb edit: of one record or part by its id, or of all that filters choose."""
    example = f"{noun.word} edit {noun.sample}"
    many = " Filters choose several at once, changed all or none." if noun.listing else ""
    text = help_text(
        f"""Change {noun.words}: fields with --set and --clear, or one whole record in your editor.

    A list grows with FIELD+=VALUE and shrinks with FIELD-=VALUE.{many}""",
        f'{example} --set note="Checked in June"',
        *([f"{example} --set tag+=priority"] if noun.listing else ()),
    )

    @app.command("edit", help=text)
    @options.takes(chosen=options.texts(noun.filters if noun.listing else {}), consent=options.meant)
    def edit_records(
        context: "Context",
        chosen: options.Given,
        consent: "Consent",
        keys: Annotated[list[str] | None, key_argument(noun)] = None,
        sets: Annotated[list[str] | None, _setting(noun)] = None,
        clears: Annotated[list[str] | None, _clearing(noun)] = None,
        again: options.Again = False,
    ) -> None:
        wanted = (sets or (), clears or ())
        if keys and chosen:
            raise UsageError(
                f"Name one record, or choose many with filters; not both.{_meant_to_set(noun, keys[0], chosen)}"
            )
        if keys and len(keys) == 1 and any(wanted):
            _edit_one(context, consent, noun, keys[0], wanted, again=again)
        elif keys and len(keys) == 1:
            from portfolio.commands import editor  # noqa: PLC0415 - only this needs it

            if change := editor.edit(context, consent, noun.table, keys[0], again=again):
                tell(consent.output, change)
        else:
            several = _keys(context, noun, keys or (), chosen, changes=any(wanted))
            _edit_many(context, consent, noun, several, wanted, again=again)


def _meant_to_set(noun: Noun, key: str, chosen: options.Given) -> str:
    """Return a sentence on how fields of one record are set that were given as filters, or "" where none is a field."""
    from portfolio.command_line import quoted  # noqa: PLC0415 - only what is mistyped needs these
    from portfolio.fields.settable import FIELDS  # noqa: PLC0415

    given = [f"{name}={text}" for name, texts in chosen.items() for text in texts if name in FIELDS[noun.table]]
    return f" To change {key}: {' '.join(f'--set {quoted(each)}' for each in given)}" if given else ""


_Wanted = tuple[Sequence[str], Sequence[str]]


def _edit_one(context: "Context", consent: "Consent", noun: Noun, key: str, wanted: _Wanted, *, again: bool) -> None:
    """Change fields of one record or part, asking where something is taken away."""
    from portfolio.changes import records  # noqa: PLC0415 - only changes need it

    question = f"Change the {noun.word} {key} so?"
    desk = context.desk(again=again)
    if change := consent.edited(desk, lambda it: records.edit(it, noun.table, key, *wanted), question):
        tell(consent.output, change)


def _edit_many(
    context: "Context", consent: "Consent", noun: Noun, keys: list[str], wanted: _Wanted, *, again: bool
) -> None:
    """Change the same fields of several records, once that is meant."""
    from portfolio.changes import records  # noqa: PLC0415 - only changes need it

    def heading(changes: "Sequence[Altered]") -> list[str]:
        count = sum(1 for each in changes if each.table == noun.table)
        some = "" if count == len(keys) else f" {'is' if len(keys) == 1 else 'are'} chosen, of which {count:,}"
        return [f"{counted(len(keys), noun.word)}{some} would change{':' if count else '.'}"]

    desk = context.desk(again=again)
    question = "Make these changes?"
    if change := consent.agreed(desk, lambda it: records.edit_many(it, noun.table, keys, *wanted), heading, question):
        tell(consent.output, change)


def add_remove(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb remove."""
    article = "an" if noun.word[0] in "aeiou" else "a"
    example = f"{noun.word} remove {noun.removed}"
    text = f"Remove {article} {noun.word} that nothing refers to, or a part of one by its id."

    @app.command("remove", help=help_text(text, example, f"{example} --dry-run"))
    @options.takes(consent=options.meant)
    def remove_record(context: "Context", key: Annotated[str, key_argument(noun)], consent: "Consent") -> None:
        from portfolio.changes import records  # noqa: PLC0415 - only changes need it

        question = f"Remove {key}?"
        if change := consent.edited(context.desk(), lambda desk: records.remove(desk, noun.table, key), question):
            tell(consent.output, change)


def _keys(context: "Context", noun: Noun, typed: Sequence[str], chosen: options.Given, *, changes: bool) -> list[str]:
    """Return the keys of the records that are to be changed together, which are named or chosen by filters."""
    key = TABLES[noun.table].key
    if not typed and not (chosen and noun.listing):
        raise UsageError(
            f"Say which {noun.word} to change: its {key}{', or filters that choose some' if noun.listing else ''}."
        )
    # Those beyond the first one before it: they may be words that need no register to be told.
    more = [_named(context, noun, text, typed[1:]) for text in typed[1:]]
    keys = [*(_named(context, noun, text) for text in typed[:1]), *more]
    if not changes:
        raise UsageError("Say what to change with --set or --clear; only one record at a time opens in an editor.")
    if noun.listing and not typed:
        keys = [str(row[key]) for row in noun.listing(context.ask(chosen)).table.rows]
    if not keys:
        raise UnknownNameError(f"No {noun.word} fits these filters; nothing was changed.")
    return list(dict.fromkeys(keys))


def _named(context: "Context", noun: Noun, text: str, beyond: Sequence[str] = ()) -> str:
    """Return the key of one of several records that are named, the first or one of those beyond it.

    Raises:
        UnknownNameError: There is no such record.
        UsageError: It is a part of a record.
        ExtraError: Words beyond the first name are no names at all.
    """
    from portfolio.changes.records import located  # noqa: PLC0415 - only changes need it

    try:
        key, part = located(context.reader, context.names, noun.table, text)
    except (UnknownNameError, StoreError) as error:
        is_like_none = isinstance(error, UnknownNameError) and not error.suggestions
        if beyond and not is_code(text) and (text.islower() or is_like_none):
            raise ExtraError(" ".join(beyond)) from None
        raise
    if part:
        raise UsageError(f"{part} is a part of {key}; parts of records are changed one at a time.")
    return key
