"""Places of activities of others: no country has money that a file gives to another place, known or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from desks import Office, empty_office
from iati_files import JAPAN, START, activity, moved, published, taken
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

office = empty_office


def places(office: Office) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the countries and regions of the one activity, with their shares."""
    found = office.get("projects", "XX-ARC-1-A")
    return (
        [(each["country"], each.get("share", "")) for each in found.get("countries", ())],
        [(each["region"], each.get("share", "")) for each in found.get("regions", ())],
    )


def country(code: str, share: str = "") -> str:
    return f'<recipient-country code="{code}"' + (f' percentage="{share}"/>' if share else "/>")


def region(code: str, share: str = "", more: str = "") -> str:
    return f'<recipient-region code="{code}" {more}' + (f' percentage="{share}"/>' if share else "/>")


OTHERS = 'vocabulary="99" vocabulary-uri="https://example.org/groups"'


@pytest.mark.parametrize(
    ("inner", "countries", "regions"),
    [
        # Nobody knows where the rest is: somewhere in the world, so that Kenya has its 60 % alone.
        (country("KE", "60") + region("998", "40"), [("KE", "60")], [("001", "40")]),
        (country("KE", "60") + country("ZZ", "40"), [("KE", "60")], [("001", "40")]),
        (country("KE", "60") + country("ZZ", "15") + region("998", "25"), [("KE", "60")], [("001", "40")]),
        (country("KE") + country("ZZ"), [("KE", "")], [("001", "")]),
        (country("KE", "100") + region("lakes", "100", OTHERS), [("KE", "")], [("001", "")]),
        # Regions of the DAC that are none of the UN lie in wider ones: South of Sahara in Africa.
        (region("289"), [], [("002", "")]),
        (country("TZ", "50") + region("289", "50"), [("TZ", "50")], [("002", "50")]),
        (region("189", "30") + region("589", "70"), [], [("015", "30"), ("142", "70")]),
        # A group of somebody else is none of the office's, though its code be the same.
        (country("ML") + region("sahel", "", OTHERS), [("ML", "")], [("001", "")]),
        (country("KE", "0") + country("SO", "100"), [("SO", "")], []),
        (country("KE", "50") + country("KE", "50"), [("KE", "")], []),
        (country("KE", "50") + country("KE", "20") + country("SO", "30"), [("KE", "70"), ("SO", "30")], []),
        (country("KE", "120") + country("SO", "-20"), [("KE", ""), ("SO", "")], []),
        (country("ZZ") + region("998"), [], []),
    ],
)
def test_what_is_not_known_is_somewhere_and_kept(
    inner: str, countries: list[tuple[str, str]], regions: list[tuple[str, str]], office: Office, tmp_path: Path
) -> None:
    told = taken(office, tmp_path, activity(inner=START + inner))
    assert any("kept" in each for each in told)
    assert places(office) == (countries, regions)
    root = etree.fromstring(published(office.store.read()))
    found: list[Any] = [dict(each.attrib) for each in root[0] if each.tag.startswith("recipient-")]
    assert found == [dict(each.attrib) for each in etree.fromstring(f"<a>{inner}</a>")]


class TestOnTransactionsOnly:
    def test_all_of_their_places_are_those_of_the_activity(self, office: Office, tmp_path: Path) -> None:
        gifts = moved("1", "100", JAPAN + country("KE")) + moved("1", "50", JAPAN + country("SO"), "2021-06-01")
        spent = moved("4", "30", country("SO")) + moved("4", "20", region("298"))
        taken(office, tmp_path, activity(inner=START + gifts + spent))
        assert places(office) == ([("KE", ""), ("SO", "")], [("002", "")])

    def test_what_names_no_place_may_be_anywhere(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START + moved("1", "100") + moved("4", "5", country("CD"))))
        assert places(office) == ([("CD", "")], [("001", "")])

    @pytest.mark.parametrize("code", ["1", "2"])
    def test_they_are_published_there_alone(self, code: str, office: Office, tmp_path: Path) -> None:
        """Type 2, for which there are no figures, is kept with its place."""
        file = activity(inner=START + moved(code, "100", JAPAN + country("CM")))
        taken(office, tmp_path, file)
        assert places(office) == ([("CM", "")], [])
        root = etree.fromstring(published(office.store.read()))
        assert root.xpath("//transaction/recipient-country/@code") == ["CM"]
        assert root.xpath("iati-activity/recipient-country | iati-activity/recipient-region | //location") == []


def test_an_activity_of_others_without_a_status_gets_none(office: Office, tmp_path: Path) -> None:
    taken(office, tmp_path, activity(inner='<activity-date type="2" iso-date="2020-01-01"/>' + country("KE")))
    made = published(office.store.read())
    assert b"activity-status" not in made
    before = office.get("projects", "XX-ARC-1-A")
    taken(office, tmp_path, etree.tostring(etree.fromstring(made)[0], encoding="unicode"))
    assert office.get("projects", "XX-ARC-1-A") == before
