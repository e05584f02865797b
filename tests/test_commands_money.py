"""Contributions, expenditures and rates, and the summaries of money."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from conftest import shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program


def by(key: str, found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return rows by their key, residue rows too."""
    return {row[key]: row for row in found}


class TestContributions:
    def test_a_new_one_says_what_to_do_next(self, office: Program) -> None:
        ended = office("contribution", "add", "Arcadia", "--title", "Second agreement", "--receipts-unknown")
        assert ended.out == "Added contribution C-003 “Second agreement”.\n"
        assert ended.err == "Next: portfolio contribution commit C-003 AMOUNT CURRENCY --date DATE\n"

    def test_every_option_is_stored(self, office: Program) -> None:
        office(
            *("contribution", "add", "Ruritania", "--currency", "eur", "--reference", "R/1", "--recipient", "UNCCT"),
            *("--earmarking", "softly", "--earmarked-to", "work on borders", "--signed", "2024-01", "--start", "2024"),
            *("--end", "2025", "--document", "D-001", "--officer", "C. Officer", "--tag", "t", "--note", "n"),
        )
        record = shown(office, "contribution", "show", "C-003")
        assert (record["currency"], record["earmarking"], record["earmarked_to"]) == (
            "EUR",
            "softly",
            "work on borders",
        )
        assert (record["signed"], record["start"], record["end"]) == ("2024-01", "2024", "2025")
        assert (record["documents"], record["reference"], record["recipient"]) == (["D-001"], "R/1", "UNCCT")

    def test_it_is_shown_with_where_it_stands(self, office: Program) -> None:
        record = shown(office, "contribution", "show", "c-001")
        assert [movement["id"] for movement in record["movements"]] == ["C-001.m1", "C-001.m2"]
        assert record["figures"]["outstanding"] == {"USD": "400000.00"}
        assert record["figures"]["unallocated"] == {"USD": "250000.00"}
        assert record["figures"]["spent"] == {"USD": "40000.00"}

    def test_an_entry_is_taken_back_by_its_reversal(self, office: Program) -> None:
        office(
            "contribution", "receive", "C-001", "600,000", "USD", "--date", "2023-03-01", "--reverse", "--note", "slip"
        )
        office("contribution", "receive", "C-001", "60,000", "USD", "--date", "2023-02-01", "--booked", "55,000 EUR")
        record = shown(office, "contribution", "show", "C-001")
        assert record["figures"]["received"] == {"USD": "60000.00"}
        assert record["movements"][-1]["booked"] == {"amount": "55000.00", "currency": "EUR"}

    def test_the_same_entry_twice_needs_to_be_meant(self, office: Program) -> None:
        line = ("contribution", "receive", "C-001", "600,000", "USD", "--date", "2023-02-01")
        office(*line, code=4)
        assert "receipt C-001.m3" in office(*line, "--again").out

    def test_a_date_or_the_word_that_there_is_none(self, office: Program) -> None:
        line = ("contribution", "receive", "C-001", "10", "USD")
        assert "--undated if it is not known" in office(*line, code=2).err
        assert "not both" in office(*line, "--undated", "--date", "2023", code=2).err
        assert "undated" in office(*line, "--undated").out

    def test_money_moves_between_projects(self, office: Program) -> None:
        office("contribution", "allocate", "C-001", "P-002", "100,000", "--from", "P-001", "--note", "decided")
        rows = by("code", shown(office, "project", "list", "--donor", "Arcadia"))
        assert rows["P-001"]["committed"] == {"USD": "400000.00"}
        assert rows["P-002"]["committed"] == {"USD": "350000.00"}

    def test_a_list_is_of_a_donor_of_work_and_of_a_time(self, office: Program) -> None:
        def ids(*filters: str) -> list[str]:
            return [row["id"] for row in shown(office, "contribution", "list", *filters)]

        assert ids() == ["C-001", "C-002"]
        assert ids("--donor", "Ruritania") == ["C-002"]
        assert ids("--country", "Kenya") == ["C-001"]
        assert ids("--year", "2024") == ["C-001", "C-002"]
        assert ids("--year", "2009") == []
        assert ids("--text", "first agreement") == ["C-001"]
        assert ids("--region", "Sahel", "--text", "gift") == []

    def test_parts_are_changed_and_removed_by_their_ids(self, office: Program) -> None:
        office("contribution", "edit", "C-001.m2", "--set", "reference=B/77")
        assert shown(office, "contribution", "show", "C-001")["movements"][1]["reference"] == "B/77"
        office("contribution", "remove", "C-001.a2")
        assert [each["id"] for each in shown(office, "contribution", "show", "C-001")["allocations"]] == ["C-001.a1"]

    def test_a_period_lists_what_then_stood_of_which_the_use_is_not_recorded(self, office: Program) -> None:
        office("contribution", "add", "Arcadia", "--title", "Gift", "--currency", "USD", "--use-unknown")
        gift = shown(office, "contribution", "list")[-1]["id"]
        office("contribution", "receive", gift, "40", "USD", "--date", "2021-05-01")
        (before, then, after) = (
            [row for row in shown(office, "contribution", "list", "--year", year) if row["id"] == gift]
            for year in ("2020", "2021", "2023")
        )
        assert before == []
        assert [row["received"] for row in (*then, *after)] == [{"USD": "40.00"}, {}]
        assert [row["unallocated_not_known"] for row in (*then, *after)] == [1, 1]
        sections = shown(office, "report", "donor", "Arcadia", "--year", "2023")["sections"]
        assert "Gift" in [row["agreement"] for row in sections["agreements"]["agreements"]]


class TestExpenditures:
    def test_it_is_listed_and_filtered(self, office: Program) -> None:
        rows = shown(office, "expenditure", "list")
        assert [row["amount"] for row in rows] == [{"USD": "40000.00"}, {"USD": "5000.00"}]
        assert [row["id"] for row in shown(office, "expenditure", "list", "--donor", "Arcadia")] == ["E-001"]
        assert [row["id"] for row in shown(office, "expenditure", "list", "--year", "2024")] == ["E-002"]
        assert shown(office, "expenditure", "list", "--region", "Sahel") == []

    def test_a_reversal_counts_against(self, office: Program) -> None:
        office("expenditure", "add", "P-001", "5,000", "USD", "--date", "2024-02-02", "--reverse", "--kind", "support")
        assert shown(office, "expenditure", "list")[-1]["amount"] == {"USD": "-5000.00"}
        assert shown(office, "project", "show", "P-001")["figures"]["spent"] == {"USD": "40000.00"}

    def test_it_is_shown_with_its_own_place_and_booked_value_wherever_it_stands(self, office: Program) -> None:
        office("project", "add", "--title", "Alpha", "--code", "X-1", "--country", "Kenya", "--region", "Sahel")
        office("contribution", "add", "Arcadia", "--title", "Gift")
        gift = shown(office, "contribution", "list")[-1]["id"]
        office("contribution", "receive", gift, "500", "USD", "--date", "2024-01-01")
        spend = ("expenditure", "add", "X-1", "--date", "2024-03-01")
        office(*spend, "900", "JPY", "--contribution", gift, "--booked", "6 USD", "--country", "Kenya")
        office(*spend, "7", "USD", "--region", "Sahel")
        rows = [row for row in shown(office, "expenditure", "list") if row["target"] == "X-1"]
        assert [(row["place"], row["booked"]) for row in rows] == [("Kenya", {"USD": "6.00"}), ("Sahel", {})]
        for page in (("expenditure", "list"), ("project", "show", "X-1"), ("contribution", "show", gift)):
            lines = [line for line in office(*page, "-f", "table").out.splitlines() if line.startswith(rows[0]["id"])]
            assert [("Kenya" in line, " 6 " in line) for line in lines] == [(True, True)]
        assert "Kenya" in office("expenditure", "show", rows[0]["id"], "-f", "table").out
        refused = office(*spend, "7", "USD", "--country", "Uganda", code=5).err
        assert "is Uganda, which is not among the places of X-1" in refused
        assert "portfolio project edit X-1 --set country+=UG" in refused


class TestRates:
    def test_the_base_is_that_of_the_settings_unless_named(self, office: Program) -> None:
        office("rate", "add", "EUR", "0.85", "--base", "GBP", "--date", "2024-06-30")
        assert [(row["date"], row["base"]) for row in shown(office, "rate", "list")] == [
            ("2024-06-30", "GBP"),
            ("2024-05-31", "USD"),
        ]

    @pytest.mark.parametrize("separator", [",", ";"])
    def test_a_file_is_entered_whole(self, office: Program, tmp_path: Path, separator: str) -> None:
        lines = ["Date,Currency,Base,Rate,Source", "2024-01-31,EUR,USD,1.08,Bank", ",,,,", "2024-02-29,JPY,USD,0.0067,"]
        text = "\r\n".join(lines).replace(",", separator)
        (tmp_path / "rates.csv").write_text(text, encoding="utf-8-sig", newline="")
        assert office("rate", "import", "rates.csv").out == "Entered 2 rates from rates.csv.\n"
        assert [row["currency"] for row in shown(office, "rate", "list")] == ["EUR", "JPY", "EUR"]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "date,currency,base,rate\n2024-01-31,EUR,USD,1.08\n2024-13-01,EUR,USD,x\n",
                "rates.csv, line 3, date: “2024-13-01”",
            ),
            ("date,currency,base,rate\n2024-01-31,EUR,USD,\n", "rates.csv, line 2, rate: is needed"),
            (
                "date,currency,base,rate\n2024-01-31,EUR,XXX,1.08\n",
                "rates.csv, line 2, base: “XXX” is not a currency code",
            ),
            ("day,currency,base,rate\n2024-01-31,EUR,USD,1\n", "rates.csv, day: is no column of rates"),
            ("", "rates.csv: is empty"),
            ('date,currency,base,rate\n"2024,EUR\n', "rates.csv, row 2: has a quotation mark that is never closed"),
            (
                "date,currency,base,rate\n2024-01-31,EUR,EUR,1\n",
                "rates.csv, line 2, base: “EUR” is the currency itself",
            ),
        ],
    )
    def test_a_file_with_mistakes_changes_nothing(
        self, office: Program, contents: Callable[[], object], tmp_path: Path, text: str, expected: str
    ) -> None:
        before = contents()
        (tmp_path / "rates.csv").write_text(text, encoding="utf-8")
        assert expected in office("rate", "import", "rates.csv", code=5).err
        assert contents() == before

    def test_a_file_that_cannot_be_read(self, office: Program, tmp_path: Path) -> None:
        assert "cannot be read" in office("rate", "import", "missing.csv", code=6).err
        (tmp_path / "rates.csv").write_bytes(b"date;\xff\xfe")
        assert "rates.csv, ÿþ: is no column of rates" in office("rate", "import", "rates.csv", code=5).err


class TestWorkThatADonorFunds:
    """A donor of one programme and no project has the same count wherever it is asked about."""

    @pytest.fixture
    def funded(self, office: Program) -> Program:
        office("programme", "add", "--title", "Programme on Harbours", "--code", "PRG-H", "--donor", "Sylvania")
        office("activity", "add", "PRG-H", "--title", "Harbour drill", "--type", "training")
        return office

    @pytest.fixture(autouse=True)
    def known(self, office: Program) -> None:
        office("donor", "add", "Sylvania", "--code", "SYLVANIA", "--type", "government")
        office("partner", "add", "Harbour Board", "--code", "HB")

    def test_lists_and_summaries_count_programmes_beside_projects(self, funded: Program) -> None:
        (row,) = [each for each in shown(funded, "donor", "list") if each["code"] == "SYLVANIA"]
        assert (row["projects"], row["programmes"]) == (0, 1)
        row = by("donor", shown(funded, "summary", "donors"))["Sylvania"]
        assert (row["projects"], row["programmes"]) == (0, 1)
        assert "1 programme; cumulative" in funded("programme", "list", "--donor", "Sylvania", "-f", "table").out

    def test_its_page_lists_the_programme(self, funded: Program) -> None:
        page = shown(funded, "donor", "show", "Sylvania")
        assert (page["projects"], [each["code"] for each in page["programmes"]]) == ([], ["PRG-H"])
        assert [each["title"] for each in page["activities"]] == ["Harbour drill"]
        said = funded("donor", "show", "Sylvania", "-f", "table").out
        assert "0 distinct projects; cumulative" in said
        assert "1 programme; cumulative" in said

    def test_its_report_counts_the_same(self, funded: Program) -> None:
        counts = json.loads(funded("report", "donor", "Sylvania", "-f", "json").out)["sections"]["glance"]["counts"]
        assert (counts["projects"], counts["programmes"], counts["activities"]) == (0, 1, 1)

    def test_a_list_of_projects_tells_of_programmes_that_fit_too(self, funded: Program) -> None:
        said = funded("project", "list", "--donor", "Sylvania", "-f", "table").out
        assert "1 programme fits too: portfolio programme list." in said
        assert "too: portfolio programme list" not in funded("project", "list", "-f", "table").out

    def test_a_partner_of_a_programme_is_counted_too(self, funded: Program) -> None:
        funded("programme", "edit", "PRG-H", "--set", "partner=HB")
        (row,) = [each for each in shown(funded, "partner", "list") if each["code"] == "HB"]
        assert (row["projects"], row["programmes"]) == (0, 1)
        assert [each["code"] for each in shown(funded, "partner", "show", "HB")["programmes"]] == ["PRG-H"]


class TestSummaries:
    def test_donors_have_the_keys_of_the_contract_and_residue_rows(self, office: Program) -> None:
        rows = shown(office, "summary", "donors")
        arcadia = by("donor", rows)["Arcadia"]
        assert tuple(arcadia)[:10] == (
            *("donor", "projects", "programmes", "pledged", "committed", "received", "outstanding"),
            *("allocated", "unallocated", "spent"),
        )
        assert {key: arcadia[key] for key in tuple(arcadia)[10:]} == {"unallocated_of": {"due": {"USD": "250000.00"}}}
        assert (arcadia["projects"], arcadia["outstanding"]) == (2, {"USD": "400000.00"})
        residue = [row for row in rows if row.get("residue")]
        assert [(row["donor"], row["projects"], row["spent"]) for row in residue] == [
            ("not charged to a contribution", 0, {"USD": "5000.00"}),
            ("not recorded", 1, {}),
        ]

    @pytest.mark.parametrize(
        ("group", "key", "residue"),
        [
            ("regions", "region", "unallocated"),
            ("countries", "country", "unallocated"),
            ("programmes", "programme", "unallocated"),
            ("pillars", "pillar", "unallocated"),
            ("statuses", "status", "unallocated"),
            ("years", "year", "undated"),
        ],
    )
    def test_every_breakdown_adds_up_to_the_same(self, office: Program, group: str, key: str, residue: str) -> None:
        rows = shown(office, "summary", group)
        assert tuple(rows[0])[:6] == (key, "projects", "pledged", "committed", "received", "spent")
        assert any(row.get("residue") and row[key] == residue for row in rows)
        for column, expected in (("committed", 1_000_000), ("received", 600_000), ("spent", 45_000)):
            assert sum(float(row[column].get("USD", 0)) for row in rows) == expected

    @pytest.mark.usefixtures("begun")
    @pytest.mark.parametrize(("named_by", "first", "second"), [("end", "FY24", "FY25"), ("start", "FY23", "FY24")])
    def test_fiscal_years_are_rows_where_they_are_asked_for(
        self, portfolio: Program, tmp_path: Path, named_by: str, first: str, second: str
    ) -> None:
        own = f'[portfolio]\nfiscal_year_start = 7\nfiscal_year_named_by = "{named_by}"\n'
        (tmp_path / "portfolio.toml").write_text(own, encoding="utf-8")
        portfolio("donor", "add", "Ruritania")
        portfolio("contribution", "add", "Ruritania", "--title", "Gift")
        for amount, date in (("100", "2023-07-01"), ("30", "2024-06"), ("5", "2024-07-01"), ("7", "2024")):
            portfolio("contribution", "receive", "C-001", amount, "USD", "--date", date)
        rows = by("year", shown(portfolio, "summary", "years", "--fiscal"))
        assert {key: row["received"] for key, row in rows.items()} == {
            first: {"USD": "130.00"},
            second: {"USD": "5.00"},
            "dated too roughly": {"USD": "7.00"},
        }
        for year in (first, second):
            (row,) = shown(portfolio, "summary", "years", "--year", year)
            assert row == rows[year]
            assert shown(portfolio, "summary", "donors", "--year", year)[0]["received"] == row["received"]
        assert f"{first}: 2023-07-01 to 2024-06-30." in portfolio("summary", "years", "--fiscal", "-f", "table").out
        for asked in (("--fiscal",), ("--year", first)):
            report = portfolio("report", "donor", "Ruritania", *asked, "--format", "md").out
            table = report[report.index("### By fiscal year") :]
            assert f"| {first} | 0 | 130.00 |" in table
            assert f"{first}: 1 July 2023 to 30 June 2024" in table
        assert "### By year" in portfolio("report", "donor", "Ruritania", "--year", "2024", "--format", "md").out

    def test_budgets_stand_beside_money_by_project_programme_and_portfolio(self, office: Program) -> None:
        office("project", "budget", "P-001", "600,000", "USD", "--from", "2024", "--to", "2024")
        office("project", "budget", "P-001", "700,000", "USD", "--from", "2024", "--to", "2024", "--type", "revised")
        # P-001 is of PRG-001, and 500,000 are allocated to it.
        plan = {"budget": {"USD": "700000.00"}, "allocated": {"USD": "500000.00"}, "gap": {"USD": "200000.00"}}
        for key, line in (("code", "project list"), ("code", "summary budgets")):
            row = by(key, shown(office, *line.split()))["P-001"]
            assert {name: row[name] for name in plan} == plan
        for key, line in (("code", "programme list"), ("programme", "summary programmes")):
            row = next(row for row in shown(office, *line.split()) if row[key] in {"PRG-001", "Border management"})
            assert {name: row[name] for name in plan} == plan
        for line in ("project show P-001", "programme show PRG-001"):
            figures = json.loads(office(*line.split(), "--format", "json").out)["figures"]
            assert {name: figures[name] for name in plan} == plan
        whole = json.loads(office("overview", "--format", "json").out)["figures"]
        assert (whole["budget"], whole["gap"]) == (plan["budget"], plan["gap"])
        none = by("code", shown(office, "project", "list"))["P-002"]
        assert (none["budget"], none["gap"]) == ({}, {})

    def test_a_programmes_own_budget_has_its_projects_in_one_row(self, office: Program) -> None:
        office("project", "budget", "P-001", "600,000", "USD", "--from", "2024", "--to", "2024")
        office("programme", "budget", "PRG-001", "900,000", "USD", "--from", "2024", "--to", "2024")
        rows = by("code", shown(office, "summary", "budgets"))
        assert (rows["P-001"]["within"], rows["P-001"]["gap"]) == ("PRG-001", {"USD": "100000.00"})
        assert (rows["PRG-001"]["allocated"], rows["PRG-001"]["gap"]) == ({"USD": "500000.00"}, {"USD": "400000.00"})
        whole = json.loads(office("overview", "--format", "json").out)["figures"]
        assert (whole["budget"], whole["gap"]) == ({"USD": "900000.00"}, {"USD": "400000.00"})
        (total,) = re.findall(r"^Total .*$", office("summary", "budgets", "--format", "table").out, re.MULTILINE)
        assert re.findall(r"[0-9,]+", total)[:3] == ["900,000", "750,000", "400,000"]  # P-002 has 250,000
        # What a project without a plan spent is in the programme's row too, and its own row is not added.
        spent = rows["PRG-001"]["spent"]
        office("project", "add", "--title", "Spender", "--code", "X-9", "--programme", "PRG-001")
        office("expenditure", "add", "X-9", "50", "USD", "--date", "2024-03-01")
        rows = by("code", shown(office, "summary", "budgets"))
        assert (rows["X-9"]["within"], rows["X-9"]["spent"]) == ("PRG-001", {"USD": "50.00"})
        assert Decimal(rows["PRG-001"]["spent"]["USD"]) == Decimal(spent["USD"]) + 50

    def test_what_budgets_leave_out_or_count_twice_is_said(self, office: Program) -> None:
        office("project", "budget", "P-001", "600,000", "USD", "--from", "2024", "--to", "2024")
        said = office("project", "budget", "P-001", "100", "USD", "--from", "2024-12", "--to", "2025-11").err
        assert "It overlaps with P-001.b1 in time, and all of these count" in said
        office("project", "budget", "P-002", "5", "USD")
        ended = office("summary", "budgets", "--year", "2025", "--donor", "Arcadia", "--format", "table")
        assert "Left out of the period, without a start or an end: 1 budget." in ended.err
        twice = "Budgets for the same days all count, in P-001: portfolio check --rule budget-overlap"
        assert twice not in ended.err, "of 2025 there is one"
        assert twice in office("summary", "budgets", "--year", "2024").err
        assert "Budgets and gaps are those of the chosen work, in whole, whoever else funds it." in ended.out
        assert by("code", shown(office, "summary", "budgets", "--year", "2025"))["P-001"]["budget"] == {"USD": "100.00"}

    def test_shares_split_the_money_of_a_project(self, office: Program) -> None:
        rows = by("country", shown(office, "summary", "countries", "--programme", "PRG-001"))
        assert rows["Kenya"]["committed"] == {"USD": "300000.00"}
        assert rows["Somalia"]["committed"] == {"USD": "200000.00"}

    def test_filters_and_currency_are_said_below(self, office: Program) -> None:
        out = office("summary", "donors", "--donor", "Arcadia", "--year", "2023", "--format", "table").out
        assert "active in 2023" in out
        assert "Filters: donor Arcadia; year 2023." in out
        ended = office("summary", "donors", "--currency", "USD", "--format", "table")
        assert "Converted by the rates of 2024-05-31: 1 EUR = 1.1 USD (Bank of Arcadia)." in ended.out
        assert "88,000" in ended.out

    @pytest.mark.parametrize("line", ["summary donors", "project list", "contribution list", "donor list", "overview"])
    def test_machines_are_told_by_which_rates_beside_what_they_read(self, office: Program, line: str) -> None:
        office("contribution", "allocate", "C-002", "P-002", "80,000")
        ended = office(*line.split(), "--currency", "USD", "--format", "json")
        assert "Converted by the rates of 2024-05-31: 1 EUR = 1.1 USD (Bank of Arcadia)." in ended.err
        assert '"pledged": {"USD": "88000.00"}' in ended.out.replace("{\n      ", "{").replace("\n    }", "}")

    def test_what_was_spent_is_listed_converted(self, office: Program) -> None:
        office("rate", "add", "USD", "0.9", "--base", "EUR", "--date", "2024-02-01")
        (row,) = shown(office, "expenditure", "list", "--year", "2024", "--currency", "EUR")
        assert row["amount"] == {"EUR": "4500.00"}

    def test_a_missing_rate_is_loud(self, office: Program) -> None:
        err = office("summary", "donors", "--currency", "GBP").err
        assert "NOT CONVERTED for want of a rate of GBP in USD: USD 1,000,000.00 committed of 2023-01-15." in err

    def test_an_unknown_currency_is_refused(self, office: Program) -> None:
        assert (
            "--currency: “EURO” is not a currency code" in office("summary", "donors", "--currency", "EURO", code=5).err
        )

    def test_partners_carry_no_money(self, office: Program) -> None:
        (row,) = shown(office, "summary", "partners")
        assert row == {"partner": "Institute of Borders", "projects": 1, "programmes": 0, "activities": 0}

    def test_outcomes_are_added_under_a_shared_code(self, office: Program) -> None:
        office("outcome", "indicator", "P-002", "O-002", "--title", "Certified", "--unit", "officers", "--code", "CERT")
        office("outcome", "record", "P-002", "CERT", "6", "--period", "2021")
        (row,) = shown(office, "summary", "outcomes")
        assert (row["projects"], row["target"], row["actual"], row["reported"]) == (2, "30", "30", "2 of 2")
        (row,) = shown(office, "summary", "outcomes", "--year", "2021")
        assert row["actual"] == "6"
