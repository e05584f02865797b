"""What came of the work: outcomes with their indicators, activities, and the people trained in them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.dates import parse_date
from portfolio.money import ZERO
from portfolio.query.spans import end_of, inside, span, start_of
from portfolio.render.values import Column
from portfolio.reports.report import Table
from portfolio.summary import Register, View, activities, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.models.documents import ActivityDocument
    from portfolio.reports.donor.giving import Giving
    from portfolio.summary import OutcomeRow, People

# Of these a percentage of the target says something; of ranks and words none does.
_MEASURED = frozenset({"unit", "percentage"})


class Results:
    """The results of the work that a donor funds, each found once and asked for by project."""

    def __init__(self, giving: Giving) -> None:
        """Take the donor that is asked about."""
        self._giving = giving
        view = View(giving.view.today, giving.view.period, frozenset(each["code"] for each in giving.work))
        documents: Any = [
            each for each in giving.office.reader.find("outcomes") if each["project"] in (view.targets or ())
        ]
        self._indicators = {
            (outcome["id"], indicator["title"]): indicator
            for outcome in documents
            for indicator in outcome.get("indicators", ())
        }
        self._outcomes: dict[str, list[OutcomeRow]] = {}
        for row in outcomes(Register(outcomes=documents), view).rows:
            self._outcomes.setdefault(row.project, []).append(row)
        self._activities: dict[str, list[ActivityDocument]] = {}
        for activity in sorted(giving.activities, key=_when):
            self._activities.setdefault(activity.get("project", ""), []).append(activity)

    def of(self, code: str) -> list[Table]:
        """Return the outcomes and activities of a programme or project, as far as there are any."""
        tables = []
        if found := self._outcomes.get(code):
            tables.append(self._outcome_table(found))
        if held := self._activities.pop(code, None):
            tables.append(activity_table(self._giving, held))
        return tables

    def left(self) -> list[ActivityDocument]:
        """Return the activities that no project asked for: they credit the donor, whoever funds their project."""
        return [activity for held in self._activities.values() for activity in held]

    def _outcome_table(self, rows: Sequence[OutcomeRow]) -> Table:
        word = self._giving.language.word
        columns = (
            Column("outcome", word("Outcome")),
            Column("level", word("Level")),
            Column("indicator", word("Indicator")),
            Column("unit", word("Unit")),
            Column("baseline", word("Baseline"), "number"),
            Column("target", word("Target"), "number"),
            Column("actual", word("Reached"), "number"),
            Column("per_cent", word("Reached, % of target"), "share"),
            Column("account", word("In words")),
            Column("groups", word("Of which"), "names"),
        )
        cells = [self._outcome_cells(row) for row in rows]
        shown = tuple(
            column
            for column in columns
            if column.key in {"outcome", "actual"} or any(row[column.key] not in (None, ()) for row in cells)
        )
        if not any(row.indicator for row in rows):
            shown = tuple(column for column in shown if column.key != "actual")
        return Table("outcomes", shown, tuple(cells), word("Outcomes"))

    def _outcome_cells(self, row: OutcomeRow) -> dict[str, object]:
        giving = self._giving
        indicator = self._indicators.get((row.outcome, row.indicator or ""), {})
        progress = row.progress
        return {
            "key": indicator.get("id", row.outcome),
            "outcome": row.title,
            "level": giving.words.levels.get(row.level or ""),
            "indicator": row.indicator,
            "unit": "%" if row.measure == "percentage" and not row.unit else row.unit,
            "baseline": row.baseline,
            "target": progress.target,
            "actual": progress.actual,
            "per_cent": progress.per_cent if row.measure in _MEASURED else None,
            "account": self._account(indicator),
            "groups": tuple(self._groups(indicator)),
        }

    def _account(self, indicator: Mapping[str, Any]) -> str | None:
        """Return what is said of an indicator in words: the latest comment in the period, and the baseline's."""
        language, period = self._giving.language, self._giving.view.period
        said = [
            (span(each["end"])[1], each["comment"])
            for each in indicator.get("periods", ())
            if "comment" in each and inside(period, each["start"]) and inside(period, each["end"])
        ]
        start = indicator.get("baseline", {}).get("comment")
        parts = [language.word("At the start: {comment}", comment=start)] if start else []
        return " ".join([*parts, *([max(said)[1]] if said else [])]) or None

    def _groups(self, indicator: Mapping[str, Any]) -> Iterator[str]:
        """Yield what part of the value reached falls to each group, over the same periods as the value itself."""
        period = self._giving.view.period
        periods = [
            each
            for each in indicator.get("periods", ())
            if "actual" in each and inside(period, each["start"]) and inside(period, each["end"])
        ]
        if indicator.get("values") == "cumulative" or indicator.get("measure") != "unit":
            periods = sorted(periods, key=lambda each: (span(each["end"])[1], span(each["start"])[0]))[-1:]
        sums: dict[str, Decimal] = {}
        for group in (group for each in periods for group in each.get("disaggregation", ())):
            sums[group["category"]] = sums.get(group["category"], ZERO) + Decimal(group["value"])
        for category, value in sums.items():
            yield f"{category}: {self._giving.language.number(value)}"


def _when(activity: ActivityDocument) -> tuple[bool, str, str]:
    date = start_of(activity) or end_of(activity) or ""
    return not date, date, activity["id"]


def activity_table(giving: Giving, held: Sequence[ActivityDocument]) -> Table:
    """Return activities with their participants; those that others funded too are marked as jointly funded."""
    word = giving.language.word
    columns = (
        Column("activity", word("Activity")),
        Column("type", word("Type")),
        Column("start", word("From"), "date"),
        Column("end", word("To"), "date"),
        Column("venue", word("Venue")),
        Column("countries", word("Countries"), "names"),
        Column("women", word("Women"), "count"),
        Column("men", word("Men"), "count"),
        Column("unspecified", word("Unspecified"), "count"),
        Column("joint", word("Jointly funded"), "flag"),
    )
    rows = tuple(_activity_cells(giving, each) for each in held)
    notes: tuple[str, ...] = ()
    if any(row["joint"] for row in rows):
        notes = (
            word("Jointly funded: other donors fund it as well, so its results are not those of one donor alone."),
        )
    return Table("activities", columns, rows, word("Activities"), notes)


def _activity_cells(giving: Giving, activity: ActivityDocument) -> dict[str, object]:
    language = giving.language
    people: Mapping[str, int] = activity.get("participants", {})  # type: ignore[assignment]
    country = activity.get("venue_country")
    venue = [activity.get("venue"), language.country(country) if country else None]
    return {
        "key": activity["id"],
        "activity": activity["title"],
        "type": giving.words.activity_types.get(activity.get("type", "")),
        "start": parse_date(activity["start"]) if "start" in activity else None,
        "end": parse_date(activity["end"]) if "end" in activity else None,
        "venue": ", ".join(part for part in venue if part) or None,
        "countries": tuple(language.country(each["country"]) for each in activity.get("countries", ())),
        **{sex: people.get(sex) for sex in ("women", "men", "unspecified")},
        "joint": giving.is_joint(activity),
    }


def people_table(giving: Giving) -> Table:
    """Return the people trained, by attendance, in jointly funded activities and in others."""
    word = giving.language.word
    joint = [each for each in giving.activities if giving.is_joint(each)]
    others = [each for each in giving.activities if not giving.is_joint(each)]
    columns = (
        Column("group", word("Workshops and trainings")),
        Column("activities", word("Activities"), "count"),
        Column("reported", word("With participants reported"), "count"),
        Column("women", word("Women"), "count"),
        Column("men", word("Men"), "count"),
        Column("unspecified", word("Unspecified"), "count"),
        Column("people", word("Participants (attendances)"), "count"),
    )
    parts = {
        "joint": (word("Jointly funded with other donors"), joint),
        "other": (word("Not recorded as jointly funded"), others),
    }
    rows = [{"key": key, "group": name, **_people(giving, held)} for key, (name, held) in parts.items()]
    rows = [row for row in rows if row["activities"]]
    total = _people(giving, giving.activities)
    notes = (
        giving.language.words(
            "Participants are known of {reported} of {count} activity.",
            "Participants are known of {reported} of {count} activities.",
            int(str(total["activities"])),
            reported=giving.language.number(int(str(total["reported"]))),
        ),
        word("One person at two events counts twice."),
    )
    return Table(
        "people",
        columns,
        tuple(rows),
        word("People trained"),
        notes,
        {"key": "total", "group": word("Total"), **total} if rows else None,
    )


def _people(giving: Giving, held: Iterable[ActivityDocument]) -> dict[str, object]:
    kept = list(held)
    found: People = activities(Register(activities=kept), View(giving.view.today, giving.view.period)).people
    return {
        "activities": found.activities,
        "reported": found.reported,
        "women": found.women,
        "men": found.men,
        "unspecified": found.unspecified,
        "people": found.total,
    }
