"""The first page of a site: the portfolio in figures, on a map and in charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.figures.values import is_residue
from portfolio.pages.charts import bars, charted
from portfolio.pages.edition import known
from portfolio.pages.marks import doubt_note, doubted
from portfolio.pages.shading import country_map
from portfolio.pages.site.group_pages import filled_in, held_facts, people_notes
from portfolio.pages.site.in_language import HOME, SiteEdition
from portfolio.pages.tree import Block, Column, Fact, Facts, Linked, Section, Table
from portfolio.query.spans import start_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.pages.graphics import Chart
    from portfolio.pages.site.leaf import Leaf

_MOST = 10


def first_page(edition: SiteEdition) -> Leaf:
    """Return the page that a reader sees first."""
    word, found = edition.language.word, edition.extent.overview
    # Who gives more than another is an amount, too.
    ranking = (edition.donor_table(found.top_donors, ranked=True),) if edition.shows_money else ()
    views = word(
        "Pledged, committed, received and spent are four views of one gift and are never added to one another."
    )
    money = (*edition.figures(found.donors.total), *edition.notes(views), *_by_year(edition))
    latest = edition.project_table(_begun(edition))
    sections = [
        Section("glance", "", (_counts(edition), *people_notes(edition, found.activities))),
        Section("money", word("Money"), money if edition.shows_money else ()),
        Section("places", word("Where the work is"), _places(edition)),
        Section("donors", word("Who gives most"), ranking),
        Section("kinds", word("What the projects are"), _kinds(edition)),
        Section("latest", word("Latest projects"), (latest._replace(key="latest"),)),
    ]
    subtitle = edition.language.organisation(edition.office.settings.organisation).alone
    front = known(
        [
            Fact("as_of", word("As of"), edition.office.today, "date"),
            Fact("originals", word("Titles and texts"), edition.originals),
        ]
    )
    return edition.leaf(HOME, edition.title, subtitle, sections, front=front)


def _counts(edition: SiteEdition) -> Facts:
    word, held, found = edition.language.word, edition.extent, edition.extent.overview
    counts = [
        Fact("projects", word("Projects, cumulative"), found.projects, "count"),
        Fact("programmes", word("Programmes, cumulative"), found.programmes, "count"),
        Fact("donors", word("Donors"), len(held.donors), "count"),
        Fact("countries", word("Countries"), sum(not row.residue for row in held.by_country.rows), "count"),
        *held_facts(edition, found.activities),
    ]
    return Facts("counts", filled_in(counts))


def _by_year(edition: SiteEdition) -> tuple[Chart, ...]:
    """Return what was committed and what was received by year as charts, of each currency what is most first."""
    rows, language = edition.extent.by_year.rows, edition.language
    total = edition.extent.by_year.total.columns
    both = [(name, currency) for name in ("committed", "received") for currency in getattr(total, name)]
    both.sort(key=lambda each: (each[1], -getattr(total, each[0])[each[1]]))
    charts: list[Chart] = []
    for measure, currency in both:
        named = [
            (
                edition.words.residues.get(row.key, row.key),
                amounts[currency],
                row.residue,
                doubted(language, row, measure, currency),
            )
            for row in rows
            if currency in (amounts := getattr(row.columns, measure))
        ]
        caption = f"{edition.words.measures[measure]}, {currency}"
        note = doubt_note(language) if any(said for *_, said in named) else ""
        charts += [
            each._replace(note=note) for each in charted(f"years-{measure}-{currency}", caption, named, currency)
        ]
    return tuple(charts)


def _places(edition: SiteEdition) -> tuple[Block, ...]:
    """Return the projects by country as a map, and the countries that most of them are in."""
    word, held = edition.language.word, edition.extent
    counts = {row.key: row.projects for row in held.by_country.rows if not row.residue and row.projects}
    if not counts:
        return ()
    ordered = sorted(counts, key=lambda code: (-counts[code], code))
    named = {code: Linked(edition.language.country(code), "country", code) for code in ordered}
    columns = (Column("country", word("Country")), Column("projects", word("Projects"), "count"))
    rows = [{"key": code, "country": named[code], "projects": counts[code]} for code in ordered[:_MOST]]
    most = Table("countries", columns, rows, word("Countries with most projects"))
    return (*country_map(edition.language, counts, word("Projects by country")), most)


def _kinds(edition: SiteEdition) -> tuple[Block, ...]:
    word, found, words = edition.language.word, edition.extent.overview, edition.words

    def chart(key: str, title: str, counts: Mapping[str, int], labels: Mapping[str, str], note: str = "") -> Chart:
        named = {**labels, **words.residues}
        rows = [(named.get(each, each), number, is_residue(each)) for each, number in counts.items()]
        return bars(key, title, rows, note)

    overlap = word("Work that serves several pillars counts in each of them, and once in the total.")
    return (
        chart("by_status", word("Projects by status"), found.by_status, words.statuses),
        chart("by_scope", word("Projects by scope"), found.by_scope, words.scopes),
        chart("by_pillar", word("Projects by pillar"), found.by_pillar, words.pillars, overlap),
    )


def _begun(edition: SiteEdition) -> list[str]:
    """Return the codes of the projects that began last, none of those that are yet to."""
    today = edition.office.today.isoformat()
    dated = [code for code, each in edition.extent.counted.items() if (start_of(each) or "9") <= today]
    return edition.extent.newest_first(dated)[:_MOST]
