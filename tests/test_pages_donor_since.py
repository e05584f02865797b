"""What has changed since an earlier report: then and now side by side, what is new marked, and nothing betrayed."""

from __future__ import annotations

import copy
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import shown
from trees import section, table
from worked_portfolio import moved
from worked_report import ENGLISH, PORTFOLIO, REPORT, asked, stored

from portfolio.formats.registry import write
from portfolio.pages.donor.since import compared
from portfolio.pages.tree import Paragraph

if TYPE_CHECKING:
    from conftest import Program

DAY = dt.date(2023, 12, 31)


def later() -> Any:
    """Return the worked portfolio with a payment, a project, an activity and a result more."""
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["contributions"][0]["movements"].append(moved("receipt", "100000.00", "2024-05-01"))
    portfolio["projects"].append(stored(code="P-4", title="New work", kind="project",
                                        organisations=[{"organisation": "ARCADIA", "role": "funding"}]))  # fmt: skip
    portfolio["activities"].append(stored(id="A-7", title="Course in the hills", project="P-1", type="training",
                                          start="2024-05-02", participants={"women": 8}))  # fmt: skip
    portfolio["outcomes"][0]["indicators"][0]["periods"][1]["actual"] = "70"
    return portfolio


NOW = compared(asked(later(), "Arcadia"), REPORT, DAY, ENGLISH)


def test_figures_that_changed_stand_side_by_side() -> None:
    found = {row["key"]: (row["then"], row["now"], row["change"]) for row in table(NOW, "since", "changes").rows}
    assert found == {
        "received-USD": (Decimal("950000.00"), Decimal("1050000.00"), Decimal("100000.00")),
        "outstanding-USD": (Decimal("250000.00"), Decimal("150000.00"), Decimal("-100000.00")),
        "projects": (Decimal(3), Decimal(4), Decimal(1)),
        "activities": (Decimal(4), Decimal(5), Decimal(1)),
        "people": (Decimal(42), Decimal(50), Decimal(8)),
    }
    assert [column.heading for column in table(NOW, "since", "changes").columns] == [
        *("Figure", "On 31 December 2023", "On 30 June 2024", "Change"),
    ]
    money = {row["key"]: row for row in table(NOW, "glance", "money").rows}
    assert money["received"]["USD_then"] == Decimal("950000.00")
    assert money["received"]["USD"] == Decimal("1050000.00")
    funds = table(NOW, "funds", "funds")
    assert funds.total
    assert funds.total["USD_then"] == Decimal("735000.00")
    (certified,) = (row for row in table(NOW, "P-1", "outcomes").rows if row["key"] == "O-1.i1")
    assert (certified["actual"], certified["actual_then"]) == (Decimal(110), Decimal(106))


def test_what_is_new_is_named_and_marked_and_nothing_else() -> None:
    assert section(NOW, "since").heading == "Since your report of 31 December 2023"
    data = json.loads(str(write(NOW, "json")))["sections"]
    assert data["since"]["new"] == {"new_projects": ["New work"], "new_activities": ["Course in the hills"]}
    assert [row["project"] for row in data["projects"]["projects"] if row["new"]] == ["New work"]
    held = data["projects"]["sections"]["PRG-1"]["sections"]["P-1"]["activities"]
    assert [row["activity"] for row in held if row["new"]] == ["Course in the hills"]
    assert "new" not in data["agreements"]["agreements"][0]
    assert {fact.key: fact.value for fact in NOW.front}["compared_with"] == DAY


def test_where_nothing_changed_that_is_said() -> None:
    same = compared(REPORT, REPORT, DAY, ENGLISH)
    assert section(same, "since").blocks == [Paragraph("Nothing has changed since your report of 31 December 2023.")]


def test_a_donor_that_there_was_not_has_everything_new() -> None:
    report = compared(REPORT, None, DAY, ENGLISH)
    found = {row["key"]: (row["then"], row["change"]) for row in table(report, "since", "changes").rows}
    assert found["committed-USD"] == (None, Decimal("1250000.00"))
    assert all(row["new"] for row in table(report, "projects", "projects").rows)


def test_what_is_gone_is_named_and_what_it_was_stands_beside_nothing() -> None:
    report = compared(REPORT, asked(later(), "Arcadia"), DAY, ENGLISH)
    data = json.loads(str(write(report, "json")))["sections"]
    assert data["since"]["gone"] == {"gone_projects": ["New work"], "gone_activities": ["Course in the hills"]}
    assert "new" not in data["since"]
    french = compared(asked(later(), "Arcadia"), None, DAY, ENGLISH)
    assert "gone" not in json.loads(str(write(french, "json")))["sections"]["since"]


def test_figures_that_there_are_no_more_stand_in_their_place_so_that_those_of_then_add_up() -> None:
    less = copy.deepcopy(PORTFOLIO)
    less["contributions"] = [each for each in less["contributions"] if each.get("currency") != "EUR"]
    for each in less["contributions"]:
        each["movements"] = [moved for moved in each["movements"] if moved["kind"] != "refund"]
    funds = table(compared(asked(less, "Arcadia"), REPORT, DAY, ENGLISH), "funds", "funds")
    then = {row["key"]: row for row in table(REPORT, "funds", "funds").rows}
    assert [row["key"] for row in funds.rows] == [*then]
    assert {"EUR", "EUR_then", "USD_then"} <= {column.key for column in funds.columns}
    for row in funds.rows:
        for code in ("EUR", "USD"):
            assert row.get(f"{code}_then") == then[row["key"]].get(code)
    assert funds.total
    assert funds.total["EUR_then"] == (table(REPORT, "funds", "funds").total or {})["EUR"]


def test_a_narrative_that_is_new_says_so() -> None:
    told = {**PORTFOLIO, "narratives": [stored(id="N-1", target="P-1", kind="lessons", text="Learnt.")]}
    report = compared(asked(told, "Arcadia"), REPORT, DAY, ENGLISH)
    assert section(report, "N-1").blocks[-1] == Paragraph("New since your report of 31 December 2023", "note")
    assert json.loads(str(write(report, "json")))["sections"]["since"]["new"] == {"new_narratives": ["Lessons learned"]}


@pytest.fixture
def office(portfolio: Program) -> Program:
    portfolio("init")
    portfolio("donor", "add", "Arcadia")
    portfolio("project", "add", "Border work", "--donor", "Arcadia", "--country", "KE")
    portfolio("project", "add", "Zubrowka watch", "--donor", "Arcadia")
    portfolio("contribution", "add", "Arcadia", "1000", "USD", "--for", "P-001:600", "--date", "2024-02-01")
    return portfolio


def test_what_was_classified_since_is_in_neither_figure(office: Program) -> None:
    then = "4"
    office("project", "edit", "P-002", "--set", "classification=confidential")
    office("contribution", "receive", "C-001", "400", "USD", "--date", "2024-03-01")
    found = office("report", "donor", "Arcadia", "--compared-with", then, "-f", "json")
    since = json.loads(found.out)["sections"]["since"]
    assert [row["figure"] for row in since["changes"]] == ["Received, USD", "Outstanding, USD"]
    assert "Zubrowka" not in found.out


def test_what_cannot_be_compared_with_is_refused(office: Program) -> None:
    assert "has not ended yet" in office("report", "donor", "Arcadia", "--compared-with", "2130-01-01", code=5).err
    later_one = office("report", "donor", "Arcadia", "--as-of", "2", "--compared-with", "3", code=5)
    assert "is later than" in later_one.err


def test_a_day_that_no_history_tells_of_is_refused(portfolio: Program) -> None:
    portfolio("init")
    shipped = Path(__file__).parents[1] / "records" / "portfolio.json"
    Path("records/portfolio.json").write_bytes(shipped.read_bytes())
    refused = portfolio("report", "donor", "Japan", "--compared-with", "2019-12-31", code=3)
    assert "nothing tells how it was on 2019-12-31" in refused.err


def test_what_a_donor_took_up_since_was_its_own_then(office: Program) -> None:
    office("donor", "add", "Ministry of Arcadia")
    office("donor", "add", "Arcadian Court", "--parent", "Ministry of Arcadia")
    office("project", "add", "Watch", "--donor", "Ministry of Arcadia")
    office("contribution", "add", "Ministry of Arcadia", "500 EUR", "--date", "2024-03-01")
    office("contribution", "add", "Arcadian Court", "70 EUR", "--date", "2024-03-01")
    then = str(shown(office, "history")[0]["revision"])
    office("donor", "merge", "Ministry of Arcadia", "Arcadia", "--yes")
    office("donor", "edit", "Arcadia", "--set", "name=Republic of Arcadia")
    since = shown(office, "report", "donor", "Arcadia", "--compared-with", then)["sections"]["since"]
    (said,) = since["paragraphs"]
    assert said.startswith("Nothing has changed since your report of")


def test_a_donor_that_was_another_then_is_compared_with_that(office: Program) -> None:
    then = str(shown(office, "history")[0]["revision"])
    office("donor", "add", "Republic of Arcadia")
    office("donor", "merge", "Arcadia", "Republic of Arcadia", "--yes")
    office("contribution", "receive", "C-001", "400", "USD", "--date", "2024-03-01")
    since = shown(office, "report", "donor", "Republic of Arcadia", "--compared-with", then)["sections"]["since"]
    assert [row["figure"] for row in since["changes"]] == ["Received, USD", "Outstanding, USD"]
    assert "new" not in since
