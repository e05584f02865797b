"""The figures of the portfolio: pure functions from stored documents to counts and sums that always add up."""

from portfolio.figures.activities import Activities, PartnerRow, People, activities, activities_of, partners
from portfolio.figures.breakdowns import (
    by_country,
    by_pillar,
    by_programme,
    by_project,
    by_region,
    by_status,
    by_target,
)
from portfolio.figures.donors import accounts, by_donor
from portfolio.figures.gaps import Budgets, FundedPlan, budgets
from portfolio.figures.headline import Due, Overview, overview, top_donors
from portfolio.figures.indicators import Compared, Progress, Value, progress
from portfolio.figures.results import Carried, OutcomeRow, Outcomes, SharedIndicator, outcomes, shared_indicators
from portfolio.figures.values import (
    Accounts,
    Balances,
    Breakdown,
    Columns,
    Gap,
    Notes,
    Row,
    residue_words,
)
from portfolio.figures.years import by_year, first_fiscal_year

__all__ = [
    "Accounts",
    "Activities",
    "Balances",
    "Breakdown",
    "Budgets",
    "Carried",
    "Columns",
    "Compared",
    "Due",
    "FundedPlan",
    "Gap",
    "Notes",
    "OutcomeRow",
    "Outcomes",
    "Overview",
    "PartnerRow",
    "People",
    "Progress",
    "Row",
    "SharedIndicator",
    "Value",
    "accounts",
    "activities",
    "activities_of",
    "budgets",
    "by_country",
    "by_donor",
    "by_pillar",
    "by_programme",
    "by_project",
    "by_region",
    "by_status",
    "by_target",
    "by_year",
    "first_fiscal_year",
    "outcomes",
    "overview",
    "partners",
    "progress",
    "residue_words",
    "shared_indicators",
    "top_donors",
]
