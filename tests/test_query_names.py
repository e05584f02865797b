"""Names: what records are found by, and what people read for their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, read_office

from portfolio.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path


office = read_office


class TestNames:
    @pytest.mark.parametrize(
        "name",
        ["P-006", "p-006", " P-006 ", "Uzbek tribunals", "UZBEK COURTS", "uz courts", "2016-05"],
    )
    def test_a_project_by_code_title_former_title_alias_or_reference(self, office: Office, name: str) -> None:
        assert office.names().project(name) == "P-006"
        assert office.names().target(name) == "P-006"

    @pytest.mark.parametrize("name", ["ARC", "arc", "Arcadia", "ARCÀDIA", "the realm of arcady", "old arcadia", "AK"])
    def test_an_organisation_by_any_name(self, office: Office, name: str) -> None:
        assert office.names().organisation(name) == "ARC"

    def test_a_government_by_every_name_of_its_country(self, tmp_path: Path) -> None:
        office = Office(tmp_path)
        office.add("organisations", name="Saudi Arabia")
        names = office.names()
        for name in (
            "Kingdom of Saudi Arabia",
            "KSA",
            "SA",
            "SAU",
            "saudi arabia",
            "Arabie saoudite",
            "المملكة العربية السعودية",
        ):
            assert names.organisation(name) == "SA"

    def test_a_target_is_a_project_or_a_programme(self, office: Office) -> None:
        assert office.names().target("border programme") == "BSM"
        assert office.names().target("bsm") == "BSM"
        with pytest.raises(UnknownNameError, match="No project or programme is called “x”"):
            office.names().target("x")

    def test_what_people_read(self, office: Office) -> None:
        names = office.names()
        assert names.organisation_name("ARC") == "Arcadia"
        assert names.short_name("ARC") == "A.K."
        assert names.short_name("RUR") == "Ruritania"
        assert names.title("BSM") == "Border programme"
        assert (names.region_name("sahel"), names.region_name("014")) == ("Sahel", "Eastern Africa")
        assert names.country_name("KE") == "Kenya"

    def test_a_code_that_means_nothing_is_shown_as_it_is(self, office: Office) -> None:
        names = office.names()
        assert [names.organisation_name("X"), names.short_name("X"), names.title("X"), names.region_name("X")] == [
            "X"
        ] * 4

    def test_parts_of_a_donor_at_any_remove(self, tmp_path: Path) -> None:
        office = Office(tmp_path)
        office.add("organisations", name="Arcadia", code="A")
        office.add("organisations", name="Ministry of Arcadia", code="B", parent="A")
        office.add("organisations", name="Fund of the Ministry", code="C", parent="B")
        assert office.names().donors("Arcadia") == {"A", "B", "C"}
        assert office.names().donors("B") == {"B", "C"}


@pytest.mark.parametrize("typed", ["Union européenne", "Unión Europea", "Европейский союз", "欧盟", "الاتحاد الأوروبي"])
def test_a_body_of_many_states_is_found_by_its_names_in_any_language(tmp_path: Path, typed: str) -> None:
    made = Office(tmp_path)
    made.add("organisations", name="European Union", code="EUN")
    assert made.names().organisation(typed) == "EUN"
