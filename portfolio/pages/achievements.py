"""Achievements as tables of reports: outcomes with their indicators, activities, and people trained in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.figures.activities import PUBLICATION, TRAINING, People, activities
from portfolio.figures.indicators import groups, periods_of
from portfolio.figures.results import OutcomeRow, headlines, outcomes
from portfolio.pages.edition import Telling, dated
from portfolio.pages.tree import REPEATED, Column, Columns, Row, Table, filled
from portfolio.query.register_view import Register, View
from portfolio.query.spans import end_of, start_of
from portfolio.store import Document, In
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from portfolio.language.language import Language
    from portfolio.models.documents import ActivityDocument

    # Whether an activity was funded by several donors.
    Joint = Callable[[ActivityDocument], bool]

# What is said of an outcome, once for all its indicators.
_OF_OUTCOME = frozenset({"project", "outcome", "level"})
_SEXES = ("women", "men", "unspecified")


class OutcomesOfWork:
    """The outcomes of some work with what was reached in a period, found once and asked for by programme or project."""

    def __init__(self, telling: Telling, view: View, codes: Collection[str]) -> None:
        """Take the work by its codes, and the view whose period counts."""
        self._telling = telling
        self._period = view.period
        documents: Any = telling.office.reader.find("outcomes", In("project", frozenset(codes)))
        self._rows: dict[str, list[OutcomeRow]] = {}
        for row in outcomes(Register(outcomes=documents), View(view.today, view.period)).rows:
            self._rows.setdefault(row.project, []).append(row)

    def rows(self, code: str) -> list[dict[str, object]]:
        """Return the outcomes of a programme or project as rows: one for each indicator, or for an outcome in words."""
        found = self._rows.get(code, ())
        above = ("", *(row.outcome for row in found))
        return [
            {**self._cells(row), **({REPEATED: _OF_OUTCOME} if row.outcome == last else {})}
            for row, last in zip(found, above, strict=False)
        ]

    def headlines(self, most: int) -> list[OutcomeRow]:
        """Return the indicators of all the work that say most of what was reached."""
        return headlines((row for rows in self._rows.values() for row in rows), self._period, most)

    def reported(self, code: str) -> int:
        """Return of how many indicators of a programme or project a value or words are of the period."""
        known = [row for row in self._rows.get(code, ()) if row.indicator]
        now = [row for row in known if not row.progress.carried_into(self._period)]
        return sum(row.progress.actual is not None or self._account(row) is not None for row in now)

    def _cells(self, row: OutcomeRow) -> dict[str, object]:
        progress, indicator = row.progress, row.indicator
        return {
            "key": indicator["id"] if indicator else row.outcome,
            "project": row.project,
            "outcome": row.title,
            "level": self._telling.words.levels.get(row.level or ""),
            "indicator": indicator["title"] if indicator else None,
            "unit": row.unit,
            "baseline": row.baseline,
            "target": progress.target and progress.target.number,
            "actual": progress.actual and progress.actual.number,
            "as_of": dated(progress.as_of),
            "per_cent": row.per_cent,
            "compared": self._compared(row),
            "account": self._account(row),
            "groups": tuple(self._groups(row)),
        }

    def _compared(self, row: OutcomeRow) -> str | None:
        """Return which value is compared with which target, where they are not all that is shown."""
        compared, language = row.progress.compared, self._telling.language
        if compared is None or row.per_cent is None or not row.progress.partly_compared:
            return None
        actual, target = language.number(compared.actual.number), language.number(compared.target.number)
        return language.word("{actual} of {target}", actual=actual, target=target)

    def _account(self, row: OutcomeRow) -> str | None:
        """Return what is said of an indicator in words: the latest comment for the period, and the baseline's."""
        if row.indicator is None:
            return None
        said = [each["comment"] for each in periods_of(row.indicator, self._period) if "comment" in each]
        start = row.indicator.get("baseline", {}).get("comment")
        parts = [self._telling.language.word("At the start: {comment}", comment=start)] if start else []
        return " ".join([*parts, *said[-1:]]) or None

    def _groups(self, row: OutcomeRow) -> Iterator[str]:
        """Yield what part of the value reached falls to each group, a line for each dimension."""
        language, words = self._telling.language, self._telling.words
        for dimension, parts in groups(row.indicator, self._period).items() if row.indicator else ():
            listed = [
                language.word(
                    "{group} {number}", group=words.groups.get(fold(category), category), number=language.number(value)
                )
                for category, value in parts.items()
            ]
            named = words.dimensions.get(fold(dimension), dimension)
            yield language.word("{what}: {which}", what=named, which=language.listed(tuple(listed)))


def outcome_table(
    telling: Telling, rows: Sequence[Mapping[str, object]], titles: Mapping[str, str] | None = None
) -> Table:
    """Return rows of `OutcomesOfWork` without empty columns; where they are of several projects, under their titles."""
    word = telling.language.word
    columns = (
        *((Column("project", word("Project")),) if titles else ()),
        Column("outcome", word("Outcome")),
        Column("level", word("Level"), below="outcome"),
        Column("indicator", word("Indicator")),
        Column("unit", word("Unit"), below="indicator"),
        Column("baseline", word("Baseline"), "number", below="indicator"),
        Column("target", word("Target"), "number"),
        Column("actual", word("Reached"), "number"),
        Column("as_of", word("As of"), "date", below="indicator"),
        Column("per_cent", word("Reached, % of target"), "share"),
        Column("compared", word("Compared"), below="indicator"),
        Column("account", word("In words"), below="indicator"),
        Column("groups", word("Of which"), "lines", below="indicator"),
    )
    kept = {"project", "outcome"} | ({"actual"} if any(row["indicator"] for row in rows) else set())
    cells = tuple({**row, "project": (titles or {}).get(str(row["project"]), row["project"])} for row in rows)
    return Table("outcomes", filled(columns, cells, keep=kept), cells, word("Outcomes"), tuple(_notes(telling, rows)))


def _notes(telling: Telling, rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Yield what a reader of the figures has to know."""
    word = telling.language.word
    if any(row["as_of"] for row in rows):
        yield word("A cumulative value is the latest that is known, with the date that it is of.")
    if any(row["compared"] for row in rows):
        yield word("A target is compared only with what was reached in its own periods.")


def parted(activities: Iterable[ActivityDocument]) -> tuple[list[ActivityDocument], list[ActivityDocument]]:
    """Return the activities that were held, and the publications, which nobody holds."""
    found = list(activities)
    published = [each for each in found if each.get("type") == PUBLICATION]
    return [each for each in found if each.get("type") != PUBLICATION], published


def when(activity: ActivityDocument) -> tuple[bool, str, str]:
    """Return by what activities are sorted: the day they began; the undated come last."""
    date = start_of(activity) or end_of(activity) or ""
    return not date, date, activity["id"]


def activity_table(
    telling: Telling,
    held: Sequence[ActivityDocument],
    joint: Joint | None = None,
    titles: Mapping[str, str] | None = None,
    *,
    explained: bool = False,
) -> Table:
    """Return activities, in the order to be shown, with their participants.

    Those that are `joint` are marked as jointly funded (None leaves it unsaid); `explained` tells whether it was said
    above what that means. Titles say what each project is called, where the table is of several.
    """
    word = telling.language.word
    rows = [_activity_cells(telling, each, titles or {}) for each in held]
    notes: tuple[str, ...] = ()
    if joint:
        rows = [{**row, "joint": joint(each)} for row, each in zip(rows, held, strict=True)]
        if not explained and any(row["joint"] for row in rows):
            told = word(
                "Jointly funded: other donors fund it as well, so its results are not those of one donor alone."
            )
            notes = (told,)
    return Table(
        "activities",
        filled(_activity_columns(telling, joint is not None, titles is not None), rows),
        tuple(rows),
        word("Activities"),
        notes,
    )


def _activity_columns(telling: Telling, marked: bool, several: bool) -> Columns:
    """Return the columns of activities: whether they are marked as jointly funded, and of several projects."""
    word = telling.language.word
    return (
        Column("activity", word("Activity")),
        *((Column("project", word("Project")),) if several else ()),
        Column("type", word("Type"), below="activity"),
        Column("start", word("From"), "date"),
        Column("end", word("To"), "date"),
        Column("venue", word("Venue"), below="activity"),
        Column("countries", word("Countries"), "names", below="activity"),
        *(Column(sex, heading, "count") for sex, heading in _sexes(telling).items()),
        *((Column("joint", word("Jointly funded"), "flag", below="activity"),) if marked else ()),
    )


def _sexes(telling: Telling) -> dict[str, str]:
    word = telling.language.word
    return dict(zip(_SEXES, (word("Women"), word("Men"), word("Unspecified")), strict=True))


def _activity_cells(telling: Telling, activity: ActivityDocument, titles: Mapping[str, str]) -> dict[str, object]:
    people: Any = activity.get("participants", {})
    country = activity.get("venue_country")
    venue = (activity.get("venue"), telling.language.country(country) if country else None)
    return {
        "key": activity["id"],
        "activity": activity["title"],
        "project": titles.get(activity.get("project", "")),
        "type": telling.words.activity_types.get(activity.get("type", "")),
        "start": dated(activity.get("start")),
        "end": dated(activity.get("end")),
        "venue": telling.language.listed(tuple(part for part in venue if part)) or None,
        "countries": telling.countries(activity),
        **{sex: people.get(sex) for sex in _SEXES},
    }


def trained_by_type(telling: Telling, view: View, held: Sequence[ActivityDocument], heading: str) -> Table:
    """Return the people trained in some activities, in workshops and in trainings; as `people_table`."""
    names = telling.words.activity_types
    groups = {kind: (names[kind], [each for each in held if each.get("type") == kind]) for kind in TRAINING}
    return people_table(telling, view, groups, heading)


def people_table(
    telling: Telling, view: View, groups: Mapping[str, tuple[str, Sequence[ActivityDocument]]], heading: str
) -> Table:
    """Return the people trained in workshops and trainings, by attendance; each group has a name and activities."""
    word = telling.language.word
    columns = (
        Column("group", heading),
        Column("activities", word("Activities"), "count"),
        Column("reported", word("With participants reported"), "count"),
        *(Column(sex, name, "count") for sex, name in _sexes(telling).items()),
        Column("people", word("Participants (attendances)"), "count"),
    )
    rows: list[Row] = []
    for key, (name, held) in groups.items():
        if (found := trained(held, view)).activities:
            rows.append({"key": key, "group": name, **_people_cells(found)})
    whole = trained([each for _, held in groups.values() for each in held], view)
    total = {"key": "total", "group": word("Total"), **_people_cells(whole)} if rows else None
    notes = attendance_notes(telling.language, whole)
    shown = filled(columns, [*rows, *([total] if total else [])])
    return Table("people", shown, tuple(rows), word("People trained"), notes, total)


def attendance_notes(language: Language, found: People) -> tuple[str, str]:
    """Return of how many activities the participants are known, and how they are counted."""
    known = language.words(
        "Participants are known of {reported} of {count} activity.",
        "Participants are known of {reported} of {count} activities.",
        found.activities,
        reported=language.number(found.reported),
    )
    return known, language.word("One person at two events counts twice.")


def trained(held: Iterable[ActivityDocument], view: View) -> People:
    """Return the people trained in some activities."""
    return activities(Register(activities=list(held)), View(view.today, view.period)).people


def _people_cells(found: People) -> dict[str, object]:
    """Return the cells of people: how many is not known where none of the activities reported it."""
    told = {sex: getattr(found, sex) for sex in _SEXES}
    return {"activities": found.activities, "reported": found.reported, **told, "people": attendances(found)}


def attendances(found: People) -> int | None:
    """Return how many took part in workshops and trainings, or None where there were some and none reported it."""
    return None if found.activities and not found.reported else found.total


def titles_of(work: Iterable[Document]) -> dict[str, str]:
    """Return code to title of programmes and projects."""
    return {each["code"]: str(each["title"]) for each in work}
