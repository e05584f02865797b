"""Rows of other people's tables that are none of the records."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from portfolio.exchange.intake.asides import is_note, is_total

if TYPE_CHECKING:
    from portfolio.files.grid import Cell


class TestTotals:
    @pytest.mark.parametrize(
        "cells",
        [
            ["Total", Decimal(5)],
            ["TOTAL:", None, "1,200.00"],
            [None, "Grand total", "USD", Decimal(5)],
            ["Sub-total", "(1 200)"],
            ["Subtotal Kenya", Decimal(5)],
            ["Total for 2019", Decimal(5)],
            ["Total 2019", Decimal(5)],
            ["Total USD", Decimal(5)],
            ["Total général", Decimal(5)],
            ["Sous-total", Decimal(5)],
            ["Totaux", "5"],
        ],
    )
    def test_a_row_that_adds_up_the_others(self, cells: list[Cell]) -> None:
        assert is_total(cells)

    @pytest.mark.parametrize(
        "cells",
        [
            ["Total security training", Decimal(5)],
            ["Total", "Kenya"],
            ["Summit", Decimal(5)],
            ["Alpha", "Total", Decimal(5)],
            [Decimal(5), None],
            ["Total of " + "x" * 500],
            [],
        ],
    )
    def test_a_row_that_does_not(self, cells: list[Cell]) -> None:
        assert not is_total(cells)


class TestNotes:
    @pytest.mark.parametrize(
        "cells", [["* provisional"], ["Note: as of June", None], ["Source: the office", ""], ["Notes : x"]]
    )
    def test_a_row_that_says_something_of_the_table(self, cells: list[Cell]) -> None:
        assert is_note(cells)

    @pytest.mark.parametrize("cells", [[], [None, "* x"], ["* Alpha", "Closed"], ["Notes on Alpha"], [Decimal(5)]])
    def test_a_row_that_does_not(self, cells: list[Cell]) -> None:
        assert not is_note(cells)
