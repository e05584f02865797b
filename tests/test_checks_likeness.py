"""Which names are alike: errors and order do not matter, other words and numbers do; and how fast that is known."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from check_records import donor, held, project
from conftest import TODAY

from portfolio.checks.likeness import alike, like_organisation, like_project, named


def is_alike(first: str, second: str) -> bool:
    return ("A", "B") in set(alike([named("A", first), named("B", second)]))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Capacity building in border security", "Capcity building on Border Security"),
        ("Border security: capacity building", "Capacity building (border security)"),
        ("The Management of Prisoners in Arcadia", "Management of prisoners, Arcadia"),
        ("Évidence in court", "Evidence in Court"),
        ("Ruritanian", "Ruritannian"),
        ("Handling digital evidence in criminal cases", "Handling digital evidences in criminal case"),
    ],
)
def test_the_same_words_misspelt_or_in_another_order_are_alike(first: str, second: str) -> None:
    assert is_alike(first, second)
    assert is_alike(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Border security and management in Kenya", "Border security and management in Uganda"),
        ("Joint Plan of Action, phase I", "Joint Plan of Action, phase II"),
        ("Annual conference on evidence 2023", "Annual conference on evidence 2024"),
        ("Cyber training", "Cyber training+"),
        ("Forensic laboratory of Arcadia", "Training of judges in Arcadia"),
        ("A", "B"),
    ],
)
def test_other_words_and_other_numbers_tell_apart(first: str, second: str) -> None:
    assert not is_alike(first, second)


class TestProjects:
    @staticmethod
    def found(**second: Any) -> list[str]:
        first = project(title="Border control", countries=[{"country": "KE"}], actual_start="2018", actual_end="2019")
        other = project(**{"code": "P-002", "title": "Control of borders", **second})
        return [each.record for each in like_project(held({"projects": [first, other]}, TODAY))]

    def test_alike_in_title_are_found_once(self) -> None:
        assert self.found() == ["P-002"]
        assert self.found(aliases=["Borders control"]) == ["P-002"]

    def test_alike_in_another_name_are_found(self) -> None:
        assert self.found(title="Something else", former_titles=["Border control"]) == ["P-002"]

    def test_phases_of_one_another_are_not(self) -> None:
        assert self.found(parent="P-001") == []

    def test_in_other_countries_are_not(self) -> None:
        assert self.found(countries=[{"country": "SO"}]) == []
        assert self.found(countries=[{"country": "SO"}, {"country": "KE"}]) == ["P-002"]

    def test_at_other_times_are_not(self) -> None:
        assert self.found(actual_start="2020") == []
        assert self.found(actual_start="2019") == ["P-002"]


class TestOrganisations:
    @staticmethod
    def found(*organisations: dict[str, Any]) -> list[tuple[str, str]]:
        tables = {"organisations": list(organisations)}
        return [(each.record, each.fix) for each in like_organisation(held(tables, TODAY))]

    def test_formal_words_do_not_matter(self) -> None:
        merge = [("ARC-2", "portfolio donor merge ARC-2 ARC")]
        assert self.found(donor(), donor("ARC-2", "Government of Arcadia")) == merge
        assert self.found(donor(), donor("ARC-2", "Kingdom of Arcadia")) == merge

    def test_two_names_of_one_country_are_found(self) -> None:
        found = self.found(donor("JP", "Japan"), donor("JPN", "State of Japan"), donor("X", "Nippon Foundation"))
        assert [record for record, _ in found] == ["JPN"]
        found = self.found(donor("GB", "United Kingdom"), donor("UKG", "Great Britain"))
        assert [record for record, _ in found] == ["UKG"]

    def test_one_identifier_is_found(self) -> None:
        first, second = donor(reference="XM-1"), donor("FD", "Freedonia", reference="xm-1")
        assert [record for record, _ in self.found(first, second)] == ["FD"]

    def test_a_part_and_its_whole_are_not(self) -> None:
        assert self.found(donor(), donor("ARC-2", "Kingdom of Arcadia", parent="ARC")) == []

    def test_of_other_countries_are_not(self) -> None:
        police = [donor("A", "Federal police force", country="KE"), donor("B", "Federal police forces", country="SO")]
        assert self.found(*police) == []
        assert len(self.found(*({**each, "country": "KE"} for each in police))) == 1

    def test_the_office_itself_is_no_double_of_a_donor(self) -> None:
        assert self.found(donor(own=True), donor("ARC-2", "Kingdom of Arcadia")) == []


def test_ten_thousand_titles_are_compared_in_less_than_three_seconds() -> None:
    chance = random.Random(7)  # noqa: S311 - made-up titles
    words = ["".join(chance.choices("abcdefghilmnoprstuv", k=chance.randint(4, 11))) for _ in range(800)]
    weights = [1 / place for place in range(1, 801)]
    titles = [" ".join(chance.choices(words, weights, k=chance.randint(5, 12))) for _ in range(9_999)]
    names = [named(f"P-{number}", title) for number, title in enumerate([*titles, titles[0].replace("a", "aa", 1)])]
    began = time.process_time()
    found = set(alike(names))
    assert time.process_time() - began < 3
    assert ("P-0", "P-9999") in found
