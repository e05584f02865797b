"""Classified records in a register in PostgreSQL that some see in part: codes, the past, and what names them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Program
from persons import OWNER, Office, asked, place, server, work_in
from postgres_server import USER

from portfolio.changes.granting import give
from portfolio.errors import ConflictError
from portfolio.reference.codes import CLASSIFICATION, secrecy
from portfolio.settings import Settings
from portfolio.store import RacedError
from portfolio.store.access import Grant
from portfolio.store.entry_bytes import encode
from portfolio.store.protocol import Intent

if TYPE_CHECKING:
    from pathlib import Path

_SECRET = ("--classification", "confidential")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Return a register with a programme and a project that a reader, an officer and a manager of all share."""
    work_in(tmp_path, monkeypatch)
    made = Office(tmp_path)
    made(OWNER, "programme", "add", "--title", "North")
    made(OWNER, "project", "add", "--title", "Border posts", "--programme", "PRG-001")
    made(OWNER, "store", "grant", "rita", "reader")
    made(OWNER, "store", "grant", "olga", "officer")
    made(OWNER, "store", "grant", "carl", "manager", "--clearance", "strictly_confidential")
    return made


def _rows(office: Office, who: str, *line: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(office(who, *line, "--format", "json").out)
    return found


def _secret(office: Office, who: str = "carl") -> str:
    said = office(who, "project", "add", "--title", "Quiet work", "--programme", "PRG-001", "--again", *_SECRET).out
    return str(re.findall(r"P-\d+", said)[0])


class TestCodes:
    @pytest.mark.parametrize("who", [OWNER, "carl"])
    def test_of_classified_records_lie_apart_and_leave_no_gap(self, office: Office, who: str) -> None:
        assert 1000 <= int(_secret(office, who)[2:]) <= 9999
        assert "P-002" in office("olga", "project", "add", "--title", "Next").out
        assert "P-003" in office(OWNER, "project", "add", "--title", "And next").out

    @pytest.mark.parametrize("who", [OWNER, "olga"])
    def test_of_others_pass_over_that_range(self, office: Office, who: str) -> None:
        with office.connected(OWNER) as connection:
            connection.execute("UPDATE sequences SET last = 999 WHERE name = 'projects'")
        assert "P-10000" in office(who, "project", "add", "--title", "Next").out

    @pytest.mark.parametrize("who", [OWNER, "carl"])
    @pytest.mark.parametrize(("last", "following"), [(1, 2), (999, 10_000), (12_000, 12_001), (999_999, 10_000_000)])
    def test_are_of_three_digits_more_once_all_are_given_and_others_go_on_as_before(
        self, office: Office, who: str, last: int, following: int
    ) -> None:
        with office.connected(OWNER) as connection:
            connection.execute("UPDATE sequences SET last = %s WHERE name = 'projects'", (last,))
            connection.execute(
                "INSERT INTO numbers SELECT 'projects', n, n, 'carl' FROM generate_series(1001, 9999, 2) n"
            )
        assert all(1_000_000 <= int(_secret(office, who)[2:]) <= 9_999_999 for _ in range(2))
        assert f"P-{following:03}" in office("olga", "project", "add", "--title", "Next").out
        assert f"P-{following + 1:03}" in office(OWNER, "project", "add", "--title", "And next").out

    @pytest.mark.parametrize("who", [OWNER, "carl"])
    def test_are_enough_for_an_import_of_thousands(self, office: Office, who: str) -> None:
        from portfolio.store.postgres.server import PostgresStore  # noqa: PLC0415 - psycopg need not be installed

        intent = Intent("portfolio import")
        store = PostgresStore(place(office.folder, who))
        for each in (store, store.rehearsal()):
            with each.transaction(intent) as transaction:
                drawn = {transaction.next_number("projects", apart=True) for _ in range(1200)}
            assert len(drawn) == 1200

    def test_of_an_organisation_that_is_classified_are_not_made_of_its_name(self, office: Office) -> None:
        assert re.search(r"ORG-\d{4}", office("carl", "donor", "add", "Quiet Fund", *_SECRET).out)

    @pytest.mark.parametrize("who", [OWNER, "carl"])
    @pytest.mark.parametrize("code", ["QUIET", "P-4711"])
    def test_are_not_chosen_for_classified_records(self, office: Office, who: str, code: str) -> None:
        ended = office.try_(who, "project", "add", "--title", "Quiet work", "--code", code, *_SECRET)
        assert ended.code in (5, 6)
        assert "a code that the register gives" in ended.err

    def test_that_were_chosen_are_not_classified_later(self, office: Office) -> None:
        office("carl", "project", "add", "--title", "Known", "--code", "KNOWN")
        assert (
            "was chosen"
            in office("carl", "project", "edit", "KNOWN", "--set", "classification=confidential", code=5).err
        )

    def test_as_the_register_gives_them_are_not_chosen_by_who_sees_a_part(self, office: Office) -> None:
        said = office("olga", "project", "add", "--title", "Guess", "--code", "P-050", code=6).err
        assert "P-050 is a code that the register gives" in said
        office("carl", "project", "add", "--title", "Known to be free", "--code", "P-050")


class TestNaming:
    def test_what_is_open_names_nothing_classified(self, office: Office) -> None:
        code = _secret(office)
        said = office("carl", "project", "edit", "P-001", "--set", f"parent={code}", code=5).err
        assert "classified higher" in said

    def test_a_new_record_is_as_secret_as_what_it_names(self, office: Office) -> None:
        said = office("carl", "outcome", "add", _secret(office), "Quiet results")
        assert "CONFIDENTIAL, as what it names" in said.out + said.err
        assert _rows(office, "olga", "outcome", "list") == []

    def test_what_is_named_is_not_classified_before_what_names_it(self, office: Office) -> None:
        office("olga", "outcome", "add", "P-001", "Posts are built")
        said = office("carl", "project", "edit", "P-001", "--set", "classification=confidential", code=4).err
        assert "named by outcome O-001" in said
        office("carl", "outcome", "edit", "O-001", "--set", "classification=confidential")
        office("carl", "project", "edit", "P-001", "--set", "classification=confidential")
        assert _rows(office, "rita", "project", "list") == []

    def test_a_register_of_which_a_part_would_tell_of_the_rest_is_not_opened(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        office = Office(tmp_path)
        office(OWNER, "project", "add", "--title", "Quiet work", "--code", "QUIET", *_SECRET)
        office(OWNER, "project", "add", "--title", "Border posts", "--parent", "QUIET")
        said = office(OWNER, "store", "grant", "rita", "reader", code=5).err
        assert "classified higher" in said
        assert "was chosen" in said
        office(OWNER, "store", "grant", "carl", "manager", "--clearance", "strictly_confidential")

    def test_what_a_hidden_record_names_can_go_and_is_then_missed_by_who_sees_both(self, office: Office) -> None:
        office("olga", "project", "add", "--title", "Short work")
        office("carl", "outcome", "add", "P-002", "Quiet results", *_SECRET)
        office("olga", "project", "remove", "P-002", "--yes")
        assert "P-002" in office("carl", "store", "verify", "--deep", code=5).err


class TestPast:
    def test_of_what_becomes_classified_is_hidden_with_it(self, office: Office) -> None:
        office("olga", "project", "edit", "P-001", "--set", "note=Once open.")
        office("carl", "project", "edit", "P-001", "--set", "classification=confidential")
        assert [entry["revision"] for entry in _rows(office, "rita", "history")] == [1]
        assert _rows(office, "rita", "project", "list", "--as-of", "1") == []
        office("carl", "store", "verify", "--deep")

    def test_of_what_is_declassified_stays_hidden_and_goes_on_in_the_open(self, office: Office) -> None:
        code = _secret(office)
        office("carl", "project", "edit", code, "--set", "classification=unclassified")
        assert code in {row["code"] for row in _rows(office, "rita", "project", "list")}
        office("olga", "project", "edit", code, "--set", "note=Now in the open.")
        assert next(entry["records"] for entry in _rows(office, "rita", "history")) == [code]
        assert code not in {row["code"] for row in _rows(office, "rita", "project", "list", "--as-of", "2")}
        office("olga", "undo", "--yes")
        assert "note" not in json.loads(office("olga", "project", "show", code, "--format", "json").out)
        office("carl", "store", "verify", "--deep")

    def test_a_change_of_both_is_seen_in_part(self, office: Office) -> None:
        code = _secret(office)
        office("carl", "project", "edit", "--programme", "PRG-001", "--set", "note=Seen by all.", "--yes")
        found = _rows(office, "rita", "history")[0]
        assert (found["revision"], found["records"]) == (3, ["P-001"])
        assert code not in json.dumps(found)

    def test_an_undo_is_told_in_the_numbers_of_who_asks(self, office: Office) -> None:
        _secret(office)
        office("olga", "project", "edit", "P-001", "--set", "note=Seen by all.")
        assert "Took back change 3" in office("olga", "undo", "--yes").out
        assert next(entry["command"] for entry in _rows(office, "rita", "history")) == "undo 3"
        assert next(entry["command"] for entry in _rows(office, "carl", "history")) == "undo 4"
        assert "Made change 3 again" in office("olga", "redo", "--yes").out


class TestPictures:
    def test_are_seen_by_who_sees_what_names_them(self, office: Office) -> None:
        for title, level in (("Open", "unclassified"), ("Quiet", "confidential")):
            story = ("P-001", "stories", "--period", "2024", "--text", f"{title}.", "--classification", level)
            office("carl", "narrative", "add", *story)
        with office.connected(OWNER) as connection:
            connection.execute(
                "INSERT INTO pictures SELECT encode(sha256(n.bytes), 'hex'), n.bytes FROM (SELECT "
                "convert_to(document ->> 'text', 'UTF8') AS bytes FROM records WHERE collection = 'narratives') n"
            )
            connection.execute(
                "UPDATE records SET document = document || jsonb_build_object('picture', "
                "encode(sha256(convert_to(document ->> 'text', 'UTF8')), 'hex')) WHERE collection = 'narratives'"
            )
        seen = {}
        for who in ("rita", "carl"):
            with office.connected(who) as connection:
                rows = connection.execute("SELECT data FROM pictures ORDER BY data").fetchall()
                seen[who] = [bytes(data) for (data,) in rows]
        assert seen == {"rita": [b"Open."], "carl": [b"Open.", b"Quiet."]}


def test_roles_are_understood_or_refused(office: Office) -> None:
    assert "did you mean" in office(OWNER, "store", "grant", "rita", "redaer", code=5).err
    assert "only an officer" in office(OWNER, "store", "grant", "rita", "reader", "--programme", "North", code=2).err
    office(OWNER, "store", "grant", "rita", "officer", "--programme", "Nowhere", code=3)
    office(OWNER, "store", "grant", "ada", "administrator", "--clearance", "confidential", code=2)
    assert "rights of" in office(OWNER, "store", "grant", OWNER, "reader", code=6).err
    assert (
        "would be an officer of PRG-001"
        in office(OWNER, "store", "grant", "rita", "officer", "--programme", "North", "--dry-run").err
    )
    assert _rows(office, "rita", "store", "users")[0]["role"] == "reader"


@pytest.mark.parametrize(
    "record",
    [{}, {"classification": "of-another-time"}, *({"classification": word} for word in CLASSIFICATION.words)],
)
def test_a_record_is_as_secret_to_the_database_as_to_the_program(office: Office, record: dict[str, str]) -> None:
    with office.connected(OWNER) as connection:
        found = connection.execute("SELECT level_of(%s::jsonb)", (json.dumps(record),)).fetchone()
    assert found == (secrecy(record),)


def test_the_database_is_told_what_lies_beside_the_records() -> None:
    pytest.importorskip("psycopg")
    from portfolio.models.tables import BESIDE  # noqa: PLC0415
    from portfolio.store.pictures import NAMING  # noqa: PLC0415
    from portfolio.store.postgres.definition import statements  # noqa: PLC0415

    said = statements(3, "office")
    assert ", ".join(f"'{table}'" for table in BESIDE) in said
    assert NAMING == {"narratives": "picture"}


@pytest.mark.parametrize("right", ["SUPERUSER", "BYPASSRLS"])
def test_an_owner_for_whom_no_policy_holds_opens_a_register_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str
) -> None:
    import psycopg  # noqa: PLC0415 - it need not be installed

    monkeypatch.chdir(tmp_path)
    owner, run = f"owner_{right.lower()}", Program()
    mine = place(tmp_path, owner)
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {owner} LOGIN {right}")
        connection.execute(f"GRANT CREATE ON DATABASE postgres TO {owner}")
        run("init", PORTFOLIO_STORE=mine)
        said = run("store", "grant", "rita", "reader", code=6, PORTFOLIO_STORE=mine).err
        assert f"ALTER ROLE {owner} NOSUPERUSER NOBYPASSRLS" in said
        connection.execute(f"ALTER ROLE {owner} NO{right}")
        run("store", "grant", "rita", "reader", PORTFOLIO_STORE=mine)
        run("store", "verify", PORTFOLIO_STORE=mine)
        connection.execute(f"ALTER ROLE {owner} {right}")
        assert "hides nothing" in run("store", "verify", code=6, PORTFOLIO_STORE=mine).err


def test_a_register_that_was_judged_before_a_change_is_not_opened(office: Office) -> None:
    from portfolio.store.postgres.server import PostgresStore  # noqa: PLC0415 - psycopg need not be installed

    store = PostgresStore(place(office.folder, OWNER))
    judged = store.read()
    _secret(office)
    with pytest.raises(RacedError, match="Try again"):
        give(store.roles, judged, Settings(), Grant("mara", "reader", "unclassified"))
    give(store.roles, store.read(), Settings(), Grant("mara", "reader", "unclassified"))


def test_a_grant_waits_for_who_changes_the_register(office: Office) -> None:
    from portfolio.store.postgres.server import PostgresStore  # noqa: PLC0415 - psycopg need not be installed

    store = PostgresStore(place(office.folder, OWNER), 0.1)
    with office.connected(OWNER) as connection, connection.transaction():
        connection.execute("SELECT 1 FROM register FOR UPDATE")
        with pytest.raises(ConflictError, match="Someone else is writing"):
            give(store.roles, store.read(), Settings(), Grant("mara", "reader", "unclassified"))


def test_a_name_that_is_no_text_is_refused(office: Office) -> None:
    assert "no text in UTF-8" in office(OWNER, "store", "grant", "\udcff", "reader", code=6).err


def test_text_is_told_whatever_encoding_an_office_has(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    office("olga", "project", "add", "--title", "Żółć")
    assert "Żółć" in office("rita", "project", "list").out


def test_a_database_of_another_encoding_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg  # noqa: PLC0415 - it need not be installed

    monkeypatch.chdir(tmp_path)
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
        try:
            url = place(tmp_path, USER).replace("///postgres?", "///latin?")
            said = Program()("init", code=6, PORTFOLIO_STORE=url).err
        finally:
            connection.execute("DROP DATABASE latin WITH (FORCE)")
    assert "keeps text as LATIN1" in said
    assert "--encoding UTF8" in said


def test_a_clone_is_not_told_why_its_source_does_not_go_on(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = re.findall(r"P-\d+", office("carl", "project", "add", "--title", "Open yet").out)[0]
    office("olga", "clone", place(office.folder, "olga"), "laptop")
    office("carl", "project", "edit", code, "--set", "classification=confidential")
    monkeypatch.chdir(tmp_path / "laptop")
    run = Program()
    run("project", "edit", "P-001", "--set", "description=Done", PORTFOLIO_STORE="")
    said = run("push", code=4, PORTFOLIO_STORE="").err
    assert "no longer shows what this clone was made from. To go on from there, run: portfolio pull" in said
    assert "put back" not in said
    assert "or its source does not go on from there" in run("pull", PORTFOLIO_STORE="").err


def test_no_undo_tells_in_which_change_a_record_was_touched_that_was_hidden_then(office: Office) -> None:
    office("carl", "donor", "add", "Arcadia", "--type", "foundation")
    office("carl", "project", "edit", "P-001", "--set", "classification=confidential")
    query = "SELECT r.document - 'revision' FROM records r WHERE r.key = %s"
    with office.connected("carl") as connection:
        held = {key: connection.execute(query, (key,)).fetchone()[0] for key in ("P-001", "ARCADIA")}
        told = [
            {"collection": kind, "key": key, "after": encode({**held[key], "note": "Then."})}
            for kind, key in (("projects", "P-001"), ("organisations", "ARCADIA"))
        ]
        connection.execute("SELECT keep('x', 'x', (SELECT schema FROM register), 'x', %s)", (json.dumps(told),))
    office("carl", "project", "edit", "P-001", "--set", "classification=unclassified")
    change = json.dumps(
        [
            {
                "collection": "projects",
                "key": "P-001",
                "after": encode(held["P-001"] | {"classification": "unclassified", "note": "Now."}),
            }
        ]
    )
    with office.connected("olga") as connection:
        (last,) = connection.execute("SELECT max(revision) FROM differences WHERE key = 'ARCADIA'").fetchone()
        for number in (last, 1):
            query = "SELECT keep(%s, 'x', (SELECT schema FROM register), 'x', %s)"
            assert "another change" in asked(connection, query, f"undo {number}", change)


@pytest.mark.parametrize("who", [OWNER, "olga"])
def test_no_place_is_given_again_which_a_hidden_record_would_prevent(office: Office, who: str) -> None:
    for title in ("First", "Second"):
        office(who, "document", "add", "--title", title)
    for title in ("Second", "First"):
        office(who, "document", "remove", title, "--yes")
    office(who, "document", "add", "--title", "Third")
    with office.connected("rita") as connection:
        query = "SELECT DISTINCT key, number FROM former WHERE collection = 'documents' ORDER BY number"
        order = [key for key, _ in connection.execute(query).fetchall()]
    assert list(dict.fromkeys(order)) == ["D-001", "D-002", "D-003"]
