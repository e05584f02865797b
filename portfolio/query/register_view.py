"""The documents that figures are drawn from, and what part of them is asked for."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.dates import ALWAYS, Period
from portfolio.store import In
from portfolio.store.passing import Streamed

if TYPE_CHECKING:
    from portfolio.models.documents import (
        ActivityDocument,
        ContributionDocument,
        ExpenditureDocument,
        OrganisationDocument,
        OutcomeDocument,
        ProgrammeDocument,
        ProjectDocument,
        RateDocument,
    )
    from portfolio.reference.places import Region


# Whose money is what is charged to no contribution.
NOBODY = ""
# The tables that figures of money are made of.
MONEY_TABLES = ("projects", "programmes", "organisations", "contributions", "expenditures")


class Register(NamedTuple):
    """The stored documents that figures are drawn from, each table whole; tables a figure does not use may be empty.

    Of projects and contributions there are most: they may come one by one each time they are gone through.
    """

    projects: Iterable["ProjectDocument"] = ()
    programmes: Sequence["ProgrammeDocument"] = ()
    organisations: Sequence["OrganisationDocument"] = ()
    contributions: Iterable["ContributionDocument"] = ()
    expenditures: Sequence["ExpenditureDocument"] = ()
    activities: Sequence["ActivityDocument"] = ()
    outcomes: Sequence["OutcomeDocument"] = ()
    rates: Sequence["RateDocument"] = ()

    def given_by(self, donors: Collection[str] | None) -> "Register":
        """Return the same with the contributions of some donors alone; for all, or `NOBODY` among them, itself.

        What is charged to another's contribution would be charged to none there.
        """
        if donors is None or NOBODY in donors:
            return self
        return self._replace(contributions=tuple(self.contributions_of(donors)))

    def contributions_of(self, donors: Collection[str] | None) -> Iterable["ContributionDocument"]:
        """Return the contributions of some donors, or of all for None, to be gone through once."""
        if donors is None:
            return self.contributions
        if isinstance(self.contributions, Streamed):  # a store may find them without reading the others
            found: Iterable[Any] = self.contributions.fitting(In("donor", frozenset(donors)))
            return found
        return (each for each in self.contributions if each["donor"] in donors)

    def programmes_by_code(self) -> dict[str, Mapping[str, Any]]:
        """Return the programmes by their codes."""
        return {each["code"]: each for each in self.programmes}

    def work_by_code(self) -> dict[str, Mapping[str, Any]]:
        """Return the programmes and projects by their codes."""
        return {each["code"]: each for each in (*self.programmes, *self.projects)}


class View(NamedTuple):
    """What part of the register the figures are asked for, and in which currency."""

    today: dt.date  # the day on which it is asked
    period: Period = ALWAYS  # the days in which movements, expenditures, activities and indicator values count
    # Codes of the projects and programmes chosen, or None for all, whether active in the period or not. Contributions
    # then count only through their allocations to these, and nothing is unallocated.
    targets: frozenset[str] | None = None
    # Codes of the donors whose contributions count, with the expenditures charged to them, and `NOBODY` where those
    # charged to none count too; None for all.
    donors: frozenset[str] | None = None
    # Codes of the donors that are not asked for by name, whose activities do not count either.
    barred: frozenset[str] = frozenset()
    # Codes of the projects that are counted (those active in the period, as a rule). Without it, the chosen targets
    # are; without those, the projects linked to the chosen donors; without those, all.
    counted: frozenset[str] | None = None
    programmes: frozenset[str] | None = None  # codes of the programmes that are counted, or None for all
    currency: str | None = None  # the currency to convert to, or None to leave amounts as recorded
    base: str = "USD"  # the currency through which two rates are joined, and in which amounts of several are compared
    # Code to region, the office's own groups among them, or None for those that come with the program.
    regions: "Mapping[str, Region] | None" = None

    @property
    def is_whole(self) -> bool:
        """Whether every entry counts, of all donors and all time."""
        return self.donors is None and self.period == ALWAYS
