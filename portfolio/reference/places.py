"""Countries and areas, the UN M49 regions and the office's own groups: what they are called and what lies in what.

Countries are those to which UN M49 gives a code and ISO 3166 two letters; areas that M49 does not list are left out,
but for Kosovo, which IATI and OECD-DAC code XK. It has no M49 code, and M49's own lists leave it out; it counts with
Europe and Southern Europe, as in the table of countries and territories of the United Nations' OCHA.
They are named as the United Nations names them, with one exception: the short name "Netherlands (Kingdom of the)" is
shown as "Netherlands" and understood either way.

One name has one meaning. Where the office's group is called like an M49 region with other members ("Southern Africa"),
the plain name means the group, and the M49 region is reached by its code or as "Southern Africa (M49)". Where the
members are the same ("West Africa", "South-East Asia") there is one record, the M49 region, and the name is an alias.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from portfolio.errors import SettingsError, UnknownNameError
from portfolio.reference.name_matching import NameIndex, fold_name
from portfolio.reference.tsv import rows, several
from portfolio.text import shown

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
"""The six official languages of the United Nations, as the keys of every mapping of names."""

WORLD = "001"
"""The M49 code of the whole world."""

M49 = "2"
"""The IATI region vocabulary of the M49 codes."""

OWN = "99"
"""The IATI region vocabulary of the office's own groups."""


class Country(NamedTuple):
    """A country or area of UN M49, or Kosovo."""

    alpha2: str  # its ISO 3166-1 code of two letters, which is how records hold it
    alpha3: str  # its ISO 3166-1 code of three letters
    m49: str  # its UN M49 code of three digits, or "" where M49 does not list it
    region: str  # the M49 code of its region (Africa, Americas, Asia, Europe, Oceania); "" for Antarctica
    subregion: str  # the M49 code of its sub-region, or ""
    intermediate: str  # the M49 code of its intermediate region where the sub-region has them, or ""
    ldc: bool  # whether it is a least developed country (44 States on the United Nations list of 2025)
    lldc: bool  # whether it is a landlocked developing country (32 States)
    sids: bool  # whether OHRLLS lists it with the small island developing States (39 States, 18 associate members)
    currency: str  # the ISO 4217 code of its currency, or ""
    names: Mapping[str, str]  # language to short name, in all six languages
    # Language to formal name without its article, as far as known; empty for areas that are no State.
    formal: Mapping[str, str]
    aliases: tuple[str, ...]  # other names that people use for it, former names among them

    @property
    def name(self) -> str:
        """The English short name."""
        return self.names["en"]


class Region(NamedTuple):
    """A region of UN M49 or a group of countries that the office works with."""

    code: str  # three digits (M49) or a slug such as `sahel`, which is how records hold it
    vocabulary: str  # the IATI region vocabulary of the code: `M49` or `OWN`
    parent: str  # the M49 code of the region around it; "" for the world and for the office's groups
    members: frozenset[str]  # the alpha-2 codes of every country and area in it
    names: Mapping[str, str]  # language to name; English is always there
    aliases: tuple[str, ...]  # other names that mean it
    basis: str = ""  # what the membership of an own group follows; "" for M49

    @property
    def name(self) -> str:
        """The English name."""
        return self.names["en"]


# How a group of the office's own is told from the region of UN M49 that it may be called like, as East Africa is.
_OF_THE_OFFICE = {
    "en": "{} (office’s group)",
    "fr": "{} (groupe du Bureau)",
    "es": "{} (grupo de la Oficina)",
    "ru": "{} (группа Управления)",
    "zh": "{}（办公室分组）",
    "ar": "{} (مجموعة المكتب)",
}


def region_label(region: Region, language: str = "en") -> str:
    """Return what people read for a region: its name, marked if it is a group of the office's own."""
    name = region.names.get(language, region.name)
    return name if region.vocabulary == M49 else _OF_THE_OFFICE[language].format(name)


class GroupSettings(TypedDict, total=False):
    """One `[regions.NAME]` table of the settings: the countries by any of their names, and other names of the group."""

    countries: Sequence[str]
    aliases: Sequence[str]


def _names(cells: list[str]) -> dict[str, str]:
    return {language: cell for language, cell in zip(LANGUAGES, cells, strict=True) if cell}


def _country(row: list[str]) -> Country:
    alpha2, alpha3, m49, region, subregion, intermediate, ldc, lldc, sids, currency, *names, aliases = row
    short, formal = names[: len(LANGUAGES)], names[len(LANGUAGES) :]
    flags = (ldc == "y", lldc == "y", sids == "y")
    place = (region, subregion, intermediate)
    return Country(alpha2, alpha3, m49, *place, *flags, currency, _names(short), _names(formal), several(aliases))


@cache
def countries() -> Mapping[str, Country]:
    """Return every country and area by alpha-2 code, in the order of the codes."""
    return MappingProxyType({row[0]: _country(row) for row in rows("countries")})


@cache
def m49_regions() -> Mapping[str, Region]:
    """Return the regions of UN M49 by code; the world comes first and every region after its parent."""
    members: dict[str, set[str]] = {}
    for country in countries().values():
        for code in {WORLD, country.region, country.subregion, country.intermediate} - {""}:
            members.setdefault(code, set()).add(country.alpha2)
    return MappingProxyType(
        {
            code: Region(code, M49, parent, frozenset(members[code]), _names(names), several(aliases))
            for code, parent, *names, aliases in rows("regions")
        }
    )


@cache
def own_groups() -> Mapping[str, Region]:
    """Return the groups of countries that come with the package, by slug."""
    return MappingProxyType(
        {
            code: Region(code, OWN, "", frozenset(members.split()), _names(names), several(aliases), basis)
            for code, *names, members, aliases, basis in rows("groups")
        }
    )


@cache
def _shipped() -> Mapping[str, Region]:
    return MappingProxyType({**m49_regions(), **own_groups()})


def regions(extra: Mapping[str, GroupSettings] | None = None) -> Mapping[str, Region]:
    """Return every region by code: M49 first, then the office's groups, which the settings add to (`extra`).

    There the name or code of a shipped group gives that group other members or more aliases; of an M49 region, more
    aliases; any other name makes a group whose code is its slug.

    Raises:
        SettingsError: A group has no countries or an unknown one, gives an M49 region members, or takes a name that
            already means another region.
    """
    if not extra:
        return _shipped()
    result = dict(_shipped())
    for name, settings in extra.items():
        region = _region(name, settings, result)
        result[region.code] = region
    _one_meaning_each(result)
    return MappingProxyType(result)


def _region(name: str, settings: GroupSettings, known: Mapping[str, Region]) -> Region:
    members = frozenset(_member(name, text) for text in settings.get("countries", ()))
    aliases = tuple(settings.get("aliases", ()))
    code = fold_name(name).replace(" ", "-")
    for region in known.values():
        if code not in (region.code, fold_name(region.name).replace(" ", "-")):
            continue
        if region.vocabulary == M49 and members:
            raise SettingsError(
                f"[regions.{shown(name)}] gives countries to {region.name}, a region of UN M49, whose members are"
                " fixed. Choose another name for the group."
            )
        basis = "the settings" if members else region.basis
        return region._replace(members=members or region.members, aliases=region.aliases + aliases, basis=basis)
    if not code or not members:
        raise SettingsError(f'[regions.{shown(name)}] needs a name and countries, as in countries = ["KE", "UG"].')
    return Region(code, OWN, "", members, {"en": name}, aliases, "the settings")


def _member(group: str, text: str) -> str:
    try:
        return country_index().resolve(text, "country")
    except UnknownNameError as error:
        raise SettingsError(f"[regions.{shown(group)}] countries: {error}") from error


def _one_meaning_each(merged: Mapping[str, Region]) -> None:
    taken: dict[str, Region] = {}
    for region in merged.values():
        for name in {fold_name(name) for name in (region.code, *region.names.values(), *region.aliases)}:
            other = taken.setdefault(name, region)
            if other is not region:
                raise SettingsError(
                    f"“{shown(name)}” would mean both {other.name} ({other.code}) and {region.name} ({region.code})."
                    " Choose another name or alias in [regions]."
                )


def subregion_of(alpha2: str) -> str:
    """Return the M49 code under which a country is summed up by region.

    It is the intermediate region where M49 has one (Kenya: 014 Eastern Africa), else the sub-region (Uzbekistan: 143
    Central Asia). Antarctica, which M49 puts in no region, is under the world.

    Raises:
        KeyError: The code is not a country's.
    """
    country = countries()[alpha2]
    return country.intermediate or country.subregion or WORLD


@cache
def region_around(members: frozenset[str]) -> str:
    """Return the M49 code of the intermediate region, or else the sub-region, that holds some countries; "" if none."""
    kin = [countries()[code] for code in members]
    for codes in ({each.intermediate for each in kin}, {each.subregion for each in kin}):
        if len(codes) == 1 and "" not in codes:
            return codes.pop()
    return ""


def inside(place: frozenset[str], region: frozenset[str]) -> bool:
    """Tell whether a place lies wholly inside a region, both given as members; a place without members never does."""
    return bool(place) and place <= region


def overlaps(place: frozenset[str], region: frozenset[str]) -> bool:
    """Tell whether a place and a region share a country, both given as members."""
    return not place.isdisjoint(region)


@cache
def country_index() -> NameIndex:
    """Return what resolves a country from its codes, its names in six languages and its aliases to its alpha-2 code."""
    return NameIndex(
        (
            country.alpha2,
            country.name,
            (country.alpha3, country.m49, *country.names.values(), *country.formal.values(), *country.aliases),
        )
        for country in countries().values()
    )


def region_index(regions: Mapping[str, Region]) -> NameIndex:
    """Return what resolves a region from its code (zeros in front may be missing), names and aliases to its code."""
    return NameIndex(
        (
            region.code,
            region_label(region),
            (
                region.code.lstrip("0"),
                *region.names.values(),
                *region.aliases,
                *(region_label(region, language) for language in region.names),
            ),
        )
        for region in regions.values()
    )
