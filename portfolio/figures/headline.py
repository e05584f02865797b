"""The whole portfolio at a glance: what there is, what it is worth, and what needs attention soon."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from portfolio.comparing import Market, ranked
from portfolio.figures import shares
from portfolio.figures.activities import Activities, activities
from portfolio.figures.counted import OFFICE, counted_projects
from portfolio.figures.deadlines import Deadline, of_work
from portfolio.figures.donors import by_donor
from portfolio.figures.values import NOT_RECORDED, Breakdown, Row, Target, ordered
from portfolio.money import ZERO
from portfolio.query.spans import SOON

if TYPE_CHECKING:
    from portfolio.query.register_view import Register, View


class Due(NamedTuple):
    """A project and the date, as stored, on which it starts or ends."""

    project: str
    date: str


class Overview(NamedTuple):
    """The portfolio in a period, or cumulative."""

    cumulative: bool  # whether all time is counted, and not what was active in a period
    projects: int  # how many distinct projects are counted; offices are not
    offices: int  # how many offices are chosen, or there are where no projects are
    programmes: int  # how many programmes are chosen, or there are where none are
    by_kind: dict[str, int]  # kind of project to how many are counted
    by_scope: dict[str, int]  # scope to how many projects; `NOT_RECORDED` is the residue here and in the next two
    by_status: dict[str, int]  # status to how many projects
    by_pillar: dict[str, int]  # pillar to how many projects, which overlap; inherited pillars count
    uncertain_pillars: int  # of how many projects the pillars are uncertain
    by_programme: dict[str, int]  # programme to how many projects, `NO_PROGRAMME` for those without
    donors: Breakdown  # the breakdown of the money by donor, with its total, own funds and notes
    top_donors: tuple[Row, ...]  # the donors that gave most, best first
    top_donors_by: str  # how their gifts in several currencies were compared, or ""
    activities: Activities  # activities by type and people trained
    starting: tuple[Due, ...]  # projects planned to start in the next 90 days, soonest first
    ending: tuple[Due, ...]  # open projects that end in the next 90 days, soonest first
    overdue: tuple[Due, ...]  # projects that have ended by their dates and are open by their status, longest first


def overview(register: "Register", view: "View", top: int = 5) -> Overview:
    """Return the overview of a view, with that many top donors."""
    counted = counted_projects(register, view)
    projects = list(counted.values())
    due = [*of_work("projects", projects, view.today, view.today + SOON)]
    soon = [each for each in due if view.today <= each.day]
    programmes = register.programmes_by_code()
    donors = by_donor(register, view)
    top_rows, compared = top_donors(donors, Market(register.rates, view.base, view.today))
    return Overview(
        cumulative=view.period.first is None and view.period.last is None,
        projects=len(projects),
        offices=sum(project["kind"] == OFFICE and _is_in(project, view.counted) for project in register.projects),
        programmes=sum(_is_in(programme, view.programmes) for programme in register.programmes),
        by_kind=_counts([project["kind"] for project in projects]),
        by_scope=_counts([project.get("scope", NOT_RECORDED) for project in projects]),
        by_status=_counts([shares.status_row(project) for project in projects]),
        by_pillar=_counts(
            pillar for project in projects for pillar in set(shares.pillars_of(project, programmes) or [NOT_RECORDED])
        ),
        uncertain_pillars=shares.uncertain_pillars(projects, programmes),
        by_programme=_counts([shares.programme_row(project, programmes) for project in projects]),
        donors=donors,
        top_donors=top_rows[:top],
        top_donors_by=compared,
        activities=activities(register, view),
        starting=_due(each for each in soon if each.what == "start"),
        ending=_due(each for each in soon if each.what == "end"),
        overdue=_due(each for each in due if each.what == "end" and each.day < view.today),
    )


def top_donors(breakdown: Breakdown, market: Market) -> tuple[tuple[Row, ...], str]:
    """Return donors by what they gave (committed or received, else pledged), and how gifts were compared."""
    rows = [row for row in breakdown.rows if not row.residue]
    ranking = ranked([_given(row) for row in rows], lambda: market, largest=True)
    order = sorted(range(len(rows)), key=lambda place: (ranking.keys[place], -rows[place].projects, rows[place].key))
    return tuple(rows[place] for place in order), ranking.said


def _given(row: Row) -> Mapping[str, Decimal]:
    columns = row.columns
    firm = {
        currency: max(columns.committed.get(currency, ZERO), columns.received.get(currency, ZERO))
        for currency in {*columns.committed, *columns.received}
    }
    return columns.pledged | firm


def _is_in(target: Target, chosen: frozenset[str] | None) -> bool:
    return chosen is None or target["code"] in chosen


def _counts(keys: Iterable[str]) -> dict[str, int]:
    """Return each key with how many projects have it, in the order of rows."""
    counts = Counter(keys)
    return {key: counts[key] for key in ordered(counts)}


def _due(found: Iterable[Deadline]) -> tuple[Due, ...]:
    return tuple(Due(each.record, each.date) for each in sorted(found, key=lambda each: (each.day, each.record)))
