"""Logging, changing and listing programmes and projects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from portfolio.commands import (
    activity,
    contribution,
    document,
    expenditure,
    narrative,
    organisations,
    outcome,
    programme,
    project,
    rate,
)
from portfolio.fields.settable import FIELDS
from portfolio.pages.columns import PROJECTS
from portfolio.pages.tree import declared

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program

    from portfolio.commands.options import Group

CONTRACT = (
    *(
        "code",
        "title",
        "programme",
        "pillars",
        "owner",
        "scope",
        "status",
        "regions",
        "countries",
        "donors",
        "partners",
    ),
    *("start", "end", "pledged", "committed", "received", "spent", "classification"),
    *("budget", "allocated", "gap"),
)


def rows(program: Program, *arguments: str) -> list[dict[str, Any]]:
    """Return the rows that a list prints as JSON."""
    found: list[dict[str, Any]] = json.loads(program(*arguments, "--format", "json").out)
    return found


def codes(program: Program, *filters: str) -> list[str]:
    return [row["code"] for row in rows(program, "project", "list", *filters)]


class TestAdding:
    def test_only_a_title_is_needed(self, begun: Program) -> None:
        ended = begun("project", "add", "--title", "Travel documents")
        assert ended.out == "Added project P-001 “Travel documents”.\n"
        assert ended.err == "Next: portfolio outcome add P-001 --title TEXT\n"

    def test_json_prints_the_record(self, begun: Program) -> None:
        ended = begun("project", "add", "--title", "Travel documents", "--tag", "a", "--tag", "b", "-f", "json")
        record = json.loads(ended.out)
        assert (record["code"], record["tags"], record["revision"]) == ("P-001", ["a", "b"], 1)

    def test_every_option_of_a_project_is_stored(self, office: Program) -> None:
        office(
            *("project", "add", "--title", "Everything", "--code", "X-9", "--programme", "Border management"),
            *("--parent", "P-001", "--phase", "II", "--kind", "initiative", "--owner", "joint", "--pillar", "I:30"),
            *(
                "--pillar",
                "II:70",
                "--scope",
                "national",
                "--status",
                "4",
                "--planned-start",
                "2019",
                "--start",
                "2020",
            ),
            *("--planned-end", "2021", "--actual-end", "2022", "--country", "KE", "--region", "Sahel"),
            *("--donor", "Ruritania", "--partner", "IOB", "--accountable", "Arcadia", "--ref", "UNPDF: 2016-05"),
            *("--tag", "t", "--officer", "B. Officer", "--source", "https://example.org/a", "--source-date", "2023"),
            *("--note", "A note", "--description", "About it", "--classification", "confidential", "--alias", "EV"),
            *("--document", "D-001"),
        )
        record = json.loads(office("project", "show", "X-9", "-f", "json").out)
        assert record["pillars"] == [{"pillar": "I", "share": "30"}, {"pillar": "II", "share": "70"}]
        assert (record["programme"], record["parent"], record["phase"]) == ("PRG-001", "P-001", "II")
        assert (record["status"], record["scope"], record["owner"]) == ("closed", "national", "joint")
        assert (record["actual_start"], record["planned_end"], record["actual_end"]) == ("2020", "2021", "2022")
        assert record["sources"] == [{"url": "https://example.org/a", "as_of": "2023"}]
        assert [(link["organisation"], link["role"]) for link in record["organisations"]] == [
            ("RURITANIA", "funding"),
            ("ARCADIA", "accountable"),
            ("IOB", "implementing"),
        ]

    def test_what_is_given_under_again_is_entered_twice(self, office: Program) -> None:
        office("project", "add", "--title", "Travel documents", code=4)
        assert "P-005" in office("project", "add", "--title", "Travel documents", "--again").out

    def test_a_country_named_as_donor_is_entered_as_its_government(self, begun: Program) -> None:
        ended = begun("project", "add", "--title", "T", "--donor", "Kingdom of Norway")
        assert "Added the Government of Norway (NO) as an organisation." in ended.err
        assert codes(begun, "--donor", "Norway") == ["P-001"]


class TestEditing:
    def test_a_renamed_project_is_found_by_its_former_title(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "title=Documents of travel")
        assert "Documents of travel" in office("project", "show", "travel documents").out

    def test_filters_choose_many_once_somebody_says_yes(self, office: Program) -> None:
        line = ("project", "edit", "--donor", "Arcadia", "--set", "tag+=reviewed")
        refused = office(*line, code=2).err
        assert refused.startswith("2 projects would change:\n  changed project P-001 “Travel documents”: tags: ")
        assert refused.endswith("\nNothing was changed. If this is meant, say --yes.\n")
        assert "No tag is called “reviewed”" in office("project", "list", "--tag", "reviewed", "-f", "table").out
        assert office(*line, "--yes").out == "Changed 2 projects of 2 chosen.\n"
        assert codes(office, "--tag", "reviewed") == ["P-001", "P-002"]

    def test_nothing_is_changed_unless_all_can_be(self, office: Program, contents: Callable[[], object]) -> None:
        before = contents()
        office("project", "edit", "--kind", "project", "--set", "end=2020", "--yes", code=5)
        assert contents() == before

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (("--set", "note=x"), "Say which project to change: its code, or filters that choose some."),
            (("P-001", "--donor", "Arcadia", "--set", "note=x"), "Name one record, or choose many with filters"),
            (("--donor", "Arcadia", "--yes"), "Say what to change with --set or --clear"),
            (("P-001", "--set", "note"), "does not set a field"),
        ],
    )
    def test_a_command_line_that_says_too_little_is_a_usage_error(
        self, office: Program, arguments: tuple[str, ...], expected: str
    ) -> None:
        assert expected in office("project", "edit", *arguments, code=2).err

    def test_filters_that_choose_nothing_change_nothing(self, office: Program) -> None:
        assert "No project fits" in office("project", "edit", "--ends", "1999", "--set", "note=x", "--yes", code=3).err

    def test_named_records_change_together_however_their_names_are_written(self, office: Program) -> None:
        office("donor", "edit", "Arcadia", "ruritania", "--set", "note=Met", "--yes")
        for name in ("Arcadia", "Ruritania"):
            assert json.loads(office("donor", "show", name, "-f", "json").out)["note"] == "Met"
        said = office("donor", "edit", "Arcadia", "Ruritana", "--set", "note=Gone", "--yes", code=3).err
        assert "Did you mean Ruritania" in said
        assert json.loads(office("donor", "show", "Arcadia", "-f", "json").out)["note"] == "Met"

    def test_parts_are_changed_one_at_a_time(self, office: Program) -> None:
        line = ("contribution", "edit", "C-001.m1", "C-001.m2", "--set", "note=x", "--yes")
        assert "C-001.m2 is a part of C-001; parts of records are changed one at a time." in office(*line, code=2).err


class TestListing:
    def test_json_has_the_keys_of_the_contract_in_order(self, office: Program) -> None:
        (row,) = rows(office, "project", "list", "--donor", "Arcadia", "--country", "KE")
        marks = {"pillars_inherited", "end_planned"}
        # 60 per cent are for Kenya.
        shares = {"place_committed": "300000.00", "place_received": "180000.00", "place_spent": "24000.00"}
        assert tuple(key for key in row if key not in marks | shares.keys()) == CONTRACT
        assert marks <= row.keys()
        assert {key: row[key] for key in shares} == {key: {"USD": amount} for key, amount in shares.items()}
        assert (row["pillars"], row["pillars_inherited"]) == (["II"], True)
        assert row["countries"] == ["Kenya", "Somalia"]
        assert row["donors"] == ["Arcadia"]
        assert row["committed"] == {"USD": "500000.00"}
        assert row["spent"] == {"USD": "40000.00"}
        assert row["pledged"] == {}

    def test_a_date_says_that_it_is_planned(self, office: Program) -> None:
        # P-001 began in 2023-03 and is to end in 2025-06; P-002 ended in 2021-12.
        first, second = rows(office, "project", "list", "--text", "evidence", "--text", "documents")
        assert (first["end"], first.get("end_planned"), first.get("start_planned")) == ("2025-06", True, None)
        assert (second["end"], second.get("end_planned")) == ("2021-12", None)
        table = office("project", "list", "--format", "table", "--columns", "code,start,end", COLUMNS="120").out
        assert "2023-03  2025-06 (planned)" in table
        assert "2021-12\n" in "\n".join(line.rstrip() for line in table.splitlines())
        separated = office("project", "list", "--format", "csv", "--columns", "code,end,end_planned").out
        assert "P-001,2025-06,yes" in separated

    def test_a_past_period_says_that_statuses_are_of_today(self, office: Program) -> None:
        said = "Statuses are as of 2024-10-01, not of the period."
        for asked in (["project", "list"], ["programme", "list"], ["summary", "statuses"], ["overview"]):
            past = office(*asked, "--year", "2023", "--format", "table", COLUMNS="160")
            assert said in " ".join(past.out.split()), asked
            assert said not in " ".join(office(*asked, "--format", "table", COLUMNS="160").out.split())
            assert said not in office(*asked, "--year", "2024", "--format", "table", COLUMNS="160").out
        # Filters by status, and formats without footers, say it too.
        by_status = office("donor", "list", "--status", "closed", "--year", "2021", "--format", "table", COLUMNS="160")
        assert said in by_status.out
        assert said in office("project", "list", "--year", "2023", "--format", "json").err

    def test_a_donor_is_named_whose_money_was_allocated_without_a_link(self, office: Program) -> None:
        (row,) = rows(office, "project", "list", "--text", "evidence")
        assert row["donors"] == ["Ruritania", "Arcadia"]

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (("--region", "Africa"), ["P-001", "P-002", "P-004"]),
            (("--region", "East Africa"), ["P-001", "P-004"]),
            (("--region", "East Africa", "--wide"), ["P-001", "P-003", "P-004"]),
            (("--country", "KE"), ["P-001"]),
            (("--country", "KE", "--country", "Ethiopia"), ["P-001", "P-004"]),
            (("--donor", "arcadia"), ["P-001", "P-002"]),
            (("--donor", "Arcadia", "--donor", "Ruritania", "--status", "closed"), ["P-002"]),
            (("--partner", "IOB"), ["P-001"]),
            (("--programme", "PRG-001"), ["P-001"]),
            (("--pillar", "2"), ["P-001"]),
            (("--status", "completed"), ["P-002"]),
            (("--scope", "global"), ["P-003"]),
            (("--kind", "office"), ["P-004"]),
            (("--tag", "Priority"), ["P-001"]),
            (("--year", "2020"), ["P-002"]),
            (("--since", "2022"), ["P-001"]),
            (("--until", "2020"), ["P-002"]),
            (("--starts", "2023-Q1"), ["P-001"]),
            (("--ends", "2021..2025"), ["P-001", "P-002"]),
            (("--text", "EVIDENCE"), ["P-002"]),
            (("--classification", "unclassified", "--kind", "project", "--scope", "global"), ["P-003"]),
            (("--owner", "UNCCT"), []),
        ],
    )
    def test_filters_choose(self, office: Program, filters: tuple[str, ...], expected: list[str]) -> None:
        assert codes(office, *filters) == expected

    def test_what_is_left_out_is_said(self, office: Program) -> None:
        ended = office("project", "list", "--region", "East Africa", "--format", "table")
        assert "1 more covers a wider area: --wide takes it in." in ended.err
        assert "1 distinct project, 1 office beside them; cumulative, all years." in ended.out
        assert "Filters: region East Africa (office’s group)." in ended.out
        assert "Amounts are whole amounts of the work chosen." in ended.out
        ended = office("project", "list", "--year", "2023", "--format", "table")
        assert "1 distinct project; active in 2023." in ended.out
        assert "Left out, as undated: 2 projects." in ended.err

    def test_a_fiscal_year_says_what_was_understood(self, office: Program, tmp_path: Path) -> None:
        (tmp_path / "portfolio.toml").write_text("[portfolio]\nfiscal_year_start = 7\n", encoding="utf-8")
        out = office("project", "list", "--year", "FY24", "--format", "table").out
        assert "active in FY24 (2023-07-01 to 2024-06-30)." in out

    def test_a_saved_view_gives_filters_columns_and_order(self, office: Program, tmp_path: Path) -> None:
        with (tmp_path / "portfolio.toml").open("a", encoding="utf-8") as file:
            file.write('[views.africa]\nregion = "Africa"\ncolumns = ["code", "end"]\nsort = "-code"\n')
        assert (
            office("project", "list", "--view", "africa").out == "code\tend\nP-004\t\nP-002\t2021-12\nP-001\t2025-06\n"
        )
        assert office("project", "list", "--view", "africa", "--region", "Sahel").out == "code\tend\nP-002\t2021-12\n"
        assert (
            office("project", "list", "--view", "africa", "--columns", "code", "--sort", "code").out.split()[1]
            == "P-001"
        )
        assert "There are: africa." in office("project", "list", "--view", "asia", code=3).err

    def test_columns_order_limit_and_formats(self, office: Program) -> None:
        line = ("project", "list", "--columns", "code,status", "--sort", "-code", "--limit", "2")
        assert office(*line).out == "code\tstatus\nP-004\t\nP-003\tpipeline\n"
        assert office(*line, "--format", "csv").out.splitlines() == ["code,status", "P-004,", "P-003,pipeline"]
        assert office(*line, "--format", "md").out.splitlines()[2] == "| P-004 | – |"
        assert [json.loads(text)["code"] for text in office(*line, "--format", "jsonl").out.splitlines()] == [
            *("P-004", "P-003"),
        ]

    def test_a_file_is_written_in_the_format_of_its_suffix(self, office: Program, tmp_path: Path) -> None:
        ended = office("project", "list", "-o", "list.json")
        assert (ended.out, ended.err) == ("", "Wrote 4 rows to list.json.\n")
        assert len(json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))) == 4

    def test_markup_in_a_title_is_only_text(self, office: Program) -> None:
        out = office("project", "list", "--format", "table", "--columns", "code,title", FORCE_COLOR="1").out
        assert "[red]Évidence[/] in court" in out

    def test_a_programme_shows_its_own_and_its_projects_money(self, office: Program) -> None:
        (row,) = rows(office, "programme", "list")
        assert (row["code"], row["projects"], row["committed"]) == ("PRG-001", 1, {"USD": "500000.00"})


class TestShowing:
    def test_a_project_is_shown_with_what_belongs_to_it(self, office: Program) -> None:
        record = json.loads(office("project", "show", "P-001", "--format", "json").out)
        assert record["title"] == "Travel documents"
        assert record["figures"]["received"] == {"USD": "300000.00"}
        assert record["figures"]["spent"] == {"USD": "45000.00"}
        assert [each["id"] for each in record["outcomes"]] == ["O-001"]
        assert [each["id"] for each in record["activities"]] == ["A-001"]
        assert [each["id"] for each in record["expenditures"]] == ["E-001", "E-002"]

    def test_inherited_pillars_are_marked(self, office: Program) -> None:
        assert "II (inherited)" in office("project", "show", "P-001", "--format", "table").out

    def test_a_project_that_is_not_there_is_told_with_a_suggestion(self, office: Program) -> None:
        assert "Did you mean Travel documents?" in office("project", "show", "Travel document", code=3).err

    def test_a_programme_lists_its_projects(self, office: Program) -> None:
        record = json.loads(office("programme", "show", "Border management", "--format", "json").out)
        assert [each["code"] for each in record["projects"]] == ["P-001"]
        assert record["figures"]["committed"] == {"USD": "500000.00"}


# Names that the command line gives another place: an argument, or the role that `donor add` means.
_ELSEWHERE = {
    "organisations": {"name", "former_name"},
    "projects": {"former_title"},
    "programmes": {"former_title"},
    "contributions": {"donor", "closed"},
    "expenditures": {
        *("target", "amount", "currency"),
        *("booked_amount", "booked_currency", "booked_rate", "booked_source"),
    },
    "outcomes": {"project"},
    "activities": {"project"},
    "narratives": {"target", "contribution", "kind", "start", "end"},
    "rates": {"currency", "rate", "tag", "classification"},
}


# What is no field: among it what the first amount of a contribution is said to be.
_NO_FIELDS = {"code", "undated", "drafts", "set"}
_OF_THE_AMOUNT = {"contributions": {"date", "received", "for"}}


@pytest.mark.parametrize(
    ("table", "group"),
    [
        ("projects", project._FIELDS),  # noqa: SLF001 - what the command offers
        ("programmes", programme._FIELDS),  # noqa: SLF001
        ("organisations", organisations._FIELDS),  # noqa: SLF001
        ("contributions", contribution._FIELDS),  # noqa: SLF001
        ("expenditures", expenditure._FIELDS),  # noqa: SLF001
        ("outcomes", outcome._FIELDS),  # noqa: SLF001
        ("activities", activity._FIELDS),  # noqa: SLF001
        ("narratives", narrative._FIELDS),  # noqa: SLF001
        ("documents", document._FIELDS),  # noqa: SLF001
        ("rates", rate._FIELDS),  # noqa: SLF001
    ],
)
def test_every_field_can_be_given_when_adding(table: str, group: Group) -> None:
    offered = set(group.options) - _NO_FIELDS - _OF_THE_AMOUNT.get(table, set()) | _ELSEWHERE.get(table, set())
    # Translations are given to what is there.
    assert offered == {key for key in FIELDS[table] if "." not in key}


def test_the_declared_columns_hold_the_contract() -> None:
    assert tuple(column.key for column in declared(PROJECTS)) == CONTRACT
