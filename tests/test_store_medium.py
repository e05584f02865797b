"""What is known of the place where a register is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from registers import INTENT

from portfolio.errors import StoreError
from portfolio.store.authorship import identity
from portfolio.store.file import medium, rebuilding
from portfolio.store.file.tiny import TinyStore
from portfolio.store.protocol import Detail, Intent

MOUNTS = """\
22 1 0:21 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /mnt/office\\040drive rw shared:5 - cifs //server/share rw,vers=3.0
31 30 0:27 / /mnt/office\\040drive/inner rw - nfs4 server:/x rw
32 22 0:28 / /mnt/over rw - tmpfs tmpfs rw
33 22 0:29 / /mnt/over rw - fuse.sshfs a@b: rw
"""


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    made = TinyStore(tmp_path / "portfolio.json")
    made.create()
    with made.transaction(INTENT) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "One"})
    return made


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/portfolio.json", "ext4"),
        ("/mnt/office drive/portfolio.json", "cifs"),
        ("/mnt/office drive/inner/portfolio.json", "nfs4"),
        ("/mnt/office drive 2/portfolio.json", "ext4"),
        ("/mnt/over/portfolio.json", "fuse.sshfs"),
    ],
)
def test_the_kind_of_file_system(path: str, kind: str) -> None:
    assert medium.mounted(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/a/OneDrive - United Nations/records/portfolio.json", "OneDrive - United Nations"),
        ("/home/a/Dropbox/portfolio.json", "Dropbox"),
        ("/home/a/Library/Mobile Documents/portfolio.json", "Mobile Documents"),
        ("/home/a/Google Drive/portfolio.json", "Google Drive"),
        ("/home/a/boxes/megaphone/portfolio.json", ""),
    ],
)
def test_folders_that_are_synchronised(path: str, name: str) -> None:
    assert medium.synced_folder(Path(path)) == name


def test_what_is_to_be_known(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    found = store.info()
    size = next(each.value for each in found.place if each.name == "size")
    assert (found.revision, found.head, size) == (1, store.read().head, store.path.stat().st_size)
    assert found.last is not None
    assert found.last.who == identity()
    assert found.surroundings[-1] == Detail("writing", "Writing now", None, "nobody")
    assert found.warnings == ()
    monkeypatch.setattr(medium, "file_system", lambda _: "nfs4")
    store.path.parent.chmod(0o755)
    store.path.chmod(0o644)
    with store.transaction(INTENT):
        found = store.info()
    assert identity() in str(found.surroundings[-1].said)
    assert ["network drive" in found.warnings[0], "Everybody" in found.warnings[1]] == [True, True]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_is_no_file_is_told_at_once_and_gets_no_lock(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "notes.txt").write_text("Buy milk.", encoding="utf-8")
    there = sorted(path.name for path in tmp_path.iterdir())
    for where in (tmp_path / "pipe", tmp_path / "folder", tmp_path / "one", Path("/dev/zero"), Path("/"),
                  tmp_path / "notes.txt", tmp_path / "nowhere.json"):  # fmt: skip
        for use in (lambda it: it.read(), lambda it: it.verify(), write, rebuilding.mend):
            with pytest.raises(StoreError):
                use(TinyStore(where))
    assert sorted(path.name for path in tmp_path.iterdir()) == there


def write(store: TinyStore) -> None:
    with store.transaction(Intent("portfolio test")) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "Title"})
