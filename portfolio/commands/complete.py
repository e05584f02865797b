"""Codes and names that can be typed for the value of an option, read without loading more than they need."""

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import typer

from portfolio.text import fold, plural_of

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.fields.field import Field
    from portfolio.fields.kinds import Kind
    from portfolio.store import Document

# A word that can be typed, and the names that find it too, the first of which is shown beside it.
Choice = tuple[str, tuple[str, ...]]
Completer = Callable[[typer.Context], Iterable[Choice]]

# Where a context keeps what is typed of the word that is completed.
TYPED = "portfolio.typed"


def _typed(ctx: typer.Context) -> str:
    """Return what is typed of the word that is completed."""
    typed: str = ctx.meta.get(TYPED, "")
    return typed


def _alone(found: Iterable[str]) -> Iterable[Choice]:
    return ((word, ()) for word in found)


def words(choices: Iterable[str]) -> Completer:
    """Return what completes one of some words."""
    fixed = tuple(choices)

    def complete(_ctx: typer.Context) -> Iterable[Choice]:
        return _alone(fixed)

    return complete


def listed(module: str, name: str) -> Completer:
    """Return what completes one of the words that a module of the program lists; it is loaded only then."""

    def complete(_ctx: typer.Context) -> Iterable[Choice]:
        return _alone(getattr(import_module(f"portfolio.{module}"), name))

    return complete


def formats(content: str) -> Completer:
    """Return what completes a format that holds a page, a sentence or records."""

    def complete(_ctx: typer.Context) -> Iterable[Choice]:
        from portfolio.formats import registry  # noqa: PLC0415 - not to be loaded with the options

        return _alone(registry.holding(content))  # type: ignore[arg-type]

    return complete


languages = listed("reference.places", "LANGUAGES")
exported = listed("fields.sheets", "WHAT")
sheet_kinds = listed("fields.synonyms", "KINDS")
co_funding = listed("pages.cofunding", "SHOWN")
date_orders = listed("typed_dates", "ORDERS")
decimals = listed("exchange.intake.cell_values", "DECIMALS")
on_conflict = listed("exchange.intake.map", "ON_CONFLICT")
dialects = listed("files.separated", "DIALECTS")


def coded(name: str) -> Completer:
    """Return what completes a word of a code list of `portfolio.reference.codes`."""

    def complete(_ctx: typer.Context) -> Iterable[Choice]:
        codes = getattr(import_module("portfolio.reference.codes"), name).codes
        return ((code.word, (code.label,)) for code in codes)

    return complete


def rules(ctx: typer.Context) -> Iterable[Choice]:
    """Complete the id of a rule that records are checked by."""
    from portfolio.reference.checks import checks  # noqa: PLC0415 - a table that only this needs

    days = _context(ctx).settings.stale_days
    return ((check.id, (check.said(days),)) for check in checks().values())


def severities(_ctx: typer.Context) -> Iterable[Choice]:
    """Complete a severity that findings can have."""
    from portfolio.reference.checks import SEVERITY  # noqa: PLC0415 - as above

    return _alone(word for word in SEVERITY.words if word != "off")


def records(*tables: str) -> Completer:
    """Return what completes the key or name of a record of some tables."""
    return lambda ctx: _records(ctx, tables)


def countries(_ctx: typer.Context) -> Iterable[Choice]:
    """Complete the code or name of a country."""
    from portfolio.reference.places import countries  # noqa: PLC0415 - tables that only this needs

    return ((country.alpha2, (country.names["en"],)) for country in countries().values())


def currencies(_ctx: typer.Context) -> Iterable[Choice]:
    """Complete the code of a currency in use."""
    from portfolio.reference.currencies import currencies  # noqa: PLC0415 - a table that only this needs

    return ((each.code, (each.name,)) for each in currencies().values() if not each.withdrawn)


def regions(ctx: typer.Context) -> Iterable[Choice]:
    """Complete the code or name of a region."""
    from portfolio.reference.places import region_label, regions as all_regions  # noqa: PLC0415 - tables that only this needs

    known = all_regions(_context(ctx).settings.regions)
    return ((region.name, (region_label(region), region.code)) for region in known.values())


organisations = records("organisations")
programmes = records("programmes")
projects = records("projects")
targets = records("projects", "programmes")
contributions = records("contributions")
told_of = records("projects", "programmes", "contributions")


def recorded(key: str) -> Completer:
    """Return what completes a text by those that records have in the field of a key: an officer, a tag."""

    def complete(ctx: typer.Context) -> Iterable[Choice]:
        from portfolio.query.held import texts  # noqa: PLC0415 - only these need it

        return _alone(texts(_context(ctx).store.read(), key))

    return complete


def outcomes(ctx: typer.Context) -> Iterable[Choice]:
    """Complete the id or title of an outcome of the project or programme that the line names."""
    return ((each["id"], (each["title"],)) for each in _outcomes_of(ctx))


def indicators(ctx: typer.Context) -> Iterable[Choice]:
    """Complete the id, code or title of an indicator of the project or programme that the line names."""
    for outcome in _outcomes_of(ctx):
        for each in outcome.get("indicators", ()):
            yield each["id"], tuple(filter(None, (each["title"], each.get("code"))))


def _outcomes_of(ctx: typer.Context) -> Iterable["Document"]:
    context = _context(ctx)
    project = context.names.target(ctx.params["project"])
    return (each for each in context.reader.find("outcomes") if each["project"] == project)


def revisions(ctx: typer.Context) -> Iterable[Choice]:
    """Complete the number of one of the last changes."""
    from itertools import islice  # noqa: PLC0415 - only what is done with changes needs these

    from portfolio.store import sound  # noqa: PLC0415

    last = islice(sound(_context(ctx).store.history()), _LAST)
    return ((str(each.revision), (each.command.removeprefix("portfolio "),)) for each in last)


def quarters(ctx: typer.Context) -> Iterable[Choice]:
    """Complete one of the last quarters, this one first."""
    today = _context(ctx).clock
    count = 4 * today.year + (today.month - 1) // 3
    return _alone(f"{each // 4}-Q{each % 4 + 1}" for each in range(count, count - _LAST, -1))


# As many of what comes one after another as are looked through.
_LAST = 12


# What declared kinds of values offer or complete, where that is no code list, to what completes it.
_OFFERED: dict[str, Completer] = {
    "countries": countries,
    "regions": regions,
    "currencies": currencies,
    "organisations": organisations,
    "programmes": programmes,
    "projects": projects,
    "targets": targets,
    "contributions": contributions,
    "told_of": told_of,
    "documents": records("documents"),
    "officers": recorded("officer"),
    "tags": recorded("tag"),
    "VALUES": words(("per_period", "cumulative")),
    "YES": words(("yes", "no")),
}


def of(kind: "Kind") -> Completer | None:
    """Return what completes a value of a kind, or None."""
    return coded(kind.codes) if kind.codes else _OFFERED.get(kind.completes or kind.choices)


def missing(_ctx: typer.Context) -> Iterable[Choice]:
    """Complete what a record may lack: first what a project may, then what others may."""
    from portfolio.fields.declared import RECORDS  # noqa: PLC0415 - tables that only this needs
    from portfolio.query.missing import named  # noqa: PLC0415 - as above

    names = dict.fromkeys(name for table in ("projects", *RECORDS) for name in named(table))
    return _alone(name.replace("_", "-") for name in names)


def barrable(completer: Completer) -> Completer:
    """Return what completes a value that `not:` may stand before."""

    def complete(ctx: typer.Context) -> Iterable[Choice]:
        begun = "not:" if _typed(ctx).casefold().startswith("not:") else ""
        return ((begun + word, tuple(begun + name for name in names)) for word, names in completer(ctx))

    return complete


def assignments(table: str = "") -> Completer:
    """Return what completes FIELD=VALUE of a record of a table, or of a part of it; "" is that of the command."""

    def complete(ctx: typer.Context) -> Iterable[Choice]:
        found = re.match(r"([\w.-]+)([+-]?=)", _typed(ctx))
        fields = _settable(ctx, table) if table else _unoffered(ctx)
        if not found:
            return ((f"{name}=", (field.help or field.labelled,)) for name, field in fields.items())
        field = fields.get(found[1].replace("-", "_"))
        completer = of(field.kind) if field else None
        begun = found.group()
        return ((begun + word, tuple(begun + name for name in names)) for word, names in (completer or _nothing)(ctx))

    return complete


def settable(table: str) -> Completer:
    """Return what completes the name of a field of a record of a table, or of a part of it."""
    return lambda ctx: ((name, (field.labelled,)) for name, field in _settable(ctx, table).items())


def _nothing(_ctx: typer.Context) -> Iterable[Choice]:
    return ()


def _settable(ctx: typer.Context, table: str) -> dict[str, "Field"]:
    """Return the fields that can be set of the record or part that the line names, by their keys."""
    from portfolio.fields.declared import IDENTIFIED, PARTS, RECORDS  # noqa: PLC0415 - only `edit` sets any

    parts = IDENTIFIED.get(table, ()) if "." in (ctx.params.get("key") or "") else ()
    fields = [field for path in parts for field in PARTS[path]] or RECORDS[table]
    return {field.key: field for field in fields if field.settable == "always"}


def _unoffered(ctx: typer.Context) -> dict[str, "Field"]:
    """Return the fields that the command has no options for, by their keys."""
    from portfolio.fields.declared import PARTS, RECORDS  # noqa: PLC0415 - see `_settable`
    from portfolio.models.tables import table_of  # noqa: PLC0415

    _, noun, verb = ctx.command_path.split()
    fields = PARTS["indicators"] if verb == "indicator" else RECORDS[table_of(noun)]
    return {field.key: field for field in fields if field.settable == "always" and not field.help}


def columns(ctx: typer.Context) -> Iterable[Choice]:
    """Complete keys of the columns of a command's list, separated by commas."""
    before, comma, last = _typed(ctx).rpartition(",")
    mark = last[:1] if last[:1] in ("+", "-") else ""
    taken = {key.lstrip("+-") for key in before.split(",")}
    begun = before + comma + mark
    return ((begun + key, (heading,)) for key, heading in _columns(ctx) if key not in taken)


# Commands whose list is not called as they are, to where its columns are declared.
_LISTS = {
    "find": "pages.columns.FOUND",
    "check": "pages.columns.CHECKS",
    "due": "pages.due.DUE",
    "history": "pages.history.CHANGES",
    "config": "commands.config.COLUMNS",
    "store": "pages.store.USERS",
}


# Summaries by groups that the line names, to what makes their columns.
_BY_GROUPS = {"by": "by_groups", "people": "people_by"}


def _columns(ctx: typer.Context) -> list[tuple[str, str]]:
    """Return key and heading of the columns of the list that a command prints."""
    command, *verb = ctx.command_path.split()[1:]
    name = f"SUMMARY_{verb[-1]}" if command == "summary" else plural_of(command)
    module, _, place = _LISTS.get(command, f"pages.columns.{name.upper()}").rpartition(".")
    declared = import_module(f"portfolio.{module}")
    if command == "summary" and (maker := _BY_GROUPS.get(verb[-1])):
        from portfolio.figures.values import GROUPS  # noqa: PLC0415 - only these summaries need it

        found = getattr(declared, maker)([group for group in ctx.params.get("by_") or () if group in GROUPS])
    else:
        found = getattr(declared, place, ())
    return [(column.key, column.heading) for column in found]


def views(ctx: typer.Context) -> Iterable[Choice]:
    """Complete the name of a saved view."""
    return _alone(_context(ctx).settings.views)


def _context(ctx: typer.Context) -> "Context":
    """Return the program's context with the settings file that the line being completed names."""
    context: Context = ctx.obj
    context.config = ctx.params.get("config") or ctx.find_root().params.get("config")
    return context


def _records(ctx: typer.Context, tables: Iterable[str]) -> Iterator[Choice]:
    from portfolio.models.tables import TABLES  # noqa: PLC0415 - only codes need these

    reader = _context(ctx).store.read()
    for table in tables:
        kind = TABLES[table]
        for document in reader.find(table):
            # An agreement is known by who gives before it is by its title.
            names = (document.get(kind.title), document.get("short_name"), document.get("donor"))
            key, found = document[kind.key], tuple(name for name in names if name)
            # An organisation's code may be its name in capitals.
            is_named = table == "organisations" and found and fold(key) == fold(found[0])
            yield (found[0], found[1:]) if is_named else (key, found)
