"""Amounts, dates and names at the command line, as people type them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import shown

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


class TestTypedAsPeopleType:
    @pytest.mark.parametrize("typed", [("1.2m", "USD"), ("USD", "1.2m"), ("USD 1.2m",), ("1.200.000,00 USD",)])
    def test_an_amount_and_its_currency_in_either_order(self, office: Program, typed: tuple[str, ...]) -> None:
        office("donor", "add", "Graustark", "--type", "government")
        office("contribution", "add", "Graustark", "--title", "Gift")
        office("contribution", "commit", "C-003", *typed, "--date", "1 March 2024")
        (row,) = shown(office, "contribution", "list", "--donor", "Graustark")
        assert (row["committed"], row["currency"]) == ({"USD": "1200000.00"}, "USD")

    def test_a_donor_means_its_only_open_contribution(self, office: Program) -> None:
        office("donor", "add", "Graustark", "--type", "government")
        office("contribution", "add", "Graustark", "--title", "Gift")
        office("contribution", "commit", "Graustark", "500k", "USD", "--date", "2024")
        office("contribution", "receive", "Graustark", "20000", "--date", "2024")
        office("contribution", "add", "Graustark", "--title", "Second gift")
        ended = office("contribution", "commit", "Graustark", "5", "USD", "--date", "2024", code=3)
        assert "2 open contributions: C-003 (Gift) and C-004 (Second gift). Name one by its id." in ended.err
        office("contribution", "close", "C-003", "--date", "2024-06-01")
        office("contribution", "commit", "Graustark", "7", "EUR", "--date", "2024")
        assert [row["committed"] for row in shown(office, "contribution", "list", "--donor", "Graustark")] == [
            {"USD": "500000.00"},
            {"EUR": "7.00"},
        ]

    def test_what_can_be_read_in_two_ways_is_refused(self, office: Program) -> None:
        office("donor", "add", "Graustark", "--type", "government")
        office("contribution", "add", "Graustark", "--title", "Gift")
        ended = office("contribution", "commit", "C-003", "500.000", "USD", "--date", "2024", code=5)
        assert "can be 500,000 or 500; write the one that is meant" in ended.err

    @pytest.mark.parametrize("typed", ["USD 250k", "250k USD", "250,000", "US$250,000.00", "0.25m"])
    def test_an_allocation_may_name_its_currency(self, office: Program, typed: str) -> None:
        office("contribution", "allocate", "C-001", "P-001", typed, "--date", "2024")
        (row,) = [each for each in shown(office, "contribution", "list") if each["id"] == "C-001"]
        assert row["unallocated"] == {"USD": "0.00"}

    def test_an_allocation_in_another_currency_is_refused(self, office: Program) -> None:
        ended = office("contribution", "allocate", "C-001", "P-001", "€250", code=5)
        assert "is in EUR, and this contribution is in USD" in ended.err


class TestDatesEverywhere:
    """Every option of a date knows the office's habits and the words."""

    @pytest.mark.parametrize(
        "line",
        [
            ("history", "--since", "3/4/2024"),
            ("history", "--until", "3/4/2024"),
            ("history", "--on", "3/4/2024"),
            ("project", "list", "--as-of", "3/4/2024"),
            ("project", "list", "--since", "3/4/2024"),
            ("project", "list", "--starts", "3/4/2024"),
            ("due", "--within", "3/4/2025"),
            ("outcome", "record", "P-001", "O-001.i1", "5", "--period", "3/4/2024..2024-06"),
        ],
        ids=" ".join,
    )
    def test_two_readings_are_refused_unless_the_settings_say_which(
        self, office: Program, tmp_path: Path, line: tuple[str, ...]
    ) -> None:
        assert "; write the one that is meant" in office(*line, code=5).err
        settings = tmp_path / "portfolio.toml"
        settings.write_text(settings.read_text(encoding="utf-8") + '\n[input]\ndates = "dmy"\n', encoding="utf-8")
        assert "write the one that is meant" not in office.run(*line).err

    @pytest.mark.parametrize("typed", ["last quarter", "FY23", "March 2024", "2023-Q4"])
    def test_words_are_known_to_the_history_too(self, office: Program, typed: str) -> None:
        office("history", "--since", typed)
        office("project", "list", "--as-of", typed)


def test_another_currency_beside_an_amount_is_never_dropped(office: Program) -> None:
    ended = office("expenditure", "add", "P-001", "1,5 Mio EUR", "USD", "--undated", code=5)
    assert "is in EUR, and this expenditure is in USD" in ended.err


def test_what_is_wrong_with_an_amount_is_said_before_what_is_missing(office: Program) -> None:
    for line in (
        "contribution add Arcadia lots USD",
        "contribution commit C-001 lots USD",
        "expenditure add P-001 lots USD",
    ):
        assert "“lots” is not an amount" in office(*line.split(), code=5).err
    for line in ("contribution receive C-001 5 XXQ", "contribution instalment C-001 5 XXQ"):
        assert "“XXQ” is not a currency code" in office(*line.split(), code=5).err
