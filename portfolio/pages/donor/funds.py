"""Sources and uses of a donor's funds: what was there, came in, went back, was spent and is left, by currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.figures.breakdowns import by_country
from portfolio.money import Amounts
from portfolio.pages.tree import ON_SUMMARY, Column, Section, Table
from portfolio.reference.codes import DIRECT
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.pages.donor.gift import Giving
    from portfolio.pages.donor.statement import Stated

# An agreement of the donor in another currency, whose spending only moves running totals.
_ASIDE = "~other agreement"


def section(giving: Giving, stated: Stated) -> Section:
    """Return the section; without an agreement that has money it has nothing."""
    word = giving.language.word
    if not stated.rows:
        return Section("funds", word("Sources and uses of funds"))
    tables = (_account(giving, stated), _countries(giving, stated))
    return Section("funds", word("Sources and uses of funds"), tuple(table for table in tables if table.rows))


def _account(giving: Giving, stated: Stated) -> Table:
    """Return a row for each source and use, and for each balance: the sums of the statement."""
    word = giving.language.word
    direct, support = Amounts(), Amounts()
    for each in stated.spending:
        (direct if each.expenditure["kind"] == DIRECT else support).add(each.entry.currency, each.entry.amount)
    lines: list[tuple[str, str, Mapping[str, Any]]] = [
        ("opening", word("Opening balance"), stated.summed("opening")),
        ("unplaced", word("Dated too roughly"), stated.summed("unplaced")),
        ("received", word("Received"), stated.summed("received")),
        ("refunded", word("Refunded"), stated.summed("refunded")),
        ("spent_direct", word("Spent on programmes and projects"), direct),
        ("spent_support", word("Programme support"), support),
        ("closing", word("Closing balance"), stated.summed("closing")),
    ]
    expected = {"opening", "received", "closing"}
    lines = [line for line in lines if line[0] in expected or any(line[2].values())]
    unknown = {key: stated.unknown(key) for key, _, _ in lines}
    codes = sorted({*(code for _, _, held in lines for code in held), *(code for u in unknown.values() for code in u)})
    rows = [_line(key, label, held, codes, unknown[key]) for key, label, held in lines]
    columns = (Column("line", word("Sources and uses")), *(Column(code, code, "number") for code in codes))
    notes = [word("Opening balance + received − spent − refunded = closing balance, in the currency of the agreement.")]
    if any(key == "unplaced" for key, _, _ in lines):
        rough = word("What is dated too roughly to lie in the period for certain is added to the opening balance.")
        notes.append(rough)
    *inner, last = rows
    return Table("funds", columns, tuple(inner), notes=tuple(notes), total=last, sheet=ON_SUMMARY)


def _line(
    key: str, label: str, held: Mapping[str, Any], codes: Sequence[str], unknown: Mapping[str, int]
) -> dict[str, object]:
    cells = {code: held.get(code) for code in codes}
    return {"key": key, "line": label, **cells, **{f"{code}_not_known": count for code, count in unknown.items()}}


def _countries(giving: Giving, stated: Stated) -> Table:
    """Return what was spent by country, which adds up to all that was spent."""
    word = giving.language.word
    spent: dict[str, Amounts] = {}
    for key, amounts in _by_country(giving, stated):
        spent.setdefault(key, Amounts()).add_all(amounts)
    spent = {key: amounts for key, amounts in spent.items() if any(amounts.values())}
    codes = sorted({code for amounts in spent.values() for code in amounts})
    columns = (Column("country", word("Country")), *(Column(code, code, "number") for code in codes))
    rows = [_country(giving, key, amounts) for key, amounts in spent.items()]
    rows.sort(key=lambda row: (bool(row.get("residue")), fold(str(row["country"]))))
    total = {"key": "total", "country": word("Total"), **stated.spent}
    return Table(
        *("spent_by_country", columns, tuple(rows), word("Spent by country")),
        total=total if rows else None,
        sheet=ON_SUMMARY,
    )


def _country(giving: Giving, key: str, amounts: Mapping[str, Any]) -> dict[str, object]:
    if key in giving.words.residues:
        return {"key": key, "country": giving.words.residues[key], **amounts, "residue": True}
    return {"key": key, "country": giving.language.country(key), **amounts}


def _by_country(giving: Giving, stated: Stated) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield countries and residues with what was spent there in the agreement's currency, split as in every table."""
    for currency in sorted({each.currency for each in stated.spending}):
        asked = {each["id"] for each in giving.contributions if each.get("currency") == currency}
        of_others: Any = [
            {**each, "donor": _ASIDE} if each["donor"] in giving.donors and each["id"] not in asked else each
            for each in giving.everything.contributions
        ]
        is_foreign = any(
            each.expenditure["currency"] != currency for each in stated.spending if each.currency == currency
        )
        wanted = currency if is_foreign else None
        if len(asked) == len(giving.contributions) and wanted == giving.view.currency:
            found = giving.by_country
        else:
            register = giving.everything._replace(contributions=of_others)
            found = by_country(register, giving.view._replace(currency=wanted))
        yield from ((row.key, row.columns.spent) for row in found.rows)
