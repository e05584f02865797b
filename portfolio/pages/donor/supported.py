"""The work that a donor supports: each programme and project with the donor's share, other donors and results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.figures.values import FLOWS, RESTS, Row as Figures
from portfolio.pages.achievements import activity_table, parted
from portfolio.pages.cofunding import AMOUNTS
from portfolio.pages.donor.achieved import Results, people
from portfolio.pages.donor.joint_funding import CoFunding
from portfolio.pages.edition import dates_of, known
from portfolio.pages.marks import report_footer
from portfolio.pages.narrated import narratives
from portfolio.pages.tree import Block, Column, Fact, Facts, Paragraph, Row, Section, Table, filled
from portfolio.query.lineage import INHERITED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.pages.donor.gift import Giving
    from portfolio.store import Document


def section(giving: Giving) -> Section:
    """Return the section of the work: a table of all of it, the people trained, and a section for each."""
    word = giving.language.word
    results = Results(giving)
    funding = CoFunding(giving) if giving.options.co_funding == AMOUNTS else None
    sections = [_programme(giving, code, results, funding) for code in giving.projects]
    if left := results.left():
        named = word("These name {donor} as a donor, whoever else funds the work that they are part of.",
                     donor=giving.told(giving.code))  # fmt: skip
        tables = (Paragraph(named), activity_table(giving, left, giving.is_joint)._replace(annexed=True))
        sections.append(Section("other_activities", word("Other activities"), tables, of=_of(giving)))
    blocks: list[Block] = [_table(giving), *([_money(giving)] if giving.has_money else [])]
    trained = people(giving)
    if trained.rows:
        blocks.append(trained)
    return Section("projects", word("Achievements by programme"), tuple(blocks), tuple(sections), expected=True)


def _programme(giving: Giving, code: str, results: Results, funding: CoFunding | None) -> Section:
    """Return the section of a programme: what is given to it as such, and a section for each of its projects."""
    word = giving.language.word
    within = [_undertaking(giving, each, results, funding) for each in giving.projects[code]]
    if not code:
        return Section("no_programme", word("Projects outside a programme"), (), tuple(within), of=_of(giving))
    if code in giving.others:
        own = _undertaking(giving, giving.programmes[code], results, funding)
        return own._replace(sections=(*own.sections, *within))
    return Section(code, giving.office.names.title(code), (), tuple(within), of=_of(giving))


def _of(giving: Giving) -> str:
    return giving.language.word("Project or programme")


def _undertaking(giving: Giving, record: Document, results: Results, funding: CoFunding | None) -> Section:
    code = str(record["code"])
    blocks: list[Block] = [_facts(giving, record, results)]
    if "description" in record:
        blocks.append(Paragraph(str(record["description"])))
    if funding and (table := funding.table(record)):
        blocks.append(table)
    found = results.of(code)
    if found and giving.others[code]:
        joint = giving.language.word(
            "Jointly funded, together with {donors}: what follows are not the results of one donor alone.",
            donors=giving.language.joined(giving.named_in_text(giving.others[code])),
        )
        blocks.append(Paragraph(joint))
    told = narratives(giving, giving.view.period, target=code)
    sheet = giving.language.word("Projects supported")
    return Section(code, str(record["title"]), (*blocks, *found), tuple(told), of=_of(giving), sheet=sheet)


def _facts(giving: Giving, record: Document, results: Results) -> Facts:
    """Return what a programme or project is, who else funds it, and the donor's share in it; only what is known."""
    word, words = giving.language.word, giving.words
    # Its own programme stands above it, as the heading.
    programme = Fact("programme", word("Programme"), giving.programme(record) if INHERITED in record else None)
    others = Fact("other_donors", word("Also funded by"), giving.also_funded_by(record["code"]), "names")
    held, published = parted(results.activities(record["code"]))
    counts = [
        Fact("activities", word("Activities held"), len(held) or None, "count"),
        Fact("publications", word("Publications"), len(published) or None, "count"),
    ]
    facts = [programme, *giving.standing(record), others, *counts]
    if giving.has_money and (share := giving.shares.get(record["code"])):
        for name in FLOWS:
            label = word("{measure} (this donor’s share)", measure=words.measures[name])
            facts.append(_share(label, name, share))
    return Facts("facts", known(facts))


def _share(label: str, name: str, share: Figures) -> Fact:
    """Return a column of the donor's share, with what is not known and what is uncertain of it."""
    amounts, doubted = dict(getattr(share.columns, name)), tuple(share.uncertain.get(name, ()))
    return Fact(name, label, amounts, "money", uncertain=doubted, unknown=share.unknown.get(name, 0))


def _table(giving: Giving) -> Table:
    """Return all the work: what it is called, where it stands, when and where it is."""
    word = giving.language.word
    columns = (
        Column("project", word("Project or programme")),
        Column("programme", word("Programme"), priority=2, below="project"),
        Column("status", giving.status_label, "status"),
        Column("start", word("Start"), "date"),
        Column("end", word("End"), "date"),
        Column("regions", word("Regions"), "names", 3, below="project"),
        Column("countries", word("Countries"), "names", 3, below="project"),
        Column("places", word("Regions and countries"), "names", optional=True),
    )
    rows = tuple(_row(giving, each) for each in _in_order(giving))
    none = word("No project is recorded for this donor yet.")
    empty = word("No project that this donor funds is in this period.") if giving.question.timed else none
    return Table("projects", filled(columns, rows), rows, word("Projects supported"), empty=empty, annexed=bool(rows),
                 sheet=word("Projects supported"))  # fmt: skip


def _in_order(giving: Giving) -> Iterator[Document]:
    """Yield the work as its sections stand: programme by programme, what is given to each as such first."""
    for code, projects in giving.projects.items():
        if code in giving.others:
            yield giving.programmes[code]
        yield from projects


def _row(giving: Giving, record: Document) -> Mapping[str, object]:
    return {
        "key": record["code"],
        "project": record["title"],
        "programme": giving.programme(record),
        "status": giving.status(record),
        **dates_of(record),
        "regions": (regions := giving.regions(record)),
        "countries": (countries := giving.countries(record)),
        "places": (*regions, *countries),
    }


def _money(giving: Giving) -> Table:
    """Return the donor's share of the work that has any of its money, and what is attributed to none."""
    word = giving.language.word
    columns = (Column("project", word("Project or programme")), *giving.money_columns())
    shares = {each["code"]: giving.shares.get(each["code"]) for each in giving.work}
    rows: list[Row] = [
        {"key": each["code"], "project": each["title"], **giving.money(share)}
        for each in _in_order(giving)
        if (share := shares[each["code"]]) and any(share.columns)
    ]
    rows += [
        {"key": row.key, "project": giving.words.residues[row.key], **giving.money(row), "residue": True}
        for row in giving.by_work.rows
        if row.key in RESTS and any(row.columns)
    ]
    total = {"key": "total", "project": word("Total"), **giving.money(giving.by_work.total)}
    notes = (word("Amounts are this donor’s share."), *report_footer(giving.language, giving.by_work.total))
    return Table(
        "project_money",
        filled(columns, rows),
        tuple(rows),
        word("Money"),
        notes,
        total=total if rows else None,
        annexed=True,
        sheet=word("Projects supported"),
    )
