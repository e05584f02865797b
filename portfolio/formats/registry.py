"""The formats that a page can be shown in: one row each, with the writer, which is loaded when it is used."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from portfolio.errors import SettingsError, UsageError, refuse

if TYPE_CHECKING:
    from portfolio.pages.tree import Page
    from portfolio.pages.undrawn import Undrawn

# What a command has to show: a page, in a sentence what it did, or records that are to come back.
Content: TypeAlias = Literal["page", "sentence", "records"]


class Format(NamedTuple):
    """A format."""

    module: str  # the module of this package that writes it
    function: str  # the function there that makes text or bytes of a page
    takes: tuple[str, ...] = ()  # what else it takes: `language`, `form`, a part of `Letterhead`, `when` or `warn`
    suffixes: tuple[str, ...] = ()  # how the names of its files end; the first is that of a new one
    is_data: bool = False  # whether programs read it, which expect every table, be there anything in it or not
    is_binary: bool = False  # whether it is no text, so that a terminal would be left in disarray
    # Whether it is a document, with a title block and a marking, and no place for a mere sentence.
    is_document: bool = False
    has_marks: bool = False  # whether it shows a language's marks of direction as what they are
    has_records: bool = False  # whether an export can be in it
    is_partial: bool = False  # whether it holds some pages only, such as those with a picture, and refuses the others
    is_terminal: bool = False  # whether it is the terminal's, which takes pages as they are
    is_read: bool = False  # whether it is read from its beginning to its end, so that long tables stand in annexes
    has_pages: bool = True  # whether a page can be in it; a file of IATI is of records alone, and `exchange` writes it


class Letterhead(NamedTuple):
    """What of the office's own a document wears, as the settings say."""

    logo: bytes | None = None  # a picture for the title block, PNG or JPEG, without metadata
    template: Path | None = None  # a Word document whose styles, header and footer are taken
    colour: str = ""  # that of headings, rules and bars, in six hexadecimal digits, or "" for the program's own


FORMATS = {
    "table": Format("terminal.console", "page_text", ("language",), (".txt",), is_terminal=True),
    "json": Format("json", "json_text", ("form",), (".json",), is_data=True, has_records=True),
    "jsonl": Format("json", "json_text", ("form",), (".jsonl",), is_data=True, has_records=True),
    "csv": Format("csv", "csv_text", ("form",), (".csv",), is_data=True, has_records=True),
    "tsv": Format("csv", "csv_text", ("form",), (".tsv",), is_data=True),
    "md": Format("markdown", "markdown_text", ("language", "logo"), (".md",), is_read=True),
    "html": Format(
        *("html", "html_text", ("language", "logo", "colour"), (".html", ".htm")),
        is_document=True,
        has_marks=True,
        is_read=True,
    ),
    "ics": Format("ics", "ics_text", ("when",), (".ics",), is_document=True, is_partial=True),
    "svg": Format(
        *("svg_page", "svg_text", ("language", "colour"), (".svg",)), is_document=True, has_marks=True, is_partial=True
    ),
    "xlsx": Format(
        *("xlsx", "xlsx_bytes", ("language", "logo", "colour", "when"), (".xlsx",)),
        is_binary=True,
        is_document=True,
        has_records=True,
    ),
    "docx": Format(
        *("word.docx", "docx_bytes", ("language", "template", "logo", "colour", "when"), (".docx",)),
        is_binary=True,
        is_document=True,
        has_marks=True,
        is_read=True,
    ),
    "pdf": Format(
        *("pdf", "pdf_bytes", ("language", "logo", "colour", "when", "warn"), (".pdf",)),
        is_binary=True,
        is_document=True,
        has_marks=True,
        is_read=True,
    ),
    "xml": Format("", "", (), (".xml",), is_document=True, has_records=True, has_pages=False),
}


# Suffixes of other programs' files, and mistyped ones, to those that hold the same here, the nearest first.
_INSTEAD = {
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods", ".exel", ".excel"), (".xlsx", ".csv")),
    **dict.fromkeys((".doc", ".docm", ".odt", ".rtf", ".word"), (".docx", ".md")),
    **dict.fromkeys((".markdown", ".mdown", ".rst"), (".md",)),
    **dict.fromkeys((".yaml", ".yml", ".toml", ".js", ".ndjson"), (".json",)),
    **dict.fromkeys((".text", ".log"), (".txt",)),
    **dict.fromkeys((".tab", ".dat"), (".tsv", ".csv")),
    **dict.fromkeys((".db", ".sqlite", ".sql", ".parquet"), (".csv",)),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".ppt", ".pptx"), (".svg", ".pdf")),
    **dict.fromkeys((".ps", ".fdp"), (".pdf",)),
    **dict.fromkeys((".xhtml", ".mht", ".hmtl"), (".html",)),
    ".ical": (".ics",),
}


def holding(content: Content) -> list[str]:
    """Return the formats that can hold a content."""
    return [
        name
        for name, found in FORMATS.items()
        if (
            found.has_pages
            if content == "page"
            else found.has_records
            if content == "records"
            else not found.is_document
        )
    ]


def settled(form: str, path: Path | None, content: Content = "page") -> str:
    """Return the format that was asked for by name, else by a file's suffix; "" where neither says.

    Raises:
        RefusedError: There is no such format, it cannot hold the content, or the suffix names none.
        UsageError: It is no text, and no file is named.
    """
    names = holding(content)
    if form and form not in names:
        why = f"holds no {content}" if form in FORMATS else "is not a format"
        raise refuse("--format", form, f"{why}; the formats are {', '.join(names)}")
    if not form and path is not None:
        found = {suffix: name for name in names for suffix in FORMATS[name].suffixes}
        form = found.get(path.suffix.lower(), "")
        if not form:
            near = next((end for end in _INSTEAD.get(path.suffix.lower(), ()) if end in found), "")
            guess = f". Did you mean {path.with_suffix(near)}?" if near else ""
            ends = f"end it in {', '.join(found)} or give --format{guess}"
            remedy = f"did you mean --format {path}?" if str(path) in names else ends
            raise refuse("-o", path, f"{_unfit(path, content)}; {remedy}")
    if form and FORMATS[form].is_binary and path is None:
        raise UsageError(f"Name the file that the {form} goes to: -o FILE.")
    return form


def _unfit(path: Path, content: Content) -> str:
    """Return why the suffix of a file names no format that can hold a content."""
    suffix = path.suffix.lower()
    if not any(each.is_document and suffix in each.suffixes for each in FORMATS.values()):
        return "has no suffix that names a format"
    what = "records that can be brought back" if content == "records" else "what a change says"
    return f"would be a {suffix} file, which cannot hold {what}"


def suffix_of(form: str) -> str:
    """Return how the name of a file of a format ends."""
    return FORMATS[form].suffixes[0]


def write(
    page: "Page",
    form: str,
    letterhead: Letterhead = Letterhead(),  # noqa: B008 - it cannot be changed
    warn: Callable[["Undrawn"], None] = lambda _: None,
) -> str | bytes:
    """Return a page in one of `FORMATS`, as text or as the bytes of a file; of equal pages the files are equal.

    `warn` is told of what the format cannot show.

    Raises:
        UsageError: The format needs a package that is not installed; it says which.
        SettingsError: The logo or the template cannot be used.
    """
    found = FORMATS[form]
    function: Callable[..., str | bytes] = getattr(import_module(f"portfolio.formats.{found.module}"), found.function)
    given: dict[str, Any] = {**letterhead._asdict(), "form": form, "warn": warn}
    if "language" in found.takes:
        from portfolio.language.language import Language  # noqa: PLC0415 - lists as data have no words

        given["language"] = Language(page.language or "en")
    if "when" in found.takes:
        # A file says that it was made on the day of which it tells, so that it can be made again.
        day = page.as_of or dt.datetime.now(tz=dt.UTC).date()
        given["when"] = dt.datetime.combine(day, dt.time(), dt.UTC)
    return function(_readable(page, found), **{name: given[name] for name in found.takes})


def _readable(page: "Page", form: Format) -> "Page":
    """Return a page as a format shows it: to people without what is empty, without marks that it does not know."""
    from portfolio.pages.tree import LIST  # noqa: PLC0415 - see `write`

    if form.is_terminal or page.kind == LIST:
        return page
    if not (form.is_data and page.language):
        from portfolio.pages.content import with_content, with_words  # noqa: PLC0415 - see `write`

        page = with_content(page)
        page = page if form.is_data or page.language else with_words(page)
        if page.language and form.is_read:
            from portfolio.formats.annexes import with_annexes  # noqa: PLC0415 - see `write`
            from portfolio.language.language import Language  # noqa: PLC0415 - see `write`

            page = with_annexes(page, Language(page.language), draws=form.is_document)
    if page.language and not form.has_marks:
        from portfolio.formats.wording import without_marks  # noqa: PLC0415 - see `write`

        page = without_marks(page)
    return page


def letterhead(logo: Path | None, template: Path | None, colour: str = "") -> Letterhead:
    """Return what the settings say that documents wear; the colour is theirs, else that of the template's theme.

    Raises:
        SettingsError: The logo is none or cannot be read.
    """
    from portfolio.formats.logo import stripped  # noqa: PLC0415 - only documents have one

    if template and not colour:
        from portfolio.files.colours import accent_of  # noqa: PLC0415 - few registers have a template

        colour = accent_of(template)
    try:
        return Letterhead(stripped(logo.read_bytes()) if logo else None, template, colour.lstrip("#"))
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(f"The logo that report.logo of the settings names cannot be read: {reason}.") from None
