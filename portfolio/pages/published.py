"""Published figures of the Centre's portfolio beside what the register records, and why they differ."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio import publicrecords
from portfolio.figures.recorded import recorded_money, recorded_work
from portfolio.money import ZERO
from portfolio.pages.marks import UNCERTAIN
from portfolio.pages.tree import Answer, Block, Bullets, Column, Table, page_of
from portfolio.reference.name_matching import joined
from portfolio.text import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from portfolio.query.question import Question
    from portfolio.query.register_view import Register

    Figure = Mapping[str, Any]

_NUMBER, _OF, _AS_OF = (
    Column("number", "No.", "count"),
    Column("of", "Published figure"),
    Column("as_of", "As of", "date"),
)
_MONEY = (
    *(_NUMBER, _OF, _AS_OF),
    Column("public", "Public", "money"),
    Column("recorded", "Recorded", "money"),
    Column("difference", "Difference", "money"),
)
_COUNTS = (
    *(_NUMBER, _OF),
    Column("public", "Public", "count"),
    Column("recorded", "Recorded", "count"),
    Column("undated", "Undated", "count"),
    Column("difference", "Difference", "count"),
)
_ELSEWHERE = (*(_NUMBER, _OF, _AS_OF), Column("public", "Public", "money"), Column("note", "Why it is not recorded"))
_OF_MONEY = (
    (
        "Recorded is what is entered up to that date, in the public figure's currency. What was committed or received "
        "since counts as pledged too, and what was received as committed."
    ),
    "Where receipts are not recorded, the difference is not known.",
)
_OF_COUNTS = (
    "Recorded are the Centre's own and joint projects that ran in that time; offices are not counted.",
    "Undated ones may have run in it too.",
)


def published(question: Question) -> Answer:
    """Return the page of published figures: totals, counts of work, and what other bodies received."""
    register = question.register("projects", "programmes", "organisations", "contributions", "expenditures")
    figures, today = publicrecords.checks(), question.office.today
    compared: dict[str, list[dict[str, object]]] = {
        "money": [_money(register, today, figure) for figure in figures["cumulative"]],
        "counts": [_count(register, figure) for figure in figures["counts"]],
        "elsewhere": [{"public": _amount(figure)} for figure in figures["not_ours"]],
    }
    rows: dict[str, list[dict[str, object]]] = {}
    number = 0
    for name, source in (("money", "cumulative"), ("counts", "counts"), ("elsewhere", "not_ours")):
        rows[name] = []
        for figure, cells in zip(figures[source], compared[name], strict=True):
            number += 1
            rows[name].append({"number": number, **_about(figure), **cells})
    both = [*rows["money"], *rows["counts"]]
    of_money = (*_OF_MONEY, *([UNCERTAIN] if any("recorded_uncertain" in row for row in rows["money"]) else []))
    blocks: list[Block] = [
        Table("money", _MONEY, rows["money"], "Money", of_money),
        Table("counts", _COUNTS, rows["counts"], "Programmes and projects", _OF_COUNTS),
        Bullets("reasons", "Why they differ", [_reason(row) for row in both]),
        Table("elsewhere", _ELSEWHERE, rows["elsewhere"], "Received by other bodies"),
        Bullets("sources", "Where they are published", [_source(row) for row in (*both, *rows["elsewhere"])]),
    ]
    subtitle = f"{counted(number, 'figure')} of public pages, each as of its date, beside what the register records."
    return Answer(page_of("published", "Published figures", subtitle, blocks, rows))


def _about(figure: Figure) -> dict[str, object]:
    """Return what a row says of a figure itself."""
    return {key: value for key, value in figure.items() if key not in {"amount", "currency", "count", "contributions"}}


def _amount(figure: Figure) -> dict[str, Decimal]:
    return {figure["currency"]: Decimal(figure["amount"])}


def _money(register: Register, today: dt.date, figure: Figure) -> dict[str, object]:
    found, currency = recorded_money(register, today, figure), figure["currency"]
    recorded = {currency: found.amounts[currency]} if currency in found.amounts else {}
    cells: dict[str, object] = {"public": _amount(figure), "recorded": recorded}
    if currency in found.uncertain:
        doubts = {currency: found.uncertain[currency]}
        cells |= {"recorded_uncertain": doubts, "difference_uncertain": doubts}
    if besides := {each: amount for each, amount in found.amounts.items() if each != currency}:
        cells["besides"] = besides
    if found.unknown:
        return {**cells, "recorded_not_known": found.unknown, "difference": {}, "difference_not_known": found.unknown}
    return {**cells, "difference": {currency: Decimal(figure["amount"]) - recorded.get(currency, ZERO)}}


def _count(register: Register, figure: Figure) -> dict[str, object]:
    found = recorded_work(register, figure)
    return {
        "public": figure["count"],
        "recorded": found.number,
        "undated": found.undated,
        "difference": figure["count"] - found.number,
    }


def _reason(row: Mapping[str, Any]) -> str:
    """Return why a public figure differs from the register, and the amounts recorded in other currencies."""
    besides = joined([f"{currency} {amount:,f}" for currency, amount in row.get("besides", {}).items()], "and")
    return f"{row['number']}. {row['why']}" + (f" Besides, {besides} is recorded." if besides else "")


def _source(row: Mapping[str, object]) -> str:
    """Return where a figure is published, and the remarks on it."""
    doubt = "Uncertain. " if row.get("uncertain") else ""
    return f"{row['number']}. {row.get('url') or row.get('citation')} ({doubt}{row.get('note', '')})".replace(" ()", "")
