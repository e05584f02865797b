"""The rules between records: each one, who is named when it is broken, and that nothing is kept then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from desks import furnished_office, put

from portfolio.changes import gate, undoing
from portfolio.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from desks import Office

    from portfolio.changes.undoing import Plan


office = furnished_office


def _turn(office: Office, plan: Plan) -> None:
    with gate.change(office.desk._replace(again=True, brought_back=True), plan.opening()):
        pass


class TestCodes:
    def test_is_used_once(self, office: Office) -> None:
        with office.refuses(ConflictError, "The project P-001 exists already; choose another code"):
            office.add("projects", title="Delta", code="P-001")

    @pytest.mark.parametrize(
        ("table", "code"), [("programmes", "P-001"), ("projects", "BSM"), ("projects", "bsm"), ("projects", "p-001")]
    )
    def test_is_not_given_twice_across_programmes_and_projects_or_in_other_letters(
        self, office: Office, table: str, code: str
    ) -> None:
        with office.refuses(ConflictError, f"The code {code} cannot be given twice", "Choose another"):
            office.add(table, title="Delta", code=code)

    def test_is_not_given_twice_within_one_change(self, office: Office) -> None:
        with office.refuses(ConflictError, "programme X and project X"), gate.change(office.desk) as transaction:
            transaction.put("projects", {"code": "X", "title": "Delta"})
            transaction.put("programmes", {"code": "X", "title": "Epsilon"})

    @pytest.mark.parametrize("table", ["projects", "programmes"])
    def test_is_never_given_again(self, office: Office, table: str) -> None:
        office.remove("projects", "P-004")
        with office.refuses(ConflictError, "P-004 belonged to a record since removed; codes are never given again"):
            office.add(table, title="Delta", code="P-004")

    def test_of_a_record_removed_says_how_it_comes_back(self, office: Office) -> None:
        office.remove("projects", "P-004")
        removed = office.store.read().revision
        with office.refuses(ConflictError, f"To have it back: portfolio undo --revision {removed}"):
            office.add("projects", title="Delta", code="P-004")
        # Removed by hand, brought back, and removed by the redo: it is the first removal that can be taken back.
        _turn(office, undoing.last(office.store))
        _turn(office, undoing.again(office.store))
        with office.refuses(ConflictError, f"To have it back: portfolio undo --revision {removed}"):
            office.add("programmes", title="Delta", code="P-004")

    def test_whose_adding_was_taken_back_was_given_to_nobody(self, office: Office) -> None:
        office.add("projects", title="Dleta", code="X-1")
        _turn(office, undoing.last(office.store))
        assert office.add("projects", title="Delta", code="X-1").key == "X-1"
        office.remove("projects", "X-1")
        with office.refuses(ConflictError, "never given again"):
            office.add("projects", title="Delta", code="X-1")

    def test_made_of_a_name_is_the_same_when_its_adding_was_taken_back(self, office: Office) -> None:
        assert office.add("contributions", donor="Chad").document["donor"] == "TD"
        _turn(office, undoing.last(office.store))
        assert office.add("contributions", donor="Chad").document["donor"] == "TD"
        _turn(office, undoing.last(office.store))
        assert office.add("organisations", name="Chad").key == "TD"
        office.remove("organisations", "TD")
        assert office.add("organisations", name="Chad").key == "TD-2"

    def test_assigned_ones_skip_what_is_or_was_taken(self, office: Office) -> None:
        office.remove("projects", "P-004")
        office.add("projects", title="Delta", code="P-005")
        office.add("programmes", title="Epsilon", code="P-006")
        assert office.add("projects", title="Zeta").key == "P-007"

    def test_organisations_too(self, office: Office) -> None:
        office.add("organisations", name="Ruritania", code="RUR")
        office.remove("organisations", "RUR")
        with office.refuses(ConflictError, "never given again"):
            office.add("organisations", name="Ruritania", code="RUR")
        assert office.add("organisations", name="Rur").key == "RUR-2"

    def test_a_code_may_be_anyone_else_s_in_another_table(self, office: Office) -> None:
        assert office.add("organisations", name="Border Office", code="BSM").key == "BSM"

    def test_part_ids_differ(self, office: Office) -> None:
        office.move("C-001", "pledge", "5")
        held = office.get("contributions", "C-001")
        again = {**held["movements"][0], "amount": "6.00"}
        with office.refuses(RefusedError, "C-001.m1” is the id of two parts"):
            put(office, "contributions", {**held, "movements": [*held["movements"], again]})

    def test_part_ids_are_of_their_record(self, office: Office) -> None:
        office.move("C-001", "pledge", "5")
        held = office.get("contributions", "C-001")
        other = {**held["movements"][0], "id": "C-002.m1", "amount": "6.00"}
        with office.refuses(RefusedError, "C-002.m1” does not begin with C-001."):
            put(office, "contributions", {**held, "movements": [*held["movements"], other]})


class TestReferences:
    @pytest.mark.parametrize(
        ("table", "document", "field", "nouns"),
        [
            ("projects", {"code": "X", "title": "X", "programme": "NO"}, "programme", "programme"),
            ("projects", {"code": "X", "title": "X", "programme": "P-001"}, "programme", "programme"),
            ("projects", {"code": "X", "title": "X", "parent": "NO"}, "parent", "project"),
            ("projects", {"code": "X", "title": "X", "parent": "BSM"}, "parent", "project"),
            ("projects", {"code": "X", "title": "X", "documents": ["NO"]}, "documents", "document"),
            (
                "projects",
                {"code": "X", "title": "X", "organisations": [{"organisation": "NO", "role": "funding"}]},
                "organisations organisation",
                "organisation",
            ),
            (
                "programmes",
                {"code": "X", "title": "X", "organisations": [{"organisation": "NO", "role": "funding"}]},
                "organisations organisation",
                "organisation",
            ),
            ("programmes", {"code": "X", "title": "X", "documents": ["NO"]}, "documents", "document"),
            ("organisations", {"code": "X", "name": "X", "parent": "NO"}, "parent", "organisation"),
            ("contributions", {"id": "X", "donor": "NO"}, "donor", "organisation"),
            ("contributions", {"id": "X", "donor": "ARC", "documents": ["NO"]}, "documents", "document"),
            (
                "expenditures",
                {"id": "X", "target": "NO", "amount": "5", "currency": "USD"},
                "target",
                "programme or project",
            ),
            (
                "expenditures",
                {"id": "X", "target": "P-001", "amount": "5", "currency": "USD", "contribution": "NO"},
                "contribution",
                "contribution",
            ),
            ("outcomes", {"id": "X", "title": "X", "project": "NO"}, "project", "programme or project"),
            ("activities", {"id": "X", "title": "X", "project": "NO"}, "project", "programme or project"),
            ("activities", {"id": "X", "title": "X", "partners": ["NO"]}, "partners", "organisation"),
            ("activities", {"id": "X", "title": "X", "donors": ["NO"]}, "donors", "organisation"),
            ("activities", {"id": "X", "title": "X", "documents": ["NO"]}, "documents", "document"),
            ("documents", {"id": "X", "title": "X", "parties": ["NO"]}, "parties", "organisation"),
        ],
    )
    def test_name_records_of_the_register(
        self, office: Office, table: str, document: dict[str, Any], field: str, nouns: str
    ) -> None:
        with office.refuses(RefusedError, f", {field}: ", f"is no {nouns} of this register"):
            put(office, table, document)

    @pytest.mark.parametrize("field", ["target", "moved_from"])
    def test_allocations_too(self, office: Office, field: str) -> None:
        office.move("C-001", "pledge", "100")
        held = office.get("contributions", "C-001")
        allocation = {"id": "C-001.a1", "target": "P-001", "amount": "5", field: "NO"}
        with office.refuses(RefusedError, f"allocations {field}: “NO” is no programme or project of this register"):
            put(office, "contributions", {**held, "allocations": [allocation]})

    def test_records_of_one_change_may_name_each_other(self, office: Office) -> None:
        with gate.change(office.desk) as transaction:
            transaction.put("projects", {"code": "X", "title": "Chi", "programme": "NEW"})
            transaction.put("programmes", {"code": "NEW", "title": "New programme"})
        assert office.get("projects", "X")["programme"] == "NEW"

    def test_an_unknown_region_of_the_office_s_own(self, office: Office) -> None:
        region = {"region": "atlantis", "vocabulary": "99"}
        with office.refuses(RefusedError, "regions: “atlantis” is no region of UN M49 or of the settings"):
            put(office, "projects", {"code": "X", "title": "X", "regions": [region]})
        with office.refuses(RefusedError, "activity “X”, regions: “atlantis” is no region"):
            put(office, "activities", {"id": "X", "title": "X", "regions": ["atlantis"]})

    def test_a_group_of_the_settings_is_known(self, office: Office) -> None:
        settings = office.desk.settings._replace(regions={"Atlantis": {"countries": ["KE", "UG"]}})
        office.desk = office.desk._replace(settings=settings)
        assert office.add("projects", title="Delta", region="Atlantis").document["regions"] == [
            {"region": "atlantis", "vocabulary": "99"}
        ]

    def test_no_project_is_its_own_ancestor(self, office: Office) -> None:
        with office.refuses(RefusedError, "project P-001, parent: “P-003” makes a circle: P-001 > P-003 > P-001"):
            office.edit("projects", "P-001", "parent=P-003")
        with office.refuses(RefusedError, "makes a circle: P-004 > P-004"):
            office.edit("projects", "P-004", "parent=P-004")

    def test_no_organisation_is_its_own_ancestor(self, office: Office) -> None:
        office.add("organisations", name="Parliament of Arcadia", code="PAR", parent="ARC")
        with office.refuses(RefusedError, "organisation ARC, parent: “PAR” makes a circle: ARC > PAR > ARC"):
            office.edit("organisations", "ARC", "parent=PAR")


class TestTitlesAndNames:
    def test_a_title_is_that_of_one_project(self, office: Office) -> None:
        with office.refuses(ConflictError, "There is a project of that title already: P-001", "--again"):
            office.add("projects", title="ALPHA")
        with office.refuses(ConflictError, "P-001"):
            office.edit("projects", "P-004", "title=Älpha")
        office.desk = office.again
        assert office.add("projects", title="Alpha").key == "P-005"

    def test_an_alias_means_one_project(self, office: Office) -> None:
        office.edit("projects", "P-001", "alias+=BSI")
        said = "“bsi” is a name of another project already: P-001 “Alpha”. If this is another one, say --again."
        with office.refuses(ConflictError, said):
            office.add("projects", title="bsi")
        with office.refuses(ConflictError, said):
            office.edit("projects", "P-004", "alias+=bsi")
        with office.refuses(ConflictError, "“alpha” is a name of another project already: P-001"):
            office.edit("projects", "P-004", "alias+=alpha")
        with office.refuses(ConflictError, said):
            office.edit("projects", "P-004", "title=bsi")
        assert office.edit("projects", "P-001", "title=BSI").key == "P-001"
        office.desk = office.again
        assert office.add("projects", title="BSI").key == "P-005"

    def test_a_meant_twin_can_be_edited(self, office: Office) -> None:
        office.desk = office.again
        office.add("projects", title="Alpha")
        office.desk = office.desk._replace(again=False)
        assert office.edit("projects", "P-005", "status=closed").said == "Changed project P-005: status."

    def test_a_programme_and_a_project_may_share_a_title(self, office: Office) -> None:
        assert office.add("projects", title="Border programme").key == "P-005"

    @pytest.mark.parametrize(
        "values",
        [
            {"name": "ARCADIA", "code": "X"},
            {"name": "Other", "short_name": "Arcadia"},
            {"name": "Other", "alias": "arcadia"},
            {"name": "Arc", "code": "X"},
        ],
    )
    def test_a_name_means_one_organisation(self, office: Office, values: dict[str, str]) -> None:
        with office.refuses(ConflictError, "is ARC Arcadia already; one name means one organisation"):
            office.add("organisations", **values)
        office.desk = office.again
        with office.refuses(ConflictError, "one name means one organisation"):
            office.add("organisations", **values)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("European Union", "Union européenne"),
            ("Союз", "欧洲联盟"),
            ("UNESCO", "Organización de las Naciones Unidas para la Educación, la Ciencia y la Cultura"),
            ("Международная морская организация", "The International Maritime Organization"),
        ],
    )
    def test_a_body_of_many_states_is_one_in_every_language(self, office: Office, first: str, second: str) -> None:
        held = office.add("organisations", name=first, alias="European Union" if first == "Союз" else [])
        with office.refuses(ConflictError, f"“{second}” is {held.key} {first} already"):
            office.add("organisations", name=second, code="X")
        office.add("organisations", name=f"Friends of the {second}", alias="EU")  # an abbreviation of another


class TestRemoval:
    @pytest.mark.parametrize(
        ("table", "key", "users"),
        [
            ("programmes", "BSM", ["project P-001", "project P-002"]),
            ("projects", "P-001", ["project P-003"]),
            ("organisations", "ARC", ["contribution C-001"]),
        ],
    )
    def test_names_what_still_refers_to_it(self, office: Office, table: str, key: str, users: list[str]) -> None:
        with office.refuses(ConflictError, f"{key} is still in use by", "remove or change these first", *users):
            office.remove(table, key)

    def test_by_every_kind_of_record(self, office: Office) -> None:
        office.move("C-001", "receipt", "100")
        office.allocate("C-001", "P-004", "10")
        office.add("expenditures", target="P-004", amount="5", currency="USD", contribution="C-001")
        office.add("outcomes", project="P-004", title="Trained")
        office.add("activities", project="P-004", title="Workshop", donor="ARC")
        with office.refuses(
            ConflictError, "contribution C-001, expenditure E-001, outcome O-001, activity A-001; remove or change"
        ):
            office.remove("projects", "P-004")
        with office.refuses(ConflictError, "contribution C-001, activity A-001"):
            office.remove("organisations", "Arcadia")
        with office.refuses(ConflictError, "expenditure E-001"):
            office.remove("contributions", "C-001")

    def test_of_a_document(self, office: Office) -> None:
        office.add("documents", title="Partnership agreement", party="Arcadia")
        office.edit("projects", "P-004", "document=D-001")
        with office.refuses(ConflictError, "document D-001 is still in use by project P-004"):
            office.remove("documents", "D-001")

    def test_a_long_list_is_cut(self, office: Office) -> None:
        for number in range(12):
            office.add("projects", title=f"Delta {number}", programme="BSM")
        with office.refuses(ConflictError, " and 4 more; remove or change these first"):
            office.remove("programmes", "BSM")

    def test_together_with_what_refers_to_it(self, office: Office) -> None:
        with gate.change(office.desk) as transaction:
            transaction.remove("projects", "P-003")
            transaction.remove("projects", "P-001")
        assert office.store.read().get("projects", "P-001") is None

    def test_once_nothing_does(self, office: Office) -> None:
        office.remove("contributions", "C-001")
        assert office.remove("organisations", "Arcadia").said == "Removed organisation ARC “Arcadia”."


class TestFormerTitles:
    def test_are_kept_and_still_find_it(self, office: Office) -> None:
        office.edit("projects", "P-001", "title=Omega")
        office.edit("projects", "Alpha", "title=Last")
        document = office.get("projects", "P-001")
        assert document["former_titles"] == ["Alpha", "Omega"]
        assert {office.names().project(name) for name in ("Alpha", "omega", "Last")} == {"P-001"}

    def test_going_back_leaves_no_former_title_that_is_the_present_one(self, office: Office) -> None:
        office.edit("projects", "P-001", "title=Omega")
        office.edit("projects", "P-001", "title=Alpha")
        assert office.get("projects", "P-001")["former_titles"] == ["Omega"]

    def test_of_a_whole_edited_record(self, office: Office) -> None:
        held = office.get("programmes", "BSM")
        office.replace("programmes", "BSM", {**held, "title": "Frontier programme"})
        assert office.get("programmes", "BSM")["former_titles"] == ["Border programme"]

    def test_and_former_names_of_organisations(self, office: Office) -> None:
        office.edit("organisations", "ARC", "name=Republic of New Arcadia")
        assert office.get("organisations", "ARC")["former_names"] == ["Arcadia"]
        assert office.names().organisation("arcadia") == "ARC"
