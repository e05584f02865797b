"""Columns of every noun and summary, for the table, JSON, `--columns`, `--sort` and export.

Those of fields come from what is declared of these. The keys are a contract with whoever reads the JSON; the order is
that of the JSON, and of a table with room for all.
"""

from collections.abc import Iterable, Mapping

from portfolio.fields import contributions, expenditures, narratives, organisations, outcomes, projects
from portfolio.fields.field import ASIDE, Fields, listed
from portfolio.pages.tree import ROW, Column as C, Columns, Kind  # noqa: N817 - a hundred of them follow

_CODE = C("code", "Code", "code")
_TITLE = C("title", "Title")
_NAME = C("name", "Name")


def _laid_out(fields: Fields, *order: str | C, below: Mapping[str, str] = {}) -> Columns:
    """Return the columns of a noun: its fields by their names in lists, and computed columns, in order.

    Fields that the order does not name stand behind it, those that are shown only where they are asked for last.
    `below` says which column stands below which other one where there is little room.
    """
    own = {
        field.called: C(field.called, field.labelled, field.kind.column, field.listed, field.listed == ASIDE)
        for field in fields
        if field.listed is not None
    }
    placed = [own.pop(each) if isinstance(each, str) else each for each in order]
    columns = (*placed, *sorted(own.values(), key=lambda column: column.optional))
    return tuple(column._replace(below=below.get(column.key, column.below)) for column in columns)


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


def without(columns: Columns, *keys: str) -> Columns:
    """Return columns but for some, which a page says of all of its rows."""
    return tuple(column for column in columns if column.key not in keys)


# Where something is and when it runs, in one column each: elsewhere countries stand beside regions.
_PLACE = C("place", "Place", "names", 3, parts=("countries", "regions"), below="title")
_WHEN = C("when", "When", "text", 4, parts=("start", "end"), below="status")

# A donor's or contribution's money, spending aside: what came of the promise first. What was promised stands below what
# came of it, and a rest below what it is the rest of, before either goes.
_DONOR_MONEY: Columns = (
    C("pledged", "Pledged", "money", 4, below="committed"),
    *_money(4, 2, 1, 0)[1:3],
    C("outstanding", "Outstanding", "money", 3, below="received"),
    C("allocated", "Allocated", "money", 12),
    C("unallocated", "Unallocated", "money", 13, below="allocated"),
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

PROJECTS = _laid_out(
    projects.PROJECT,
    *("code", "title", "programme", "pillars", "owner", "scope", "status", _PLACE),
    *("regions", "countries", "donors", "partners"),
    _WHEN,
    *("start", "end"),
    *_money(16, 5, 6, 17),
    "classification",
    *_plan(17, 19, 18),
    *_SHARES,
    *_PLANNED,
    below={"status": "title"},
)

PROGRAMMES = _laid_out(
    projects.PROGRAMME,
    *("code", "title", "owner", "pillars", "scope", "status", _PLACE, "regions", "countries", "donors"),
    C("projects", "Projects", "count", 2),
    _WHEN,
    *("start", "end"),
    *_money(16, 5, 6, 17),
    "classification",
    *_plan(18, 20, 19),
    *_SHARES,
    *_PLANNED,
    below={"status": "title"},
)

DONORS = _laid_out(
    listed(organisations.ORGANISATION, code=14, type=15, parent=16),
    *("code", "name", "type", "parent"),
    C("projects", "Projects", "count", 10),
    C("programmes", "Programmes", "count", 11),
    *_DONOR_MONEY,
)

PARTNERS = _laid_out(
    listed(organisations.ORGANISATION, code=5, parent=None),
    *("code", "name", "type"),
    C("projects", "Projects", "count", 1),
    C("programmes", "Programmes", "count", 1),
)

CONTRIBUTIONS = _laid_out(
    contributions.CONTRIBUTION,
    *("id", "donor", "title", "recipient", "currency"),
    *_DONOR_MONEY,
    *("earmarking", "signed", "closed"),
    below={"title": "donor"},
)

MOVEMENTS = _laid_out(
    contributions.MOVEMENT,
    *("id", "contribution"),
    C("donor", "Donor", "text", 2),
    *("kind", "amount", "date", "reversal", "booked", "uncertain", "reference", "note"),
)

ALLOCATIONS = _laid_out(
    contributions.ALLOCATION,
    *("id", "contribution"),
    C("donor", "Donor", "text", 2),
    "target",
    C("title", "Title", "text", 1),
    *("amount", "moved_from", "date", "note"),
)

INSTALMENTS = _laid_out(
    contributions.INSTALMENT, *("id", "contribution"), C("donor", "Donor", "text", 1), *("amount", "date", "note")
)

REPORTS_DUE = _laid_out(
    contributions.REPORT_DUE, *("id", "contribution"), C("donor", "Donor", "text", 1), *("title", "date", "sent")
)

BUDGETS = _laid_out(projects.BUDGET, "id", "target")

EXPENDITURES = _laid_out(
    expenditures.EXPENDITURE,
    *("id", "target", "date", "amount", "booked", "contribution"),
    C("place", "Place", "text", 3),
    *("kind", "reversal", "reference", "note"),
)

OUTCOMES = _laid_out(
    outcomes.OUTCOME, "id", "project", "title", "level", "date", C("indicators", "Indicators", "count", 3)
)

INDICATORS = _laid_out(
    outcomes.INDICATOR,
    *("id", "outcome"),
    C("project", "Project", "code", 3),
    *("title", "code", "measure", "unit", "baseline"),
    C("target", "Target", "number", 1),
    C("actual", "Actual", "number"),
    C("fraction", "Fraction", "code", 11),
    C("as_of", "As of", "date", 3),
    C("per_cent", "% of target", "number", 2),
    C("compared", "Compared", "text", 10),
    C("groups", "Of which", "lines", 8),
    C("period", "Latest period", "text", 6),
)

PERIODS = _laid_out(
    outcomes.PERIOD,
    *("id", "start", "end", "target", "actual"),
    C("fraction", "Fraction", "code", 2),
    C("groups", "Of which", "lines", 1),
)

ACTIVITIES = _laid_out(
    outcomes.ACTIVITY,
    *("id", "project", "title", "type", "mode", "start", "end", "venue", "countries", "women", "men", "unspecified"),
    below={"start": "type", "venue": "title"},
)

NARRATIVES = _laid_out(
    narratives.NARRATIVE,
    "id",
    C("of", "Of", "code"),
    C("of_title", "Called", "text", 12),
    *("kind", "title"),
    _WHEN._replace(priority=2, below="kind"),
    *("start", "end", "language"),
)

DOCUMENTS = _laid_out(organisations.DOCUMENT, "id", "title", "kind", "parties", "date", "reference", "url")

RATES = _laid_out(expenditures.RATE)

REGIONS: Columns = (
    C("code", "Code", "code", 3),
    _NAME,
    C("kind", "Kind", "text", 12),
    C("members", "Members", "names", 1),
    C("countries", "Members", "count", 1, parts=("members",)),
    C("projects", "Projects", "count"),
    C("programmes", "Programmes", "count", 2),
)
COUNTRIES: Columns = (
    C("code", "Code", "code"),
    _NAME,
    C("region", "Region", "text", 1),
    C("projects", "Projects", "count"),
    C("programmes", "Programmes", "count"),
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
    C("severity", "Severity", "status", 2, below="rule"),
    C("record", "Record", "code"),
    C("field", "Field", "text", 3, below="record"),
    C("message", "Finding"),
    C("fix", "How to put it right", "command", 4, below=ROW),
    C("kind", "Kind", "text", 20, optional=True),
    C("title", "Title", "text", 20, optional=True),
)

CHECKS_BY_RULE: Columns = (
    C("severity", "Severity", "status", 1),
    C("findings", "Findings", "count"),
    C("rule", "Rule", "code"),
    C("finds", "What is found"),
    C("remedy", "How to put it right", "text", 11),
    C("records", "In", "names", 12),
)

VIEWS: Columns = (C("view", "View", "code"), C("noun", "Of", "text", 1), C("command", "What it asks"))

# Money is what a summary of it is read for, all of it.
_SUMMED = {"pledged": 8, "committed": 2, "received": 1, "outstanding": 7, "allocated": 3, "unallocated": 6}
SUMMARY_DONORS: Columns = (
    C("donor", "Donor"),
    C("projects", "Projects", "count", 10),
    C("programmes", "Programmes", "count", 11),
    *(each._replace(priority=_SUMMED[each.key]) for each in _DONOR_MONEY),
    C("spent", "Spent", "money", 5),
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


def _grouped(names: Iterable[str]) -> Columns:
    return tuple(C(name, name.capitalize(), "status" if name == "status" else "text") for name in names)


def by_groups(names: Iterable[str]) -> Columns:
    """Return the columns of a summary of projects and money by two groups."""
    return (*_grouped(names), C("projects", "Projects", "count", 3), *_money(5, 1, 2, 4))


def people_by(names: Iterable[str]) -> Columns:
    """Return the columns of people trained by groups."""
    return (
        *_grouped(names),
        C("women", "Women", "count"),
        C("men", "Men", "count"),
        C("unspecified", "Unspecified", "count", 2),
        C("total", "Participants", "count"),
        C("activities", "Activities", "count", 3),
        C("reported", "Reported", "text", 1),
    )


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
