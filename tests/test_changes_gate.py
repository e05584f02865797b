"""Every change passes the gate: records are brought into their stored form, and all that is wrong is said at once."""

from __future__ import annotations

import pytest
from conftest import BACKEND
from desks import Office, empty_office

from portfolio.changes import gate
from portfolio.errors import ConflictError, RefusedError, StoreError, UnknownNameError

office = empty_office


def test_what_is_put_is_stored_in_one_form(office: Office) -> None:
    with gate.change(office.desk) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "  Alpha ", "status": "ongoing", "tags": [], "note": None})
    assert office.get("projects", "P-1") == {
        "code": "P-1",
        "title": "Alpha",
        "kind": "project",
        "status": "implementation",
        "classification": "unclassified",
        "revision": 1,
    }


def test_every_problem_of_every_record_is_listed(office: Office) -> None:
    with office.refuses(RefusedError) as caught, gate.change(office.desk) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "", "status": "odd"})
        transaction.put("organisations", {"code": "ARC", "colour": "red"})
    assert isinstance(caught.value, RefusedError)
    assert [(problem.record, problem.field) for problem in caught.value.problems] == [
        ("new project", "title"),
        ("new project", "status"),
        ("new organisation", "name"),
        ("new organisation", "colour"),
    ]


def test_every_broken_rule_is_listed(office: Office) -> None:
    with office.refuses(RefusedError) as caught, gate.change(office.desk) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "Alpha", "programme": "NONE", "actual_start": "2030"})
        transaction.put("contributions", {"id": "C-1", "donor": "NOBODY"})
    assert isinstance(caught.value, RefusedError)
    assert {(problem.record, problem.field, problem.value) for problem in caught.value.problems} == {
        ("new project “Alpha”", "programme", "NONE"),
        ("new project “Alpha”", "actual_start", "2030"),
        ("new contribution", "donor", "NOBODY"),
    }


def test_a_key_is_stored_as_it_is_written_or_not_at_all(office: Office) -> None:
    with office.refuses(RefusedError, "is not a code"), gate.change(office.desk) as transaction:
        transaction.put("projects", {"code": " P-1 ", "title": "Alpha"})


def test_an_error_inside_keeps_nothing(office: Office) -> None:
    with office.refuses(UnknownNameError, "no such"), gate.change(office.desk) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "Alpha"})
        raise UnknownNameError("no such thing")


def test_two_contributions_in_one_change(office: Office) -> None:
    office.add("organisations", name="Arcadia", code="ARC")
    with gate.change(office.desk) as transaction:
        for _ in range(2):
            key = f"C-{transaction.next_number('contributions'):03}"
            transaction.put("contributions", {"id": key, "donor": "ARC"})
    assert [document["id"] for document in office.store.read().find("contributions")] == ["C-001", "C-002"]
    assert office.store.read().revision == 2


def test_one_bad_record_among_many_keeps_none(office: Office) -> None:
    said = "new project “Title 7”, programme: “NONE” is no programme of this register"
    with office.refuses(RefusedError, said), gate.change(office.desk) as transaction:
        for number in range(10):
            programme = {"programme": "NONE"} if number == 7 else {}
            transaction.put("projects", {"code": f"P-{number}", "title": f"Title {number}", **programme})


def test_what_is_refused_goes_by_its_title_while_it_has_no_key_yet(office: Office) -> None:
    with office.refuses(RefusedError, "new project “Alpha”, actual_start: “2030” is in the future") as refused:
        office.add("projects", title="Alpha", actual_start="2030")
    assert "P-001" not in str(refused.value)
    with office.refuses(RefusedError, "2 contributions (C-1, C-2), donor"), gate.change(office.desk) as transaction:
        transaction.put("contributions", *({"id": key, "donor": "NOBODY"} for key in ("C-1", "C-2")))
    held = office.add("projects", title="Beta").key
    with office.refuses(RefusedError, f"project {held}, actual_start: “2030” is in the future"):
        office.edit("projects", held, "actual_start=2030")


@pytest.mark.skipif(BACKEND != "file", reason="a file alone can be gone")
def test_a_register_that_is_gone(office: Office) -> None:
    office.path.unlink()
    with pytest.raises(StoreError) as caught:
        office.add("projects", title="Alpha")
    assert caught.value.exit_code == 6
    assert not office.path.exists()


def test_a_stale_copy_does_not_overwrite(office: Office) -> None:
    office.add("projects", title="Alpha")
    stale = office.get("projects", "P-001")
    office.edit("projects", "P-001", "status=closed")
    both = ("changed meanwhile by ", "(change 2, ", "title: Alpha now, Beta in yours", "status: closed now, – in yours")
    with office.refuses(ConflictError, *both):
        office.replace("projects", "P-001", {**stale, "title": "Beta"})
