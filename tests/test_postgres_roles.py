"""What users of a register in PostgreSQL may do, whatever program they do it with."""

from __future__ import annotations

import json

import pytest
from conftest import Program
from persons import OWNER, STAFF, Office, place, server, work_in

FORBIDDEN = 6
# Who may change what of programme PRG-001, and what of others.
WRITERS = {"oscar", "olga", "otto", "mara", "carl", "ada"}
WHOLE = WRITERS - {"oscar"}
SEES_ALL = {"carl", "ada"}
SEES_SOME = {"otto", *SEES_ALL}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return a register of two programmes with projects, one of them confidential, and staff."""
    with Office.open(tmp_path_factory.mktemp("office")) as made:
        for title in ("North", "South"):
            made(OWNER, "programme", "add", "--title", title)
        for title, programme in (("Border posts", "PRG-001"), ("Youth clubs", "PRG-002")):
            made(OWNER, "project", "add", "--title", title, "--programme", programme)
        made.staff()
        secret = ("--programme", "PRG-001", "--classification", "confidential")
        made(OWNER, "project", "add", "--title", "Quiet work", *secret)
    return made


@pytest.fixture(autouse=True)
def _place(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    work_in(office.folder, monkeypatch)


def _titles(office: Office, who: str) -> list[str]:
    rows = json.loads(office(who, "project", "list", "--format", "json").out)
    return [row["title"] for row in rows]


@pytest.mark.parametrize("who", STAFF)
class TestMatrix:
    def test_everybody_reads_what_is_open_and_by_clearance_what_is_not(self, office: Office, who: str) -> None:
        assert {"Border posts", "Youth clubs"} <= set(_titles(office, who))
        assert ("Quiet work" in _titles(office, who)) is (who in SEES_SOME)

    def test_who_writes_changes_the_own_programme(self, office: Office, who: str) -> None:
        code = 0 if who in WRITERS else FORBIDDEN
        office(who, "project", "add", "--title", f"New of {who}", "--programme", "PRG-001", code=code)
        office(who, "project", "edit", "P-001", "--set", f"note=Seen by {who}.", code=code)
        if who in WRITERS:
            code = json.loads(office(who, "project", "show", f"New of {who}", "--format", "json").out)["code"]
            office(who, "project", "remove", code, "--yes")

    def test_who_is_held_to_programmes_changes_no_other(self, office: Office, who: str) -> None:
        code = 0 if who in WHOLE else FORBIDDEN
        office(who, "project", "add", "--title", f"Other of {who}", "--programme", "PRG-002", code=code)
        office(who, "project", "edit", "P-002", "--set", f"note=Seen by {who}.", code=code)
        office(who, "project", "edit", "P-001", "--set", "programme=PRG-002", code=code)
        if who in WHOLE:
            office(who, "undo", "--yes")
        office(who, "programme", "edit", "PRG-002", "--set", f"note=Seen by {who}.", code=code)

    def test_nobody_classifies_above_the_own_clearance(self, office: Office, who: str) -> None:
        level = ("--programme", "PRG-001", "--classification", "confidential")
        code = 0 if who in SEES_SOME else FORBIDDEN
        office(who, "project", "add", "--title", f"Quiet of {who}", *level, code=code)

    def test_an_import_and_an_undo_are_changes_as_others(self, office: Office, who: str) -> None:
        sheet = office.folder / f"{who}.csv"
        sheet.write_text(f"title,programme\nImported by {who},PRG-002\n", encoding="utf-8")
        office(OWNER, "project", "add", "--title", f"Last before {who}", "--programme", "PRG-002")
        office(who, "import", str(sheet), "--yes", code=0 if who in WHOLE else FORBIDDEN)
        office(who, "undo", "--yes", code=0 if who in WHOLE else FORBIDDEN)

    def test_who_sees_everything_copies_and_verifies(self, office: Office, who: str) -> None:
        code = 0 if who in SEES_ALL else FORBIDDEN
        office(who, "store", "verify", code=code)

        office(who, "store", "copy", place(office.folder, who), f"copy-{who}/portfolio.json", code=code)
        office(who, "store", "backup", f"backup-{who}.json", code=code)

    def test_administrators_give_roles(self, office: Office, who: str) -> None:
        code = 0 if who == "ada" else FORBIDDEN
        office(who, "store", "grant", "nobody", "reader", code=code)
        office(who, "store", "revoke", "rita" if who != "ada" else "nobody", code=code)

    def test_managers_know_who_has_a_role(self, office: Office, who: str) -> None:
        users = {row["user"] for row in json.loads(office(who, "store", "users", "--format", "json").out)}
        assert users == ({OWNER, *STAFF} if who in {"mara", "carl", "ada"} else {who})

    def test_the_history_names_who_is_connected(self, office: Office, who: str) -> None:
        entries = json.loads(office(who, "history", "--format", "json").out)
        assert {entry["who"].partition("@")[0] for entry in entries} <= {OWNER, *STAFF}


class TestGiving:
    @pytest.mark.parametrize("user", [*("", "unknown", "public", "PUBLIC", "o'Neil"), 'An "A"', "x" * 64, "pg_monitor"])
    def test_a_role_to_whom_the_server_does_not_let_in_is_refused(self, office: Office, user: str) -> None:
        before = office("ada", "store", "users").out
        for line in (("grant", user, "reader"), ("grant", user, "reader", "--dry-run")):
            assert f"knows nobody called “{user}”" in office("ada", "store", *line, code=3).err
        assert office("ada", "store", "users").out == before

    def test_a_name_of_another_case_is_another_user_who_may_be_meant(self, office: Office) -> None:
        assert "did you mean rita?" in office("ada", "store", "grant", "Rita", "reader", code=3).err
        assert "did you mean rita?" in office("ada", "store", "revoke", "Rita", code=3).err

    def test_a_name_may_have_signs(self, office: Office) -> None:
        import psycopg  # noqa: PLC0415 - it need not be installed

        with psycopg.connect(server(), autocommit=True) as connection:
            connection.execute("""CREATE ROLE "D'Arcy ""B"" % é" LOGIN""")
        office("ada", "store", "grant", 'D\'Arcy "B" % é', "officer", "--programme", "PRG-001")
        office("ada", "store", "revoke", 'D\'Arcy "B" % é')

    def test_administrators_do_not_take_away_their_own_rights_or_those_of_the_owner(self, office: Office) -> None:
        for line in (("grant", "ada", "reader"), ("revoke", "ada"), ("revoke", OWNER), ("grant", OWNER, "reader")):
            for more in ((), ("--dry-run",)):
                assert "You may not" in office("ada", "store", *line, *more, code=6).err
        assert "administrator" in office("ada", "store", "users").out

    def test_who_has_the_rights_of_the_owner_since_is_told_as_that_and_keeps_them_until_they_are_taken(
        self, office: Office
    ) -> None:
        import psycopg  # noqa: PLC0415 - it need not be installed

        def role() -> str:
            rows = json.loads(office("ada", "store", "users", "--format", "json").out)
            return str(next(row["role"] for row in rows if row["user"] == "heir"))

        with psycopg.connect(server(), autocommit=True) as connection:
            connection.execute("CREATE ROLE heir LOGIN")
            office("ada", "store", "grant", "heir", "officer")
            for gives, takes in (
                (f"GRANT {OWNER} TO heir", f"REVOKE {OWNER} FROM heir"),
                ("ALTER ROLE heir SUPERUSER", "ALTER ROLE heir NOSUPERUSER"),
            ):
                connection.execute(gives)
                assert role() == "administrator"
                assert f"administrator run: {takes}" in office("ada", "store", "revoke", "heir", code=6).err
                connection.execute(takes)
                assert role() == "officer"
        office("ada", "store", "revoke", "heir")

    def test_who_is_no_user_of_the_server_any_more_is_told_until_the_role_is_taken(self, office: Office) -> None:
        import psycopg  # noqa: PLC0415 - it need not be installed

        with psycopg.connect(server(), autocommit=True) as connection:
            connection.execute("CREATE ROLE goner LOGIN")
            office("ada", "store", "grant", "goner", "reader")
            connection.execute("DROP OWNED BY goner")
            connection.execute("DROP ROLE goner")
        assert "goner\treader" in office("ada", "store", "users").out
        office("ada", "store", "revoke", "goner")
        assert "goner" not in office("ada", "store", "users").out

    def test_of_a_file_they_are_told_where_roles_are(self, office: Office) -> None:
        run = Program()
        run("init", PORTFOLIO_STORE="file/portfolio.json")
        for line in (("grant", "rita", "boss", "--programme", "PRG-9"), ("revoke", "rita"), ("users",)):
            assert "portfolio help teams" in run("store", *line, code=2, PORTFOLIO_STORE="file/portfolio.json").err
        assert office.folder.is_dir()
