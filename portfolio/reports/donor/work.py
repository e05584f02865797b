"""The work that a donor supports: each programme and project with the donor's share, other donors and results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.dates import parse_date
from portfolio.query.choose import pillars_of
from portfolio.query.spans import end_of, start_of
from portfolio.render.values import Column
from portfolio.reports.donor.cofunding import CoFunding
from portfolio.reports.donor.giving import MONEY
from portfolio.reports.donor.results import Results, activity_table, people_table
from portfolio.reports.report import Fact, Facts, Paragraph, Section, Table
from portfolio.summary.values import UNALLOCATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.dates import PartialDate
    from portfolio.reports.donor.giving import Giving
    from portfolio.reports.report import Block
    from portfolio.store import Document


def section(giving: Giving) -> Section:
    """Return the section of the work: a table of all of it, the people trained, and a section for each."""
    word = giving.language.word
    results = Results(giving)
    funding = CoFunding(giving) if giving.options.co_funding == "amounts" else None
    sections = [_programme(giving, code, results, funding) for code in giving.projects]
    if left := results.left():
        named = word("These name {donor} as a donor, whoever else funds the work that they are part of.",
                     donor=giving.name(giving.code))  # fmt: skip
        tables = (Paragraph(named), activity_table(giving, left))
        sections.append(Section("other_activities", word("Other activities"), tables))
    blocks: list[Block] = [_table(giving)]
    people = people_table(giving)
    if people.rows:
        blocks.append(people)
    return Section("projects", word("Projects supported"), tuple(blocks), tuple(sections))


def _programme(giving: Giving, code: str, results: Results, funding: CoFunding | None) -> Section:
    """Return the section of a programme: what is given to it as such, and a section for each of its projects."""
    word = giving.language.word
    within = [_undertaking(giving, each, results, funding) for each in giving.projects[code]]
    if not code:
        return Section("no_programme", word("Projects outside a programme"), (), tuple(within))
    programme = giving.programmes[code]
    if code in giving.others:
        own = _undertaking(giving, programme, results, funding)
        return Section(code, own.heading, own.blocks, tuple(within))
    return Section(code, str(programme["title"]), (), tuple(within))


def _undertaking(giving: Giving, record: Document, results: Results, funding: CoFunding | None) -> Section:
    """Return the section of one programme or project."""
    code = str(record["code"])
    blocks: list[Block] = [_facts(giving, record)]
    if "description" in record:
        blocks.append(Paragraph(str(record["description"])))
    if funding and (table := funding.table(record)):
        blocks.append(table)
    found = results.of(code)
    if found and giving.others[code]:
        joint = giving.language.word(
            "Jointly funded, together with {donors}: what follows are not the results of one donor alone.",
            donors=giving.language.listed(giving.named(giving.others[code])),
        )
        blocks.append(Paragraph(joint, "lead"))
    return Section(code, str(record["title"]), (*blocks, *found))


def _facts(giving: Giving, record: Document) -> Facts:
    """Return what a programme or project is, the donor's share in it, and who else funds it; only what is known."""
    word = giving.language.word
    parent = giving.office.names.title(record["parent"]) if "parent" in record else None
    facts = [
        Fact("code", word("Code"), record["code"], "code"),
        Fact("parent", word("Phase of"), parent),
        Fact("phase", word("Phase"), record.get("phase")),
        Fact("status", word("Status"), giving.words.statuses.get(record.get("status", ""))),
        Fact("start", word("Start"), _date(start_of(record)), "date"),
        Fact("end", word("End"), _date(end_of(record)), "date"),
        Fact("scope", word("Scope"), giving.words.scopes.get(record.get("scope", ""))),
        Fact("regions", word("Regions"), _regions(giving, record), "names"),
        Fact("countries", word("Countries"), _countries(giving, record), "names"),
        Fact("pillars", word("Pillars"), _pillars(giving, record), "names"),
        Fact("other_donors", word("Also funded by"), giving.named(giving.others[record["code"]]), "names"),
    ]
    share = giving.shares.get(record["code"])
    if giving.has_money:
        facts += [
            Fact(name, giving.language.word("{measure} (this donor’s share)", measure=giving.words.measures[name]),
                 dict(getattr(share, name)) if share else {}, "money")
            for name in MONEY
        ]  # fmt: skip
    return Facts("facts", tuple(fact for fact in facts if fact.value not in (None, (), {})))


def _date(text: str | None) -> PartialDate | None:
    return parse_date(text) if text else None


def _regions(giving: Giving, record: Document) -> tuple[str, ...]:
    regions = giving.office.names.regions
    return tuple(giving.language.region(each["region"], regions) for each in record.get("regions", ()))


def _countries(giving: Giving, record: Document) -> tuple[str, ...]:
    return tuple(giving.language.country(each["country"]) for each in record.get("countries", ()))


def _pillars(giving: Giving, record: Document) -> tuple[str, ...]:
    pillars: Any = pillars_of(record, giving.programmes)[0]
    return tuple(giving.words.pillars.get(each["pillar"], each["pillar"]) for each in pillars)


def _table(giving: Giving) -> Table:
    """Return all the work with the donor's share of each, and what is attributed to none of it."""
    word = giving.language.word
    columns = (
        Column("project", word("Project or programme")),
        Column("programme", word("Programme")),
        Column("status", word("Status")),
        Column("start", word("Start"), "date"),
        Column("end", word("End"), "date"),
        Column("places", word("Regions and countries"), "names"),
        Column("other_donors", word("Also funded by"), "names"),
        *giving.money_columns(),
    )
    rows = [_row(giving, each) for each in _in_order(giving)]
    rows += [
        {"key": row.key, "project": giving.words.residues[row.key], **giving.money(row.columns), "residue": True}
        for row in giving.by_work.rows
        if row.key == UNALLOCATED and any(row.columns)
    ]
    total = {"key": "total", "project": word("Total"), **giving.money(giving.by_work.total.columns)}
    caption = word("Amounts are this donor’s share.") if giving.has_money else ""
    empty = word("No project is recorded for this donor yet.")
    return Table("projects", columns, tuple(rows), caption, (), total if giving.has_money else None, empty)


def _in_order(giving: Giving) -> Iterator[Document]:
    """Yield the work as its sections stand: programme by programme, what is given to each as such first."""
    for code, projects in giving.projects.items():
        if code in giving.others:
            yield giving.programmes[code]
        yield from projects


def _row(giving: Giving, record: Document) -> Mapping[str, object]:
    programme = giving.programmes.get(record.get("programme", ""))
    return {
        "key": record["code"],
        "project": record["title"],
        "programme": programme["title"] if programme else None,
        "status": giving.words.statuses.get(record.get("status", "")),
        "start": _date(start_of(record)),
        "end": _date(end_of(record)),
        "places": (*_regions(giving, record), *_countries(giving, record)),
        "other_donors": giving.named(giving.others[record["code"]]),
        **giving.money(giving.shares.get(record["code"])),
    }
