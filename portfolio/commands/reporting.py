"""Options of reports, and the file, output or terminal that a report goes to."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.commands import complete, delivery, options
from portfolio.commands.nouns import later
from portfolio.commands.options import Group, Opt
from portfolio.errors import refuse, refusing
from portfolio.text import clean

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Document, Output
    from portfolio.language.language import Language
    from portfolio.pages.release import Release
    from portfolio.pages.tree import Answer, Page
    from portfolio.query.question import Office, Question

_SHOWN, _WRITTEN = "What it shows", "How it is written"
_PERIOD = ("year", "since", "until")
_FORM_OF_MANY = "docx"
# About five pages.
_LONGEST_NOTE = 20_000


class Wanted(NamedTuple):
    """How reports are wanted."""

    filters: options.Given  # what they are of, as typed
    currency: str | None  # ISO 4217 code that amounts are converted to, or None to leave them as recorded
    level: str  # the classification up to which they show records
    co_funding: str  # whether other donors are named, or shown with their amounts
    allow_withheld: bool  # whether a report may lack contributions of its donor that are above the level
    fiscal: bool  # whether its years are fiscal years
    covering: str  # a covering note in simple Markdown, or ""
    compared_with: str  # the day or revision, as typed, since which changes are told of; "" for none
    language: "Language"  # the language that they are written in
    form: str  # the format, or "" for the terminal
    path: Path | None  # the file to write, or None for the output
    force: bool  # whether files that are there already are written over
    output: "Output"  # where notes go, and what has no file

    def question(self, office: "Office") -> "Question":
        """Return what they are of, put to an office."""
        made: Question = later("query.question", "Question")(office, self.filters, self.currency)
        return made

    @property
    def for_donors(self) -> Any:  # noqa: ANN401 - of a module that is loaded when it is used
        """The same as donors' reports take it."""
        return later("pages.donor", "Options")(
            *(self.filters, self.currency, self.co_funding, self.level), note=self.covering, fiscal=self.fiscal
        )


def _wanted(context: "Context", values: Mapping[str, Any]) -> Wanted:
    """Return how reports are wanted, all that was typed being checked; raises RefusedError."""
    from portfolio.formats.output import Output  # noqa: PLC0415
    from portfolio.language.language import Language  # noqa: PLC0415
    from portfolio.reference import codes, currencies  # noqa: PLC0415 - not to be loaded for completion

    context.as_of = values["as_of"] or ""
    path = None if str(values.get("output")) == "-" else values.get("output")
    currency, level = values.get("currency"), values["max_classification"] or codes.UNCLASSIFIED
    level = _parsed("--max-classification", level, _classification)
    settled = later("formats.registry", "settled")
    # Of many reports each has a file of its own, and only what is said of them goes to the output.
    alone = "output" in values
    form = settled(values["format"] or "", path) if alone else settled(values["format"] or _FORM_OF_MANY, Path())
    made = document(context, level, context.note)
    output = Output(sys.stdout, sys.stderr, form=(form if alone else "") or "table", path=path, document=made)
    return Wanted(
        filters=options.given_texts({name: values[name] for name in options.FILTERS if name in values}),
        currency=_parsed("--currency", currency, currencies.parse) if currency else None,
        level=level,
        co_funding=_parsed("--co-funding", values.get("co_funding") or "", _co_funding),
        allow_withheld=values.get("allow_withheld", False),
        fiscal=values.get("fiscal", False),
        covering=_covering(values.get("note")),
        compared_with=values.get("compared_with") or "",
        language=Language(values["lang"] or context.settings.report_language),
        form=form,
        path=path,
        force=values["force"],
        output=output,
    )


def _parsed(option: str, typed: str, parse: Callable[[str], str]) -> str:
    with refusing(option, typed):
        return parse(typed)


def _classification(typed: str) -> str:
    from portfolio.reference.codes import CLASSIFICATION  # noqa: PLC0415 - not to be loaded for completion

    return CLASSIFICATION.parse(typed)


def _covering(path: Path | None) -> str:
    """Return the text of a covering note; raises RefusedError where it is none, or longer than a note."""
    if path is None:
        return ""
    from portfolio.files.plain import read_text  # noqa: PLC0415 - few reports have one

    with refusing("--note", path):
        text = clean(read_text(path), lines=True)
    if len(text) > _LONGEST_NOTE:
        raise refuse(
            "--note", path, f"is longer than a note: it has {len(text):,} of at most {_LONGEST_NOTE:,} characters"
        )
    return text


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
_COMPARED = {"compared_with": Opt("WHEN", "The day of the last report, since which changes are marked.", panel=_SHOWN)}
_NOTE = {
    "note": Opt("FILE", "A covering note: paragraphs, lists and **words** that stand out.", panel=_SHOWN, kind=Path)
}
_FORM: Mapping[str, Opt] = {
    "as_of": Opt("WHEN", "A date or revision: as the register was then.", panel=_SHOWN),
    "max_classification": Opt(
        "LEVEL", "Records up to a classification; unclassified.", False, complete.coded("CLASSIFICATION"), _SHOWN
    ),
    "lang": Opt("LANGUAGE", "en, fr, es, ru, zh or ar.", False, complete.languages, _WRITTEN),
    "format": Opt(
        "FORMAT",
        "docx, pdf, xlsx, html, md, csv, json …; else by the file’s suffix.",
        complete=complete.formats("page"),
        panel=_WRITTEN,
        names=("--format", "-f"),
    ),
    "force": options.FORCE["force"]._replace(panel=_WRITTEN),
}
_FILE = {"output": Opt("FILE", "The file to write.", panel=_WRITTEN, names=("--output", "-o"), kind=Path)}

_TO_DONORS = {**_TIME, **_COMPARED, **_FISCAL, **_CURRENCY, **_DONORS, **_WITHHELD, **_NOTE, **_FORM}
one_donor = Group({**_TO_DONORS, **_FILE}, _wanted)
every_donor = Group(_TO_DONORS, _wanted)
chosen_work = Group({**_CHOSEN, **_CURRENCY, **_DONORS, **_FORM, **_FILE}, _wanted)
one_project = Group({**_DONORS, **_FORM, **_FILE}, _wanted)


class SiteWanted(NamedTuple):
    """How a site is wanted."""

    languages: Sequence["Language"]  # its languages, the first of which is shown first
    level: str  # the classification up to which it shows records
    shows_money: bool  # whether it shows amounts
    force: bool  # whether it may lie beside what no site made


def _site(context: "Context", values: Mapping[str, Any]) -> SiteWanted:
    """Return how a site is wanted, all that was typed being checked; raises RefusedError."""
    from portfolio.language.language import Language  # noqa: PLC0415 - see `_wanted`
    from portfolio.pages.cofunding import AMOUNTS  # noqa: PLC0415
    from portfolio.reference import codes, places  # noqa: PLC0415

    context.as_of = values["as_of"] or ""
    level = _parsed("--max-classification", values["max_classification"] or codes.UNCLASSIFIED, _classification)
    typed = [part.strip() for text in values["lang"] or () for part in text.split(",")]
    named = places.LANGUAGES if "all" in typed else typed or [context.settings.report_language]
    # A page of each donor shows what all of them gave, so that no amount can be left out but all.
    shows_money = _parsed("--co-funding", values["co_funding"] or AMOUNTS, _co_funding) == AMOUNTS
    return SiteWanted([Language(each) for each in dict.fromkeys(named)], level, shows_money, values["force"])


whole_site = Group(
    {
        "lang": Opt("LANGUAGE", "en, fr, es, ru, zh or ar, or all; repeatable.", True, complete.languages, _WRITTEN),
        **{name: _FORM[name] for name in ("as_of", "max_classification")},
        "co_funding": Opt(
            "WHAT", "Of donors the names alone, or amounts, as usual.", False, complete.co_funding, _SHOWN
        ),
        "force": Opt("", "Even if the folder holds what no site made.", panel=_WRITTEN),
    },
    _site,
)


def before(context: "Context", wanted: Wanted) -> "Release | None":
    """Return what may be released of the register as it was when the last report was made, or None.

    Raises:
        UnknownNameError: The history does not reach back so far.
        RefusedError: It is no day, or one after that of the report.
    """
    if not wanted.compared_with:
        return None
    was = context.at(wanted.compared_with, "--compared-with")
    found: Release = later("pages.release", "release")(was.office, wanted.level)
    return found


def put(context: "Context", wanted: Wanted, make: Callable[["Office", "Language"], "Answer"]) -> None:
    """Make a report of what may be released of the register, and hand it over.

    `make` makes it of an office that sees only that, in a language, with what to say beside it.

    Raises:
        PortfolioError: As `check_delivery`, `make` and `deliver`.
    """
    check_delivery(context, wanted)

    def told(office: "Office", language: "Language") -> "Answer":
        return make(later("query.translated", "told_in")(office, language.code), language)

    release = later("pages.release", "release")(context.office, wanted.level)
    made = told(release.office, wanted.language)
    deliver(wanted, made.page)
    wrong = release.wrong(made.page, lambda office, language: told(office, language).page)
    for note in [*made.notes, *release.notes(later("pages.content", "texts")(made.page)), *wrong]:
        wanted.output.note(note)


def document(context: "Context", level: str, note: Callable[[str], None]) -> "Document":
    """Return what makes a document of a report up to a level; `note` takes what is to be said of it."""

    def made(page: "Page", form: str) -> str | bytes:
        return delivery.document_of(
            context, page, form, lambda: later("pages.release", "release")(context.office, level).office, note
        )

    return made


def deliver(wanted: Wanted, page: "Page") -> None:
    """Write a report to its file, to the output, or show it on the terminal; raises StoreError."""
    wanted.output.show(later("pages.tree", "Answer")(page))


def check_delivery(context: "Context", wanted: Wanted) -> None:
    """See that a report can go where it is wanted before it is worked out.

    Raises:
        RefusedError: Its file is one that the register needs.
        ConflictError: Its file is there already.
    """
    if wanted.path:
        context.spare([wanted.path], force=wanted.force)
