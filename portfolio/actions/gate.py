"""The one gate: every change to the register passes it, whatever command, import or repair it comes by."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from portfolio.actions import rules
from portfolio.actions.view import View
from portfolio.errors import ConflictError, RefusedError
from portfolio.store import Intent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.actions.desk import Desk
    from portfolio.errors import Problem
    from portfolio.store import Transaction


@contextlib.contextmanager
def change(desk: Desk) -> Iterator[Transaction]:
    """Give a transaction whose changes are kept only if every record and every rule between records holds.

    Raises:
        RefusedError: Values that no record takes, every one of them listed.
        ConflictError: Something exists already, is still in use, or was being written.
        StoreError: The register cannot be read or written.
    """
    with desk.store.transaction(Intent(desk.command)) as transaction:
        yield transaction
        admit(desk, transaction)


def admit(desk: Desk, transaction: Transaction) -> None:
    """Bring every changed record into its stored form and hold the rules between records; raises as `change` does."""
    from portfolio.models.schema import stored_form  # noqa: PLC0415 - loads Pydantic, which only writes need

    problems: list[Problem] = []
    for table, _, before, after in list(transaction.changes()):
        if after is not None:
            document, found = stored_form(table, after, new=before is None)
            problems += found
            if not found:
                transaction.put(table, document)
    if problems:
        raise RefusedError(problems)
    view = View(transaction, tuple(transaction.changes()), desk.settings, desk.today, desk.again)
    if problems := [problem for rule in rules.REFUSALS for problem in rule(view)]:
        raise RefusedError(problems)
    if conflicts := [sentence for rule in rules.CONFLICTS for sentence in rule(view)]:
        raise ConflictError("\n".join(conflicts))
