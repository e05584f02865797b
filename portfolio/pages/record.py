"""The page of one record: what is stored of it, in people's words, and what belongs to it."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from portfolio.dates import ALWAYS
from portfolio.fields.declared import RECORDS
from portfolio.fields.said import field_in_words, value_at
from portfolio.figures.breakdowns import by_programme, by_target
from portfolio.figures.gaps import budgets
from portfolio.models.tables import TABLES
from portfolio.pages import amounts, columns, marks
from portfolio.pages.lists import contributions as funding, outcomes, projects as work
from portfolio.pages.lists.narratives import narrative_table, narratives_of
from portfolio.pages.planning import overlap_notes, plan_cells
from portfolio.pages.tree import Answer, Block, Bullets, Columns, Facts, Row, Table, facts_of, filled, page_of, picked
from portfolio.query.lineage import INHERITED, pillars_are_uncertain, pillars_of, projects_of, with_programme
from portfolio.query.links import all_funders, partner_roles, paying
from portfolio.query.register_view import View
from portfolio.store import Document, In

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.models.documents import ExpenditureDocument
    from portfolio.query.names import Names
    from portfolio.query.question import Office

_KEYS = {
    "outcomes": ("id", "title", "level", "date"),
    "activities": ("id", "title", "type", "start", "venue", "countries", "women", "men", "unspecified"),
    "projects": ("code", "title", "status", "start", "end"),
}


def undertaking(office: Office, table: str, key: str) -> Answer:
    """Return the page of a programme or project: what it is, its money, its outcomes and its activities."""
    record = office.reader.get(table, key) or {}
    contributions = _naming(office, "contributions", "allocations.target", key)
    own = _money(office, table, key)
    parts: dict[str, Any] = {
        "allocated": [row for each in contributions for row in allocation_rows(each, office, key)],
        "expenditures": _naming(office, "expenditures", "target", key),
        "outcomes": _naming(office, "outcomes", "project", key),
        "activities": _naming(office, "activities", "project", key),
        "narratives": narratives_of(office, "target", key),
        "projects": _below(office, table, key),
    }
    parts["indicators"] = outcomes.indicator_rows(parts["outcomes"], ALWAYS)
    placed = with_programme(record, partial(office.reader.get, "projects"))
    blocks = [
        _facts(placed, table, office),
        amounts.table(own, _own_funds(contributions, office)),
        Table(
            "budgets",
            columns.without(columns.BUDGETS, "target"),
            list(map(_in_currency, record.get("budgets", ()))),
            "Budget",
        ),
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
        Table(
            "allocations",
            columns.without(columns.ALLOCATIONS, "contribution", "target", "title"),
            parts["allocated"],
            "Allocated from contributions",
        ),
        spent_table("expenditures", "Spent", parts["expenditures"], "target", names),
        _some("Outcomes", columns.OUTCOMES, list(map(outcomes.outcome_row, parts["outcomes"])), "outcomes"),
        outcomes.indicator_table(parts["indicators"], ("id", "title", "measure", "unit")),
        _some("Activities", columns.ACTIVITIES, activities, "activities"),
        narrative_table(parts["narratives"], names),
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


def spent_table(key: str, title: str, expenditures: Iterable[Document], of: str, names: Names) -> Block:
    """Return the expenditures of one page, but for the column `of`, which the page says itself."""
    rows = [funding.expenditure_row(cast("ExpenditureDocument", each), names) for each in expenditures]
    wanted = columns.without(columns.EXPENDITURES, of)
    keep = {column.key for column in columns.without(wanted, "place", "booked")}
    return Table(key, filled(wanted, rows, keep=keep), rows, title)


def about(record: Document) -> list[Block]:
    """Return what every record carries beside its facts: description, note, and sources."""
    texts = [str(record[field]) for field in ("description", "note") if field in record]
    notes = Bullets("notes", "Notes", [line for text in texts for line in text.splitlines() if line])
    return [notes, Bullets("sources", "Sources", [_source(each) for each in record.get("sources", ())])]


def _some(title: str, declared: Columns, rows: Sequence[Row], what: str) -> Block:
    """Return a table of some of a noun's columns, which a page leaves out when it has no rows."""
    return Table(what, picked(declared, _KEYS[what]), rows, title)


def _naming(office: Office, table: str, field: str, key: str) -> list[Document]:
    return office.reader.find(table, In(field, frozenset({key})))


def _below(office: Office, table: str, key: str) -> Sequence[Document]:
    """Return the projects of a programme, phases of these among them, or the phases and parts of a project."""
    if table == "programmes":
        return projects_of(office.reader, key)
    parts = _naming(office, "projects", "parent", key)
    return [with_programme(each, partial(office.reader.get, "projects")) for each in parts]


def _in_currency(part: Mapping[str, Any]) -> Row:
    return {**part, "amount": {part["currency"]: Decimal(part["amount"])}}


def _money(office: Office, table: str, key: str) -> Row:
    """Return a project's own money and budget, or a programme's own and its projects'."""
    reader, view = office.reader, View(office.today)
    if table == "projects":
        record: Any = reader.get(table, key)
        register = paying(reader, {key})._replace(projects=[record])
        view = view._replace(targets=frozenset({key}))
        found = by_target(register, view).rows
        return {**marks.money_cells(found.get(key)), **plan_cells(budgets(register, view).targets.get(key))}
    projects: Any = projects_of(reader, key)
    programmes: Any = reader.find("programmes")
    register = paying(reader, {key, *(each["code"] for each in projects)})
    register = register._replace(projects=projects, programmes=programmes)
    row = next((row for row in by_programme(register, view).rows if row.key == key), None)
    return {**marks.money_cells(row), **plan_cells(budgets(register, view).programmes.get(key))}


def _facts(record: Document, table: str, office: Office) -> Facts:
    """Return what a programme or project is: what it belongs to, when and where it runs, and who is in it."""
    fields = {field.key: field for field in RECORDS[table] if field.key not in _ELSEWHERE}
    pairs: list[tuple[str, object]] = []
    for key in dict.fromkeys((*_ORDER, *fields)):
        if field := fields.get(key):
            stored = value_at(record, field.stored)
            value = (
                _TOLD[key](record, office) if key in _TOLD else stored and field_in_words(field, stored, office.names)
            )
            pairs.append((field.labelled, value))
    return facts_of(pair for pair in pairs if pair[1])


def _pillars(record: Document, office: Office) -> list[str]:
    programmes = {each["code"]: each for each in office.reader.find("programmes")}
    pillars, inherited = pillars_of(record, programmes)
    uncertain = pillars_are_uncertain(record, programmes)
    marks = [mark for mark, holds in (("inherited", inherited), ("uncertain", uncertain)) if holds]
    marked = f" ({', '.join(marks)})" if marks else ""
    return [_shared(each, each["pillar"]) + marked for each in pillars]


def _programme(record: Document, office: Office) -> str | None:
    title = _titled(office, record.get("programme"))
    return f"{title} (inherited)" if INHERITED in record else title


def _titled(office: Office, code: str | None) -> str | None:
    return f"{code} {office.names.title(code)}" if code else None


def _donors(record: Document, office: Office) -> list[str]:
    return list(map(office.names.organisation_name, all_funders(office.reader, record)))


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


# The order of the facts; what is not named comes behind.
_ORDER = (
    *("status", "programme", "parent", "phase", "owner", "pillar", "scope", "start", "end", "country", "region"),
    *("donor", "partner", "ref", "document", "officer", "alias", "tag"),
)
# What is told in a place of its own, or with another fact.
_ELSEWHERE = {
    *("code", "title", "kind", "description", "note", "classification", "source", "source_date", "revision"),
    *("planned_start", "actual_start", "planned_end", "actual_end", "former_title", "accountable", "extending"),
    "removed_parts",
}
# Fact to what is said of it, where that is more than what is stored.
_TOLD: Mapping[str, Callable[[Document, Office], object]] = {
    "programme": _programme,
    "parent": lambda record, office: _titled(office, record.get("parent")),
    "pillar": _pillars,
    "start": lambda record, _: _dates(record, "start"),
    "end": lambda record, _: _dates(record, "end"),
    "country": lambda record, office: [
        _shared(each, office.names.country_name(each["country"])) for each in record.get("countries", ())
    ],
    "region": lambda record, office: [
        _shared(each, office.names.region_label(each["region"])) for each in record.get("regions", ())
    ],
    "donor": _donors,
    "partner": _partners,
    "ref": lambda record, _: [f"{each['owner']}: {each['reference']}" for each in record.get("refs", ())],
    "document": lambda record, office: [_document(office, each) for each in record.get("documents", ())],
    "alias": lambda record, _: [*record.get("aliases", ()), *record.get("former_titles", ())],
}
