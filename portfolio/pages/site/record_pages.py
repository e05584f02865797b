"""The pages of a site about one record each: a project, a programme, a donor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from portfolio.pages import project_sheet
from portfolio.pages.edition import dated, known
from portfolio.pages.marks import marks, money_cells
from portfolio.pages.narrated import narratives
from portfolio.pages.site.addresses import WEB, Addresses
from portfolio.pages.tree import Block, Column, Fact, Facts, Linked, Paragraph, Row, Section, Table, filled
from portfolio.query.narratives import text_in as told_text
from portfolio.reference.codes import LANGUAGE, ORGANISATION_TYPE
from portfolio.store import Document, In

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.models.documents import ContributionDocument
    from portfolio.pages.site.in_language import SiteEdition
    from portfolio.pages.site.leaf import Leaf

_CODE = r"[A-Za-z0-9][A-Za-z0-9+_.-]*"


def project(edition: SiteEdition, code: str) -> Leaf:
    """Return the page of a project."""
    word, record = edition.language.word, edition.record(code)
    programme = edition.programme(record)
    about, *rest = project_sheet.sections_of(edition, record, shows_money=edition.shows_money)
    phases = edition.office.reader.find("projects", In("parent", frozenset({code})))
    works = tuple(edition.work(each["code"]) for each in phases)
    facts = [Fact("programme", word("Programme"), programme), Fact("phases", word("Phases"), works, "names")]
    about = _marked(edition, _with_facts(about, known(facts)), edition.extent.projects[code])
    sections = [about, *rest, *_sources(edition, record)]
    return _leaf(edition, "project", record, sections)


def programme(edition: SiteEdition, code: str) -> Leaf:
    """Return the page of a programme: its own, and what its projects have with it."""
    word, held = edition.language.word, edition.extent
    record = edition.record(code)
    about, *_, results = project_sheet.sections_of(edition, record, shows_money=edition.shows_money)
    within = [each["code"] for each in edition.projects_of(code)]
    row = next((each for each in held.by_programme.rows if each.key == code), None)
    note = word("Amounts are the programme’s own and those of its projects.")
    money = [*edition.figures(row), *edition.notes(note)] if row and edition.shows_money else []
    works = {code, *within}
    donors = edition.donor_table(*held.given_to(works))
    sections = [
        _marked(edition, about, held.programmes[code]),
        Section("money", edition.of_money, (*money, donors._replace(caption=word("By giver")))),
        Section("projects", word("Projects"), (edition.project_table(within),)),
        results,
        *_sources(edition, record),
    ]
    return _leaf(edition, "programme", record, sections)


def _marked(edition: SiteEdition, about: Section, record: Document) -> Section:
    """Return what is said of a record, and in which language it is where that is not the page's."""
    language = edition.language
    original = told_text(record, "title", language.code)
    if original is None or not original.is_original:
        return about
    named = language.coded(LANGUAGE, original.language)
    note = Paragraph(language.word("Original: {language}", language=named), "note")
    return about._replace(blocks=(*about.blocks, note))


def _leaf(edition: SiteEdition, kind: str, record: Document, sections: list[Section]) -> Leaf:
    code = record["code"]
    status = edition.status(record)
    subtitle = edition.language.comma.join(part for part in (code, status) if part)
    return edition.leaf(address(edition, kind, code), str(record["title"]), subtitle, sections, kind)


def address(edition: SiteEdition, kind: str, key: str) -> str:
    """Return where a record has its page."""
    return cast("str", edition.extent.addresses.of(kind, key))


def _with_facts(about: Section, more: Sequence[Fact]) -> Section:
    """Return the section that says what something is with more facts, the first of them after its code."""
    blocks: list[Block] = [
        block._replace(facts=(*block.facts[:1], *more, *block.facts[1:])) if isinstance(block, Facts) else block
        for block in about.blocks
    ]
    return about._replace(blocks=tuple(blocks))


def _sources(edition: SiteEdition, record: Document) -> list[Section]:
    """Return what the record is known from."""
    word = edition.language.word
    sources: list[Any] = record.get("sources", [])
    columns = (
        Column("source", word("Source")),
        Column("as_of", word("As of"), "date"),
        Column("doubt", word("Remark")),
    )
    rows = {(str(row["source"]), row["as_of"]): row for row in (_source(edition, each) for each in sources)}
    table = Table("sources", filled(columns, [*rows.values()]), [*rows.values()])
    return [Section("sources", word("Sources"), (table,))] if rows else []


def _source(edition: SiteEdition, source: Any) -> Row:  # noqa: ANN401 - a part of a stored record
    told, where = source.get("citation") or source.get("url"), source.get("url")
    return {
        "source": Linked(told, WEB, where) if where else told,
        "as_of": dated(source.get("as_of")),
        "doubt": edition.language.word("uncertain") if source.get("uncertain") else None,
    }


def donor(edition: SiteEdition, code: str) -> Leaf:
    """Return the page of a donor, those that are part of it included."""
    word, held = edition.language.word, edition.extent
    record = edition.organisations[code]
    found, parts = held.given_by(code)
    works = held.works_of(code)
    projects = [each for each in held.projects if each in works]
    programmes = [each for each in held.programmes if each in works]
    given = any(found.total.columns) or found.total.unknown
    told = edition.told(code)
    none = word("No amount from {donor} is recorded. What follows is the work that names it as a donor.", donor=told)
    money = edition.figures(found.total, balances=True) if given or not edition.shows_money else (Paragraph(none),)
    counts = [
        Fact("projects", word("Projects, cumulative"), found.total.projects, "count"),
        Fact("programmes", word("Programmes, cumulative"), found.total.programmes, "count"),
    ]
    sections = [
        Section("glance", "", (Facts("counts", [each for each in counts if each.value]), *_about(edition, record))),
        Section("money", word("Money"), money),
        Section("agreements", word("Agreements"), (_agreements(edition, code),), _told_of(edition, code)),
        Section("programmes", word("Programmes supported as such"), (_programmes(edition, programmes, parts),)),
        Section("projects", word("Projects supported"), _supported(edition, projects, parts)),
        *_sources(edition, record),
    ]
    kind = _label(edition, record)
    return edition.leaf(address(edition, "organisation", code), edition.name(code), kind, sections, "organisation")


def _told_of(edition: SiteEdition, donor: str) -> tuple[Section, ...]:
    """Return what is narrated of the agreements of a donor."""
    given = edition.office.reader.find("contributions", In("donor", edition.extent.donors[donor]))
    found = ((each.get("title") or each["id"], narratives(edition, contribution=each["id"])) for each in given)
    return tuple(Section("narratives", str(title), (), tuple(told)) for title, told in found if told)


def _label(edition: SiteEdition, record: Document) -> str:
    kind = record.get("type", "")
    return edition.language.coded(ORGANISATION_TYPE, kind) if kind else ""


def _about(edition: SiteEdition, record: Document) -> tuple[Block, ...]:
    word, code = edition.language.word, record["code"]
    names = (*record.get("aliases", ()), *record.get("former_names", ()))
    above = record.get("parent")
    facts = known(
        [
            Fact("aliases", word("Also known as"), names, "names"),
            Fact("parent", word("Part of"), Linked(edition.name(above), "organisation", above) if above else None),
            Fact("includes", word("Including"), edition.named(edition.extent.donors[code] - {code}), "names"),
        ]
    )
    return (Facts("about", facts),) if facts else ()


def _agreements(edition: SiteEdition, donor: str) -> Table:
    """Return the agreements of a donor with where they stand, the latest first."""
    word, held = edition.language.word, edition.extent
    family = held.donors[donor]
    given = cast("list[ContributionDocument]", edition.office.reader.find("contributions", In("donor", family)))
    given = sorted(given, key=lambda each: (each.get("signed") or each.get("start") or "", each["id"]), reverse=True)
    columns = (
        Column("agreement", word("Agreement")),
        Column("id", word("Code"), "code"),
        Column("donor", word("Donor")),
        Column("signed", word("Signed"), "date"),
        *edition.money_columns("pledged", "committed", "received", "outstanding", "spent"),
    )
    rows, shown = [], []
    for each in given:
        if not (figures := held.agreements.get(each["id"])):
            continue
        shown.append(figures)
        rows.append(
            {
                "key": each["id"],
                "id": each["id"],
                "agreement": each.get("title") or each["id"],
                "donor": edition.name(each["donor"]) if len(family) > 1 else None,
                "signed": dated(each.get("signed") or each.get("start")),
                **figures.columns._asdict(),
                **(figures.balances._asdict() if figures.balances else {}),
                **marks(figures),
            }
        )
    return Table("agreements", filled(columns, rows), rows, "", edition.qualified(*shown))


def _programmes(edition: SiteEdition, codes: list[str], parts: Any) -> Table:  # noqa: ANN401 - code to its money
    word = edition.language.word
    columns = (Column("programme", word("Programme")), *edition.money_columns())
    rows = [
        {"key": code, "programme": edition.work(code), **(money_cells(parts[code]) if code in parts else {})}
        for code in codes
    ]
    return Table("programmes", filled(columns, rows), rows)


def _supported(edition: SiteEdition, codes: list[str], parts: Any) -> tuple[Block, ...]:  # noqa: ANN401 - as above
    if not codes:
        return ()
    has_money = edition.shows_money and any(code in parts for code in codes)
    share = edition.notes(edition.language.word("Amounts are this donor’s share.")) if has_money else ()
    return (*share, edition.project_table(codes, parts))


def moved(edition: SiteEdition) -> Iterator[tuple[str, str]]:
    """Yield where organisations were that others have taken up, by their codes, and where these are."""
    held = edition.extent
    taken = {address(edition, "organisation", code).casefold() for code in held.donors}
    for code in held.donors:
        aliases: list[str] = edition.organisations[code].get("aliases", [])
        for alias in aliases:
            before = former(alias)
            if before and before.casefold() not in taken:
                taken.add(before.casefold())
                yield before, address(edition, "organisation", code)


def former(alias: str) -> str:
    """Return where an organisation of that code would have its page, or "" where it is no code but a name."""
    found = Addresses({"organisation": [alias]}).of("organisation", alias)
    return found if found and re.fullmatch(_CODE, alias) else ""
