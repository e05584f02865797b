"""The own share of places and pillars beside whole amounts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import COUNTRIES, PILLARS, Document, Portfolio, portfolios, register_of
from worked_portfolio import allotted, moved

from portfolio.dates import ALWAYS, FiscalYear, Period
from portfolio.figures.breakdowns import by_country, by_pillar
from portfolio.figures.place_parts import OwnPart, of_pillars, of_places
from portfolio.money import Amounts
from portfolio.query.register_view import View
from portfolio.reference import places

if TYPE_CHECKING:
    from portfolio.figures.values import Columns

TODAY = dt.date(2024, 6, 30)
EAST_AFRICA = places.m49_regions()["014"].members


def project(code: str, countries: dict[str, str | None], **more: object) -> dict[str, object]:
    given = [{"country": key} | ({"share": share} if share else {}) for key, share in countries.items()]
    return {"code": code, "title": code, "kind": "project", "countries": given, **more}


WORK = [
    project("P-1", {"KE": "60", "UZ": "40"}, pillars=[{"pillar": "I", "share": "25"}, {"pillar": "II", "share": "75"}]),
    project("P-2", {"KE": None, "SO": None}, pillars=[{"pillar": "I"}, {"pillar": "IV"}]),
    project("P-3", {"KE": None, "UZ": None}, pillars=[{"pillar": "I"}]),
    project("P-4", {"KE": None}),
]
GIFT = {
    "id": "C-1",
    "donor": "ARCADIA",
    "currency": "USD",
    "movements": [moved("commitment", "400.00", "2023-01-10")],
    "allocations": [allotted(f"P-{number}", "100.00", "2023-01-11") for number in range(1, 5)],
}
REGISTER = register_of({"projects": WORK, "contributions": [GIFT], "organisations": [{"code": "ARCADIA"}]})
VIEW = View(TODAY)


def committed(parts: dict[str, OwnPart]) -> dict[str, tuple[str, bool]]:
    return {
        code: (str(part.columns.committed.get("USD", "-")), "committed" in part.unknown) for code, part in parts.items()
    }


def test_a_country_has_its_recorded_share_and_the_whole_of_work_in_it_alone() -> None:
    kenya = [{frozenset({"KE"})}]
    assert committed(of_places(REGISTER, VIEW, kenya)) == {
        "P-1": ("60.00", False),
        # Kenya and Somalia without shares are Eastern Africa: nobody knows what of it is Kenya's.
        "P-2": ("-", True),
        "P-3": ("-", True),
        "P-4": ("100.00", False),
    }


def test_a_part_is_not_known_only_of_columns_that_have_money() -> None:
    parts = of_places(REGISTER, VIEW, [{frozenset({"KE"})}])
    assert [sorted(parts[code].unknown) for code in ("P-1", "P-2")] == [[], ["committed"]]


def test_a_region_has_what_lies_in_one_of_its_places() -> None:
    assert committed(of_places(REGISTER, VIEW, [{EAST_AFRICA}])) == {
        "P-1": ("60.00", False),
        "P-2": ("100.00", False),
        "P-3": ("-", True),
        "P-4": ("100.00", False),
    }


def test_places_of_two_kinds_have_what_lies_in_both() -> None:
    both = [{EAST_AFRICA}, {frozenset({"KE"}), frozenset({"UZ"})}]
    assert committed(of_places(REGISTER, VIEW, both))["P-1"] == ("60.00", False)
    assert committed(of_places(REGISTER, VIEW, both))["P-2"] == ("-", True)


def test_places_that_hold_all_of_a_project_have_all_its_money_together() -> None:
    both = [{frozenset({"KE"}), frozenset({"SO"})}]
    # All places of P-2 are asked for, and half of those of P-3.
    assert committed(of_places(REGISTER, VIEW, both)) == {
        "P-1": ("60.00", False),
        "P-2": ("100.00", False),
        "P-3": ("-", True),
        "P-4": ("100.00", False),
    }


def test_pillars_that_hold_all_of_a_project_have_all_its_money_together() -> None:
    found = committed(of_pillars(REGISTER, VIEW, {"I", "IV"}))
    assert (found["P-1"], found["P-2"]) == (("25.00", False), ("100.00", False))


def test_a_pillar_has_its_recorded_share_and_the_whole_of_work_that_serves_it_alone() -> None:
    assert committed(of_pillars(REGISTER, VIEW, {"I"})) == {
        "P-1": ("25.00", False),
        "P-2": ("-", True),
        "P-3": ("100.00", False),
        "P-4": ("-", True),
    }


def test_two_countries_together_have_no_more_than_was_given() -> None:
    found = [committed(of_places(REGISTER, VIEW, [{frozenset({code})}]))["P-1"][0] for code in ("KE", "UZ")]
    assert found == ["60.00", "40.00"]


periods = st.sampled_from([ALWAYS, FiscalYear().period(2020), Period(None, dt.date(2020, 6, 14))])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(portfolios(), periods, st.sampled_from(COUNTRIES), st.sampled_from(PILLARS))
def test_the_answer_to_a_filter_has_what_the_row_has(
    portfolio: Portfolio, period: Period, country: str, pillar: str
) -> None:
    register = register_of(portfolio)
    programmes = {each["code"]: each for each in portfolio["programmes"]}
    work = [*portfolio["programmes"], *portfolio["projects"]]
    there = {each["code"] for each in work if country in [place["country"] for place in each.get("countries", [])]}
    serving = {each["code"] for each in work if pillar in [given["pillar"] for given in pillars_of(each, programmes)]}
    view = View(dt.date(2021, 4, 1), period)
    of_country = of_places(register, view._replace(targets=frozenset(there)), [{frozenset({country})}])
    of_pillar = of_pillars(register, view._replace(targets=frozenset(serving)), {pillar})
    assert added(of_country) == row(by_country(register, view).rows, country)
    assert added(of_pillar) == row(by_pillar(register, view).rows, pillar)


def pillars_of(record: Document, programmes: dict[str, Document]) -> list[dict[str, str]]:
    above: Document = programmes.get(record.get("programme", ""), {})
    return list(record.get("pillars") or above.get("pillars", []))


def added(parts: dict[str, OwnPart]) -> list[dict[str, object]]:
    sums = [Amounts() for _ in range(4)]
    for part in parts.values():
        for held, amounts in zip(sums, part.columns, strict=True):
            held.add_all(amounts)
    return [{currency: amount for currency, amount in held.items() if amount} for held in sums]


def row(rows: object, key: str) -> list[dict[str, object]]:
    found: list[Columns] = [each.columns for each in rows if each.key == key]  # type: ignore[attr-defined]
    none: list[dict[str, object]] = [{}, {}, {}, {}]
    return [{code: amount for code, amount in held.items() if amount} for held in found[0]] if found else none
