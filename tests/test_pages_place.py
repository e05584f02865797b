"""What pages and lists say of themselves: headings equal their lists, sums their parts, and no page crashes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from desks import TODAY, furnished, put, stocked
from hypothesis import given, settings, strategies as st
from typer.testing import CliRunner

from portfolio import cli
from portfolio.formats.registry import FORMATS
from portfolio.pages import find, overview, place as answers, summary
from portfolio.pages.lists import contributions, outcomes as results, projects as work
from portfolio.pages.tree import Answer, Facts, Rows, Table
from portfolio.query.question import Office as Asked, Question
from portfolio.settings import Settings
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conftest import Program
    from desks import Office

    from portfolio.pages.tree import Row

Filters = dict[str, list[str]]
some_filters: st.SearchStrategy[Filters] = st.fixed_dictionaries(
    {},
    optional={
        option: st.sampled_from([[value] for value in values])
        for option, values in {
            "region": ("Africa", "Asia", "Sahel"),
            "country": ("Kenya", "Uzbekistan"),
            "wide": ("yes",),
            "year": ("2018", "2019", "2018..2020"),
            "since": ("2018-06",),
            "donor": ("Arcadia", "Ruritania"),
            "partner": ("Border Forum",),
            "programme": ("BSM",),
            "status": ("closed",),
            "starts": ("2018", "2018-Q1"),
            "text": ("a",),
        }.items()
    },
)
quickly = settings(max_examples=40, deadline=None)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with activities and outcomes too, of which some have places of their own."""
    made = stocked(tmp_path_factory.mktemp("busy"))
    made.add("activities", title="Course", project="P-001", type="training", start="2018-05", country="KE", women="3")
    made.add("activities", title="Seminar", project="P-002", type="workshop", start="2020-05")
    made.add("activities", title="Visit", project="P-006", type="scoping mission", start="2019-02", country="UZ")
    made.add("activities", title="Fair", type="event", start="2018-01", region="Africa")
    made.add("outcomes", title="Airports are safer", project="P-001", date="2018-12")
    made.add("outcomes", title="Courts are faster", project="P-006")
    made.add("outcomes", title="The programme is known", project="EMP", date="2018")
    return made


def ask(office: Office, filters: Filters, currency: str | None = None) -> Question:
    reader = office.store.read()
    return Question(Asked(reader, office.names(), Settings(), TODAY), filters, currency)


def heading(page: Answer, beginning: str) -> Table:
    return next(each for each in page.page.blocks if isinstance(each, Table) and each.caption.startswith(beginning))


class TestHeadingsEqualTheirLists:
    @quickly
    @given(filters=some_filters)
    def test_of_a_page(self, busy: Office, filters: Filters) -> None:
        question = ask(busy, filters)
        pages = [("region", "Africa", answers.region(question, "Africa"))]
        pages += [("country", "Uzbekistan", answers.country(question, "Uzbekistan"))]
        pages += [("donor", "ARC", answers.organisation(question, "ARC"))]
        pages += [("partner", "BFO", answers.organisation(question, "BFO"))]
        for option, value, page in pages:
            narrowed = ask(busy, {**filters, option: [value]})
            activities = results.activities(narrowed).table.rows
            outcomes = results.outcomes(narrowed).table.rows
            projects = [row for row in work.projects(narrowed).table.rows if row["kind"] != "office"]
            counts = [
                each.caption for each in page.page.blocks if isinstance(each, Table) and "distinct" in each.caption
            ]
            assert [title.split()[0] for title in counts] == [str(len(projects))]
            assert heading(page, "Activities: ").caption.split(";")[0] == f"Activities: {len(activities)}"
            assert heading(page, "Outcomes: ").caption == f"Outcomes: {len(outcomes)}"
            assert [row["id"] for row in cast("Sequence[dict[str, Any]]", (page.page.data or {})["activities"])] == [
                row["id"] for row in activities
            ]

    @quickly
    @given(filters=some_filters)
    def test_of_the_overview(self, busy: Office, filters: Filters) -> None:
        question = ask(busy, filters)
        data = overview.overview(question).page.data or {}
        projects = [row for row in work.projects(question).table.rows if row["kind"] != "office"]
        offices = [row for row in work.projects(question).table.rows if row["kind"] == "office"]
        assert data["projects"] == len(projects)
        assert data["offices"] == len(offices)
        activities = cast("dict[str, Any]", data["activities"])
        assert activities["total"] == len(results.activities(question).table.rows)
        if filters:
            assert data["programmes"] == len(work.programmes(question).table.rows)
        total = contributions.donors(question).table.rows
        assert all(cast("int", row["projects"]) <= len(projects) for row in total)


class TestWorkThatADonorFunds:
    def test_is_found_by_what_is_charged_to_its_money(self, tmp_path: Path) -> None:
        office = furnished(tmp_path)
        office.move("C-001", "receipt", "100")
        put(
            office,
            "expenditures",
            {"id": "X-1", "target": "P-004", "amount": "5.00", "currency": "USD", "contribution": "C-001"}
            | {"date": "2024-01", "classification": "unclassified", "kind": "direct"},
        )
        assert [row["code"] for row in work.projects(ask(office, {"donor": ["ARC"]})).table.rows] == ["P-004"]
        (row,) = _by_donor(office)
        assert row["projects"] == 1
        (shown,) = [row for row in work.projects(ask(office, {})).table.rows if row["code"] == "P-004"]
        assert shown["donors"] == ["Arcadia"]
        before = ask(office, {"donor": ["ARC"], "year": ["2023"]})
        assert work.projects(before).table.rows[:] == []

    def test_is_no_longer_what_its_money_was_moved_from(self, tmp_path: Path) -> None:
        office = furnished(tmp_path)
        office.move("C-001", "receipt", "100")
        office.allocate("C-001", "P-001", "60")
        office.allocate("C-001", "P-004", "60", from_="P-001")
        left = ask(office, {"text": ["Alpha"]})
        assert contributions.donors(ask(office, {"programme": ["BSM"]})).table.rows == []
        assert contributions.contributions(ask(office, {"programme": ["BSM"]})).table.rows[:] == []
        assert [row["donors"] for row in work.projects(left).table.rows] == [[], []]

    def test_has_the_same_outcomes_in_the_list_and_the_summary(self, tmp_path: Path) -> None:
        office = furnished(tmp_path)
        office.move("C-001", "receipt", "100")
        office.allocate("C-001", "BSM", "60")
        put(
            office,
            "outcomes",
            {
                "id": "O-1",
                "project": "BSM",
                "title": "Officers certified",
                "classification": "unclassified",
                "indicators": [
                    {"id": "O-1.i1", "title": "Officers", "code": "CERT", "measure": "unit", "values": "per_period"}
                ],
            },
        )
        asked = ask(office, {"donor": ["ARC"]})
        assert [row["id"] for row in results.outcomes(asked).table.rows] == ["O-1"]
        assert [row["indicator"] for row in summary.summary("outcomes", asked).table.rows] == ["Officers (CERT)"]


def _by_donor(office: Office) -> Sequence[Any]:
    rows = summary.summary("donors", ask(office, {})).table.rows
    return [row for row in rows if not row.get("residue")]


class TestContributions:
    def test_stay_in_a_year_without_movements_while_they_have_a_balance(self, tmp_path: Path) -> None:
        office = furnished(tmp_path)
        office.move("C-001", "receipt", "100", date="2022-05")
        assert [row["id"] for row in contributions.contributions(ask(office, {"year": ["2023"]})).table.rows] == [
            "C-001"
        ]
        early = contributions.contributions(ask(office, {"year": ["2021"]}))
        assert list(early.table.rows) == []
        assert list(early.notes) == []

    def test_undated_movements_are_counted_once(self, tmp_path: Path) -> None:
        office = furnished(tmp_path)
        office.move("C-001", "receipt", "100")
        listing = contributions.contributions(ask(office, {"year": ["2023"]}))
        assert list(listing.notes)[-1] == "Left out of the period, as undated or dated too roughly: 1 amount."


class TestGaps:
    def test_are_said_once_for_a_currency_and_day(self, tmp_path: Path) -> None:
        office = furnished(tmp_path)
        office.add("contributions", donor="Arcadia")
        for key in ("C-001", "C-002"):
            office.move(key, "receipt", "100", "EUR", date="2022-05-01")
        office.allocate("C-001", "P-001", "100")
        listing = work.projects(ask(office, {}, "USD"))
        command = "portfolio rate add EUR RATE --base USD --date 2022-05-01"
        gaps = [
            "NOT CONVERTED for want of a rate of EUR in USD: EUR 200.00 received of 2022-05-01.",
            "NOT CONVERTED for want of a rate of EUR in USD: EUR 100.00 allocated of 2024-06-15.",
        ]
        assert [line for line in listing.table.notes if "NOT" in line] == gaps
        assert [line for line in listing.rates if "NOT" in line] == gaps
        assert list(listing.notes) == [f"A rate counts on its day and 31 days after. To enter one: {command}"]

    def test_what_is_taken_back_altogether_is_none(self, tmp_path: Path) -> None:
        office = furnished(tmp_path)
        office.move("C-001", "receipt", "100", "EUR", date="2022-05-01")
        office.move("C-001", "receipt", "100", "EUR", date="2022-05-01", reverse="yes")
        listing = work.projects(ask(office, {}, "USD"))
        assert "NOT" not in " ".join([*listing.table.notes, *listing.rates, *listing.notes])

    def test_of_a_page_stand_in_one_place_of_it_which_a_document_has_too(self, tmp_path: Path) -> None:
        office = furnished(tmp_path)
        office.move("C-001", "receipt", "100", "EUR", date="2022-05-01")
        page = answers.organisation(ask(office, {}, "USD"), "ARC")
        footers = [line for each in page.page.blocks if isinstance(each, Table) for line in each.notes]
        gap = "NOT CONVERTED for want of a rate of EUR in USD: EUR 100.00 received of 2022-05-01."
        assert footers.count(gap) == 1
        assert not [line for line in page.notes if "NOT CONVERTED" in line]


class TestRowsMadeWhenLookedAt:
    def test_only_those_looked_at_are_made_and_each_once(self) -> None:
        made: list[int] = []

        def make(some: Sequence[int]) -> list[Row]:
            made.extend(some)
            return [{"number": each} for each in some]

        rows = Rows(list(range(1000)), make)
        assert rows[:2] == [{"number": 0}, {"number": 1}]
        assert len(rows) == 1000
        assert made == [0, 1]
        assert rows[:3][2] == {"number": 2}
        assert made == [0, 1, 2]
        assert rows[-1] == {"number": 999}
        assert made == list(range(1000))

    @quickly
    @given(filters=some_filters)
    def test_a_part_of_a_list_has_the_figures_of_the_whole(self, busy: Office, filters: Filters) -> None:
        rows = work.projects(ask(busy, filters)).table.rows
        for place, row in enumerate(list(rows)):
            assert work.projects(ask(busy, filters)).table.rows[place : place + 1] == [row]


def test_records_are_found_by_the_name_of_a_region_whose_code_they_hold(busy: Office) -> None:
    office = ask(busy, {}).office
    found = {row["key"]: row["text"] for row in find.find(office, "africa").table.rows}
    assert found["BSM"] == "Africa"
    assert found["A-004"] == "Africa"
    assert find.find(office, "asia").table.rows == []


def test_the_facts_of_an_overview_have_no_count_of_what_there_is_none(tmp_path: Path) -> None:
    facts = overview.overview(ask(furnished(tmp_path), {"year": ["2020"]})).page.blocks[0]
    assert isinstance(facts, Facts)
    assert "Offices" not in [fact.label for fact in facts.facts]


class TestSaid:
    def test_a_change_is_written_to_the_file_asked_for(self, office: Program, tmp_path: Path) -> None:
        ended = office("project", "edit", "P-001", "--set", "note=x", "-o", str(tmp_path / "done.json"))
        assert ended.out == ""
        assert json.loads((tmp_path / "done.json").read_text(encoding="utf-8"))["note"] == "x"

    def test_a_change_of_many_is_an_object_in_json(self, office: Program) -> None:
        ended = office("project", "edit", "--status", "closed", "--set", "note=x", "--yes", "-f", "json")
        assert json.loads(ended.out) == {"said": "Changed 1 project of 1 chosen."}

    @pytest.mark.usefixtures("office")
    def test_who_says_no_changes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("portfolio.context.Context.may_ask", property(lambda _: True))
        line = ["project", "edit", "--status", "closed", "--set", "note=x"]
        ended = CliRunner().invoke(cli.app, line, input="n\n")
        assert ended.exit_code == 0
        assert "Nothing was changed." in ended.output
        assert "Interrupted" not in ended.stderr


_PAGES = (
    *(f"summary {group}" for group in summary.SUMMARIES),
    *(f"{noun} list" for noun in ("project", "programme", "donor", "partner", "contribution", "expenditure")),
    *(f"{noun} list" for noun in ("outcome", "activity", "document", "rate", "region")),
    *(f"{noun} show" for noun in ("project", "programme", "donor", "partner", "contribution", "outcome", "activity")),
    *("document show", "region show Asia", "region show Sahel", "country show Kenya", "country show Japan"),
    *("overview", "overview --year 2019", "overview --region Sahel", "find Asia", "find Kenya", "find Japan"),
    *("project list --region Asia --wide", "donor show Japan --currency EUR", "contribution list --year 2018"),
    "summary donors --country Kenya --year 2019 --currency EUR",
)
_TABLES = {"donor": "organisations", "partner": "organisations", "activity": "activities"}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the public records."""
    folder = tmp_path_factory.mktemp("public")
    ended = CliRunner().invoke(cli.app, ["init", str(folder), "--with-public-records"])
    assert ended.exit_code == 0, ended.stderr
    return folder


@pytest.mark.parametrize("line", _PAGES)
def test_no_page_of_the_public_records_crashes_in_any_format(public: Path, line: str) -> None:
    words = line.split()
    if words[1:] == ["show"]:
        table = _TABLES.get(words[0], f"{words[0]}s")
        record = TinyStore(public / "records" / "portfolio.json").read().find(table)[0]
        words.append(str(record.get("code") or record["id"]))
    for form, format_ in FORMATS.items():
        if format_.is_binary or not format_.has_pages:
            continue
        typed = [*words, "--format", form, "--config", str(public / "portfolio.toml")]
        ended = CliRunner().invoke(cli.app, typed, env={"COLUMNS": "100"})
        assert ended.exit_code == 0 or (format_.is_partial and ended.exit_code == 2), f"{typed}: {ended.stderr}"
        assert not re.search(r"Traceback|Decimal\(|<portfolio", ended.stdout)
        if form == "json":
            json.loads(ended.stdout)


def test_a_partner_has_the_activities_that_name_it_and_those_of_its_work(portfolio: Program) -> None:
    """The City takes part in one activity of work that is the Port's; the Port has both activities of its work."""

    def answer(*words: str) -> Any:
        return json.loads(portfolio(*words, "-f", "json").out)

    portfolio("init", ".")
    for name in ("City of Strelsau", "Port of Strelsau"):
        portfolio("partner", "add", name, "--code", name.split()[0].upper())
    portfolio("project", "add", "--title", "Cranes", "--code", "P-1", "--country", "KE", "--partner", "PORT")
    portfolio("activity", "add", "P-1", "--title", "Forum", "--type", "event", "--partner", "CITY")
    portfolio("activity", "add", "P-1", "--title", "Course", "--type", "training", "--start", "2020-05-01")
    titles = {
        (code, *more): [each["title"] for each in answer("activity", "list", "--partner", code, *more)]
        for code in ("CITY", "PORT")
        for more in ((), ("--country", "KE"), ("--country", "UG"), ("--year", "2020"))
    }
    assert titles == {
        ("CITY",): ["Forum"],
        ("CITY", "--country", "KE"): ["Forum"],
        ("CITY", "--country", "UG"): [],
        ("CITY", "--year", "2020"): [],
        ("PORT",): ["Forum", "Course"],
        ("PORT", "--country", "KE"): ["Forum", "Course"],
        ("PORT", "--country", "UG"): [],
        ("PORT", "--year", "2020"): ["Course"],
    }
    rows = {row["partner"]: row for row in answer("summary", "partners")}
    assert {name: (row["projects"], row["activities"]) for name, row in rows.items()} == {
        "City of Strelsau": (0, 1),
        "Port of Strelsau": (1, 0),
    }
    for name, row in rows.items():
        assert row in answer("summary", "partners", "--partner", name)
    page = answer("partner", "show", "CITY")
    assert ([each["title"] for each in page["activities"]], "contributions" in page) == (["Forum"], False)
