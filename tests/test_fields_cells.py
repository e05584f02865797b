"""How stored values are written into cells that people work in, so that they are read back as they were."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings, strategies as st
from portfolios import reader_of

from portfolio.fields import cells as w
from portfolio.fields.cells import COUNTRY, ORGANISATION, PROGRAMME, REGION
from portfolio.query.names import Names
from portfolio.reference import codes, places
from portfolio.settings import Settings
from portfolio.text import clean

if TYPE_CHECKING:
    from portfolio.fields.cells import Writer


def cleaned(text: str) -> str:
    """Return text as the register stores a line, or nothing where it would refuse it."""
    try:
        return clean(text)
    except ValueError:
        return ""


lines = st.text(st.characters(exclude_categories=["Cs"])).map(cleaned).filter(bool)


@pytest.fixture
def names() -> Names:
    reader = reader_of(
        {
            "organisations": [
                {"code": "ARC", "name": "Arcadia"},
                {"code": "RUR", "name": "Ruritania; a kingdom"},
                {"code": "ONE", "name": "The Twins"},
                {"code": "TWO", "name": "The Twins"},
                {"code": "THREE", "name": "ARC"},
            ],
            "programmes": [{"code": "BSM", "title": "Border programme"}],
        }
    )
    return Names(reader, Settings())


class TestLists:
    @settings(deadline=None)
    @given(st.lists(lines))
    @example(['"'])
    @example(['a "b"; c', '"x"', "d\u00a0; e", "'"])
    @example([";", '""', ","])
    def test_a_list_is_read_back_as_it_was_written(self, parts: list[str]) -> None:
        assert w.members(w.joined(parts)) == parts

    @settings(deadline=None)
    @given(st.text())
    def test_any_text_is_a_list_of_texts(self, text: str) -> None:
        found = w.members(text)
        assert all(part == part.strip() or '"' in text for part in found)
        assert bool(found) or not text.strip(' ;\n"\t') or not text.strip()

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("Arcadia; Ruritania", ["Arcadia", "Ruritania"]),
            ("Arcadia;Ruritania;", ["Arcadia", "Ruritania"]),
            ("Arcadia\nRuritania\n\n", ["Arcadia", "Ruritania"]),
            (' "A; B" ;C', ["A; B", "C"]),
            ('The "Forum"; C', ['The "Forum"', "C"]),
            ('"never closed; C', ['"never closed', "C"]),
            ("", []),
            (" ; ;\n", []),
        ],
    )
    def test_as_people_write_them(self, text: str, parts: list[str]) -> None:
        assert w.members(text) == parts

    def test_nothing_is_an_empty_cell(self, names: Names) -> None:
        assert w.many(w.text)(names, []) is None
        assert w.in_role("funding", ORGANISATION)(names, [{"organisation": "ARC", "role": "implementing"}]) is None


class TestValues:
    @pytest.mark.parametrize(
        ("write", "stored", "cell"),
        [
            (w.text, "=1+1", "=1+1"),
            (w.date, "2018-07-15", dt.date(2018, 7, 15)),
            (w.date, "2018-07", "2018-07"),
            (w.date, "2018", "2018"),
            (w.number, "1250.50", Decimal("1250.50")),
            (w.number, 7, Decimal(7)),
            (w.flag, True, "yes"),
            (w.word(codes.STATUS), "implementation", codes.STATUS.label("implementation")),
            (w.reference, {"owner": "Arcadia", "reference": "2016-05"}, "Arcadia: 2016-05"),
            (w.reference, {"owner": "A: B", "reference": "1: 2"}, '"A: B": 1: 2'),
        ],
    )
    def test_is_written_with_its_type(self, names: Names, write: Writer, stored: Any, cell: object) -> None:
        assert write(names, stored) == cell

    def test_decimals_stay_as_they_are_stored(self, names: Names) -> None:
        assert str(w.number(names, "1250.50")) == "1250.50"


class TestNames:
    @pytest.mark.parametrize(
        ("write", "stored", "cell"),
        [
            (ORGANISATION, "RUR", "Ruritania; a kingdom"),
            (PROGRAMME, "BSM", "Border programme"),
            (COUNTRY, "KE", "Kenya"),
            (REGION, "sahel", "Sahel"),
        ],
    )
    def test_a_code_is_written_as_its_name(self, names: Names, write: Writer, stored: str, cell: str) -> None:
        assert write(names, stored) == cell

    @pytest.mark.parametrize("code", ["ONE", "TWO", "THREE", "GONE"])
    def test_a_name_that_would_not_lead_back_is_not_written(self, names: Names, code: str) -> None:
        """Two of one name, one called by another's code, one that is not there."""
        assert ORGANISATION(names, code) == code

    @pytest.mark.parametrize("code", sorted(places.countries()))
    def test_every_country_leads_back(self, names: Names, code: str) -> None:
        assert names.country(str(COUNTRY(names, code))) == code

    def test_every_region_leads_back(self, names: Names) -> None:
        for code in names.regions:
            assert names.region(str(REGION(names, code)))[0] == code

    def test_shares_stand_behind_the_names(self, names: Names) -> None:
        write = w.shared(COUNTRY, "country")
        assert write(names, [{"country": "KE", "share": "60"}, {"country": "SO"}]) == "Kenya: 60%; Somalia"

    def test_organisations_of_one_role_are_written_in_order(self, names: Names) -> None:
        links = [
            {"organisation": "RUR", "role": "funding"},
            {"organisation": "ARC", "role": "implementing"},
            {"organisation": "ARC", "role": "funding"},
        ]
        assert w.in_role("funding", ORGANISATION)(names, links) == '"Ruritania; a kingdom"; Arcadia'
