"""A donor's report: what it gave, for what, where, and with what result, as a tree of values."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from portfolio.errors import Problem, RefusedError, UnknownNameError, refuse
from portfolio.figures.activities import activities
from portfolio.pages.content import texts
from portfolio.pages.donor import agreements, glance, statement, supported
from portfolio.pages.donor.gift import Giving, Options
from portfolio.pages.donor.whom import gives
from portfolio.pages.footnotes import left_out_notes
from portfolio.pages.narrated import numbered
from portfolio.pages.prose import note
from portfolio.pages.tree import Answer, Fact, Page, Paragraph, Section
from portfolio.query.released import withheld_contributions
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portfolio.language.language import Language
    from portfolio.pages.release import Release
    from portfolio.query.question import Office

__all__ = ["Answer", "Options", "answer", "donor_report"]


def answer(
    release: Release,
    donor: str,
    options: Options,
    language: Language,
    *,
    allow_withheld: bool = False,
    before: Release | None = None,
) -> Answer:
    """Return a donor's report, by code or name, with only what may be released, whatever level `options` name.

    It says what has changed since the register was as in the release `before`, if that is given.

    Raises:
        UnknownNameError: There is no such donor, or it is above the level.
        RefusedError: One of its contributions is above the level and that is not allowed; or it gave nothing and funds
            nothing that may be shown; or see `donor_report`.
    """
    giving = Giving(release.office, donor, options._replace(level=release.seen.level), language)
    notes = [
        *left_out_notes(giving.question),
        *_left_out(giving),
        *_missing(giving, release, allow_withheld=allow_withheld),
    ]
    report = _report(giving)
    wrong = release.wrong(report, lambda office, tongue: donor_report(office, giving.code, giving.options, tongue))
    if before:
        from portfolio.pages.donor import since  # noqa: PLC0415 - few reports are compared with another

        earlier, day = _earlier(giving, before), before.office.today
        report = since.compared(report, earlier, day, language)
        notes += [f"As of {day}: {told}" for told in before.notes(())]
        notes += (
            [] if earlier else [f"As of {day} there was no such donor that could be reported to: all of it is new."]
        )
    return Answer(report, [*notes, *release.notes(texts(report)), *wrong])


def _missing(giving: Giving, release: Release, *, allow_withheld: bool) -> list[str]:
    """Return which contributions of the donor are missing, in a sentence; raises RefusedError where they may not be."""
    whole, seen = release.whole, release.seen
    # Of a donor that is part of this one and is withheld itself, too.
    missing = withheld_contributions(whole.reader, seen, whole.names.donors(giving.code))
    if not missing:
        _check_giver(giving)
        return []
    if not allow_withheld:
        why = f"is above {seen.level} and would be missing; raise --max-classification, or give --allow-withheld"
        of = f"of {whole.names.organisation_name(giving.code)}"
        raise RefusedError([Problem(f"contribution {each} {of}", "", "", why) for each in missing])
    return [f"The report lacks contributions of the donor: {', '.join(missing)}."]


def _earlier(giving: Giving, before: Release) -> Page | None:
    """Return the report of the same period as it was, also of what is one with the donor now; None of no such donor."""
    from portfolio.query.merged import Merged, taken_up  # noqa: PLC0415 - few reports are compared

    office = before.office
    if into := taken_up(office.reader, giving.office.reader):
        office = office.reading(Merged(office.reader, into))
    days = zip(("since", "until"), giving.view.period, strict=True)
    period = {name: [day.isoformat()] for name, day in days if day}
    try:
        return donor_report(office, giving.code, giving.options._replace(period=period), giving.language)
    except UnknownNameError:
        return None


def donor_report(office: Office, donor: str, options: Options, language: Language) -> Page:
    """Return a donor's report of what an office sees, which is taken to be what may be released.

    Raises:
        UnknownNameError: The office sees no such donor.
        RefusedError: It is the office itself, or another filter than a period is among the options.
        UsageError: The period is none.
    """
    return _report(Giving(office, donor, options, language))


def _check_giver(giving: Giving) -> None:
    """Refuse a report to an organisation that is no donor; raises RefusedError."""
    if not gives(giving.office, giving.donors):
        why = "is not a donor: it gave nothing and funds no project that may be shown"
        raise refuse("donor", giving.office.names.organisation_name(giving.code), why)


def _left_out(giving: Giving) -> list[str]:
    """Return how many activities are left out, as it cannot be told whether they were in the period."""
    undated = activities(giving.register._replace(activities=giving.all_activities), giving.view).undated
    some = counted(undated, "activity")
    return [f"Left out of the period, as undated or dated too roughly: {some}."] if undated else []


def _report(giving: Giving) -> Page:
    word, name = giving.language.word, giving.told(giving.code)
    named = word("Summary for {donor}", donor=name), word("What was given, for what, where, and what came of it")
    page = giving.page("donor", named, giving.options.level, _sections(giving), _front(giving))
    return page._replace(closing=_closing(giving))


def _sections(giving: Giving) -> Iterator[Section]:
    """Yield the sections that the settings name, in the report's own order."""
    if giving.options.note:
        yield Section(
            "note", giving.language.word("Covering note"), tuple(numbered(note(giving.options.note))), leads=True
        )
    stated = statement.statements(giving)
    made: dict[str, Callable[[], Section | None]] = {
        "summary": lambda: _loaded("brief").section(giving),
        "glance": lambda: glance.section(giving),
        "projects": lambda: supported.section(giving),
        "countries": lambda: _loaded("where").countries(giving),
        "funds": lambda: _loaded("funds").section(giving, stated),
        "agreements": lambda: agreements.section(giving) if giving.agreements else None,
        "due": lambda: _loaded("coming").section(giving),
        "submitted": lambda: _loaded("submitted").section(giving),
        "places": lambda: _loaded("where").section(giving),
        "statement": lambda: statement.section(giving, stated),
    }
    for name in giving.office.settings.report_donor_sections:
        if (found := made[name]()) and (found.blocks or found.sections):
            yield found


def _loaded(name: str) -> Any:  # noqa: ANN401 - its functions differ
    """Return the module of a section, which is loaded where the section is asked for."""
    return import_module(f"{__name__}.{name}")


def _front(giving: Giving) -> tuple[Fact, ...]:
    word = giving.language.word
    about = [
        Fact("donor", word("Donor"), giving.name(giving.code)),
        Fact("includes", word("Including"), giving.named(giving.donors - {giving.code}), "names"),
        Fact("period", word("Period"), giving.days(giving.view.period)),
    ]
    return giving.front(about, giving.options.level)


def _closing(giving: Giving) -> tuple[Paragraph, ...]:
    """Return whom to write to, and the line that credits the donor."""
    settings, word = giving.office.settings, giving.language.word
    lines = [Paragraph(word("Contact: {contact}", contact=settings.report_contact))] if settings.report_contact else []
    if settings.report_address:
        lines.append(Paragraph(settings.report_address))
    if settings.report_submitted_by and "submitted" in settings.report_donor_sections:
        lines = []  # they stand where it says who submits the report
    if credit := _credit(giving):
        lines.append(Paragraph(credit, "lead"))
    return tuple(lines)


def _credit(giving: Giving) -> str:
    """Return the line that credits the donor and those that are part of it, as far as each gave or funds something."""
    language, word = giving.language, giving.language.word
    others = sorted(giving.donors - {giving.code})
    names = [giving.forms(code) for code in (giving.code, *others) if gives(giving.office, {code})]
    if not names:
        return ""
    inflected = tuple(name.of for name in names if name.of)
    if len(inflected) == len(names):
        if len(names) == 1:
            return word("Funded by the generous contribution of {donor}.", donor=inflected[0])
        return word("Funded by the generous contributions of {donors}.", donors=language.joined(inflected))
    alone = tuple(name.alone for name in names)
    if len(names) == 1:
        return word("Funded by the generous contribution of this donor: {donor}.", donor=alone[0])
    return word("Funded by the generous contributions of these donors: {donors}.", donors=language.joined(alone))
