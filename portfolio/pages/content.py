"""The content of a page as a reader sees it: without empty blocks, and as texts alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.dates import PartialDate
from portfolio.pages.graphics import Chart, WorldMap
from portfolio.pages.tree import LIST, Bullets, Facts, Linked, Paragraph, Photo, Table, declared, every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.pages.tree import Block, Page, Section


def with_content(page: Page) -> Page:
    """Return a page as people read it: without tables and sections in which nothing stands; a list as it is."""
    if page.kind == LIST:
        return page
    return page._replace(sections=_with_content(page.sections))


def without_photos(page: Page) -> Page:
    """Return a page with words in place of its pictures, for who would have to look at their bytes."""
    return page._replace(sections=tuple(map(_without_photos, page.sections)))


def _without_photos(section: Section) -> Section:
    blocks = (Paragraph(each.told, "note") if isinstance(each, Photo) else each for each in section.blocks)
    return section._replace(blocks=tuple(blocks), sections=tuple(map(_without_photos, section.sections)))


def with_words(page: Page) -> Page:
    """Return a page of the office's own in which what has no rows is said in a sentence that stands by itself."""
    sections = (each._replace(blocks=tuple(map(_in_words, each.blocks))) for each in page.sections)
    return page._replace(sections=tuple(sections))


def _in_words(block: Block) -> Block:
    if isinstance(block, Table) and not block.rows:
        return Paragraph(f"{block.caption}: {block.empty}" if block.caption else block.empty)
    return block


def _with_content(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    whole = (each._replace(sections=_with_content(each.sections)) for each in sections)
    # What has no heading is no part that could be left out for having nothing.
    kept = (
        each for each in whole if each.expected or not each.heading or each.sections or any(map(_says, each.blocks))
    )
    return tuple(each._replace(blocks=tuple(map(_readable, filter(_shows, each.blocks)))) for each in kept)


def _readable(block: Block) -> Block:
    """Return a block without the columns that only `--columns` shows, for which a page has no such option."""
    if isinstance(block, Table) and any(column.optional for column in block.columns):
        return block._replace(columns=declared(block.columns))
    return block


def _says(block: Block) -> bool:
    """Whether a block has a value or a sentence of its own; that a table has no rows is none."""
    match block:
        case Table():
            return bool(block.rows or block.total)
        case Facts(facts=found) | Bullets(lines=found):
            return bool(found)
        case Chart():
            return bool(block.bars or block.apart)
        case WorldMap() | Photo():
            return True
    return bool(block.text)


def _shows(block: Block) -> bool:
    """Whether a block is seen: beside others, it is worth saying that a table has no rows."""
    return _says(block) or (isinstance(block, Table) and bool(block.empty))


def drawn(section: Section) -> Iterator[Block]:
    """Yield the blocks of a section as documents show them: pictures above their tables, one column as a list."""
    for block in section.blocks:
        yield from block.graphics if isinstance(block, Table) else ()
        yield _as_list(block, section.heading) if isinstance(block, Table) else block


def _as_list(table: Table, heading: str) -> Table | Bullets:
    """Return a table as a list if it is no more than that: what stands above it says what its heading could."""
    if len(table.columns) != 1 or not (table.caption or heading) or table.notes or table.total or table.tiled:
        return table
    lines = [row.get(table.columns[0].key) for row in table.rows]
    plain = [line for line in lines if isinstance(line, str) and not isinstance(line, Linked)]
    return Bullets(table.key, table.caption, plain) if plain and len(plain) == len(lines) else table


def texts(page: Page) -> set[str]:
    """Return every text in a page that stands in a value, each once; headings and labels are the program's own."""
    found = {each.text for each in page.closing}
    for value in (*(fact.value for fact in page.front), *_values(page.sections)):
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, tuple | list) and not isinstance(value, PartialDate):
            found.update(each for each in value if isinstance(each, str))
    return found


def _values(sections: tuple[Section, ...]) -> Iterator[object]:
    for section in every(sections):
        yield section.heading
        for block in section.blocks:
            match block:
                case Paragraph(text):
                    yield text
                case Bullets(lines=lines):
                    yield from lines
                case Photo(caption=caption):
                    yield caption
                case Facts(_, facts):
                    yield from (fact.value for fact in facts)
                case Table(rows=rows):
                    for row in rows:
                        yield from row.values()
                case Chart(bars=bars, apart=apart):
                    yield from (bar.label for bar in (*bars, *apart))
