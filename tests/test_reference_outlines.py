"""Outlines of countries: all are there, where they should be, and small enough to be shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.formats.raster import LAND, raster
from portfolio.pages.graphics import Shaded, WorldMap
from portfolio.reference import outlines as module
from portfolio.reference.outlines import HEIGHT, WIDTH, outline_of, outlines
from portfolio.reference.places import countries


def test_every_country_and_area_is_drawn_but_antarctica() -> None:
    assert set(countries()) - set(outline_of()) == {"AQ"}
    assert all(0 <= each.x <= WIDTH and 0 <= each.y <= HEIGHT for each in outlines())
    assert all(each.path or each.small for each in outlines())


def test_the_table_is_small() -> None:
    table = Path(module.__file__).with_name("data") / "outlines.tsv"
    assert table.stat().st_size < 150_000


@pytest.mark.parametrize("code", ["KM", "BH", "MV", "SC", "MU", "CV", "ST", "MT", "SG", "KI", "NR", "TV", "XK", "VA"])
def test_small_states_are_marked(code: str) -> None:
    assert outline_of()[code].small


@pytest.mark.parametrize(
    ("west", "east"),
    [
        ("SN", "ML"),
        ("ML", "NE"),
        ("NE", "TD"),
        ("TD", "SD"),
        ("NG", "CM"),
        ("MZ", "KM"),
        ("KM", "MG"),
        ("SA", "BH"),
        ("IN", "BD"),
        ("CL", "AR"),
        ("US", "PT"),
        ("PT", "ES"),
        ("UZ", "TJ"),
        ("LK", "ID"),
        ("AU", "FJ"),
    ],
)
def test_countries_lie_beside_their_neighbours(west: str, east: str) -> None:
    assert outline_of()[west].x < outline_of()[east].x


@pytest.mark.parametrize(
    ("north", "south"),
    [("TN", "NE"), ("KZ", "TM"), ("SD", "UG"), ("NO", "IT"), ("MX", "PE"), ("MV", "MU"), ("JP", "PG")],
)
def test_countries_lie_above_their_neighbours(north: str, south: str) -> None:
    assert outline_of()[north].y < outline_of()[south].y


def test_a_country_fills_its_own_place_and_no_other() -> None:
    for code in ("KE", "KZ", "UA", "ML", "ID", "BR"):
        drawn = WorldMap("m", "Projects", (Shaded(code, code, 1),), ((1, "1"),))
        dots = raster(drawn, 800)
        filled = {
            each.code
            for each in outlines()
            if not each.small and dots[each.y * 800 // WIDTH][each.x * 800 // WIDTH] == LAND + 1
        }
        assert filled == {code}


def test_what_the_united_nations_show_as_one_is_one() -> None:
    # In units: the middle of Crimea, of Somaliland, and of the north of Cyprus.
    for code, x, y in (("UA", 1163, 163), ("SO", 1246, 411), ("CY", 1170, 227)):
        drawn = WorldMap("m", "Projects", (Shaded(code, code, 1),), ((1, "1"),))
        assert raster(drawn, WIDTH)[y][x] == LAND + 1, code
