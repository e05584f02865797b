"""The extent of a site: what its pages are of, and its figures, each found once for all pages and languages."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.dates import FiscalYear
from portfolio.figures.breakdowns import by_country, by_programme, by_region, by_target
from portfolio.figures.counted import OFFICE
from portfolio.figures.donors import accounts, by_donor
from portfolio.figures.headline import Overview, overview
from portfolio.figures.work_funding import WorkFunding
from portfolio.figures.years import by_year, projects_of_years
from portfolio.pages.site.addresses import Addresses
from portfolio.query.fits import covered
from portfolio.query.indexed import Indexed
from portfolio.query.lineage import with_programmes
from portfolio.query.links import funders_of, reached
from portfolio.query.register_view import MONEY_TABLES, Register, View
from portfolio.query.spans import start_of
from portfolio.query.spent import spent_at
from portfolio.reference import places
from portfolio.store import Document, In

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from portfolio.figures.values import Breakdown, Row
    from portfolio.models.documents import ActivityDocument
    from portfolio.query.question import Office

_TABLES = (*MONEY_TABLES, "activities", "rates")
_TOP = 10


class Inside(NamedTuple):
    """What lies inside an area."""

    works: list[str]  # the codes of projects and programmes
    activities: list[ActivityDocument]


class Extent:
    """An office that sees only what may be released, and what its site has pages of."""

    def __init__(self, office: Office, *, shows_money: bool = True) -> None:
        self.shows_money = shows_money  # whether amounts are shown
        self.office = office._replace(reader=Indexed(office.reader))  # the office, quick to be asked many questions
        self.view = View(office.today, base=office.settings.base_currency, regions=office.names.regions)
        self.register = Register(**{table: self._all(table) for table in _TABLES})
        self.projects: Mapping[str, Document] = {each["code"]: each for each in self.register.projects}
        self.programmes: Mapping[str, Document] = self.register.programmes_by_code()

    def _all(self, table: str) -> Any:  # noqa: ANN401 - documents, which figures have their types of
        found = self.office.reader.find(table)
        return with_programmes(found) if table == "projects" else found

    @cached_property
    def addresses(self) -> Addresses:
        """Where what has a page has it."""
        return Addresses(
            {
                "project": self.projects,
                "programme": self.programmes,
                "organisation": self.donors,
                "region": self.of_region,
                "country": self.of_country,
                "year": self.of_year,
            }
        )

    @cached_property
    def counted(self) -> Mapping[str, Document]:
        """Code to project, of those that are counted: offices are not."""
        return {code: each for code, each in self.projects.items() if each["kind"] != OFFICE}

    @cached_property
    def overview(self) -> Overview:
        """The portfolio's headline figures."""
        return overview(self.register, self.view, _TOP)

    @cached_property
    def money(self) -> Mapping[str, Row]:
        """Code of a project or programme to its own money."""
        return by_target(self.register, self.view).rows

    @cached_property
    def by_programme(self) -> Breakdown:
        """The portfolio by programme."""
        return by_programme(self.register, self.view)

    @cached_property
    def by_country(self) -> Breakdown:
        """The portfolio by country."""
        return by_country(self.register, self.view)

    @cached_property
    def by_region(self) -> Breakdown:
        """The portfolio by region."""
        return by_region(self.register, self.view)

    @cached_property
    def by_year(self) -> Breakdown:
        """The portfolio by calendar year."""
        return by_year(self.register, self.view)

    @cached_property
    def agreements(self) -> Mapping[str, Row]:
        """Id of a contribution to where it stands."""
        return accounts(self.register, self.view).rows

    @cached_property
    def reached(self) -> Mapping[str, Collection[str]]:
        """Donor to the codes of the projects and programmes that it funds, by a link or by money."""
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for record in (*self.projects.values(), *self.programmes.values()):
            for donor in funders_of(record):
                found[donor][record["code"]] = None
        for contribution, target in reached(self.register.contributions, self.register.expenditures):
            found[contribution["donor"]][target] = None
        return found

    @cached_property
    def funders(self) -> Mapping[str, Sequence[str]]:
        """Code of a project or programme to the codes of those that fund it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for donor, codes in self.reached.items():
            for code in codes:
                found[code].append(donor)
        return found

    @cached_property
    def donors(self) -> Mapping[str, frozenset[str]]:
        """Code of each donor that gave or funds something to the codes of itself and of what is part of it."""
        own = {each["code"] for each in self.register.organisations if each.get("own")}
        gave = {*self.reached, *(each["donor"] for each in self.register.contributions)} - own
        parts = {each["code"]: self.office.names.donors(each["code"]) for each in self.register.organisations}
        return {code: family for code, family in parts.items() if code not in own and gave & family}

    def works_of(self, donor: str) -> set[str]:
        """Return the codes of the projects and programmes that a donor funds, those that are part of it included."""
        return {code for member in self.donors[donor] for code in self.reached.get(member, ())}

    @cached_property
    def works_of_donors(self) -> Mapping[str, set[str]]:
        """Code of a donor to those of the projects and programmes that it funds."""
        return {code: self.works_of(code) for code in self.donors}

    @cached_property
    def of_region(self) -> Mapping[str, Inside]:
        """Code of a region to what lies wholly inside it."""
        known = self.office.names.regions
        return self._inside({code: region.members for code, region in known.items() if code != places.WORLD})

    @cached_property
    def of_country(self) -> Mapping[str, Inside]:
        """Country to what is in it."""
        return self._inside({code: frozenset({code}) for code in places.countries()})

    def _inside(self, areas: Mapping[str, frozenset[str]]) -> Mapping[str, Inside]:
        """Return area to what has a place that lies wholly inside it; no area without anything."""
        found = {code: Inside([], []) for code in areas}
        holding: dict[frozenset[str], list[str]] = {}

        def around(held: Iterable[frozenset[str]]) -> Iterable[str]:
            for place in held:
                if place not in holding:
                    holding[place] = [code for code, members in areas.items() if places.inside(place, members)]
            return dict.fromkeys(code for place in held for code in holding[place])

        for code, held in self._covered.items():
            for area in around(held):
                found[area].works.append(code)
        for activity in self.register.activities:
            for area in around(self._held_in(activity)):
                found[area].activities.append(activity)
        return {code: inside for code, inside in found.items() if inside.works or inside.activities}

    @cached_property
    def _covered(self) -> Mapping[str, Sequence[frozenset[str]]]:
        regions, spent = self.office.names.regions, spent_at(self.register.expenditures)
        works = (*self.projects.values(), *self.programmes.values())
        return {each["code"]: covered(each, regions, spent.get(each["code"], ())) for each in works}

    def _held_in(self, activity: ActivityDocument) -> Sequence[frozenset[str]]:
        """Return the places of an activity, or those of what it is part of where it has none."""
        if activity.get("countries") or activity.get("regions"):
            return covered(activity, self.office.names.regions)
        return self._covered.get(activity.get("project", ""), ())

    @cached_property
    def of_year(self) -> Mapping[str, Collection[str]]:
        """Year that has money or projects to the codes of the projects that were active in it."""
        years = [row.key for row in self.by_year.rows if not row.residue]
        held = projects_of_years(self.counted, self.view, FiscalYear(), map(int, years))
        return {year: held.get(int(year), ()) for year in years if self.shows_money or held.get(int(year))}

    @cached_property
    def funding(self) -> WorkFunding:
        """What donors gave to each programme and project."""
        return WorkFunding(self.register, self.view)

    def given_to(self, codes: Collection[str]) -> tuple[list[Row], set[str], Row]:
        """Return what each donor gave to some work, the codes of all that fund any of it, and the total."""
        rows, total = self.funding.to(codes)
        return rows, {donor for code in codes for donor in self.funders.get(code, ())}, total

    def given_by(self, donor: str) -> tuple[Breakdown, Mapping[str, Row]]:
        """Return what a donor gave, and the part of it that its work has by code."""
        family = self.donors[donor]
        reader = self.office.reader
        given: Any = reader.find("contributions", In("donor", family))
        charged: Any = reader.find("expenditures", In("contribution", frozenset(each["id"] for each in given)))
        works = self.works_of(donor)
        projects: Any = [self.projects[code] for code in self.projects if code in works]
        programmes: Any = [self.programmes[code] for code in self.programmes if code in works]
        register = Register(projects, programmes, self.register.organisations, given, charged)
        view = self.view._replace(donors=family)
        return by_donor(register, view), by_target(register, view).rows

    def newest_first(self, codes: Collection[str]) -> list[str]:
        """Return codes of projects in the order of lists: the latest to start first, the undated last."""
        return sorted(sorted(codes), key=lambda code: start_of(self.projects[code]) or "", reverse=True)
