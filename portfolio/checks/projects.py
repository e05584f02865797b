"""The rules for programmes and projects: dates and status that contradict each other, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.checks.holdings import Found, Holdings, edit, when
from portfolio.models.tables import TABLES
from portfolio.query.budgets import overlapping
from portfolio.query.lineage import pillars_of
from portfolio.query.spans import is_open
from portfolio.reference.name_matching import joined
from portfolio.wholes import not_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store import Document

DATES = ("planned_start", "actual_start", "planned_end", "actual_end")
_OFFICE = "office"
_PIPELINE = "pipeline"


def ended_open(held: Holdings) -> Iterator[Found]:
    """Work that has ended is closed."""
    for table, record in held.work():
        end = record.get("actual_end")
        if is_open(record) and held.past(end):
            message = f"It ended {when(end)}, but its status is {record['status']}."
            yield Found(table, record["code"], "status", message, edit(table, record["code"], "status=closed"))


def end_passed(held: Holdings) -> Iterator[Found]:
    """Work is closed or planned anew when its planned end has passed."""
    for table, record in held.work():
        end = record.get("planned_end")
        if is_open(record) and "actual_end" not in record and held.past(end):
            message = f"It was to end {when(end)}, no actual end is recorded, and its status is {record['status']}."
            fix = edit(table, record["code"], "status=closed", "actual_end=DATE")
            yield Found(table, record["code"], "planned end", message, fix)


def started_in_pipeline(held: Holdings) -> Iterator[Found]:
    """Work that has started is no longer in the pipeline."""
    for table, record in held.work():
        start = record.get("actual_start")
        if record.get("status") == _PIPELINE and start and not held.future(start):
            message = f"It started {when(start)}, but its status is pipeline."
            yield Found(table, record["code"], "status", message, edit(table, record["code"], "status=implementation"))


def start_passed(held: Holdings) -> Iterator[Found]:
    """Work that was to start has started, or is planned anew."""
    for table, record in held.work():
        start = record.get("planned_start")
        if record.get("status") == _PIPELINE and "actual_start" not in record and held.past(start):
            message = f"It was to start {when(start)}, and it is still in the pipeline without an actual start."
            fix = edit(table, record["code"], "status=implementation", "actual_start=DATE")
            yield Found(table, record["code"], "planned start", message, fix)


def closed_without_end(held: Holdings) -> Iterator[Found]:
    """It is known when closed work ended."""
    for table, record in held.work():
        if record.get("status") == "closed" and "actual_end" not in record:
            fix = edit(table, record["code"], "actual_end=DATE")
            yield Found(table, record["code"], "actual end", "It is closed, but not recorded when it ended.", fix)


def no_status(held: Holdings) -> Iterator[Found]:
    """It is known where work stands."""
    for table, record in held.work():
        if "status" not in record:
            fix = edit(table, record["code"], "status=STATUS")
            yield Found(table, record["code"], "status", "Nothing says whether it is planned, under way or over.", fix)


def no_place(held: Holdings) -> Iterator[Found]:
    """It is known where work that is not global takes place; of a programme, where its projects do."""
    for table, record in held.work():
        if not any(map(_placed, [record, *held.projects_of(record["code"])])):
            message = "No region or country is recorded, and it is not said to be global."
            yield Found(table, record["code"], "countries", message, edit(table, record["code"], "country+=COUNTRY"))


def no_programme(held: Holdings) -> Iterator[Found]:
    """A project belongs to a programme, by itself or through what it is a phase of."""
    for record in held.records("projects"):
        if record["kind"] != _OFFICE and not any("programme" in each for each in held.lineage(record)):
            fix = edit("projects", record["code"], "programme=PROGRAMME")
            yield Found("projects", record["code"], "programme", "It belongs to no programme.", fix)


def no_pillar(held: Holdings) -> Iterator[Found]:
    """It is known which pillar of the Global Strategy work serves."""
    for table, record in held.work():
        if record.get("kind") != _OFFICE and not pillars_of(record, held.by_key("programmes"))[0]:
            programme = record.get("programme")
            whose = f"Neither it nor its programme {programme} has a pillar." if programme else "It has no pillar."
            fix = edit(table, record["code"], "pillar+=PILLAR")
            yield Found(table, record["code"], "pillars", whose, fix)


def undated(held: Holdings) -> Iterator[Found]:
    """Work has a date; a programme has those of its projects."""
    for table, record in held.work():
        if not any(field in each for each in (record, *held.projects_of(record["code"])) for field in DATES):
            message = "It has no date of any kind, so that no year finds it."
            yield Found(table, record["code"], "start", message, edit(table, record["code"], "start=DATE"))


def shares_not_whole(held: Holdings) -> Iterator[Found]:
    """Shares are given for all places or pillars of a vocabulary or for none, and add up to 100."""
    for table, record in held.work():
        pillars, countries = ([each.get("share") for each in record.get(name, ())] for name in ("pillars", "countries"))
        regions = [(each["vocabulary"], each.get("share")) for each in record.get("regions", ())]
        for field, total in not_whole(pillars, countries, regions):
            some = "are given for some and not for others"
            message = f"The shares of {field} {some if total is None else f'add up to {total:f} and not to 100'}."
            yield Found(table, record["code"], field.partition(" ")[0], message, edit(table, record["code"]))


def budget_undated(held: Holdings) -> Iterator[Found]:
    """A budget says for which time it is."""
    for table, record in held.work():
        for budget in record.get("budgets", ()):
            missing = [field for field in ("start", "end") if field not in budget]
            if missing:
                message = (
                    f"The budget {budget['id']} has no {joined(missing, 'and no')}, so that it belongs to no year."
                )
                fix = edit(table, budget["id"], *(f"{field}=DATE" for field in missing))
                yield Found(table, record["code"], "budgets", message, fix)


def budget_overlap(held: Holdings) -> Iterator[Found]:
    """No time is planned for twice."""
    for table, record in held.work():
        for one, other in overlapping(record.get("budgets", ())):
            message = f"The budgets {one['id']} and {other['id']} are for the same days, and both count."
            fix = f"portfolio {TABLES[table].noun} remove {one['id']}"
            yield Found(table, record["code"], "budgets", message, fix)


def _placed(record: Document) -> bool:
    return bool(record.get("countries") or record.get("regions")) or record.get("scope") == "global"
