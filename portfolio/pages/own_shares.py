"""The own share of the places and pillars that filters ask for, beside the whole amounts of what they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.figures.values import Columns as Money
from portfolio.money import Amounts
from portfolio.reference.name_matching import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.figures.place_parts import OwnPart
    from portfolio.pages.tree import Columns, Row
    from portfolio.query.question import Question


class Share(NamedTuple):
    """The share of what one kind of filter asks for."""

    kind: str  # `place` or `pillar`, which the keys of its columns begin with
    name: str  # what is asked for, as people read it
    parts: Mapping[str, OwnPart]  # code of programme or project to its part


def shares_of(question: Question) -> Sequence[Share]:
    """The own shares of the places and pillars asked for in the money of the chosen work."""
    selection = question.selection
    if not selection.asks_for_parts:
        return ()
    from portfolio.figures.place_parts import of_pillars, of_places  # noqa: PLC0415 - few questions ask for parts

    found: list[Share] = []
    register = question.aimed
    if asked := [kind.plain for kind in (selection.regions, selection.countries) if kind.plain]:
        parts = of_places(register, question.view, [{place.members for place in kind} for kind in asked])
        found.append(Share("place", " and ".join(selection.places), parts))
    if (pillar := selection.words.get("pillar")) and (pillars := frozenset(pillar.plain)):
        name = f"pillar {joined(sorted(pillars), 'and')}"
        found.append(Share("pillar", name, of_pillars(register, question.view, pillars)))
    return found


def share_columns(columns: Columns, shares: Iterable[Share]) -> Columns:
    """Return columns with those of the shares in which there is anything, headed by what it is the share of."""
    shown = {
        f"{share.kind}_{name}": share.name
        for share in shares
        for name in Money._fields
        if any(name in part.unknown or getattr(part.columns, name) for part in share.parts.values())
    }
    return tuple(
        column._replace(optional=False, heading=f"{column.heading}, {shown[column.key]}")
        if column.key in shown
        else column
        for column in columns
    )


def share_cells(shares: Iterable[Share], targets: Iterable[str] | None = None) -> Row:
    """Return the cells of the shares in some programmes and projects together, or in all."""
    cells: dict[str, object] = {}
    codes = None if targets is None else dict.fromkeys(targets)
    for share in shares:
        known = share.parts
        parts = list(known.values()) if codes is None else [known[code] for code in codes if code in known]
        for name in Money._fields:
            unknown = sum(name in part.unknown for part in parts)
            total = Amounts()
            for part in parts:
                total.add_all(getattr(part.columns, name))
            cells[f"{share.kind}_{name}"] = total
            if unknown:
                cells[f"{share.kind}_{name}_not_known"] = unknown
    return cells


def share_footer(shares: Iterable[Share]) -> list[str]:
    """Return sentences on the chosen share of all amounts, and on amounts whose share is not known."""
    lines = []
    for share in shares:
        cells = share_cells([share])
        told = [
            f"{name} {currency} {amount:,f}"
            for name in Money._fields
            for currency, amount in _amounts(cells, f"{share.kind}_{name}").items()
            if amount
        ]
        unknown = sum(bool(part.unknown) for part in share.parts.values())
        line = f"The share of {share.name} in these amounts: {', '.join(told) or 'none is recorded'}."
        some = "1 project or programme" if unknown == 1 else f"{unknown:,} projects and programmes"
        lines.append(f"{line} Of {some} it is not known." if unknown else line)
    return lines


def _amounts(cells: Row, key: str) -> Amounts:
    found = cells[key]
    return found if isinstance(found, Amounts) else Amounts()
