"""Gaps that filters ask for: fields that a record need not have, and the records and parts that may belong to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from portfolio.errors import refuse
from portfolio.fields.declared import IDENTIFIED, RECORDS
from portfolio.models import documents
from portfolio.models.tables import OWNERS, REFERENCES, TABLES, WORK
from portfolio.query.lineage import pillars_of
from portfolio.query.links import funders_of, partners_of, reached, with_role
from portfolio.query.spans import end_of, start_of
from portfolio.reference.name_matching import joined
from portfolio.text import fold, likely

if TYPE_CHECKING:
    from portfolio.fields.field import Field
    from portfolio.store import Document
    from portfolio.store.protocol import Reader

    Test = Callable[[Document], bool]

# What makes the test whether a record has something, of the register.
_Maker = Callable[["Reader"], Callable[["Document"], object]]
OPTION = "--without"
# Always true or false, so that nothing is missing.
_NEVER_MISSING = ("flag", "source date")
_MOVEMENTS = ("pledge", "commitment", "receipt", "refund")


def spelling(text: str) -> str:
    """Return a name of what may be missing as it is looked for, whatever its case, hyphens and underscores."""
    return fold(text.replace("_", " ").replace("-", " "))


def known(text: str) -> str:
    """Return the spelling of what some record may lack; raises RefusedError."""
    name = spelling(text)
    if any(may_lack(table, name) for table in RECORDS):
        return name
    near = likely(name, sorted({each for table in RECORDS for each in named(table)}))
    lacks = f"of a project that may be {', '.join(named('projects'))}"
    hint = f"did you mean {near}? O{lacks[1:]}" if near else lacks
    raise refuse(OPTION, text, f"is nothing that may be missing; {hint}")


def may_lack(table: str, name: str) -> bool:
    """Return whether a record of a table may lack what is spelt so."""
    return name in _spellings(table)


def named(table: str) -> tuple[str, ...]:
    """Return what the records of a table may lack, by the names that are typed."""
    return tuple(dict.fromkeys(_spellings(table).values()))


def refuse_for_work(name: str) -> None:
    """Refuse what neither projects nor programmes ever have; raises RefusedError."""
    if not any(may_lack(table, name) for table in WORK):
        nouns = [TABLES[table].noun for table in RECORDS if may_lack(table, name)]
        asked = joined([f"portfolio {('donor' if noun == 'organisation' else noun)} list" for noun in nouns], "or")
        raise refuse(OPTION, name, f"is nothing that a project has; ask {asked} for it")


def lacks(reader: Reader, table: str, name: str) -> Test:
    """Return the test whether a record of a table lacks what is spelt so; a kind that never has it does not lack it."""
    if not may_lack(table, name):
        return lambda _record: False
    has = _makers(table)[_spellings(table)[name]](reader)
    return lambda record: not has(record)


@cache
def _spellings(table: str) -> Mapping[str, str]:
    """Return each spelling of what the records of a table may lack to its name, those that are typed first."""
    found = {spelling(name): name for name in _makers(table)}
    for field in _optional(table):
        for other in (field.stored, field.called, field.labelled):
            found.setdefault(spelling(other), field.key)
    for name in tuple(found.values()):
        found.setdefault(spelling(f"{name.removesuffix('y')}{'ies' if name.endswith('y') else 's'}"), name)
    return found


@cache
def _makers(table: str) -> Mapping[str, _Maker]:
    """Return name to what makes the test of it: fields first, then what belongs to the record."""
    own = {field.key: _of_field(field) for field in _optional(table)}
    return {**own, **_of_belongings(table), **_BESIDE.get(table, {})}


@cache
def _optional(table: str) -> tuple[Field, ...]:
    """Return the fields that a record of a table need not have."""
    held = getattr(documents, f"{TABLES[table].noun.split()[-1].capitalize()}Document").__annotations__

    def optional(field: Field) -> bool:
        head = field.stored.partition(".")[0]
        stored = head in held and "NotRequired" in str(held[head])
        return (stored or field.kind.name == "work date") and field.kind.name not in _NEVER_MISSING

    return tuple(field for field in RECORDS[table] if field.settable != "never" and optional(field))


def _of_field(field: Field) -> _Maker:
    if field.kind.name in _BY_KIND:
        made = _BY_KIND[field.kind.name]
        return lambda reader: made(field, reader)
    path = field.stored.split(".")

    def has(record: Mapping[str, Any]) -> bool:
        value: Any = record
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value is not None

    return lambda _reader: has


def _pillars(_field: Field, reader: Reader) -> Callable[[Document], object]:
    programmes = {programme["code"]: programme for programme in reader.find("programmes")}
    return lambda record: pillars_of(record, programmes)[0]


def _linked(field: Field, reader: Reader) -> Callable[[Document], object]:
    """Return the test of a role: a donor is one by its money too, and a partner is whoever takes part otherwise."""
    if field.key == "partner":
        return partners_of
    if field.key != "donor":
        return lambda record: with_role(record, field.kind.role)
    paid = _paid_for(reader)
    return lambda record: funders_of(record) or record["code"] in paid


# Kind of a field to the test of it, where it is not just stored.
_BY_KIND: Mapping[str, Callable[[Field, Reader], Callable[[Document], object]]] = {
    "work date": lambda field, _reader: start_of if field.key == "start" else end_of,
    "pillars": _pillars,
    "linked": _linked,
}


def _paid_for(reader: Reader, contributions: Iterable[Any] | None = None) -> set[str]:
    """Return the codes of the work that money reaches, of some contributions or of all."""
    given = reader.find("contributions") if contributions is None else contributions
    return {target for _, target in reached(given, reader.find("expenditures"))}  # type: ignore[arg-type]


def _of_belongings(table: str) -> dict[str, _Maker]:
    """Return the tests of the parts that a record has ids of, and of the records that belong to it."""
    found: dict[str, _Maker] = {}
    for path in IDENTIFIED.get(table, ()):
        if "." not in path and path != "reports_due":
            found[path.removesuffix("s")] = _of_part(path)
    for other, path, tables in REFERENCES:
        if path in OWNERS.get(other, ()) and table in tables:
            found[TABLES[other].noun] = _of_records(other, path, TABLES[table].key)
    return found


def _of_part(path: str) -> _Maker:
    return lambda _reader: lambda record: record.get(path)


def _of_records(table: str, owner: str, key: str) -> _Maker:
    def make(reader: Reader) -> Callable[[Document], object]:
        owners = {each.get(owner) for each in reader.find(table)}
        return lambda record: record[key] in owners

    return make


def _of_movements(kind: str) -> _Maker:
    return lambda _reader: lambda record: any(each["kind"] == kind for each in record.get("movements", ()))


def _contribution(reader: Reader) -> Callable[[Document], object]:
    paid = _paid_for(reader)
    return lambda record: record["code"] in paid


def _place(_reader: Reader) -> Callable[[Document], object]:
    return lambda record: record.get("countries") or record.get("regions") or record.get("scope") == "global"


def _is_reported(contribution: Document) -> bool:
    """Return whether a report that a contribution asks for was sent."""
    return any("sent" in each for each in contribution.get("reports_due", ()))


def _report(reader: Reader) -> Callable[[Document], object]:
    told = _paid_for(reader, [each for each in reader.find("contributions") if _is_reported(each)])
    return lambda record: record["code"] in told


def _work(reader: Reader) -> Callable[[Document], object]:
    """Return the test whether an organisation has work, by a link or by its money."""
    given = {each["donor"] for each, _ in reached(reader.find("contributions"), reader.find("expenditures"))}  # type: ignore[arg-type]
    linked = {
        link["organisation"] for table in WORK for each in reader.find(table) for link in each.get("organisations", ())
    }
    return lambda record: record["code"] in given or record["code"] in linked


def _values(record: Document, which: str) -> bool:
    return any(which in period for each in record.get("indicators", ()) for period in each.get("periods", ()))


_OF_WORK: Mapping[str, _Maker] = {"contribution": _contribution, "report": _report, "place": _place}
# What else a record of a table may lack: what is found in another way.
_BESIDE: Mapping[str, Mapping[str, _Maker]] = {
    "projects": _OF_WORK,
    "programmes": {**_OF_WORK, "project": _of_records("projects", "programme", "code")},
    "organisations": {"project": _work},
    "contributions": {
        **{kind: _of_movements(kind) for kind in _MOVEMENTS},
        "report": lambda _reader: _is_reported,
        "expenditure": _of_records("expenditures", "contribution", "id"),
    },
    "activities": {"participants": lambda _reader: lambda record: record.get("participants")},
    "outcomes": {
        "value": lambda _reader: lambda record: _values(record, "actual"),
        "target": lambda _reader: lambda record: _values(record, "target"),
    },
}
