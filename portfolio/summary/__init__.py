"""The figures of the portfolio: pure functions from stored documents to counts and sums that always add up."""

from portfolio.summary.breakdowns import (
    by_country,
    by_pillar,
    by_programme,
    by_project,
    by_region,
    by_status,
    by_target,
)
from portfolio.summary.donors import accounts, by_donor
from portfolio.summary.events import Activities, PartnerRow, People, activities, activities_of, partners
from portfolio.summary.gaps import Budgets, FundedPlan, budgets
from portfolio.summary.glance import Due, Overview, overview, top_donors
from portfolio.summary.indicators import Compared, Progress, Value, progress
from portfolio.summary.results import Carried, OutcomeRow, Outcomes, SharedIndicator, outcomes, shared_indicators
from portfolio.summary.values import (
    Accounts,
    Balances,
    Breakdown,
    Columns,
    Gap,
    Notes,
    Register,
    Row,
    View,
    residue_words,
)
from portfolio.summary.years import by_year, first_fiscal_year

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
    "Register",
    "Row",
    "SharedIndicator",
    "Value",
    "View",
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
