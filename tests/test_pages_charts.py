"""Which bars a chart has, in reports and on the overview: groups that can be compared, and residues apart."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from portfolio.formats import svg
from portfolio.formats.wording import Wording
from portfolio.language.language import Language
from portfolio.pages.charts import bars, charted, tells
from portfolio.pages.graphics import Bar


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([], False),
        ([5], False),
        ([5, 0], False),
        ([0, 0], False),
        ([3, 3, 3], False),
        ([3, 2], True),
        ([3, 3, 0], True),
    ],
)
def test_a_chart_tells_something_where_two_groups_can_be_compared(values: list[int], told: bool) -> None:
    assert tells(values) is told


def test_what_fell_to_no_group_stands_apart_and_no_bar_is_measured_by_it() -> None:
    rows = [("Sahel", 30, False), ("Not split between several", 900, True), ("Maghreb", 10, False)]
    (chart,) = charted("regions", "Received, USD", rows, "USD")
    assert chart.bars == (Bar("Sahel", Decimal(30)), Bar("Maghreb", Decimal(10)))
    assert chart.apart == (Bar("Not split between several", Decimal(900)),)
    drawn = ET.fromstring(svg.bars(chart, Wording(Language("en")), "c"))  # noqa: S314 - our own
    found = list(drawn.iter("{http://www.w3.org/2000/svg}rect"))
    lengths = [each.get("width") or "" for each in found if "bar" in each.get("class", "")]
    assert [each for each in lengths if "%" in each] == ["100%", "33.333%"]
    assert "Not split between several: 900" in ET.tostring(drawn, "unicode")


def test_a_chart_of_one_group_and_a_residue_is_not_drawn() -> None:
    assert charted("scopes", "Projects", [("Global", 1, False), ("Not recorded", 25, True)]) == ()


def test_a_page_without_a_table_beside_keeps_the_figures_of_a_chart_that_is_not_drawn() -> None:
    found = bars("scopes", "By scope", [("global", 4, False), ("not recorded", 25, True)])
    assert (found.bars, found.apart) == ((), (Bar("global", 4), Bar("not recorded", 25)))
    found = bars("scopes", "By scope", [("global", 4, False), ("not recorded", 25, True), ("national", 1, False)])
    assert (found.bars, found.apart) == ((Bar("global", 4), Bar("national", 1)), (Bar("not recorded", 25),))
