"""Exports that are brought back: what was changed meanwhile is asked about, and what they did not show stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from desks import Office, stocked_office
from exchanging import EVERYTHING, brought, changes_of, edited, exported, looked, tables_of, turn, understood, written

from portfolio.changes import preview, undoing
from portfolio.errors import ConflictError
from portfolio.exchange.intake.faults import FileRefusedError
from portfolio.exchange.intake.map import Request

if TYPE_CHECKING:
    from pathlib import Path

office = stocked_office


class TestConflicts:
    def test_what_was_changed_since_the_export_is_shown(self, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, "csv", "excel", "projects")
        edited(path / "projects.csv", "Sahel patrols", "Patrols of the Sahel")
        office.edit("projects", "P-002", "title=Desert patrols")
        with office.refuses(ConflictError) as caught:
            brought(office, path)
        assert "project P-002, changed last by change" in str(caught.value)
        assert "title: Desert patrols now, Patrols of the Sahel in the file" in str(caught.value)

    def test_and_is_skipped_or_taken_from_the_file(self, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, "csv", "excel", "projects")
        edited(path / "projects.csv", "Sahel patrols", "Patrols of the Sahel")
        edited(path / "projects.csv", "Handbook", "Manual")
        office.edit("projects", "P-002", "title=Desert patrols")
        skipping = understood(path, Request(on_conflict="skip"))
        found = preview.look(office.desk._replace(many=True), preview.through(skipping.opening)).changes
        assert [each.key for each in found] == ["P-004"]
        assert skipping.skipped_notes == ["Left as it is, as it was changed meanwhile: project P-002."]
        brought(office, path, on_conflict="update")
        assert office.get("projects", "P-002")["title"] == "Patrols of the Sahel"

    def test_a_change_that_the_file_does_not_touch_is_no_conflict_if_the_file_says_the_same(
        self, office: Office, folder: Path
    ) -> None:
        path = exported(office.store.read(), folder, "csv", "excel", "projects")
        edited(path / "projects.csv", "Sahel patrols", "Desert patrols")
        office.edit("projects", "P-002", "title=Desert patrols")
        assert looked(office, path) == ()

    def test_rows_of_parts_conflict_as_well(self, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, "csv", "excel", "contributions")
        (path / "contributions.csv").unlink()
        edited(path / "movements.csv", "100.00", "150.00")
        office.edit("contributions", "C-001.m1", "note=Late")
        with office.refuses(ConflictError, "C-001.m1 amount: 100.00 now, 150.00 in the file"):
            brought(office, path)

    def test_json_conflicts_as_well(self, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, "json", what="projects")
        edited(path, "Sahel patrols", "Patrols of the Sahel")
        office.edit("projects", "P-002", "title=Desert patrols")
        with office.refuses(ConflictError, "title: Desert patrols now, Patrols of the Sahel in the file"):
            brought(office, path)

    def test_what_it_was_when_exported_is_shown_as_well(self, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, "csv", "excel", "projects")
        edited(path / "projects.csv", "Sahel patrols", "Patrols of the Sahel")
        office.edit("projects", "P-002", "title=Desert patrols", "tag=sand")
        with office.refuses(ConflictError) as caught:
            brought(office, path)
        told = str(caught.value)
        assert "title: Desert patrols now, Patrols of the Sahel in the file (Sahel patrols when exported)" in told
        assert "tags: sand now, Patrol in the file (Patrol when exported)" in told
        assert "former titles: Sahel patrols now, and after the import (– when exported)" in told

    def test_what_was_taken_back_is_none(self, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, "csv", "excel", "projects")
        edited(path / "projects.csv", "Sahel patrols", "Wrong")
        brought(office, path)
        turn(office, undoing.last(office.store))
        edited(path / "projects.csv", "Wrong", "Patrols of the Sahel")
        assert changes_of(office, path) == ["P-002 title: Sahel patrols → Patrols of the Sahel"]

    def test_rows_of_a_record_removed_meanwhile_are_left_out(self, office: Office, folder: Path) -> None:
        office.edit("projects", "P-004", "tag=old")
        office.add("contributions", donor="Arcadia", title="Second", currency="USD")
        office.move("C-002", "pledge", "5")
        path = exported(office.store.read(), folder, "csv", "excel")
        office.remove("contributions", "C-002")
        edited(path / "projects.csv", "Sahel patrols", "Patrols of the Sahel")
        for choice in ("fail", "update"):
            with office.refuses(ConflictError, "contributions, row 3: contribution C-002", "undo"):
                brought(office, path, on_conflict=choice)
        skipping = understood(path, Request(on_conflict="skip"))
        found = preview.look(office.desk._replace(many=True), preview.through(skipping.opening)).changes
        assert [each.key for each in found] == ["P-002"]
        assert "Left out, as it was removed meanwhile: contribution C-002." in skipping.skipped_notes

    def test_a_code_that_was_changed_in_an_export_is_no_new_record(self, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, "csv", "excel", "projects")
        edited(path / "projects.csv", "P-002,", "P-022,")
        with office.refuses(FileRefusedError, "“P-022” is no project of this register", "codes are never changed"):
            brought(office, path)

    @pytest.mark.parametrize("form", ["csv", "json"])
    def test_a_record_removed_meanwhile_does_not_come_back(self, form: str, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, form, "excel" if form == "csv" else "", "projects")
        office.remove("projects", "P-004")
        with office.refuses(ConflictError, "P-004"):
            brought(office, path)

    def test_what_came_between_look_and_making_is_not_overwritten(self, office: Office, folder: Path) -> None:
        importing = understood(written(folder, "Code,Title\nP-002,Patrols\n"))
        desk = office.desk._replace(many=True)
        seen = preview.look(desk, preview.through(importing.opening))
        office.edit("projects", "P-002", "status=closed")
        with office.refuses(ConflictError, "look again"):
            preview.make(desk, preview.through(importing.opening), seen)


class TestHidden:
    def test_members_that_an_export_did_not_show_survive_it(self, office: Office, folder: Path) -> None:
        office.add("organisations", name="Quiet Agency", code="QUI", classification="confidential")
        office.edit("projects", "P-001", "partner+=QUI", "partner+=BFO", "donor+=QUI")
        path = exported(office.store.read(), folder, "csv", "excel", "projects", level="unclassified")
        assert "Quiet" not in (path / "projects.csv").read_text(encoding="utf-8-sig")
        assert looked(office, path) == ()
        edited(path / "projects.csv", "Border Forum", "Border Forum; Ruritania")
        brought(office, path)
        links = [(each["organisation"], each["role"]) for each in office.get("projects", "P-001")["organisations"]]
        assert ("QUI", "implementing") in links
        assert ("QUI", "funding") in links
        assert ("RUR", "implementing") in links

    @pytest.mark.parametrize("form", ["csv", "json"])
    def test_allocations_lowered_in_an_export_are_no_changes(self, form: str, office: Office, folder: Path) -> None:
        office.edit("projects", "P-002", "classification=confidential")
        level = "unclassified"
        path = exported(office.store.read(), folder, form, "excel" if form == "csv" else "", "contributions", level)
        before = tables_of(office.store.read())
        assert looked(office, path) == ()
        assert tables_of(office.store.read()) == before

    def test_an_export_of_everything_shows_everything(self, office: Office, folder: Path) -> None:
        path = exported(office.store.read(), folder, "json", level=EVERYTHING)
        assert [each["code"] for each in json.loads(path.read_text())["projects"]] == [f"P-00{n}" for n in range(1, 7)]
