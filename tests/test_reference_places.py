"""Countries and regions: their names, what lies in what, and the groups of an office."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from portfolio.errors import SettingsError
from portfolio.reference.currencies import currencies
from portfolio.reference.name_matching import fold_name
from portfolio.reference.places import (
    LANGUAGES,
    M49,
    OWN,
    WORLD,
    GroupSettings,
    Region,
    countries,
    country_index,
    inside,
    m49_regions,
    overlaps,
    own_groups,
    region_index,
    region_label,
    regions,
    subregion_of,
)

PUBLISHED = Path(__file__).parents[2] / "shared" / "data"
TITLES = ("English", "French", "Spanish", "Russian", "Chinese", "Arabic")
OCHA = PUBLISHED / "reference" / "ocha_countries_territories_taxonomy.csv"

# Places that records may name and that UN M49 does not list.
NOT_OF_M49 = {"XK"}

a_country = st.sampled_from(sorted(countries()))
a_region = st.sampled_from(list(regions().values()))


def find_region(text: str) -> Region:
    known = regions()
    return known[region_index(known).resolve(text, "region")]


class TestCountries:
    def test_codes_are_unique_and_well_formed(self) -> None:
        table = countries()
        assert len(table) == 248 + len(NOT_OF_M49)
        assert all(re.fullmatch("[A-Z]{2}", code) and code == country.alpha2 for code, country in table.items())
        for pattern, codes in (
            ("[A-Z]{3}", [country.alpha3 for country in table.values()]),
            ("[0-9]{3}", [country.m49 for code, country in table.items() if code not in NOT_OF_M49]),
        ):
            assert all(re.fullmatch(pattern, code) for code in codes)
            assert len(set(codes)) == len(codes)

    def test_every_country_has_a_short_name_in_six_languages(self) -> None:
        assert all(tuple(country.names) == LANGUAGES for country in countries().values())

    def test_every_state_has_a_formal_name_in_six_languages_but_for_one_that_has_just_been_renamed(self) -> None:
        formal = {code: country.formal for code, country in countries().items() if country.formal}
        # 193 Member States, two observers, and two States that are members of specialised agencies only.
        assert len(formal) == 193 + 2 + 2
        assert {code for code, names in formal.items() if tuple(names) != LANGUAGES} == {"NR"}
        assert not any(names["en"].startswith("the ") for names in formal.values())

    def test_text_is_normalised_and_clean(self) -> None:
        texts = [text for region in regions().values() for text in (*region.names.values(), *region.aliases)]
        for country in countries().values():
            texts += [*country.names.values(), *country.formal.values(), *country.aliases]
        assert all(text and text == unicodedata.normalize("NFC", text.strip()) and text.isprintable() for text in texts)

    @pytest.mark.parametrize(
        "name",
        [
            "Kosovo",
            "KOSOVO (under UNSCR 1244)",
            "xk",
            "XKX",
            "Kosovo (résolution 1244 du Conseil de sécurité)",
            "Косово",
        ],
    )
    def test_kosovo_is_named_in_the_words_of_the_united_nations_and_is_no_country_of_m49(self, name: str) -> None:
        assert country_index().find(name) == ("XK",)
        kosovo = countries()["XK"]
        assert (kosovo.name, kosovo.m49, kosovo.currency) == ("Kosovo (under UNSCR 1244)", "", "EUR")
        assert [code for code, region in m49_regions().items() if "XK" in region.members] == [WORLD, "150", "039"]
        assert not kosovo.formal

    def test_names_follow_united_nations_usage(self) -> None:
        names = {code: country.name for code, country in countries().items()}
        assert names["TR"] == "Türkiye"
        assert names["SZ"] == "Eswatini"
        assert names["VN"] == "Viet Nam"
        assert names["KR"] == "Republic of Korea"
        assert names["LA"] == "Lao People's Democratic Republic"
        assert names["TZ"] == "United Republic of Tanzania"
        assert names["NL"] == "Netherlands"
        assert countries()["KE"].formal["fr"] == "République du Kenya"

    def test_groups_of_the_most_vulnerable_have_their_published_size(self) -> None:
        table = countries().values()
        assert sum(country.ldc for country in table) == 44
        assert sum(country.lldc for country in table) == 32
        assert sum(country.sids for country in table) == 39 + 18
        assert countries()["NE"].ldc
        assert countries()["NE"].lldc
        assert countries()["TV"].sids

    def test_currencies_are_in_use(self) -> None:
        used = {country.currency for country in countries().values()} - {""}
        assert used <= {code for code, currency in currencies().items() if currency.withdrawn is None}
        assert [code for code, country in countries().items() if not country.currency] == ["AQ"]

    @pytest.mark.skipif(not OCHA.exists(), reason="the United Nations' own table is not beside the project")
    def test_agrees_with_the_published_table(self) -> None:
        with OCHA.open(encoding="utf-8-sig", newline="") as file:
            published = {row["ISO 3166-1 Alpha 2-Codes"]: row for row in csv.DictReader(file) if row["M49 English"]}
        published.pop("", None)
        assert published.keys() == countries().keys() - NOT_OF_M49
        for code, row in published.items():
            country = countries()[code]
            assert (country.alpha3, int(country.m49)) == (
                row["ISO 3166-1 Alpha 3-Codes"],
                int(row["m49 numerical code"]),
            )
            for ours, theirs in (
                (country.region, row["Region Code"]),
                (country.subregion, row["Sub-region Code"]),
                (country.intermediate, row["Intermediate Region Code"]),
            ):
                assert ours.lstrip("0") == theirs
            for name in (row["Preferred Term"], row["English Short"], row["M49 English"], row["English Formal"]):
                assert not name or country_index().find(name) == (code,)
            for language, title in zip(LANGUAGES, TITLES, strict=True):
                # The one name that is shown shorter than it is published.
                if row[f"{title} Short"] and row["Appears in UNTERM list"] == "Y" and code != "NL":
                    assert fold_name(country.names[language]) == fold_name(row[f"{title} Short"])


class TestRegions:
    def test_m49_is_a_tree_under_the_world(self) -> None:
        seen: set[str] = set()
        for code, region in m49_regions().items():
            assert re.fullmatch("[0-9]{3}", code)
            assert (region.parent == "") if code == WORLD else (region.parent in seen)
            seen.add(code)
            assert tuple(region.names) == LANGUAGES
            assert region.vocabulary == M49

    def test_every_country_is_in_each_region_above_it(self) -> None:
        table = m49_regions()
        for country in countries().values():
            chain = [country.intermediate, country.subregion, country.region, WORLD]
            above = [code for code in chain if code]
            assert [table[code].parent for code in above] == [*above[1:], ""]
            assert all(country.alpha2 in table[code].members for code in above)

    def test_regions_under_one_parent_share_no_country_and_add_up_to_it(self) -> None:
        below: dict[str, list[Region]] = defaultdict(list)
        for region in m49_regions().values():
            below[region.parent].append(region)
        for parent, children in below.items():
            together = [code for child in children for code in child.members]
            assert len(together) == len(set(together))
            if parent not in {"", WORLD, "154"}:  # Antarctica is in no region, Northern Europe only in part in one
                assert set(together) == m49_regions()[parent].members

    def test_groups_have_known_members_and_say_what_they_follow(self) -> None:
        for code, group in own_groups().items():
            assert group.vocabulary == OWN
            assert re.fullmatch("[a-z0-9-]+", code)
            assert group.members
            assert group.members <= countries().keys()
            assert group.basis
            assert group.name

    def test_no_two_regions_but_those_of_m49_have_the_same_members(self) -> None:
        groups = [group.members for group in own_groups().values()]
        assert len(set(groups)) == len(groups)
        assert not set(groups) & {region.members for region in m49_regions().values()}

    @pytest.mark.parametrize(
        ("code", "labels"),
        [
            ("east-africa", ["East Africa (office’s group)", "Afrique de l'Est (groupe du Bureau)"]),
            ("014", ["Eastern Africa", "Afrique orientale"]),
            ("south-asia", ["South Asia (office’s group)", "Asie du Sud (groupe du Bureau)"]),
            ("034", ["Southern Asia", "Asie méridionale"]),
        ],
    )
    def test_people_read_which_are_the_offices_groups(self, code: str, labels: list[str]) -> None:
        region = regions()[code]
        assert [region_label(region), region_label(region, "fr")] == labels
        for language in LANGUAGES:
            label = region_label(region, language)
            assert find_region(label) == region
            assert (label != region.names[language]) == (region.vocabulary == OWN)

    def test_one_name_has_one_meaning(self) -> None:
        meanings: dict[str, set[str]] = defaultdict(set)
        for region in regions().values():
            for name in (region.code, *region.names.values(), *region.aliases):
                meanings[fold_name(name)].add(region.code)
        assert not {name: codes for name, codes in meanings.items() if len(codes) > 1}

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Asia", "142"),
            ("central asia", "143"),
            ("West Africa", "011"),
            ("Western Africa", "011"),
            ("11", "011"),
            ("011", "011"),
            ("The Caribbean", "029"),
            ("South-East Asia", "035"),
            ("southeast asia", "035"),
            ("Southern Africa", "southern-africa"),
            ("Southern Africa (M49)", "018"),
            ("018", "018"),
            ("South Asia", "south-asia"),
            ("Southern Asia", "034"),
            ("East Africa", "east-africa"),
            ("Eastern Africa", "014"),
            ("north africa", "north-africa"),
            ("Northern Africa", "015"),
            ("Middle Africa", "017"),
            ("MENA", "mena"),
            ("Middle East & North Africa", "mena"),
            ("the Sahel", "sahel"),
            ("Sahel region", "sahel"),
            ("G5-Sahel", "g5-sahel"),
            ("Afrique de l’Ouest", "011"),
            ("Bassin du lac Tchad", "lake-chad-basin"),
            ("Oriente Medio", "middle-east"),
            ("العالم", "001"),
            ("LATIN AMERICA AND THE CARIBBEAN", "419"),
            ("Gulf States", "gulf"),
        ],
    )
    def test_names_people_use(self, name: str, code: str) -> None:
        assert find_region(name).code == code

    @pytest.mark.parametrize(
        ("inner", "outer"),
        [
            ("Central Asia", "Asia"),
            ("South Asia", "Asia"),
            ("South Asia", "South and South-East Asia"),
            ("South-East Asia", "South and South-East Asia"),
            ("South and South-East Asia", "Asia-Pacific"),
            ("Central Asia", "Asia-Pacific"),
            ("Pacific", "Oceania"),
            ("Oceania", "Asia-Pacific"),
            ("Pacific", "Indo-Pacific"),
            ("Indo-Pacific", "Asia-Pacific"),
            ("G5 Sahel", "Sahel"),
            ("Lake Chad Basin", "Sahel"),
            ("Sahel", "West Africa and the Sahel"),
            ("West Africa", "West Africa and the Sahel"),
            ("West Africa and the Sahel", "Africa"),
            ("Horn of Africa", "East and Horn of Africa"),
            ("East Africa", "East and Horn of Africa"),
            ("Central Africa", "Sub-Saharan Africa"),
            ("Southern Africa", "Africa"),
            ("Maghreb", "North Africa"),
            ("North Africa", "Arab region"),
            ("Gulf", "Middle East"),
            ("Middle East", "Middle East and North Africa"),
            ("Western Balkans", "Europe"),
            ("Caribbean", "Latin America and the Caribbean"),
            ("Latin America", "Americas"),
        ],
    )
    def test_what_lies_in_what(self, inner: str, outer: str) -> None:
        assert inside(find_region(inner).members, find_region(outer).members)
        assert not inside(find_region(outer).members, find_region(inner).members)

    def test_asia_has_uzbekistan_and_the_sahel_has_mali(self) -> None:
        assert inside(frozenset({"UZ"}), find_region("asia").members)
        assert inside(frozenset({"ML"}), find_region("sahel").members)
        assert not inside(frozenset({"FR"}), find_region("asia").members)

    def test_a_compound_name_means_its_parts_together(self) -> None:
        parts = find_region("Middle East").members | find_region("North Africa").members
        assert find_region("MENA").members == parts
        parts = find_region("South Asia").members | find_region("South-East Asia").members
        assert find_region("South and South-East Asia").members == parts

    def test_regions_that_cross_overlap_without_containment(self) -> None:
        arab, africa = find_region("Arab region").members, find_region("Africa").members
        assert overlaps(arab, africa)
        assert not inside(arab, africa)
        assert not inside(africa, arab)
        assert not overlaps(find_region("Caribbean").members, africa)

    def test_a_place_without_members_lies_nowhere(self) -> None:
        assert not inside(frozenset(), find_region("World").members)

    @pytest.mark.parametrize(
        ("country", "code"), [("KE", "014"), ("UZ", "143"), ("TT", "029"), ("SA", "145"), ("LY", "015"), ("AQ", "001")]
    )
    def test_the_subregion_that_a_country_is_summed_under(self, country: str, code: str) -> None:
        assert subregion_of(country) == code

    @given(a_country, a_region)
    def test_a_country_lies_inside_a_region_exactly_if_they_overlap(self, country: str, region: Region) -> None:
        place = frozenset({country})
        assert inside(place, region.members) == overlaps(place, region.members) == (country in region.members)

    @given(a_country)
    def test_a_country_lies_in_its_subregion(self, country: str) -> None:
        assert country in regions()[subregion_of(country)].members


class TestSettings:
    def test_a_new_group_takes_countries_by_any_name(self) -> None:
        merged = regions(
            {"Mano River": {"countries": ["Guinea", "LR", "sierra leone", "Ivory Coast"], "aliases": ["MRU"]}}
        )
        group = merged[region_index(merged).resolve("mru", "region")]
        assert (group.code, group.name, group.vocabulary) == ("mano-river", "Mano River", OWN)
        assert group.members == {"GN", "LR", "SL", "CI"}
        assert "mano-river" not in regions()

    @pytest.mark.parametrize("name", ["sahel", "Sahel", "the sahel"])
    def test_a_shipped_group_is_given_other_members_and_keeps_its_names(self, name: str) -> None:
        merged = regions({name: {"countries": ["ML", "NE"], "aliases": ["Sahel strip"]}})
        assert merged["sahel"].members == {"ML", "NE"}
        assert merged["sahel"].names == regions()["sahel"].names
        assert region_index(merged).find("Sahel strip") == region_index(merged).find("Sahel region") == ("sahel",)

    def test_an_m49_region_takes_aliases_but_no_members(self) -> None:
        merged = regions({"143": {"aliases": ["The five Stans"]}})
        assert region_index(merged).find("five stans") == ("143",)
        assert merged["143"].members == regions()["143"].members
        with pytest.raises(SettingsError, match="Central Asia, a region of UN M49"):
            regions({"Central Asia": {"countries": ["UZ"]}})

    @pytest.mark.parametrize(
        ("name", "settings", "message"),
        [
            ("Atlantis", {}, "needs a name and countries"),
            ("-", {"countries": ["KE"]}, "needs a name and countries"),
            ("Atlantis", {"countries": ["Kenia"]}, "No country is called “Kenia”. Did you mean Kenya?"),
            ("Atlantis", {"countries": ["KE"], "aliases": ["MENA"]}, "would mean both Middle East and North Africa"),
            ("West Africa", {"countries": ["ML"]}, r"would mean both Western Africa \(011\)"),
        ],
    )
    def test_what_is_refused(self, name: str, settings: GroupSettings, message: str) -> None:
        with pytest.raises(SettingsError, match=message):
            regions({name: settings})

    @given(st.sets(a_country, min_size=1))
    def test_a_group_has_exactly_the_countries_it_is_given(self, members: set[str]) -> None:
        group = regions({"Ruritanian League": {"countries": sorted(members)}})["ruritanian-league"]
        assert group.members == members
