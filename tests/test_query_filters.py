"""Filters: what each finds, how they join, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from desks import chosen, found, read_office, selected

from portfolio.errors import PortfolioError, RefusedError, UnknownNameError, UsageError
from portfolio.query.choose import choose
from portfolio.query.filters import AskedPlace, Choice, Selection
from portfolio.query.fits import Fit, fits_place
from portfolio.query.lineage import pillars_of
from portfolio.reference import places

if TYPE_CHECKING:
    from desks import Office


office = read_office


class TestEachFilter:
    @pytest.mark.parametrize(
        ("raw", "numbers"),
        [
            ({}, "123456"),
            ({"status": "closed"}, "1"),
            ({"status": ["completed", "ongoing"]}, "12"),
            ({"scope": "global"}, "4"),
            ({"kind": "office"}, "5"),
            ({"owner": "joint"}, "4"),
            ({"classification": "confidential"}, "4"),
            ({"classification": "unclassified"}, "12356"),
            ({"pillar": "4"}, "2"),
            ({"pillar": "II"}, "15"),
            ({"programme": "border programme"}, "15"),
            ({"programme": ["BSM", "EMP"]}, "15"),
            ({"tag": "PATROL"}, "24"),
            ({"tag": "cote"}, "4"),
            ({"partner": "Border Forum"}, "6"),
            ({"partner": "Ruritania"}, ""),
            ({"donor": "Ruritania"}, "6"),
            ({"donor": "Parliament of Arcadia"}, "3"),
            ({"text": "nairobi"}, "5"),
            ({"text": ["NAIROBI", "handbook"]}, "45"),
            ({"text": "2016-05"}, "6"),
            ({"text": "no such text"}, ""),
            ({"text": "border forum"}, "6"),
            ({"text": "Kenya"}, "15"),
            ({"text": "not:kenya"}, "2346"),
            ({"project": "P-003"}, "3"),
            ({"project": ["P-003", "P-005"]}, "35"),
            ({"project": "not:P-003"}, "12456"),
        ],
    )
    def test_finds(self, office: Office, raw: dict[str, Any], numbers: str) -> None:
        assert found(office, **raw) == numbers

    def test_a_sign_of_other_programs_bars_too(self, office: Office) -> None:
        for value in ("closed", "implementation"):
            assert (
                found(office, status=f"!{value}") == found(office, status=f"not:{value}") != found(office, status=value)
            )

    def test_what_is_open_is_no_one_status(self, office: Office) -> None:
        with pytest.raises(RefusedError, match="--status not:closed"):
            found(office, status="open")

    def test_a_donor_includes_what_is_part_of_it_and_what_its_money_is_allocated_to(self, office: Office) -> None:
        assert found(office, donor="Arcadia") == "23"
        assert [each["code"] for each in chosen(office, donor="Arcadia").programmes] == ["EMP"]

    def test_what_was_moved_on_whole_is_not_funded_any_more(self, office: Office) -> None:
        assert "1" not in found(office, donor="Arcadia")

    def test_different_filters_are_joined_by_and(self, office: Office) -> None:
        assert found(office, donor=["Arcadia", "Ruritania"]) == "236"
        assert found(office, donor=["Arcadia", "Ruritania"], region="Sahel") == "2"
        assert found(office, programme="BSM", kind="project", country="Kenya") == "1"
        assert found(office, programme="BSM", donor="Arcadia") == ""

    def test_a_programme_is_chosen_by_itself(self, office: Office) -> None:
        assert [each["code"] for each in chosen(office, programme="BSM").programmes] == ["BSM"]
        assert [each["code"] for each in chosen(office, region="Africa").programmes] == ["BSM"]
        assert chosen(office, kind="project").programmes == []

    def test_nothing_asked_is_everything(self, office: Office) -> None:
        everything = choose(office.store.read(), Selection(), office.names())
        assert everything.codes == {f"P-00{number}" for number in range(1, 7)}
        assert (everything.wider, everything.undated) == (0, 0)


class TestPlaces:
    @pytest.mark.parametrize(
        ("raw", "numbers", "wider"),
        [
            ({"region": "Sahel"}, "2", 2),
            ({"region": "Africa"}, "1235", 1),
            ({"region": "Eastern Africa"}, "15", 2),
            ({"region": "asia"}, "6", 1),
            ({"region": "Central Asia"}, "6", 1),
            ({"region": "Caribbean"}, "", 1),
            ({"region": "World"}, "123456", 0),
            ({"country": "Kenya"}, "15", 2),
            ({"country": ["Kenya", "UZB"]}, "156", 2),
            ({"country": "Mali"}, "", 3),
            ({"country": "Mali", "wide": "yes"}, "234", 0),
            ({"region": "Sahel", "wide": "yes"}, "234", 0),
            ({"region": ["Sahel", "Central Asia"]}, "26", 2),
            ({"region": "Africa", "country": "Kenya"}, "15", 2),
            ({"region": "Asia", "country": "Kenya"}, "", 1),
        ],
    )
    def test_wholly_inside_is_chosen_and_wider_is_counted(
        self, office: Office, raw: dict[str, Any], numbers: str, wider: int
    ) -> None:
        assert found(office, **raw) == numbers
        assert chosen(office, **raw).wider == wider

    def test_a_group_that_the_settings_no_longer_know_fits_nowhere(self) -> None:
        record = {"regions": [{"region": "atlantis", "vocabulary": "99"}]}
        africa = AskedPlace("Africa", places.m49_regions()["002"].members)
        assert fits_place(record, [africa], places.regions()) is Fit.NO


class TestTime:
    @pytest.mark.parametrize(
        ("raw", "numbers", "undated"),
        [
            ({"year": "2018"}, "1", 2),
            ({"year": "2019"}, "1", 2),
            ({"year": "2020"}, "2", 2),
            ({"year": "2023"}, "25", 2),
            ({"year": "2024"}, "25", 2),
            ({"year": "2030"}, "235", 2),
            ({"year": ["2019", "2020"]}, "12", 2),
            ({"year": "2019..2020"}, "12", 2),
            ({"since": "2020"}, "235", 2),
            ({"until": "2019"}, "1", 2),
            ({"since": "2019-06", "until": "2020-02"}, "1", 2),
            ({"until": "1999"}, "", 2),
            ({"year": "2019.."}, "1235", 2),
            ({"year": ["..2019", "2020.."]}, "123456", 0),
            ({"year": ["..2018", "2019"]}, "1", 2),
            ({"year": ["2019..", "2018"]}, "1235", 2),
            ({"year": ".."}, "123456", 0),
            ({"year": "2030", "region": "Sahel"}, "2", 0),
            ({"starts": "2018"}, "1", 0),
            ({"starts": "2020-Q1"}, "2", 0),
            ({"starts": ["2018", "2030"]}, "13", 0),
            ({"ends": "2019..2020"}, "1", 0),
            ({"ends": "2020.."}, "", 0),
            ({"starts": "2018", "year": "2019"}, "1", 0),
            ({"starts": "2018-Q1"}, "", 0),
        ],
    )
    def test_a_project_matches_a_period_that_it_overlaps(
        self, office: Office, raw: dict[str, Any], numbers: str, undated: int
    ) -> None:
        assert found(office, **raw) == numbers
        assert chosen(office, **raw).undated == undated

    @pytest.mark.parametrize(
        ("raw", "rough"),
        [({"starts": "2018-Q1"}, 1), ({"starts": "2018"}, 0), ({"ends": "2019-Q4"}, 1), ({"starts": "2031"}, 0)],
    )
    def test_a_date_that_spans_more_than_the_period_is_not_in_it(
        self, office: Office, raw: dict[str, Any], rough: int
    ) -> None:
        assert chosen(office, **raw).rough == rough


class TestPillars:
    def test_are_inherited_where_there_are_none(self) -> None:
        programmes: dict[str, dict[str, Any]] = {
            "BSM": {"code": "BSM", "pillars": [{"pillar": "II"}]},
            "EMP": {"code": "EMP"},
        }
        own = {"programme": "BSM", "pillars": [{"pillar": "I"}]}
        assert pillars_of(own, programmes) == ([{"pillar": "I"}], False)
        assert pillars_of({"programme": "BSM"}, programmes) == ([{"pillar": "II"}], True)
        assert pillars_of({"programme": "EMP"}, programmes) == ([], False)
        assert pillars_of({}, programmes) == ([], False)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("raw", "error", "words"),
        [
            ({"region": "Atlantis"}, UnknownNameError, "No region is called “Atlantis”."),
            ({"country": "Kenia"}, UnknownNameError, "Did you mean Kenya?"),
            ({"donor": "Arcadi"}, UnknownNameError, "Did you mean Arcadia or"),
            ({"partner": "Nobody"}, UnknownNameError, "No organisation is called “Nobody”."),
            ({"programme": "P-001"}, UnknownNameError, "No programme is called “P-001”."),
            ({"status": "odd"}, RefusedError, "--status: “odd” is not a known status"),
            ({"pillar": "V"}, RefusedError, "--pillar: “V” is not a known pillar"),
            ({"tag": "("}, RefusedError, "--tag: “(” has no letter and no figure to look for"),
            ({"officer": "not: "}, RefusedError, "--officer: has no letter"),
            ({"text": "("}, RefusedError, "--text: “(” has no letter and no figure to look for"),
            ({"text": ["border", "not:…"]}, RefusedError, "--text: “…” has no letter"),
            ({"project": "P-9"}, UnknownNameError, "No project is called “P-9”"),
            ({"status": "UNCCT"}, RefusedError, "did you mean --owner UNCCT?"),
            ({"year": "24"}, RefusedError, "--year: “24” has a year of two digits; write 2024"),
            ({"since": "01/02/2024"}, RefusedError, "--since: “01/02/2024” can be 2024-02-01 or 2024-01-02"),
            ({"starts": "soon"}, RefusedError, "--starts: “soon” is not a period"),
            ({"ends": "2024-13"}, RefusedError, "--ends: “2024-13” is no date that exists"),
            ({"year": ["2019", "2021"]}, UsageError, "Years with a gap between them have no common total"),
            ({"year": "2019", "since": "2020"}, UsageError, "Nothing can be in a period from 2020-01-01 to 2019-12-31"),
        ],
    )
    def test_is_named(self, office: Office, raw: dict[str, Any], error: type[PortfolioError], words: str) -> None:
        with pytest.raises(error) as caught:
            selected(office, **raw)
        assert words in str(caught.value)


class TestSelection:
    def test_says_what_is_in_force(self, office: Office) -> None:
        selection = selected(
            office, region="sahel", country="KE", wide="yes", donor="arcadia", status="2", year="2024", programme="bsm"
        )
        assert selection.described == (
            "region Sahel (office’s group)",
            "country Kenya",
            "wider places too",
            "donor Arcadia",
            "status Implementation",
            "year 2024",
            "programme Border programme",
        )
        assert selection.places == ("Sahel", "Kenya")
        assert selection.asks_for_parts
        assert selection.donors == Choice(("ARC", "PAR"))

    @pytest.mark.parametrize(
        ("raw", "whole"),
        [
            ({}, False),
            ({"donor": "Arcadia"}, False),
            ({"year": "2024"}, False),
            ({"region": "Sahel"}, True),
            ({"partner": "Border Forum"}, True),
            ({"status": "closed"}, True),
            ({"tag": "patrol"}, True),
            ({"project": "P-001"}, True),
            ({"text": "x"}, True),
            ({"starts": "2024"}, True),
        ],
    )
    def test_knows_whether_it_chooses_whole_projects(self, office: Office, raw: dict[str, Any], whole: bool) -> None:
        assert selected(office, **raw).chooses_projects is whole

    def test_an_option_without_values_asks_nothing(self, office: Office) -> None:
        assert selected(office, region=[], status=[], wide=[]) == Selection()
