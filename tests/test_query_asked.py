"""Questions of what is not so: barred values, what is not recorded, more and less, and who funds together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import shown
from desks import chosen, found, read_office

from portfolio.errors import RefusedError
from portfolio.fields.declared import RECORDS
from portfolio.query.missing import lacks, named

if TYPE_CHECKING:
    from conftest import Program
    from desks import Office


office_read = read_office


class TestBarredValues:
    @pytest.mark.parametrize(
        ("raw", "numbers"),
        [
            ({"status": "not:closed"}, "23456"),
            ({"status": "NOT: Closed"}, "23456"),
            ({"status": ["closed", "not:closed"]}, ""),
            ({"donor": "not:Arcadia"}, "1456"),
            ({"donor": ["Arcadia", "not:Parliament of Arcadia"]}, "2"),
            ({"region": "not:Africa"}, "46"),
            ({"region": ["Africa", "not:Eastern Africa"]}, "23"),
            ({"region": "not:Sahel"}, "13456"),
            ({"region": "not:Sahel", "wide": "yes"}, "156"),
            ({"country": "not:Kenya"}, "2346"),
            ({"tag": "not:patrol"}, "1356"),
            ({"text": "not:nairobi"}, "12346"),
            ({"pillar": "not:II"}, "2346"),
            ({"programme": "not:BSM"}, "2346"),
            ({"partner": "not:Border Forum"}, "12345"),
            ({"classification": "not:confidential"}, "12356"),
            ({"kind": "not:office", "status": "not:closed"}, "2346"),
            ({"starts": "not:2018"}, "23456"),
            ({"ends": "not:2030"}, "123456"),
            ({"without": "not:end"}, "1"),
        ],
    )
    def test_leave_out_what_has_them(self, read_office: Office, raw: dict[str, Any], numbers: str) -> None:
        assert found(read_office, **raw) == numbers

    def test_a_date_too_rough_to_tell_is_left_out_and_counted(self, read_office: Office) -> None:
        answer = chosen(read_office, starts="not:2018-Q1")
        assert (len(answer.projects), answer.rough) == (5, 1)

    @pytest.mark.parametrize("option", ["year", "since", "until"])
    def test_the_period_of_the_figures_has_none(self, read_office: Office, option: str) -> None:
        with pytest.raises(RefusedError, match="it is the one period that money is counted in"):
            chosen(read_office, **{option: "not:2020"})

    @pytest.mark.parametrize("option", ["status", "donor", "region", "tag", "pillar", "text", "kind"])
    def test_with_the_value_they_make_the_whole(self, read_office: Office, option: str) -> None:
        value = {
            "status": "ongoing",
            "donor": "Arcadia",
            "region": "Africa",
            "tag": "patrol",
            "pillar": "II",
            "text": "uzbek",
            "kind": "office",
        }[option]
        one, other = chosen(read_office, **{option: value}), chosen(read_office, **{option: f"not:{value}"})
        assert sorted(one.works) + sorted(other.works) != []
        assert one.works.isdisjoint(other.works)
        assert one.works | other.works == chosen(read_office).works


class TestWhatIsNotRecorded:
    @pytest.mark.parametrize(
        ("name", "numbers"),
        [
            ("end", "23456"),
            ("start", "46"),
            ("donor", "145"),
            ("donors", "145"),
            ("pillar", "346"),
            ("programme", "2346"),
            ("country", "234"),
            ("place", ""),
            ("partner", "12345"),
            ("outcome", "123456"),
            ("contribution", "13456"),
            ("report", "123456"),
            ("planned_start", "12456"),
            ("Planned-Start", "12456"),
            ("tag", "1356"),
            (["end", "programme"], "23456"),
        ],
    )
    def test_of_projects(self, read_office: Office, name: str | list[str], numbers: str) -> None:
        assert found(read_office, without=name) == numbers

    def test_of_programmes_only_what_they_have(self, read_office: Office) -> None:
        assert [each["code"] for each in chosen(read_office, without="project").programmes] == ["EMP"]
        assert chosen(read_office, without="programme").programmes == []

    def test_what_nothing_has_is_refused_with_the_nearest(self, read_office: Office) -> None:
        with pytest.raises(RefusedError, match="did you mean outcome"):
            chosen(read_office, without="outcom")

    def test_what_only_others_have_is_refused_with_where_to_ask(self, read_office: Office) -> None:
        with pytest.raises(RefusedError, match="portfolio contribution list"):
            chosen(read_office, without="signed")

    @pytest.mark.parametrize("table", RECORDS)
    def test_every_field_that_need_not_be_there_can_be_asked_for(self, read_office: Office, table: str) -> None:
        reader = read_office.store.read()
        assert named(table)
        for name in named(table):
            test = lacks(reader, table, name.replace("_", " "))
            assert {test(record) for record in reader.find(table)} <= {True, False}

    def test_a_list_asks_its_own_records_first_then_their_work(self, office: Program) -> None:
        assert [row["id"] for row in shown(office, "contribution", "list", "--without", "signed")] == ["C-002"]
        assert [row["id"] for row in shown(office, "contribution", "list", "--without", "receipt")] == ["C-002"]
        assert shown(office, "contribution", "list", "--without", "outcome") == []
        assert [row["id"] for row in shown(office, "outcome", "list", "--without", "indicator")] == ["O-002"]
        assert [row["title"] for row in shown(office, "activity", "list", "--without", "participants")] == [
            "High-level meeting"
        ]

    def test_a_report_counts_once_it_is_sent(self, office: Program) -> None:
        listed = ("contribution", "list", "--without", "report")
        office("contribution", "report-due", "C-001", "--date", "2024-03-31", "--title", "Narrative")
        assert [row["id"] for row in shown(office, *listed)] == ["C-001", "C-002"]
        (due,) = shown(office, "contribution", "show", "C-001")["reports_due"]
        office("contribution", "edit", due["id"], "--set", "sent=2024-04-01")
        assert [row["id"] for row in shown(office, *listed)] == ["C-002"]
        assert [row["code"] for row in shown(office, "project", "list", "--without", "not:report")] == [
            "P-001",
            "P-002",
        ]


class TestAmounts:
    """P-001 and P-002 have 500,000 and 250,000 USD of the 1,000,000 committed in C-001."""

    @pytest.mark.parametrize(
        ("option", "typed", "codes"),
        [
            ("--committed", ">250k USD", ["P-001"]),
            ("--committed", ">=250k USD", ["P-001", "P-002"]),
            ("--committed", "250k USD", ["P-002"]),
            ("--committed", "..300k USD", ["P-002"]),
            ("--committed", "not:>250k USD", ["P-002"]),
            ("--committed", "<1m EUR", []),
            ("--received", "300k USD", ["P-001"]),
            ("--spent", ">0", ["P-001"]),
        ],
    )
    def test_choose_projects(self, office: Program, option: str, typed: str, codes: list[str]) -> None:
        assert [row["code"] for row in shown(office, "project", "list", option, typed)] == codes

    def test_repeats_are_joined_by_or(self, office: Program) -> None:
        asked = ("--committed", "<300k USD", "--committed", ">400k USD")
        assert [row["code"] for row in shown(office, "project", "list", *asked)] == ["P-001", "P-002"]

    def test_are_whole_whoever_gave_and_whenever(self, office: Program) -> None:
        """So a row by donor or year has what the answer to its own filter has."""
        rows = shown(office, "project", "list", "--committed", ">250k USD", "--year", "2024", "--donor", "Arcadia")
        assert [(row["code"], row["committed"]) for row in rows] == [("P-001", {})]
        asked = office("project", "list", "--committed", ">250k USD", "--year", "2024", "-f", "table")
        assert "Amounts that choose are whole ones as recorded" in asked.out

    def test_what_is_not_known_never_matches_and_is_counted(self, office: Program) -> None:
        for typed in (">0 USD", "not:>0 USD", "=0"):
            answer = office("project", "list", "--committed", typed)
            assert "Left out, as the amount is not known, or in another currency: 2 projects." in answer.err
        office("contribution", "edit", "C-001", "--set", "receipts_unknown=yes", code=5)

    def test_compare_contributions_and_donors_by_their_own(self, office: Program) -> None:
        assert [row["id"] for row in shown(office, "contribution", "list", "--outstanding", ">0")] == ["C-001"]
        assert [row["name"] for row in shown(office, "donor", "list", "--outstanding", "400k USD")] == ["Arcadia"]
        assert [row["id"] for row in shown(office, "contribution", "list", "--pledged", ">1 EUR")] == ["C-002"]
        assert [row["id"] for row in shown(office, "expenditure", "list", "--spent", "<10k USD")] == ["E-002"]

    def test_what_is_owed_comes_first_then_what_is_not_known(self, office: Program) -> None:
        office("contribution", "add", "Ruritania", "--title", "Other", "--receipts-unknown")
        office("contribution", "commit", "C-003", "10", "EUR", "--date", "2024-01")
        office("contribution", "commit", "C-002", "500", "EUR", "--date", "2024-01")
        assert [row["id"] for row in shown(office, "contribution", "list", "--owed")] == ["C-001", "C-002", "C-003"]
        assert [row["name"] for row in shown(office, "donor", "list", "--owed")] == ["Arcadia", "Ruritania"]
        for noun in ("donor", "contribution"):
            assert "By what is owed, the most first" in office(noun, "list", "--owed", "--format", "md").out
        office("contribution", "close", "C-002")
        assert [row["id"] for row in shown(office, "contribution", "list", "--owed")] == ["C-001", "C-003"]
        assert "ask portfolio donor list" in office("project", "list", "--owed", code=5).err

    def test_budget_of_a_project_chooses_what_pays_for_it(self, office: Program) -> None:
        office("project", "budget", "P-001", "900,000", "USD", "--from", "2023", "--to", "2025")
        assert [row["code"] for row in shown(office, "project", "list", "--budget", ">500k USD")] == ["P-001"]
        assert [row["id"] for row in shown(office, "contribution", "list", "--budget", ">500k USD")] == ["C-001"]

    def test_what_projects_have_not_is_refused_with_where_to_ask(self, office: Program) -> None:
        assert "ask portfolio donor list" in office("project", "list", "--outstanding", ">0", code=5).err
        assert "--committed: “1m” has no currency" in office("summary", "years", "--committed", "1m", code=5).err


class TestDonors:
    def test_barred_leave_the_others_part(self, office: Program) -> None:
        office("contribution", "allocate", "C-002", "P-001", "30,000")
        rows = {row["code"]: row for row in shown(office, "project", "list", "--donor", "Ruritania")}
        assert {code: row["pledged"] for code, row in rows.items()} == {"P-001": {"EUR": "30000.00"}, "P-002": {}}
        assert [row["code"] for row in shown(office, "project", "list", "--donor", "not:Ruritania")] == [
            "P-003",
            "P-004",
        ]
        (total,) = [row for row in shown(office, "summary", "statuses", "--donor", "not:Arcadia") if row["spent"]]
        assert total["spent"] == {"USD": "5000.00"}
        page = office("summary", "statuses", "--donor", "not:Arcadia", "-f", "table").out
        assert "Amounts are without what Arcadia gave." in page
        assert "Filters: donor not Arcadia." in page

    def test_barred_in_a_list_of_donors_leave_who_funds_the_same(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "donor+=Ruritania")
        asked = shown(office, "donor", "list", "--programme", "PRG-001", "--donor", "not:Arcadia")
        assert [(row["name"], row["projects"]) for row in asked] == [("Ruritania", 1)]

    def test_barred_in_a_summary_by_donor_leave_the_rows_of_the_others(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "donor+=Ruritania")
        whole = [row for row in shown(office, "summary", "donors") if row["donor"] != "Arcadia"]
        assert shown(office, "summary", "donors", "--donor", "not:Arcadia") == whole
        pairs = shown(office, "summary", "--by", "donor", "--by", "status", "--donor", "not:Arcadia")
        assert ("Ruritania", "implementation", 1) in [(row["donor"], row["status"], row["projects"]) for row in pairs]

    def test_who_funds_the_same_work(self, office: Program) -> None:
        assert [row["code"] for row in shown(office, "project", "list", "--funded-with", "Ruritania")] == ["P-002"]
        assert {row["name"] for row in shown(office, "donor", "list", "--funded-with", "Ruritania")} == {
            "Arcadia",
            "Ruritania",
        }
        assert shown(office, "project", "list", "--funded-with", "Senate of Arcadia") == []
        assert [row["code"] for row in shown(office, "project", "list", "--funded-with", "not:Ruritania")] == [
            "P-001",
            "P-003",
            "P-004",
        ]

    def test_activities_of_barred_donors_are_left_out(self, office: Program) -> None:
        titles = [row["title"] for row in shown(office, "activity", "list", "--donor", "not:Arcadia")]
        assert titles == ["High-level meeting"]


class TestOfficers:
    def test_are_found_by_part_of_a_name(self, office: Program) -> None:
        assert [row["code"] for row in shown(office, "project", "list", "--officer", "OFFICER")] == ["P-001"]
        assert [row["code"] for row in shown(office, "project", "list", "--officer", "not:a. off")] == [
            "P-002",
            "P-003",
            "P-004",
        ]

    def test_of_a_contribution_are_its_own(self, office: Program) -> None:
        assert shown(office, "contribution", "list", "--officer", "officer") == []
        office("contribution", "edit", "C-002", "--set", "officer=C. Silva")
        assert [row["id"] for row in shown(office, "contribution", "list", "--officer", "silva")] == ["C-002"]


def test_filters_are_the_same_on_summary_export_report_due_and_edit(office: Program) -> None:
    asked = ("--status", "not:closed", "--without", "country", "--donor", "not:Arcadia")
    assert [row["projects"] for row in shown(office, "summary", "statuses", *asked)] == [1]
    assert [row["code"] for row in shown(office, "project", "list", *asked)] == ["P-003"]
    office("project", "edit", *asked, "--set", "note=Seen", "--yes")
    assert [row["code"] for row in shown(office, "project", "list", "--text", "seen")] == ["P-003"]
    exported = office("export", "projects", *asked, "--format", "jsonl").out
    assert "P-003" in exported
    assert "P-001" not in exported
    assert shown(office, "due", *asked, "--within", "10 years") == []
    page = office("report", "portfolio", "--year", "2024", "--lang", "fr", *asked, "--committed", "not:>1m EUR").out
    assert "hormis" in page
