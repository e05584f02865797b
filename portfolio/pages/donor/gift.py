"""The gift that a donor's report tells of: the donor, the period, and the figures that several sections show."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.errors import refuse
from portfolio.figures.activities import activities_of
from portfolio.figures.breakdowns import by_country, by_project, by_target
from portfolio.figures.donors import accounts, by_donor
from portfolio.figures.values import FLOWS, Accounts, Breakdown, Row
from portfolio.pages.achievements import OutcomesOfWork
from portfolio.pages.cofunding import NAMES
from portfolio.pages.edition import Telling
from portfolio.pages.marks import marks
from portfolio.query.filters import PERIODS
from portfolio.query.lineage import with_programmes
from portfolio.query.links import funders, funders_of, placed_by
from portfolio.query.question import Office, Question
from portfolio.query.register_view import Register, View
from portfolio.query.spans import inside
from portfolio.query.translated import told_in
from portfolio.reference.codes import UNCLASSIFIED
from portfolio.store import Document, In
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from portfolio.dates import Period
    from portfolio.language.language import Language
    from portfolio.models.documents import ActivityDocument, ContributionDocument
    from portfolio.pages.tree import Columns as Declared, Row as Cells
    from portfolio.query.filters import RawFilters


class Options(NamedTuple):
    """How a donor's report is wanted."""

    period: RawFilters = MappingProxyType({})  # the filters `year`, `since` and `until` as typed; without any, all time
    currency: str | None = None  # ISO 4217 code that amounts are converted to, or None to leave them as recorded
    # Whether other donors of a project are named, or shown with their amounts and the project's.
    co_funding: str = NAMES
    level: str = UNCLASSIFIED  # the classification up to which records are shown, and with which the report is marked
    note: str = ""  # a covering note in simple Markdown, or ""
    fiscal: bool = False  # whether years are fiscal years, as they are too where the period is given in these


class Giving(Telling):
    """A donor, with those that are part of it, asked about in a period."""

    def __init__(self, office: Office, donor: str, options: Options, language: Language) -> None:
        """Take what is asked; `donor` is a code or name.

        Raises:
            UnknownNameError: There is no such donor, or it may not be released.
            RefusedError: It is the office itself, or something but a period is among the filters.
        """
        office = told_in(office, language.code)
        super().__init__(office, language)
        self.options = options  # how the report is wanted
        if others := sorted(options.period.keys() - set(PERIODS)):
            raise refuse(f"--{others[0]}", "", "does not choose what a donor’s report shows; it takes only a period")
        self.code = office.names.organisation(donor)  # the donor's code
        # What is asked of the register.
        self.question = Question(office, {**options.period, "donor": [self.code]}, options.currency)
        if self.own & self.donors:
            why = "is the office itself: its own funds are donors’ money used again, and have no donor’s report"
            raise refuse("donor", donor, why)

    @property
    def donors(self) -> frozenset[str]:
        """The codes of the donor and of those that are part of it."""
        return self.question.selection.donors.left

    @property
    def view(self) -> View:
        """The view of the donor's money in the period."""
        return self.question.view

    @property
    def span(self) -> Period:
        """The period of the report."""
        return self.view.period

    @cached_property
    def contributions(self) -> Sequence[ContributionDocument]:
        """The donor's contributions."""
        found = self.office.reader.find("contributions", In("donor", self.donors))
        return cast("Sequence[ContributionDocument]", found)

    @cached_property
    def agreements(self) -> Sequence[ContributionDocument]:
        """Those of its contributions that were signed in the period, or had money in it or a balance, known or not."""
        period, rows = self.view.period, self.accounts.rows
        return [
            each
            for each in self.contributions
            if not self.question.timed
            or ("signed" in each and inside(period, each["signed"]))
            or (each["id"] in rows and rows[each["id"]].has_account)
        ]

    @cached_property
    def register(self) -> Register:
        """The register with the donor's contributions alone, and what was charged to them."""
        charged = In("contribution", frozenset(each["id"] for each in self.contributions))
        tables = ("projects", "programmes", "organisations", "rates")
        documents: dict[str, Any] = {table: self.office.reader.find(table) for table in tables}
        documents["projects"] = with_programmes(documents["projects"])
        documents["expenditures"] = self.office.reader.find("expenditures", charged)
        return Register(contributions=self.contributions, **documents)

    @cached_property
    def everything(self) -> Register:
        """The register with all contributions and expenditures, for splits that go on from those of other donors."""
        everyone: Any = {table: self.office.reader.find(table) for table in ("contributions", "expenditures")}
        return self.register._replace(**everyone)

    @cached_property
    def total(self) -> Breakdown:
        """The donor's money, a row for it and each that is part of it."""
        return by_donor(self.register, self.view)

    @cached_property
    def accounts(self) -> Accounts:
        """Where each of its contributions stands."""
        return accounts(self.register, self.view)

    @cached_property
    def by_work(self) -> Breakdown:
        """The donor's money by project."""
        return by_project(self.register, self.view)

    @cached_property
    def by_country(self) -> Breakdown:
        """The donor's money by country, with splits that go on from those of other donors."""
        return by_country(self.everything, self.view)

    @cached_property
    def shares(self) -> Mapping[str, Row]:
        """Code of programme or project to the row of the donor's share in it."""
        return by_target(self.register, self.view).rows

    @cached_property
    def work(self) -> Sequence[Document]:
        """The programmes and projects that the donor funds in the period, or that have money of it."""
        chosen = self.question.chosen.works | self.shares.keys()
        both = (*self.register.programmes, *self.register.projects)
        return [cast("Document", each) for each in both if each["code"] in chosen]

    @cached_property
    def projects(self) -> Mapping[str, Sequence[Document]]:
        """Code of programme, or "" for none, to the projects of it among the work, programmes by title, "" last."""
        found: dict[str, list[Document]] = {}
        for each in self.work:
            if each["code"] in self.programmes:
                found.setdefault(each["code"], [])
            else:
                found.setdefault(each.get("programme", ""), []).append(each)
        order = sorted(found, key=lambda code: (not code, fold(self.office.names.title(code))))
        return {code: found[code] for code in order}

    @cached_property
    def others(self) -> Mapping[str, frozenset[str]]:
        """Code of programme or project to the others that fund it, with or without money, the office itself aside."""
        return {code: givers - self.donors - self.own for code, givers in self._funding.items()}

    def also_funded_by(self, code: str) -> tuple[str, ...]:
        """Return who else funds a programme or project: other donors by name, then the office from its own funds."""
        return self.funders(self._funding[code] - self.donors)

    @cached_property
    def _funding(self) -> Mapping[str, frozenset[str]]:
        """Code of programme or project to all that fund it."""
        codes = frozenset(each["code"] for each in self.work)
        paying = funders(self.everything, codes)
        return {each["code"]: frozenset({*funders_of(each), *paying.get(each["code"], ())}) for each in self.work}

    @cached_property
    def outcomes(self) -> OutcomesOfWork:
        """What was reached in the work."""
        return OutcomesOfWork(self, self.view, self.others.keys())

    @cached_property
    def presence(self) -> Mapping[str, Collection[str]]:
        """Country or area (alpha-2) to the work that is for it, by itself or by an activity, in alphabetical order."""
        found: dict[str, set[str]] = {}
        for code, places in (
            *((each["code"], each.get("countries", ())) for each in self.work),
            *self.activity_places,
        ):
            for place in places:
                found.setdefault(place["country"], set()).add(code)
        return {code: found[code] for code in sorted(found, key=lambda code: fold(self.language.country(code)))}

    @cached_property
    def activity_places(self) -> Sequence[tuple[str, Sequence[Mapping[str, Any]]]]:
        """What each activity is part of, else itself, and the countries it is for: its own, or those of its work."""
        work = self.register.work_by_code()
        return [
            (each.get("project", each["id"]), placed_by(each, work).get("countries", ())) for each in self.activities
        ]

    @cached_property
    def activities(self) -> Sequence[ActivityDocument]:
        """The activities in the period that credit the donor, or that credit none and belong to work it funds."""
        return activities_of(self.register._replace(activities=self.all_activities), self.view)

    @property
    def all_activities(self) -> Sequence[ActivityDocument]:
        """The activities of the office, whoever funds them."""
        return cast("Sequence[ActivityDocument]", self.office.reader.find("activities"))

    def is_joint(self, activity: ActivityDocument) -> bool:
        """Whether other donors funded an activity too: those it credits, or else those who fund its project."""
        if credited := activity.get("donors"):
            return not (self.donors | self.own).issuperset(credited)
        return bool(self.others.get(activity.get("project", "")))

    @cached_property
    def has_money(self) -> bool:
        """Whether any amount of the donor's is recorded in the period, or there is a balance at its end."""
        return self.total.total.has_money

    def money_columns(self, *names: str) -> Declared:
        """Return columns of money; none without any money."""
        return self.measure_columns(*names) if self.has_money else ()

    def money(self, figures: Row) -> Cells:
        """Return the four columns of money as the cells of a row, with what qualifies them; none without any money."""
        if not self.has_money:
            return {}
        return {**{name: dict(getattr(figures.columns, name)) for name in FLOWS}, **marks(figures)}
