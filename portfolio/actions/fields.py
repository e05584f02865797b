"""The fields that people may set on each kind of record, by the names of the options that set them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from portfolio.actions import reading as read
from portfolio.dates import parse_date
from portfolio.errors import refuse
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.actions.reading import Reading

    Document = dict[str, Any]
    Operation = Literal["=", "+=", "-=", "clear"]
    Reader = Callable[[Reading, str], Any]
    # Changes a document in place: reading, document, operation, texts.
    Setter = Callable[[Reading, Document, Operation, Sequence[str]], None]

# The plural of a list, as records show it, sets the same field as its option.
_SINGULAR = {
    "countries": "country",
    "regions": "region",
    "pillars": "pillar",
    "donors": "donor",
    "partners": "partner",
    "documents": "document",
    "sources": "source",
    "aliases": "alias",
    "tags": "tag",
    "refs": "ref",
    "former_titles": "former_title",
    "former_names": "former_name",
    "reversal": "reverse",
    "roles": "role",
    "parties": "party",
}


def one(key: str, reader: Reader = read.plain) -> Setter:
    """Return the setter of a field with one value."""

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        if operation == "clear":
            document.pop(key, None)
        elif operation == "=":
            document[key] = reading.value(key, read.single(texts, key), reader)
        else:
            raise refuse(key.replace("_", " "), texts[0], "has one value; use = to set it")

    return put


def many(key: str, reader: Reader = read.line, name: str = "", **only: str) -> Setter:
    """Return the setter of a field that is a list.

    Args:
        key: The list in the document.
        reader: What reads one member.
        name: The field of a member that tells it from others (of two, whichever it has), or "" if members are plain
            values.
        only: Members with these values are the field's; the list may hold others, which are left alone.
    """

    def identity(member: Any) -> Any:  # noqa: ANN401 - any stored value
        if not isinstance(member, dict):
            return member
        return next((member[field] for field in name.split() if field in member), None)

    def mine(member: Any) -> bool:  # noqa: ANN401 - any stored value
        return all(member.get(field) == value for field, value in only.items())

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        # Nobody is entered as an organisation by being taken out of a list.
        known = read.organisation if operation == "-=" and reader is read.donor else reader

        def member_of(reading: Reading, text: str) -> Any:  # noqa: ANN401 - any stored value
            value = known(reading, text)
            return {name: value, **only} if only else value

        held = document.get(key, [])
        given = [reading.value(key, text, member_of) for text in texts]
        ids = [identity(member) for member in given]
        match operation:
            case "clear":
                document[key] = [member for member in held if not mine(member)]
            case "=":
                document[key] = [member for member in held if not mine(member)] + given
            case "+=":
                document[key] = [member for member in held if not (mine(member) and identity(member) in ids)] + given
            case "-=":
                document[key] = [member for member in held if not (mine(member) and identity(member) in ids)]

    return put


def _work_date(which: str) -> Setter:
    """Return the setter that takes a past date as actual and another as planned (IATI activity-date).

    What is planned anew has not happened, so an actual date goes. A year that is not over can have seen the start,
    but the end is yet to come.
    """

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        if operation == "clear":
            document.pop(f"actual_{which}", None)
            document.pop(f"planned_{which}", None)
            return
        stored = reading.value(which, read.single(texts, which), read.date)
        if stored is None:
            return
        date = parse_date(stored)
        if (date.first if which == "start" else date.last) <= reading.desk.today:
            document[f"actual_{which}"] = stored
        else:
            document[f"planned_{which}"] = stored
            document.pop(f"actual_{which}", None)

    return put


def _source_date(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
    """Say when the sources that have no date of their own were so."""
    if operation != "=" or not document.get("sources"):
        raise refuse("source date", " ".join(texts), "says when a source was so; give the source with --source")
    as_of = reading.value("source_date", read.single(texts, "source_date"), read.date)
    document["sources"] = [{"as_of": as_of, **source} for source in document["sources"]]


def _people(group: str) -> Setter:
    """Return the setter of one group of an activity's participants."""

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        people = dict(document.get("participants", {}))
        people.pop(group, None)
        if operation == "=":
            people[group] = reading.value(group, read.single(texts, group), read.count)
        document["participants"] = people

    return put


_RECORD: dict[str, Setter] = {
    "note": one("note"),
    "tag": many("tags"),
    "classification": one("classification"),
    "source": many("sources", read.source, "url citation"),
    "source_date": _source_date,
}
_WORK: dict[str, Setter] = {
    "title": one("title"),
    "alias": many("aliases"),
    "former_title": many("former_titles"),
    "description": one("description"),
    "owner": one("owner"),
    "pillar": many("pillars", read.pillar_share, "pillar"),
    "scope": one("scope"),
    "status": one("status"),
    "start": _work_date("start"),
    "end": _work_date("end"),
    "planned_start": one("planned_start", read.date),
    "actual_start": one("actual_start", read.date),
    "planned_end": one("planned_end", read.date),
    "actual_end": one("actual_end", read.date),
    "country": many("countries", read.country_share, "country"),
    "region": many("regions", read.region_share, "region"),
    "donor": many("organisations", read.donor, "organisation", role="funding"),
    "accountable": many("organisations", read.organisation, "organisation", role="accountable"),
    "extending": many("organisations", read.organisation, "organisation", role="extending"),
    "partner": many("organisations", read.organisation, "organisation", role="implementing"),
    "ref": many("refs", read.reference, "reference"),
    "document": many("documents", read.record_of("documents")),
    "officer": one("officer"),
    **_RECORD,
}

FIELDS: dict[str, dict[str, Setter]] = {
    "programmes": _WORK,
    "projects": {
        "kind": one("kind"),
        "programme": one("programme", read.programme),
        "parent": one("parent", read.project),
        "phase": one("phase"),
        **_WORK,
    },
    "organisations": {
        "name": one("name"),
        "short_name": one("short_name"),
        "alias": many("aliases"),
        "former_name": many("former_names"),
        "type": one("type"),
        "country": one("country", read.country),
        "parent": one("parent", read.organisation),
        "reference": one("reference"),
        "role": many("roles", read.role),
        "own": one("own", read.yes_or_no),
        "contact": one("contact"),
        "url": one("url"),
        **_RECORD,
    },
    "contributions": {
        "donor": one("donor", read.donor),
        "title": one("title"),
        "reference": one("reference"),
        "recipient": one("recipient"),
        "currency": one("currency"),
        "earmarking": one("earmarking"),
        "earmarked_to": one("earmarked_to"),
        "signed": one("signed", read.date),
        "start": one("start", read.date),
        "end": one("end", read.date),
        "receipts_unknown": one("receipts_unknown", read.yes_or_no),
        "closed": one("closed", read.date),
        "document": many("documents", read.record_of("documents")),
        "officer": one("officer"),
        **_RECORD,
    },
    "expenditures": {
        "target": one("target", read.target),
        "amount": one("amount", read.amount),
        "currency": one("currency"),
        "date": one("date", read.date),
        "contribution": one("contribution", read.record_of("contributions")),
        "kind": one("kind"),
        "reverse": one("reversal", read.yes_or_no),
        "ref": one("reference"),
        "booked": one("booked", read.booked),
        **_RECORD,
    },
    "outcomes": {
        "project": one("project", read.target),
        "title": one("title"),
        "level": one("level"),
        "description": one("description"),
        "date": one("date", read.date),
        **_RECORD,
    },
    "activities": {
        "title": one("title"),
        "project": one("project", read.target),
        "type": one("type"),
        "mode": one("mode"),
        "start": one("start", read.date),
        "end": one("end", read.date),
        "venue": one("venue"),
        "venue_country": one("venue_country", read.country),
        "women": _people("women"),
        "men": _people("men"),
        "unspecified": _people("unspecified"),
        "country": many("countries", read.country_share, "country"),
        "region": many("regions", read.region_code),
        "partner": many("partners", read.organisation),
        "donor": many("donors", read.donor),
        "document": many("documents", read.record_of("documents")),
        "description": one("description"),
        **_RECORD,
    },
    "documents": {
        "title": one("title"),
        "kind": one("kind"),
        "category": one("category"),
        "party": many("parties", read.organisation),
        "date": one("date", read.date),
        "reference": one("reference"),
        "url": one("url"),
        **_RECORD,
    },
    "rates": {
        "date": one("date", read.date),
        "currency": one("currency"),
        "base": one("base"),
        "rate": one("rate", read.amount),
        "source": one("source"),
        "note": one("note"),
    },
}

_BUDGET: dict[str, Setter] = {
    **{name: one(name, read.date) for name in ("start", "end")},
    **{name: one(name) for name in ("currency", "type", "status", "note")},
    "amount": one("amount", read.amount),
}
# Fields of the parts that lie inside records: budgets; movements, allocations and instalments; indicators and periods.
PARTS: dict[str, dict[str, Setter]] = {
    "programmes": _BUDGET,
    "projects": _BUDGET,
    "contributions": {
        **{name: one(name, read.date) for name in ("date", "sent")},
        **{name: one(name, read.target) for name in ("target", "moved_from")},
        **{name: one(name) for name in ("note", "reference", "title")},
        "amount": one("amount", read.amount),
        "booked": one("booked", read.booked),
        "uncertain": one("uncertain", read.yes_or_no),
    },
    "outcomes": {
        **{name: one(name, read.date) for name in ("start", "end")},
        **{name: one(name) for name in ("title", "code", "unit", "measure", "values", "target", "actual", "comment")},
    },
}


@cache
def field_names(table: str) -> tuple[str, ...]:
    """Return the names of the fields that can be set on a table's records."""
    return tuple(FIELDS[table])


def setter(table: str, name: str, fields: dict[str, Setter] | None = None) -> Setter:
    """Return the setter of a field by the name that a person gave it.

    Raises:
        RefusedError: There is no such field; the nearest is named.
    """
    known = FIELDS[table] if fields is None else fields
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if found := known.get(plain) or known.get(_SINGULAR.get(plain, "")):
        return found
    if plain == TABLES[table].key:
        raise refuse(plain, "", "is given once and cannot be changed")
    from rapidfuzz import process  # noqa: PLC0415 - wanted only when something is wrong

    nearest = process.extractOne(plain, list(known), score_cutoff=60)
    hint = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(known)}"
    raise refuse(name, "", f"is not a field of this {TABLES[table].noun}; {hint}")
