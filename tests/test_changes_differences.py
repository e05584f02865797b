"""Changes of fields in words: codes by their names, lists with what they lost, long texts by what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, empty_office

from portfolio.changes.differences import worded
from portfolio.query.names import Names

if TYPE_CHECKING:
    from collections.abc import Mapping

office = empty_office


def told(office: Office, table: str, before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    names = Names(office.store.read(), office.desk.settings)
    return [each.line for each in worded(table, before, after, names)]


def linked(*codes: str, role: str = "funding") -> dict[str, list[dict[str, str]]]:
    return {"organisations": [{"organisation": code, "role": role} for code in codes]}


@pytest.fixture
def donors(office: Office) -> Office:
    for name in ("Arcadia", "Ruritania", "Zenda"):
        office.add("organisations", name=name)
    return office


class TestLists:
    def test_of_a_list_it_says_what_it_lost(self, donors: Office) -> None:
        lines = told(donors, "projects", linked("ARCADIA", "RURITANIA"), linked("ZENDA"))
        assert lines == ["donors: Arcadia, Ruritania → Zenda (2 removed)"]

    def test_what_only_comes_is_no_loss(self, donors: Office) -> None:
        assert told(donors, "projects", linked("ARCADIA"), linked("ARCADIA", "ZENDA")) == [
            "donors: Arcadia → Arcadia, Zenda"
        ]

    def test_each_role_is_told_by_itself(self, donors: Office) -> None:
        both = linked("ARCADIA")["organisations"] + linked("ZENDA", role="extending")["organisations"]
        assert told(donors, "projects", linked("ARCADIA"), {"organisations": both}) == ["extending: – → Zenda"]

    def test_shares_and_places_read_as_they_are_typed(self, office: Office) -> None:
        before = {"countries": [{"country": "KE", "share": "60"}, {"country": "SO", "share": "40"}]}
        assert told(office, "projects", before, {"countries": [{"country": "KE"}]}) == [
            "countries: Kenya: 60%, Somalia: 40% → Kenya (2 removed)"
        ]

    def test_of_a_long_list_it_says_what_came_and_went(self, office: Office) -> None:
        many = [{"country": code} for code in ("KE", "SO", "ET", "UG", "TD", "ML")]
        assert told(office, "projects", {"countries": many}, {"countries": [*many[1:], {"country": "NE"}]}) == [
            "countries: 6 → 6 (1 removed: Kenya; 1 added: Niger)"
        ]

    def test_an_emptied_list_is_nothing(self, office: Office) -> None:
        assert told(office, "projects", {"tags": ["a", "b"]}, {}) == ["tags: a, b → – (2 removed)"]


class TestValues:
    @pytest.mark.parametrize(
        ("table", "before", "after", "line"),
        [
            ("projects", {"status": "closed"}, {"status": "implementation"}, "status: closed → implementation"),
            ("projects", {"note": "x"}, {}, "note: x → –"),
            ("contributions", {"receipts_unknown": True}, {}, "receipts unknown: yes → –"),
            (
                "contributions",
                {"movements": [{"id": "C-1.m1", "amount": "1000000.00"}]},
                {"movements": [{"id": "C-1.m1", "amount": "1250000.00"}]},
                "C-1.m1 amount: 1,000,000.00 → 1,250,000.00",
            ),
            (
                "contributions",
                {},
                {"movements": [{"id": "C-1.m1", "kind": "pledge", "amount": "2000.00", "date": "2024-05"}]},
                "C-1.m1: – → pledge 2,000.00 2024-05",
            ),
            ("activities", {"participants": {"women": 3}}, {"participants": {"women": 4}}, "participants women: 3 → 4"),
        ],
    )
    def test_stand_as_people_read_them(
        self, office: Office, table: str, before: dict[str, object], after: dict[str, object], line: str
    ) -> None:
        assert told(office, table, before, after) == [line]

    def test_of_long_texts_what_differs_is_seen(self, office: Office) -> None:
        same = "The same words again and again, so that nobody reads them. " * 4
        (line,) = told(office, "projects", {"note": f"{same}One.{same}"}, {"note": f"{same}Two.{same}"})
        assert (
            line
            == "note: … nobody reads them. One.The same words agai… → … nobody reads them. Two.The same words agai…"
        )

    def test_what_older_rules_let_in_is_told_as_it_is(self, office: Office) -> None:
        assert told(office, "projects", {"countries": "KE", "old field": 3}, {}) == [
            "countries: KE → –",
            "old field: 3 → –",
        ]


class TestTakings:
    @pytest.mark.parametrize(
        ("before", "after", "takes"),
        [
            ({"note": "x"}, {"note": "y"}, False),
            ({"note": "x"}, {}, True),
            ({}, {"note": "x"}, False),
            ({"tags": ["a"]}, {"tags": ["a", "b"]}, False),
            ({"tags": ["a", "b"]}, {"tags": ["b", "c"]}, True),
            ({"tags": ["a"]}, {"tags": ["b"]}, True),
            ({"budgets": [{"id": "P-1.b1", "amount": "5.00"}]}, {}, True),
        ],
    )
    def test_are_what_is_gone_with_nothing_in_its_place(
        self, office: Office, before: dict[str, object], after: dict[str, object], takes: bool
    ) -> None:
        names = Names(office.store.read(), office.desk.settings)
        assert any(each.takes for each in worded("projects", before, after, names)) is takes
