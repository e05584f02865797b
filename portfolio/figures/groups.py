"""Groups that projects, money and people are summed up by."""

from typing import NamedTuple


class RowGroup(NamedTuple):
    """One of the groups."""

    words: str  # what several of its rows are called
    overlaps: bool = False  # whether a project, an activity or a person can be in several rows
    by_name: bool = False  # whether people look its rows up by name; else they have an order of their own


GROUPS = {
    "donor": RowGroup("donors", overlaps=True, by_name=True),
    "year": RowGroup("years", overlaps=True),
    "region": RowGroup("regions", overlaps=True, by_name=True),
    "country": RowGroup("countries", overlaps=True, by_name=True),
    "programme": RowGroup("programmes", by_name=True),
    "project": RowGroup("projects"),
    "pillar": RowGroup("pillars", overlaps=True),
    "status": RowGroup("statuses"),
    "partner": RowGroup("partners", overlaps=True, by_name=True),
}
# The groups that have money.
WITH_MONEY = tuple(name for name in GROUPS if name != "partner")
