"""Texts that people look for, found in records: in their own words, and in the names of what these name by a code."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from portfolio.models.tables import TABLES
from portfolio.reference import places
from portfolio.store import Either, In, Mentions, Where
from portfolio.store.passing import streamed
from portfolio.text import fold, holding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portfolio.query.names import Names
    from portfolio.store.protocol import Reader

# Where records hold codes of countries, regions and other records instead of their names.
_COUNTRIES = ("countries.country", "venue_country", "country")
REGIONS = ("regions.region", "regions", "region")
_RECORDS = ("organisations.organisation", "donor", "donors", "partners", "parties", "parent", "programme", "project")
_NAMED = ("organisations", "programmes", "projects")
# What is said of signs alone, which nothing is looked for by.
NOTHING = "has no letter and no figure to look for; write a word, a name, a code or an amount"


class Sought(NamedTuple):
    """A text that is looked for."""

    # What records may hold of it, each folded: it, and where it is an amount, as amounts are stored.
    phrases: Sequence[str]
    # Field to the codes in it that stand for a name with the text, each with that name.
    named: Mapping[str, Mapping[str, str]]

    def where(self, table: str) -> Where:
        """Return the condition that the records of a table meet which mention it."""
        # Activities hold the codes of their regions, where other records hold regions with their shares.
        parts = "regions.region" if table == "activities" else "regions"
        fields = [In(field, frozenset(codes)) for field, codes in self.named.items() if codes and field != parts]
        return Either((*map(Mentions, self.phrases), *fields))


def phrases(text: str) -> Sequence[str]:
    """Return what records may hold of a text, each folded, the first of all of it; none of signs alone."""
    found = [fold(text)]
    if not found[0]:
        return ()
    if not any(map(str.isdigit, text)):
        return found
    from portfolio.typed_amounts import money  # noqa: PLC0415 - only what has figures may be an amount

    with contextlib.suppress(ValueError):
        stored = fold(money(text).amount)
        found += [stored] if stored not in found else []
    return found


def sought(reader: Reader, names: Names, found: Sequence[str]) -> Sought:
    """Return a text that is looked for, of its `phrases`, with what bears a name that holds it."""
    holds = holding(found[0])
    countries = {
        code: country.name
        for code, country in places.countries().items()
        if any(holds(name) for name in (*country.names.values(), *country.formal.values(), *country.aliases))
    }
    regions = {
        code: region.name
        for code, region in names.regions.items()
        if any(holds(name) for name in (*region.names.values(), *region.aliases))
    }
    named = {**dict.fromkeys(_COUNTRIES, countries), **dict.fromkeys(REGIONS, regions)}
    return Sought(found, {**named, **dict.fromkeys(_RECORDS, _records(reader, holds))})


def _records(reader: Reader, holds: Callable[[str], bool]) -> Mapping[str, str]:
    """Return code to name of the organisations, programmes and projects that are called so."""
    return {
        record["code"]: str(record[TABLES[table].title])
        for table in _NAMED
        for record in streamed(reader, table, None, ("code", TABLES[table].title, "short_name"))
        if any(holds(name) for name in (record[TABLES[table].title], record.get("short_name", "")))
    }
