"""Filters as a list shows them: said once above it, and in which of its columns they bear on what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.fields.projects import PROJECT
from portfolio.query.filters import is_barred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.pages.tree import Table
    from portfolio.query.question import Question

_COLUMNS = {field.key: field.called for field in PROJECT if field.filter}
_DATES = {"year": ("start", "end"), "since": ("start", "end"), "until": ("start", "end"), "starts": ("start",)}
_DATES["ends"] = ("end",)


def captioned(question: Question, table: Table) -> Table:
    """Return a list with the filters that chose its rows as its caption, and the columns that they bear on."""
    if not question.raw:
        return table
    keys = {column.key for column in table.columns}
    filtered: dict[str, Sequence[str]] = {}
    for option in question.raw:
        for key in _DATES.get(option) or dict.fromkeys((_COLUMNS.get(option, option), option)):
            if key in keys:
                filtered[key] = _values(question, option)
    return table._replace(caption=filter_sentence(question), filtered=filtered)


def filter_sentence(question: Question) -> str:
    """Return the filters in force in a sentence; "" without any."""
    described = question.selection.described
    return f"Filters: {'; '.join(described)}." if described else ""


def _values(question: Question, option: str) -> Sequence[str]:
    """Return what rows have in the column that a filter bears on, if they have nothing but what it asks for."""
    selection, names = question.selection, question.office.names
    texts = question.raw[option]
    if any(map(is_barred, texts)):
        return ()
    match option:
        case "region" | "country":
            return [place.label for place in (selection.regions if option == "region" else selection.countries).plain]
        case "donor":
            return [names.organisation_name(code) for code in question.named_donors(barred=False)]
        case "partner":
            return [names.short_name(names.organisation(text)) for text in texts]
        case "programme":
            return [names.title(code) for code in selection.programmes.plain]
    return sorted(selection.words[option].plain) if option in selection.words else texts
