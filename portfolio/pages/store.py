"""The place and the state of the register, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import refusing
from portfolio.models.tables import TABLES
from portfolio.pages.tree import Answer, Block, Bullets, Column, Facts, Table, facts_of, listed, page_of
from portfolio.query.moment import moment
from portfolio.store import SCHEMA, Entry
from portfolio.store.access import access
from portfolio.store.passing import streamed
from portfolio.text import counted, minute
from portfolio.typed_dates import DateHabits, understand_last_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from portfolio.store.protocol import Reader, Store, Verification


def information(store: Store) -> Answer:
    """Return the page that says where a register is, who wrote last, and what to beware of."""
    about = store.info()
    facts: list[tuple[str, object]] = [
        *((each.label, each.said) for each in about.place),
        ("Schema", SCHEMA),
        *_standing(about.revision, about.head, about.last),
        *((each.label, each.said) for each in about.surroundings),
    ]
    data = {
        **{each.name: each.value for each in about.place},
        "schema": SCHEMA,
        **_standing_object(about.revision, about.head, about.last),
        **{each.name: each.value for each in about.surroundings},
        "warnings": list(about.warnings),
    }
    blocks: list[Block] = [_known(facts), Bullets("warnings", "Beware", about.warnings)]
    return Answer(page_of("store", "The register", "", blocks, data))


def on(store: Store, typed: str, today: dt.date, habits: DateHabits) -> Answer:
    """Return the page that says at which revision the register stood at the end of a day, and with which head.

    Documents that left the office bear the day alone.

    Raises:
        UnknownNameError: The history does not reach back so far.
        RefusedError: It is no day, or one that has not been yet.
    """
    with refusing("--on", typed):
        day = understand_last_day(typed, today, habits)
    then = moment(store, day.isoformat(), today, option="--on").reader
    head = then.head
    last = next((entry for entry in store.history() if entry.revision == then.revision), None)
    last = last if isinstance(last, Entry) else None
    facts = _known(_standing(then.revision, head, last))
    data = {"day": day.isoformat(), **_standing_object(then.revision, head, last)}
    return Answer(page_of("store", f"The register on {day}", "", [facts], data))


def _standing(revision: int, head: str, last: Entry | None) -> list[tuple[str, object]]:
    """Return at which change a register stands, as facts."""
    return [
        ("Revision", revision),
        ("Last change", last and f"{minute(last.time)} UTC, {last.who}: {last.command}"),
        ("Head", head or None),
    ]


def _standing_object(revision: int, head: str, last: Entry | None) -> dict[str, object]:
    return {
        "revision": revision,
        "head": head or None,
        "last_change": last and {name: getattr(last, name) for name in ("revision", "time", "who", "command")},
    }


USERS = (
    Column("user", "User", "code"),
    Column("role", "Role"),
    Column("clearance", "Clearance"),
    Column("programmes", "Programmes", "names"),
    Column("given_by", "Given by", priority=1),
    Column("given", "Given", "date", 1),
)


def users(store: Store) -> Answer:
    """Return the page that says who has which role in a register."""
    found = access(store).users()
    rows = [{**each._asdict(), "programmes": list(each.programmes or ()), "given": each.given[:10]} for each in found]
    return listed("Users", Table("users", USERS, rows))


def verified(found: Verification, reader: Reader, deep: bool) -> Answer:
    """Return the page that says what of a register was checked and is as it should be."""
    notes = [
        f"Change {number} was lost and made again of what was before and after it; who made it nobody knows."
        for number in found.rebuilt
    ]
    if found.strays:
        stay = f"{counted(found.strays, 'picture')} that no record has ever named; nothing is lost if you remove"
        notes.append(f"There {'is' if found.strays == 1 else 'are'} {stay} {'it' if found.strays == 1 else 'them'}.")
    records = sum(1 for table, kind in TABLES.items() for _ in streamed(reader, table, fields=(kind.key,)))
    checked = [f"{counted(records, 'record')} and {counted(found.entries, 'change')} of the history, every byte"]
    if deep:
        checked.append("every record against its model, and the rules between records")
    facts = [("Checked", "; ".join(checked)), ("Revision", found.revision), ("Head", found.head or None)]
    data = {**found._asdict(), "head": found.head or None, "records": records, "deep": deep, "problems": []}
    blocks: list[Block] = [_known(facts), Bullets("warnings", "Beware", notes)]
    return Answer(page_of("store", "The register is whole", "", blocks, data))


def _known(pairs: Sequence[tuple[str, object]]) -> Facts:
    return facts_of(pair for pair in pairs if pair[1] is not None)
