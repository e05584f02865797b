"""Countries and regions as rows of tables, with how much work lies wholly inside each."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from portfolio.figures.counted import OFFICE
from portfolio.pages import columns
from portfolio.pages.footnotes import captioned, count_footer, left_out_notes
from portfolio.pages.tree import Answer, Labelled, Table, listed
from portfolio.query.fits import covered
from portfolio.query.spent import spent_at
from portfolio.reference import places
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.query.question import Question
    from portfolio.reference.places import Country, Region
    from portfolio.store import Document

_INSIDE = "Work that lies wholly inside, so that it may count in several; work of wider places is not counted."
_NEAREST = "First those where any work is or was, then those of regions where it is, the smallest first."
_MEMBERS = "Members are countries and areas: portfolio region list --columns name,members has their codes."


def regions(question: Question) -> Answer:
    """Return the regions, each with its members and how many of the chosen projects lie wholly inside it."""
    asked = _Asked(question)
    rows = [
        {
            "code": region.code,
            "name": Labelled(region.name, places.region_label(region)),
            "kind": "UN M49" if region.vocabulary == places.M49 else "the office’s own",
            "members": sorted(region.members),
            **work,
        }
        for region in sorted(asked.known.values(), key=lambda region: region.vocabulary == places.M49)
        if (work := asked.work(region.members)) and not (asked.idle and work["projects"])
    ]
    return _listed(asked, "Regions", "region", Table("regions", columns.REGIONS, rows, notes=[_INSIDE, _MEMBERS]))


def countries(question: Question) -> Answer:
    """Return the countries and areas that chosen work lies in, or all those in which no chosen project does.

    Of the latter, those stand first that any work of the office is nearest to.
    """
    asked = _Asked(question)
    notes = [_NEAREST, _INSIDE] if asked.idle else [_INSIDE]
    rows = [
        {"code": country.alpha2, "name": country.name, "region": asked.region(country.alpha2), **work}
        for country in sorted(places.countries().values(), key=asked.order)
        if (work := asked.work(frozenset({country.alpha2})))
        and (not work["projects"] if asked.idle else any(work.values()))
    ]
    return _listed(asked, "Countries", "country", Table("countries", columns.COUNTRIES, rows, notes=notes))


class _Asked:
    """What is asked of places: filters of places choose these, the others the work in them."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.known = question.office.names.regions  # the regions by their codes
        self._of_work, self.idle = question.without("region", "country", "wide").of_rows()
        self._spent = spent_at(question.office.reader.find("expenditures"))
        chosen = self._of_work.chosen
        projects = (each for each in chosen.projects if each["kind"] != OFFICE)
        self._work = {"projects": self._alike(projects), "programmes": self._alike(chosen.programmes)}
        self.notes = left_out_notes(self._of_work)

    def work(self, members: frozenset[str]) -> dict[str, int]:
        """Return how many projects and programmes lie wholly inside a place; nothing of one that is not asked for."""
        selection = self.question.selection
        for choice in (selection.regions, selection.countries):
            if not choice.meets(lambda place: places.inside(members, place.members)):
                return {}
        return {
            noun: sum(count for covers, count in alike.items() if any(places.inside(each, members) for each in covers))
            for noun, alike in self._work.items()
        }

    def order(self, country: Country) -> tuple[int, str]:
        """Return how countries stand: by name, where work is missed by how near other work is."""
        around = (len(place) for place in self._reached if country.alpha2 in place) if self.idle else ()
        return min(around, default=len(places.countries())), fold(country.name)

    @cached_property
    def _reached(self) -> set[frozenset[str]]:
        """The places that any work covers, whatever is asked."""
        reader = self.question.office.reader
        projects = (each for each in reader.find("projects") if each["kind"] != OFFICE)
        work = (*projects, *reader.find("programmes"))
        return set().union(*(covered(each, self.known, self._spent.get(each["code"], ())) for each in work))

    def region(self, alpha2: str) -> Labelled | None:
        """Return the smallest region of UN M49, less than the world, that a country is in."""
        found = [region for region in self.known.values() if alpha2 in region.members and _is_part(region)]
        smallest = min(found, key=lambda region: len(region.members), default=None)
        return Labelled(smallest.name, places.region_label(smallest)) if smallest else None

    def _alike(self, work: Iterable[Document]) -> Counter[frozenset[frozenset[str]]]:
        """Return how much work covers the same places."""
        return Counter(frozenset(covered(each, self.known, self._spent.get(each["code"], ()))) for each in work)


def _is_part(region: Region) -> bool:
    return region.vocabulary == places.M49 and region.code != places.WORLD


def _listed(asked: _Asked, title: str, noun: str, table: Table) -> Answer:
    """Return a table of places with what was counted below it."""
    timed = "without a project active" if asked.idle else "with work active"
    notes = [*count_footer(asked.question, counted(len(table.rows), noun), timed), *table.notes]
    return listed(title, captioned(asked.question, table._replace(notes=notes, empty=f"No {noun} fits.")), asked.notes)
