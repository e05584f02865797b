"""Outcomes, activities and documents; the pages of donors, partners, regions and countries; finding a text."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from conftest import shown

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


def ids(program: Program, noun: str, *filters: str) -> list[str]:
    return [row["id"] for row in shown(program, noun, "list", *filters)]


class TestOutcomes:
    @pytest.mark.parametrize("title", [("A sentence",), ("--title", "A sentence")])
    def test_a_sentence_is_enough(self, office: Program, title: tuple[str, ...]) -> None:
        assert office("outcome", "add", "P-002", *title).out == "Added outcome O-003 “A sentence”.\n"
        assert "Missing option --title" in office("outcome", "add", "P-002", code=2).err
        assert "Give the title once" in office("outcome", "add", "P-002", "One", "--title", "Two", code=2).err

    def test_indicators_and_their_periods_are_shown(self, office: Program) -> None:
        office("outcome", "record", "P-001", "CERT", "-", "--period", "2024", "--target", "40", "--comment", "planned")
        record = shown(office, "outcome", "show", "O-001")
        (indicator,) = record["indicators"]
        assert [(each["start"], each.get("target"), each.get("actual")) for each in indicator["periods"]] == [
            ("2023-01-01", "30", "24"),
            ("2024-01-01", "40", None),
        ]
        out = office("outcome", "show", "O-001", "--format", "table").out
        assert "Officers certified" in out
        assert "planned" in out

    def test_every_option_of_an_indicator_is_stored(self, office: Program) -> None:
        office(
            *("outcome", "indicator", "P-002", "O-002", "--title", "Courts ready", "--measure", "percentage"),
            *("--values", "cumulative", "--baseline", "10", "--baseline-date", "2019", "--baseline-comment", "survey"),
        )
        office(
            "outcome", "record", "P-002", "courts ready", "40", "--period", "2020", "--disaggregation", "place:north=12"
        )
        (indicator,) = shown(office, "outcome", "show", "O-002")["indicators"]
        assert (indicator["measure"], indicator["values"]) == ("percentage", "cumulative")
        assert indicator["baseline"] == {"value": "10", "date": "2019", "comment": "survey"}
        assert indicator["periods"][0]["disaggregation"] == [{"dimension": "place", "category": "north", "value": "12"}]

    def test_a_list_is_of_work_and_of_a_time(self, office: Program) -> None:
        assert ids(office, "outcome") == ["O-001", "O-002"]
        assert ids(office, "outcome", "--country", "KE") == ["O-001"]
        assert ids(office, "outcome", "--donor", "Ruritania") == ["O-002"]
        assert ids(office, "outcome", "--year", "2023") == ["O-001"]
        assert ids(office, "outcome", "--text", "judges") == ["O-002"]
        assert "Left out, as undated: 1 outcome." in office("outcome", "list", "--year", "2023").err


class TestSharedIndicators:
    @pytest.fixture(autouse=True)
    def _undated(self, office: Program) -> None:
        """P-005 has no dates, and two indicators under the codes that P-001 has too."""
        office("project", "add", "--title", "Undated work")
        office("outcome", "add", "P-005", "More officers")
        for project, outcome in (("P-001", "O-001"), ("P-005", "O-003")):
            counted = ("--title", "Officers", "--code", "OFF", "--unit", "officers", "--values", "cumulative")
            office("outcome", "indicator", project, outcome, *counted)
            office("outcome", "indicator", project, outcome, "--title", "Passed", "--code", "PASS", "--measure", "%")
        for project, name, value, year in (
            ("P-001", "OFF", "100", "2022"),
            ("P-001", "OFF", "150", "2023"),
            ("P-005", "OFF", "40", "2022"),
            ("P-001", "PASS", "15/100", "2023"),
            ("P-005", "PASS", "30/50", "2023"),
        ):
            office("outcome", "record", project, name, value, "--period", year)

    def rows(self, office: Program, *filters: str) -> dict[str, Any]:
        return {row["indicator"]: row for row in shown(office, "summary", "outcomes", *filters)}

    def test_of_undated_work_count_and_are_carried_forward_with_their_date(self, office: Program) -> None:
        officers = self.rows(office, "--year", "2023")["Officers (OFF)"]
        assert (officers["actual"], officers["projects"], officers["reported"]) == ("190", 2, "2 of 2")
        assert officers["as_of"] == ["40 of P-005 as of 2022-12-31"]
        ended = office("summary", "outcomes", "--year", "2023")
        assert "undated" not in ended.err
        assert "40 of P-005 as of 2022-12-31" in ended.out

    def test_in_the_year_of_each_value_nothing_is_carried(self, office: Program) -> None:
        officers = self.rows(office, "--year", "2022")["Officers (OFF)"]
        assert (officers["actual"], officers["as_of"]) == ("140", [])

    def test_percentages_are_added_by_what_they_are_divided_from(self, office: Program) -> None:
        passed = self.rows(office, "--year", "2023")["Passed (PASS)"]
        assert (passed["actual"], passed["fraction"], passed["unit"]) == ("30", "45/150", "%")

    def test_percentages_that_cannot_be_added_are_not_and_the_reason_is_theirs(self, office: Program) -> None:
        office("outcome", "record", "P-005", "PASS", "60%", "--period", "2023")
        assert self.rows(office, "--year", "2023")["Passed (PASS)"]["actual"] is None
        said = "Not added: PASS, as percentages are added only by numerator and denominator, which P-005 does not give."
        assert said in office("summary", "outcomes").err
        pages = office("summary", "outcomes", "--format", "table")
        assert said in " ".join((pages.out + pages.err).split())
        assert "No indicator carries a code" not in pages.out

    def test_a_target_is_compared_with_its_own_year_only(self, office: Program) -> None:
        office("outcome", "record", "P-001", "CERT", "50", "--period", "2024")
        certified = self.rows(office)["Officers certified (CERT)"]
        assert (certified["target"], certified["actual"], certified["per_cent"]) == ("30", "74", "80.0")
        assert certified["compared"] == "24 of 30"
        (figures, *_) = shown(office, "project", "show", "P-001")["indicators"]
        assert (figures["actual"], figures["per_cent"], figures["compared"]) == ("74", "80.0", "24 of 30")

    def test_what_is_carried_into_a_year_was_not_measured_in_it(self, office: Program) -> None:
        assert ids(office, "outcome", "--year", "2022") == ["O-001", "O-003"]
        assert ids(office, "outcome", "--since", "2025") == []

    def test_come_in_spreadsheets_as_people_write_them(self, office: Program, tmp_path: Path) -> None:
        sheet = tmp_path / "values.csv"
        sheet.write_text('Indicator,Start,End,Target,Actual\nO-001.i3,2021,2021,"37.5 %",15/60\n', encoding="utf-8")
        office("import", str(sheet), "--kind", "periods", "--yes")
        period = shown(office, "outcome", "show", "O-001")["indicators"][2]["periods"][-1]
        found = [period[name] for name in ("target", "actual", "actual_numerator", "actual_denominator")]
        assert found == ["37.5", "25", "15", "60"]
        sheet.write_text("Indicator,Start,End,Actual\nO-001.i1,2021,2021,15%\n", encoding="utf-8")
        refused = office("import", str(sheet), "--kind", "periods", "--yes", code=5)
        assert "row 2, column D (Actual): “15%” is a percentage" in refused.err


class TestDisaggregation:
    PARTS = ("--disaggregation", "sex:women=14", "--disaggregation", "age:youth=20", "--disaggregation", "sex:men=6")

    @pytest.fixture(autouse=True)
    def _value(self, office: Program) -> None:
        office("outcome", "record", "P-001", "CERT", "20", "--period", "2024", "--target", "10", *self.PARTS)

    def test_is_told_by_dimension_and_never_added_over_two(self, office: Program) -> None:
        for page in (("outcome", "show", "O-001"), ("project", "show", "P-001")):
            lines = [line.strip() for line in office(*page, "--format", "table", COLUMNS="220").out.splitlines()]
            sexes = next(place for place, line in enumerate(lines) if "sex: women 14, men 6" in line)
            assert lines[sexes + 1].startswith("age: youth 20")
        (figures,) = shown(office, "outcome", "show", "O-001")["figures"]
        assert figures["groups"] == ["sex: women 14, men 6", "age: youth 20"]
        assert figures["disaggregation"] == {"sex": {"women": "14", "men": "6"}, "age": {"youth": "20"}}

    @pytest.mark.parametrize(
        ("form", "told"),
        [
            ("html", "<bdi>Sex: women 14, men 6</bdi><br/><bdi>Age: youth 20</bdi>"),
            ("md", "Sex: women 14, men 6; Age: youth 20"),
            ("csv", "Sex: women 14, men 6; Age: youth 20"),
            ("json", '"Sex: women 14, men 6",'),
            ("docx", ">Sex: women 14, men 6<"),
            ("xlsx", ">Sex: women 14, men 6\nAge: youth 20<"),
        ],
    )
    def test_stands_in_every_document(self, office: Program, tmp_path: Path, form: str, told: str) -> None:
        made = tmp_path / f"report.{form}"
        office("report", "project", "P-001", "-o", str(made))
        text = made.read_bytes().decode("utf-8", "replace")
        if form in {"docx", "xlsx"}:
            with zipfile.ZipFile(made) as package:
                text = "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
        assert told in text

    def test_above_the_value_is_refused_from_a_spreadsheet_too(self, office: Program, tmp_path: Path) -> None:
        sheet = tmp_path / "parts.csv"
        sheet.write_text(
            "Value of,Dimension,Category,Value\nO-001.i1.p1,sex,women,14\nO-001.i1.p1,sex,men,11\n", encoding="utf-8"
        )
        refused = office("import", str(sheet), "--kind", "disaggregation", "--yes", code=5)
        assert "sex: women 14 and men 11 are 25, more than 24" in refused.err


class TestActivities:
    def test_every_option_is_stored(self, office: Program) -> None:
        office(
            *("activity", "add", "P-002", "--title", "Meeting", "--type", "expert meeting", "--mode", "hybrid"),
            *(
                "--start",
                "2020-02",
                "--end",
                "2020-03",
                "--venue",
                "Dakar",
                "--venue-country",
                "Senegal",
                "--women",
                "2",
            ),
            *("--men", "3", "--unspecified", "4", "--country", "ML", "--region", "Sahel", "--partner", "IOB"),
            *("--donor", "Ruritania", "--document", "D-001", "--note", "n", "--description", "d"),
        )
        record = shown(office, "activity", "show", "A-003")
        assert (record["type"], record["mode"], record["venue_country"]) == ("expert_meeting", "hybrid", "SN")
        assert record["participants"] == {"women": 2, "men": 3, "unspecified": 4}
        assert (record["partners"], record["donors"], record["documents"]) == (["IOB"], ["RURITANIA"], ["D-001"])
        out = office("activity", "show", "A-003", "--format", "table").out
        assert "2 women, 3 men, 4 unspecified" in out
        assert "Institute of Borders" in out

    def test_it_may_belong_to_no_project(self, office: Program) -> None:
        assert "project" not in shown(office, "activity", "show", "A-002")

    def test_its_own_places_come_before_its_projects(self, office: Program) -> None:
        office("activity", "add", "P-003", "--title", "Global work in Nepal", "--country", "NP")
        office("activity", "add", "P-001", "--title", "Elsewhere", "--country", "NP")
        office("activity", "add", "P-001", "--title", "No place of its own")
        assert ids(office, "activity", "--country", "Nepal") == ["A-003", "A-004"]
        assert ids(office, "activity", "--country", "KE") == ["A-001", "A-005"]
        assert ids(office, "activity", "--region", "East Africa") == ["A-001", "A-005"]

    def test_a_list_is_of_work_of_a_time_and_of_words(self, office: Program) -> None:
        assert ids(office, "activity", "--programme", "PRG-001") == ["A-001"]
        assert ids(office, "activity", "--year", "2024") == ["A-002"]
        assert ids(office, "activity", "--text", "high-level") == ["A-002"]
        assert ids(office, "activity", "--donor", "Arcadia") == ["A-001"]


class TestDocuments:
    def test_a_list_is_of_parties_and_of_the_work_that_cites_it(self, office: Program) -> None:
        office("document", "add", "--title", "Strategy", "--url", "https://example.org/s")
        office("project", "edit", "P-002", "--set", "document=D-002")
        assert ids(office, "document") == ["D-001", "D-002"]
        assert ids(office, "document", "--donor", "Arcadia", "--region", "Asia") == ["D-001"]
        assert ids(office, "document", "--status", "ongoing") == []
        assert ids(office, "document", "--region", "Sahel") == ["D-002"]
        assert "D-002 Strategy" in office("project", "show", "P-002", "--format", "table").out


class TestParties:
    def test_donors_are_listed_with_where_their_money_stands(self, office: Program) -> None:
        rows = {row["code"]: row for row in shown(office, "donor", "list")}
        assert set(rows) == {"ARCADIA", "RURITANIA", "SENATE-OF-ARCADIA"}
        assert rows["ARCADIA"]["allocated"] == {"USD": "750000.00"}
        assert rows["SENATE-OF-ARCADIA"]["parent"] == "Arcadia"
        assert rows["SENATE-OF-ARCADIA"]["committed"] == {}

    def test_partners_are_listed_with_their_work(self, office: Program) -> None:
        assert shown(office, "partner", "list") == [
            {"code": "IOB", "name": "Institute of Borders", "type": "academic", "projects": 1, "programmes": 0}
        ]
        assert shown(office, "partner", "list", "--region", "Sahel") == []

    def test_a_donor_is_answered_for_on_one_page(self, office: Program) -> None:
        page = shown(office, "donor", "show", "Arcadia")
        assert page["figures"]["committed"] == {"USD": "1000000.00"}
        assert page["figures"]["outstanding"] == {"USD": "400000.00"}
        assert [row["code"] for row in page["projects"]] == ["P-001", "P-002"]
        assert [row["id"] for row in page["outcomes"]] == ["O-001", "O-002"]
        assert [row["id"] for row in page["activities"]] == ["A-001"]
        assert page["participants"]["women"] == 12
        assert page["note"] == "Gives in March"

    def test_a_donor_includes_what_is_part_of_it(self, office: Program) -> None:
        office("contribution", "add", "Senate of Arcadia", "--title", "Gift of the Senate")
        office("contribution", "pledge", "C-003", "50", "USD", "--date", "2024-01-01")
        page = shown(office, "donor", "show", "Arcadia")
        assert [row["donor"] for row in page["contributions"]] == ["Arcadia", "Senate of Arcadia"]
        assert page["figures"]["pledged"] == {"USD": "50.00"}
        assert "Senate of Arcadia" in office("donor", "show", "Arcadia", "--format", "table").out

    def test_a_partner_is_shown_with_what_it_carries_out(self, office: Program) -> None:
        page = shown(office, "partner", "show", "iob")
        assert [row["code"] for row in page["projects"]] == ["P-001"]
        assert "figures" not in page

    def test_a_year_narrows_the_page(self, office: Program) -> None:
        page = shown(office, "donor", "show", "Arcadia", "--year", "2024")
        assert page["figures"]["committed"] == {}
        assert [row["code"] for row in page["projects"]] == ["P-001"]

    def test_the_next_ones_are_counted_where_a_page_ends(self, office: Program) -> None:
        for number in range(12):
            office("project", "add", "--title", f"Number {number}", "--donor", "Ruritania")
        out = office("donor", "show", "Ruritania", "--format", "table").out
        assert "… and 5 more: portfolio project list --donor RURITANIA" in out
        assert len(shown(office, "donor", "show", "Ruritania")["projects"]) == 13


class TestPlaces:
    def test_a_region_is_answered_for_on_one_page(self, office: Program) -> None:
        page = shown(office, "region", "show", "Sahel")
        assert [row["code"] for row in page["projects"]] == ["P-002"]
        assert page["figures"]["committed"] == {"USD": "250000.00"}
        assert "ML" in page["countries"]
        ended = office("region", "show", "Sahel", "--format", "table")
        assert "Amounts are whole amounts of the work chosen." in ended.out
        assert "1 more covers a wider area" in ended.err

    def test_a_country_is_answered_for_on_one_page(self, office: Program) -> None:
        page = shown(office, "country", "show", "kenya")
        assert (page["code"], page["alpha3"], page["m49"]) == ("KE", "KEN", "404")
        assert [row["code"] for row in page["projects"]] == ["P-001"]
        assert [row["id"] for row in page["activities"]] == ["A-001"]

    def test_regions_are_listed_with_their_members(self, office: Program) -> None:
        rows = {row["code"]: row for row in shown(office, "region", "list")}
        assert rows["sahel"]["projects"] == 1
        assert "KE" in rows["014"]["members"]
        assert rows["001"]["projects"] == 3

    def test_a_group_of_the_settings_is_a_region(self, office: Program) -> None:
        with open("portfolio.toml", "a", encoding="utf-8") as file:  # noqa: PTH123 - in the folder of the test
            file.write('[regions."Two rivers"]\ncountries = ["KE", "Somalia"]\n')
        assert [row["code"] for row in shown(office, "project", "list", "--region", "two rivers")] == ["P-001"]

    @pytest.mark.parametrize("noun", ["region", "country"])
    def test_an_unknown_place_is_told(self, office: Program, noun: str) -> None:
        assert f"No {noun} is called “Atlantis”." in office(noun, "show", "Atlantis", code=3).err


class TestFinding:
    @pytest.mark.parametrize("text", ["", "  "])
    def test_an_empty_text_is_refused(self, office: Program, text: str) -> None:
        assert "is empty; write a word" in office("find", text, code=5).err

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("EVIDENCE", ["P-002", "O-002"]),
            ("naïrobi", ["A-001"]),
            ("kenya", ["P-001", "A-001"]),
            ("Institute", ["P-001", "IOB"]),
            ("sahel", ["P-002"]),
            ("border management", ["PRG-001", "P-001"]),
            ("no such thing", []),
            ("--", []),
        ],
    )
    def test_every_record_that_mentions_a_text(self, office: Program, text: str, expected: list[str]) -> None:
        keys = [row["key"] for row in json.loads(office("find", "--format", "json", "--", text).out)]
        assert [key for key in keys if key in expected] == expected
        assert bool(keys) == bool(expected)

    @pytest.mark.parametrize("text", ["40000", "40,000", "40,000.00", "USD 40,000", "0.04m USD", "$40k"])
    def test_an_amount_is_found_however_it_is_typed(self, office: Program, text: str) -> None:
        found = {row["key"] for row in shown(office, "find", text)}
        assert ("E-001" in found) == (text != "$40k")  # whose dollars those are, nobody says

    def test_an_activity_is_found_by_its_region(self, office: Program) -> None:
        office("activity", "add", "--title", "Visit", "--region", "Horn of Africa")
        rows = shown(office, "find", "horn of africa")
        assert [(row["key"], row["field"], row["text"]) for row in rows] == [("A-003", "regions", "Horn of Africa")]

    def test_the_place_is_shown_around_the_text(self, office: Program) -> None:
        office("project", "edit", "P-003", "--set", f"description={'word ' * 40}needle{' word' * 40}")
        (row,) = shown(office, "find", "needle")
        assert (row["field"], row["kind"]) == ("description", "project")
        assert "needle" in row["text"]
        assert len(row["text"]) < 110


class TestOverview:
    def test_the_whole_portfolio_is_counted(self, office: Program) -> None:
        page = shown(office, "overview")
        assert (page["projects"], page["offices"], page["programmes"], page["cumulative"]) == (3, 1, 1, True)
        assert page["by_status"] == {"closed": 1, "implementation": 1, "pipeline": 1}
        assert page["by_pillar"] == {"I": 1, "II": 1, "not recorded": 1}
        assert page["figures"]["spent"] == {"USD": "45000.00"}
        assert {row["donor"] for row in page["top_donors"]} == {"Arcadia", "Ruritania"}
        assert page["activities"]["people"]["men"] == 15

    def test_one_year_is_what_was_active_in_it(self, office: Program) -> None:
        page = shown(office, "overview", "--year", "2020")
        assert (page["projects"], page["cumulative"]) == (1, False)


def test_an_outcome_without_its_project_is_led_to_the_right_line(office: Program) -> None:
    ended = office("outcome", "add", "People trained", code=2)
    assert ended.err.startswith("An outcome is of a project, which stands first: portfolio outcome add PROJECT 'People")
