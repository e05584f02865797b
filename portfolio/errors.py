"""The errors a user can meet, each with the exit code that the command ends with."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar, NamedTuple

from portfolio.text import counted, some

# A value is quoted so that it is recognised; a page pasted into a title need not be printed again.
_QUOTED = 120
# A record as messages name it, `project P-012` or `new project “Title”`; and how many that share a problem are named.
_RECORD = r"([a-z][a-z ]*) (\S*[A-Z]\S*|“.*”)"
_NAMED = 5


class Problem(NamedTuple):
    """One refused value: where it stands, what it is, and what would be accepted."""

    record: str  # the record as the user knows it (`project P-012`, `row 7`), or "" for the command line
    field: str  # the field or option
    value: str  # the refused value as text, or "" where something is missing
    message: str  # what is accepted, as the end of a sentence

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.record, self.field) if part)
        quoted = self.value if len(self.value) <= _QUOTED else f"{self.value[:_QUOTED]}…"
        value = f"“{quoted}” " if quoted else ""
        return f"{place}: {value}{self.message}" if place else f"{value}{self.message}"


def _together(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems, one that several records of a kind share once, with their count and the first of their codes."""
    shared: dict[tuple[str, ...], list[Problem]] = {}
    for each in problems:
        found = re.fullmatch(_RECORD, each.record)
        shared.setdefault((found[1] if found else each.record, *each[1:]), []).append(each)
    for (noun, *_), those in shared.items():
        records = dict.fromkeys(each.record for each in those)
        if len(records) == 1:
            yield from dict.fromkeys(those)
            continue
        codes = [record.removeprefix(f"{noun} ") for record in records]
        yield those[0]._replace(record=f"{counted(len(codes), noun)} ({some(codes, _NAMED)})")


class PortfolioError(Exception):
    """The base of all errors that end a command with a sentence instead of a traceback."""

    exit_code: ClassVar[int] = 1


class UsageError(PortfolioError):
    """The command was put together wrongly: options that exclude or need one another."""

    exit_code = 2


class MissingError(UsageError):
    """What a command needs was not given, so that its reader has to see how it goes."""


class ExtraError(UsageError):
    """Words stand behind a command that has no place for them; the message is these words."""


class UnknownNameError(PortfolioError):
    """A name or code that does not resolve, or that resolves to more than one thing."""

    exit_code = 3

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        self.suggestions = tuple(suggestions)  # names that would resolve, best first
        super().__init__(message)


class SeveralNamesError(UnknownNameError):
    """Several names that were typed as one."""


class ConflictError(PortfolioError):
    """The register already holds something that this change contradicts, or it is locked."""

    exit_code = 4


class RefusedError(PortfolioError):
    """One or more values that the register does not take."""

    exit_code = 5

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)  # every problem found, never empty
        super().__init__("\n".join(map(str, _together(self.problems))))


class StoreError(PortfolioError):
    """The store cannot be read or written, is damaged, or is not ours."""

    exit_code = 6


class SettingsError(PortfolioError):
    """The settings file is wrong."""

    exit_code = 7


def refuse(field: str, value: object, message: str, record: str = "") -> RefusedError:
    """Return the error for a single refused value; see `Problem` for the parts."""
    return RefusedError([Problem(record, field, str(value), message)])


@contextmanager
def refusing(field: str, value: object) -> Iterator[None]:
    """Refuse a value that cannot be understood, with what the ValueError raised of it says."""
    try:
        yield
    except ValueError as error:
        raise refuse(field, value, str(error)) from None
