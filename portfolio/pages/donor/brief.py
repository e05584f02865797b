"""The half page that a donor's report begins with: the gift in a sentence, what came of it, where, and what is next."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from portfolio.figures.counted import OFFICE
from portfolio.pages.achievements import attendances, trained
from portfolio.pages.donor.agreements import as_at
from portfolio.pages.donor.coming import expected
from portfolio.pages.edition import dated, known
from portfolio.pages.narrated import next_steps
from portfolio.pages.tree import ON_SUMMARY, Column, Fact, Facts, Paragraph, Row, Section, Table, filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.figures.results import OutcomeRow
    from portfolio.pages.donor.gift import Giving

_MOST_RESULTS = 5
_MOST_PLACES = 12
_MOST_COMING = 4


def section(giving: Giving) -> Section:
    """Return the section, without what there is nothing of."""
    word = giving.language.word
    blocks = (Paragraph(_sentence(giving), "lead"), _results(giving), _outlook(giving))
    return Section("summary", word("Summary"), blocks, leads=True)


def _sentence(giving: Giving) -> str:
    """Return the gift in one sentence: when, how much was promised and paid, and what for."""
    language, word = giving.language, giving.language.word
    first, last = giving.view.period
    if first and last:
        when = word("In the period {days}", days=giving.days(giving.view.period))
    else:
        when = word("As of {date}", date=language.date(as_at(giving)))
    given = {name: _amounts(giving, name) for name in ("pledged", "committed", "received")}
    if _is_paid_whole(giving):
        given["committed"] = ""
    name = giving.forms(giving.code)
    # What follows "of" in its language, which nothing says of many a name of the register's own.
    donor = name.of or word("the donor {donor}", donor=name.alone)
    parts = {"when": when, "donor": donor, "work": _work(giving)}
    if given["committed"] and given["received"]:
        return word(
            "{when}, the commitments of {donor} amount to {committed} and its payments to {received}, in support of "
            "{work}.",
            **parts, committed=given["committed"], received=given["received"],
        )  # fmt: skip
    if given["committed"]:
        return word("{when}, the commitments of {donor} amount to {amount}, in support of {work}.", **parts,
                    amount=given["committed"])  # fmt: skip
    if given["received"]:
        return word("{when}, the payments of {donor} amount to {amount}, in support of {work}.", **parts,
                    amount=given["received"])  # fmt: skip
    if given["pledged"]:
        return word("{when}, the pledges of {donor} amount to {amount}, in support of {work}.", **parts,
                    amount=given["pledged"])  # fmt: skip
    return word("{when}, {donor} is recorded as a donor to {work}.", **parts)


def _is_paid_whole(giving: Giving) -> bool:
    """Whether payments say all that commitments do, which are then none of what is still to come."""
    columns = giving.total.total.columns
    return all(amount <= columns.received.get(code, amount - 1) for code, amount in columns.committed.items())


def _amounts(giving: Giving, column: str) -> str:
    """Return what is in a column, in words; what is uncertain of it is marked as in every table."""
    language, total = giving.language, giving.total.total
    doubted = total.uncertain.get(column, {})
    found = [
        f"{'~' if code in doubted else ''}{language.money(code, amount)}"
        for code, amount in sorted(getattr(total.columns, column).items())
        if amount
    ]
    return language.joined(tuple(found))


def _work(giving: Giving) -> str:
    """Return how much work is supported, in words."""
    language = giving.language
    projects = sum(each.get("kind", OFFICE) != OFFICE for each in giving.work)
    programmes = sum(each["code"] in giving.programmes for each in giving.work)
    counts = [
        *([language.words("{count} programme", "{count} programmes", programmes)] if programmes else []),
        *([language.words("{count} project", "{count} projects", projects)] if projects else []),
    ]
    return language.joined(tuple(counts)) or language.word("work that is still to be agreed")


def _results(giving: Giving) -> Table:
    """Return the headline results, each with the record that it is of."""
    word = giving.language.word
    columns = (
        Column("result", word("Result")),
        Column("actual", word("Reached"), "number"),
        Column("unit", word("Unit")),
        Column("target", word("Target"), "number"),
        Column("as_of", word("As of"), "date"),
        Column("project", word("Project or programme")),
        Column("joint", word("Jointly funded"), "flag"),
        Column("record", word("Record"), "code", optional=True),
    )
    people = [*_people(giving)]
    rows = [*people, *(_indicator(giving, row) for row in giving.outcomes.headlines(_MOST_RESULTS - len(people)))]
    rows = [{**row, "joint": row["joint"] or None} for row in rows]
    return Table("headlines", filled(columns, rows), tuple(rows), word("Main results"), tiled=True, sheet=ON_SUMMARY)


def _people(giving: Giving) -> Iterator[Row]:
    """Yield the people trained, where any are known of."""
    word, people = giving.language.word, trained(giving.activities, giving.view)
    if count := attendances(people):
        held = giving.language.words("{count} workshop or training", "{count} workshops and trainings", people.reported)
        joint = any(giving.is_joint(each) and trained([each], giving.view).total for each in giving.activities)
        yield {
            "key": "people",
            "record": "people",
            "result": word("People trained, by attendance"),
            "actual": count,
            "unit": word("participants"),
            "project": held,
            "joint": joint,
        }


def _indicator(giving: Giving, row: OutcomeRow) -> Row:
    indicator, progress = row.indicator, row.progress
    assert indicator is not None  # noqa: S101 - headlines are of indicators
    return {
        "key": indicator["id"],
        "record": indicator["id"],
        "result": indicator["title"],
        "actual": progress.actual and progress.actual.number,
        "unit": row.unit,
        "target": progress.target and progress.target.number,
        "as_of": dated(progress.as_of),
        "project": giving.office.names.title(row.project),
        "joint": bool(giving.others.get(row.project)),
    }


def _outlook(giving: Giving) -> Facts:
    word = giving.language.word
    ahead = [row for row in expected(giving) if not row["late"]]
    coming = [*islice(next_steps(giving), _MOST_COMING), *(_told(giving, row) for row in ahead[:_MOST_COMING])]
    facts = [
        Fact("where", word("Where"), tuple(_places(giving)), "names"),
        Fact("next", word("What comes next"), tuple(coming), "lines"),
    ]
    return Facts("outlook", known(facts))


def _told(giving: Giving, row: Mapping[str, Any]) -> str:
    """Return what is due in a line: when, what, under which agreement or of which work, and how much."""
    language = giving.language
    amounts = [language.money(code, amount) for code, amount in row["amount"].items()]
    what = language.listed((row["what"], row["of"], *amounts))
    return language.word("{date}: {what}", date=language.date(row["date"]), what=what)


def _places(giving: Giving) -> Iterator[str]:
    """Yield the countries that the work is for, else its regions, as many as can be taken in."""
    language = giving.language
    names = [language.country(code) for code in giving.presence]
    if not names:
        names = [*dict.fromkeys(name for each in giving.work for name in giving.regions(each))]
    more = len(names) - _MOST_PLACES
    yield from names[:_MOST_PLACES] if more > 0 else names
    if more > 0:
        yield language.words("{count} more", "{count} more", more)
