"""Which amounts are uncertain, by what movements and sources say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from portfolio.figures.doubts import Doubt, Mark, doubt_of, doubts, uncertain, unknown

if TYPE_CHECKING:
    from portfolio.models.documents import ContributionDocument, ExpenditureDocument

_PAID: dict[str, Any] = {"id": "C-1.m2", "kind": "receipt", "amount": "10"}
_SIGNED: dict[str, Any] = {"id": "C-1.m1", "kind": "commitment", "amount": "10"}


def found(*movements: dict[str, Any], sources: tuple[dict[str, Any], ...] = ()) -> dict[str, Doubt]:
    return doubts(cast("ContributionDocument", {"id": "C-1", "movements": movements, "sources": sources}))


def test_a_movement_that_says_so_is_uncertain_and_its_note_says_why() -> None:
    movement = {**_PAID, "uncertain": True, "note": "Inferred."}
    assert found(_SIGNED, movement) == {"C-1.m2": Doubt("C-1.m2", "received", "Inferred")}


@pytest.mark.parametrize(
    ("field", "ids"),
    [
        ("movements", ["C-1.m1", "C-1.m2"]),
        ("amount", ["C-1.m1", "C-1.m2"]),
        ("C-1.m2", ["C-1.m2"]),
        ("receipt", ["C-1.m2"]),
        ("received", ["C-1.m2"]),
        ("recipient", []),
    ],
)
def test_an_uncertain_source_marks_the_movements_that_it_supports(field: str, ids: list[str]) -> None:
    source = {"url": "https://example.org/a", "field": field, "uncertain": True, "note": "One page says so."}
    marked = found(_SIGNED, _PAID, sources=(source,))
    assert list(marked) == ids
    assert {doubt.reason for doubt in marked.values()} <= {"One page says so"}


def test_a_source_that_is_sure_of_the_same_settles_it() -> None:
    sources = (
        {"citation": "Rumour", "field": "movements", "uncertain": True},
        {"citation": "Statement of account", "field": "movements"},
    )
    assert found(_SIGNED, _PAID, sources=sources) == {}


def test_an_expenditure_is_uncertain_by_its_sources() -> None:
    spent: Any = {"id": "E-1", "amount": "5", "sources": [{"citation": "Press", "field": "amount", "uncertain": True}]}
    assert doubt_of(cast("ExpenditureDocument", spent)) == Doubt("E-1", "spent", "")
    assert doubt_of(cast("ExpenditureDocument", {**spent, "sources": [{"citation": "Books"}]})) is None


def test_what_several_rows_share_counts_once() -> None:
    marks = [
        Mark("received", "C-1"),
        Mark("received", "C-1"),
        Mark("received", "C-2"),
        Mark("committed", "C-3.m1", "EUR"),
        Mark("committed", "C-3.m1", "EUR"),
        Mark("committed", "C-3.m2", "EUR"),
        Mark("committed", "C-4.m1", "USD"),
    ]
    assert unknown(marks) == {"received": 2}
    assert uncertain(marks) == {"committed": {"EUR": 2, "USD": 1}}


def test_what_is_said_of_columns_stands_in_their_order_whatever_the_order_of_marks() -> None:
    marks = [Mark("received", "C-2"), Mark("outstanding", "C-1"), Mark("pledged", "C-3.m1", "USD")]
    marks += [Mark("committed", "C-4.m1", "EUR")]
    for order in (marks, marks[::-1]):
        assert list(unknown(order)) == ["outstanding", "received"]
        assert list(uncertain(order)) == ["committed", "pledged"]
