"""Values and what gives them their meaning: one side's amount never gets the other side's currency."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from memory_store import State

from portfolio.changes.threeway import ThreeWayMerge


def merged(table: str, before: Any, here: Any, there: Any, *, taken: bool | None = None) -> tuple[Any, list[Any]]:
    """Return a merged record, and what was disputed: its part, field, and both sides."""
    asked: list[Any] = []

    def choose(dispute: Any) -> bool | None:
        asked.append((dispute.part, dispute.field, dispute.here, dispute.there))
        return taken

    return ThreeWayMerge(choose, State(0, "", {})).record(table, before, here, there), asked


EUROS: dict[str, Any] = {"id": "C-1", "donor": "XA", "currency": "EUR"}
DOLLARS: dict[str, Any] = {**EUROS, "currency": "USD"}
PAID: dict[str, Any] = {**EUROS, "movements": [{"id": "C-1.m1", "kind": "commitment", "amount": "100.00"}]}


@pytest.mark.parametrize("taken", [False, True])
def test_a_currency_changed_here_is_not_given_to_amounts_from_there(taken: bool) -> None:
    found, asked = merged("contributions", EUROS, DOLLARS, PAID, taken=taken)
    assert asked == [("", "currency and movements", "USD", "EUR; C-1.m1 amount 100.00")]
    assert found == (PAID if taken else DOLLARS)


@pytest.mark.parametrize("taken", [False, True])
def test_a_currency_changed_there_is_not_given_to_amounts_from_here(taken: bool) -> None:
    found, asked = merged("contributions", EUROS, {**PAID, "officer": "Ann"}, DOLLARS, taken=taken)
    assert [each[1] for each in asked] == ["currency and movements"]
    assert found == {**(DOLLARS if taken else PAID), "officer": "Ann"}  # what is of no currency is kept


@pytest.mark.parametrize("parts", ["movements", "allocations", "instalments"])
def test_an_amount_that_was_changed_is_not_put_into_the_others_currency(parts: str) -> None:
    first, second = ([{"id": "C-1.x1", "amount": amount}] for amount in ("100.00", "120.00"))
    found, asked = merged(
        "contributions", {**EUROS, parts: first}, {**DOLLARS, parts: first}, {**EUROS, parts: second}, taken=True
    )
    assert (found, len(asked)) == ({**EUROS, parts: second}, 1)


def test_two_first_currencies_keep_their_own_amounts() -> None:
    bare = {"id": "C-1", "donor": "XA"}
    found, asked = merged("contributions", bare, PAID, DOLLARS, taken=True)
    assert (found, [each[1] for each in asked]) == (DOLLARS, ["currency and movements"])


def test_a_note_beside_an_amount_is_of_no_currency() -> None:
    noted = {**PAID, "movements": [{**PAID["movements"][0], "note": "By letter"}]}
    found, asked = merged("contributions", PAID, {**PAID, "currency": "USD"}, noted)
    assert (found, asked) == ({**noted, "currency": "USD"}, [])


def test_an_amount_that_both_gave_stands_in_the_currency_that_one_gave_it() -> None:
    found, asked = merged("contributions", EUROS, PAID, {**PAID, "currency": "USD"})
    assert (found, asked) == ({**PAID, "currency": "USD"}, [])


def outcome(**fields: Any) -> dict[str, Any]:
    indicator = {"id": "O-1.i1", "title": "Trained", "measure": "unit", "unit": "officers", "values": "per_period"}
    return {"id": "O-1", "project": "P-1", "title": "Better", "indicators": [{**indicator, **fields}]}


PERIOD = {"id": "O-1.i1.p1", "start": "2026-01-01", "end": "2026-12-31"}
COUNTED = {"periods": [{**PERIOD, "actual": "40"}]}


@pytest.mark.parametrize(
    ("field", "value"), [("unit", "hundreds"), ("measure", "percentage"), ("values", "cumulative"), ("unit", None)]
)
@pytest.mark.parametrize("taken", [False, True])
def test_values_are_counted_in_the_unit_in_which_they_were_recorded(field: str, value: Any, taken: bool) -> None:
    here = outcome(periods=[PERIOD], **{field: value})
    if value is None:
        del here["indicators"][0][field]
    there = outcome(**COUNTED)
    found, asked = merged("outcomes", outcome(periods=[PERIOD]), here, there, taken=taken)
    assert found == (there if taken else here)
    assert [each[:2] for each in asked] == [("O-1.i1", f"{field} and periods")]
    assert asked[0][3].endswith("O-1.i1.p1 actual 40")


@pytest.mark.parametrize(
    "values",
    [
        {"baseline": {"value": "10"}},
        {"periods": [{**PERIOD, "target": "50"}]},
        {"periods": [{**PERIOD, "disaggregation": [{"dimension": "sex", "category": "women", "value": "4"}]}]},
    ],
)
def test_every_value_of_an_indicator_is_of_its_unit(values: Any) -> None:
    there = outcome(**values)
    found, asked = merged("outcomes", outcome(), outcome(unit="hundreds"), there, taken=True)
    assert (found, len(asked)) == (there, 1)


def test_a_unit_goes_with_a_title_and_a_comment_from_the_other_side() -> None:
    commented = {"periods": [{**COUNTED["periods"][0], "comment": "By attendance"}]}
    found, asked = merged("outcomes", outcome(**COUNTED), outcome(**COUNTED, unit="people"), outcome(**commented))
    assert (found, asked) == (outcome(**commented, unit="people"), [])


def test_measure_and_unit_of_two_sides_do_not_meet_over_a_value() -> None:
    here, there = outcome(**COUNTED, measure="percentage"), outcome(**COUNTED, unit="hundreds")
    assert merged("outcomes", outcome(**COUNTED), here, there)[0] == here
    assert len(merged("outcomes", outcome(**COUNTED), here, there)[1]) == 1


def test_a_percentage_goes_with_what_it_was_divided_from() -> None:
    def period(value: str, part: str, whole: str) -> dict[str, Any]:
        return outcome(periods=[{**PERIOD, "actual": value, "actual_numerator": part, "actual_denominator": whole}])

    here, there = period("20", "20", "100"), period("15", "30", "200")
    found, asked = merged("outcomes", period("15", "15", "100"), here, there)
    assert found == here
    assert asked == [
        ("O-1.i1.p1", "actual and actual numerator and actual denominator", "20 20 100", "15 30 200"),
    ]


def test_a_booked_value_goes_with_its_amount() -> None:
    before = {"id": "E-1", "target": "P-1", "amount": "100.00", "currency": "EUR"}
    here, there = {**before, "amount": "200.00"}, {**before, "booked": {"amount": "110.00", "currency": "USD"}}
    found, asked = merged("expenditures", before, here, there)
    assert (found, asked) == (here, [("", "amount and booked", "200.00", "100.00 110.00 USD")])


def test_a_rate_goes_with_its_currencies_and_its_day() -> None:
    before = {"id": "R-1", "date": "2026-01-02", "currency": "EUR", "base": "USD", "rate": "1.10"}
    for field, value in (("base", "CHF"), ("currency", "GBP"), ("date", "2026-01-03")):
        here, there = {**before, "rate": "1.20"}, {**before, field: value}
        found, asked = merged("rates", before, here, there, taken=True)
        assert (found, len(asked)) == (there, 1)


STORY = {"id": "N-1", "kind": "story", "text": "Hello", "title": "One", "language": "en", "picture": "a" * 64}
PLACED = {"id": "A-1", "title": "Course", "venue": "Hall", "venue_country": "KE"}
GIFT = {"id": "C-1", "donor": "XA", "earmarking": "soft", "earmarked_to": "Training"}
SPENT = {"id": "E-1", "target": "P-1", "amount": "1.00", "currency": "USD", "date": "2026-01-02"}
BOOKED = {**SPENT, "booked": {"amount": "2.00", "currency": "EUR", "source": "recorded rate 2026-01-02"}}
RATE = {"id": "R-1", "date": "2026-01-02", "currency": "EUR", "base": "USD", "rate": "1.10", "source": "ECB"}
MEASURED = outcome(**COUNTED, baseline={"value": "10", "date": "2025-01-01"}) | {"language": "en"}


def within(record: dict[str, Any], *way: str | int) -> Any:
    for step in way:
        record = record[step]  # type: ignore[index]
    return record


# The record, where in it both fields are, and the fields that one and the other side give anew.
PAIRS: list[tuple[str, dict[str, Any], tuple[str | int, ...], dict[str, Any], dict[str, Any]]] = [
    *(("narratives", STORY, (), {"language": "fr"}, {field: "Bonjour"}) for field in ("text", "title", "caption")),
    *(
        ("narratives", STORY, (), {"picture": "b" * 64}, other)
        for other in ({"caption": "At sea"}, {"captions": {"fr": "En mer"}}, {"consent": "By letter"}, {"people": True})
    ),
    ("projects", {"code": "P-1", "title": "One"}, (), {"language": "fr"}, {"description": "Une"}),
    ("outcomes", MEASURED, (), {"language": "fr"}, {"title": "Mieux"}),
    ("activities", PLACED, (), {"venue": "Tower"}, {"venue_country": "SO"}),
    ("contributions", GIFT, (), {"earmarking": "tight"}, {"earmarked_to": "Books"}),
    ("expenditures", SPENT, (), {"amount": "3.00"}, {"reversal": True}),
    ("expenditures", SPENT, (), {"amount": "3.00"}, {"currency": "CHF"}),
    ("expenditures", BOOKED, (), {"booked": {"amount": "4.00", "currency": "EUR"}}, {"date": "2026-02-02"}),
    ("rates", RATE, (), {"rate": "1.20"}, {"source": "UN"}),
    ("outcomes", MEASURED, ("indicators", 0, "baseline"), {"value": "20"}, {"date": "2026-01-01"}),
    ("outcomes", MEASURED, ("indicators", 0, "periods", 0), {"end": "2026-06-30"}, {"actual": "50"}),
    ("outcomes", MEASURED, ("indicators", 0, "periods", 0), {"start": "2026-02-01"}, {"target": "50"}),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]} {' '.join([*pair[3], *pair[4]])}")
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("taken", [False, True])
def test_what_says_one_thing_together_is_one_sides(pair: Any, *, swapped: bool, taken: bool) -> None:
    table, before, way, *given = pair
    here, there = copy.deepcopy(before), copy.deepcopy(before)
    for side, fields in zip((here, there), reversed(given) if swapped else given, strict=True):
        within(side, *way).update(fields)
    found, asked = merged(table, before, here, there, taken=taken)
    assert len(asked) == 1
    assert found == (there if taken else here)


@pytest.mark.parametrize(
    ("table", "before", "here", "there"),
    [
        ("narratives", STORY, {"title": "Two"}, {"text": "Good day"}),
        ("narratives", STORY, {"caption": "At sea"}, {"consent": "By letter"}),
        ("narratives", STORY, {"picture": "b" * 64}, {"text": "Good day"}),
        ("projects", {"code": "P-1", "title": "One", "language": "en"}, {"language": "fr"}, {"officer": "Ann"}),
        ("expenditures", SPENT, {"amount": "3.00"}, {"date": "2026-02-02"}),
        ("activities", {**PLACED, "start": "2026-01-01"}, {"start": "2026-01-02"}, {"venue": "Tower"}),
    ],
)
def test_what_says_something_by_itself_comes_together(table: str, before: Any, here: Any, there: Any) -> None:
    found, asked = merged(table, before, {**before, **here}, {**before, **there})
    assert (found, asked) == ({**before, **here, **there}, [])


def test_a_region_is_one_of_its_vocabulary() -> None:
    before = {"code": "P-1", "title": "One"}
    here, there = ({**before, "regions": [{"region": "2", "vocabulary": each}]} for each in ("2", "99"))
    found, asked = merged("projects", before, here, there)
    assert (found, asked) == ({**before, "regions": [*here["regions"], *there["regions"]]}, [])
