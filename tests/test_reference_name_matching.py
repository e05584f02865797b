"""Names found however they are written, and what is suggested for those that are not found."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings, strategies as st

from portfolio.errors import UnknownNameError
from portfolio.reference.name_matching import NameIndex, fold_name, joined
from portfolio.reference.places import countries, country_index, region_index, regions

DONORS = NameIndex(
    [
        ("SA", "Saudi Arabia", ()),
        ("JP", "Japan", ()),
        ("KR", "Republic of Korea", ()),
        ("US", "United States of America", ("USA",)),
        ("AE", "United Arab Emirates", ()),
        ("EU", "European Union", ()),
        ("QA", "Qatar", ()),
        ("QA-SC", "Shura Council of Qatar", ("Shura Council",)),
        ("ORG-001", "Arcadia Peace Fund", ("Former Arcadia Fund",)),
        ("ORG-002", "Ruritania", ()),
        ("ORG-003", "Ruritania Development Bank", ("RDB", "Bank of the Republic of Ruritania")),
        ("ORG-004", "Arcadia Research Institute", ("Former Arcadia Fund",)),
    ]
)


class TestFolding:
    @pytest.mark.parametrize("text", ["UAE", "U.A.E.", "uae", "The UAE", "the U. A. E.", " u.a.e ", "ＵＡＥ"])
    def test_initials_case_width_and_article_do_not_matter(self, text: str) -> None:
        assert fold_name(text) == "uae"

    def test_a_single_letter_beside_a_word_stays(self) -> None:
        assert fold_name("S. Korea") == "s korea"

    def test_nothing_is_left_of_nothing(self) -> None:
        assert fold_name(" the … ") == ""

    @given(st.text())
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold_name(fold_name(text)) == fold_name(text)


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("QA", "QA"),
            ("org-003", "ORG-003"),
            ("Kingdom of Saudi Arabia", "SA"),
            ("Government of the Republic of Korea", "KR"),
            ("Korea", "KR"),
            ("State of Qatar", "QA"),
            ("the Shura Council of Qatar", "QA-SC"),
            ("Shura Council", "QA-SC"),
            ("Republic of Ruritania", "ORG-002"),
            ("Bank of the Republic of Ruritania", "ORG-003"),
            ("rdb", "ORG-003"),
            ("Ruritania, Bank of the Republic of", "ORG-003"),
            ("Republic of Ruritania, Bank of the", "ORG-003"),
            ("Saudi Arabia, Kingdom of", "SA"),
            ("Ru\u200cri\u200dtania", "ORG-002"),
        ],
    )
    def test_by_key_name_or_other_name(self, text: str, key: str) -> None:
        assert DONORS.find(text) == (key,)
        assert DONORS.resolve(text, "donor") == key

    def test_a_name_on_display_wins_over_another_things_former_name(self) -> None:
        index = NameIndex([("1", "Arcadia", ()), ("2", "New Arcadia", ("Arcadia",))])
        assert index.find("arcadia") == ("1",)

    def test_a_key_wins_over_a_name(self) -> None:
        index = NameIndex([("NO", "Norway", ()), ("1", "NO", ())])
        assert index.find("no") == ("NO",)

    def test_a_name_of_several_things_is_refused_with_all_of_them(self) -> None:
        assert DONORS.find("former arcadia fund") == ("ORG-001", "ORG-004")
        with pytest.raises(UnknownNameError) as caught:
            DONORS.resolve("former arcadia fund", "donor")
        assert str(caught.value) == (
            "“former arcadia fund” is the name of more than one donor: Arcadia Peace Fund (ORG-001) and Arcadia"
            " Research Institute (ORG-004). Write the full name or the code."
        )

    @pytest.mark.parametrize("text", ["", "  ", "the", "Saudi", "Japn", "Arabia", "of", "Republic of", "-"])
    def test_a_part_or_a_misspelling_is_not_found(self, text: str) -> None:
        assert DONORS.find(text) == ()

    def test_an_empty_index_finds_nothing(self) -> None:
        with pytest.raises(UnknownNameError, match=r"^No donor is called “Japan”\.$"):
            NameIndex([]).resolve("Japan", "donor")

    @given(st.text())
    def test_any_text_is_resolved_or_refused(self, text: str) -> None:
        with suppress(UnknownNameError):
            assert country_index().resolve(text, "country") in countries()

    def test_exact_names_are_found_without_the_fuzzy_library(self) -> None:
        script = (
            "import sys\n"
            "from portfolio.reference.places import country_index\n"
            "assert country_index().resolve('Kingdom of Saudi Arabia', 'country') == 'SA'\n"
            "print('rapidfuzz' in sys.modules, 'pydantic' in sys.modules)\n"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["False", "False"]


class TestSuggestions:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("Kenia", "Kenya"),
            ("saudi", "Saudi Arabia"),
            ("saudi arabai", "Saudi Arabia"),
            ("japn", "Japan"),
            ("united kindom", "United Kingdom of Great Britain and Northern Ireland"),
            ("germny", "Germany"),
            ("phillipines", "Philippines"),
            ("columbia", "Colombia"),
            ("kazakstan", "Kazakhstan"),
            ("azerbajan", "Azerbaijan"),
            ("marocco", "Morocco"),
            ("tunesia", "Tunisia"),
            ("burkina", "Burkina Faso"),
            ("swazi", "Eswatini"),
            ("tanzanya", "United Republic of Tanzania"),
            ("congo brazaville", "Congo"),
            ("ivory", "Côte d'Ivoire"),
        ],
    )
    def test_for_countries(self, typed: str, first: str) -> None:
        assert country_index().find(typed) == ()
        assert country_index().suggestions(typed)[0] == first

    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("europian union", "European Union"),
            ("emirates", "United Arab Emirates"),
            ("america", "United States of America"),
            ("qatr", "Qatar"),
            ("shura", "Shura Council of Qatar"),
            ("arcadia peace", "Arcadia Peace Fund"),
            ("peace fund", "Arcadia Peace Fund"),
            ("ORG-0003", "ORG-003"),
        ],
    )
    def test_for_donors(self, typed: str, first: str) -> None:
        assert DONORS.suggestions(typed)[:1] == (first,)

    @pytest.mark.parametrize("typed", ["MRA", "M.R.A.", "mr"])
    def test_for_initials(self, typed: str) -> None:
        assert NameIndex([("ORG-005", "Ministry of Ruritanian Affairs", ())]).suggestions(typed) == (
            "Ministry of Ruritanian Affairs",
        )

    @pytest.mark.parametrize("typed", ["magrib", "sahl", "latin amerika", "south est asia"])
    def test_for_regions(self, typed: str) -> None:
        known = regions()
        groups = {"magrib": "Maghreb", "sahl": "Sahel", "latin amerika": "Latin America"}
        expected = {typed: f"{name} (office’s group)" for typed, name in groups.items()}
        assert region_index(known).suggestions(typed)[0] == expected.get(typed, "South-eastern Asia")

    @pytest.mark.parametrize(
        "typed", ["xyzzy", "asdf", "qwertyuiop", "zzz", "blah", "123", "hello world", "lorem ipsum", "project", "", "—"]
    )
    def test_none_for_gibberish(self, typed: str) -> None:
        assert country_index().suggestions(typed) == ()
        assert DONORS.suggestions(typed) == ()

    def test_the_message_asks_and_does_not_choose(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            country_index().resolve("Kenia", "country")
        assert str(caught.value) == "No country is called “Kenia”. Did you mean Kenya?"
        assert caught.value.suggestions == ("Kenya",)

    def test_what_was_typed_cannot_steer_the_terminal(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            country_index().resolve("Ken\x1b[31mia", "country")
        assert "\x1b" not in str(caught.value)

    # The first one makes all names ready, which takes its time.
    @settings(deadline=None)
    @given(st.sampled_from(sorted(countries())), st.data())
    def test_one_slip_in_a_long_name_suggests_it(self, code: str, data: st.DataObject) -> None:
        name = countries()[code].name
        place = data.draw(st.integers(min_value=0, max_value=len(name) - 1))
        typed = name[:place] + name[place + 1 :]
        if len(name) > 5 and not country_index().find(typed):
            assert name in country_index().suggestions(typed)


@pytest.mark.parametrize(
    ("parts", "sentence"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c"), ([], "")]
)
def test_parts_are_joined_as_in_a_sentence(parts: list[str], sentence: str) -> None:
    assert joined(parts, "or") == sentence
