"""Folding a donor that was entered twice into the other: what is re-pointed, kept, refused and asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PROGRAM
from desks import Office, furnished, put
from test_cli import at_a_terminal

from portfolio.changes import merging
from portfolio.changes.proposed import values_at
from portfolio.errors import ConflictError, RefusedError
from portfolio.models.tables import REFERENCES
from portfolio.query.names import Names
from portfolio.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

# Where records name organisations.
PATHS = [(table, path) for table, path, targets in REFERENCES if "organisations" in targets]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with Arcadia (ARC) and its double, the Realm of Arcady (ARC-2)."""
    made = furnished(tmp_path)
    made.add(
        "organisations", name="Realm of Arcady", code="ARC-2", short_name="RoA", former_name="Old Arcady", note="Two."
    )
    return made


def merge(office: Office) -> dict[str, Any]:
    """Fold the double into Arcadia and return Arcadia."""
    merging.merge(office.desk, "ARC-2", "ARC")
    return office.get("organisations", "ARC")


class TestReferences:
    def test_every_place_that_can_name_an_organisation_is_repointed(self, office: Office) -> None:
        office.add("contributions", donor="ARC-2")
        office.add("organisations", name="Senate", code="SENA", parent="ARC-2")
        office.add("activities", title="Workshop", partner="ARC-2", donor="ARC-2")
        office.add("documents", title="Agreement", party="ARC-2")
        office.edit("projects", "P-001", "donor=ARC-2")
        office.edit("programmes", "BSM", "partner=ARC-2")
        reader = office.store.read()
        for table, path in PATHS:
            named = {code for each in reader.find(table) for code in values_at(each, path)}
            assert "ARC-2" in named, f"no record tries {table} {path}"
        merge(office)
        reader = office.store.read()
        for table, path in PATHS:
            assert "ARC-2" not in {code for each in reader.find(table) for code in values_at(each, path)}
        assert office.get("contributions", "C-002")["donor"] == "ARC"
        assert office.get("organisations", "SENA")["parent"] == "ARC"
        assert office.get("activities", "A-001")["partners"] == ["ARC"]
        assert office.get("activities", "A-001")["donors"] == ["ARC"]
        assert office.get("documents", "D-001")["parties"] == ["ARC"]

    def test_what_is_then_named_twice_is_named_once(self, office: Office) -> None:
        links = [
            {"organisation": "ARC-2", "role": "funding", "note": "in kind"},
            {"organisation": "ARC", "role": "funding"},
        ]
        put(office, "projects", {**office.get("projects", "P-001"), "organisations": links})
        office.add("activities", title="Workshop", partner=["ARC", "ARC-2"])
        merge(office)
        (link,) = office.get("projects", "P-001")["organisations"]
        assert link == {"organisation": "ARC", "role": "funding", "note": "in kind"}
        assert office.get("activities", "A-001")["partners"] == ["ARC"]

    def test_a_record_that_names_it_in_two_places_has_both_changed(self, office: Office) -> None:
        office.add("activities", title="Workshop", partner="ARC-2", donor="ARC-2")
        planned = merging.plan(office.store.read(), "ARC-2", "ARC")
        assert [document["id"] for _, document in planned.others] == ["A-001"]
        assert {field: planned.others[0][1][field] for field in ("partners", "donors")} == {
            "partners": ["ARC"],
            "donors": ["ARC"],
        }

    def test_it_is_one_change_of_the_register(self, office: Office) -> None:
        office.add("contributions", donor="ARC-2")
        before = office.store.read().revision
        kept = merge(office)
        assert office.store.read().revision == before + 1
        assert kept["revision"] == office.get("contributions", "C-002")["revision"] == before + 1


class TestNames:
    def test_all_names_and_the_code_find_the_other(self, office: Office) -> None:
        kept = merge(office)
        assert kept["name"] == "Arcadia"
        assert kept["short_name"] == "RoA"
        assert kept["aliases"] == ["Realm of Arcady", "ARC-2"]
        assert kept["former_names"] == ["Old Arcady"]
        names = Names(office.store.read(), Settings())
        for name in ("Realm of Arcady", "RoA", "Old Arcady", "ARC-2", "Arcadia"):
            assert names.organisation(name) == "ARC"

    def test_names_that_the_other_has_are_not_doubled(self, office: Office) -> None:
        office.edit("organisations", "ARC", "short_name=A.K.", "former_name=Old Arcady", "former_name+=realm of arcady")
        kept = merge(office)
        assert kept["short_name"] == "A.K."
        assert kept["former_names"] == ["Old Arcady", "realm of arcady"]
        assert kept["aliases"] == ["RoA", "ARC-2"]

    def test_it_is_gone_and_its_code_is_never_given_again(self, office: Office) -> None:
        merge(office)
        assert office.store.read().get("organisations", "ARC-2") is None
        office.edit("organisations", "ARC", "alias-=ARC-2")
        with pytest.raises(ConflictError, match="never given again"):
            office.add("organisations", name="Another", code="ARC-2")


class TestFacts:
    def test_those_that_the_other_lacks_are_kept(self, office: Office) -> None:
        sources = ["https://example.org/a", "https://example.org/b"]
        office.edit("organisations", "ARC-2", "type=government", "reference=XM-1", "role=funding", "tag=priority")
        office.edit("organisations", "ARC-2", *(f"source+={each}" for each in sources), "classification=confidential")
        office.edit("organisations", "ARC", "role=implementing", "note=One.", f"source={sources[0]}")
        kept = merge(office)
        assert (kept["type"], kept["reference"], kept["tags"]) == ("government", "XM-1", ["priority"])
        assert kept["roles"] == ["implementing", "funding"]
        assert kept["note"] == "One.\nTwo."
        assert [each["url"] for each in kept["sources"]] == sources
        assert kept["classification"] == "confidential"

    def test_of_two_the_one_that_stays_keeps_its_own_and_the_other_is_told(self, office: Office) -> None:
        office.edit("organisations", "ARC-2", "type=other_public", "contact=b@example.org")
        office.edit("organisations", "ARC", "type=government")
        planned = merging.plan(office.store.read(), "ARC-2", "ARC")
        assert planned.lost == (("type", "other_public"),)
        assert "Given up, as the other has its own: type “other_public”." in planned.sentences
        assert merge(office)["type"] == "government"
        assert office.get("organisations", "ARC")["contact"] == "b@example.org"

    def test_a_part_is_merged_into_its_whole(self, office: Office) -> None:
        office.edit("organisations", "ARC-2", "parent=ARC")
        assert "parent" not in merge(office)

    def test_a_whole_is_merged_into_its_part(self, office: Office) -> None:
        office.add("organisations", name="Union", code="UNI")
        office.edit("organisations", "ARC-2", "parent=UNI")
        office.edit("organisations", "ARC", "parent=ARC-2")
        assert merging.plan(office.store.read(), "ARC-2", "ARC").lost == ()
        assert merge(office)["parent"] == "UNI"


class TestClassification:
    CASES = pytest.mark.parametrize(
        ("gone", "stays", "said", "whole", "becomes"),
        [
            (
                "confidential",
                "unclassified",
                "",
                "confidential",
                "Reports and exports of a lower level leave it out",
            ),
            (
                "unclassified",
                "strictly_confidential",
                "",
                "strictly_confidential",
                "Reports and exports of a lower level leave it out",
            ),
            (
                "confidential",
                "unclassified",
                "unclassified",
                "unclassified",
                "Records that were withheld with the other may now leave the office",
            ),
            (
                "unclassified",
                "unclassified",
                "confidential",
                "confidential",
                "Reports and exports of a lower level leave it out",
            ),
        ],
    )

    @CASES
    def test_the_more_sensitive_one_holds_unless_somebody_says_otherwise(
        self, office: Office, gone: str, stays: str, said: str, whole: str, becomes: str
    ) -> None:
        office.edit("organisations", "ARC-2", f"classification={gone}")
        office.edit("organisations", "ARC", f"classification={stays}")
        planned = merging.plan(office.store.read(), "ARC-2", "ARC", said)
        both = f"Realm of Arcady (ARC-2) is {gone} and Arcadia (ARC) is {stays}"
        start = f"Classification: {f'both are {gone}' if gone == stays else both}; ".replace("_", " ")
        (line,) = [each for each in planned.sentences if each.startswith("Classification")]
        assert line.startswith(f"{start}Arcadia (ARC) will be {whole.replace('_', ' ')}. {becomes}")
        change = merging.merge(office.desk, "ARC-2", "ARC", classification=said)
        assert change.document["classification"] == whole
        assert line in change.notes

    def test_nothing_is_said_where_nothing_changes(self, office: Office) -> None:
        assert not merging.plan(office.store.read(), "ARC-2", "ARC").marked


class TestRefusals:
    def refused(self, office: Office, *words: str, gone: str = "ARC-2") -> None:
        with office.refuses(RefusedError, *words):
            merging.merge(office.desk, gone, "ARC")

    def test_one_and_the_same(self, office: Office) -> None:
        self.refused(
            office, "organisation ARC", "cannot be merged into itself; name two different organisations", gone="ARC"
        )

    @pytest.mark.parametrize("own", ["ARC", "ARC-2"])
    def test_the_office_itself_and_a_donor(self, office: Office, own: str) -> None:
        office.edit("organisations", own, "own=yes")
        self.refused(office, f"organisation {own}, own: is the office itself")

    def test_of_two_countries_or_with_two_identifiers(self, office: Office) -> None:
        office.edit("organisations", "ARC", "country=KE", "reference=XM-1")
        office.edit("organisations", "ARC-2", "country=SO", "reference=XM-2")
        self.refused(office, "country: “SO” is not that of ARC, KE", "reference: “XM-2” is not that of ARC, XM-1")

    def test_a_state_and_what_is_none(self, office: Office) -> None:
        office.add("organisations", name="Kenya")
        with office.refuses(RefusedError, "is the State Kenya, and ARC is not; merge ARC into it"):
            merging.merge(office.desk, "KE", "ARC")

    def test_in_two_parts_of_one_project(self, office: Office) -> None:
        office.edit("projects", "P-001", "donor=ARC", "partner=ARC-2")
        self.refused(
            office, "project P-001, organisations: names ARC-2 as implementing and ARC as funding; take one out"
        )

    def test_in_one_part_and_another_beside_it_is_not(self, office: Office) -> None:
        office.edit("projects", "P-001", "donor=ARC", "donor+=ARC-2", "partner=ARC-2")
        merge(office)
        assert [each["role"] for each in office.get("projects", "P-001")["organisations"]] == [
            "funding",
            "implementing",
        ]

    def test_what_would_become_a_part_of_itself(self, office: Office) -> None:
        office.add("organisations", name="Senate", code="SENA", parent="ARC-2")
        office.edit("organisations", "ARC", "parent=SENA")
        self.refused(office, "makes a circle")

    def test_what_was_changed_after_it_was_shown(self, office: Office) -> None:
        agreed = merging.plan(office.store.read(), "ARC-2", "ARC")
        office.add("contributions", donor="ARC-2")
        with office.refuses(ConflictError, "changed meanwhile"):
            merging.merge(office.desk, "ARC-2", "ARC", agreed)


class TestCommand:
    @pytest.fixture
    def doubled(self, office: Program) -> Program:
        """The office with a second Arcadia, which has a contribution and a project."""
        office("donor", "add", "Realm of Arcady", "--code", "ARC-2")
        office("contribution", "add", "ARC-2")
        office("project", "edit", "P-002", "--set", "donor+=ARC-2")
        return office

    @pytest.fixture
    def office(self, begun: Program) -> Program:
        """An office with Arcadia and two projects."""
        begun("donor", "add", "Arcadia")
        begun("project", "add", "--title", "Alpha", "--donor", "Arcadia")
        begun("project", "add", "--title", "Beta")
        return begun

    def test_says_what_will_change_and_without_a_yes_changes_nothing(self, doubled: Program) -> None:
        for options in ((), ("--no-input",)):
            ended = doubled("donor", "merge", "ARC-2", "Arcadia", *options, code=2)
            assert ended.out == ""
            told = ended.err.splitlines()
            assert told[:3] == [
                "Realm of Arcady (ARC-2) goes, and its code is never given again; Arcadia (ARCADIA) stays.",
                "To be changed: 1 project and 1 contribution.",
                "Found under the other from now on: “Realm of Arcady”.",
            ]
            assert "  removed organisation ARC-2 “Realm of Arcady”" in told
            assert told[-1] == "Nothing was changed. If this is meant, say --yes."
        assert json.loads(doubled("donor", "show", "ARC-2", "-f", "json").out)["name"] == "Realm of Arcady"

    def test_merges_when_told_to(self, doubled: Program) -> None:
        ended = doubled("donor", "merge", "realm of arcady", "Arcadia", "--yes")
        assert ended.out == "Merged Realm of Arcady (ARC-2) into Arcadia (ARCADIA); 2 records changed.\n"
        assert "Next: portfolio donor show ARCADIA" in ended.err
        rows = json.loads(doubled("project", "list", "--donor", "ARC-2", "-f", "json").out)
        assert [row["code"] for row in rows] == ["P-001", "P-002"]
        assert json.loads(doubled("check", "--rule", "like-organisation", "-f", "json").out) == []

    def test_prints_the_one_that_stays_as_json(self, doubled: Program) -> None:
        kept = json.loads(doubled("partner", "merge", "ARC-2", "Arcadia", "--yes", "-f", "json").out)
        assert kept["aliases"] == ["Realm of Arcady", "ARC-2"]

    def test_what_becomes_of_the_classification_is_said_before_and_can_be_chosen(self, doubled: Program) -> None:
        doubled("donor", "edit", "ARC-2", "--set", "classification=confidential")
        said = doubled("donor", "merge", "ARC-2", "Arcadia", code=2).err
        assert "Arcadia (ARCADIA) will be confidential" in said
        assert (
            "is not a known classification"
            in doubled("donor", "merge", "ARC-2", "Arcadia", "--classification", "x", code=5).err
        )
        doubled("donor", "merge", "ARC-2", "Arcadia", "--classification", "unclassified", "--yes")
        kept = json.loads(doubled("donor", "show", "Arcadia", "-f", "json").out)
        assert kept["classification"] == "unclassified"

    def test_an_unknown_name_ends_with_3(self, doubled: Program) -> None:
        assert "No organisation is called" in doubled("donor", "merge", "Freedonia", "Arcadia", "--yes", code=3).err

    def test_at_a_terminal_it_asks(self, doubled: Program, tmp_path: Path) -> None:
        assert PROGRAM.exists()
        said = at_a_terminal(tmp_path, "donor", "merge", "ARC-2", "Arcadia", typed="y\n")
        assert "Merge them? [y/N]:" in said
        assert "2 records changed" in said
        assert doubled("donor", "show", "ARC-2").out
