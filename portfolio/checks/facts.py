"""The rules for what facts rest on: sources that are uncertain or undated, and work of which nothing is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.checks.holdings import Found, Holdings, edit, when
from portfolio.models.tables import TABLES, WORK
from portfolio.query.spans import is_open, span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from portfolio.store import Document

# What is dated and belongs to work, with the field that says to which.
_DATED = (("expenditures", "target"), ("activities", "project"), ("outcomes", "project"), ("narratives", "target"))
# The records whose facts change, so that it matters when a source was so.
_CHANGING = (*WORK, "contributions")


def stale(held: Holdings) -> Iterator[Found]:
    """Something is heard of open work at least every so often."""
    heard = _last_heard(held)
    for table, record in held.work():
        last = heard.get(record["code"])
        starts_later = "actual_start" not in record and held.future(record.get("planned_start"))
        if not last or not is_open(record) or starts_later:
            continue
        days = (held.today - last).days
        if days > held.stale_days:
            message = f"It is open, and the last that is known of it is {days:,} days old, of {last}."
            fix = f"Enter what has happened since, or close it: {edit(table, record['code'], 'status=closed')}"
            yield Found(table, record["code"], "sources", message, fix)


def uncertain(held: Holdings) -> Iterator[Found]:
    """Facts are certain."""
    for table in TABLES:
        for record in held.records(table):
            key = record[TABLES[table].key]
            for source in record.get("sources", ()):
                if source.get("uncertain"):
                    yield Found(table, key, source.get("field", "sources"), _doubt(source), edit(table, key))
            for movement in record.get("movements", ()):
                if movement.get("uncertain"):
                    dated = f" {when(movement['date'])}" if "date" in movement else ", undated,"
                    message = f"The {movement['kind']} {movement['id']}{dated} is uncertain."
                    yield Found(table, key, "movements", message, edit(table, movement["id"], "uncertain=no"))


def source_undated(held: Holdings) -> Iterator[Found]:
    """Of facts that change it is known when they were so."""
    for table in _CHANGING:
        for record in held.records(table):
            sources = record.get("sources", ())
            undated = sum("as_of" not in source for source in sources)
            if undated:
                key = record[TABLES[table].key]
                of = f"{undated} of its {len(sources)} sources do" if len(sources) > 1 else "Its source does"
                message = f"{of} not say when it was so." if undated == 1 else f"{of} not say when they were so."
                yield Found(table, key, "sources", message, edit(table, key))


def _doubt(source: Document) -> str:
    field = source.get("field", "").replace("_", " ")
    value = f"“{source['value']}”" if "value" in source else "What it says"
    what = f"{value} ({field})" if field else "A part of it"
    return f"{what} rests on a source that is marked as uncertain."


def _last_heard(held: Holdings) -> dict[str, dt.date]:
    """Return code of work to the last day so far on which something happened to it or to a part of it."""
    heard: dict[str, dt.date] = {}
    for code, date in _news(held):
        day = min(span(date)[1], held.today)
        if span(date)[0] <= held.today and day > heard.get(code, day.min):
            heard[code] = day
    for code, day in list(heard.items()):
        record = held.undertaking(code)
        for above in held.lineage(record)[1:] if record else ():
            heard[above["code"]] = max(day, heard.get(above["code"], day))
    return heard


def _news(held: Holdings) -> Iterator[tuple[str, str]]:
    """Yield code of a project or programme and date, of everything that is dated and belongs to it."""
    for _, record in held.work():
        for field in ("actual_start", "actual_end"):
            if field in record:
                yield record["code"], record[field]
        yield from _of_sources(record["code"], record)
    for table, field in _DATED:
        for record in held.records(table):
            if code := record.get(field):
                yield from ((code, record[name]) for name in ("date", "start", "end") if name in record)
                yield from _of_sources(code, record)
    for outcome in held.records("outcomes"):
        for indicator in outcome.get("indicators", ()):
            reached = (period for period in indicator.get("periods", ()) if "actual" in period)
            yield from ((outcome["project"], period["end"]) for period in reached)
    for contribution in held.records("contributions"):
        dated = (entry for entry in contribution.get("allocations", ()) if "date" in entry)
        yield from ((entry["target"], entry["date"]) for entry in dated)


def _of_sources(code: str, record: Document) -> Iterator[tuple[str, str]]:
    yield from ((code, source["as_of"]) for source in record.get("sources", ()) if "as_of" in source)
