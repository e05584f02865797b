"""Adding and removing records: what is said, what is understood, and what odd input comes to."""

from __future__ import annotations

from typing import Any

import pytest
from desks import Office, empty_office, office_of_alpha

from portfolio.errors import ConflictError, PortfolioError, RefusedError, UnknownNameError

office = empty_office
alpha = office_of_alpha


# Every option of a new project, and the record that they make.
EVERYTHING: dict[str, str | list[str]] = {
    "title": "  Beta  ",
    "alias": ["B", "Second"],
    "description": "d",
    "code": "unct.16+a",
    "programme": "borders",
    "parent": "alpha",
    "phase": "2",
    "kind": "initiative",
    "owner": "unoct",
    "pillar": ["I:50", "Pillar 2:50%"],
    "scope": "regional",
    "status": "ongoing",
    "start": "2018-07",
    "end": "2030",
    "country": ["KE:60", "Somalia : 40"],
    "region": ["Sahel", "014"],
    "donor": ["Arcadia"],
    "partner": ["Ruritania", "Arcadia"],
    "ref": ["UNPDF: 2016-05"],
    "tag": ["x", "y"],
    "officer": "Jo",
    "document": "D-001",
    "source": ["https://example.org/a", "Report, p. 5"],
    "source_date": "2020",
    "note": "n",
    "classification": "confidential",
}
STORED = {
    "code": "unct.16+a",
    "title": "Beta",
    "aliases": ["B", "Second"],
    "description": "d",
    "owner": "UNOCT",
    "pillars": [{"pillar": "I", "share": "50"}, {"pillar": "II", "share": "50"}],
    "scope": "regional",
    "status": "implementation",
    "actual_start": "2018-07",
    "planned_end": "2030",
    "countries": [{"country": "KE", "share": "60"}, {"country": "SO", "share": "40"}],
    "regions": [{"region": "sahel", "vocabulary": "99"}, {"region": "014", "vocabulary": "2"}],
    "organisations": [
        {"organisation": "ARC", "role": "funding"},
        {"organisation": "RUR", "role": "implementing"},
        {"organisation": "ARC", "role": "implementing"},
    ],
    "refs": [{"owner": "UNPDF", "reference": "2016-05"}],
    "documents": ["D-001"],
    "officer": "Jo",
    "kind": "initiative",
    "programme": "PRG-001",
    "parent": "P-001",
    "phase": "2",
    "note": "n",
    "tags": ["x", "y"],
    "classification": "confidential",
    "sources": [
        {"url": "https://example.org/a", "as_of": "2020"},
        {"citation": "Report, p. 5", "as_of": "2020"},
    ],
}


class TestAdding:
    def test_a_title_is_enough(self, office: Office) -> None:
        change = office.add("projects", title="Alpha")
        assert (change.table, change.key) == ("projects", "P-001")
        assert change.said == "Added project P-001 “Alpha”."
        assert change.next == "portfolio outcome add P-001 --title TEXT"
        assert change.document == office.get("projects", "P-001")
        assert change.document == {
            "code": "P-001",
            "title": "Alpha",
            "kind": "project",
            "classification": "unclassified",
            "revision": 1,
        }

    @pytest.mark.parametrize(
        ("table", "values", "said", "following"),
        [
            (
                "programmes",
                {"title": "Borders"},
                "Added programme PRG-001 “Borders”.",
                "project add --programme PRG-001",
            ),
            (
                "organisations",
                {"name": "Arcadia"},
                "Added organisation ARCADIA “Arcadia”.",
                "project edit PROJECT --set partner+=ARCADIA",
            ),
            ("activities", {"title": "W"}, "Added activity A-001 “W”.", "activity edit A-001"),
            ("documents", {"title": "Agreement"}, "Added document D-001 “Agreement”.", ""),
            (
                "rates",
                {"date": "2024-05-31", "currency": "EUR", "base": "USD", "rate": "1.08"},
                "Added exchange rate R-001.",
                "",
            ),
            (
                "outcomes",
                {"project": "P-001", "title": "T"},
                "Added outcome O-001 “T”.",
                "outcome indicator P-001 O-001",
            ),
            (
                "expenditures",
                {"target": "Alpha", "amount": "1,000", "currency": "usd"},
                "Added expenditure E-001: USD 1,000.00 for P-001, undated.",
                "project show P-001",
            ),
            ("contributions", {"donor": "arcadia"}, "Added contribution C-001.", "contribution commit C-001 AMOUNT"),
        ],
    )
    def test_says_what_was_added_and_what_comes_next(
        self, office: Office, table: str, values: dict[str, str], said: str, following: str
    ) -> None:
        office.add("projects", title="Alpha")
        if table != "organisations":
            office.add("organisations", name="Arcadia")
        change = office.add(table, **values)
        assert change.said == said
        assert following in change.next
        assert bool(change.next) is bool(following)

    def test_says_that_spending_is_taken_back(self, alpha: Office) -> None:
        alpha.add("expenditures", target="P-001", amount="5", currency="USD")
        said = alpha.add("expenditures", target="P-001", amount="5", currency="USD", reverse="yes").said
        assert said == "Added expenditure E-002, a reversal: USD 5.00 for P-001, undated."

    def test_everything_a_project_takes(self, alpha: Office) -> None:
        alpha.add("programmes", title="Borders")
        alpha.add("documents", title="Agreement")
        document = alpha.add("projects", **EVERYTHING).document
        assert document == {**STORED, "revision": document["revision"]}

    def test_what_is_counted_of_an_activity_is_not_asked_for_again(self, office: Office) -> None:
        assert "women=N" in office.add("activities", title="Workshop").next
        assert office.add("activities", title="Training", women="12").next == "portfolio activity show A-002"

    @pytest.mark.parametrize(
        ("values", "error", "words"),
        [
            ({}, RefusedError, ["new project, title: is needed"]),
            ({"title": ""}, RefusedError, ["new project, title: is empty"]),
            ({"title": ["A", "B"]}, RefusedError, ["title: “A / B” takes one value"]),
            ({"title": "A", "code": ""}, RefusedError, ["code: is not a code"]),
            ({"title": "A", "code": "a b"}, RefusedError, ["code: “a b” is not a code"]),
            ({"title": "A\x1b[2J"}, RefusedError, ["title", "U+001B"]),
            ({"title": "A", "tag": "a\u202eb"}, RefusedError, ["tags", "U+202E"]),
            (
                {"title": "A", "start": "01/03/2024"},
                RefusedError,
                ["start: “01/03/2024” can be 2024-03-01 or 2024-01-03"],
            ),
            ({"title": "A", "pillar": "V"}, RefusedError, ["pillars: “V” is not a known pillar"]),
            ({"title": "A", "ref": "2016-05"}, RefusedError, ["refs: “2016-05” does not say whose"]),
            ({"title": "A", "source_date": "2020"}, RefusedError, ["source date: “2020” says when a source was so"]),
            ({"title": "A", "country": "KE:0"}, RefusedError, ["share", "“0” is not a share above 0"]),
            ({"title": "A", "country": ["KE:33.33", "SO:33.33"]}, RefusedError, ["add up to 66.66, not to 100"]),
            ({"title": "A", "country": "Atlantis"}, UnknownNameError, ["No country is called “Atlantis”."]),
            ({"title": "A", "region": "Atlantis"}, UnknownNameError, ["No region is called “Atlantis”."]),
            ({"title": "A", "programme": "X"}, UnknownNameError, ["portfolio programme add X"]),
            ({"title": "A", "parent": "X"}, UnknownNameError, ["No project is called “X”."]),
            ({"title": "A", "partner": "X"}, UnknownNameError, ["portfolio partner add X"]),
            ({"title": "A", "partner": "Japan"}, UnknownNameError, ["portfolio partner add Japan"]),
            ({"title": "A", "donor": "Japn"}, UnknownNameError, ["portfolio donor add Japn"]),
            ({"title": "A", "document": "D-9"}, UnknownNameError, ["No document is called “D-9”."]),
            ({"titel": "A"}, RefusedError, ["titel: is not a field of this project; did you mean title?"]),
            ({"title": "A", "budgets": "5"}, RefusedError, ["budgets: is not a field of this project"]),
        ],
    )
    def test_refused(
        self, office: Office, values: dict[str, Any], error: type[PortfolioError], words: list[str]
    ) -> None:
        with office.refuses(error, *words):
            office.add("projects", **values)

    def test_every_refused_value_is_listed(self, office: Office) -> None:
        with office.refuses(RefusedError) as caught:
            office.add("projects", title="A", start="x", end="y", pillar=["V", "VI"], ref="z")
        assert len(str(caught.value).splitlines()) == 5

    @pytest.mark.parametrize(
        ("women", "stored"), [("24", 24), ("1,200", 1200), ("0", 0), ("1,5", None), ("-1", None), ("2.5", None)]
    )
    def test_numbers_of_people(self, office: Office, women: str, stored: int | None) -> None:
        if stored is None:
            with office.refuses(RefusedError, f"women: “{women}” is not a whole number"):
                office.add("activities", title="W", women=women)
        else:
            assert office.add("activities", title="W", women=women).document["participants"] == {"women": stored}


class TestOrganisations:
    @pytest.mark.parametrize(
        ("values", "key", "stored"),
        [
            ({"name": "United Forum"}, "UNITED-FORUM", {"name": "United Forum"}),
            ({"name": "Border Forum", "short_name": "BoFo"}, "BOFO", {"short_name": "BoFo"}),
            ({"name": "Форум"}, "ORG", {"name": "Форум"}),
            ({"name": "Kingdom of Belgium"}, "BE", {"name": "Belgium", "type": "government", "country": "BE"}),
            ({"name": "belgium"}, "BE", {"name": "Belgium", "roles": ["funding"]}),
            ({"name": "Belgium", "role": "partner"}, "BE", {"roles": ["implementing"]}),
            ({"name": "Belgium", "code": "BEL-1"}, "BEL-1", {"name": "Belgium"}),
            ({"name": "Senate", "type": "10", "country": "Belgium"}, "SENATE", {"type": "government", "country": "BE"}),
            ({"name": "x" * 60}, "X" * 40, {"name": "x" * 60}),
        ],
    )
    def test_get_a_code_of_their_name(
        self, office: Office, values: dict[str, str], key: str, stored: dict[str, Any]
    ) -> None:
        change = office.add("organisations", **values)
        assert change.key == key
        assert change.document.items() >= stored.items()

    def test_a_name_is_needed(self, office: Office) -> None:
        with office.refuses(RefusedError, "new organisation, name: is needed"):
            office.add("organisations")

    def test_the_exact_name_of_a_country_as_donor_adds_its_government(self, office: Office) -> None:
        change = office.add("projects", title="Alpha", donor=["Japan", "KSA", "Kingdom of Saudi Arabia"][:2])
        assert change.notes == [
            "Added the Government of Japan (JP) as an organisation.",
            "Added the Government of Saudi Arabia (SA) as an organisation.",
        ]
        assert office.get("organisations", "JP") == {
            "code": "JP",
            "name": "Japan",
            "type": "government",
            "country": "JP",
            "roles": ["funding"],
            "classification": "unclassified",
            "revision": 1,
        }
        again = office.add("contributions", donor="Kingdom of Saudi Arabia")
        assert (again.document["donor"], again.notes) == ("SA", [])

    @pytest.mark.parametrize(
        ("roles", "following"),
        [
            (["funding"], "portfolio contribution add ARCADIA"),
            (["implementing", "funding"], "portfolio contribution add ARCADIA"),
            (["implementing"], "portfolio project edit PROJECT --set partner+=ARCADIA"),
            (["extending"], "portfolio project edit PROJECT --set extending+=ARCADIA"),
        ],
    )
    def test_what_comes_next_is_what_they_do(self, office: Office, roles: list[str], following: str) -> None:
        assert office.add("organisations", name="Arcadia", role=roles).next == following

    @pytest.mark.parametrize(
        ("first", "second", "remedy"),
        [
            ("funding", "implementing", "To make JP a partner too: portfolio partner edit JP --set role+=implementing"),
            ("implementing", "funding", "To make JP a donor too: portfolio donor edit JP --set role+=funding"),
            ("funding", "funding", "To change JP: portfolio donor edit JP --set FIELD=VALUE"),
        ],
    )
    def test_one_in_another_role_is_refused_with_the_remedy(
        self, office: Office, first: str, second: str, remedy: str
    ) -> None:
        office.add("organisations", name="Japan", role=first)
        with office.refuses(ConflictError, "“Japan” is the State that the register has as JP Japan.", remedy):
            office.add("organisations", name="Japan", role=second)
        office.edit("organisations", "JP", *remedy.split("--set ")[1:] if "role" in remedy else ["note=n"])

    def test_nothing_else_is_added_by_being_named(self, office: Office) -> None:
        for name in ("Japn", "Ruritania", "Tokyo", "Asia"):
            with office.refuses(UnknownNameError, "portfolio donor add"):
                office.add("projects", title="Alpha", donor=name)

    def test_a_refused_project_adds_no_donor(self, office: Office) -> None:
        with office.refuses(RefusedError):
            office.add("projects", title="", donor="Japan")

    def test_a_government_that_was_removed_comes_back_under_another_code(self, office: Office) -> None:
        office.add("contributions", donor="Japan")
        office.remove("contributions", "C-001")
        office.remove("organisations", "Japan")
        assert office.add("contributions", donor="Japan").document["donor"] == "JP-2"

    def test_taking_a_donor_out_adds_nobody(self, office: Office) -> None:
        office.add("projects", title="Alpha")
        with office.refuses(UnknownNameError, "No organisation is called “Japan”."):
            office.edit("projects", "P-001", "donor-=Japan")


class TestRemoving:
    def test_says_what_was_removed_and_gives_it_back(self, alpha: Office) -> None:
        held = alpha.get("projects", "P-001")
        change = alpha.remove("projects", "Alpha")
        assert change.said == "Removed project P-001 “Alpha”."
        assert change.document == held

    def test_of_what_is_not_there(self, alpha: Office) -> None:
        with alpha.refuses(UnknownNameError, "No project is called “Omega”."):
            alpha.remove("projects", "Omega")

    def test_of_an_ambiguous_name(self, alpha: Office) -> None:
        alpha.desk = alpha.again
        alpha.add("projects", title="Alpha")
        with alpha.refuses(UnknownNameError, "is the name of more than one project", "P-001", "P-002"):
            alpha.remove("projects", "Alpha")

    def test_and_entered_again(self, alpha: Office) -> None:
        alpha.remove("projects", "Alpha")
        assert alpha.add("projects", title="Alpha").key == "P-002"
        with alpha.refuses(ConflictError, "never given again"):
            alpha.add("projects", title="Beta", code="P-001")
