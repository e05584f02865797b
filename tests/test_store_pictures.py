"""Pictures of a register: kept before a record names them, carried by backups, examined."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS
from desks import Office

from portfolio.changes import gate, records
from portfolio.errors import RefusedError
from portfolio.store import opening
from portfolio.store.housekeeping import housekeeping
from portfolio.store.overlay import restoring
from portfolio.store.pictures import digest_of
from portfolio.store.protocol import Intent

if TYPE_CHECKING:
    from pathlib import Path

DATA = b"\xff\xd8 a picture, for all that a store knows \xff\xd9"
DIGEST = digest_of(DATA)


@pytest.fixture(params=BACKENDS)
def pictured(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    """An office with a story that names a picture."""
    office = Office(tmp_path, request.param)
    office.add("projects", title="Alpha")
    told(office)
    return office


def told(office: Office) -> None:
    with gate.change(office.desk) as transaction:
        transaction.pictures[DIGEST] = DATA
        transaction.put(
            "narratives", {"id": "N-001", "target": "P-001", "kind": "story", "text": "T", "picture": DIGEST}
        )


def filed(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.add("projects", title="Alpha")
    told(office)
    return office


def test_a_picture_is_kept_with_the_change_that_names_it(pictured: Office) -> None:
    assert pictured.store.pictures.get(DIGEST) == DATA
    assert pictured.store.pictures.digests() == {DIGEST}
    assert pictured.store.pictures.get("0" * 64) is None
    assert pictured.get("narratives", "N-001")["picture"] == DIGEST
    assert not pictured.store.verify().problems


def test_a_record_names_no_picture_that_is_not_there(pictured: Office) -> None:
    with pytest.raises(RefusedError, match="is no picture of this register"):
        pictured.edit("narratives", "N-001", f"picture={'0' * 64}")


def test_a_change_that_is_refused_or_tried_keeps_no_picture(pictured: Office) -> None:
    other = b"another"

    def of_nothing() -> None:
        with gate.change(pictured.desk) as transaction:
            transaction.pictures[digest_of(other)] = other
            transaction.put("narratives", {"id": "N-002", "kind": "story", "text": "Of nothing"})

    with pytest.raises(RefusedError):
        of_nothing()
    with gate.looked_at(pictured.desk) as transaction:
        transaction.pictures[digest_of(other)] = other
        transaction.put("projects", {"code": "P-9", "title": "Tried"})
    assert pictured.store.pictures.digests() == {DIGEST}


def test_a_picture_stays_when_its_record_is_removed_and_is_no_stray(pictured: Office) -> None:
    pictured.remove("narratives", "N-001")
    found = pictured.store.verify()
    assert (pictured.store.pictures.get(DIGEST), found.problems, found.strays) == (DATA, (), 0)


def test_a_missing_or_altered_picture_is_found(tmp_path: Path) -> None:
    office = filed(tmp_path)
    path = office.path.parent / "pictures" / f"{DIGEST}.jpg"
    path.write_bytes(DATA + b"!")
    assert office.store.pictures.get(DIGEST) is None
    for _ in range(2):
        (problem,) = office.store.verify().problems
        assert problem.startswith("The picture of narrative N-001 is missing or damaged.")
        path.unlink(missing_ok=True)


def test_a_lost_picture_is_put_back_by_a_change_that_names_the_same(tmp_path: Path) -> None:
    office = filed(tmp_path)
    (office.path.parent / "pictures" / f"{DIGEST}.jpg").unlink()
    with gate.change(office.desk) as transaction:
        transaction.pictures[DIGEST] = DATA
    assert office.store.pictures.get(DIGEST) == DATA
    assert office.store.read().revision == 2


def test_a_picture_that_nothing_named_is_told_of_and_stays(tmp_path: Path) -> None:
    office = filed(tmp_path)
    stray = office.path.parent / "pictures" / f"{digest_of(b'x')}.jpg"
    stray.write_bytes(b"x")
    found = office.store.verify()
    assert (found.problems, found.strays) == ((), 1)
    assert stray.exists()


def test_a_backup_carries_pictures_to_another_place(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    office = filed(tmp_path / "one")
    backup = tmp_path / "backup.json"
    housekeeping(office.store).backup(backup)
    assert DIGEST in json.loads(backup.read_bytes())["pictures"]["1"]["digest"]
    (tmp_path / "two").mkdir()
    other = Office(tmp_path / "two")
    with restoring(other.store, Intent("restore"), *opening.copied(backup)):
        pass
    assert other.get("narratives", "N-001")["picture"] == DIGEST
    assert other.store.pictures.get(DIGEST) == DATA
    assert "pictures" not in json.loads(other.path.read_bytes())


def test_a_register_that_is_lost_is_mended_from_a_backup_with_its_pictures(tmp_path: Path) -> None:
    office = filed(tmp_path)
    backup = tmp_path / "kept.json"
    housekeeping(office.store).backup(backup)
    office.path.write_bytes(b"")
    (office.path.parent / "pictures" / f"{DIGEST}.jpg").unlink()
    for path in (office.path.parent / "history").iterdir():
        path.unlink()
    for path in (office.path.parent / "backups").iterdir():
        path.unlink()
    housekeeping(office.store).mend(backup)
    assert office.store.pictures.get(DIGEST) == DATA
    assert not office.store.verify().problems
    assert "pictures" not in json.loads(office.path.read_bytes())


def test_records_entered_by_fields_have_pictures_too(tmp_path: Path) -> None:
    office = filed(tmp_path)
    records.add(office.desk, "narratives", {"target": ["P-001"], "kind": ["story"], "text": ["x"], "picture": [DIGEST]})
    assert office.get("narratives", "N-002")["picture"] == DIGEST
