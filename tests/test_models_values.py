"""The sentence that each wrong value gets, with the field and the part of the record that it stands in."""

from __future__ import annotations

import pytest
from specimens import LONG_LINE, LONG_NOTE, PART, Document, problems, sentence

from portfolio.models.stored import stored_form


class TestSentences:
    @pytest.mark.parametrize(
        ("table", "changes", "field", "message"),
        [
            ("projects", {"title": ""}, "title", "is empty"),
            ("projects", {"title": " \t "}, "title", "is empty"),
            ("projects", {"title": 5}, "title", "is not text"),
            ("projects", {"title": LONG_LINE}, "title", "is longer than 500 characters"),
            ("projects", {"note": LONG_NOTE}, "note", "is longer than 20000 characters"),
            ("projects", {"title": "a\x1b[31m"}, "title", "holds the control character U+001B at position 2"),
            ("projects", {"note": "a\u202e"}, "note", "holds the control character U+202E at position 2"),
            ("projects", {"tags": ["a", "\x07"]}, "tags 2", "holds the control character U+0007 at position 1"),
            ("projects", {"tags": "a"}, "tags", "is not a list"),
            ("projects", {"status": "finished-ish"}, "status", "is not a known status; "),
            ("projects", {"status": 2}, "status", "is not text"),
            ("projects", {"scope": "galactic"}, "scope", "is not a known scope; "),
            ("projects", {"kind": "x"}, "kind", "is not a known kind of project; "),
            ("projects", {"owner": "x"}, "owner", "is not a known owner; "),
            ("projects", {"classification": "secret"}, "classification", "is not a known classification; "),
            ("projects", {"pillars": [{"pillar": "V"}]}, "pillars 1 pillar", "is not a known pillar; "),
            ("projects", {"planned_start": "2024-13"}, "planned_start", "is no date that exists"),
            ("projects", {"planned_start": 2024}, "planned_start", "is not a date such as"),
            ("projects", {"planned_start": "01/02/2024"}, "planned_start", "is not a date such as"),
            ("projects", {"actual_end": "0000"}, "actual_end", "is before 1900"),
            ("projects", {"countries": [{"country": "ZZ"}]}, "countries 1 country", "is not the two-letter code of"),
            ("projects", {"countries": [{"country": "ke"}]}, "countries 1 country", "is not the two-letter code of"),
            (
                "projects",
                {"regions": [{"region": "999", "vocabulary": "2"}]},
                "regions 1 region",
                "is not the three-digit code of a UN M49 region",
            ),
            (
                "projects",
                {"regions": [{"region": "sahel", "vocabulary": "1"}]},
                "regions 1 vocabulary",
                "is neither 2 (UN M49) nor 99 (the office's own)",
            ),
            (
                "projects",
                {"organisations": [{"organisation": "ARC", "role": "friend"}]},
                "organisations 1 role",
                "is not a known organisation role; ",
            ),
            ("projects", {"refs": [{"owner": "Arcadia"}]}, "refs 1 reference", "is needed"),
            ("projects", {"revision": -1.5}, "revision", "is not a whole number"),
            ("organisations", {"country": "Arcadia"}, "country", "is not the two-letter code of"),
            ("organisations", {"type": "kingdom"}, "type", "is not a known organisation type; "),
            ("organisations", {"own": "perhaps"}, "own", "is neither true nor false"),
            ("organisations", {"url": "javascript:alert(1)"}, "url", "is not a web address"),
            ("organisations", {"url": "https://"}, "url", "is not a web address"),
            ("organisations", {"url": "https://a b"}, "url", "is not a web address"),
            ("contributions", {"currency": "DOLLAR"}, "currency", "is not a currency code of ISO 4217"),
            ("contributions", {"earmarking": "very"}, "earmarking", "is not a known earmarking; "),
            ("expenditures", {"amount": "0"}, "amount", "is not above zero"),
            ("expenditures", {"amount": "-5"}, "amount", "is not above zero"),
            ("expenditures", {"amount": 5.5}, "amount", "is not a plain decimal number"),
            ("expenditures", {"amount": "1e3"}, "amount", "is not a plain decimal number"),
            ("expenditures", {"amount": "1,000"}, "amount", "is not a plain decimal number"),
            ("expenditures", {"amount": "NaN"}, "amount", "is not a plain decimal number"),
            ("expenditures", {"amount": "٣"}, "amount", "is not a plain decimal number"),
            ("expenditures", {"amount": True}, "amount", "is not a plain decimal number"),
            ("expenditures", {"amount": "1" * 16}, "amount", "is not a plain decimal number"),
            ("expenditures", {"amount": "5.005"}, "amount", "has more than the 2 decimals of its currency"),
            ("expenditures", {"amount": "5.5", "currency": "JPY"}, "amount", "has decimals, which its currency has"),
            ("expenditures", {"kind": "indirect"}, "kind", "is not a known kind of expenditure; "),
            ("rates", {"date": "2024-05"}, "date", "is not a day"),
            ("rates", {"base": "eur"}, "base", "is the currency itself"),
            ("rates", {"rate": "0"}, "rate", "is not above zero"),
            ("activities", {"venue_country": "ZZ"}, "venue_country", "is not the two-letter code of"),
            ("activities", {"participants": {"women": -1}}, "participants women", "is not a whole number from 0 to"),
            ("activities", {"participants": {"women": "7"}}, "participants women", "is not a whole number from 0 to"),
            ("activities", {"participants": {"women": 1.5}}, "participants women", "is not a whole number from 0 to"),
            ("activities", {"participants": {"men": 10**8}}, "participants men", "is not a whole number from 0 to"),
            ("activities", {"participants": {"boys": 1}}, "participants boys", "is not a field of this record"),
            ("activities", {"participants": 5}, "participants", "is not of the form"),
            ("activities", {"mode": "telepathic"}, "mode", "is not a known mode; "),
            ("activities", {"start": "2024", "end": "2023"}, "end", "is before the start, 2024"),
            ("outcomes", {"level": "goal"}, "level", "is not a known level of result; "),
        ],
    )
    def test_one_wrong_value(self, table: str, changes: Document, field: str, message: str) -> None:
        ((found, _, said),) = problems(table, **changes)
        assert found == field
        assert said.startswith(message), said

    @pytest.mark.parametrize(
        ("table", "changes", "said"),
        [
            (
                "contributions",
                {"currency": "JPY", "movements": [{**PART["movement"], "amount": "1.5"}]},
                "contribution C-001, C-001.m1 amount: “1.5” has decimals, which its currency has not",
            ),
            (
                "contributions",
                {"currency": "USD", "movements": [{**PART["movement"], "kind": "gift"}]},
                "contribution C-001, movements C-001.m1 kind: “gift” is not a known kind of movement; ",
            ),
            (
                "contributions",
                {
                    "currency": "USD",
                    "movements": [{**PART["movement"], "booked": {"amount": "1.234", "currency": "EUR"}}],
                },
                "contribution C-001, movements C-001.m1 booked amount: “1.234” has more than the 2 decimals",
            ),
            (
                "contributions",
                {"currency": "USD", "movements": [{**PART["movement"], "booked": {"amount": "5", "currency": "usd"}}]},
                "contribution C-001, C-001.m1 booked: “USD” is the currency of the amount itself",
            ),
            (
                "expenditures",
                {"target": "P-001", "amount": "5", "currency": "USD", "booked": {"amount": "5", "currency": "USD"}},
                "expenditure E-001, booked: “USD” is the currency of the amount itself",
            ),
            (
                "contributions",
                {"movements": [PART["movement"]]},
                "contribution C-001, currency: is needed where there are amounts",
            ),
            (
                "contributions",
                {"instalments": [{"id": "C-001.i1", "amount": "5", "date": "2025"}]},
                "contribution C-001, currency: is needed where there are amounts",
            ),
            (
                "contributions",
                {"currency": "USD", "receipts_unknown": True, "movements": [{**PART["movement"], "kind": "receipt"}]},
                "contribution C-001, receipts_unknown: cannot be said where receipts are recorded",
            ),
            (
                "contributions",
                {"start": "2024-05", "end": "2024-04"},
                "contribution C-001, end: “2024-04” is before the start, 2024-05",
            ),
            (
                "projects",
                {"budgets": [{**PART["budget"], "start": "2024", "end": "2023"}]},
                "project P-001, budgets P-001.b1 end: “2023” is before the start, 2024",
            ),
            (
                "projects",
                {"budgets": [{**PART["budget"], "amount": "0.001"}]},
                "project P-001, budgets P-001.b1 amount: “0.001” has more than the 2 decimals",
            ),
            (
                "outcomes",
                {"indicators": [{**PART["indicator"], "values": "sometimes"}]},
                "outcome O-001, indicators O-001.i1 values: “sometimes” is not one of per_period or cumulative",
            ),
            (
                "outcomes",
                {"indicators": [{**PART["indicator"], "periods": [{**PART["period"], "end": "2023"}]}]},
                "outcome O-001, indicators O-001.i1 periods O-001.i1.p1 end: “2023” is before the start, 2024",
            ),
            (
                "outcomes",
                {
                    "indicators": [
                        {**PART["indicator"], "measure": "qualitative", "periods": [{**PART["period"], "actual": "5"}]}
                    ]
                },
                "outcome O-001, O-001.i1.p1 actual: “5” is a number, but the indicator is qualitative",
            ),
            (
                "outcomes",
                {
                    "indicators": [
                        {**PART["indicator"], "measure": "qualitative", "baseline": {"value": "5", "comment": "c"}}
                    ]
                },
                "outcome O-001, indicators O-001.i1 baseline value: “5” is a number, but the indicator is qualitative",
            ),
            (
                "outcomes",
                {
                    "indicators": [
                        {
                            **PART["indicator"],
                            "periods": [PART["period"], {"id": "O-001.i1.p2", "start": "2024-12", "end": "2025"}],
                        }
                    ]
                },
                "outcome O-001, O-001.i1.p2: “2024-12 to 2025” overlaps with O-001.i1.p1",
            ),
        ],
    )
    def test_a_wrong_part_is_named_by_its_id(self, table: str, changes: Document, said: str) -> None:
        assert sentence(table, **changes).startswith(said)

    def test_overlapping_periods_of_cumulative_values_are_fine(self) -> None:
        periods = [PART["period"], {"id": "O-001.i1.p2", "start": "2024", "end": "2025"}]
        indicator = {**PART["indicator"], "values": "cumulative", "periods": periods}
        assert problems("outcomes", indicators=[indicator]) == []

    def test_a_new_record_is_called_so(self) -> None:
        _, found = stored_form("projects", {"code": "P-001"}, new=True)
        assert str(found[0]) == "new project, title: is needed"
