"""People trained by one group or two: attendances of distinct activities, which a row of a place or a donor shares."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from portfolio.dates import FiscalYear
from portfolio.figures import shares
from portfolio.figures.activities import TRAINING, People, date_of, people_of
from portfolio.figures.counted import work_of_donors
from portfolio.figures.values import NOT_RECORDED, Target
from portfolio.figures.years import row_key, year_of
from portfolio.query.links import partners_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.models.documents import ActivityDocument
    from portfolio.query.register_view import Register, View

    # The rows that an activity is in.
    RowsOf = Callable[[ActivityDocument], Iterable[str]]


def people_by(
    register: Register,
    view: View,
    found: Sequence[ActivityDocument],
    names: Sequence[str],
    fiscal: FiscalYear | None = None,
) -> Mapping[tuple[str, ...], People]:
    """Return people trained by the keys of their rows in some of `GROUPS`; without groups there is one row."""
    groups = _Groups(register, view, fiscal)
    rows: defaultdict[tuple[str, ...], list[ActivityDocument]] = defaultdict(list)
    for activity in found:
        if activity.get("type") in TRAINING:
            for at in product(*(sorted({*groups.of(name)(activity)}) for name in names)):
                rows[at].append(activity)
    counted = {at: people_of(activities, view) for at, activities in rows.items()}
    return {at: people for at, people in counted.items() if people.activities}


class _Groups:
    """The rows of activities by each group."""

    def __init__(self, register: Register, view: View, fiscal: FiscalYear | None) -> None:
        self._work, self._programmes = register.work_by_code(), register.programmes_by_code()
        self._rows_of_work = shares.rows_of_work(self._programmes)
        self._regions = shares.regions_of(view)
        self._fiscal = fiscal
        self._donors: defaultdict[str, set[str]] = defaultdict(set)
        for donor, codes in work_of_donors(register, view, self._work.keys()).items():
            for code in codes:
                self._donors[code].add(donor)
        self._asked = view.donors

    def of(self, name: str) -> RowsOf:
        """Return what finds the rows of an activity by the group of a name."""
        if row := self._rows_of_work.get(name):
            return lambda activity: (self._of_work(activity, row),)
        rows: Mapping[str, RowsOf] = {
            "donor": self._donors_of,
            "year": lambda activity: (row_key(year_of(date_of(activity), self._fiscal or FiscalYear()), self._fiscal),),
            "region": lambda activity: map(shares.region_row, self._places(activity)),
            "country": lambda activity: map(shares.country_row, self._places(activity)),
            "pillar": self._pillars,
            "partner": self._partners,
        }
        return rows[name]

    def _of_work(self, activity: ActivityDocument, row: Callable[[Target], str]) -> str:
        work = self._work.get(activity.get("project", ""))
        return row(work) if work else NOT_RECORDED

    def _donors_of(self, activity: ActivityDocument) -> Iterable[str]:
        credited = set(activity.get("donors", ())) or self._donors.get(activity.get("project", ""), set())
        return {each for each in credited if self._asked is None or each in self._asked} or (NOT_RECORDED,)

    def _places(self, activity: ActivityDocument) -> Iterable[str]:
        """Return the places of an activity, else those of its work."""
        own = [place["country"] for place in activity.get("countries", ())]
        regions = (self._regions[code] for code in activity.get("regions", ()) if code in self._regions)
        own += [f"{region.vocabulary}/{region.code}" for region in regions]
        work = self._work.get(activity.get("project", ""))
        if own or work is None:
            return own or (NOT_RECORDED,)
        return shares.places_of(work) or shares.place_shares(work, self._regions)

    def _pillars(self, activity: ActivityDocument) -> Iterable[str]:
        work = self._work.get(activity.get("project", ""))
        return shares.pillars_of(work, self._programmes) if work else (NOT_RECORDED,)

    def _partners(self, activity: ActivityDocument) -> Iterable[str]:
        work = self._work.get(activity.get("project", ""), {})
        return {*activity.get("partners", ()), *partners_of(work)} or (NOT_RECORDED,)
