"""The formats that a report can be written in, each with its writer, which is loaded when it is used."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.errors import SettingsError, refuse
from portfolio.formats.logo import stripped
from portfolio.pages.tree import with_content

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portfolio.language.language import Language
    from portfolio.pages.tree import Report
    from portfolio.pages.undrawn import Undrawn


class _Writer(NamedTuple):
    """A function of this package that makes a file of a report and its language.

    Attributes:
        module: The module that it is in.
        function: Its name; it returns text or bytes.
        takes: What of `Dress`, of `when` and `warn`, it takes besides.
        is_data: Whether programs read it, which expect every list, be there anything in it or not.
    """

    module: str
    function: str
    takes: tuple[str, ...] = ()
    is_data: bool = False


class Dress(NamedTuple):
    """What of the office's own a document wears, as the settings say.

    Attributes:
        logo: A picture for the title block, PNG or JPEG, without metadata.
        template: A Word document whose styles, header and footer are taken.
    """

    logo: bytes | None = None
    template: Path | None = None


_WRITERS = {
    "docx": _Writer("word.docx", "docx_bytes", ("template", "logo", "when")),
    "pdf": _Writer("pdf", "pdf_bytes", ("logo", "when", "warn")),
    "xlsx": _Writer("xlsx", "xlsx_bytes", ("when",)),
    "html": _Writer("html", "html_text", ("logo",)),
    "md": _Writer("markdown", "markdown_text"),
    "csv": _Writer("csv", "csv_bytes", is_data=True),
    "json": _Writer("json", "json_text", is_data=True),
}
FORMATS = tuple(_WRITERS)
# Formats that are no text: a terminal would be left in disarray.
BINARY = frozenset({"docx", "pdf", "xlsx"})


def write(
    report: Report, language: Language, form: str, dress: Dress, warn: Callable[[Undrawn], None] = lambda _: None
) -> bytes:
    """Return a report as a file; of equal reports the files are equal.

    Args:
        report: What it says.
        language: The language that it is in.
        form: One of `FORMATS`.
        dress: What of the office's own it wears.
        warn: Is told of what the format cannot show.

    Raises:
        UsageError: The format needs a package that is not installed; it says which.
        SettingsError: The logo or the template cannot be used.
    """
    writer = _WRITERS[form]
    function: Callable[..., str | bytes] = getattr(import_module(f"portfolio.formats.{writer.module}"), writer.function)
    # A file says that it was made on the day of which it tells, so that it can be made again.
    made = dt.datetime.combine(report.as_of, dt.time(), dt.UTC)
    worn: dict[str, Any] = {**dress._asdict(), "when": made, "warn": warn}
    told = report if writer.is_data else with_content(report)
    written = function(told, language, **{name: worn[name] for name in writer.takes})
    return written.encode("utf-8") if isinstance(written, str) else written


def dressed(logo: Path | None, template: Path | None) -> Dress:
    """Return what the settings say that documents wear; raises SettingsError if the logo is none or cannot be read."""
    try:
        return Dress(stripped(logo.read_bytes()) if logo else None, template)
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(f"The logo that report.logo of the settings names cannot be read: {reason}.") from None


def settled(form: str, path: Path | None) -> str:
    """Return the format that was asked for by name, else by a file's suffix; "" where neither says.

    Raises:
        RefusedError: There is no such format, or the suffix names none.
    """
    if form and form not in _WRITERS:
        raise refuse("--format", form, f"is not a format of reports; they are {', '.join(FORMATS)}")
    if form or path is None:
        return form
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in _WRITERS:
        listed = ", ".join(f".{each}" for each in FORMATS)
        raise refuse("-o", path, f"has no suffix that names a format of reports; end it in {listed} or give --format")
    return suffix
