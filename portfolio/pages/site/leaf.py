"""A page of a site with its address, and long tables divided over several."""

from collections.abc import Iterator
from typing import NamedTuple

from portfolio.pages.tree import Block, Leaves, Page, Section, Table

# How many rows of a table a page has room for.
ROOM = 50


class Waypoint(NamedTuple):
    """A page that another names: what it is called there, and its address."""

    label: str
    address: str


class Leaf(NamedTuple):
    """A page of a site."""

    address: str  # where it stands in the folder of its language, such as `projects/P-014.html`
    page: Page  # what it says
    above: tuple[Waypoint, ...] = ()  # the pages that it is found under, from the outermost
    searched: str = ""  # the kind of records that can be searched for and filtered on it, or ""


def divided(leaf: Leaf) -> Iterator[Leaf]:
    """Yield a page with as much of its long tables as it has room for, then pages of the rest of each."""
    rests: list[Leaf] = []
    sections = tuple(_first(leaf, section, rests) for section in leaf.page.sections)
    yield leaf._replace(page=leaf.page._replace(sections=sections)) if rests else leaf
    yield from rests


def _first(leaf: Leaf, section: Section, rests: list[Leaf]) -> Section:
    """Return a section with the first rows of its long tables; add the pages of the rest."""
    blocks: list[Block] = []
    for block in section.blocks:
        if not isinstance(block, Table) or len(block.rows) <= ROOM:
            blocks.append(block)
            continue
        first, *others = _parts(leaf.address, block)
        blocks.append(first)
        for part in others:
            page = leaf.page._replace(front=(), sections=(section._replace(blocks=(part,), sections=()),))
            address = part.leaves.addresses[part.leaves.shown] if part.leaves else ""
            rests.append(leaf._replace(address=address, page=page, searched=""))
    inside = tuple(_first(leaf, each, rests) for each in section.sections)
    return section._replace(blocks=tuple(blocks), sections=inside)


def _parts(address: str, table: Table) -> Iterator[Table]:
    """Yield the parts of a long table; its total, which is of all of it, stands below the last."""
    count = -(-len(table.rows) // ROOM)
    stem = address.removesuffix(".html")
    # The list of projects goes on as `projects-2.html`, and the projects of a donor in a folder of the donor's.
    way = stem if stem == table.key else f"{stem}/{table.key}"
    addresses = (address, *(f"{way}-{number}.html" for number in range(2, count + 1)))
    for place in range(count):
        rows = table.rows[place * ROOM : (place + 1) * ROOM]
        total = table.total if place == count - 1 else None
        graphics = table.graphics if not place else ()
        yield table._replace(rows=rows, total=total, graphics=graphics, leaves=Leaves(place, addresses))
