"""The tables of a register in PostgreSQL: how they are laid out and why, and how they are made and brought up to date.

A register has a schema of its own in a database. Its one row of `register` says what it is: of which layout the tables
are, of which schema the documents, how many changes it has seen, and the digest of the last. Whoever changes the
register holds this row (`FOR UPDATE`) from the first thing that is read to the commit, so that changes come one after
the other, whatever stands between the program and the server; readers see one snapshot and wait for nobody.

A record is a row of `records` under its table's name (`collection`) and key. `position` is its place in the order in
which records were entered; that of a removed record is not given again, as it is in a file. `written` is the record as
it is read: its text, in the order of its fields, which costs neither server nor reader anything to make; `document` is
the same as a value, for conditions and for people. `links` has a row for each value of a field by which others
look for the record: what it names, and the folded form of its own names. Conditions on these are answered by
`links_by_value`, in equality of text alone, since that is what PostgreSQL trusts below row-level security; other
conditions look into the documents.

The history is a row of `entries` for each change, with what a file's entry says, and a row of `differences` for each
record that it touched. Records before and after are kept as text (`json`, not `jsonb`), so that the bytes of an entry,
of which its digest is, come back as they were: an entry has the same digest here and in a file. `retired` has the keys
of removed records, `sequences` the last number given in each.

So that it can be decided row by row who sees what, each of `records`, `links`, `retired` and `differences` has a
`level`: the classification of the record, 0 for what is unclassified. A difference has the highest that its record has
had since, and the level is no part of what is hashed. There are no foreign keys, whose checks would tell of what is
hidden; the program holds the rules between records. The level is in every unique key, so that a row that one may not
see refuses none that one may write. Who may what, and how a register looks to those who do not see all of it, is in the
files of `sql`, which are the step to `GUARDED`.

Pictures that records name are rows of `pictures` under the SHA-256 of their bytes, and stay once they are there.

A later layout adds to these tables and takes nothing away, so that the program before it could go on. The steps are
numbered and made under the register's lock, each once; a program that is older than the layout leaves it alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

# The layout that this program makes and needs.
LAYOUT = 4
# The first that has pictures, the first that has records as they are written, and the first that has roles.
PICTURED, WRITTEN, GUARDED = 2, 3, 4

# The statements that lead from the layout before to each layout.
STEPS: dict[int, tuple[str, ...]] = {
    1: (
        """
        CREATE TABLE register (
            is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
            layout integer NOT NULL,    -- of these tables
            schema integer NOT NULL,    -- of the documents
            revision bigint NOT NULL,   -- how many changes there were
            head text NOT NULL,         -- the digest of the last, or ''
            mark text NOT NULL,         -- the mark of the last, which no other has, or ''
            identity text NOT NULL,     -- what no other register is called, or '' before the first change
            began bigint NOT NULL,      -- the revision behind which the history begins
            untold bigint NOT NULL DEFAULT 0    -- of how many records no change told when the register was copied here
        )
        """,
        """
        CREATE TABLE records (
            collection text NOT NULL,
            key text NOT NULL,
            level smallint NOT NULL,
            position bigint NOT NULL,
            document jsonb NOT NULL,
            PRIMARY KEY (collection, key, level)
        )
        """,
        "CREATE INDEX records_in_order ON records (collection, position)",
        """
        CREATE TABLE links (
            collection text NOT NULL,
            field text NOT NULL,
            value text NOT NULL,
            key text NOT NULL,
            level smallint NOT NULL
        )
        """,
        "CREATE INDEX links_by_value ON links (collection, field, value, key)",
        "CREATE INDEX links_by_key ON links (collection, key)",
        """
        CREATE TABLE retired (
            collection text NOT NULL,
            key text NOT NULL,
            level smallint NOT NULL,
            PRIMARY KEY (collection, key, level)
        )
        """,
        "CREATE TABLE sequences (name text PRIMARY KEY, last bigint NOT NULL)",
        """
        CREATE TABLE entries (
            revision bigint PRIMARY KEY,
            time text NOT NULL,
            who text NOT NULL,
            command text NOT NULL,
            numbers json NOT NULL,
            schema_before integer NOT NULL,
            schema integer NOT NULL,
            content text NOT NULL,
            previous text NOT NULL,
            digest text NOT NULL,
            identity text NOT NULL,
            file text NOT NULL,
            mark text NOT NULL,
            rebuilt boolean NOT NULL
        )
        """,
        """
        CREATE TABLE differences (
            revision bigint NOT NULL,
            place integer NOT NULL,     -- among the differences of the change
            collection text NOT NULL,
            key text NOT NULL,
            number bigint NOT NULL,     -- the record's position
            level smallint NOT NULL,
            before json,
            after json,
            PRIMARY KEY (revision, place)
        )
        """,
        "CREATE INDEX differences_by_key ON differences (collection, key, revision)",
    ),
    PICTURED: ("CREATE TABLE pictures (digest text PRIMARY KEY, data bytea NOT NULL)",),
    WRITTEN: (
        "ALTER TABLE records ADD COLUMN written text",
        """
        UPDATE records r SET written = coalesce((
            SELECT d.after FROM differences d WHERE d.collection = r.collection AND d.key = r.key
            ORDER BY d.revision DESC, d.place DESC LIMIT 1
        )::text, r.document::text)
        """,
        "ALTER TABLE records ALTER COLUMN written SET NOT NULL",
        "CREATE INDEX records_classified ON records (collection, level) WHERE level > 0",
    ),
    GUARDED: (),  # in files
}
# Those whose records are of other forms than before.
_FORMED = (GUARDED,)
_FILES = {GUARDED: ("grants", "seen", "keep", "granting")}
_TABLES = (
    *("register", "records", "links", "retired", "sequences", "entries", "differences", "pictures"),
    *("versions", "numbers", "patterns", "assigned", "grants"),
)
_FUNCTIONS = (
    *("count_versions", "recount_versions", "seal", "keep_records", "keep_record", "refuse_record", "refuse_code"),
    *(
        "refuse_foreign",
        "is_given",
        "is_settled",
        "holder_of",
        "numbers_of",
        "assign",
        "programmes_of",
        "programmes_of_work",
        "level_of",
        "is_plain",
        "is_of_clone",
        "structure",
        "key_field",
        "shapes",
        "fits",
        "links_of",
        "is_offered",
        "reaches_apart",
        "last_place",
        "refuse_others",
        "refuse_owner",
        "refuse",
        "passes_over",
        "is_beside",
        "clearance",
        "grant_of",
    ),
)


def text_of(layout: int) -> str:
    """Return what is the text of a record `r` in a layout; before `WRITTEN`, its fields are in another order."""
    return "r.written" if layout >= WRITTEN else "r.document::text"


def window(schema: str) -> str:
    """Return the schema of what others than the owner see and call, beside that of a register's tables."""
    return f"{schema}_seen"


def statements(layout: int, schema: str) -> str:
    """Return what leads from a layout (0: nothing is there) of a register in a schema to this program's."""
    return ";\n".join(
        each for number in range(layout + 1, LAYOUT + 1) for each in (*STEPS[number], *_read(number, schema))
    )


def _read(number: int, schema: str) -> Iterator[str]:
    if number in _FORMED:
        from portfolio.store.postgres.shapes import statement  # noqa: PLC0415 - few need it

        yield statement()
    for name in _FILES.get(number, ()):
        text = Path(__file__).with_name("sql").joinpath(f"{name}.sql").read_text(encoding="utf-8")
        yield re.sub(r"\bseen\b", window(schema), text)


def removal(schema: str) -> str:
    """Return what takes away all that is in a register's schemas, and leaves its own."""
    gone = (f"DROP FUNCTION IF EXISTS {', '.join(_FUNCTIONS)}", f"DROP TABLE {', '.join(_TABLES)} CASCADE")
    return "; ".join((f"DROP SCHEMA {window(schema)} CASCADE", *reversed(gone)))
