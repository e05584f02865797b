"""An agency is not its State: whose the code and names of a State are, whatever was entered first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from desks import Office, empty_office, put

from portfolio.changes import preview, splitting, undoing
from portfolio.changes.splitting import Wish
from portfolio.checks import Holdings
from portfolio.checks.likeness import name_of_state
from portfolio.errors import ConflictError, RefusedError
from portfolio.reference.states import bodies_of, borrowed, state_of
from portfolio.reference.tsv import rows, several

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

KENYA = {"code": "KE", "name": "Kenya", "type": "government", "country": "KE"}
GUARD = {"code": "COAST-GUARD", "name": "Coast Guard", "type": "government", "country": "KE"}


@pytest.fixture(autouse=True)
def _register(request: pytest.FixtureRequest) -> None:
    """Tests that run the program have a register."""
    if "portfolio" in request.fixturenames:
        request.getfixturevalue("register")


office = empty_office


class TestStates:
    @pytest.mark.parametrize(
        "name",
        ["Kenya", "Republic of Kenya", "the Government of Kenya", "République du Kenya", "Кения", "肯尼亚"],
    )
    def test_a_government_under_a_name_of_its_country_is_the_state(self, name: str) -> None:
        assert state_of({**KENYA, "name": name}) == "KE"

    @pytest.mark.parametrize(
        "organisation",
        [GUARD, {**KENYA, "country": "UG"}, {**KENYA, "type": "private"}, {"name": "Kenya"}],
    )
    def test_nothing_else_is(self, organisation: dict[str, Any]) -> None:
        assert state_of(organisation) == ""

    def test_what_it_holds_of_others_is_told_by_field(self) -> None:
        held = {
            **GUARD,
            "code": "KEN",
            "short_name": "ke",
            "reference": "KE",
            "aliases": ["KCG", "Кения"],
            "former_names": ["Uganda"],
        }
        assert [(each.field, each.name, each.state) for each in borrowed(held)] == [
            ("code", "KEN", "KE"),
            ("short_name", "ke", "KE"),
            ("reference", "KE", "KE"),
            ("aliases", "Кения", "KE"),
            ("former_names", "Uganda", "UG"),
        ]

    def test_an_abbreviation_is_the_states_only_against_bodies_of_that_state(self) -> None:
        assert not list(borrowed({"code": "CAR", "name": "Arms Researchers"}))
        assert [each.state for each in borrowed({"code": "CAR", "name": "Arms Police", "country": "CF"})] == ["CF"]


class TestEntering:
    @pytest.mark.parametrize("noun", ["donor", "partner"])
    @pytest.mark.parametrize("asked", ["Kenya", "KE", "KEN", "Republic of Kenya", "肯尼亚"])
    def test_an_agency_first_and_its_state_is_added(self, portfolio: Program, noun: str, asked: str) -> None:
        portfolio(noun, "add", "Coast Guard", "--type", "government", "--country", "KE")
        portfolio("contribution", "add", asked, "--title", "q")
        portfolio("contribution", "receive", "C-001", "10", "USD", "--undated")
        assert json.loads(portfolio("contribution", "show", "C-001", "-f", "json").out)["donor"] == "KE"
        assert json.loads(portfolio("donor", "show", asked, "-f", "json").out)["name"] == "Kenya"
        assert json.loads(portfolio("donor", "show", "Coast Guard", "-f", "json").out)["code"] == "COAST-GUARD"

    def test_a_state_with_its_type_or_country_said_has_its_code(self, office: Office) -> None:
        assert office.add("organisations", name="Kenya", type="government").key == "KE"
        assert office.add("organisations", name="Republic of Uganda", country="UG").key == "UG"

    @pytest.mark.parametrize(
        "values",
        [
            {"code": "KE"},
            {"code": "ken"},
            {"alias": "Kenya"},
            {"short_name": "KE"},
            {"reference": "KE"},
            {"former_name": "Republic of Kenya"},
            {"name": "Kenya", "type": "private"},
            {"name": "Kenya", "country": "UG"},
        ],
    )
    def test_no_other_organisation_takes_them(self, office: Office, values: dict[str, str]) -> None:
        with office.refuses(ConflictError, "Kenya (KE), which belongs to that State alone"):
            office.add("organisations", **{"name": "Coast Guard", "country": "KE", **values})

    def test_not_by_an_edit_either_nor_does_a_state_become_an_agency(self, office: Office) -> None:
        office.add("organisations", name="Coast Guard", type="government", country="KE")
        for change in (
            "alias+=Kenya",
            "short_name=KEN",
            "name=Republic of Kenya Navy",
            "former_name+=Кения",
        ):
            if change.startswith("name"):
                office.edit("organisations", "COAST-GUARD", change)
                continue
            with office.refuses(ConflictError, "belongs to that State alone"):
                office.edit("organisations", "COAST-GUARD", change)
        office.add("organisations", name="Kenya")
        for change in ("name=Harbour Police", "type=private", "country=UG", "alias+=Uganda"):
            with office.refuses(ConflictError, "belongs to that State alone"):
                office.edit("organisations", "KE", change)

    def test_what_is_wrong_is_said_once(self, office: Office) -> None:
        office.add("organisations", name="Kenya")
        with office.refuses(ConflictError, "is the State that the register has as KE") as refused:
            office.add("organisations", name="Kenya")
        assert "\n" not in str(refused.value)

    def test_one_state_is_one_organisation(self, office: Office) -> None:
        office.add("organisations", name="Kenya", code="KENYA-GOV")
        with office.refuses(ConflictError, "is the State that the register has as KENYA-GOV"):
            office.add("organisations", name="Republic of Kenya", type="government", country="KE")
        office.add("contributions", donor="KE")
        assert office.get("contributions", "C-001")["donor"] == "KENYA-GOV"

    def test_by_import_in_every_order(self, portfolio: Program, tmp_path: Path) -> None:
        rows = "Name,Type,Country\nCoast Guard,Government,Kenya\nKenya,Government,Kenya\n"
        (tmp_path / "organisations.csv").write_text(rows, encoding="utf-8")
        portfolio("import", str(tmp_path / "organisations.csv"), "--yes")
        (tmp_path / "contributions.csv").write_text("Donor,Title\nKenya,q\nCoast Guard,r\n", encoding="utf-8")
        portfolio("import", str(tmp_path / "contributions.csv"), "--yes")
        rows = json.loads(portfolio("contribution", "list", "-f", "json").out)
        assert [row["donor"] for row in rows] == ["Kenya", "Coast Guard"]

    def test_json_that_gives_an_agency_the_code_is_refused(self, portfolio: Program, tmp_path: Path) -> None:
        (tmp_path / "all.json").write_text(json.dumps({"organisations": [{**GUARD, "code": "KE"}]}), encoding="utf-8")
        said = portfolio("import", str(tmp_path / "all.json"), "--yes", code=4).err
        assert "belongs to that State alone" in said

    def test_a_renamed_state_is_found_by_its_names_still(self, office: Office) -> None:
        office.add("organisations", name="Kenya")
        office.edit("organisations", "KE", "name=Republic of Kenya")
        assert office.names().organisation("Kenya") == "KE"


@pytest.fixture
def older(office: Office) -> Office:
    """A register of older rules: the Coast Guard, a partner, holds the code KE; money and a project name it."""
    desk = office.desk
    office.desk = desk._replace(brought_back=True)
    put(
        office,
        "organisations",
        {**GUARD, "code": "KE", "aliases": ["KCG", "Кения"], "roles": ["implementing"]},
    )
    office.desk = desk
    put(office, "contributions", {"id": "C-001", "donor": "KE", "title": "q"})
    put(office, "contributions", {"id": "C-002", "donor": "KE", "title": "r"})
    put(office, "projects", {"code": "P-001", "title": "Alpha", "organisations": _LINKS})
    return office


_LINKS = [{"organisation": "KE", "role": "funding"}, {"organisation": "KE", "role": "implementing"}]


class TestOlderRegisters:
    def test_check_names_the_command_that_mends_it(self, older: Office) -> None:
        (found,) = name_of_state(Holdings(older.store.read(), older.desk.today, 365))
        assert (found.record, found.field, found.fix) == ("KE", "code", "portfolio donor split KE")

    def test_the_state_cannot_be_named_until_then_and_the_message_says_what_to_do(self, older: Office) -> None:
        for name in ("Kenya", "KE", "Кения"):
            with older.refuses(ConflictError, "portfolio donor split KE"):
                older.add("contributions", donor=name)
        older.add("contributions", donor="Coast Guard")
        older.edit("organisations", "KE", "note=Still to be looked at.")

    def test_the_state_has_its_code_and_the_gifts_and_the_agency_all_else(self, older: Office) -> None:
        planned = splitting.look(older.desk, "KE", Wish(agency=["C-002"]))
        assert planned.sentences == [
            "“KE” and “Кения” belong to Kenya (KE); Coast Guard (COAST-GUARD) keeps all else.",
            "Of Kenya (KE): project P-001 (funding), contribution C-001.",
            "Of Coast Guard (COAST-GUARD): project P-001 (implementing), contribution C-002.",
            "Where the other is meant, say --state RECORD or --agency RECORD.",
        ]
        splitting.split(older.desk, "KE", Wish(agency=["C-002"]), planned)
        assert older.get("organisations", "KE").items() >= {**KENYA, "roles": ["funding"]}.items()
        guard = older.get("organisations", "COAST-GUARD")
        assert guard.items() >= {**GUARD, "aliases": ["KCG"], "roles": ["implementing"]}.items()
        assert [older.get("contributions", key)["donor"] for key in ("C-001", "C-002")] == ["KE", "COAST-GUARD"]
        assert [(each["organisation"], each["role"]) for each in older.get("projects", "P-001")["organisations"]] == [
            ("KE", "funding"),
            ("COAST-GUARD", "implementing"),
        ]
        assert not list(name_of_state(Holdings(older.store.read(), older.desk.today, 365)))

    def test_a_donor_keeps_what_names_it_unless_somebody_says_otherwise(self, older: Office) -> None:
        older.edit("organisations", "KE", "role+=funding")
        planned = splitting.look(older.desk, "KE", Wish(code="KCG-1", state=["C-001"]))
        assert {str(each): each.whose for each in planned.namings} == {
            "contribution C-001": "KE",
            "contribution C-002": "KCG-1",
            "project P-001 (funding)": "KCG-1",
            "project P-001 (implementing)": "KCG-1",
        }

    def test_a_state_that_had_another_code_gets_its_own(self, older: Office) -> None:
        desk = older.desk
        older.desk = desk._replace(brought_back=True)
        put(older, "organisations", {**KENYA, "code": "KE-2"})
        put(older, "contributions", {"id": "C-003", "donor": "KE-2"})
        older.desk = desk
        splitting.split(older.desk, "KE", Wish())
        assert older.get("organisations", "KE")["aliases"] == ["KE-2"]
        assert older.get("contributions", "C-003")["donor"] == "KE"
        assert older.names().organisation("KE-2") == "KE"

    def test_it_can_be_taken_back(self, older: Office) -> None:
        before = {key: older.get("contributions", key)["donor"] for key in ("C-001", "C-002")}
        splitting.split(older.desk, "KE", Wish())
        desk = older.desk._replace(brought_back=True)
        preview.through(undoing.last(older.store).opening())(desk)
        assert older.get("organisations", "KE")["name"] == "Coast Guard"
        assert {key: older.get("contributions", key)["donor"] for key in before} == before

    def test_what_holds_nothing_of_a_state_or_is_not_named_is_refused(self, older: Office) -> None:
        older.add("organisations", name="Harbour Forum")
        with older.refuses(RefusedError, "holds no code or name of a State"):
            splitting.split(older.desk, "HARBOUR-FORUM", Wish())
        with older.refuses(RefusedError, "C-9", "does not name Coast Guard (KE)"):
            splitting.split(older.desk, "KE", Wish(state=["C-9"]))


class TestReferences:
    def test_an_organisation_is_found_by_its_iati_reference_in_either_case(self, portfolio: Program) -> None:
        portfolio("donor", "add", "Someone", "--reference", "XX-ABC-1")
        portfolio("contribution", "add", "xx-abc-1", "--title", "q")
        portfolio("project", "add", "--title", "Alpha", "--donor", "XX-ABC-1")
        rows = json.loads(portfolio("project", "list", "--donor", "XX-abc-1", "-f", "json").out)
        assert [row["code"] for row in rows] == ["P-001"]
        assert json.loads(portfolio("donor", "show", "XX-ABC-1", "-f", "json").out)["name"] == "Someone"
        portfolio("donor", "edit", "xx-abc-1", "--set", "note=Found.")

    def test_one_that_two_have_stops(self, portfolio: Program) -> None:
        for name in ("Someone", "Somebody Else"):
            portfolio("donor", "add", name, "--reference", "XX-ABC-1")
        assert "more than one organisation" in portfolio("donor", "show", "XX-ABC-1", code=3).err


def test_every_name_of_a_body_of_many_states_is_that_of_one_alone() -> None:
    names = [(name, row[0]) for row in rows("bodies") for name in (*filter(None, row[:6]), *several(row[6]))]
    for name, body in names:
        assert bodies_of({"name": name}) == {body}
    assert bodies_of({"name": "欧洲委员会"}) == set()  # the Commission, too, is called so
