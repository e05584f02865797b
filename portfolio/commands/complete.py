"""Codes and names that the shell offers for the value of an option, read without loading more than they need."""

import re
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import typer

from portfolio.errors import PortfolioError
from portfolio.text import shown

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.fields.kinds import Kind

Completer = Callable[[typer.Context, str], Sequence[str | tuple[str, str]]]
_NOT_WORD = re.compile(r"[\W_]+")


def words(choices: Iterable[str]) -> Completer:
    """Return what completes one of some words."""
    fixed = tuple(choices)

    def complete(_ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
        return _offered(((word, ()) for word in fixed), incomplete)

    return complete


def listed(module: str, name: str) -> Completer:
    """Return what completes one of the words that a module of the program lists; it is loaded only then."""

    def complete(_ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
        return _offered(((word, ()) for word in getattr(import_module(f"portfolio.{module}"), name)), incomplete)

    return complete


def formats(content: str) -> Completer:
    """Return what completes a format that holds a page, a sentence or records."""

    def complete(_ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
        from portfolio.formats import registry  # noqa: PLC0415 - not to be loaded with the options

        return _offered(((name, ()) for name in registry.holding(content)), incomplete)  # type: ignore[arg-type]

    return complete


languages = listed("reference.places", "LANGUAGES")
exported = listed("fields.sheets", "WHAT")
sheet_kinds = listed("fields.synonyms", "KINDS")
co_funding = listed("pages.cofunding", "SHOWN")
date_orders = listed("typed_dates", "ORDERS")
decimals = listed("exchange.intake.cell_values", "DECIMALS")
on_conflict = listed("exchange.intake.map", "ON_CONFLICT")


def coded(name: str) -> Completer:
    """Return what completes a word of a code list of `portfolio.reference.codes`."""

    def complete(_ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
        codes = getattr(import_module("portfolio.reference.codes"), name).codes
        return _offered(((code.word, (code.label,)) for code in codes), incomplete)

    return complete


def rules(_ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
    """Complete the id of a rule that records are checked by."""
    from portfolio.reference.checks import checks  # noqa: PLC0415 - a table that only this needs

    return _offered(((check.id, (check.finds,)) for check in checks().values()), incomplete)


def severities(_ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
    """Complete a severity that findings can have."""
    from portfolio.reference.checks import SEVERITY  # noqa: PLC0415 - as above

    return _offered(((word, ()) for word in SEVERITY.words if word != "off"), incomplete)


def records(*tables: str) -> Completer:
    """Return what completes the key or name of a record of some tables."""

    def complete(ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
        return _offered(_records(ctx, tables), incomplete)

    return complete


def countries(_ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
    """Complete the code or name of a country."""
    from portfolio.reference.places import countries  # noqa: PLC0415 - tables that only this needs

    return _offered(((country.alpha2, (country.names["en"],)) for country in countries().values()), incomplete)


def currencies(_ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
    """Complete the code of a currency in use."""
    from portfolio.reference.currencies import currencies  # noqa: PLC0415 - a table that only this needs

    return _offered(((each.code, (each.name,)) for each in currencies().values() if not each.withdrawn), incomplete)


def regions(ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
    """Complete the code or name of a region."""
    from portfolio.reference.places import region_label, regions as all_regions  # noqa: PLC0415 - tables that only this needs

    try:
        known = all_regions(_context(ctx).settings.regions)
    except PortfolioError:
        return ()
    return _offered(((region.code, (region_label(region),)) for region in known.values()), incomplete)


organisations = records("organisations")
programmes = records("programmes")
projects = records("projects")
targets = records("projects", "programmes")
contributions = records("contributions")
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
    "documents": records("documents"),
    "VALUES": words(("per_period", "cumulative")),
}


def of(kind: "Kind") -> Completer | None:
    """Return what completes a value of a kind, or None."""
    return coded(kind.codes) if kind.codes else _OFFERED.get(kind.completes or kind.choices)


def views(ctx: typer.Context, incomplete: str) -> Sequence[str | tuple[str, str]]:
    """Complete the name of a saved view."""
    try:
        known = _context(ctx).settings.views
    except PortfolioError:
        return ()
    return _offered(((name, ()) for name in known), incomplete)


def _context(ctx: typer.Context) -> "Context":
    """Return the program's context with the settings file that the line being completed names."""
    context: Context = ctx.obj
    context.config = ctx.find_root().params.get("config")
    return context


def _records(ctx: typer.Context, tables: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return key and names of the records."""
    from portfolio.models.tables import TABLES  # noqa: PLC0415 - only codes need these

    found = []
    try:
        reader = _context(ctx).store.read()
        for table in tables:
            kind = TABLES[table]
            for document in reader.find(table):
                names = (document.get(kind.title), document.get("short_name"))
                found.append((document[kind.key], tuple(name for name in names if name)))
    except PortfolioError:
        return []
    return found


def _offered(choices: Iterable[tuple[str, Sequence[str]]], incomplete: str) -> Sequence[str | tuple[str, str]]:
    """Return the codes and names that begin as typed, whatever the case, as one word that the shell need not quote.

    Names match whatever stands between their words, so `Saudi-Arabia` is as good as `Saudi Arabia`.
    """
    typed = incomplete.casefold()
    found: list[str | tuple[str, str]] = []
    for code, names in choices:
        for text in (code, *(_NOT_WORD.sub("-", name).strip("-") for name in names)):
            if text.casefold().startswith(typed):
                # The shell takes only what begins as it was typed, case included.
                offer = incomplete + text[len(incomplete) :]
                found.append((offer, _beside(names[0])) if names else offer)
                break
    return found


def _beside(name: str) -> str:
    """Return a name as the shell may show it beside its code; Rich, which some shells have it pass, sees only text."""
    return shown(name).replace("[", "\\[")
