"""A report for each donor of the register, a file each in one folder."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.commands.nouns import later
from portfolio.commands.reporting import Wanted, before, document
from portfolio.errors import Problem, RefusedError, StoreError
from portfolio.formats.stream import write_bytes
from portfolio.text import counted

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.pages.release import Release

# Codes are made of these; what else a file of another hand might hold has no place in the name of a file.
_UNSAFE = r"[^A-Za-z0-9+_.-]"


def deliver(context: "Context", wanted: Wanted, folder: Path) -> None:
    """Write a report for every donor, all or none.

    Raises:
        ConflictError: A file is there already.
        RefusedError: The register needs a file, or contributions of some donors would be missing; all are named.
        StoreError: The folder or a file in it cannot be written.
    """
    release = later("pages.release", "release")(context.office, wanted.level)
    codes, idle = later("pages.donor.whom", "givers")(release)
    paths = names(codes, folder, later("formats.registry", "suffix_of")(wanted.form))
    context.spare(list(paths.values()), force=wanted.force)
    answers = _answers(context, release, wanted, codes)
    _make(folder)
    _write(context, wanted, {paths[code]: made.page for code, made in answers.items()})
    if idle:
        wanted.output.note(f"No report for {', '.join(idle)}: nothing was given, and no project is funded.")
    # What is withheld of the register is so of every report, and said once.
    for note in dict.fromkeys(note for made in answers.values() for note in made.notes):
        wanted.output.note(note)
    wanted.output.note(f"Wrote {counted(len(paths), 'report')} to {folder}.")


def names(codes: Sequence[str], folder: Path, suffix: str) -> dict[str, Path]:
    """Return the file of each donor: no two are the same where capitals do not count, and none is a device."""
    taken: set[str] = set()
    paths = {}
    for code in codes:
        stem = f"donor-{re.sub(_UNSAFE, '_', code)}"
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.casefold())
        paths[code] = folder / f"{name}{suffix}"
    return paths


def _answers(context: "Context", release: "Release", wanted: Wanted, codes: Sequence[str]) -> dict[str, Any]:
    """Return what is reported to each donor; raises RefusedError, with what is refused of all of them."""
    answer, content, was = later("pages.donor", "answer"), wanted.for_donors, before(context, wanted)
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for code in context.tracked(codes, "Working out"):
        try:
            found[code] = answer(
                *(release, code, content, wanted.language), allow_withheld=wanted.allow_withheld, before=was
            )
        except RefusedError as error:
            problems += error.problems
    if problems:
        raise RefusedError(dict.fromkeys(problems))
    return found


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be made: {error.strerror or error}.") from error


def _write(context: "Context", wanted: Wanted, reports: dict[Path, Any]) -> None:
    made = document(context, wanted.level, wanted.output.note)
    for path in context.tracked(list(reports), "Writing"):
        data = made(reports[path], wanted.form)
        write_bytes(path, data.encode() if isinstance(data, str) else data)
