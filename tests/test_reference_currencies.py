"""Currencies of ISO 4217: codes, minor units, and which are withdrawn."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from portfolio.reference.currencies import currencies, digits, parse

PUBLISHED = Path(__file__).parents[2] / "shared" / "data" / "iati" / "codelists" / "nonembedded" / "Currency.xml"


def test_codes_and_minor_units_are_those_of_iso_4217() -> None:
    table = currencies()
    assert list(table) == sorted(table)
    assert all(re.fullmatch("[A-Z]{3}", code) and currency.code == code for code, currency in table.items())
    assert all(currency.name for currency in table.values())
    assert {currency.digits for currency in table.values()} == {0, 2, 3}
    assert " ".join(code for code in table if table[code].digits == 3) == "BHD IQD JOD KWD LYD OMR TND"


@pytest.mark.parametrize(("code", "places"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("XOF", 0), ("KWD", 3), ("ZWG", 2)])
def test_how_many_decimals_an_amount_has(code: str, places: int) -> None:
    assert digits(code) == places


@pytest.mark.parametrize("text", ["USD", "usd", " Usd "])
def test_a_code_is_understood_in_any_case(text: str) -> None:
    assert parse(text) == "USD"


def test_a_currency_of_an_older_gift_is_known_as_withdrawn() -> None:
    assert currencies()["LTL"].withdrawn == 2015
    assert digits("LTL") == 2
    assert currencies()["EUR"].withdrawn is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("UDS", "did you mean USD?"),
        ("US", "did you mean USD or UZS?"),
        ("euro", "did you mean EUR?"),
        ("Euros", "did you mean EUR?"),
        ("yen", "did you mean JPY?"),
        ("US dollars", "did you mean USD?"),
        ("dollars", "did you mean USD, "),
        ("pounds", "did you mean GBP, "),
        ("$", "write its three letters, as in USD"),
        ("", "write its three letters, as in USD"),
        ("XDR", "write its three letters, as in USD"),
        ("XXX", "write its three letters, as in USD"),
    ],
)
def test_anything_else_is_refused_with_the_nearest(text: str, hint: str) -> None:
    for function in (parse, digits):
        with pytest.raises(ValueError, match=re.escape(f"is not a currency code of ISO 4217; {hint}")):
            function(text)


def test_a_stored_code_must_be_in_capitals() -> None:
    with pytest.raises(ValueError, match="did you mean USD"):
        digits("usd")


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the code lists of IATI are not beside the project")
def test_every_currency_of_iati_is_covered() -> None:
    items = ET.parse(PUBLISHED).iter("codelist-item")  # noqa: S314 - IATI's own file
    published = {item.findtext("code", "") for item in items if item.get("status") != "withdrawn"}
    funds_and_units_of_account = {"BOV", "CLF", "COU", "MXV", "USN", "UYI", "XDR", "XBT"}
    assert published - funds_and_units_of_account <= currencies().keys()
