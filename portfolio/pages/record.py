"""The page of one record: what is stored of it, in people's words, and what belongs to it."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from portfolio.dates import ALWAYS
from portfolio.figures.breakdowns import by_programme, by_target
from portfolio.figures.gaps import budgets
from portfolio.models.tables import TABLES
from portfolio.pages import amounts, columns
from portfolio.pages.lists import contributions as funding, outcomes, projects as work
from portfolio.pages.planning import overlap_notes, plan_cells
from portfolio.pages.tree import Answer, Bullets, Table, facts_of, filled, page_of, picked
from portfolio.query.choose import pillars_are_uncertain, pillars_of
from portfolio.query.lineage import INHERITED, with_programme, with_programmes
from portfolio.query.links import funders_of, partner_roles
from portfolio.query.view import Register, View
from portfolio.store import In

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from portfolio.models.documents import ExpenditureDocument
    from portfolio.pages.tree import Block, Columns, Row
    from portfolio.query.names import Names
    from portfolio.query.question import Office
    from portfolio.store import Document

_KEYS = {
    "allocations": ("id", "donor", "amount", "moved_from", "date", "note"),
    "budgets": ("id", "amount", "start", "end", "type", "status", "note"),
    "outcomes": ("id", "title", "level", "date"),
    "activities": ("id", "title", "type", "start", "venue", "countries", "women", "men", "unspecified"),
    "projects": ("code", "title", "status", "start", "end"),
}
_SPENT_KEYS = ("id", "date", "amount", "contribution", "kind", "reversal", "reference", "note")


def undertaking(office: Office, table: str, key: str) -> Answer:
    """Return the page of a programme or project: what it is, its money, its outcomes and its activities.

    Args:
        office: Whom to ask.
        table: `programmes` or `projects`.
        key: Its code.
    """
    record = office.reader.get(table, key) or {}
    contributions = _naming(office, "contributions", "allocations.target", key)
    own = _money(office, table, key)
    parts: dict[str, Any] = {
        "allocated": [row for each in contributions for row in allocation_rows(each, office, key)],
        "expenditures": _naming(office, "expenditures", "target", key),
        "outcomes": _naming(office, "outcomes", "project", key),
        "activities": _naming(office, "activities", "project", key),
        "projects": _below(office, "programme" if table == "programmes" else "parent", key),
    }
    parts["indicators"] = outcomes.indicator_rows(parts["outcomes"], ALWAYS)
    placed = with_programme(record, partial(office.reader.get, "projects"))
    blocks = [
        *_facts(placed, office),
        amounts.table(own, _own_funds(contributions, office)),
        _some("Budget", columns.BUDGETS, list(map(_in_currency, record.get("budgets", ()))), "budgets"),
        *_parts_shown(parts, "Projects" if table == "programmes" else "Phases and parts", office),
        *about(record),
    ]
    kind = str(record.get("kind", TABLES[table].noun)).capitalize()
    subtitle = f"{kind} {key}; {str(record['classification']).replace('_', ' ').upper()}"
    page = page_of(TABLES[table].noun, record["title"], subtitle, blocks, {**record, "figures": own, **parts})
    return Answer(page, overlap_notes([record]))


def _parts_shown(parts: Mapping[str, Any], below: str, office: Office) -> list[Block]:
    """Return what belongs to a programme or project as tables; `below` is what the projects under it are called."""
    names = office.names
    activities = [outcomes.activity_row(each, names) for each in parts["activities"]]
    projects = [work.work_row(each, {}, names) for each in parts["projects"]]
    return [
        _some("Allocated from contributions", columns.ALLOCATIONS, parts["allocated"], "allocations"),
        spent_table("expenditures", "Spent", parts["expenditures"], _SPENT_KEYS, names),
        _some("Outcomes", columns.OUTCOMES, list(map(outcomes.outcome_row, parts["outcomes"])), "outcomes"),
        outcomes.indicator_table(parts["indicators"], ("id", "title", "measure", "unit")),
        _some("Activities", columns.ACTIVITIES, activities, "activities"),
        _some(below, columns.PROJECTS, projects, "projects"),
    ]


def _own_funds(contributions: Iterable[Document], office: Office) -> list[str]:
    """Return what to say where the office's own funds are allocated, which stand outside the columns of money."""
    givers = {each["donor"] for each in contributions}
    own = [code for code in givers if (office.reader.get("organisations", code) or {}).get("own")]
    return ["What the office allocated from its own funds is not in these amounts."] if own else []


def allocation_rows(contribution: Document, office: Office, target: str = "") -> list[Row]:
    """Return the allocations of a contribution, to a target or all; what moved on from the target is negative."""
    rows: list[Row] = []
    for each in contribution.get("allocations", ()):
        gone = "reversal" in each or (bool(target) and each.get("moved_from") == target)
        if target and target not in {each["target"], each.get("moved_from")}:
            continue
        amount = Decimal(each["amount"])
        rows.append(
            {
                **each,
                "contribution": contribution["id"],
                "donor": office.names.organisation_name(contribution["donor"]),
                "title": office.names.title(each["target"]),
                "amount": {contribution["currency"]: -amount if gone else amount},
            }
        )
    return rows


def spent_table(key: str, title: str, expenditures: Iterable[Document], keys: Collection[str], names: Names) -> Block:
    """Return expenditures as a table of some columns, and of what few of them have: a place and a booked value."""
    rows = [funding.expenditure_row(cast("ExpenditureDocument", each), names) for each in expenditures]
    wanted = tuple(column for column in columns.EXPENDITURES if column.key in {*keys, "place", "booked"})
    shown = filled(wanted, rows, keep=keys)
    return Table(key, shown, rows, title)


def about(record: Document) -> list[Block]:
    """Return what every record carries beside its facts: description, note, and sources."""
    texts = [str(record[field]) for field in ("description", "note") if field in record]
    notes = Bullets("notes", "Notes", [line for text in texts for line in text.splitlines() if line])
    return [notes, Bullets("sources", "Sources", [_source(each) for each in record.get("sources", ())])]


def some(key: str, title: str, declared: Columns, rows: Sequence[Row], keys: Sequence[str]) -> Block:
    """Return a table of some of a noun's columns, which a page leaves out when it has no rows."""
    return Table(key, picked(declared, keys), rows, title)


def _some(title: str, declared: Columns, rows: Sequence[Row], what: str) -> Block:
    return some(what, title, declared, rows, _KEYS[what])


def _naming(office: Office, table: str, field: str, key: str) -> list[Document]:
    return office.reader.find(table, In(field, frozenset({key})))


def _below(office: Office, field: str, key: str) -> list[Document]:
    """Return the projects of a programme, phases of these among them, or the phases and parts of a project."""
    return [each for each in with_programmes(office.reader.find("projects")) if each.get(field) == key]


def _in_currency(part: Mapping[str, Any]) -> Row:
    return {**part, "amount": {part["currency"]: Decimal(part["amount"])}}


def _money(office: Office, table: str, key: str) -> Row:
    """Return a project's own money and budget, or a programme's own and its projects'."""
    tables = ("projects", "programmes", "organisations", "contributions", "expenditures")
    documents: dict[str, Any] = {each: office.reader.find(each) for each in tables}
    documents["projects"] = with_programmes(documents["projects"])
    register = Register(**documents)
    view = View(office.today)
    if table == "projects":
        view = view._replace(targets=frozenset({key}))
        found = by_target(register, view).rows
        return {**work.money_cells(found.get(key)), **plan_cells(budgets(register, view).targets.get(key))}
    row = next((row for row in by_programme(register, view).rows if row.key == key), None)
    return {**work.money_cells(row), **plan_cells(budgets(register, view).programmes.get(key))}


def _facts(record: Document, office: Office) -> list[Block]:
    """Return what a programme or project is: what it belongs to, when and where it runs, and who is in it."""
    pairs = [*_standing(record, office), *_times_and_places(record, office), *_parties(record, office)]
    return [facts_of(pair for pair in pairs if pair[1])]


def _standing(record: Document, office: Office) -> list[tuple[str, object]]:
    programmes = {each["code"]: each for each in office.reader.find("programmes")}
    pillars, inherited = pillars_of(record, programmes)
    uncertain = pillars_are_uncertain(record, programmes)
    marks = [mark for mark, holds in (("inherited", inherited), ("uncertain", uncertain)) if holds]
    marked = f" ({', '.join(marks)})" if marks else ""
    return [
        ("Status", record.get("status")),
        ("Programme", _programme(record, office)),
        ("Phase of", _titled(office, record.get("parent"))),
        ("Phase", record.get("phase")),
        ("Owner", record.get("owner")),
        ("Pillars", [_shared(each, each["pillar"]) + marked for each in pillars]),
        ("Scope", record.get("scope")),
    ]


def _programme(record: Document, office: Office) -> str | None:
    title = _titled(office, record.get("programme"))
    return f"{title} (inherited)" if INHERITED in record else title


def _titled(office: Office, code: str | None) -> str | None:
    return f"{code} {office.names.title(code)}" if code else None


def _times_and_places(record: Document, office: Office) -> list[tuple[str, object]]:
    names = office.names
    return [
        ("Start", _dates(record, "start")),
        ("End", _dates(record, "end")),
        ("Countries", [_shared(each, names.country_name(each["country"])) for each in record.get("countries", ())]),
        ("Regions", [_shared(each, names.region_label(each["region"])) for each in record.get("regions", ())]),
    ]


def _parties(record: Document, office: Office) -> list[tuple[str, object]]:
    code = record["code"]
    paid: dict[str, Any] = {
        "contributions": office.reader.find("contributions"),
        "expenditures": _naming(office, "expenditures", "target", code),
    }
    donors = dict.fromkeys([*funders_of(record), *work.funders(Register(**paid), {code}).get(code, ())])
    return [
        ("Donors", list(map(office.names.organisation_name, donors))),
        ("Partners", _partners(record, office)),
        ("References", [f"{each['owner']}: {each['reference']}" for each in record.get("refs", ())]),
        ("Documents", [_document(office, each) for each in record.get("documents", ())]),
        ("Officer", record.get("officer")),
        ("Also known as", [*record.get("aliases", ()), *record.get("former_titles", ())]),
        ("Tags", record.get("tags")),
    ]


def _dates(record: Document, which: str) -> str | None:
    """Return the actual date, with the planned one beside it where it differs."""
    actual, planned = record.get(f"actual_{which}"), record.get(f"planned_{which}")
    if actual and planned and actual != planned:
        return f"{actual} (planned: {planned})"
    return actual or (f"{planned} (planned)" if planned else None)


def _shared(part: Mapping[str, Any], name: str) -> str:
    return f"{name} {part['share']}%" if "share" in part else name


def _partners(record: Document, office: Office) -> list[str]:
    """Return those who take part otherwise than by funding, each with its role."""
    return [f"{office.names.short_name(code)} ({role})" for code, role in partner_roles(record)]


def _document(office: Office, key: str) -> str:
    found = office.reader.get("documents", key)
    return f"{key} {found['title']}" if found else key


def _source(source: Mapping[str, Any]) -> str:
    """Return a source as a sentence: where, when it was so, what it supports."""
    supports = ": ".join(source[key] for key in ("field", "value") if key in source)
    as_of = f"as of {source['as_of']}" if "as_of" in source else ""
    doubt = "uncertain" if source.get("uncertain") else ""
    beside = "; ".join(part for part in (as_of, supports, doubt, source.get("note", "")) if part)
    places = " ".join(source[key] for key in ("citation", "url") if key in source)
    return f"{places} ({beside})" if beside else places
