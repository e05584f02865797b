"""A sheet about one project or programme: what it is, what pays for it, and what came of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.figures.donors import by_donor
from portfolio.figures.gaps import budgets
from portfolio.pages.achievements import OutcomesOfWork, activity_table, outcome_table, trained_by_type, when
from portfolio.pages.cofunding import AMOUNTS, NAMES, left_out, money_by_donor
from portfolio.pages.edition import Telling, dated, known
from portfolio.pages.narrated import narratives
from portfolio.pages.tree import Answer, Block, Column, Fact, Facts, Paragraph, Section, Table
from portfolio.query.links import all_funders, partners_of, paying
from portfolio.query.register_view import View
from portfolio.reference.codes import UNCLASSIFIED
from portfolio.store import Document, In

if TYPE_CHECKING:
    from portfolio.language.language import Language
    from portfolio.query.question import Office


def project_sheet(
    office: Office, name: str, language: Language, level: str = UNCLASSIFIED, co_funding: str = NAMES
) -> Answer:
    """Return the sheet of a project or programme, by code or name, of an office that sees only what may be released.

    Its donors are named alone, or shown with their amounts (`co_funding`). Without them there is no money in it at all:
    each donor could subtract what it gave itself from a total. The sheet is marked with the level.

    Raises:
        UnknownNameError: There is no such work, or it may not be released.
    """
    telling = Telling(office, language)
    record = telling.record(office.names.target(name))
    contact, shows_money = office.settings.report_contact, co_funding == AMOUNTS
    programme = Fact("programme", language.word("Programme"), telling.programme(record))
    named = str(record["title"]), _programme_title(telling, record) or office.settings.title
    sections = sections_of(telling, record, shows_money=shows_money)
    page = telling.page("project", named, level, sections, telling.front([programme], level))
    closing = (Paragraph(language.word("Contact: {contact}", contact=contact)),) if contact else ()
    return Answer(page._replace(closing=closing), left_out(shown=shows_money))


def sections_of(telling: Telling, record: Document, *, shows_money: bool) -> tuple[Section, ...]:
    """Return what is told of a project or programme: what it is, what pays for it, and what came of it."""
    money = (_money(telling, record),) if shows_money else ()
    return (_about(telling, record), *money, _results(telling, record["code"]))


def _programme_title(telling: Telling, record: Document) -> str | None:
    found = telling.programmes.get(record.get("programme", ""))
    return str(found["title"]) if found else None


def _about(telling: Telling, record: Document) -> Section:
    word = telling.language.word
    facts = [
        *telling.standing(record),
        Fact("donors", word("Donors"), telling.funders(all_funders(telling.office.reader, record)), "names"),
        Fact("partners", word("Partners"), telling.named(partners_of(record)), "names"),
    ]
    blocks: list[Block] = [Facts("facts", known(facts))]
    if "description" in record:
        blocks.insert(0, Paragraph(str(record["description"])))
    return Section("about", word("What it is"), tuple(blocks))


def _money(telling: Telling, record: Document) -> Section:
    """Return what it has from each donor, and its budget."""
    word, code = telling.language.word, record["code"]
    register = paying(telling.office.reader, {code})
    found = by_donor(register, View(telling.office.today, targets=frozenset({code})))
    table = money_by_donor(telling, "money", found)
    notes = (word("Own funds of the office are outside these amounts."), *table.notes)
    table = table._replace(notes=notes, empty=word("No money is recorded."))
    budget = _budget(telling, record)
    return Section("money", word("Money"), (table, budget, _plan(telling, code)) if budget.rows else (table,))


def _plan(telling: Telling, code: str) -> Table:
    """Return its budget in force, what is allocated, and what nobody funds; of a programme with its projects'."""
    word, reader = telling.language.word, telling.office.reader
    of_programme = code in telling.programmes
    within: Any = telling.projects_of(code) if of_programme else [telling.record(code)]
    programmes: Any = [telling.programmes[code]] if of_programme else []
    register = paying(reader, {code, *(each["code"] for each in within)})
    targets = None if of_programme else frozenset({code})
    found = budgets(
        register._replace(projects=within, programmes=programmes), View(telling.office.today, targets=targets)
    )
    plan = (found.programmes if of_programme else found.targets)[code]
    columns = (
        Column("budget", word("Budget"), "money"),
        Column("allocated", telling.words.measures["allocated"], "money"),
        Column("gap", word("Funded by nobody"), "money"),
    )
    note = word("Budget and allocations of a programme include those of its projects.")
    return Table("plan", columns, ({"key": code, **plan._asdict()},), notes=(note,) if of_programme else ())


def _budget(telling: Telling, record: Document) -> Table:
    word = telling.language.word
    columns = (
        Column("start", word("From"), "date"),
        Column("end", word("To"), "date"),
        Column("amount", word("Amount"), "money"),
        Column("type", word("Type")),
    )
    types = {"original": word("Original"), "revised": word("Revised")}
    rows = tuple(
        {
            "key": each["id"],
            "start": dated(each.get("start")),
            "end": dated(each.get("end")),
            "amount": {each["currency"]: Decimal(each["amount"])},
            "type": types[each["type"]],
        }
        for each in record.get("budgets", ())
    )
    note = word("A revised budget replaces the original; they are never added.")
    return Table("budget", columns, rows, word("Budget"), (note,))


def _results(telling: Telling, code: str) -> Section:
    word = telling.language.word
    view = View(telling.office.today)
    held: Any = telling.office.reader.find("activities", In("project", frozenset({code})))
    held = sorted(held, key=when)
    blocks: list[Block] = []
    if rows := OutcomesOfWork(telling, view, {code}).rows(code):
        blocks.append(outcome_table(telling, rows))
    if held:
        blocks.append(activity_table(telling, held))
    people = trained_by_type(telling, view, held, word("Type"))
    if people.rows:
        blocks.append(people)
    narrated = narratives(telling, target=code)
    if not blocks and not narrated:
        blocks.append(Paragraph(word("No result is recorded yet.")))
    return Section("results", word("What came of it"), tuple(blocks), tuple(narrated))
