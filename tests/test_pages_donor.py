"""A donor's report says what was worked out by hand, adds up for any portfolio, and betrays nothing."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from desks import stocked
from trees import plain, rows, section, sections, table
from worked_portfolio import moved
from worked_report import ENGLISH, FIGURES, PORTFOLIO, REPORT, SETTINGS, TODAY, asked, office, stored, told

from portfolio.errors import RefusedError, UnknownNameError
from portfolio.language.language import Language
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.donor.whom import givers
from portfolio.pages.graphics import Chart
from portfolio.pages.release import release
from portfolio.pages.summary import summary
from portfolio.pages.tree import Paragraph, Table
from portfolio.query.names import Names
from portfolio.query.question import Office, Question
from portfolio.query.released import released

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("place", "row", "column", "expected"), FIGURES)
def test_every_figure_is_the_one_worked_out_by_hand(place: str, row: str, column: str, expected: object) -> None:
    found = [each[column] for each in rows(REPORT, place) if each["key"] == row and column in each]
    assert found
    assert all(each == expected for each in found), found


def test_reports_say_whose_they_are_and_as_of_when() -> None:
    assert {fact.key: fact.value for fact in REPORT.front} == {
        "office": "Centre for Quiet Borders",
        "donor": "Arcadia",
        "includes": ("Parliament of Arcadia",),
        "period": "All years, cumulative",
        "as_of": TODAY,
        "marking": "UNCLASSIFIED",
    }
    assert (REPORT.kind, REPORT.title, REPORT.as_of) == ("donor", "Summary for Arcadia", TODAY)
    assert [each.key for each in REPORT.sections] == [
        *("summary", "glance", "projects", "countries", "funds", "agreements", "due", "places", "statement"),
    ]
    assert [each.text for each in REPORT.closing] == [
        "Contact: Donor relations, donors@example.org",
        "1 Castle Street, Strelsau",
        "Funded by the generous contributions of Arcadia and the Parliament of Arcadia.",
    ]


def test_work_stands_under_its_programme() -> None:
    assert [(each.key, [inner.key for inner in each.sections]) for each in section(REPORT, "projects").sections] == [
        ("PRG-1", ["P-1"]),
        ("no_programme", ["P-2", "P-3"]),
        ("other_activities", []),
    ]


def test_jointly_funded_results_are_said_to_be() -> None:
    words = [each.text for each in section(REPORT, "P-1").blocks if isinstance(each, Paragraph)]
    assert words[1] == "Jointly funded, together with Ruritania: what follows are not the results of one donor alone."
    assert not any(isinstance(each, Paragraph) for each in section(REPORT, "P-2").blocks)


def test_an_activity_that_credits_another_donor_alone_is_not_this_one_s() -> None:
    assert "Workshop of Ruritania" not in json.dumps(plain(REPORT))
    of_ruritania = asked(PORTFOLIO, "Ruritania")
    people = {row["key"]: row["women"] for row in table(of_ruritania, "projects", "people").rows}
    assert people == {"joint": 12, "other": 100}


def test_other_donors_are_named_and_their_amounts_make_no_difference() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    of_ruritania = next(each for each in portfolio["contributions"] if each["id"] == "C-4")
    for each in (*of_ruritania["movements"], *of_ruritania["allocations"]):
        each["amount"] = "777777.77"
    for each in portfolio["expenditures"]:
        if each["id"] in {"E-5", "E-7"}:
            each["amount"] = "5555.55"
    # What a place or pillar has of a shared project goes on from what all donors gave, so that tables recombine to the
    # cent: nothing else may follow from the amounts of others.
    found, expected = (to_the_unit(plain(each)) for each in (asked(portfolio, "Arcadia"), REPORT))
    assert found == expected
    assert "Ruritania" in json.dumps(plain(REPORT))


def to_the_unit(value: Any) -> Any:
    """Round every amount in a report as JSON to whole units of its currency."""
    if isinstance(value, dict):
        return {key: to_the_unit(each) for key, each in value.items()}
    if isinstance(value, list):
        return [to_the_unit(each) for each in value]
    is_amount = isinstance(value, str) and re.fullmatch(r"-?[0-9]+[.][0-9]{2}", value)
    return str(round(float(value))) if is_amount else value


def test_other_donors_amounts_and_the_whole_of_a_project_are_shown_where_that_is_wanted() -> None:
    report = asked(PORTFOLIO, "Arcadia", co_funding="amounts")
    found = table(report, "P-1", "co_funding")
    assert {row["key"]: (row["committed"], row["spent"]) for row in found.rows} == {
        "ARCADIA": ({"USD": Decimal("520833.33")}, {"USD": Decimal("160000.00")}),
        "RURITANIA": ({"USD": Decimal("300000.00")}, {"USD": Decimal("100000.00")}),
        "~not charged": ({}, {"USD": Decimal("33000.00")}),
    }
    assert found.total
    assert found.total["committed"] == {"USD": Decimal("820833.33")}
    assert found.total["spent"] == {"USD": Decimal("293000.00")}


def test_a_period_has_its_own_figures_and_a_statement_with_what_was_there_before() -> None:
    report = asked(PORTFOLIO, "Arcadia", period={"year": ["2023"]})
    glance = {row["key"]: row for row in table(report, "glance", "money").rows}
    assert glance["received"]["USD"] == Decimal("250000.00")
    assert glance["committed"]["USD"] is None
    assert glance["outstanding"]["USD"] == Decimal("250000.00")
    assert {fact.key: fact.value for fact in report.front}["period"] == (
        f"{ENGLISH.date(dt.date(2023, 1, 1))} to {ENGLISH.date(dt.date(2023, 12, 31))}"
    )
    statement = {row["key"]: row for row in table(report, "statement", "statement").rows}
    expected = ("540000.00", "300000.00", "55000.00", "50000.00", "735000.00")
    columns = ("opening", "received", "spent", "refunded", "closing")
    assert [statement["C-1"][column] for column in columns] == [{"USD": Decimal(amount)} for amount in expected]
    assert statement["C-2"]["opening"] == {"EUR": Decimal("400000.50")}
    assert statement["C-2"]["closing"] == {"EUR": Decimal("10000.25")}
    assert [row["key"] for row in table(report, "agreements", "instalments").rows] == ["C-1.i2"]
    assert [row["key"] for row in table(report, "projects", "people").rows] == ["other"]


def test_converted_money_comes_with_its_rates_and_says_loudly_what_has_none() -> None:
    report = asked(PORTFOLIO, "Arcadia", currency="USD")
    glance = {row["key"]: row for row in table(report, "glance", "money").rows}
    # 1,200,000 and EUR 400,000.50 at 1.1; 950,000 and EUR 400,000.50 at 1.2, the receipt taken back aside.
    assert glance["committed"] == {**glance["committed"], "USD": Decimal("1690000.55"), "JPY": None}
    assert glance["received"]["USD"] == Decimal("1430000.60")
    assert glance["received"]["JPY"] == Decimal(3000000)
    assert [(str(row["date"]), str(row["rate"])) for row in table(report, "glance", "rates").rows] == [
        ("2022-02-15", "1.1"), ("2022-03-01", "1.2"), ("2024-06-30", "1.05"),
    ]  # fmt: skip
    loud = [each.text for each in section(report, "glance").blocks if isinstance(each, Paragraph)]
    yen, euros = ENGLISH.money("JPY", Decimal(3000000)), ENGLISH.money("EUR", Decimal("390000.25"))
    june, october = ENGLISH.date(dt.date(2023, 6, 1)), ENGLISH.date(dt.date(2023, 10, 1))
    assert f"NOT CONVERTED, as no rate at most 31 days old is recorded: {yen}, Received, {june} (JPY/USD)." in loud
    assert f"NOT CONVERTED, as no rate at most 31 days old is recorded: {euros}, Spent, {october} (EUR/USD)." in loud


def test_a_donor_without_amounts_is_told_what_its_work_came_to() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["contributions"] = []
    portfolio["expenditures"] = []
    report = asked(portfolio, "Arcadia")
    assert [each.key for each in report.sections] == ["summary", "glance", "projects", "countries", "places"]
    first = section(report, "glance").blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text.startswith("No amount from Arcadia is recorded.")
    assert [row["key"] for row in table(report, "projects", "projects").rows] == ["P-3"]
    assert "outcomes" in {each.key for each in section(report, "P-3").blocks if isinstance(each, Table)}
    assert section(report, "places").heading == "Where the work is"
    charts = [each for each in section(report, "regions").blocks if isinstance(each, Chart)]
    # One row of no region is nothing to compare.
    assert charts == []
    assert not any(column.kind == "money" for each in sections(report) for block in each.blocks
                   if isinstance(block, Table) for column in block.columns)  # fmt: skip


def test_what_was_paid_may_be_unknown() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    gift = portfolio["contributions"][1]
    gift["movements"] = gift["movements"][:1]
    gift["receipts_unknown"] = True
    report = asked(portfolio, "Arcadia")
    glance = {row["key"]: row for row in table(report, "glance", "money").rows}
    assert glance["outstanding"]["EUR"] is None
    assert glance["outstanding"]["EUR_not_known"] == 1
    statement = {row["key"]: row for row in table(report, "statement", "statement").rows}
    assert (statement["C-2"]["closing"], statement["C-2"]["closing_not_known"]) == ({}, 1)


def test_the_office_itself_and_unknown_donors_are_refused() -> None:
    with pytest.raises(RefusedError, match="is the office itself"):
        asked(PORTFOLIO, "CENTRE")
    with pytest.raises(UnknownNameError, match="Zenda"):
        asked(PORTFOLIO, "Zenda")
    with pytest.raises(RefusedError, match="--region"):
        asked(PORTFOLIO, "Arcadia", period={"region": ["Asia"]})


def test_money_to_the_cent_is_that_of_the_summary_for_every_column() -> None:
    shown = summary("donors", Question(office(), {})).table
    for donor in ("ARCADIA", "ARC-PAR"):
        row = next(each for each in table(REPORT, "glance", "givers").rows if each["key"] == donor)
        other = next(each for each in shown.rows if each["donor"] == row["donor"])
        for column in ("pledged", "committed", "received", "allocated", "unallocated", "spent"):
            assert row[column] == other[column], column


def test_undated_entries_count_in_the_balances_of_the_statement_as_in_all_others() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    gift: Any = {**portfolio["contributions"][0], "id": "C-7", "allocations": [], "instalments": []}
    gift["movements"] = [
        moved("commitment", "1000.00", "2022-05-01"),
        moved("receipt", "500.00", "2023-04-01"),
        moved("receipt", "40.00", "2023"),
        moved("refund", "20.00", None),
    ]
    portfolio["contributions"].append(gift)

    def statement(**period: list[str]) -> Any:
        report = asked(portfolio, "Arcadia", period=period)
        money: Any = {row["key"]: row for row in table(report, "agreements", "agreement_money").rows}["C-7"]
        found = table(report, "statement", "statement")
        row: Any = {row["key"]: row for row in found.rows}["C-7"]
        amounts = [row[key].get("USD") for key in ("opening", "received", "refunded", "unplaced", "closing")]
        return [str(amount) if amount else amount for amount in (*amounts, money["outstanding"]["USD"])], found.notes

    # The refund has the day of the signature. It is no debt: outstanding is what was committed and not paid.
    first, notes = statement(year=["2023"])
    assert first == ["-20.00", "540.00", None, None, "520.00", "460.00"]
    assert not [note for note in notes if "does not say whether" in note]
    # In half a year it is not certain that what is dated 2023 lies in it: it counts from the year's last day on.
    second, notes = statement(since=["2023-01-01"], until=["2023-06-30"])
    assert second == ["-20.00", "500.00", None, None, "480.00", "500.00"]
    assert not [note for note in notes if "does not say whether" in note]
    third, notes = statement(since=["2023-07-01"], until=["2023-12-31"])
    assert third == ["480.00", None, None, "40.00", "520.00", "460.00"]
    assert "1 entry counts in the balances, though its date does not say whether it lies in the period." in notes
    assert "What is dated too roughly to lie in the period for certain is added to the opening balance." in notes


def test_an_instalment_is_not_overdue_on_its_day() -> None:
    report = asked(PORTFOLIO, "Arcadia", period={"until": ["2023-01-31"]})
    before = {row["key"]: row["state"] for row in table(report, "agreements", "instalments").rows}
    assert before["C-1.i2"] == "due"


def test_a_report_that_was_sent_after_the_period_is_not_sent_in_it() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["contributions"][0]["reports_due"][0]["sent"] = "2024-01-15"
    report = asked(portfolio, "Arcadia", period={"year": ["2023"]})
    (row,) = table(report, "agreements", "reports_due").rows
    assert (row["sent"], row["state"]) == (None, "overdue")


def test_whoever_gave_nothing_and_funds_nothing_has_no_report_and_no_credit() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["organisations"] += [
        stored(code="HELPERS", name="Helpers of Zenda"), stored(code="STRELSAU", name="Strelsau"),
        stored(code="STR-SEN", name="Senate of Strelsau", parent="STRELSAU"),
    ]  # fmt: skip
    portfolio["projects"][1]["organisations"] = [{"organisation": "HELPERS", "role": "implementing"}]
    portfolio["contributions"].append(stored(id="C-8", donor="STR-SEN", title="Gift of the Senate"))
    seen = office(portfolio, all_seen=True)
    with pytest.raises(RefusedError, match="“Helpers of Zenda” is not a donor: it gave nothing and funds no project"):
        told(seen, "Helpers of Zenda", Options(), ENGLISH)
    assert told(seen, "Strelsau", Options(), ENGLISH).page.closing[-1].text == (
        "Funded by the generous contribution of the Senate of Strelsau."
    )
    assert givers(release(seen, "unclassified")) == (["ARCADIA", "ARC-PAR", "RURITANIA", "STR-SEN"], [])


def test_what_was_paid_is_not_known_in_the_glance_as_in_the_statement() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    gift = portfolio["contributions"][1]
    gift["movements"] = gift["movements"][:1]
    gift["receipts_unknown"] = True
    report = asked(portfolio, "Arcadia")
    glance = {row["key"]: row for row in table(report, "glance", "money").rows}
    assert (glance["received"]["EUR"], glance["received"]["EUR_not_known"]) == (None, 1)
    agreements = {row["key"]: row for row in table(report, "agreements", "agreement_money").rows}
    assert (agreements["C-2"]["received"], agreements["C-2"]["received_not_known"]) == ({}, 1)
    assert "received_not_known" not in agreements["C-1"]


def test_own_funds_make_no_work_jointly_funded() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    project = portfolio["projects"][1]
    project["organisations"] = [{"organisation": "CENTRE", "role": "funding"}]
    portfolio["activities"][3]["donors"] = ["ARCADIA", "CENTRE"]
    report = asked(portfolio, "Arcadia")
    facts = {row["key"]: row["value"] for row in rows(report, "P-2") if "value" in row}
    assert facts["other_donors"] == ("The office’s own funds",)
    assert not any(isinstance(each, Paragraph) for each in section(report, "P-2").blocks)
    assert [row["joint"] for row in table(report, "P-2", "activities").rows] == [False]


def test_per_cent_is_given_only_where_more_is_better_and_groups_are_told_in_the_language() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    falling = portfolio["outcomes"][0]["indicators"][1]
    falling["baseline"] = {"value": "90"}
    rows_of = {row["key"]: row for row in table(asked(portfolio, "Arcadia"), "P-1", "outcomes").rows}
    assert (rows_of["O-1.i2"]["target"], rows_of["O-1.i2"]["per_cent"]) == (Decimal(80), None)
    french = donor_report(office(), "Arcadia", Options(), Language("fr"))
    rows_of = {row["key"]: row for row in table(french, "P-1", "outcomes").rows}
    assert rows_of["O-1.i1"]["groups"] == ("Sexe\u00a0: femmes 45, hommes 61",)


def test_a_period_without_work_does_not_say_that_there_is_none() -> None:
    found = table(asked(PORTFOLIO, "Arcadia", period={"year": ["2015"]}), "projects", "projects")
    assert (found.rows, found.empty) == ((), "No project that this donor funds is in this period.")


def test_a_report_of_an_earlier_moment_is_the_one_that_was_made_then(tmp_path: Path) -> None:
    desk = stocked(tmp_path)

    def made(reader: Any) -> Any:
        seen = released(reader, "unclassified")
        return plain(donor_report(Office(seen, Names(seen, SETTINGS), SETTINGS, TODAY), "Arcadia", Options(), ENGLISH))

    then = desk.store.read()
    first = made(then)
    desk.move("C-001", "receipt", "7.50")
    desk.edit("projects", "P-001", "title=Other airports")
    assert made(desk.store.read()) != first
    assert made(desk.store.as_of(then.revision)) == first


def test_activities_that_may_lie_in_the_period_or_not_are_counted_for_whoever_makes_the_report() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    del portfolio["activities"][0]["start"], portfolio["activities"][0]["end"]
    _, notes, _ = told(office(portfolio, all_seen=True), "Arcadia", Options({"year": ["2022"]}), ENGLISH)
    assert "Left out of the period, as undated or dated too roughly: 1 activity." in notes


def test_a_publication_is_not_counted_as_an_activity_that_was_held() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    booklet = stored(id="A-7", title="Booklet", project="P-1", type="publication", start="2023-06-01")
    portfolio["activities"].append(booklet)
    counts = {row["key"]: row["value"] for row in rows(asked(portfolio, "Arcadia"), "glance") if "value" in row}
    assert (counts["activities"], counts["publications"]) == (4, 1)


def test_an_activity_without_countries_of_its_own_is_in_those_of_its_project() -> None:
    """P-1 has Kenya and Ethiopia, for A-1, which names both, and for A-3, which names none; P-2 has A-4."""
    held = {row["key"]: row.get("activities") for row in table(REPORT, "countries", "countries").rows}
    assert (held["KE"], held["ET"], held["UZ"]) == (2, 2, 1)


def test_a_bar_of_an_uncertain_amount_is_marked_as_its_row_is() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    for each in portfolio["contributions"]:
        for movement in each.get("movements", ()):
            movement["uncertain"] = True
    places = section(asked(portfolio, "Arcadia"), "places")
    charts = [each for part in places.sections for each in part.blocks if isinstance(each, Chart)]
    assert charts
    for chart in charts:
        assert [bar.text for bar in chart.bars] == [f"~{ENGLISH.number(bar.value)}" for bar in chart.bars]
    sure = section(REPORT, "places")
    assert not any(
        bar.text for part in sure.sections for each in part.blocks if isinstance(each, Chart) for bar in each.bars
    )
