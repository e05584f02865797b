"""The columns of every noun and summary: one declaration for the table, JSON, `--columns`, `--sort` and export.

The keys are a contract with whoever reads the JSON; the order is that of the JSON, and of a table with room for all.
"""

from __future__ import annotations

from portfolio.pages.tree import Column as C, Columns, Kind  # noqa: N817 - two hundred of them follow

_CODE = C("code", "Code", "code")
_ID = C("id", "ID", "code")
_TITLE = C("title", "Title")
_NAME = C("name", "Name")


def _money(pledged: int, committed: int, received: int, spent: int) -> Columns:
    """Return the four columns of money, each with its priority."""
    return (
        C("pledged", "Pledged", "money", pledged),
        C("committed", "Committed", "money", committed),
        C("received", "Received", "money", received),
        C("spent", "Spent", "money", spent),
    )


def _plan(budget: int, allocated: int, gap: int) -> Columns:
    """Return the columns of what is planned, each with its priority."""
    return (
        C("budget", "Budget", "money", budget),
        C("allocated", "Allocated", "money", allocated),
        C("gap", "Gap", "money", gap),
    )


# A donor's or contribution's money, spending aside: what came of the promise first.
_DONOR_MONEY: Columns = (
    *_money(5, 3, 1, 0)[:3],
    C("outstanding", "Outstanding", "money", 2),
    C("allocated", "Allocated", "money", 7),
    C("unallocated", "Unallocated", "money", 8),
)

# What is seen only when asked for.
_ASIDE: Columns = (
    C("kind", "Kind", "text", 20, optional=True),
    C("officer", "Officer", "text", 20, optional=True),
    C("tags", "Tags", "names", 20, optional=True),
    C("revision", "Revision", "count", 20, optional=True),
)

# Whether the dates are planned, which tables say beside them.
_PLANNED: Columns = (
    C("start_planned", "Start is planned", "flag", 20, optional=True),
    C("end_planned", "End is planned", "flag", 20, optional=True),
)

# The share of places and pillars asked for, shown where they are: whole amounts stand beside it.
_SHARES: Columns = tuple(
    column._replace(key=f"{kind}_{column.key}", priority=column.priority + 1, optional=True)
    for kind in ("place", "pillar")
    for column in _money(13, 7, 6, 14)
)

PROJECTS: Columns = (
    _CODE,
    _TITLE,
    C("programme", "Programme", "text", 9),
    C("pillars", "Pillars", "names", 10),
    C("owner", "Owner", "text", 15),
    C("scope", "Scope", "text", 12),
    C("status", "Status", "status", 1),
    C("regions", "Regions", "names", 3),
    C("countries", "Countries", "names", 8),
    C("donors", "Donors", "names", 2),
    C("partners", "Partners", "names", 11),
    C("start", "Start", "date", 4),
    C("end", "End", "date", 5),
    *_money(13, 7, 6, 14),
    C("classification", "Classification", "text", 16),
    *_plan(17, 19, 18),
    *_SHARES,
    *_PLANNED,
    *_ASIDE,
)

PROGRAMMES: Columns = (
    _CODE,
    _TITLE,
    C("owner", "Owner", "text", 13),
    C("pillars", "Pillars", "names", 5),
    C("scope", "Scope", "text", 10),
    C("status", "Status", "status", 2),
    C("regions", "Regions", "names", 11),
    C("countries", "Countries", "names", 12),
    C("donors", "Donors", "names", 4),
    C("projects", "Projects", "count", 1),
    C("start", "Start", "date", 6),
    C("end", "End", "date", 7),
    *_money(14, 8, 3, 9),
    C("classification", "Classification", "text", 15),
    *_plan(16, 18, 17),
    *_SHARES,
    *_PLANNED,
    *_ASIDE[1:],
)

DONORS: Columns = (
    C("code", "Code", "code", 9),
    _NAME,
    C("type", "Type", "text", 10),
    C("parent", "Part of", "text", 11),
    C("projects", "Projects", "count", 4),
    C("programmes", "Programmes", "count", 4),
    *_DONOR_MONEY,
)

PARTNERS: Columns = (
    _CODE,
    _NAME,
    C("type", "Type", "text", 2),
    C("projects", "Projects", "count", 1),
    C("programmes", "Programmes", "count", 1),
)

CONTRIBUTIONS: Columns = (
    _ID,
    C("donor", "Donor"),
    C("title", "Title", "text", 6),
    C("recipient", "Recipient", "text", 9),
    C("currency", "Currency", "code", 14),
    *_DONOR_MONEY,
    C("earmarking", "Earmarking", "text", 10),
    C("signed", "Signed", "date", 4),
    C("closed", "Closed", "date", 11),
    *_ASIDE[1:],
)

MOVEMENTS: Columns = (
    _ID,
    C("contribution", "Contribution", "code", 6),
    C("donor", "Donor", "text", 2),
    C("kind", "Kind", "text"),
    C("amount", "Amount", "money"),
    C("date", "Date", "date", 1),
    C("reversal", "Reversal", "flag", 4),
    C("booked", "Booked as", "money", 5),
    C("uncertain", "Uncertain", "flag", 7),
    C("reference", "Reference", "text", 3),
    C("note", "Note", "text", 8),
)

ALLOCATIONS: Columns = (
    _ID,
    C("contribution", "Contribution", "code", 4),
    C("donor", "Donor", "text", 2),
    C("target", "For", "code"),
    C("title", "Title", "text", 1),
    C("amount", "Amount", "money"),
    C("moved_from", "Moved from", "code", 5),
    C("date", "Date", "date", 3),
    C("note", "Note", "text", 6),
)

INSTALMENTS: Columns = (
    _ID,
    C("contribution", "Contribution", "code", 2),
    C("donor", "Donor", "text", 1),
    C("amount", "Amount", "money"),
    C("date", "Due", "date"),
    C("note", "Note", "text", 3),
)

REPORTS_DUE: Columns = (
    _ID,
    C("contribution", "Contribution", "code", 3),
    C("donor", "Donor", "text", 1),
    C("title", "Title", "text", 2),
    C("date", "Due", "date"),
    C("sent", "Sent", "date"),
)

BUDGETS: Columns = (
    _ID,
    C("target", "For", "code", 3),
    C("amount", "Amount", "money"),
    C("start", "From", "date"),
    C("end", "To", "date"),
    C("type", "Type", "text", 1),
    C("status", "Status", "text", 2),
    C("note", "Note", "text", 4),
)

EXPENDITURES: Columns = (
    _ID,
    C("target", "For", "code"),
    C("date", "Date", "date", 1),
    C("amount", "Amount", "money"),
    C("booked", "Booked as", "money", 4),
    C("contribution", "Charged to", "code", 2),
    C("place", "Place", "text", 3),
    C("kind", "Kind", "text", 5),
    C("reversal", "Reversal", "flag", 7),
    C("reference", "Reference", "text", 6),
    C("note", "Note", "text", 8),
)

OUTCOMES: Columns = (
    _ID,
    C("project", "Project", "code"),
    _TITLE,
    C("level", "Level", "text", 1),
    C("date", "Date", "date", 2),
    C("indicators", "Indicators", "count", 3),
    *_ASIDE[2:],
)

INDICATORS: Columns = (
    _ID,
    C("outcome", "Outcome", "code", 5),
    C("project", "Project", "code", 3),
    _TITLE,
    C("code", "Code", "code", 8),
    C("measure", "Measure", "text", 7),
    C("unit", "Unit", "text", 2),
    C("baseline", "Baseline", "number", 4),
    C("target", "Target", "number", 1),
    C("actual", "Actual", "number"),
    C("fraction", "Fraction", "code", 11),
    C("as_of", "As of", "date", 3),
    C("per_cent", "% of target", "number", 9),
    C("compared", "Compared", "text", 10),
    C("groups", "Of which", "lines", 8),
    C("period", "Latest period", "text", 6),
)

ACTIVITIES: Columns = (
    _ID,
    C("project", "Project", "code", 1),
    _TITLE,
    C("type", "Type", "text", 2),
    C("mode", "Mode", "text", 10),
    C("start", "Start", "date", 3),
    C("end", "End", "date", 9),
    C("venue", "Venue", "text", 4),
    C("countries", "Countries", "names", 5),
    C("women", "Women", "count", 6),
    C("men", "Men", "count", 7),
    C("unspecified", "Unspecified", "count", 8),
    *_ASIDE[2:],
)

DOCUMENTS: Columns = (
    _ID,
    _TITLE,
    C("kind", "Kind", "text", 1),
    C("parties", "Parties", "names", 3),
    C("date", "Date", "date", 2),
    C("reference", "Reference", "text", 4),
    C("url", "Address", "text", 5),
)

RATES: Columns = (
    _ID,
    C("date", "Date", "date"),
    C("currency", "Currency", "code"),
    C("base", "Base", "code"),
    C("rate", "Rate", "number"),
    C("source", "Source", "text", 1),
)

REGIONS: Columns = (
    C("code", "Code", "code", 3),
    _NAME,
    C("kind", "Kind", "text", 2),
    C("members", "Members", "names", 1),
    C("projects", "Projects", "count"),
)

FOUND: Columns = (
    C("key", "Record", "code"),
    C("kind", "Kind", "text"),
    C("title", "Title", "text"),
    C("field", "Found in", "text", 1),
    C("text", "Text", "text", 2),
)

CHECKS: Columns = (
    C("rule", "Rule", "code"),
    C("severity", "Severity", "code", 1),
    C("record", "Record", "code"),
    C("field", "Field", "text", 3),
    C("message", "Finding"),
    C("fix", "How to put it right", "text", 2),
    _ASIDE[0],
    C("title", "Title", "text", 20, optional=True),
)

SUMMARY_DONORS: Columns = (
    C("donor", "Donor"),
    C("projects", "Projects", "count", 4),
    C("programmes", "Programmes", "count", 4),
    *_DONOR_MONEY,
    C("spent", "Spent", "money", 6),
)


def _by(key: str, heading: str, kind: Kind = "text") -> Columns:
    """Return the columns of a summary of projects and money by a group."""
    return (C(key, heading, kind), C("projects", "Projects", "count", 1), *_money(4, 3, 2, 5))


SUMMARY_REGIONS = _by("region", "Region")
SUMMARY_COUNTRIES = _by("country", "Country")
SUMMARY_PROGRAMMES = (*_by("programme", "Programme"), *_plan(6, 8, 7))
SUMMARY_PILLARS = _by("pillar", "Pillar")
SUMMARY_STATUSES = _by("status", "Status", "status")
SUMMARY_YEARS = _by("year", "Year")
SUMMARY_FISCAL_YEARS = _by("year", "Fiscal year")

SUMMARY_BUDGETS: Columns = (
    _CODE,
    _TITLE,
    C("programme", "Programme", "text", 4),
    C("within", "Within", "code", 3),
    *_plan(0, 1, 0),
    C("spent", "Spent", "money", 2),
)

SUMMARY_PARTNERS: Columns = (
    C("partner", "Partner"),
    C("projects", "Projects", "count"),
    C("programmes", "Programmes", "count"),
    C("activities", "Activities", "count"),
)

SUMMARY_OUTCOMES: Columns = (
    C("indicator", "Indicator"),
    C("unit", "Unit", "text", 1),
    C("projects", "Projects", "count", 3),
    C("target", "Target", "number", 2),
    C("actual", "Actual", "number"),
    C("fraction", "Fraction", "code", 7),
    C("per_cent", "% of target", "number", 6),
    C("compared", "Compared", "text", 8),
    C("as_of", "As of", "lines", 5),
    C("reported", "Reported", "text", 4),
)
