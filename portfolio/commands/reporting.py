"""Options of reports, and the file, output or terminal that a report goes to."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.commands import complete, options
from portfolio.commands.files import spare
from portfolio.commands.nouns import later
from portfolio.commands.options import Group, Opt
from portfolio.errors import UsageError, refuse

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output
    from portfolio.formats.registry import Dress
    from portfolio.language.language import Language
    from portfolio.pages.tree import Answer, Report
    from portfolio.pages.undrawn import Undrawn
    from portfolio.query.question import Office

_SHOWN, _WRITTEN = "What it shows", "How it is written"
_PERIOD = ("year", "since", "until")


class Wanted(NamedTuple):
    """How reports are wanted.

    Attributes:
        filters: What they are of, as typed.
        currency: ISO 4217 code that amounts are converted to, or None to leave them as recorded.
        level: The classification up to which they show records.
        co_funding: Whether other donors are named, or shown with their amounts.
        allow_withheld: Whether a report may lack contributions of its donor that are above the level.
        fiscal: Whether its years are fiscal years.
        language: The language that they are written in.
        form: The format, or "" for the terminal.
        path: The file to write, or None for the output.
        force: Whether files that are there already are written over.
        output: Where notes go, and what has no file.
    """

    filters: options.Given
    currency: str | None
    level: str
    co_funding: str
    allow_withheld: bool
    fiscal: bool
    language: "Language"
    form: str
    path: Path | None
    force: bool
    output: "Output"

    @property
    def for_donors(self) -> Any:  # noqa: ANN401 - of a module that is loaded when it is used
        """The same as donors' reports take it."""
        return later("pages.donor", "Options")(self.filters, self.currency, self.co_funding, self.level, self.fiscal)


def _wanted(context: "Context", values: Mapping[str, Any]) -> Wanted:
    """Return how reports are wanted, all that was typed being checked; raises RefusedError."""
    from portfolio.formats.output import Output  # noqa: PLC0415
    from portfolio.language.language import Language  # noqa: PLC0415
    from portfolio.reference import codes, currencies  # noqa: PLC0415 - not to be loaded for completion

    context.as_of = values["as_of"] or ""
    path = None if str(values.get("output")) == "-" else values.get("output")
    currency, level = values.get("currency"), values["max_classification"] or codes.UNCLASSIFIED
    return Wanted(
        filters=options.given_texts({name: values[name] for name in options.FILTERS if name in values}),
        currency=_parsed("--currency", currency, currencies.parse) if currency else None,
        level=_parsed("--max-classification", level, codes.CLASSIFICATION.parse),
        co_funding=_parsed("--co-funding", values.get("co_funding") or "", _co_funding),
        allow_withheld=values.get("allow_withheld", False),
        fiscal=values.get("fiscal", False),
        language=Language(values["lang"] or context.settings.report_language),
        form=later("formats.registry", "settled")(values["format"] or "", path),
        path=path,
        force=values["force"],
        output=Output(sys.stdout, sys.stderr, form="table"),
    )


def _parsed(option: str, typed: str, parse: Callable[[str], str]) -> str:
    try:
        return parse(typed)
    except ValueError as error:
        raise refuse(option, typed, str(error)) from None


def _co_funding(typed: str) -> str:
    from portfolio.pages.cofunding import NAMES, SHOWN  # noqa: PLC0415 - not to be loaded for completion

    if typed and typed not in SHOWN:
        raise ValueError(f"is not one of {', '.join(SHOWN)}")
    return typed or NAMES


_TIME: Mapping[str, Opt] = {name: options.FILTERS[name]._replace(panel=_SHOWN) for name in _PERIOD}
_CHOSEN: Mapping[str, Opt] = {name: opt for name, opt in options.FILTERS.items() if name not in _PERIOD}
_FISCAL = {"fiscal": Opt("", "By fiscal years, as where the period is given in these.", panel=_SHOWN)}
_CURRENCY = {"currency": Opt("CODE", "Convert amounts by the recorded rates.", False, complete.currencies, _SHOWN)}
_DONORS = {
    "co_funding": Opt("WHAT", "Of other donors the names, or the amounts too.", False, complete.co_funding, _SHOWN)
}
_WITHHELD = {"allow_withheld": Opt("", "Even if contributions of the donor are above that.", panel=_SHOWN)}
_FORM: Mapping[str, Opt] = {
    "as_of": Opt("WHEN", "A date or revision: as the register was then.", panel=_SHOWN),
    "max_classification": Opt(
        "LEVEL", "Records up to a classification; unclassified.", False, complete.coded("CLASSIFICATION"), _SHOWN
    ),
    "lang": Opt("LANGUAGE", "en, fr, es, ru, zh or ar.", False, complete.languages, _WRITTEN),
    "format": Opt(
        "FORMAT",
        "docx, pdf, xlsx, html, md, csv or json; else by the file’s suffix.",
        complete=complete.report_formats,
        panel=_WRITTEN,
        names=("--format", "-f"),
    ),
    "force": Opt("", "Write over what is there already.", panel=_WRITTEN),
}
_FILE = {"output": Opt("FILE", "The file to write.", panel=_WRITTEN, names=("--output", "-o"), kind=Path)}

one_donor = Group({**_TIME, **_FISCAL, **_CURRENCY, **_DONORS, **_WITHHELD, **_FORM, **_FILE}, _wanted)
every_donor = Group({**_TIME, **_FISCAL, **_CURRENCY, **_DONORS, **_WITHHELD, **_FORM}, _wanted)
chosen_work = Group({**_CHOSEN, **_CURRENCY, **_DONORS, **_FORM, **_FILE}, _wanted)
one_project = Group({**_DONORS, **_FORM, **_FILE}, _wanted)


def put(context: "Context", wanted: Wanted, make: Callable[["Office", "Language"], "Answer"]) -> None:
    """Make a report of what may be released of the register, and hand it over.

    Args:
        context: What the command is given.
        wanted: How the report is wanted.
        make: Makes the report of an office that sees only that, in a language, with what to say beside it.

    Raises:
        PortfolioError: As `check_delivery`, `make` and `deliver`.
    """
    check_delivery(context, wanted)
    release = later("pages.release", "release")(context.office, wanted.level)
    made = make(release.office, wanted.language)
    deliver(context, wanted, made.report, release.office)
    wrong = release.wrong(made.report, lambda office, language: make(office, language).report)
    for note in [*made.notes, *release.notes(later("pages.tree", "texts")(made.report)), *wrong]:
        wanted.output.note(note)


def dress(context: "Context") -> "Dress":
    """Return what documents wear of the office's own; raises SettingsError."""
    kept = context.settings
    dressed: Dress = later("formats.registry", "dressed")(kept.report_logo, kept.report_template)
    return dressed


def warner(wanted: Wanted, report: "Report", office: "Office") -> "Callable[[Undrawn], None]":
    """Return what says on the error stream which characters of a report could not be drawn, and whose they are."""
    return lambda found: wanted.output.note(later("pages.undrawn", "undrawn_sentence")(found, report, office.reader))


def deliver(context: "Context", wanted: Wanted, report: "Report", office: "Office") -> None:
    """Write a report to its file, to the output, or show it on the terminal.

    Args:
        context: What the command is given.
        wanted: How the report is wanted.
        report: What it says.
        office: The office as the report sees it.

    Raises:
        UsageError: Its format is no text, and no file is named.
        StoreError: It cannot be written.
    """
    from portfolio.formats import registry  # noqa: PLC0415
    from portfolio.formats.stream import prepared, write_bytes, write_out  # noqa: PLC0415 - not to be loaded for completion

    if not wanted.form:
        wanted.output.sheet(later("formats.terminal.report", "page")(report, wanted.language))
        return
    data = registry.write(report, wanted.language, wanted.form, dress(context), warner(wanted, report, office))
    if wanted.path:
        write_bytes(wanted.path, data)
        wanted.output.note(f"Wrote the report to {wanted.path}.")
    else:
        write_out(prepared(sys.stdout), data, is_text=True)


def check_delivery(context: "Context", wanted: Wanted) -> None:
    """See that a report can go where it is wanted before it is worked out.

    Raises:
        UsageError: Its format is no text, and no file is named.
        RefusedError: Its file is one that the register needs.
        ConflictError: Its file is there already.
    """
    from portfolio.formats import registry  # noqa: PLC0415 - not to be loaded for completion

    if wanted.form in registry.BINARY and not wanted.path:
        raise UsageError(f"Name the file that the {wanted.form} goes to: -o FILE.")
    if wanted.path:
        spare(context, [wanted.path], force=wanted.force)
