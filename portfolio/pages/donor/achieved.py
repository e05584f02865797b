"""Results of the work that a donor funds, project by project, with those that other donors share in marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.pages.achievements import activity_table, outcome_table, people_table, when
from portfolio.pages.tree import ON_SUMMARY, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.models.documents import ActivityDocument
    from portfolio.pages.donor.gift import Giving


class Results:
    """The results of the work that a donor funds, each found once and asked for by project."""

    def __init__(self, giving: Giving) -> None:
        self._giving = giving
        self._activities: dict[str, list[ActivityDocument]] = {}
        for activity in sorted(giving.activities, key=when):
            self._activities.setdefault(activity.get("project", ""), []).append(activity)

    def of(self, code: str) -> list[Table]:
        """Return the outcomes and activities of a programme or project, as far as there are any."""
        tables = []
        if found := self._giving.outcomes.rows(code):
            tables.append(outcome_table(self._giving, found))
        if held := self._activities.pop(code, None):
            listed = activity_table(
                self._giving, held, self._giving.is_joint, explained=bool(self._giving.others.get(code))
            )
            tables.append(listed._replace(annexed=True))
        return tables

    def activities(self, code: str) -> Sequence[ActivityDocument]:
        """Return the activities of a programme or project that no table has yet."""
        return self._activities.get(code, ())

    def left(self) -> list[ActivityDocument]:
        """Return the activities that no project asked for: they credit the donor, whoever funds their project."""
        return [activity for held in self._activities.values() for activity in held]


def people(giving: Giving) -> Table:
    """Return the people trained, by attendance, in jointly funded activities and in others."""
    word = giving.language.word
    joint = [each for each in giving.activities if giving.is_joint(each)]
    others = [each for each in giving.activities if not giving.is_joint(each)]
    groups = {
        "joint": (word("Jointly funded with other donors"), joint),
        "other": (word("Not recorded as jointly funded"), others),
    }
    return people_table(giving, giving.view, groups, word("Workshops and trainings"))._replace(sheet=ON_SUMMARY)
