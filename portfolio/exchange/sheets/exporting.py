"""A request for an export, and its files as bytes by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.errors import UnknownNameError, refuse
from portfolio.exchange.sheets.register_sheets import About, Export, export
from portfolio.fields.sheets import BY_NAME, WHAT
from portfolio.files.grid import Track, unseen
from portfolio.files.separated import DIALECTS
from portfolio.models.tables import table_of
from portfolio.pages.footnotes import left_out_notes
from portfolio.pages.inside import data_marking
from portfolio.pages.related import belonging
from portfolio.pages.release import release
from portfolio.query.question import Office, Question
from portfolio.reference.codes import CLASSIFICATION, secrecy
from portfolio.store.conditions import texts
from portfolio.text import counted, fold, likely

if TYPE_CHECKING:
    from portfolio.query.filters import RawFilters

# Sheets are made to come back, and say so.
_NUMBERED = (
    "The column Revision is there to bring the sheets back; a jump in it tells that something else was changed, so "
    "delete it before they leave the office."
)


class Made(NamedTuple):
    """An export as files."""

    files: dict[str, bytes]  # name to bytes; a single file has the name ""
    notes: list[str]  # what is to be said beside it
    told: str  # how much it holds, in words


class FileForm(NamedTuple):
    """How an export is written."""

    form: str  # its format: xlsx, csv, json, jsonl or xml
    dialect: str = ""  # the kind of CSV
    folder: bool = False  # whether a file for each sheet is wanted


def export_files(
    office: Office, what: str, filters: RawFilters, level: str, way: FileForm, track: Track = unseen
) -> Made:
    """Return an export of a key of `WHAT` as files; raises what `exported`, `files_of` and `published` raise."""
    if way.form == "xml":
        return published(office, what, filters, level, track)
    found, shown, notes = exported(office, what, filters, level, track)
    files = files_of(found, shown, way.form, way.dialect, folder=way.folder)
    marked = () if way.form == "xlsx" else _marking(found)
    return files._replace(notes=[*notes, *files.notes, *marked])


def _marking(found: Export) -> tuple[str, ...]:
    """Return how the most sensitive record of an export is classified, as data are marked nowhere."""
    highest = max((secrecy(each) for records in found.tables.values() for each in records), default=0)
    return data_marking(CLASSIFICATION.words[highest])


def exported(
    office: Office, what: str, filters: RawFilters, level: str, track: Track = unseen
) -> tuple[Export, Office, list[str]]:
    """Return an export of a key of `WHAT`, the office as it may be seen, and what is to be said beside it.

    Filters and the classification up to which records are exported are as typed; without filters every record is
    exported.

    Raises:
        UnknownNameError: There is no such thing to export, or a filter names what is not there.
        RefusedError: There is no such classification.
    """
    if what not in WHAT:
        near = _meant(what)
        guess = f"did you mean {near}? There" if near else "there"
        raise UnknownNameError(f"There is no export of “{what}”; {guess} are {', '.join(WHAT)}.", tuple(WHAT))
    may_leave = release(office, level)
    level = may_leave.seen.level
    # Where everything may be seen nothing tells of what may not be, so that nothing is taken out of it.
    shown = may_leave.whole if level == CLASSIFICATION.words[-1] else may_leave.office
    question = Question(shown, filters)
    settings = office.settings
    about = About(
        what=what,
        title=settings.title,
        organisation=settings.organisation,
        as_of=office.today.isoformat(),
        filters=question.selection.described if filters else (),
        marking=CLASSIFICATION.label(level),
    )
    chosen = belonging(question) if filters else None
    found = export(about, shown.reader, shown.names, chosen, track)
    return found, shown, [*(left_out_notes(question) if filters else ()), *may_leave.notes(texts(found.tables))]


def _meant(what: str) -> str:
    """Return the export that has the records that a word means, one or several of them, or one spelt alike, or ""."""
    word = fold(what)
    table = next((each for each in map(table_of, (word, word.removesuffix("s"))) if each in BY_NAME), "")
    having = [each for each in WHAT if table in WHAT[each]]
    return table if table in WHAT else next(iter(having), "") or likely(word, WHAT)


def published(office: Office, what: str, filters: RawFilters, level: str, track: Track = unseen) -> Made:
    """Return the programmes and projects of an office, or the office itself, as a file of IATI.

    Raises:
        UnknownNameError, RefusedError: As `exported`; IATI has no file of anything else.
    """
    from portfolio.exchange.iati import publishing  # noqa: PLC0415 - loads what writes XML

    if what not in _OF_IATI:
        raise refuse("WHAT", what, f"has no file of IATI; there are {' and '.join(_OF_IATI)}")
    may_leave = release(office, level)
    question = Question(may_leave.office, filters)
    chosen = belonging(question) if filters else None
    found = (
        publishing.activities(may_leave.office, chosen, track)
        if what == _OF_IATI[0]
        else publishing.organisation(may_leave.office)
    )
    notes = [*found.notes, *(left_out_notes(question) if filters else ()), *may_leave.notes([found.data.decode()])]
    nouns = ("activity", "activities") if what == _OF_IATI[0] else ("organisation",)
    return Made({"": found.data}, notes, counted(found.number, *nouns))


# Files of activities, which programmes and projects are, and of the office as an organisation.
_OF_IATI = ("projects", "organisations")


def files_of(found: Export, office: Office, form: str, dialect: str, *, folder: bool) -> Made:
    """Return an export as files of a form: xlsx, csv, json or jsonl.

    A `dialect` is one of `DIALECTS`, or "" for the first; `folder` says whether a file for each sheet is wanted.

    Raises:
        RefusedError: There is no such dialect.
        UsageError: One CSV file is wanted of what has several sheets.
    """
    from portfolio.exchange.sheets import books  # noqa: PLC0415 - loads what writes workbooks

    dialect = dialect or next(iter(DIALECTS))
    if dialect not in DIALECTS:
        raise refuse("--dialect", dialect, f"is not one of {', '.join(DIALECTS)}")
    told = counted(sum(map(len, found.tables.values())), "record")
    if folder:
        return Made(books.csv_files(found, dialect), [_NUMBERED], told)
    if form == "csv":
        data, others = books.single_csv(found, dialect)
        note = f"One CSV file has no room for {', '.join(others)}; an .xlsx file or a folder (NAME/) holds them."
        return Made({"": data}, [*([note] if others else []), _NUMBERED], told)
    if form == "xlsx":
        return Made({"": books.xlsx_bytes(found, office.reader)}, [_NUMBERED], told)
    return Made({"": books.json_bytes(found) if form == "json" else books.jsonl_bytes(found)}, [], told)
