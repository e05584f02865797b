"""The ids of parts: a part that went is never taken for another, however it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desks import Office, furnished_office, put

from portfolio.changes import budgeting, contributions, measurements, public
from portfolio.errors import RefusedError, UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path


office = furnished_office


def test_a_removed_movement_s_id_is_not_given_again(office: Office) -> None:
    office.move("C-001", "pledge", "1")
    office.move("C-001", "pledge", "2")
    assert office.remove("contributions", "C-001.m2").said == "Removed C-001.m2 from contribution C-001."
    assert office.get("contributions", "C-001")["removed_parts"] == ["C-001.m2"]
    office.move("C-001", "pledge", "3")
    assert [entry["id"] for entry in office.get("contributions", "C-001")["movements"]] == ["C-001.m1", "C-001.m3"]
    office.remove("contributions", "C-001.m3")
    assert "pledge C-001.m4" in office.move("C-001", "pledge", "4").said
    with office.refuses(UnknownNameError, "There is no C-001.m2"):
        office.edit("contributions", "C-001.m2", "note=x")


def test_ids_of_other_kinds_are_not_held_up(office: Office) -> None:
    office.move("C-001", "pledge", "1")
    office.remove("contributions", "C-001.m1")
    assert contributions.report_due(office.desk, "C-001", "2030", {}).said == "Entered report C-001.r1, due 2030."


def test_nor_is_that_of_a_budget_an_indicator_or_a_period_in_it(office: Office) -> None:
    budgeting.budget(office.desk, "P-001", "5", "USD", {})
    office.remove("projects", "P-001.b1")
    assert "budget P-001.b2" in budgeting.budget(office.desk, "P-001", "6", "USD", {}).said
    office.add("outcomes", project="P-001", title="T")
    measurements.indicator(office.desk, "P-001", "O-001", {"title": ["I"]})
    measurements.record(office.desk, "P-001", "I", "5", {"period": ["2022"]})
    office.remove("outcomes", "O-001.i1.p1")
    measurements.record(office.desk, "P-001", "I", "5", {"period": ["2023"]})
    assert office.get("outcomes", "O-001")["indicators"][0]["periods"][0]["id"] == "O-001.i1.p2"
    office.remove("outcomes", "O-001.i1")
    assert office.get("outcomes", "O-001")["removed_parts"] == ["O-001.i1.p1", "O-001.i1", "O-001.i1.p2"]
    assert "indicator O-001.i2" in measurements.indicator(office.desk, "P-001", "O-001", {"title": ["J"]}).said


def test_nor_is_that_of_one_taken_out_of_the_whole_record(office: Office) -> None:
    office.move("C-001", "pledge", "1")
    document = office.get("contributions", "C-001")
    del document["movements"]
    office.replace("contributions", "C-001", document)
    assert "pledge C-001.m2" in office.move("C-001", "pledge", "1").said
    back = office.get("contributions", "C-001")
    movement = {"id": "C-001.m1", "kind": "pledge", "amount": "9"}
    with office.refuses(RefusedError, "id: “C-001.m1” was the id of a part since removed; give this part another"):
        office.replace("contributions", "C-001", {**back, "movements": [movement], "removed_parts": []})


def test_a_part_that_came_otherwise_keeps_its_id_too(office: Office) -> None:
    entries = [{"id": f"C-001.m{number}", "kind": "pledge", "amount": str(number)} for number in (1, 7)]
    put(office, "contributions", {**office.get("contributions", "C-001"), "currency": "USD", "movements": entries})
    office.remove("contributions", "C-001.m7")
    assert "pledge C-001.m8" in office.move("C-001", "pledge", "5").said


def test_so_do_the_parts_of_the_public_records(tmp_path: Path) -> None:
    import datetime as dt  # noqa: PLC0415 - of this test alone

    office = Office(tmp_path)
    office.desk = office.desk._replace(today=dt.date(2026, 1, 31))
    public.load(office.desk)
    last = office.get("contributions", "C-002")["movements"][-1]["id"]
    office.remove("contributions", last)
    currency = office.get("contributions", "C-002")["currency"]
    assert last == "C-002.m2"
    assert " C-002.m3: " in office.move("C-002", "pledge", "5", currency).said


def test_a_part_is_found_whatever_the_case_of_its_id(office: Office) -> None:
    donor = office.get("contributions", "C-001")["donor"]
    pledged = {"id": "X-1.M1", "kind": "pledge", "amount": "5.00", "date": "2020"}
    put(office, "contributions", {"id": "X-1", "donor": donor, "currency": "USD", "movements": [pledged]})
    office.edit("contributions", "x-1.m1", "note=By letter")
    assert "pledge X-1.m2" in office.move("X-1", "pledge", "7").said
    noted = [(entry["id"], entry.get("note")) for entry in office.get("contributions", "X-1")["movements"]]
    assert noted == [("X-1.M1", "By letter"), ("X-1.m2", None)]
    office.remove("contributions", "X-1.m1")
    assert [entry["id"] for entry in office.get("contributions", "X-1")["movements"]] == ["X-1.m2"]
