"""The command `check`: what it prints, which records it looks at, how it ends, what it says of the public record."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from check_records import held, projects
from test_cli import loaded

from bench.data import write
from portfolio.checks import Holdings, findings, severities
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from conftest import Program

SHIPPED = Path(__file__).parents[1] / "records" / "portfolio.json"
# Severity and rule to how many findings.
COUNTS = {
    ("warning", "end-passed"): 7,
    ("warning", "closed-without-end"): 4,
    ("warning", "no-status"): 24,
    ("warning", "no-place"): 1,
    ("warning", "undated"): 27,
    ("warning", "stale"): 35,
    ("warning", "actual-without-target"): 3,
    ("info", "no-programme"): 9,
    ("info", "no-pillar"): 27,
    ("info", "budget-undated"): 6,
    ("info", "donor-without-amount"): 26,
    ("info", "outcome-without-indicator"): 67,
    ("info", "indicator-without-baseline"): 2,
    ("info", "uncertain"): 119,
    ("info", "source-undated"): 76,
    ("info", "2.1.1"): 8,
    ("info", "3.1.1"): 5,
    ("info", "3.4.1"): 36,
    ("info", "3.7.1"): 29,
    ("info", "6.2.2"): 33,
    ("info", "6.11.1"): 39,
    ("info", "7.5.3"): 2,
}
KEYS = ["rule", "severity", "record", "field", "message", "fix"]


def rows(portfolio: Program, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    """Return the findings of a check."""
    found: list[dict[str, Any]] = json.loads(portfolio("check", *arguments, "--format", "json", code=code).out)
    return found


def records(portfolio: Program, *arguments: str, code: int = 0) -> set[str]:
    """Return the keys of the records with findings."""
    return {row["record"] for row in rows(portfolio, *arguments, code=code)}


class TestEnding:
    def test_with_an_error_it_ends_with_5_and_prints_all(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "actual_end=2024-01")
        found = rows(office, code=5)
        assert list(found[0]) == KEYS
        assert found[0] == {
            "rule": "ended-open",
            "severity": "error",
            "record": "P-001",
            "field": "status",
            "message": "It ended in 2024-01, but its status is implementation.",
            "fix": "portfolio project edit P-001 --set status=closed",
        }
        assert {row["severity"] for row in found} == {"error", "warning", "info"}

    def test_without_errors_it_ends_with_0(self, office: Program) -> None:
        assert "error" not in {row["severity"] for row in rows(office)}

    def test_what_filters_and_rules_leave_out_does_not_count(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "actual_end=2024-01")
        assert office("check", "--severity", "error", code=5).out
        assert "Nothing found by 1 rule." in office("check", "--rule", "undated", "--programme", "PRG-001").err
        assert rows(office, "--severity", "error", "--region", "Sahel") == []

    def test_an_empty_register_is_in_order(self, begun: Program) -> None:
        assert "Nothing found by" in begun("check", "--format", "table").out

    def test_an_unknown_rule_is_named_with_the_nearest(self, office: Program) -> None:
        assert "Did you mean stale?" in office("check", "--rule", "stael", code=3).err
        assert rows(office, "--rule", "iati-6.11.1") == rows(office, "--rule", "6.11.1")

    @pytest.mark.parametrize("severity", ["bad", "off"])
    def test_an_unknown_severity_is_refused(self, office: Program, severity: str) -> None:
        assert f"--severity: “{severity}” " in office("check", "--severity", severity, code=5).err


class TestNamed:
    def test_records_are_looked_at_with_what_is_recorded_of_them(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "actual_end=2024-01")
        found = records(office, "P-001", code=5)
        assert "P-001" in found
        assert "O-001" in found  # its outcome
        assert not found & {"P-002", "C-001"}
        assert records(office, "p-001", "C-001", code=5) >= found
        assert records(office, "Travel documents", code=5) == found

    def test_what_is_neither_a_record_nor_a_file_is_said(self, office: Program) -> None:
        assert office("check", "P-999", code=3).err.startswith("No record is called “P-999”.")
        assert "nothing.xml cannot be read" in office("check", "nothing.xml", code=6).err
        assert "not both" in office("check", "P-001", "--donor", "Arcadia", code=2).err

    def test_a_title_with_a_slash_is_no_file(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "title=Borders/Customs")
        assert office("check", "Borders/Customs").out == office("check", "P-001").out
        assert "cannot be read" in office("check", "./customs.iati", code=6).err


class TestOutput:
    def test_a_table_ends_with_how_many_there_are(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "actual_end=2024-01")
        ended = office("check", "-f", "table", "--details", "--severity", "warning", "--donor", "Arcadia", code=5)
        assert "1 error and 0 warnings in 1 record." in ended.out
        assert "Filters: donor Arcadia." in ended.out
        assert "Nothing says" not in ended.err

    def test_a_pipe_gets_rows_alone_and_the_count_beside_them(self, office: Program) -> None:
        ended = office("check", "--rule", "outcome-without-indicator")
        assert ended.out.splitlines()[0].split("\t") == KEYS
        assert len(ended.out.splitlines()) == 2
        assert ended.err == "0 errors, 0 warnings and 1 for information in 1 record.\n"

    def test_kind_and_title_are_there_when_asked_for(self, office: Program) -> None:
        (row,) = rows(office, "--rule", "outcome-without-indicator", "--columns", "record,kind,title")
        assert row == {"record": "O-002", "kind": "outcome", "title": "Judges admit digital evidence"}

    def test_no_model_is_loaded_to_read(self, office: Program, tmp_path: Path) -> None:
        assert office is not None
        found = loaded(tmp_path, "check")
        assert "portfolio.checks" in found
        assert "pydantic" not in found

    def test_names_are_shown_as_they_are(self, office: Program) -> None:
        office("project", "add", "--title", "[red]Evidence[/] in courts", "--status", "closed")
        ended = office("check", "--rule", "like-project", "--format", "table")
        assert "[red]Evidence[/] in courts" in " ".join(ended.out.split())

    def test_a_terminal_gets_each_rule_with_how_often_it_found_something_and_findings_on_demand(
        self, office: Program
    ) -> None:
        office("project", "edit", "P-001", "--set", "actual_end=2024-01")
        grouped = office("check", "-f", "table", "--severity", "warning", code=5, COLUMNS="80").out
        assert [line.split()[:3] for line in grouped.splitlines() if "ended-open" in line] == [
            ["error", "1", "ended-open"]
        ]
        assert "P-001" not in grouped
        assert "check --rule RULE" in grouped
        for asked in (("--details",), ("--rule", "ended-open"), ("--limit", "9")):
            ended = office("check", "-f", "table", "--severity", "warning", *asked, code=5, COLUMNS="80")
            assert "P-001" in ended.out
            assert "portfolio project edit P-001 --set status=closed" in map(str.strip, ended.out.splitlines())

    def test_what_findings_of_one_rule_share_is_said_once(self, office: Program) -> None:
        lines = office("check", "-f", "table", "--rule", "outcome-without-indicator", COLUMNS="80").out.splitlines()
        assert lines[0].startswith("Rule outcome-without-indicator, info.")
        assert [line.split()[:2] for line in lines if line.startswith("Record")] == [["Record", "Field"]]


class TestFilters:
    def test_work_is_looked_at_with_what_belongs_to_it(self, office: Program) -> None:
        assert records(office, "--rule", "outcome-without-indicator", "--region", "Sahel") == {"O-002"}
        assert records(office, "--rule", "outcome-without-indicator", "--country", "KE") == set()
        assert records(office, "--rule", "no-status", "--kind", "office") == {"P-004"}

    def test_a_donor_is_looked_at_with_its_contributions(self, office: Program) -> None:
        office("contribution", "report-due", "C-002", "--date", "2024-01-01")
        assert records(office, "--rule", "report-overdue", "--donor", "Ruritania") == {"C-002"}
        assert records(office, "--rule", "report-overdue", "--donor", "Arcadia") == set()
        assert records(office, "--rule", "report-overdue", "--region", "Sahel") == set()

    def test_organisations_are_looked_at_with_their_work(self, office: Program) -> None:
        office("partner", "edit", "IOB", "--set", "reference=XX/1")
        assert records(office, "--rule", "1.8.13", "--country", "KE") == {"IOB"}
        assert records(office, "--rule", "1.8.13", "--region", "Sahel") == set()


class TestSettings:
    def test_severities_and_days_are_taken_from_the_settings(self, office: Program) -> None:
        assert "6.11.1" in {row["rule"] for row in rows(office)}
        text = '[check]\nstale_days = 3650\n[check.severity]\niati = "error"\n"3.7.1" = "off"\n'
        Path("portfolio.toml").write_text(text, encoding="utf-8")
        found = {row["rule"]: row["severity"] for row in rows(office, code=5)}
        assert found["6.11.1"] == "error"
        assert "3.7.1" not in found
        assert rows(office, "--rule", "3.7.1")[0]["severity"] == "info"

    def test_stale_counts_the_days_of_the_settings(self, office: Program) -> None:
        text = "[check]\nstale_days = {}\n"
        assert records(office, "--rule", "stale") == set()
        Path("portfolio.toml").write_text(text.format(30), encoding="utf-8")
        # What is known last of P-001, and so of its programme, is an expenditure of February and an outcome of May.
        (row,) = rows(office, "--rule", "stale")
        assert row["record"] == "P-001"
        assert "123 days old, of 2024-05-31" in row["message"]
        said = office("check", "--rule", "stale", "-f", "table").out
        assert "in the last 30 days" in " ".join(said.split())
        assert "stale_days" not in said + office("check", "-f", "table").out

    def test_a_wrong_rule_ends_with_7(self, office: Program) -> None:
        Path("portfolio.toml").write_text('[check.severity]\nstael = "off"\n', encoding="utf-8")
        assert "stael is no rule; did you mean stale?" in office("check", code=7).err
        Path("portfolio.toml").write_text('[check.severity]\nqqqq = "off"\n', encoding="utf-8")
        assert "qqqq is no rule; portfolio check names the rule beside each thing" in office("check", code=7).err


class TestStale:
    @pytest.mark.parametrize(
        ("table", "belongs", "dated"),
        [
            ("activities", {"id": "A-001", "project": "P-001", "title": "Workshop"}, {"start": "2024-05"}),
            ("outcomes", {"id": "O-001", "project": "P-001", "title": "Trained"}, {"date": "2024-05"}),
            ("expenditures", {"id": "E-001", "target": "P-001"}, {"date": "2024-05"}),
            ("expenditures", {"id": "E-001", "target": "P-001"}, {"sources": [{"as_of": "2024-05"}]}),
            (
                "contributions",
                {"id": "C-001", "donor": "ARC"},
                {"allocations": [{"id": "C-001.a1", "target": "P-001", "amount": "5.00", "date": "2024-05"}]},
            ),
            (
                "outcomes",
                {"id": "O-001", "project": "P-001", "title": "Trained"},
                {"indicators": [{"id": "O-001.i1", "periods": [{"end": "2024-05", "actual": "5"}]}]},
            ),
            (
                "projects",
                {"code": "P-002", "kind": "project", "title": "Phase", "parent": "P-001"},
                {"actual_end": "2024-05"},
            ),
        ],
    )
    def test_anything_dated_that_belongs_to_work_is_news_of_it(
        self, table: str, belongs: dict[str, Any], dated: dict[str, Any]
    ) -> None:
        today = dt.date(2024, 10, 1)
        work = projects(status="implementation", actual_start="2019")
        silent = {**work, table: [*work.get(table, []), belongs]}
        assert self.stale(held(silent, today)) == ["P-001"]
        heard = {**work, table: [*work.get(table, []), {**belongs, **dated}]}
        assert self.stale(held(heard, today)) == []

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "implementation"},
            {"status": "closed", "actual_start": "2019"},
            {"actual_start": "2019"},
            {"status": "pipeline", "planned_start": "2025", "sources": [{"as_of": "2019"}]},
        ],
    )
    def test_what_is_closed_or_to_come_or_undated_is_not_stale(self, fields: dict[str, Any]) -> None:
        assert self.stale(held(projects(**fields), dt.date(2024, 10, 1))) == []

    def test_a_plan_is_no_news(self) -> None:
        work = projects(status="implementation", actual_start="2019", planned_end="2024-09")
        assert self.stale(held(work, dt.date(2024, 10, 1))) == ["P-001"]

    @staticmethod
    def stale(register: Holdings) -> list[str]:
        return [each.found.record for each in findings(register, {"stale": "warning"})]


def test_the_public_record_has_gaps_and_no_contradictions() -> None:
    """Counted on a fixed day; a rule or a record that changes this is to be looked at."""
    register = Holdings(TinyStore(SHIPPED).read(), dt.date(2026, 7, 1), 365)
    counts = Counter((each.severity, each.rule) for each in findings(register, severities({})))
    assert counts == COUNTS


def test_ten_thousand_projects_are_checked_in_less_than_three_seconds(tmp_path: Path) -> None:
    write(tmp_path / "portfolio.json", 10_000, 2_000)
    reader = TinyStore(tmp_path / "portfolio.json").read()
    began = time.process_time()
    assert findings(Holdings(reader, dt.date(2026, 7, 1), 365), severities({}))
    assert time.process_time() - began < 3
