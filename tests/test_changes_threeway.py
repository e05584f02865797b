"""What two sides made of one record, made one: field by field, lists by their parts, and what is disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, strategies as st
from memory_store import State

from portfolio.changes.threeway import Dispute, ThreeWayMerge
from portfolio.store import same

if TYPE_CHECKING:
    from collections.abc import Mapping

NOBODY = State(0, "", {})
BEFORE: dict[str, Any] = {"code": "P-1", "title": "Old", "status": "pipeline", "tags": ["a", "b"], "revision": 3}


def nobody(dispute: Dispute) -> None:
    """Decide nothing."""
    del dispute


def merged(here: Mapping[str, Any] | None, there: Mapping[str, Any] | None, before: Any = BEFORE) -> Any:
    merge = ThreeWayMerge(nobody, NOBODY)
    table = "contributions" if "id" in (here or there or {}) else "projects"
    record = merge.record(table, before, here, there)
    return record, [(each.field, each.here, each.there) for each in merge.open]


def test_fields_that_one_side_touched_come_together() -> None:
    found, disputes = merged({**BEFORE, "title": "New", "revision": 9}, {**BEFORE, "status": "closed", "note": "n"})
    assert found == {**BEFORE, "title": "New", "status": "closed", "note": "n", "revision": 9}
    assert not disputes


def test_fields_that_both_gave_other_values_are_disputed_and_stay_as_they_are_here() -> None:
    found, disputes = merged({**BEFORE, "title": "New"}, {**BEFORE, "title": "Other", "status": "closed"})
    assert found == {**BEFORE, "title": "New", "status": "closed"}
    assert disputes == [("title", "New", "Other")]


def test_a_field_that_both_gave_one_value_is_not_disputed() -> None:
    assert merged({**BEFORE, "title": "New"}, {**BEFORE, "title": "New"}) == ({**BEFORE, "title": "New"}, [])


def test_lists_of_plain_values_have_what_either_side_added_and_not_what_either_took_out() -> None:
    found, disputes = merged({**BEFORE, "tags": ["b", "c"]}, {**BEFORE, "tags": ["a", "b", "d"]})
    assert (found["tags"], disputes) == (["b", "c", "d"], [])


def test_organisations_are_told_apart_by_code_and_role() -> None:
    link = {"organisation": "ARC", "role": "funding"}
    before = {**BEFORE, "organisations": [link]}
    here = {**before, "organisations": [{**link, "note": "here"}, {"organisation": "X", "role": "funding"}]}
    found, disputes = merged(here, {**before, "organisations": [{**link, "note": "there"}]}, before)
    assert found == here
    assert disputes == [("note", "here", "there")]


def test_shares_of_one_whole_are_decided_as_a_whole() -> None:
    before = {**BEFORE, "countries": [{"country": "KE", "share": "60"}, {"country": "SO", "share": "40"}]}
    here = {**before, "countries": [{"country": "KE", "share": "50"}, {"country": "SO", "share": "50"}]}
    there = {**before, "countries": [{"country": "KE", "share": "100"}]}
    assert merged(here, there, before) == (here, [("countries", here["countries"], there["countries"])])


def test_an_amount_goes_with_its_currency() -> None:
    before = {"id": "E-1", "amount": "10.00", "currency": "USD"}
    here, there = {**before, "amount": "20.00"}, {**before, "currency": "EUR"}
    found, disputes = merged(here, there, before)
    assert (found, disputes) == (here, [("amount and currency", "20.00 USD", "10.00 EUR")])


def test_amounts_keep_the_currency_that_one_side_took_out_with_its_own() -> None:
    before = {"id": "C-1", "currency": "USD", "movements": [{"id": "C-1.m1", "amount": "1"}]}
    here = {**before, "movements": [*before["movements"], {"id": "C-1.m2b", "amount": "2"}]}
    for one, other in ((here, {"id": "C-1"}), ({"id": "C-1"}, here)):
        found, disputes = merged(one, other, before)
        assert not disputes
        assert (found["currency"], [part["id"] for part in found["movements"]]) == ("USD", ["C-1.m2b"])


def test_parts_are_told_apart_by_their_ids() -> None:
    before = {"id": "C-1", "movements": [{"id": "C-1.m1", "amount": "1"}, {"id": "C-1.m2", "amount": "2"}]}
    here = {"id": "C-1", "movements": [{"id": "C-1.m1", "amount": "5"}, {"id": "C-1.m2", "amount": "2"}]}
    there = {"id": "C-1", "movements": [{"id": "C-1.m1", "amount": "1"}, {"id": "C-1.m3b", "amount": "9"}]}
    found, disputes = merged(here, there, before)
    assert found["movements"] == [{"id": "C-1.m1", "amount": "5"}, {"id": "C-1.m3b", "amount": "9"}]
    assert not disputes


def test_two_new_parts_of_one_number_stay_two() -> None:
    before = {"id": "C-1"}
    here, there = ({"id": "C-1", "movements": [{"id": "C-1.m1", "amount": amount}]} for amount in ("1", "2"))
    found, _ = merged(here, there, before)
    assert [(part["id"], part["amount"]) for part in found["movements"]] == [("C-1.m1", "1"), ("C-1.m2", "2")]


@pytest.mark.parametrize("taken", [True, False])
def test_a_record_that_one_side_removed_and_the_other_changed_is_disputed(taken: bool) -> None:
    asked: list[Dispute] = []

    def choose(dispute: Dispute) -> bool:
        asked.append(dispute)
        return taken

    there = {**BEFORE, "title": "New"}
    assert ThreeWayMerge(choose, NOBODY).record("projects", BEFORE, None, there) == (there if taken else None)
    assert str(asked[0]).endswith("removed here, changed there")
    assert ThreeWayMerge(choose, NOBODY).record("projects", BEFORE, BEFORE, None) is None


texts = st.sampled_from(["a", "b", "c"])
parts = st.dictionaries(st.integers(1, 4), texts, max_size=3).map(
    lambda held: [{"id": f"P-1.b{number}", "amount": text} for number, text in sorted(held.items())]
)
documents = st.fixed_dictionaries(
    {"code": st.just("P-1")},
    optional={"title": texts, "status": texts, "tags": st.lists(texts, unique=True, min_size=1), "budgets": parts},
).map(lambda held: {name: value for name, value in held.items() if value})
states = st.none() | documents


@given(before=states, here=states, there=states)
def test_one_side_that_changed_nothing_gives_way(before: Any, here: Any, there: Any) -> None:
    assert same(merged(before, there, before)[0], there)
    assert same(merged(here, before, before)[0], here)


def one_number_is_given_twice(before: Any, here: Any, there: Any) -> bool:
    """Whether both sides gave a new part the same number: both parts are kept, each time that they meet."""
    held, one, other = (
        {part["id"]: part for part in (side or {}).get("budgets", [])} for side in (before, here, there)
    )
    return any(part not in held and one[part] != other[part] for part in one.keys() & other.keys())


@given(before=states, here=states, there=states)
def test_setting_the_same_change_again_does_nothing_more(before: Any, here: Any, there: Any) -> None:
    assume(not one_number_is_given_twice(before, here, there))
    once, disputes = merged(here, there, before)
    if not disputes and before is not None:
        again, more = merged(once, there, before)
        assert not more
        assert same(again, once)


@given(before=documents, here=documents, there=documents)
def test_what_is_decided_is_here_or_there(before: Any, here: Any, there: Any) -> None:
    ours, theirs = (
        ThreeWayMerge(lambda _, taken=taken: taken, NOBODY).record("projects", before, here, there)  # type: ignore[misc]
        for taken in (False, True)
    )
    for field in ("title", "status"):
        assert ours.get(field) in (here.get(field), there.get(field))
        if here.get(field) != before.get(field):
            assert ours.get(field) == here.get(field)
        if there.get(field) != before.get(field):
            assert theirs.get(field) == there.get(field)


def amounts(names: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, str]]]:
    """Return what makes parts with few ids and few values."""
    return st.dictionaries(
        st.sampled_from("12"), st.fixed_dictionaries(dict.fromkeys(names, st.sampled_from("56")))
    ).map(lambda held: [{"id": f"C-1.m{number}", **values} for number, values in sorted(held.items())])


currencies = st.sampled_from(["EUR", "USD"])
given_money = st.builds(
    lambda currency, movements, instalments, note: {
        "id": "C-1",
        "note": note,
        **({"currency": currency} if currency else {}),
        **({"currency": currency or "GBP", "movements": movements} if movements else {}),
        **({"currency": currency or "GBP", "instalments": instalments} if instalments else {}),
    },
    st.none() | currencies,
    amounts(("amount",)),
    amounts(("amount",)),
    texts,
)
counted = st.builds(
    lambda unit, measure, periods: {
        "id": "C-1",
        "indicators": [{"id": "C-1.i1", **unit, "measure": measure, "periods": periods}],
    },
    st.sampled_from([{}, {"unit": "officers"}, {"unit": "hundreds"}]),
    st.sampled_from(["unit", "percentage"]),
    amounts(("actual",)),
)


def meanings(record: Any) -> set[tuple[Any, ...]]:
    """Return the values of a record, each with what gives it its meaning; parts may have got other numbers."""
    found = {
        (field, part["amount"], record.get("currency"))
        for field in ("movements", "instalments")
        for part in record.get(field, ())
    }
    for indicator in record.get("indicators", ()):
        of = (indicator.get("unit"), indicator["measure"])
        found |= {("periods", part["actual"], of) for part in indicator.get("periods", ())}
    return found


@pytest.mark.parametrize("taken", [None, False, True])
@pytest.mark.parametrize("records", [given_money, counted])
@given(data=st.data())
def test_no_value_gets_a_meaning_that_neither_side_gave_it(
    records: Any, taken: bool | None, data: st.DataObject
) -> None:
    before, here, there = (data.draw(records) for _ in range(3))
    found = ThreeWayMerge(lambda _: taken, NOBODY).record("contributions", before, here, there)
    assert meanings(found) <= meanings(here) | meanings(there)
