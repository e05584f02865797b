"""States and bodies of many States as organisations: which organisation is one, and the names that belong to it."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from portfolio.reference import places
from portfolio.reference.name_matching import fold_name, short_form
from portfolio.reference.tsv import rows, several

GOVERNMENT = "government"


class Borrowed(NamedTuple):
    """A name of a State on an organisation that is not that State."""

    field: str  # where it stands: code, name, short_name, reference, aliases or former_names
    name: str
    state: str  # the alpha-2 code of the State, the first of several of that name


def state_of(organisation: Mapping[str, Any]) -> str:
    """Return the alpha-2 code of the State (or area) that an organisation is, or "" if it is none.

    A State is entered as a government of its country under one of the country's names. A government of a country under
    any other name is an agency of it.
    """
    country: str = organisation.get("country", "")
    if not country or organisation.get("type") != GOVERNMENT or country not in places.countries():
        return ""
    name = organisation.get("name", "")
    if name in names_of(country):  # as nearly all States are written, so that no name need be folded
        return country
    folded = fold_name(name)
    return country if folded in _folded_names(country) or short_form(folded) in _short_forms(country) else ""


def names_of(alpha2: str) -> tuple[str, ...]:
    """Return every name and code by which a State is found, its names in six languages first."""
    state = places.countries()[alpha2]
    return (*state.names.values(), *state.formal.values(), *state.aliases, state.alpha2, state.alpha3)


def state_named(text: str) -> str:
    """Return the alpha-2 code of the State of exactly that name, or "" if there is none or more than one."""
    found = _called(text)
    return found[0] if len(found) == 1 else ""


# Each rule on organisations asks for the names of all of them.
@lru_cache(maxsize=1024)
def _called(text: str) -> tuple[str, ...]:
    return places.country_index().find(text)


def borrowed(organisation: Mapping[str, Any]) -> Iterator[Borrowed]:
    """Yield the names of States that an organisation has and that are not its own, its code first.

    An abbreviation such as CAR or UAE may be that of another body too; it belongs to the State only against bodies of
    that State.
    """
    own = state_of(organisation)
    for field in ("code", "name", "short_name", "reference", "aliases", "former_names"):
        value = organisation.get(field)
        for name in (value,) if isinstance(value, str) else value or ():
            found = _called(name)
            if not found or own in found:
                continue
            belongs = (each for each in found if organisation.get("country") == each or not _abbreviates(each, name))
            if state := next(belongs, ""):
                yield Borrowed(field, name, state)


def way_out(organisation: Mapping[str, Any], name: Borrowed) -> str:
    """Return how the register is put right where an organisation has a name of a State: a command, or a sentence."""
    from portfolio.command_line import quoted  # noqa: PLC0415 - only where a command is told

    code = quoted(organisation["code"])
    if state_of(organisation):
        return f"portfolio donor edit {code}"
    if name.field != "name":
        return f"portfolio donor split {code}"
    return (
        f"If it is the State: portfolio donor edit {code} --set type={GOVERNMENT} --set country={name.state}; "
        f"if not, give it its own name: portfolio donor edit {code} --set name=NAME"
    )


def _abbreviates(alpha2: str, name: str) -> bool:
    """Return whether a name is an abbreviation that people use for a State, and no code of it."""
    state, folded = places.countries()[alpha2], fold_name(name)
    codes = {fold_name(code) for code in (state.alpha2, state.alpha3)}
    return folded not in codes and folded in {fold_name(alias) for alias in state.aliases if alias.isupper()}


@cache
def _folded_names(alpha2: str) -> frozenset[str]:
    return frozenset(map(fold_name, names_of(alpha2)))


@cache
def _short_forms(alpha2: str) -> frozenset[str]:
    return frozenset(map(short_form, _folded_names(alpha2)))


@cache
def _bodies() -> Mapping[str, tuple[str, ...]]:
    """Return each name of a body of many States, folded, to all of its names, those in six languages first.

    A name that is also another body's in daily use, as the Chinese one of the Council of Europe is, is left out.
    """
    found = [(*filter(None, row[:6]), *several(row[6])) for row in rows("bodies")]
    return {fold_name(name): names for names in found for name in names}


def names_of_body(organisation: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every name of a body of many States that an organisation is by its own name; of any other, nothing."""
    return _bodies().get(fold_name(str(organisation.get("name", ""))), ())


def bodies_of(organisation: Mapping[str, Any]) -> set[str]:
    """Return the bodies of many States that an organisation is, or says that it is, in whatever language.

    An abbreviation means one only where it is all that the organisation is called.
    """
    own = [organisation["name"], *(alias for alias in organisation.get("aliases", ()) if not alias.isupper())]
    return {names[0] for name in own if (names := _bodies().get(fold_name(name)))}
