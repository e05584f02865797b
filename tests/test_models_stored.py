"""The one form in which a record is stored, whatever form it came in."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st
from specimens import LEAST, MOST, PART, Document

from portfolio.models.stored import MODELS, json_schema, stored_form
from portfolio.reference import codes

if TYPE_CHECKING:
    from portfolio.reference.codelist import CodeList


class TestStoredForm:
    @pytest.mark.parametrize("table", LEAST)
    def test_each_record_has_empty_lists_of_its_own(self, table: str) -> None:
        one, other = (dict(MODELS[table].model_validate(LEAST[table])) for _ in range(2))
        lists = [field for field, value in one.items() if value == []]
        assert all(one[field] is not other[field] for field in lists)

    @pytest.mark.parametrize("table", LEAST)
    def test_what_says_nothing_is_left_out(self, table: str) -> None:
        nothing: Document = {
            field: None if info.get_default(call_default_factory=True) is None else []
            for field, info in MODELS[table].model_fields.items()
            if not info.is_required()
            and field not in LEAST[table]
            and info.get_default(call_default_factory=True) in (None, [])
        }
        stored, found = stored_form(table, {**LEAST[table], **nothing})
        assert not found
        assert not any(value in (None, [], {}) or value is False for value in stored.values())
        assert stored == stored_form(table, LEAST[table])[0]

    @pytest.mark.parametrize("table", MOST)
    def test_everything_is_kept(self, table: str) -> None:
        stored, found = stored_form(table, MOST[table])
        assert not found
        assert stored == MOST[table]

    @pytest.mark.parametrize(("table", "document"), [*LEAST.items(), *MOST.items()])
    def test_storing_twice_is_storing_once(self, table: str, document: Document) -> None:
        once = stored_form(table, document)[0]
        twice = stored_form(table, copy.deepcopy(once))[0]
        assert twice == once
        assert list(twice) == list(once)

    def test_the_record_given_is_left_alone(self) -> None:
        given = copy.deepcopy(MOST["projects"])
        stored_form("projects", given)
        assert given == MOST["projects"]

    @pytest.mark.parametrize(
        ("field", "given", "stored"),
        [
            ("status", "ongoing", "implementation"),
            ("status", "2", "implementation"),
            ("status", "Implementation", "implementation"),
            ("scope", "Multi-National", "multi-national"),
            ("owner", "UNOCT/UNCCT", "joint"),
            ("title", "  Co\u0302te  d'Azur ", "Côte d'Azur"),
            ("note", "one \r\n two", "one\n two"),
            ("tags", ["  a  b "], ["a b"]),
        ],
    )
    def test_in_one_spelling(self, field: str, given: object, stored: object) -> None:
        assert stored_form("projects", {**LEAST["projects"], field: given})[0][field] == stored

    @pytest.mark.parametrize(
        ("amount", "currency", "stored"),
        [
            ("5", "usd", "5.00"),
            ("5.1", "USD", "5.10"),
            ("5.100", "USD", "5.10"),
            ("5", "JPY", "5"),
            ("5.0", "JPY", "5"),
            ("5", "KWD", "5.000"),
            (5, "USD", "5.00"),
            ("0005.50", "USD", "5.50"),
            ("999999999999999.99", "USD", "999999999999999.99"),
        ],
    )
    def test_amounts_to_the_minor_unit(self, amount: object, currency: str, stored: str) -> None:
        document = {**LEAST["expenditures"], "amount": amount, "currency": currency}
        found = stored_form("expenditures", document)[0]
        assert (found["amount"], found["currency"]) == (stored, currency.upper())

    def test_each_amount_in_its_own_currency(self) -> None:
        booked = {"amount": "700", "currency": "JPY"}
        movements = [{**PART["movement"], "booked": booked}, {**PART["movement"], "id": "C-001.m2", "amount": "1.5"}]
        document = {**LEAST["contributions"], "currency": "KWD", "movements": movements}
        stored = stored_form("contributions", document)[0]["movements"]
        assert [entry["amount"] for entry in stored] == ["5.000", "1.500"]
        assert stored[0]["booked"]["amount"] == "700"

    def test_participants_of_whom_nothing_is_known(self) -> None:
        document = {**LEAST["activities"], "participants": {"women": None}}
        assert "participants" not in stored_form("activities", document)[0]

    def test_nobody_is_a_number(self) -> None:
        document = {**LEAST["activities"], "participants": {"women": 0}}
        assert stored_form("activities", document)[0]["participants"] == {"women": 0}

    def test_what_all_records_share_comes_last(self) -> None:
        stored = stored_form("projects", MOST["projects"])[0]
        assert list(stored)[:2] == ["code", "title"]
        assert list(stored)[-5:] == ["note", "tags", "classification", "sources", "revision"]

    @pytest.mark.parametrize(
        "codelist",
        [codes.STATUS, codes.SCOPE, codes.OWNER, codes.KIND, codes.CLASSIFICATION],
        ids=lambda each: each.name,
    )
    def test_the_schema_lists_the_words_of_a_code(self, codelist: CodeList) -> None:
        listed = [
            option.get("enum")
            for field in json_schema("projects")["properties"].values()
            for option in (field, *field.get("anyOf", ()))
        ]
        assert list(codelist.words) in listed

    @given(
        st.fixed_dictionaries(
            {"code": st.just("P-001"), "title": st.text(min_size=1, max_size=30)},
            optional={
                "note": st.text(max_size=60),
                "tags": st.lists(st.text(max_size=9), max_size=3),
                "status": st.sampled_from(["ongoing", "4", "closed", "x"]),
                "planned_start": st.sampled_from(["2018", "2018-07", "2018-00", "x"]),
                "countries": st.lists(
                    st.fixed_dictionaries({"country": st.sampled_from(["KE", "SO", "ZZ"])}), max_size=3
                ),
                "surprise": st.none() | st.integers() | st.lists(st.text(max_size=2), max_size=1),
            },
        )
    )
    def test_any_document_is_stored_or_refused(self, document: Document) -> None:
        stored, found = stored_form("projects", document)
        assert bool(stored) is not bool(found)
        assert not stored or stored_form("projects", stored) == (stored, [])
        assert all(str(problem).startswith("project P-001, ") for problem in found)

    @given(
        st.dictionaries(
            st.sampled_from(["id", "donor", "currency", "movements", "allocations", "closed", "sources", "tags"]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["id", "kind", "amount", "date", "x"]), inner, max_size=3)
                ),
                max_leaves=6,
            ),
        )
    )
    def test_no_document_breaks_the_check(self, document: Document) -> None:
        stored, found = stored_form("contributions", document)
        assert bool(stored) is not bool(found)
        assert all(str(problem) for problem in found)
