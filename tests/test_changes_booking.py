"""Expenditures charged to an agreement in another currency: booked by the rate of the day, by hand, or refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from desks import furnished, put

from portfolio.errors import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program
    from desks import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = furnished(tmp_path)
    made.move("C-001", "receipt", "1000", "USD")
    return made


def charge(office: Office, amount: str = "9000", currency: str = "JPY", **more: str) -> Any:
    given = {"date": "2024-05-10", "contribution": "C-001", **more}
    return office.add("expenditures", target="P-004", amount=amount, currency=currency, **given)


def rate(office: Office, currency: str, value: str, date: str = "2024-05-01", **more: str) -> None:
    office.add("rates", currency=currency, base=more.pop("base", "USD"), rate=value, date=date, **more)


def booked(office: Office, key: str = "E-001") -> Any:
    return office.get("expenditures", key).get("booked")


def test_without_a_rate_it_is_refused_with_both_ways_out(office: Office) -> None:
    with office.refuses(
        RefusedError,
        "new expenditure, booked: is needed in USD, the currency of C-001, to which JPY 9000 is charged",
        "give it (--booked “AMOUNT USD”)",
        "portfolio rate add JPY RATE --date 2024-05-10",
    ):
        charge(office)
    rate(office, "JPY", "0.0067", "2024-04-08")
    with office.refuses(RefusedError, "or enter a rate of JPY in USD of 2024-05-10 or up to 31 days before"):
        charge(office)


def test_a_usable_rate_is_stored_as_its_booked_value(office: Office) -> None:
    # 9000 x 0.0067 = 60.30
    rate(office, "JPY", "0.0067", "2024-04-09", source="Bank of Arcadia")
    change = charge(office)
    assert booked(office) == {
        "amount": "60.30",
        "currency": "USD",
        "rate": "0.0067",
        "source": "recorded rate 1 JPY = 0.0067 USD of 2024-04-09 (Bank of Arcadia)",
    }
    assert change.notes == [
        "Booked as USD 60.30 by the recorded rate 1 JPY = 0.0067 USD of 2024-04-09 (Bank of Arcadia)."
    ]


def test_two_rates_through_the_base_currency_are_usable(office: Office) -> None:
    office.add("contributions", donor="Arcadia", title="In euro")
    office.move("C-002", "receipt", "1000", "EUR")
    rate(office, "GBP", "1.27")
    with office.refuses(RefusedError, "or enter a rate of EUR in USD", "portfolio rate add EUR RATE"):
        charge(office, "100", "GBP", contribution="C-002")
    rate(office, "EUR", "2.0", "2024-05-02")
    charge(office, "100", "GBP", contribution="C-002")
    assert booked(office)["amount"] == "63.50"
    assert booked(office)["rate"] == "0.635"
    assert "1 GBP = 1.27 USD of 2024-05-01" in booked(office)["source"]
    assert "1 EUR = 2 USD of 2024-05-02" in booked(office)["source"]


def test_what_is_booked_by_hand_stays(office: Office) -> None:
    rate(office, "JPY", "0.0067")
    charge(office, booked="58.00 USD")
    assert booked(office) == {"amount": "58.00", "currency": "USD"}
    office.edit("expenditures", "E-001", "note=checked")
    assert booked(office)["amount"] == "58.00"
    with office.refuses(RefusedError, "was the value before the entry changed; give the new value"):
        office.edit("expenditures", "E-001", "amount=18000")
    office.edit("expenditures", "E-001", "amount=18000", "booked=116 USD")
    office.edit("expenditures", "E-001", clear=("booked",))
    assert booked(office)["amount"] == "120.60"


def test_booked_in_a_third_currency_is_not_enough(office: Office) -> None:
    rate(office, "JPY", "0.0067")
    with office.refuses(RefusedError, "booked: “EUR 55.00” is needed in USD") as refused:
        charge(office, booked="55 EUR")
    assert str(refused.value).endswith("give it (--booked “AMOUNT USD”)")


def test_what_is_worth_nothing_at_the_recorded_rate_is_told_so(office: Office) -> None:
    # 1 x 0.0049 is less than half a cent.
    rate(office, "JPY", "0.0049")
    with office.refuses(RefusedError, "as it is less than the smallest unit at the recorded rate"):
        charge(office, "1")


def test_an_undated_one_has_no_rate(office: Office) -> None:
    rate(office, "JPY", "0.0067")
    with office.refuses(RefusedError, "or a date on which a rate of JPY in USD is recorded"):
        office.add("expenditures", target="P-004", amount="9000", currency="JPY", contribution="C-001")


def test_charging_it_later_or_changing_its_currency_asks_the_same(office: Office) -> None:
    office.add("expenditures", target="P-004", amount="9000", currency="JPY", date="2024-05-10")
    assert booked(office) is None
    with office.refuses(RefusedError, "is needed in USD"):
        office.edit("expenditures", "E-001", "contribution=C-001")
    charge(office, "50", "USD")
    with office.refuses(RefusedError, "to which EUR 50.00 is charged"):
        office.edit("expenditures", "E-002", "currency=EUR")
    rate(office, "JPY", "0.0067")
    office.edit("expenditures", "E-001", "contribution=C-001")
    assert booked(office)["amount"] == "60.30"


def test_what_was_booked_by_rate_follows_the_entry(office: Office) -> None:
    rate(office, "JPY", "0.0067")
    rate(office, "JPY", "0.007", "2024-05-20")
    charge(office)
    office.edit("expenditures", "E-001", "amount=18000")
    assert booked(office)["amount"] == "120.60"
    office.edit("expenditures", "E-001", "date=2024-05-21")
    assert booked(office)["amount"] == "126.00"
    with office.refuses(RefusedError, "is needed in USD"):
        office.edit("expenditures", "E-001", "date=2024-01-21")


def test_the_first_amount_of_an_agreement_books_what_is_charged_to_it_already(office: Office) -> None:
    office.add("contributions", donor="Arcadia", title="Without amounts")
    charge(office, contribution="C-002")
    assert booked(office) is None
    with office.refuses(RefusedError, "expenditure E-001, booked: is needed in USD, the currency of C-002"):
        office.move("C-002", "commitment", "100", "USD")
    rate(office, "JPY", "0.0067")
    office.move("C-002", "commitment", "100", "USD")
    assert booked(office)["amount"] == "60.30"


def test_what_comes_by_import_is_booked_or_refused_alike(begun: Program, tmp_path: Path) -> None:
    begun("donor", "add", "Arcadia", "--code", "ARC")
    begun("project", "add", "--title", "Alpha")
    begun("contribution", "add", "ARC", "--title", "q")
    begun("contribution", "receive", "C-001", "100", "USD", "--date", "2023-01-15")
    file = tmp_path / "spent.csv"
    file.write_text("target,amount,currency,date,contribution\nP-001,9000,JPY,2023-05-10,C-001\n", encoding="utf-8")
    assert "is needed in USD" in begun("import", str(file), "--yes", code=5).err
    begun("rate", "add", "JPY", "0.0067", "--date", "2023-05-01")
    begun("import", str(file), "--yes")
    (spent,) = json.loads(begun("export", "all", "-f", "json").out)["expenditures"]
    assert spent["booked"]["amount"] == "60.30"


def test_an_entry_of_older_rules_may_still_be_changed_otherwise(office: Office) -> None:
    office.add("contributions", donor="Arcadia", title="Without amounts")
    charge(office, contribution="C-002")
    held = office.get("expenditures", "E-001")
    with office.store.transaction(_intent()) as transaction:  # past the gate, as before there was the rule
        transaction.put("expenditures", {**held, "contribution": "C-001"})
    office.edit("expenditures", "E-001", "note=seen")
    office.move("C-001", "receipt", "5")
    put(office, "projects", {**office.get("projects", "P-004"), "note": "seen"})


def _intent() -> Any:
    from portfolio.store.protocol import Intent  # noqa: PLC0415 - of this test alone

    return Intent("portfolio test")
