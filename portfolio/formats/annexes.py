"""Annexes of a page that people read: full tables at its end, and where each is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from portfolio.formats.gathered import merged
from portfolio.pages.tree import Block, Page, Paragraph, Section, Table, every

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.language.language import Language


class _Annex(NamedTuple):
    """An annex, before it is a section."""

    number: int  # from 1, in the order of reading
    tables: list[tuple[Section, Table]]  # its tables, each with the section that it is taken from


# What the sections are about that an annex has tables of, and the table's key; or the section's own key and "".
_Annexes: TypeAlias = dict[tuple[str, str], _Annex]


def with_annexes(page: Page, language: Language, *, draws: bool) -> Page:
    """Return a page with the tables and sections that belong there in annexes at its end; others are as they are.

    A table of which a picture is drawn stays in its place where the format `draws` none.
    """
    if not any(
        each.annexed or any(_is_annexed(block, draws) for block in each.blocks) for each in every(page.sections)
    ):
        return page
    annexes: _Annexes = {}
    kept = [_kept(each, (each.key,), annexes, draws) for each in page.sections if not each.annexed]
    body = [_noted(each, numbers, language) for each, numbers in kept]
    tables = [_section(annex) for annex in annexes.values()]
    whole = [each for each in page.sections if each.annexed]
    titled = [
        each._replace(heading=language.word("Annex {number}: {heading}", number=number, heading=each.heading))
        for number, each in enumerate((*tables, *whole), 1)
    ]
    return page._replace(sections=(*body, *titled))


def _is_annexed(block: Block, draws: bool) -> bool:
    return isinstance(block, Table) and block.annexed and bool(block.rows) and (draws or not block.graphics)


def _kept(section: Section, path: tuple[str, ...], annexes: _Annexes, draws: bool) -> tuple[Section, list[int]]:
    """Return a section without what its annexes have, and in which annexes that is found."""
    blocks: list[Block] = []
    found: list[int] = []
    for block in section.blocks:
        if isinstance(block, Table) and _is_annexed(block, draws):
            kind = (section.of, block.key) if section.of else (path[0], "")
            annex = annexes.setdefault(kind, _Annex(len(annexes) + 1, []))
            annex.tables.append((section, block))
            found.append(annex.number)
            blocks += block.graphics
        else:
            blocks.append(block)
    inside = [_kept(each, (*path, each.key), annexes, draws) for each in section.sections]
    found += [number for _, numbers in inside for number in numbers]
    return section._replace(blocks=tuple(blocks), sections=tuple(each for each, _ in inside)), found


def _noted(section: Section, numbers: Sequence[int], language: Language) -> Section:
    """Return a section with where its full tables are found."""
    if not numbers:
        return section
    names = [language.word("annex {number}", number=language.number(each)) for each in sorted(set(numbers))]
    where = language.word("The full tables are in {annexes}.", annexes=language.joined(tuple(names)))
    return section._replace(blocks=(*section.blocks, Paragraph(where, "note")))


def _section(annex: _Annex) -> Section:
    """Return an annex; tables of several sections stand under what these are about."""
    section, table = annex.tables[0]
    heading = table.caption or section.heading
    captions = [of.heading if section.of else each.caption if each is not table else "" for of, each in annex.tables]
    # One kind has the same columns throughout, so that its tables read as one.
    columns = merged([each.columns for _, each in annex.tables if each.key == table.key])
    named = [
        each._replace(caption=text, graphics=(), columns=columns if each.key == table.key else each.columns)
        for (_, each), text in zip(annex.tables, captions, strict=True)
    ]
    return Section(f"annex-{annex.number}", heading, named)
