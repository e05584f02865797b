"""Whether a record fits a place or a period, held against oracles that look at one country and one day at a time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from portfolio.dates import ALWAYS, FiscalYear, Period, parse_date
from portfolio.query.choose import choose
from portfolio.query.filters import AskedPlace, Choice, Selection
from portfolio.query.fits import Fit, fits_period
from portfolio.query.names import Names
from portfolio.query.spans import days_of, inside
from portfolio.reference import places
from portfolio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.store import Document, Where


class TestDays:
    @pytest.mark.parametrize(
        ("record", "first", "last"),
        [
            ({"planned_start": "2018", "actual_start": "2019"}, "2019-01-01", None),
            ({"planned_start": "2018", "planned_end": "2019", "actual_end": "2020-05"}, "2018-01-01", "2020-05-31"),
            ({"planned_start": "2018", "status": "closed"}, "2018-01-01", "2018-12-31"),
            ({"actual_start": "2018-05", "status": "cancelled"}, "2018-05-01", "2018-05-31"),
            ({"actual_start": "2018", "status": "suspended"}, "2018-01-01", None),
            ({"planned_end": "2018-05"}, "2018-05-01", "2018-05-31"),
            ({"start": "2018-05-03"}, "2018-05-03", None),
        ],
    )
    def test_days_of_a_record(self, record: Document, first: str, last: str | None) -> None:
        days = days_of(record)
        assert days is not None
        assert (str(days.first), str(days.last) if days.last else None) == (first, last)

    def test_no_dates_are_no_days(self) -> None:
        assert days_of({"title": "Alpha"}) is None
        assert fits_period({"title": "Alpha"}, FiscalYear().period(2024)) is Fit.UNDATED
        assert fits_period({"title": "Alpha"}, ALWAYS) is Fit.YES

    def test_a_programme_without_dates_has_those_of_its_projects(self) -> None:
        parts = [{"actual_start": "2018", "actual_end": "2018"}, {"actual_start": "2020", "actual_end": "2020"}, {}]
        years = [2017, 2018, 2019, 2020, 2021]
        assert [fits_period({}, FiscalYear().period(year), parts) is Fit.YES for year in years] == [
            False, True, False, True, False,
        ]  # fmt: skip
        assert fits_period({"actual_start": "2021"}, FiscalYear().period(2020), parts) is Fit.NO
        assert fits_period({}, FiscalYear().period(2020), [{}]) is Fit.UNDATED

    @pytest.mark.parametrize(
        ("date", "happened"), [("2024-05", True), ("2024", True), ("2023-12-31", False), (None, False)]
    )
    def test_what_happened_in_a_period_lies_wholly_in_it(self, date: str | None, happened: bool) -> None:
        assert inside(FiscalYear().period(2024), date) is happened
        assert inside(ALWAYS, date)

    def test_a_year_did_not_happen_in_a_quarter(self) -> None:
        assert not inside(Period(dt.date(2024, 1, 1), dt.date(2024, 3, 31)), "2024")

    def test_an_open_period_keeps_every_later_entry(self) -> None:
        assert inside(Period(dt.date(2024, 1, 1), None), "2050")


class Shelf:
    """A reader of the projects and expenditures that it is given, and of nothing else."""

    def __init__(self, projects: Sequence[Document], expenditures: Sequence[Document] = ()) -> None:
        self._held = {"projects": list(projects), "expenditures": list(expenditures)}

    head = ""

    @property
    def revision(self) -> int:
        return 0

    def get(self, table: str, key: str) -> Document | None:
        del table, key
        return None

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        assert where is None
        return self._held.get(table, [])


COUNTRIES = ("KE", "ML", "NE", "UZ", "FR")


REGIONS = ("sahel", "002", "014", "142", "001")


DAY = st.dates(dt.date(2015, 1, 1), dt.date(2021, 12, 31))


DATE = st.builds(lambda day, length: day.isoformat()[:length], DAY, st.sampled_from([4, 7, 10]))


@st.composite
def project(draw: st.DrawFn) -> dict[str, Any]:
    dates = {
        name: draw(DATE)
        for name in ("planned_start", "actual_start", "planned_end", "actual_end")
        if draw(st.booleans())
    }
    return {
        "code": "",
        "title": "",
        **dates,
        "status": draw(st.sampled_from(["implementation", "closed", "cancelled", "pipeline"])),
        "scope": draw(st.sampled_from(["global", "national", None])),
        "countries": [{"country": code} for code in draw(st.sets(st.sampled_from(COUNTRIES), max_size=2))],
        "regions": [{"region": code} for code in draw(st.sets(st.sampled_from(REGIONS), max_size=2))],
        "spent": draw(st.sets(st.sampled_from([*COUNTRIES, *REGIONS]), max_size=1)),
    }


def fits_somewhere(record: dict[str, Any], asked: set[str]) -> str:
    """Say "yes", "wider" or "no" by looking at one country after another."""
    members = {code: {code} for code in COUNTRIES} | {code: set(places.regions()[code].members) for code in REGIONS}
    recorded = [members[place["country"]] for place in record["countries"]]
    recorded += [members[place["region"]] for place in record["regions"]]
    recorded += [members[place] for place in record["spent"]]
    if record["scope"] == "global":
        recorded.append(members["001"])
    answer = "no"
    for code in asked:
        for place in recorded:
            if all(country in members[code] for country in place):
                return "yes"
            if any(country in members[code] for country in place):
                answer = "wider"
    return answer


def runs_on(record: dict[str, Any], day: dt.date) -> bool:
    """Say whether a record runs on a day."""
    start = record.get("actual_start") or record.get("planned_start")
    end = record.get("actual_end") or record.get("planned_end")
    if start and end and parse_date(end).last < parse_date(start).first:
        start, end = (start, None) if "actual_start" in record else (None, end)
    first = parse_date(start or end or "").first
    if end:
        return first <= day <= parse_date(end).last
    if record["status"] in {"closed", "cancelled"}:
        return first <= day <= parse_date(start or "").last
    return first <= day


class TestAgainstANaiveOracle:
    @given(
        st.lists(project(), max_size=6),
        st.sets(st.sampled_from([*COUNTRIES, *REGIONS]), min_size=1, max_size=3),
        st.booleans(),
    )
    def test_places(self, records: list[dict[str, Any]], asked: set[str], wide: bool) -> None:
        projects = [{**record, "code": str(number)} for number, record in enumerate(records)]
        members = {code: frozenset({code}) for code in COUNTRIES}
        members |= {code: region.members for code, region in places.regions().items()}
        wanted = tuple(AskedPlace(code, members[code]) for code in asked)
        spending: list[Document] = [
            {"target": each["code"], "country" if place in COUNTRIES else "region": place}
            for each in projects
            for place in each["spent"]
        ]
        reader = Shelf(projects, spending)
        result = choose(reader, Selection(regions=Choice(wanted), wide=wide), Names(reader, Settings()))
        answers = {record["code"]: fits_somewhere(record, asked) for record in projects}
        taken = {"yes", "wider"} if wide else {"yes"}
        assert result.codes == {code for code, answer in answers.items() if answer in taken}
        assert result.wider == (0 if wide else list(answers.values()).count("wider"))

    @given(st.lists(project(), max_size=6), DAY, st.integers(0, 500))
    def test_periods(self, records: list[dict[str, Any]], first: dt.date, length: int) -> None:
        projects = [{**record, "code": str(number)} for number, record in enumerate(records)]
        days = [first + dt.timedelta(days=number) for number in range(length + 1)]
        reader = Shelf(projects)
        result = choose(reader, Selection(period=Period(days[0], days[-1])), Names(reader, Settings()))
        dated = [record for record in projects if any(name.endswith(("_start", "_end")) for name in record)]
        assert result.undated == len(projects) - len(dated)
        assert result.codes == {record["code"] for record in dated if any(runs_on(record, day) for day in days)}
