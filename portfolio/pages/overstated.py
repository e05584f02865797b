"""Figures of a report that withheld records would change, told to whoever sends it and not to its reader."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from portfolio.pages.tree import Facts, Page, Section, Table
from portfolio.text import counted

# More lines than this are counted, not listed.
_LISTED = 8
# What a reader takes for the state of things is told first, and first of all what a statement closes with.
_FIRST = {"closing": 0, "opening": 1, "unallocated": 2, "outstanding": 3}
# A figure: an amount in each currency; a number has no currency.
_Amounts = Mapping[str, Decimal]


class _Line(NamedTuple):
    """Figures that stand beside one another."""

    name: str  # what they are of
    figures: Mapping[str, tuple[str, _Amounts]]  # key of each figure to its label and amounts


def overstated(shown: Page, whole: Page) -> list[str]:
    """Return which figures of a report differ from the `whole` one, balances first, with by how much, a line each."""
    right = dict(_lines(whole.sections))
    blocks = {place[:-1] for place in right}
    found: list[tuple[int, str]] = []
    for place, line in _lines(shown.sections):
        # What the whole report does not have at all cannot be compared; a row that it lacks has nothing in it.
        if place[:-1] in blocks:
            others = right[place].figures if place in right else {key: ("", {}) for key in line.figures}
            off = {key: _off(line.figures[key][1], others[key][1]) for key in line.figures if key in others}
            told = [_said(line.figures[key][0], by) for key, by in off.items() if by]
            if told:
                rank = min(_FIRST.get(key, len(_FIRST)) for key, by in off.items() if by)
                found.append((rank, f"{line.name}: {'; '.join(told)}."))
    if not found:
        return []
    sentences = [sentence for _, sentence in sorted(found, key=lambda each: each[0])]
    more = len(sentences) - _LISTED
    head = f"{shown.title}: what is withheld makes figures wrong, and the report does not say so."
    rest = [f"… and {counted(more, 'more line')} of {shown.title}."] if more > 0 else []
    return [head, *sentences[:_LISTED], *rest]


def _lines(sections: Sequence[Section], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], _Line]]:
    """Yield the lines of figures in sections, each with where it stands: its sections, its block, and its own key."""
    for section in sections:
        if section.leads:
            continue  # what it says stands in others too
        place = (*above, section.key)
        for block in section.blocks:
            if isinstance(block, Facts):
                facts = ((fact.key, fact.label, fact.value) for fact in block.facts)
                yield (*place, block.key, ""), _Line(section.heading, _figures(facts))
            elif isinstance(block, Table):
                for row in (*block.rows, *([block.total] if block.total else [])):
                    name = _name(section, block, row)
                    cells = ((column.key, column.heading, row.get(column.key)) for column in block.columns)
                    yield (*place, block.key, str(row.get("key", name))), _Line(name, _figures(cells))
        yield from _lines(section.sections, place)


def _name(section: Section, table: Table, row: Mapping[str, object]) -> str:
    """Return what a row is called by whoever looks for it: the heading, the caption, what it is of and its code."""
    first, key = row.get(table.columns[0].key), row.get("key")
    code = key if isinstance(key, str) and key != first and any(map(str.isdigit, key)) else None
    parts = (section.heading, table.caption.removesuffix("."), first, code)
    return ", ".join(dict.fromkeys(part for part in parts if isinstance(part, str) and part))


def _figures(cells: Iterable[tuple[str, str, object]]) -> dict[str, tuple[str, _Amounts]]:
    found: dict[str, tuple[str, _Amounts]] = {}
    for key, label, value in cells:
        if isinstance(value, Mapping):
            found[key] = (label, value)
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            found[key] = (label, {"": Decimal(value)})
    return found


def _off(now: _Amounts, right: _Amounts) -> dict[str, Decimal]:
    """Return by how much a figure is too high, or too low where that is negative."""
    zero = Decimal(0)
    every = {unit: now.get(unit, zero) - right.get(unit, zero) for unit in sorted({*now, *right})}
    return {unit: amount for unit, amount in every.items() if amount}


def _said(label: str, off: Mapping[str, Decimal]) -> str:
    by = ", ".join(
        f"{'over' if amount > 0 else 'under'}stated by {f'{unit} ' if unit else ''}{abs(amount):,f}"
        for unit, amount in off.items()
    )
    return f"{label} {by}"
