"""The course of `portfolio store restore`: a damaged register is mended, then records are brought back."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.errors import ConflictError, StoreError, UnknownNameError
from portfolio.models.tables import TABLES
from portfolio.store import NewerError, opening
from portfolio.store.housekeeping import offered
from portfolio.store.overlay import restoring
from portfolio.store.pictures import take_along
from portfolio.store.protocol import Intent, Store, Transaction
from portfolio.text import counted

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Desk


@contextlib.contextmanager
def wanted(source: str | None, identity: Path | None) -> Iterator[tuple[int | None, Path | None]]:
    """Give the revision or the backup that is named, decrypted for as long as it is needed; neither is the latest.

    Raises:
        UnknownNameError: There is no such file.
        UsageError: It is encrypted, and no keys are named.
        StoreError: It cannot be read or decrypted.
    """
    if source is None or (source.isascii() and source.isdecimal()):
        yield (None if source is None else int(source)), None
        return
    path = Path(source)
    if not path.is_file():
        raise UnknownNameError(f"There is no backup {path}, and it is not the number of a revision either.")
    with opening.unsealed(path, identity) as copy:
        yield None, copy


def restore(context: "Context", consent: "Consent", revision: int | None, copy: Path | None) -> None:
    """Mend a register that cannot be read; then bring back a revision or a backup, if one is named."""
    store = context.store
    damage = _damage(store)
    if copy and not damage and not _is_meant(context, consent, copy):
        return
    if damage and not _mend(store, consent, damage, copy):
        return
    source = revision if copy is None else copy
    if source is not None:
        _bring_back(context, consent, source)
    elif not damage and not _mend_history(store, consent):
        said = f"The register is whole, at revision {store.read().revision}; nothing was changed."
        consent.output.said(said, {"revision": store.read().revision, "damaged": []})
        consent.output.note("To bring back an earlier state, name its revision: portfolio history lists them.")


def _is_meant(context: "Context", consent: "Consent", copy: Path) -> bool:
    """Whether a backup is of this register, or its records are to take the place of this one's all the same.

    Raises:
        ConflictError: It is of another, and nobody can be asked.
    """
    store = context.store
    other = opening.identity(copy)
    if not other or other == store.identity or not any(store.read().find(table) for table in TABLES):
        return True
    what = f"The backup {copy} is of another register than {store.url}: its records would take the place of all here."
    if consent.is_yes or consent.is_dry_run:
        consent.output.note(what)
        return True
    if not context.may_ask:
        raise ConflictError(f'{what} If that is meant, say --yes. To have both, run: portfolio store merge "{copy}"')
    return consent.meant([what], "Go on?")


def _damage(store: Store) -> StoreError | None:
    """Return what keeps a register from being read, or None; raises it where only another program could read it."""
    try:
        store.read()
    except NewerError:
        raise
    except StoreError as error:
        return error
    return None


def _mend(store: Store, consent: "Consent", damage: StoreError, copy: Path | None) -> bool:
    """Put a register back to the latest state that can be had, once that is meant, and return whether it was."""
    keeper = offered(store)
    if keeper is None:
        raise damage
    found = keeper.recovery(copy)
    source = f"{found.source}, with the history" if found.source else "the history alone"
    lost = found.lost
    lines = [
        str(damage).partition(". ")[0].removesuffix(".") + ".",
        f"The register can be put back to revision {found.revision}, from {source}. Damaged files are kept beside it.",
        *([f"Changes {lost[0]} to {lost[-1]} are lost, as their entries are damaged."] if lost else []),
    ]
    if not consent.meant(lines, "Put it back?"):
        return False
    mended = keeper.mend(copy)
    data = {"revision": mended.revision, "source": str(mended.source), "damaged": list(map(str, mended.damaged))}
    consent.output.said(f"Put the register back to revision {mended.revision}.", data)
    for path in mended.damaged:
        consent.output.note(f"A damaged file is kept as {path}.")
    return True


def _mend_history(store: Store, consent: "Consent") -> bool:
    """Mend a history with holes, as far as it can be, and return whether it has any."""
    keeper = offered(store)
    if keeper is None:
        return False
    found = keeper.regaining()
    if not found.is_needed:
        for hole in found.lost:
            consent.output.note(f"{hole} The content is lost.")
        return False
    if consent.meant(found.sentences, "Mend the history?"):
        found = keeper.rebuild()
        revisions = [each.revision for each in found.found]
        data = {"revision": store.read().revision, "mended": revisions, "lost": [each._asdict() for each in found.lost]}
        consent.output.said("Mended the history of the register.", data)
        consent.output.note("To see it: portfolio history")
    return True


def _put_pictures_back(context: "Context", consent: "Consent", source: Path) -> None:
    """Put back the pictures that the records name and the register has lost, if the backup holds them."""
    _, pictures = opening.copied(source)
    with context.store.transaction(Intent(context.command)) as transaction:
        take_along(transaction, pictures, context.store.pictures)
    if count := len(transaction.pictures):
        consent.output.note(f"Put back {counted(count, 'picture')}.")


def _bring_back(context: "Context", consent: "Consent", source: int | Path) -> None:
    """Bring back the records of a revision or a backup, as a change, once that is meant."""

    def restored(desk: "Desk") -> "AbstractContextManager[Transaction]":
        if isinstance(source, int):
            return restoring(desk.store, Intent(desk.command), desk.store.as_of(source))
        return restoring(desk.store, Intent(desk.command), *opening.copied(source))

    if isinstance(source, Path) and not consent.is_dry_run:
        _put_pictures_back(context, consent, source)
    what = f"revision {source}" if isinstance(source, int) else f"the backup {source.name}"
    heading = [f"To bring back {what}, these records would change:"]
    nothing = f"The records are those of {what} already; nothing was changed."
    desk = context.desk(again=True)._replace(brought_back=True)
    kept = consent.made(desk, restored, heading, f"Bring back {what}?", nothing)
    if kept:
        consent.output.said(f"Brought back the records of {what}, as change {kept.revision}.", kept.as_object())
        consent.output.note("To take it back: portfolio undo")
