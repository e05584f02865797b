"""The part of places and pillars in the money of programmes and projects, beside what these have as a whole."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from portfolio.figures import breakdowns, shares
from portfolio.figures.ledger import Ledger
from portfolio.figures.targets import TargetMoney
from portfolio.figures.values import RESTS, Columns, Entries, Target, add_entries, columns, is_residue
from portfolio.query.spent import members_of, spent_at
from portfolio.reference import places as geography

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from portfolio.figures.breakdowns import Grouping
    from portfolio.query.register_view import Register, View

    # Whether a key that money falls to is asked for; None where that is not known.
    Asked = Callable[[str], bool | None]
    # Whether all places or pillars of a target are asked for, so that all its money is, however it is split.
    Whole = Callable[[Target], bool]


class OwnPart(NamedTuple):
    """What of a programme's or project's money is for what is asked."""

    columns: Columns  # the part that is known
    # In which columns some of the money may be for it too: it is not split, or recorded for a wider place.
    unknown: frozenset[str]


def of_places(register: Register, view: View, asked: Sequence[Collection[frozenset[str]]]) -> dict[str, OwnPart]:
    """Return programme or project to the part of the places asked for, each given as its countries (alpha-2).

    Money is for them where it falls to a place inside one of each collection.
    """
    regions = shares.regions_of(view)
    spent = spent_at(register.expenditures)

    def fits(key: str) -> bool | None:
        if is_residue(key):
            return None
        members = members_of(key, regions)
        found = {_fits(members, alternatives) for alternatives in asked}
        return False if False in found else None if None in found else True

    def whole(target: Target) -> bool:
        countries = shares.countries_of(target, regions, spent.get(target["code"], ()))
        return all(geography.inside(countries, frozenset().union(*alternatives)) for alternatives in asked)

    return _parts(register, view, breakdowns.places(register, view), fits, whole)


def of_pillars(register: Register, view: View, asked: Collection[str]) -> dict[str, OwnPart]:
    """Return programme or project to the part of the pillars asked for."""
    programmes = register.programmes_by_code()

    def fits(key: str) -> bool | None:
        return None if is_residue(key) else key in asked

    def whole(target: Target) -> bool:
        served = shares.pillars_of(target, programmes)
        return bool(served) and all(pillar in asked for pillar in served)

    return _parts(register, view, breakdowns.pillars(register), fits, whole)


def _fits(members: frozenset[str], alternatives: Collection[frozenset[str]]) -> bool | None:
    if any(geography.inside(members, each) for each in alternatives):
        return True
    return None if any(geography.overlaps(members, each) for each in alternatives) else False


def _parts(register: Register, view: View, grouping: Grouping, asked: Asked, whole: Whole) -> dict[str, OwnPart]:
    targets = TargetMoney(Ledger(register, view), grouping.placed)
    entire = {each["code"] for each in (*register.programmes, *register.projects) if whole(each)}
    found: defaultdict[str, defaultdict[bool | None, Entries]] = defaultdict(lambda: defaultdict(dict))
    for target, key, entries in breakdowns.over_keys(targets, register, view, grouping):
        if target not in RESTS:
            fits = asked(key)
            add_entries(found[target][True if fits is None and target in entire else fits], entries)
    return {
        target: OwnPart(columns(of[True]), frozenset(column for (column, _), amount in of[None].items() if amount))
        for target, of in found.items()
    }
