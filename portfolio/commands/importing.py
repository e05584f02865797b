"""The course of an import: the file is understood, its changes are shown, and they are made if that is meant."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.commands.options import Given
from portfolio.desk import TAKE_BACK
from portfolio.errors import refuse, refusing
from portfolio.formats.stream import write_bytes, write_file
from portfolio.text import beyond

if TYPE_CHECKING:
    from portfolio.changes.preview import Altered
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.exchange.intake.faults import FileRefusedError
    from portfolio.exchange.intake.importer import Importing, Understood
    from portfolio.exchange.intake.map import FileMap, Request
    from portfolio.formats.output import Output

# As many as fit a screen.
_MOST = 30


def bring(context: "Context", consent: "Consent", file: Path, given: Given, *, again: bool) -> None:
    """Bring a file into the register; `again` says that entries equal to others are meant.

    Raises:
        RefusedError: The file or what it says is refused; every problem is listed.
        ConflictError: Records were changed since it was exported, or equal ones are there.
        StoreError: It cannot be read, or the register or a copy cannot be written.
    """
    from portfolio.exchange.intake import importer  # noqa: PLC0415 - not to be loaded for completion
    from portfolio.exchange.intake.faults import FileRefusedError  # noqa: PLC0415 - as above
    from portfolio.exchange.intake.map import CHOICES, FileMap, read_map  # noqa: PLC0415 - as above

    for name, choices in CHOICES.items():
        if given.get(name, choices)[0] not in choices:
            raise refuse(f"--{name.replace('_', '-')}", given[name][0], f"is not one of {', '.join(choices)}")
    _check_beside(context, file, given)
    _check_activities(file, given)
    said = read_map(Path(given["map"][0])) if "map" in given else FileMap()
    request = _request(given, said, context.settings.date_habits.order)

    def understood() -> "Understood":
        return importer.read(file, context.settings.limits, request, context.tracked, mapping="write_map" in given)

    importing = importer.Importing(understood(), request, context.tracked, understood)
    if "write_map" in given:
        _write_map(consent.output, importing, said, Path(given["write_map"][0]))
        return
    try:
        # Identifiers tell activities of one title apart, and a file of IATI says each transaction once.
        _do(context, consent, importing, again=again or said.again or importing.file.activities is not None)
    except FileRefusedError as error:
        if "errors" in given:
            _write_errors(context, consent.output, importing, error, Path(given["errors"][0]))
        raise


def _check_beside(context: "Context", file: Path, given: Given) -> None:
    """See that what is to be written beside an import can be; raises ConflictError and RefusedError."""
    for name, suffix in (("errors", ".xlsx"), ("write_map", ".toml")):
        if name not in given:
            continue
        path, option = Path(given[name][0]), f"--{name.replace('_', '-')}"
        if path.suffix.lower() != suffix:
            raise refuse(option, path, f"does not end in {suffix}")
        if path.resolve() == file.resolve():
            raise refuse(option, path, "is the file that is brought in; name another")
        context.spare([path], force="force" in given)


def _check_activities(file: Path, given: Given) -> None:
    """See that nothing is said of the columns of a file of IATI, which has none; raises RefusedError."""
    from portfolio.exchange.intake.activity_file import is_iati  # noqa: PLC0415 - not to be loaded for completion

    if is_iati(file):
        for name in ("map", "write_map", "kind", "dates", "decimal", "currency", "errors"):
            if name in given:
                option = f"--{name.replace('_', '-')}"
                message = "is of no use to a file of IATI, whose elements say what they are; leave it out"
                raise refuse(option, given[name][0], message)


def _request(given: Given, said: "FileMap", custom: str) -> "Request":
    """Return how the import is asked for: by the options, else by the map, else by the office's custom of dates."""
    from portfolio.exchange.intake.map import ON_CONFLICT, Request  # noqa: PLC0415 - as above
    from portfolio.fields.synonyms import KINDS  # noqa: PLC0415

    kind = given.get("kind", ("",))[0]
    if kind and kind not in KINDS:
        raise refuse("--kind", kind, f"is no kind of sheet; they are {', '.join(KINDS)}")
    wanted = said._replace(
        dates=given.get("dates", (said.dates or custom,))[0],
        decimal=given.get("decimal", (said.decimal,))[0],
        currency=_currency(given["currency"][0]) if "currency" in given else said.currency,
        add_organisations=said.add_organisations or "add_organisations" in given,
        round_amounts=said.round_amounts or "round_amounts" in given,
    )
    return Request(wanted, kind, given.get("on_conflict", ON_CONFLICT)[0])


def _currency(typed: str) -> str:
    from portfolio.reference import currencies  # noqa: PLC0415 - a table that only some imports need

    with refusing("--currency", typed):
        return currencies.parse(typed)


def _do(context: "Context", consent: "Consent", importing: "Importing", *, again: bool) -> None:
    """Show what a file would change, and do it if it is meant."""
    # A column that holds something is never lost in a count of others.
    for line in [*importing.file.unread, *_some(importing.file.left_out)]:
        consent.output.note(line)
    desk = context.desk(again=again)._replace(many=True, apart=set())

    def heading(changes: Sequence["Altered"]) -> list[str]:
        return [*_some(importing.notes), *_some(importing.skipped_notes), f"{_counted(changes, importing)}:"]

    def nothing() -> str:
        same = "1 record is" if importing.unchanged == 1 else f"{importing.unchanged:,} records are"
        return f"Nothing to change: {same} as the file says." + "".join(f"\n{each}" for each in importing.skipped_notes)

    kept = consent.made(desk, importing.opening, heading, "Bring this in?", nothing)
    if kept:
        data = kept.as_object(unchanged=importing.unchanged)
        consent.output.said(
            f"Brought in {importing.file.name}: {_counted(kept.changes, importing)}, as change {kept.revision}.", data
        )
        consent.output.note(TAKE_BACK)


def _counted(changes: Sequence["Altered"], importing: "Importing") -> str:
    """Return how many records are added, changed and left as they are."""
    counts = Counter(change.verb for change in changes)
    parts = [f"{counts[verb]:,} {verb}" for verb in ("added", "changed") if counts[verb]]
    return ", ".join([*parts, f"{importing.unchanged:,} unchanged"])


def _some(lines: Sequence[str]) -> list[str]:
    """Return the first lines, with a count of the others."""
    return [*lines[:_MOST], *beyond(len(lines), _MOST, " of these")]


def _write_map(output: "Output", importing: "Importing", said: "FileMap", path: Path) -> None:
    from portfolio.exchange.intake.matching import map_text  # noqa: PLC0415

    if importing.file.records:
        raise refuse("--write-map", path, "is of no use to JSON, whose fields are those of the records")
    write_file(path, map_text(importing.file.matches, said))
    output.said(f"Wrote the map to {path}. Correct it, and use it with --map {path}.")


def _write_errors(
    context: "Context", output: "Output", importing: "Importing", error: "FileRefusedError", path: Path
) -> None:
    """Write a copy of a refused file with every bad cell marked."""
    from portfolio.files.annotated import Annotation, write_annotated  # noqa: PLC0415

    if importing.file.records:
        return
    marks = [
        Annotation(
            fault.grid, fault.row, None if fault.place < 0 else fault.place, f"{fault.value} {fault.message}".strip()
        )
        for fault in error.faults
        if fault.row
    ]
    target = io.BytesIO()
    created = dt.datetime.combine(context.clock, dt.time())
    write_annotated(target, importing.file.grids, marks, created=created)
    write_bytes(path, target.getvalue())
    output.note(f"Wrote a copy with every problem marked to {path}.")
