"""The map by which somebody says what the columns of a file mean: a TOML file, read, checked and written."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from portfolio.errors import Problem, RefusedError, StoreError, refuse
from portfolio.exchange.intake.cell_values import DECIMALS, Habits
from portfolio.fields import synonyms
from portfolio.files.plain import decoded
from portfolio.reference import currencies
from portfolio.reference.name_matching import nearest
from portfolio.text import fold
from portfolio.typed_dates import ORDERS

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class SheetMap(NamedTuple):
    """What a map says of one sheet or file."""

    kind: str = ""  # the kind of sheet that its rows are, or "" where that shows; `skip` leaves it out
    header: int = 0  # the row number of its headings, or 0 where that shows
    # Heading, or `column C`, to what it is: a column's key, `SHEET.KEY` for a part beside the record, or "" to leave it
    # out.
    columns: Mapping[str, str] = _NOTHING
    # Heading, or `column C`, to what its values mean: the exact text in the file to text that is understood, or to
    # `skip`, which leaves out what the row says with it.
    values: Mapping[str, Mapping[str, str]] = _NOTHING
    rows: Mapping[str, Sequence[str]] = _NOTHING  # heading to the texts of which a row has to hold one to be taken
    fixed: Mapping[str, str] = _NOTHING  # column's key to a text that every row has


SKIP = "skip"


def exact_text(text: str) -> str:
    """Return a text of a cell as maps name it: no sign is passed over, but for case and how wide spaces are."""
    return " ".join(text.split()).casefold()


class FileMap(NamedTuple):
    """What a map says of a file."""

    # Name of the sheet to what is said of it; `*` is any other. Sheets not named are left out.
    sheets: Mapping[str, SheetMap] = _NOTHING
    # As the options of these names.
    dates: str = ""
    decimal: str = ""
    currency: str = ""
    again: bool = False  # whether entries equal to others are meant
    add_organisations: bool = False  # whether organisations that the register has not are added
    round_amounts: bool = False  # whether amounts finer than their currency are rounded

    @property
    def habits(self) -> Habits:
        """How dates and decimals are written."""
        return Habits(self.dates, self.decimal)

    def of(self, name: str) -> SheetMap | None:
        """Return what is said of a sheet: None is nothing, so that its headings decide."""
        if not self.sheets:
            return SheetMap(fixed=self._fixed) if self.currency else None
        by_name = {fold(each): given for each, given in self.sheets.items()}
        found = by_name.get(fold(name)) or self.sheets.get("*") or SheetMap(SKIP)
        return found._replace(fixed={**self._fixed, **found.fixed})

    @property
    def _fixed(self) -> Mapping[str, str]:
        return {"currency": self.currency} if self.currency else {}


# What to do with a record that was changed in the register since the file was exported; the first if nobody says.
ON_CONFLICT = ("fail", "skip", "update")


class Request(NamedTuple):
    """How an import is asked for."""

    map: FileMap = FileMap()  # what is said of the file, by options and by a map
    kind: str = ""  # the kind of sheet that rows are said to be, or ""
    on_conflict: str = ON_CONFLICT[0]  # one of `ON_CONFLICT`


def read_map(path: Path) -> FileMap:
    """Return what a map says.

    Raises:
        StoreError: It cannot be read.
        RefusedError: It is no text, no TOML, or holds what is no map; every problem is listed.
    """
    import tomllib  # noqa: PLC0415 - only a map needs it

    try:
        given = tomllib.loads(decoded(path.read_bytes(), f"map {path.name}"))
    except OSError as error:
        raise StoreError(f"The map {path} cannot be read: {error.strerror}.") from None
    except tomllib.TOMLDecodeError as error:
        raise refuse("", "", f"is not valid TOML: {error}", f"map {path.name}") from None
    except RecursionError:
        raise refuse("", "", "is nested deeper than any map", f"map {path.name}") from None
    problems: list[Problem] = []
    found = _file(given, f"map {path.name}", problems)
    if problems:
        raise RefusedError(problems)
    return found


_FLAGS = ("again", "add_organisations", "round_amounts")
_CHOICES = {"dates": ORDERS, "decimal": DECIMALS}
# The options that take one of a few words, by their names.
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType({**_CHOICES, "on_conflict": ON_CONFLICT})
_FORMS = {
    "sheets": "is not of the form [sheets.NAME]",
    "dates": f"is not one of {', '.join(ORDERS)}",
    "decimal": f"is neither {' nor '.join(DECIMALS)}",
    **dict.fromkeys(_FLAGS, "is neither true nor false"),
}


def _file(given: Mapping[str, Any], record: str, problems: list[Problem]) -> FileMap:
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key == "sheets" and isinstance(value, dict):
            values["sheets"] = {
                name: _sheet(table, f"{record} [sheets.{name}]", problems) for name, table in value.items()
            }
        elif key == "currency":
            try:
                values[key] = currencies.parse(str(value))
            except ValueError as error:
                problems.append(Problem(record, key, str(value), str(error)))
        elif (key in _FLAGS and isinstance(value, bool)) or value in _CHOICES.get(key, ()):
            values[key] = value
        else:
            wrong = _FORMS.get(key) or f"is not of a map{_instead(key, FileMap._fields)}"
            problems.append(Problem(record, key, str(value), wrong))
    return FileMap(**values)


def _instead(key: str, known: Sequence[str]) -> str:
    """Return what may be meant, or else all that there is, as the end of a message."""
    near = " or ".join(nearest(fold(key), ((fold(each), each) for each in known)))
    return f"; did you mean {near}?" if near else f"; there are {', '.join(known)}"


def _sheet(given: Any, record: str, problems: list[Problem]) -> SheetMap:  # noqa: ANN401 - any TOML value
    if not isinstance(given, dict):
        problems.append(Problem(record, "", str(given), "is not a section"))
        return SheetMap()
    known: dict[str, Any] = {}
    for key, value in given.items():
        fits, wrong = _SHAPES.get(key) or (None, f"is not of a sheet{_instead(key, SheetMap._fields)}")
        if fits and fits(value):
            known[key] = value
        else:
            problems.append(Problem(record, key, "", wrong))
    found = SheetMap(**known)
    kinds = (*synonyms.KINDS, SKIP)
    if found.kind and found.kind not in kinds:
        problems.append(Problem(record, "kind", found.kind, f"is no kind of sheet{_instead(found.kind, kinds)}"))
    else:
        problems += _unknown_keys(found, record)
    return found


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _row_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _tables_of_texts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_texts, value.values()))


def _lists_of_texts(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(each, list) and all(isinstance(text, str) for text in each) for each in value.values()
    )


# What is said of a sheet to whether a value has its form, and what is wrong with one that has not.
_SHAPES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "kind": (lambda value: isinstance(value, str), "is not text"),
    "header": (_row_number, "is not the number of a row"),
    "columns": (_texts, 'is not of the form "Heading" = "key"'),
    "fixed": (_texts, 'is not of the form key = "text"'),
    "values": (_tables_of_texts, 'is not of the form [sheets.NAME.values."Heading"] with "text" = "text"'),
    "rows": (_lists_of_texts, 'is not of the form "Heading" = ["text"]'),
}


def _unknown_keys(found: SheetMap, record: str) -> list[Problem]:
    said = (("columns", key) for key in found.columns.values() if key)
    problems = []
    for part, key in (*said, *(("fixed", key) for key in found.fixed)):
        name, dot, inner = key.partition(".") if part == "columns" else ("", "", "")
        sheet = synonyms.KINDS.get(name if dot else found.kind)
        if sheet is None and dot:
            wrong = f"is no column: there is no sheet {name}{_instead(name, tuple(synonyms.KINDS))}"
            problems.append(Problem(record, part, key, wrong))
        elif sheet is not None and (inner if dot else key) not in (
            keys := [each.key for each in synonyms.fields(sheet)]
        ):
            wrong = f"is no column of {sheet.name}{_instead(inner if dot else key, keys)}"
            problems.append(Problem(record, part, key, wrong))
    return problems
