"""Names of countries as people write them: each finds one country, but for two that name two."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given, strategies as st

from portfolio.errors import UnknownNameError
from portfolio.reference.name_matching import fold_name
from portfolio.reference.places import countries, country_index


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kenya", "KE"),
        ("kenya", "KE"),
        ("KE", "KE"),
        ("ken", "KE"),
        ("404", "KE"),
        ("Republic of Kenya", "KE"),
        ("the Republic of Kenya", "KE"),
        ("Saudi Arabia", "SA"),
        ("Kingdom of Saudi Arabia", "SA"),
        ("THE KINGDOM OF SAUDI ARABIA", "SA"),
        ("KSA", "SA"),
        ("K.S.A.", "SA"),
        ("sa", "SA"),
        ("Arabie saoudite", "SA"),
        ("UAE", "AE"),
        ("U.A.E.", "AE"),
        ("Emirates", "AE"),
        ("the United Arab Emirates", "AE"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("United Kingdom", "GB"),
        ("Great Britain", "GB"),
        ("U.S.", "US"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("Republic of Korea", "KR"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Korea (the Republic of)", "KR"),
        ("DPRK", "KP"),
        ("Korea, Dem. People's Rep.", "KP"),
        ("Congo", "CG"),
        ("Republic of Congo", "CG"),
        ("DRC", "CD"),
        ("D.R. Congo", "CD"),
        ("Democratic Republic of Congo", "CD"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("guinea bissau", "GW"),
        ("Equatorial Guinea", "GQ"),
        ("Niger", "NE"),
        ("Niger (the)", "NE"),
        ("Nigeria", "NG"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Turkey", "TR"),
        ("Turkiye", "TR"),
        ("Swaziland", "SZ"),
        ("Burma", "MM"),
        ("Holland", "NL"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("The Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Cape Verde", "CV"),
        ("Macedonia", "MK"),
        ("Laos", "LA"),
        ("Lao PDR", "LA"),
        ("Bolivia", "BO"),
        ("Tanzania", "TZ"),
        ("Tanzania, United Republic of", "TZ"),
        ("Syria", "SY"),
        ("Iran", "IR"),
        ("Islamic Republic of Iran", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Russia", "RU"),
        ("Vietnam", "VN"),
        ("Moldova", "MD"),
        ("Palestine", "PS"),
        ("State of Palestine", "PS"),
        ("The Gambia", "GM"),
        ("Gambia, The", "GM"),
        ("Bahamas (the)", "BS"),
        ("St. Lucia", "LC"),
        ("St. Vincent & the Grenadines", "VC"),
        ("Trinidad & Tobago", "TT"),
        ("Bosnia-Herzegovina", "BA"),
        ("São Tomé and Príncipe", "ST"),
        ("Brunei", "BN"),
        ("Micronesia", "FM"),
        ("Nauru", "NR"),
        ("Government of Japan", "JP"),
        ("Government of the Kingdom of the Netherlands", "NL"),
        ("Япония", "JP"),
        ("日本", "JP"),
        ("اليابان", "JP"),
        ("Allemagne", "DE"),
        ("  japan ", "JP"),
    ],
)
def test_real_spellings(text: str, code: str) -> None:
    assert country_index().find(text) == (code,)


def test_a_name_of_two_countries_lists_both() -> None:
    with pytest.raises(UnknownNameError) as caught:
        country_index().resolve("Korea", "country")
    assert str(caught.value) == (
        "“Korea” is the name of more than one country: Democratic People's Republic of Korea (KP) and Republic of"
        " Korea (KR). Write the full name or the code."
    )


def test_only_two_names_mean_more_than_one_country() -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for country in countries().values():
        names = (country.alpha2, country.alpha3, country.m49, *country.names.values(), *country.formal.values())
        for name in (*names, *country.aliases):
            meanings[fold_name(name)].add(country.alpha2)
    assert {name for name, codes in meanings.items() if len(codes) > 1} == {"korea", "virgin islands"}


@given(st.sampled_from(sorted(countries())), st.data())
def test_any_name_is_found_however_it_is_written(code: str, data: st.DataObject) -> None:
    country = countries()[code]
    name = data.draw(st.sampled_from([*country.names.values(), *country.formal.values(), country.alpha3]))
    written = data.draw(
        st.sampled_from(
            [
                name.upper(),
                name.lower(),
                f"  {name} ",
                f"the {name}",
                unicodedata.normalize("NFD", name),
                name + ".",
            ]
        )
    )
    assert country_index().resolve(written, "country") == code
