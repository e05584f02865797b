"""Donors' reports on any portfolio: they add up, go on from each other, and show nothing secret."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import DONORS, Portfolio, portfolios, reader_of
from test_query_released import with_secrets
from trees import plain, section, sections, table
from worked_report import ENGLISH, SETTINGS, TODAY, asked

from portfolio.pages.donor import Options, donor_report
from portfolio.pages.summary import summary
from portfolio.pages.tree import Page, Table
from portfolio.query.names import Names
from portfolio.query.question import Office, Question
from portfolio.query.released import released

quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


periods = st.sampled_from([{}, {"year": ["2019"]}, {"since": ["2019-12-31"], "until": ["2020-06-14"]}])


@quickly
@given(with_secrets(), periods, st.sampled_from(["names", "amounts"]), st.sampled_from(DONORS))
def test_whatever_is_secret_makes_no_difference_to_any_report(
    portfolios: tuple[Portfolio, Portfolio], period: Any, co_funding: Any, donor: str
) -> None:
    options = Options(period, co_funding=co_funding)
    reports = []
    for portfolio, revision in zip(portfolios, (3, 4), strict=True):
        reader: Any = released(reader_of(portfolio, revision), "unclassified")
        asked_of = Office(reader, Names(reader, SETTINGS), SETTINGS, TODAY)
        reports.append(donor_report(asked_of, donor, options, ENGLISH))
    never, withheld = map(plain, reports)
    assert withheld == never


def added(amounts: Any) -> dict[tuple[str, str], Decimal]:
    """Add up cells of money, given as pairs of a column and its amounts; what is zero is left out."""
    sums: Counter[tuple[str, str]] = Counter()
    for column, money in amounts:
        for currency, amount in money.items():
            sums[column, currency] += amount
    return {key: Decimal(amount) for key, amount in sums.items() if amount}


MEASURES = ("pledged", "committed", "received", "outstanding", "allocated", "unallocated", "spent")


@quickly
@given(portfolios(), periods)
def test_the_reports_of_all_donors_add_up_to_the_portfolio(portfolio: Portfolio, period: Any) -> None:
    # Ruritania is part of Freedonia, so that two reports are those of all donors.
    for each in portfolio["organisations"]:
        if each["code"] == "RURITANIA":
            each["parent"] = "FREEDONIA"
    reader: Any = reader_of(portfolio)
    seen = Office(reader, Names(reader, SETTINGS), SETTINGS, TODAY)
    reports = [donor_report(seen, donor, Options(period), ENGLISH) for donor in ("ARCADIA", "FREEDONIA")]
    glances = [
        (row["key"], {key: value for key, value in row.items() if isinstance(value, Decimal)})
        for report in reports
        for block in section(report, "glance").blocks
        if isinstance(block, Table) and block.key == "money"
        for row in block.rows
    ]
    donors = {code.title() for code in DONORS}
    shown = [row for row in summary("donors", Question(seen, period)).table.rows if row["donor"] in donors]
    assert added(glances) == added(
        (measure, row[measure] or {}) for row in shown for measure in MEASURES if measure in row
    )
    for report in reports:
        check_that_it_adds_up(report)


def check_that_it_adds_up(report: Page) -> None:
    """Hold every table with a total against it, and all totals of money against the glance."""
    columns = ("pledged", "committed", "received", "spent")
    totals = []
    for each in sections(report):
        for block in each.blocks:
            if isinstance(block, Table) and block.total and "received" in block.total:
                total = {column: block.total[column] for column in columns}
                assert added((column, row[column]) for row in block.rows for column in columns) == added(total.items())
                totals.append(added(total.items()))
    glance = added(
        (row["key"], {key: value for key, value in row.items() if isinstance(value, Decimal)})
        for block in section(report, "glance").blocks
        if isinstance(block, Table) and block.key == "money"
        for row in block.rows
        if row["key"] in columns
    )
    assert all(total == glance for total in totals)
    agreements = [block for each in sections(report) if each.key == "agreements" for block in each.blocks]
    for block in agreements:
        if isinstance(block, Table) and block.key == "agreement_money":
            money = added((measure, row[measure]) for row in block.rows for measure in columns)
            assert money == glance


@quickly
@given(portfolios(), st.sampled_from(DONORS))
def test_a_statement_adds_up_and_goes_on_where_the_last_one_ended(portfolio: Portfolio, donor: str) -> None:
    closing: dict[str, Any] = {}
    for year in ("2018", "2019", "2020", "2021"):
        report = asked(portfolio, donor, period={"year": [year]})
        if "statement" not in {each.key for each in report.sections}:
            continue
        statement: Any = table(report, "statement", "statement").rows
        for row in statement:
            if "closing_not_known" in row:
                continue
            flows = [("", row["opening"]), ("", row["received"]), ("", row["unplaced"])]
            flows += [("", {currency: -amount for currency, amount in row[column].items()})
                      for column in ("spent", "refunded")]  # fmt: skip
            assert added(flows) == added([("", row["closing"])])
            if row["key"] in closing:
                assert added([("", row["opening"])]) == closing[row["key"]]
            closing[row["key"]] = added([("", row["closing"])])
