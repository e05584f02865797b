"""Activities, the people trained in them, and the partners that took part."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from portfolio.figures.counted import counted_programmes, counted_projects, funded
from portfolio.query.links import partners_of
from portfolio.query.register_view import NOBODY, Register, View
from portfolio.query.spans import end_of, inside, span, start_of, unplaceable

if TYPE_CHECKING:
    from portfolio.models.documents import ActivityDocument

# Only these train people; who attends a briefing or an expert meeting is not counted as trained.
TRAINING = ("workshop", "training")
# Nobody holds one, so it is counted apart from the activities that were held.
PUBLICATION = "publication"


class People(NamedTuple):
    """Participants of workshops and trainings, by attendance: one person at two events counts twice.

    A number is None where it is not known: where there were such activities and none reported, and women and men where
    all participants were reported without their sex.
    """

    women: int | None = 0
    men: int | None = 0
    unspecified: int | None = 0  # participants reported without their sex
    activities: int = 0  # how many workshops and trainings there were
    reported: int = 0  # how many of these reported participants; of the others nothing is known

    @property
    def total(self) -> int:
        """All participants reported."""
        return (self.women or 0) + (self.men or 0) + (self.unspecified or 0)


class Activities(NamedTuple):
    """Distinct activities, and the people trained in them."""

    total: int
    by_type: dict[str, int]  # type, in alphabetical order and "" where none is recorded, to how many
    people: People  # who took part in workshops and trainings
    undated: int  # how many are left out, as it cannot be told whether they were in the period


class PartnerRow(NamedTuple):
    """What an organisation takes part in otherwise than by funding it."""

    key: str  # the organisation's code
    projects: int  # how many distinct projects it is linked to
    activities: int  # how many activities it held with the office
    programmes: int = 0  # how many programmes it is linked to as such


def activities(register: Register, view: View) -> Activities:
    """Return the activities of a view, counted, and the people trained in them."""
    found = activities_of(register, view)
    by_type = Counter(activity.get("type", "") for activity in found)
    undated = 0
    if len(found) < len(register.activities):
        undated = sum(unplaceable(view.period, date_of(activity)) for activity in _chosen(register, view))
    return Activities(len(found), dict(sorted(by_type.items())), people_of(found, view), undated)


def activities_of(register: Register, view: View) -> list["ActivityDocument"]:
    """Return the activities of the chosen targets and donors that began in the period, each once.

    A donor has the activities that credit it, and those that credit no donor and belong to a project that it funds. Of
    donors that are barred, neither are there.
    """
    return [activity for activity in _chosen(register, view) if inside(view.period, date_of(activity))]


def partners(register: Register, view: View, activities: Iterable["ActivityDocument"]) -> list[PartnerRow]:
    """Return the organisations linked to counted work in another role than funding, or holding some activities with us.

    There is no money in it: what a project has is not what its partner received.
    """
    projects: Counter[str] = Counter()
    programmes: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for project in counted_projects(register, view).values():
        projects.update(partners_of(project))
    counted = counted_programmes(register, view)
    for programme in register.programmes:
        if programme["code"] in counted:
            programmes.update(partners_of(programme))
    for activity in activities:
        held.update(activity.get("partners", ()))
    return [
        PartnerRow(key, projects[key], held[key], programmes[key]) for key in sorted({*projects, *programmes, *held})
    ]


def _chosen(register: Register, view: View) -> list["ActivityDocument"]:
    chosen = [
        activity for activity in register.activities if view.targets is None or activity.get("project") in view.targets
    ]
    if view.donors is None:
        return chosen
    work = funded(register, view, counted_projects(register, view).keys() | counted_programmes(register, view))
    everything = {each["code"] for each in (*register.projects, *register.programmes)}
    barred = funded(register, view._replace(donors=view.barred), everything) if view.barred else set()
    return [each for each in chosen if _is_of(each, view, work) and each.get("project") not in barred]


def _is_of(activity: "ActivityDocument", view: View, work: set[str]) -> bool:
    donors, credited = view.donors or frozenset(), activity.get("donors")
    if not credited:
        return NOBODY in donors or activity.get("project") in work
    return not donors.isdisjoint(credited) and view.barred.isdisjoint(credited)


def date_of(activity: "ActivityDocument") -> str | None:
    """Return when an activity began, as stored, or else when it ended; None where neither is recorded."""
    return start_of(activity) or end_of(activity)


def people_of(found: Iterable["ActivityDocument"], view: View) -> People:
    """Return who took part in those of some activities that train people."""
    trained = [activity for activity in found if activity.get("type") in TRAINING and _has_begun(activity, view)]
    reported = [people for activity in trained if (people := activity.get("participants"))]
    women = sum(people.get("women", 0) for people in reported)
    men = sum(people.get("men", 0) for people in reported)
    unspecified = sum(people.get("unspecified", 0) for people in reported)
    is_unknown = bool(trained) and not reported
    # Whoever was counted without their sex may be either.
    are_parted = not is_unknown and (women + men > 0 or not unspecified)
    return People(
        women=women if are_parted else None,
        men=men if are_parted else None,
        unspecified=None if is_unknown else unspecified,
        activities=len(trained),
        reported=len(reported),
    )


def _has_begun(activity: "ActivityDocument", view: View) -> bool:
    """Return whether participants can have been reported: what is still to come is not a gap in reporting."""
    date = date_of(activity)
    return not date or bool(activity.get("participants")) or span(date)[0] <= view.today
