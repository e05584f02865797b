"""What users of a register in PostgreSQL are told who only try a change: what would become of it, refused included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from persons import OWNER, STAFF, Office, work_in

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("psycopg")

_SECRET = ("--classification", "strictly_confidential")
# What is tried, and who may do it; the others are refused, as without --dry-run.
_TRIED: tuple[tuple[tuple[str, ...], set[str]], ...] = (
    (("project", "add", "--title", "New", "--programme", "PRG-001"), set(STAFF) - {"rita"}),
    (("project", "add", "--title", "Other", "--programme", "PRG-002"), set(STAFF) - {"rita", "oscar"}),
    (("project", "edit", "P-001", "--set", "programme=PRG-002"), set(STAFF) - {"rita", "oscar"}),
    (("project", "edit", "P-001", "--set", "note=Seen."), set(STAFF) - {"rita"}),
    (("project", "remove", "P-001"), set(STAFF) - {"rita"}),
    (("project", "add", "--title", "Quiet", "--programme", "PRG-001", *_SECRET), {"carl", "ada"}),
    (("project", "add", "--title", "Guess", "--programme", "PRG-001", "--code", "P-050"), {"carl", "ada"}),
    (("undo",), set(STAFF) - {"rita"}),
    (("store", "grant", "nobody", "reader"), {"ada"}),
    (("store", "revoke", "otto"), {"ada"}),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return a register of two programmes and a project, with staff, which nothing here changes."""
    with Office.open(tmp_path_factory.mktemp("office")) as made:
        for title in ("North", "South"):
            made(OWNER, "programme", "add", "--title", title)
        made.staff()
        made(OWNER, "project", "add", "--title", "Border posts", "--programme", "PRG-001")
        yield made


@pytest.fixture(autouse=True)
def _place(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    work_in(office.folder, monkeypatch)


@pytest.mark.parametrize("who", STAFF)
def test_a_dry_run_ends_as_the_change_would_and_changes_nothing(office: Office, who: str) -> None:
    with office.connected(OWNER) as connection:
        query = "SELECT r.head, (SELECT array_agg(s ORDER BY s.name) FROM sequences s)::text, "
        query += "(SELECT count(*) FROM numbers), (SELECT count(*) FROM grants) FROM register r"
        before = connection.execute(query).fetchone()
        for line, may in _TRIED:
            ended = office.try_(who, *line, "--dry-run")
            assert ended.code == (0 if who in may else 6), (line, ended)
            assert ("You may not" in ended.err) is (who not in may), (line, ended)
        assert connection.execute(query).fetchone() == before


def test_what_is_tried_is_numbered_as_it_would_be(office: Office) -> None:
    for who in (OWNER, "olga", "carl"):
        line = ("project", "add", "--title", "New", "--programme", "PRG-001", "--dry-run", "--format", "json")
        assert "P-002" in office(who, *line).out


def test_what_is_asked_about_is_refused_before_it_is_asked(office: Office) -> None:
    sheet = office.folder / "new.csv"
    sheet.write_text("title,programme\nImported,PRG-002\n", encoding="utf-8")
    for who in ("rita", "oscar"):
        ended = office(who, "import", str(sheet), code=6)
        assert "You may not" in ended.err
        assert "Imported" not in ended.out


def test_of_a_chosen_code_the_owner_is_told_in_a_dry_run_too(office: Office) -> None:
    for line in (("--code", "QUIET"), ("--code", "P-4711")):
        ended = office.try_(OWNER, "project", "add", "--title", "Quiet", *line, *_SECRET, "--dry-run")
        assert ended.code == 5
        assert "a code that the register gives" in ended.err
    assert json.loads(office(OWNER, "project", "list", "--format", "json").out)[0]["code"] == "P-001"
