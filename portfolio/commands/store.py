"""`portfolio store`: where the register is kept, whether it is whole, and its backups."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import later
from portfolio.errors import RefusedError, StoreError, UsageError, refusing
from portfolio.text import counted, masked

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Opening
    from portfolio.formats.output import Output
    from portfolio.store.protocol import Store

app = typer.Typer(help="Where the register is kept: check it, back it up, put it back.")
_File = Annotated[Path, options.argument("FILE", "The new file.")]
_COPY = "The copy to merge; without it, the copies found beside the register."
_Copy = Annotated[Path | None, options.argument("FILE", _COPY)]
_SIDES = "skip keeps the values here, update takes those of the copy."
_ON_CONFLICT = typer.Option(
    "--on-conflict", metavar="WHAT", help=_SIDES, autocompletion=complete.words(("skip", "update"))
)
_OnConflict = Annotated[str | None, _ON_CONFLICT]

_User = Annotated[str, options.argument("USER", "A user of the database.")]
_Role = Annotated[
    str,
    options.argument("ROLE", "reader, officer, manager or administrator.", complete.listed("store.access", "ROLES")),
]
_Programmes = Annotated[
    list[str] | None,
    typer.Option(
        "--programme",
        metavar="NAME",
        help="A programme that an officer may change; may be repeated. Without it, all.",
        autocompletion=complete.records("programmes"),
    ),
]
_Clearance = Annotated[
    str,
    typer.Option(
        "--clearance",
        metavar="LEVEL",
        help="The highest classification that they see; without it, unclassified.",
        autocompletion=complete.coded("CLASSIFICATION"),
        show_default=False,
    ),
]


@app.command("create")
@options.takes(consent=options.entered)
def create(
    context: "Context",
    consent: "Consent",
    place: Annotated[str, options.argument("PLACE", "A file, or the address of a database.")],
) -> None:
    """Make an empty register in a file, or in a database of PostgreSQL; nothing is ever overwritten.

    Passwords are never part of an address: they are in ~/.pgpass, in a service file or in PGPASSWORD.

    For example:

      portfolio store create postgresql://db.example.org/portfolio
    """
    store = _store_at(context, place, "PLACE")
    if consent.is_dry_run:
        store.rehearsal().create()
    if not consent.only_tries(f"An empty register would be made at {store.url}."):
        store.create()
        consent.output.said(f"Made a register at {store.url}.", {"store": store.url})
        consent.output.note(f"To use it: portfolio config set store.url {shlex.quote(store.url)}")


@app.command("copy")
@options.takes(consent=options.entered)
def copy(
    context: "Context",
    consent: "Consent",
    source: Annotated[str, options.argument("FROM", "The file or address of a register.")],
    target: Annotated[str, options.argument("TO", "Where its copy is to be; nothing may be there.")],
) -> None:
    """Copy a register with its whole history to another place, such as from a file to a database, or back.

    The copy has the same changes under the same digests; it is checked against the source before it is said to be done.

    For example:

      portfolio store copy records/portfolio.json postgresql://db.example.org/portfolio
      portfolio store copy postgresql://db.example.org/portfolio archive/portfolio.json
    """
    from portfolio.store import copying  # noqa: PLC0415 - only this needs it

    there, here = _store_at(context, source, "FROM"), _store_at(context, target, "TO")
    revision = there.read().revision
    if consent.is_dry_run:
        here.rehearsal().create()
    if consent.only_tries(f"The register {there.url}, at revision {revision}, would be copied to {here.url}."):
        return
    found = copying.copied(there, here)
    changes = counted(found.verified.entries, "change")
    data = {"from": there.url, "to": here.url, "records": found.records, "digest": found.digest}
    data |= {name: getattr(found.verified, name) for name in ("revision", "head", "entries")}
    consent.output.said(
        f"Copied {counted(found.records, 'record')} and {changes} to {here.url}, and checked them: digest "
        f"{found.digest[:12]} at both.",
        data,
    )
    consent.output.note(f"To use it: portfolio config set store.url {shlex.quote(here.url)}")
    consent.output.note("From then on change that one alone: two copies that are changed apart part for good.")


def _store_at(context: "Context", place: str, name: str) -> "Store":
    with refusing(name, masked(place)):
        return context.store_at(place)


@app.command("info")
@options.takes(output=options.stated)
def info(context: "Context", output: "Output") -> None:
    """Say where the register is, how large, at which revision, who wrote last, and what to beware of.

    For example:

      portfolio store info
    """
    output.show(later("pages.store", "information")(context.store))


@app.command("verify")
@options.takes(output=options.stated)
def verify(
    context: "Context",
    output: "Output",
    deep: Annotated[bool, typer.Option("--deep", help="Also check every record against all rules.")] = False,
    head: Annotated[
        str,
        typer.Option(
            "--head",
            metavar="HASH",
            help="A head that you noted earlier (store info prints it), or its first characters.",
        ),
    ] = "",
) -> None:
    """Check every byte of the register and its history, and that each record is as its last change left it.

    To detect a history that was rewritten or shortened, give a head that you noted earlier from store info.

    For example:

      portfolio store verify --deep
    """
    found = context.store.verify(head, lambda changes, total: context.tracked(changes, "Checking", total))
    if found.problems:
        raise StoreError("\n".join(found.problems))
    if deep:
        from portfolio.changes.audit import faults  # noqa: PLC0415 - only this needs it

        if problems := faults(context.desk(), context.reader):
            raise RefusedError(problems)
    output.show(later("pages.store", "verified")(found, context.reader, deep))


@app.command("grant")
@options.takes(consent=options.entered)
def grant(
    context: "Context",
    consent: "Consent",
    user: _User,
    role: _Role,
    clearance: _Clearance = "",
    programme: _Programmes = None,
) -> None:
    """Give a user of the database a role in the register, in place of any that they had.

    A reader reads; an officer changes records too, of all programmes or of some; a manager changes all; an
    administrator gives roles, and sees everything. Others see records up to their clearance, and nothing of the rest.

    For example:

      portfolio store grant amina officer --programme PRG-001
      portfolio store grant boris manager --clearance confidential
    """
    from portfolio.changes import granting  # noqa: PLC0415 - only this needs them
    from portfolio.store.access import access  # noqa: PLC0415

    offered = access(context.store.rehearsal() if consent.is_dry_run else context.store)
    given = granting.understood(context.names, user, role, clearance, programme or ())
    granting.give(offered, context.reader, context.settings, given)
    if not consent.only_tries(granting.grant_sentence(given, "would be")):
        consent.output.said(granting.grant_sentence(given, "is"), granting.as_object(given))


@app.command("revoke")
@options.takes(consent=options.entered)
def revoke(context: "Context", consent: "Consent", user: _User) -> None:
    """Take away the role of a user, who then sees nothing of the register any more.

    For example:

      portfolio store revoke amina
    """
    from portfolio.store.access import access  # noqa: PLC0415 - only this needs it

    access(context.store.rehearsal() if consent.is_dry_run else context.store).revoke(user)
    if not consent.only_tries(f"{user} would have no role any more."):
        consent.output.said(f"{user} has no role any more.", {"user": user})


@app.command("users")
@options.takes(output=options.rows)
def users(context: "Context", output: "Output") -> None:
    """List who has which role in the register; without a role that decides something, only your own.

    For example:

      portfolio store users --format json
    """
    output.show(later("pages.store", "users")(context.store))


@app.command("adopt")
@options.takes(consent=options.meant)
def adopt(context: "Context", consent: "Consent", again: options.Again = False) -> None:
    """Take in the changes that were made to the register's file by hand, as one change like any other.

    The edited records must pass every rule. A copy of the edited file is kept beside the register.

    For example:

      portfolio store adopt
    """
    from portfolio.store.housekeeping import housekeeping  # noqa: PLC0415
    from portfolio.store.protocol import Intent  # noqa: PLC0415 - only this needs them

    opening: Opening = lambda desk: housekeeping(desk.store).adopt(Intent(desk.command))  # noqa: E731 - but a name
    heading = ["The register was changed outside this program. These records differ:"]
    kept = consent.made(context.desk(again=again), opening, heading, "Take this in?")
    if kept and kept.changes:
        consent.output.said(f"Took in the changes made by hand, as change {kept.revision}.", kept.as_object())
        consent.output.note("To take it back: portfolio undo")
    elif kept:
        consent.output.said("No record differs; the register was put back as this program writes it.", kept.as_object())


@app.command("backup")
@options.takes(output=options.printed)
def backup(
    context: "Context",
    output: "Output",
    file: _File,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="age1…", help="Encrypt it for the owner of this public key; may be repeated."),
    ] = None,
) -> None:
    """Write the register as it is now to a file that store restore can read.

    Encrypt a backup that leaves this computer: --to takes the public key of each person who may read it.

    For example:

      portfolio store backup register-2026-06.json
    """
    from portfolio.store import opening  # noqa: PLC0415 - only this needs it

    revision = opening.backup(context.store, file, to or ())
    readers = f", for {counted(len(to), 'reader')}" if to else ""
    output.said(
        f"Wrote the register at revision {revision} to {file}{readers}.", {"revision": revision, "file": str(file)}
    )


@app.command("restore")
@options.takes(consent=options.meant)
def restore(
    context: "Context",
    consent: "Consent",
    source: Annotated[str | None, options.argument("REV|FILE", "A revision or a backup.")] = None,
    latest: Annotated[
        bool, typer.Option("--latest", help="Restore the latest state that can be recovered (the default).")
    ] = False,
    identity: Annotated[
        Path | None, typer.Option("--identity", metavar="FILE", help="The secret keys for an encrypted backup.")
    ] = None,
) -> None:
    """Put back a register that cannot be read, or bring back the records of a revision or backup.

    Damaged files are kept beside the register. Bringing back an earlier state is a change like any other.

    For example:

      portfolio store restore
      portfolio store restore 12
      portfolio store restore register-2026-06.json
    """
    from portfolio.commands import restoring  # noqa: PLC0415 - only this needs it

    if source and latest:
        raise UsageError("Name what to restore, or --latest; not both.")
    with restoring.wanted(source, identity) as (revision, copy):
        restoring.restore(context, consent, revision, copy)


@app.command("merge")
@options.takes(consent=options.meant)
def merge(
    context: "Context",
    consent: "Consent",
    file: _Copy = None,
    on_conflict: _OnConflict = None,
    again: options.Again = False,
) -> None:
    """Bring together both sides of a register that was changed in two places, as in a synchronised folder.

    Entries of both sides are kept. Where both changed the same value, you are asked which one to keep.

    Both sides are shown first. The other file is kept.

    For example:

      portfolio store merge
      portfolio store merge "records/portfolio (1).json" --dry-run
      portfolio store merge --on-conflict skip --yes
    """
    from portfolio.commands.uniting import Uniting  # noqa: PLC0415 - only this needs them
    from portfolio.store.housekeeping import housekeeping  # noqa: PLC0415

    keeper = housekeeping(context.store)
    found = [file] if file else keeper.others()
    if not found:
        said = "Nothing to merge: the register matches its history, and there is no other copy beside it."
        consent.output.said(said, {"merged": None})
        return
    Uniting(context, consent, found[0], on_conflict or "").merge(again=again)
    for other in found[1:]:
        consent.output.note(f'There is one more: portfolio store merge "{other}"')


@app.command("pack")
@options.takes(consent=options.entered)
def pack(
    context: "Context",
    consent: "Consent",
    newest: Annotated[
        int,
        typer.Option("--keep", metavar="N", min=0, help="How many of the newest entries stay in files of their own."),
    ] = 100,
) -> None:
    """Bring old history entries into one file, as thousands of small files are slow to copy; nothing is lost.

    For example:

      portfolio store pack
    """
    from portfolio.store.housekeeping import housekeeping  # noqa: PLC0415 - only this needs it

    store = context.store.rehearsal() if consent.is_dry_run else context.store
    count = housekeeping(store).pack(newest)
    many = f"{counted(count, 'change')} of the history"
    if not count:
        consent.output.said("There is nothing to pack.", {"packed": 0})
    elif not consent.only_tries(f"{many} would be packed into one file."):
        consent.output.said(f"Packed {many} into one file.", {"packed": count})
