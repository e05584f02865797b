"""What a person with a role asks of a register in PostgreSQL as no program does: refused, and nothing told."""

# ruff: noqa: S608 - what is asked is made of names of the tests' own
from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from persons import OWNER, Office, asked, place, work_in

from portfolio.models.stored import stored_form
from portfolio.models.tables import BESIDE, TABLES, key_of
from portfolio.store import STAMP
from portfolio.store.entry_bytes import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("psycopg")

_KEEP = "SELECT version FROM keep(%s, 'x', (SELECT schema FROM register), 'x', %s)"
_SPEND = "CALL spend(%s)"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return a register of two programmes with a hidden project, a removed one, and a gift that is for nothing yet."""
    with Office.open(tmp_path_factory.mktemp("office")) as made:
        for line in (
            ("programme", "add", "--title", "North"),
            ("programme", "add", "--title", "South"),
            ("project", "add", "--title", "Border posts", "--programme", "PRG-001"),
            ("project", "add", "--title", "Youth clubs", "--programme", "PRG-002"),
            ("donor", "add", "Arcadia", "--type", "foundation"),
            ("document", "add", "--title", "Letter"),
            ("contribution", "add", "Arcadia", "--title", "Gift", "--document", "D-001"),
        ):
            made(OWNER, *line)
        made.staff()
        made("carl", "project", "add", "--title", "Quiet", "--classification", "strictly_confidential")
        rows = json.loads(made("carl", "project", "list", "--format", "json").out)
        made.codes["P"] = next(row["code"] for row in rows if row["title"] == "Quiet")
        made("carl", "project", "remove", "P-002", "--yes")
    return made


@pytest.fixture(autouse=True)
def _place(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    work_in(office.folder, monkeypatch)


def _tried(office: Office, who: str, *queries: tuple[str, object], settings: str = "") -> list[str]:
    """Return what queries yield or fail with in one transaction, which is taken back."""
    told = []
    with office.connected(who) as connection:
        if settings:
            connection.execute(f"SET {settings}")
        connection.execute("BEGIN")
        for query, parameter in queries:
            connection.execute("SAVEPOINT before")
            told.append(asked(connection, query, parameter))
            if not told[-1].startswith("["):
                connection.execute("ROLLBACK TO before")
        connection.execute("ROLLBACK")
    return told


def _change(kind: str, key: str | None, after: str | None) -> str:
    return json.dumps([{"collection": kind, "key": key, "after": after}])


def _stored(kind: str, **fields: object) -> str:
    """Return the text of a record, as the program would hand it to the server."""
    document, problems = stored_form(kind, fields)
    assert not problems
    return encode({field: value for field, value in document.items() if field != STAMP})


def _kept(office: Office, who: str, kind: str, key: str | None, after: str | None) -> str:
    return _tried(office, who, (_KEEP.replace("%s", "'x'", 1), _change(kind, key, after)))[0]


def _numbers(first: object, last: object, name: str = "projects", *, apart: bool = False) -> tuple[str, object]:
    return _SPEND, json.dumps([{"name": name, "apart": apart, "first": first, "last": last}])


class TestNumbers:
    def test_that_lie_apart_are_not_offered_to_who_sees_nothing_classified(self, office: Office) -> None:
        for who in ("rita", "olga"):
            assert "above your clearance" in _tried(office, who, ("SELECT free_numbers(%s, true, 0)", "projects"))[0]

    def test_of_what_is_hidden_are_not_missed_among_those_that_are_offered(self, office: Office) -> None:
        query = "SELECT count(DISTINCT (free_numbers(%s, true, n)).first) FROM generate_series(1, 120000) n"
        assert json.loads(_tried(office, "otto", (query, "projects"))[0]) == [[4500]]
        assert int(office.codes["P"][2:]) % 2

    @pytest.mark.parametrize("who", ["rita", "olga", "otto"])
    def test_that_were_not_offered_cannot_be_had(self, office: Office, who: str) -> None:
        hidden = int(office.codes["P"][2:])
        free = hidden + 2 if hidden < 9990 else hidden - 2
        told = _tried(office, who, _numbers(hidden, hidden, apart=True), _numbers(free, free, apart=True))
        told += _tried(office, who, _numbers(999, 10_000), _numbers(3, 2**63 - 1), _numbers(-5, -1), _numbers(3, None))
        told += _tried(office, who, _numbers(1, 1, "elsewhere"), _numbers(1, 1, "elsewhere", apart=True))
        assert {each.partition(" PL/")[0] for each in told} == {"these numbers were not offered to you"}

    def test_are_given_in_runs_as_a_clone_takes_and_half_a_million_a_day(self, office: Office) -> None:
        runs = [_numbers(first, first + 99_999) for first in range(10_000, 510_000, 100_000)]
        told = _tried(office, "rita", _numbers(3, 100_003), _numbers(3, 985), *runs)
        assert "were not offered" in told[0]
        assert told[1:-1] == ["[]"] * 5
        assert "within a day" in told[-1]

    def test_that_were_offered_can(self, office: Office) -> None:
        assert _tried(office, "olga", _numbers(3, 4), _numbers(5, 5)) == ["[]", "[]"]
        assert _tried(office, "rita", _numbers(1, 1, "clones"))[0] == "[]"

    @pytest.mark.parametrize("who", ["rita", "otto", "carl"])
    def test_go_along_with_a_clone(self, office: Office, who: str) -> None:
        office(who, "clone", place(office.folder, who), f"clone-of-{who}")
        office("carl", "store", "verify", "--deep")


def _unreadable() -> Iterator[tuple[str, str]]:
    for more in (
        '"title": "spaced"',
        '"title":"a","title":"twice"',
        '"a":{"b":1,"b":1}',
        '"title":"\\u0041"',
        '"title":"e\u0301"',
        '"title":"a\\/b"',
        '"count":1.50',
        '"count":1E400',
        '"count":-0',
        f'"count":{"9" * 5000}',
        f'"title":{"[" * 3000}{"]" * 3000}',
        '"classification":null',
        '"revision":1',
    ):
        yield "projects", f'{{"code":"X",{more}}}'
    yield "projects", '{"code":"X"} '
    yield "projects", '{"id":"X"}'
    yield "documents", '{"code":"X"}'
    yield "elsewhere", '{"code":"X","id":"X"}'
    yield "projects", '["code"]'


@pytest.mark.parametrize(("kind", "after"), list(_unreadable()))
def test_a_record_that_would_not_be_read_as_it_was_written_is_none(office: Office, kind: str, after: str) -> None:
    told = _kept(office, "mara", kind, "X", after)
    assert "X is no record" in told or "X was chosen" in told


def test_a_record_may_hold_what_the_program_writes(office: Office) -> None:
    text = 'a " \\ \n \t \b \x01 \x7f é {"x": [1, 2]} \U0001f600 \u2028'
    sources = [{"citation": 'A \\ "letter"', "uncertain": True}]
    after = encode({**json.loads(_stored("projects", code="X", title="T", sources=sources)), "note": text})
    with office.connected("mara") as connection:
        connection.execute(_KEEP, ("x", _change("projects", "X", after)))
    office("mara", "undo", "--yes")
    office("carl", "store", "verify", "--deep")


@pytest.mark.parametrize(
    "more", [{"classification": None}, {"kind": 5}, {"status": "quiet"}, {"extras": "x"}, {"title": []}]
)
def test_what_is_not_of_the_form_of_its_table_is_no_record(office: Office, more: dict[str, object]) -> None:
    document = json.loads(_stored("projects", code="X", title="Known")) | more
    kept = {field: value for field, value in document.items() if value is not None}
    assert "X is no record" in _kept(office, "mara", "projects", "X", encode(kept))


def test_a_record_is_found_by_what_it_holds_whatever_is_said_beside_it(office: Office) -> None:
    after = _stored("projects", code="X", title="Known", programme="PRG-001")
    said = [
        {"collection": "projects", "key": "X", "after": after, "folded": "youth clubs", "links": [["programme", "Y"]]}
    ]
    with office.connected("mara") as connection:
        connection.execute(_KEEP, ("x", json.dumps(said)))
        query = "SELECT field, value FROM links WHERE key = 'X' ORDER BY field"
        assert json.loads(asked(connection, query)) == [
            *(["code small", "x"], ["programme", "PRG-001"]),
            ["title folded", "youth clubs"],
        ]
    office("olga", "project", "add", "--title", "Youth clubs", "--dry-run")
    office("mara", "undo", "--yes")


@pytest.mark.parametrize("setting", ["standard_conforming_strings", "backslash_quote", "array_nulls"])
def test_no_setting_of_whoever_asks_decides_what_is_a_record(office: Office, setting: str) -> None:
    known = ("projects", "X", _stored("projects", code="X", title='A \\ "b"', programme="PRG-001"))
    changes = [known, *((kind, "X", after) for kind, after in _unreadable())]
    queries = [(_KEEP.replace("%s", "'x'", 1), _change(*each)) for each in changes]
    told = [_tried(office, "mara", *queries, settings=f"{setting} = {state}") for state in ("on", "off")]
    assert told[0] == told[1]
    assert told[0][0].startswith("[")


def test_nobody_says_that_records_are_of_a_version_that_the_register_does_not_know(office: Office) -> None:
    query = "SELECT version FROM keep('x', 'x', %s, 'x', '[]')"
    for who in ("olga", "carl", "ada"):
        for shape in (999, 0, None):
            assert "does not know" in _tried(office, who, (query, shape))[0]


def test_who_holds_the_register_without_a_word_does_not_do_so_for_ever(office: Office) -> None:
    query = "SELECT current_setting('idle_in_transaction_session_timeout')"
    for who in ("rita", "ada"):
        with office.connected(who) as connection, connection.transaction():
            connection.execute("SELECT take()")
            assert connection.execute(query).fetchone() == ("10min",)


@pytest.mark.parametrize("table", [*TABLES, *BESIDE])
def test_the_keys_of_the_database_are_those_of_the_program(office: Office, table: str) -> None:
    with office.connected(OWNER) as connection:
        assert connection.execute("SELECT key_field(%s)", (table,)).fetchone() == (key_of(table),)


def test_nobody_enters_a_change_of_nothing(office: Office) -> None:
    for who in ("rita", "carl"):
        for changes in ("[]", None):
            assert "nothing is changed" in _tried(office, who, (_KEEP.replace("%s", "'undo 1'", 1), changes))[0]


def test_who_sees_a_part_does_not_make_the_register_a_clone_of_another(office: Office) -> None:
    for who in ("rita", "olga", "mara"):
        assert "change nothing" in _kept(office, who, "origin", "origin", '{"id":"origin","place":"elsewhere"}')


@pytest.mark.parametrize("who", ["rita", "olga"])
def test_what_is_kept_of_a_clone_is_what_others_read(office: Office, who: str) -> None:
    for kind, after in (
        ("clones", '{"id":"X"}'),
        ("clones", '{"id":"X","tag":["a"],"number":1,"head":""}'),
        ("pushes", '{"id":"X","clone":"c","tag":"a","number":1}'),
    ):
        assert "X is no record" in _kept(office, who, kind, "X", after)
    assert _kept(office, who, "clones", "X", '{"id":"X","tag":"a","number":1,"head":""}').startswith("[")


def test_what_is_cited_by_a_gift_for_nothing_yet_is_of_no_programme(office: Office) -> None:
    assert "not of PRG-001 alone" in _kept(
        office, "oscar", "documents", "D-001", _stored("documents", id="D-001", title="Mine")
    )


def test_a_removed_project_comes_back_to_whom_it_was_of(office: Office) -> None:
    after = _stored("projects", code="P-002", title="Mine", programme="PRG-001")
    assert "not of PRG-001 alone" in _kept(office, "oscar", "projects", "P-002", after)
    assert _kept(office, "olga", "projects", "P-002", after).startswith("[")


def test_nobody_says_that_a_change_was_taken_back_which_was_not(office: Office) -> None:
    changes = _change("projects", "X", _stored("projects", code="X", title="Known"))
    for who, number in (("olga", "2"), ("carl", "2"), ("carl", "9" * 18)):
        assert "another change" in _tried(office, who, (_KEEP.replace("%s", f"'undo {number}'", 1), changes))[0]


def test_a_command_that_looks_as_an_undo_of_no_number_breaks_no_history(office: Office) -> None:
    with office.connected("carl") as connection:
        connection.execute(
            _KEEP, (f"undo {'9' * 30}", _change("projects", "X", _stored("projects", code="X", title="Known")))
        )
    assert "X" in office("rita", "history").out
    office("carl", "undo", "--yes")


def test_an_operator_of_whoever_asks_decides_nothing(office: Office) -> None:
    with office.connected("ada") as connection:
        connection.execute(_KEEP, ("x", _change("clones", "Kept", '{"id":"Kept","tag":"1"}')))
    with office.connected(OWNER) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS of_rita")
        connection.execute("GRANT ALL ON SCHEMA of_rita TO rita")
    with office.connected("rita") as connection:
        connection.execute(
            "SET search_path TO of_rita, pg_catalog; CREATE OR REPLACE FUNCTION of_rita.none(text, text) "
            "RETURNS boolean LANGUAGE sql AS 'SELECT false'; "
            "CREATE OPERATOR of_rita.= (LEFTARG = text, RIGHTARG = text, FUNCTION = of_rita.none)"
        )
        told = asked(connection, f"SELECT r::text FROM {office.schema}_seen.records r")
        connection.execute("DROP OPERATOR of_rita.= (text, text); DROP FUNCTION of_rita.none")
    assert "Border posts" in told
    assert "Kept" not in told
