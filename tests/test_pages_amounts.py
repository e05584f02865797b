"""Money on pages and in lists: zero, none and not known are told apart, in every format."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Program

# What each donor has outstanding: nothing any more, not known, nothing recorded, and of two agreements the one known.
READ = {"A": "USD 0.00", "B": "not known", "C": "–", "E": "EUR 0.00; + not known"}
PLAIN = {"A": "USD 0.00", "B": "not known", "C": "", "E": "EUR 0.00; not known"}
EXACT: dict[str, tuple[dict[str, str], int]] = {
    "A": ({"USD": "0.00"}, 0),
    "B": ({}, 1),
    "C": ({}, 0),
    "E": ({"EUR": "0.00"}, 1),
}


@pytest.fixture
def office(portfolio: Program, register: object) -> Program:
    del register
    steps = [("A", "commit", "USD"), ("B", "commit", "USD"), ("C", "pledge", "USD"), ("E", "commit", "EUR"),
             ("E", "commit", "USD")]  # fmt: skip
    for donor in PLAIN:
        portfolio("donor", "add", f"Donor {donor}", "--code", donor)
    for number, (donor, verb, currency) in enumerate(steps, 1):
        portfolio("contribution", "add", donor, "--title", f"of {donor}")
        portfolio("contribution", verb, f"C-{number:03}", "100", currency, "--date", "2023-01-01")
    for paid, currency in (("C-001", "USD"), ("C-004", "EUR")):
        portfolio("contribution", "receive", paid, "100", currency, "--date", "2023-01-01")
    for silent in ("C-002", "C-005"):
        portfolio("contribution", "edit", silent, "--set", "receipts_unknown=yes")
    return portfolio


def outstanding(row: dict[str, Any]) -> tuple[dict[str, str], int]:
    return row["outstanding"], row.get("outstanding_not_known", 0)


@pytest.mark.parametrize("command", [("summary", "donors"), ("donor", "list")])
def test_lists_in_machine_formats(office: Program, command: tuple[str, str]) -> None:
    key = "donor" if command[0] == "summary" else "name"
    rows = json.loads(office(*command, "-f", "json").out)
    assert {row[key][-1]: outstanding(row) for row in rows} == EXACT
    lines = office(*command, "-f", "jsonl").out.splitlines()
    assert {row[key][-1]: outstanding(row) for row in map(json.loads, lines)} == EXACT
    shown = (*command, "--columns", f"{key},outstanding")
    for form, separator in (("csv", ","), ("tsv", "\t")):
        table = list(csv.reader(io.StringIO(office(*shown, "-f", form).out), delimiter=separator))
        assert {name[-1]: amount for name, amount in table[1:]} == PLAIN
    markdown = office(*shown, "-f", "md").out
    assert all(f"| Donor {donor} | {amount} |" in markdown for donor, amount in READ.items())


@pytest.mark.parametrize("form", ["tsv", "csv", "md", "table"])
def test_the_overview_says_it_beside_the_amount(office: Program, form: str) -> None:
    (line, *_) = (line for line in office("overview", "-f", form).out.splitlines() if "Outstanding" in line)
    assert "0.00" in line
    assert "not known of " in line


def test_pages_say_it_where_no_amount_is_known(office: Program) -> None:
    for page in (("donor", "show", "B"), ("contribution", "show", "C-002")):
        told = office(*page, "-f", "tsv").out
        assert "Outstanding\t\tnot known of 1 contribution\n" in told
        figures = json.loads(office(*page, "-f", "json").out)["figures"]
        assert outstanding(figures) == ({}, 1)
    known = office("donor", "show", "A", "-f", "tsv").out
    assert "Outstanding\t0.00\n" in known
    assert "not known" not in known
    assert "Outstanding\t\n" in office("donor", "show", "C", "-f", "tsv").out


def test_reports_say_it_in_rows_and_totals(office: Program) -> None:
    quarter = office("report", "quarter", "2023-Q1", "--co-funding", "amounts", "-f", "json")
    finance = json.loads(quarter.out)["sections"]["finance"]
    assert {row["donor"][-1]: outstanding(row) for row in finance["donors"]} == EXACT
    total, unknown = outstanding(finance["donors_total"])
    assert total == {"EUR": "0.00", "USD": "0.00"}
    assert unknown
    glance = json.loads(office("report", "donor", "E", "-f", "json").out)["sections"]["glance"]
    (row,) = (row for row in glance["money"] if row["measure"] == "Outstanding")
    assert (row["EUR"], row["USD"], row["USD_not_known"]) == ("0.00", None, 1)
