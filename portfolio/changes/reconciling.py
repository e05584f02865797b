"""The changes of another side of the register brought into this one, conflict by conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.changes.recoding import free_code, is_one, recoded
from portfolio.changes.threeway import Choose, ThreeWayMerge
from portfolio.errors import ConflictError
from portfolio.models.tables import TABLES
from portfolio.store import Document, same
from portfolio.store.overlay import become

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.desk import Desk
    from portfolio.store.protocol import Reader, Transaction

_REMEDY = "To keep the values here, say --on-conflict skip; to take those of the other side, say --on-conflict update."


def reconcile(desk: Desk, transaction: Transaction, base: Reader, theirs: Reader, choose: Choose) -> None:
    """Put into a transaction what the other side has changed since both parted.

    Where both sides gave one code to two different records, the other side's record gets a new code.

    Raises:
        ConflictError: Both sides changed the same value and nobody decided between them; every case is listed.
    """
    changed = list(_changed(base, theirs))
    codes: dict[tuple[str, str], str] = {}
    for table, key, before, after in changed:
        held = transaction.get(table, key)
        if after and before is None and (held or transaction.retired(table, key)) and not is_one(table, held, after):
            codes[table, key] = free_code(desk, transaction, theirs.get, table, after)
    merge = ThreeWayMerge(choose, transaction)
    for table, key, before, after in changed:
        code = codes.get((table, key), key)
        wanted = after and recoded(table, after, codes)
        held = transaction.get(table, code)
        become(transaction, table, code, merge.record(table, before, held, wanted))
    if merge.open:
        raise ConflictError("\n".join(["Both sides have changed:", *map(str, merge.open), _REMEDY]))


def _changed(base: Reader, theirs: Reader) -> Iterator[tuple[str, str, Document | None, Document | None]]:
    for table, kind in TABLES.items():
        old = {each[kind.key]: each for each in base.find(table)}
        new = {each[kind.key]: each for each in theirs.find(table)}
        for key in {**old, **new}:
            if not same(old.get(key), new.get(key)):
                yield table, key, old.get(key), new.get(key)
