"""What every record needs and refuses: fields, dates in order, shares that are whole, every problem at once."""

from __future__ import annotations

import pytest
from specimens import LEAST, PART, Document, problems

from portfolio.models.stored import MODELS, json_schema, stored_form
from portfolio.models.tables import TABLES


class TestEveryTable:
    @pytest.mark.parametrize("table", TABLES)
    def test_the_least_is_taken(self, table: str) -> None:
        assert problems(table) == []

    @pytest.mark.parametrize("table", TABLES)
    def test_each_field_of_the_least_is_needed(self, table: str) -> None:
        for field in LEAST[table]:
            document = {name: value for name, value in LEAST[table].items() if name != field}
            _, found = stored_form(table, document)
            assert [(problem.field, problem.message) for problem in found] == [(field, "is needed")]

    @pytest.mark.parametrize("table", TABLES)
    def test_an_unknown_field_is_refused_with_the_nearest(self, table: str) -> None:
        assert problems(table, clasification="x") == [
            ("clasification", "x", "is not a field of this record; did you mean classification?")
        ]

    @pytest.mark.parametrize("name", ["_private", "model_dump", "copy", "faults", "zzzzzz"])
    def test_unknown_fields_of_any_name(self, name: str) -> None:
        ((field, _, message),) = problems("projects", **{name: "x"})
        assert field == name
        assert message.startswith("is not a field of this record")

    @pytest.mark.parametrize("table", TABLES)
    def test_has_a_schema_that_names_its_fields(self, table: str) -> None:
        schema = json_schema(table)
        assert schema["additionalProperties"] is False
        # A narrative may be of a contribution, in place of a project.
        assert set(schema["required"]) == set(LEAST[table]) - ({"target"} if table == "narratives" else set())
        assert set(schema["properties"]) == set(MODELS[table].model_fields)
        assert TABLES[table].key in schema["required"]
        assert TABLES[table].title in schema["properties"]

    @pytest.mark.parametrize("table", TABLES)
    def test_key_is_a_code(self, table: str) -> None:
        for wrong in ("", " ", "P 1", " P-1", "P-1 ", "-P", "P-", "P/1", "P\n1", "Ä1", "x" * 65, 5, None):
            ((field, _, message),) = problems(table, **{TABLES[table].key: wrong})
            assert field == TABLES[table].key
            assert "code" in message or message == "is not text"

    @pytest.mark.parametrize("code", ["P", "p-1", "UNCCT.2016-01", "A+", "A_B", "0", "x" * 64, "MENA+2"])
    def test_codes_that_are_taken(self, code: str) -> None:
        assert problems("projects", code=code) == []


class TestEveryProblemAtOnce:
    def test_fields_parts_and_the_record_as_a_whole(self) -> None:
        found = problems(
            "projects",
            code="P 1",
            title="",
            status="odd",
            planned_start="2024",
            planned_end="2023",
            countries=[{"country": "KE", "share": "60"}, {"country": "KE", "share": "30"}],
            pillars=[{"pillar": "I", "share": "10"}, {"pillar": "II"}],
            budgets=[{"id": "P-001.b1", "amount": "x", "currency": "XXX"}],
            colour="red",
        )
        assert sorted(field for field, _, _ in found) == [
            "budgets P-001.b1 amount",
            "budgets P-001.b1 currency",
            "code",
            "colour",
            "countries",
            "countries",
            "pillars",
            "planned_end",
            "status",
            "title",
        ]

    def test_each_amount_that_is_too_fine(self) -> None:
        movements = [{**PART["movement"], "id": f"C-001.m{number}", "amount": f"{number}.005"} for number in (1, 2, 3)]
        assert [field for field, *_ in problems("contributions", currency="USD", movements=movements)] == [
            "C-001.m1 amount",
            "C-001.m2 amount",
            "C-001.m3 amount",
        ]

    def test_a_wrong_currency_does_not_hide_behind_its_consequences(self) -> None:
        found = problems("contributions", currency="XXX", movements=[PART["movement"]])
        assert [field for field, *_ in found] == ["currency"]

    def test_an_undertaking_with_wrong_shares_and_dates(self) -> None:
        found = problems(
            "projects", actual_start="2024", actual_end="2023", countries=[{"country": "KE", "share": "5"}]
        )
        assert found == [
            ("actual_end", "2023", "is before the start, 2024"),
            ("countries", "", "have shares that add up to 5, not to 100"),
        ]


class TestDatesInOrder:
    @pytest.mark.parametrize(
        ("dates", "wrong"),
        [
            ({"planned_start": "2024", "planned_end": "2023"}, "planned_end"),
            ({"actual_start": "2024-05", "actual_end": "2024-04"}, "actual_end"),
            ({"actual_start": "2024", "planned_end": "2023"}, "planned_end"),
            ({"planned_start": "2024", "actual_end": "2023"}, "actual_end"),
            ({"planned_start": "2024", "planned_end": "2024"}, ""),
            ({"planned_start": "2024-07", "planned_end": "2024"}, ""),
            ({"planned_start": "2024", "planned_end": "2024-01-01"}, ""),
            ({"planned_start": "2025", "actual_start": "2023", "actual_end": "2024"}, ""),
            ({"planned_end": "2020", "actual_start": "2021", "actual_end": "2022"}, ""),
            ({"planned_end": "2020"}, ""),
            ({"actual_start": "2020"}, ""),
        ],
    )
    def test_an_end_is_never_wholly_before_its_start(self, dates: Document, wrong: str) -> None:
        assert [field for field, *_ in problems("projects", **dates)] == ([wrong] if wrong else [])


def places(*shares: tuple[str, str | None]) -> Document:
    """Return countries (two letters), M49 regions (digits) and own regions with their shares."""
    found: Document = {"countries": [], "regions": []}
    for code, share in shares:
        more = {"share": share} if share else {}
        if len(code) == 2:
            found["countries"].append({"country": code, **more})
        else:
            found["regions"].append({"region": code, "vocabulary": "2" if code.isdigit() else "99", **more})
    return found


class TestShares:
    @pytest.mark.parametrize(
        "given",
        [
            (("KE", None), ("SO", None)),
            (("KE", "100"),),
            (("KE", "33.33"), ("SO", "33.33"), ("UG", "33.34")),
            (("KE", "60"), ("sahel", "40")),
            (("KE", "60"), ("202", "40"), ("sahel", "40")),
            (("KE", "60"), ("SO", "40"), ("sahel", None)),
            (("KE", None), ("sahel", "100")),
            (("202", "50"), ("002", "50")),
            (("KE", "60"), ("sahel", "40"), ("202", None)),
        ],
    )
    def test_sum_to_100_in_each_vocabulary_or_are_not_given(self, given: tuple[tuple[str, str | None], ...]) -> None:
        assert problems("projects", **places(*given)) == []

    @pytest.mark.parametrize(
        ("given", "field", "message"),
        [
            ((("KE", "60"), ("SO", "30")), "countries", "have shares that add up to 90, not to 100"),
            ((("KE", "33.33"), ("SO", "33.33"), ("UG", "33.33")), "countries", "add up to 99.99"),
            ((("KE", "60"), ("SO", None)), "countries", "for some and not for others"),
            ((("KE", "60"), ("sahel", "50")), "countries and regions", "add up to 110"),
            ((("KE", "60"), ("202", "40"), ("sahel", "30")), "countries and regions", "add up to 90"),
            ((("sahel", "40"),), "regions", "add up to 40"),
            ((("sahel", "40"), ("maghreb", None)), "regions", "for some and not for others"),
        ],
    )
    def test_refused(self, given: tuple[tuple[str, str | None], ...], field: str, message: str) -> None:
        ((found, _, said),) = problems("projects", **places(*given))
        assert found == field
        assert message in said

    @pytest.mark.parametrize("share", ["0", "100.01", "-5"])
    def test_a_share_is_of_a_hundred(self, share: str) -> None:
        ((field, value, message),) = problems("projects", **places(("KE", share)))
        assert (field, value) == ("countries 1 share", share)
        assert message == "is not a share above 0 and up to 100 per cent"

    @pytest.mark.parametrize(
        ("changes", "field", "value"),
        [
            (places(("KE", None), ("KE", None)), "countries", "KE"),
            (places(("sahel", None), ("sahel", None)), "regions", "sahel"),
            ({"pillars": [{"pillar": "II"}, {"pillar": "2"}]}, "pillars", "II"),
            (
                {"organisations": [{"organisation": "ARC", "role": "1"}, {"organisation": "ARC", "role": "donor"}]},
                "organisations",
                "ARC as funding",
            ),
        ],
    )
    def test_nothing_is_named_twice(self, changes: Document, field: str, value: str) -> None:
        assert problems("projects", **changes) == [(field, value, "is named twice")]
