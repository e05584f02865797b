"""The pages of a site that say how its figures are found, what they are known from, and where its files are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from portfolio.pages.site.addresses import FILE, WEB
from portfolio.pages.tree import Block, Bullets, Column, Linked, Paragraph, Section, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.pages.site.in_language import SiteEdition
    from portfolio.pages.site.leaf import Leaf

_SOURCED = ("projects", "programmes", "organisations", "contributions", "outcomes", "activities", "expenditures")


def methods(edition: SiteEdition) -> Leaf:
    """Return the page on methods and sources."""
    word, settings = edition.language.word, edition.office.settings
    rules = [
        word("Pledged, committed, received and spent are four views of one gift and are never added to one another."),
        word("Received is what was paid, less what was given back."),
        word(
            "Every amount counts once. What several projects share is split between them; what is for none is a row of "
            "its own."
        ),
        word("Amounts of different currencies are never added to one another."),
        word("Own funds of the office are outside these amounts."),
        word("A project counts in each of its rows, and once in the total."),
        word("A region has the work that lies wholly inside it."),
        word("Participants are those of workshops and trainings. One person at two events counts twice."),
        word("A dash stands for what is not recorded, which is not zero."),
        word("~ before an amount: it is uncertain, in whole or in part."),
    ]
    standards = word(
        "The words are those of the International Aid Transparency Initiative (IATI 2.03), regions those of the United "
        "Nations (M49), countries those of ISO 3166."
    )
    contact = (
        (Paragraph(word("Contact: {contact}", contact=settings.report_contact)),) if settings.report_contact else ()
    )
    sections = [
        Section(
            "figures", word("How figures are found"), (Bullets("rules", "", rules), Paragraph(standards), *contact)
        ),
        Section("sources", word("Sources"), _sources(edition)),
    ]
    return edition.leaf("methods.html", word("Methods and sources"), "", sections)


def _sources(edition: SiteEdition) -> tuple[Block, ...]:
    """Return what the records are known from, and of how many records each source is one."""
    word, counts = edition.language.word, Counter[tuple[str, str]]()
    for table in _SOURCED:
        for record in edition.office.reader.find(table):
            held = {(each.get("citation") or each["url"], each.get("url", "")) for each in record.get("sources", ())}
            counts.update(held)
    columns = (Column("source", word("Source")), Column("records", word("Records"), "count"))
    rows = [
        {"source": Linked(told, WEB, where) if where else told, "records": count}
        for (told, where), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return (Table("sources", columns, rows, empty=word("No source is recorded.")),)


def downloads(edition: SiteEdition, files: Mapping[str, Sequence[str]]) -> Leaf:
    """Return the page that leads to files: what each list is called to the names of its files."""
    word = edition.language.word
    called = {
        "projects": word("Projects"),
        "programmes": word("Programmes"),
        "donors": word("Donors"),
        "contributions": word("Agreements"),
        "activities": word("Activities"),
        "outcomes": word("Outcomes"),
        "regions": word("By region"),
        "countries": word("By country"),
        "years": word("By year"),
        "pillars": word("By pillar of the Global Counter-Terrorism Strategy"),
        "iati-activities": word("Programmes and projects as IATI 2.03"),
    }
    columns = (Column("list", word("List")), Column("files", word("Files"), "names"))
    rows = [
        {
            "key": key,
            "list": called[key],
            "files": tuple(Linked(each.rpartition(".")[2].upper(), FILE, each) for each in names),
        }
        for key, names in files.items()
    ]
    note = word("The files hold what this site shows, in English: one row a record, amounts by currency.")
    section = Section("files", "", (Table("files", columns, rows), Paragraph(note, "note")))
    return edition.leaf("downloads.html", word("Downloads"), "", [section])
