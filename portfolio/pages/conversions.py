"""Notes on converted amounts in a report: the rates used, and in capitals what could not be converted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.pages.tree import Block, Column, Paragraph, Table

if TYPE_CHECKING:
    from portfolio.figures.values import Gap, Notes
    from portfolio.pages.edition import Telling

# More gaps than this are counted, not listed.
_GAPS_LISTED = 5


def conversion_data(notes: Notes) -> dict[str, object]:
    """Return the rates used and the amounts not converted, as an object of JSON has them; nothing without any."""
    found: dict[str, object] = {}
    if notes.rates:
        found["rates"] = [{**rate._asdict(), "rate": rate.rate.normalize()} for rate in notes.rates]
    if gaps := notes.missing_rates:
        found["not_converted"] = [
            {**gap._asdict(), "lacking": [f"{currency} in {base}" for currency, base in gap.lacking]} for gap in gaps
        ]
    return found


def conversions(telling: Telling, notes: Notes, *, gaps: bool = True) -> list[Block]:
    """Return notes on rates used and amounts left unconverted, single ones if `gaps` may be shown."""
    language = telling.language
    missing = notes.missing_rates if gaps else []
    lines = [_gap(telling, gap) for gap in missing[:_GAPS_LISTED]]
    if (more := len(missing) - _GAPS_LISTED) > 0:
        lines.append(
            language.words(
                "NOT CONVERTED, for want of a rate: {count} more amount.",
                "NOT CONVERTED, for want of a rate: {count} more amounts.",
                more,
            )
        )
    return [*(Paragraph(line, "lead") for line in lines), *_rates(telling, notes)]


def converted_note(telling: Telling) -> str:
    """Return why converted columns need not subtract from one another."""
    return telling.language.word(
        "Each amount is converted at the rate of its own day, so converted columns need not subtract."
    )


def _gap(telling: Telling, gap: Gap) -> str:
    language = telling.language
    measures = {**telling.words.measures, "allocatable": language.word("what can be allocated")}
    parts = {"amount": language.money(gap.currency, gap.amount), "what": measures[gap.column]}
    if not gap.date:
        return language.word("NOT CONVERTED, as it is undated: {amount}, {what}.", **parts)
    return language.word(
        "NOT CONVERTED, as no rate at most 31 days old is recorded: {amount}, {what}, {date} ({rates}).",
        **parts,
        date=language.date(gap.date),
        rates=language.listed(tuple(map("/".join, gap.lacking))),
    )


def _rates(telling: Telling, notes: Notes) -> list[Table]:
    """Return the rates by which amounts were converted, with their dates and sources."""
    if not notes.rates:
        return []
    word = telling.language.word
    columns = (
        Column("date", word("Date"), "date"),
        Column("currency", word("Currency"), "code"),
        Column("rate", word("Rate"), "number"),
        Column("base", word("In"), "code"),
        Column("source", word("Source")),
    )
    rows = tuple({**rate._asdict(), "rate": rate.rate.normalize()} for rate in notes.rates)
    return [Table("rates", columns, rows, word("Exchange rates used"))]
