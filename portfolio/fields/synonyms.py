"""Synonyms of the headings that exports give to columns: what people call those of their own spreadsheets."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from portfolio.fields import cells as w
from portfolio.fields.sheet import SheetColumn, SheetKind
from portfolio.fields.sheets import SHEETS
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.fields.kinds import CellKind


class KnownHeading(NamedTuple):
    """What a heading means."""

    field: SheetColumn  # the column
    language: str = ""  # the language that it is in, or "" for English


_HEADINGS = Path(__file__).with_name("data") / "headings.tsv"
# Whose lines of the table are of sheets of both kinds of work.
_OF_WORK = {"projects": "work", "programmes": "work"}
# The languages of the table in its order: what is English, and the sheet's own, comes first.
LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return what people call columns: sheet to column's key to its words in each language, parted by `|`."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for line in _HEADINGS.read_text(encoding="utf-8").splitlines()[1:]:
        sheet, key, *texts = line.split("\t")
        found.setdefault(sheet, {})[key] = texts
    return found


def words_of(name: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield each word of a language for a column of a kind of sheet, as it is written, and the column's key."""
    place = LANGUAGES.index(language)
    for sheet in filter(None, (_OF_WORK.get(name), name)):
        for key, texts in _table().get(sheet, {}).items():
            yield from ((word, key) for word in texts[place].split("|") if word)


def _only(key: str, kind: CellKind, heading: str = "") -> SheetColumn:
    return SheetColumn(key, heading or key.replace("_", " ").capitalize(), kind, key, w.text)


_SOURCES = (_only("source", "list"), _only("source_date", "date"))
SUMS = ("pledged", "committed", "received")
_MONEY = tuple(_only(key, "amount") for key in SUMS)
# A date of none in particular is that of the first sum of its row; see `portfolio.exchange.intake.ledger_rows`.
_DATES = tuple(_only(key, "date") for key in ("date", *(f"{each}_date" for each in SUMS)))
# What sheets of other people have and exports have not, by the sheet that it is taken in with.
_TAKEN: Mapping[str, tuple[SheetColumn, ...]] = {
    **dict.fromkeys(
        ("projects", "programmes"),
        (
            _only("start", "date"),
            _only("end", "date"),
            _only("budget", "amount"),
            _only("currency", "word"),
            _only("country_share", "text"),
            *_SOURCES,
        ),
    ),
    **dict.fromkeys(("organisations", "expenditures", "outcomes", "documents"), _SOURCES),
    "narratives": (_only("period", "text"), *_SOURCES),
    "activities": (_only("participants", "count", "Participants"), *_SOURCES),
    "contributions": (*_MONEY, *_DATES, _only("target", "code", "Allocated to"), *_SOURCES),
    "links": (_only("organisation_type", "word"),),
}
# One row a transaction, as ledgers and IATI have them: of a project, with whoever provided the money.
TRANSACTIONS = SheetKind(
    "transactions",
    "Transactions",
    "",
    (
        _only("project", "code"),
        _only("kind", "word"),
        _only("date", "date"),
        _only("amount", "amount"),
        _only("currency", "word"),
        _only("donor", "text"),
        _only("donor_type", "word"),
        _only("reference", "text"),
        _only("note", "text"),
    ),
    "transactions",
)
KINDS: Mapping[str, SheetKind] = {sheet.name: sheet for sheet in (*SHEETS, TRANSACTIONS)}
# What a flat sheet of projects may hold beside them, under headings that begin with what it is.
BESIDE = ("budgets", "links", "transactions")
# What a sheet of work that names donors may hold of what each gives, under headings of these columns alone.
GIFTS = ("pledged", "committed", "received", "signed", "reference", "earmarking", *(field.key for field in _DATES))


def fields(sheet: SheetKind) -> tuple[SheetColumn, ...]:
    """Return all that is taken in with a sheet."""
    return (*sheet.fields, *_TAKEN.get(sheet.name, ()))


@cache
def understood(name: str) -> Mapping[str, SheetColumn]:
    """Return every heading that is understood in a kind of sheet in English, folded, with what it means."""
    found: dict[str, SheetColumn] = {}
    by_key = {field.key: field for field in fields(KINDS[name])}
    # Its own names are a column's before they can be what people call another.
    own = ((word, field) for field in by_key.values() for word in (field.heading, field.key))
    for word, field in (*own, *((word, by_key[key]) for word, key in words_of(name, "en"))):
        for each in _spellings(heading(word)):
            found.setdefault(each, field)
    return found


@cache
def _abroad(name: str) -> Mapping[str, KnownHeading]:
    """Return the same in the other languages."""
    by_key = {field.key: field for field in fields(KINDS[name])}
    found: dict[str, KnownHeading] = {}
    for language in LANGUAGES[1:]:
        for word, key in words_of(name, language):
            found.setdefault(heading(word), KnownHeading(by_key[key], language))
    return found


def meaning(name: str, folded: str) -> KnownHeading | None:
    """Return what a heading means in a kind of sheet, in English or, where that does not know it, another language."""
    if field := understood(name).get(folded):
        return KnownHeading(field)
    return _abroad(name).get(folded)


@cache
def _money() -> Mapping[str, SheetColumn]:
    by_key = {field.key: field for field in fields(KINDS["contributions"])}
    return {heading(word): by_key[key] for language in LANGUAGES for word, key in words_of("money", language)}


def money(folded: str) -> SheetColumn | None:
    """Return the sum of a contribution that a name means only where a currency stands beside it."""
    return _money().get(folded)


def column(sheet: SheetKind, key: str) -> SheetColumn | None:
    """Return the column of a sheet that has a key, or None."""
    return next((each for each in fields(sheet) if each.key == key), None)


def heading(text: str) -> str:
    """Return the form in which headings are compared: "Date(s) d’achèvement" is "date d achevement"."""
    return fold(_ELISION.sub(r"\1 ", text.replace("(s)", "").replace("(S)", "")))


_ELISION = re.compile(r"\b([dlns]|qu)['’ʼ`´](?=\w)", re.IGNORECASE)


def _spellings(folded: str) -> Iterator[str]:
    """Yield a heading as it is, and in the plural or singular that people write as well."""
    if folded:
        yield folded
        yield folded.removesuffix("s") if folded.endswith("s") else f"{folded}s"
