"""The fields that people may set on each kind of record, by the names of the options that set them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import refuse
from portfolio.fields import typed as read
from portfolio.fields.settable_parts import BOOKED
from portfolio.fields.setters import by, coded, linked, many, one, people, source_date, sources, work_date
from portfolio.models.tables import TABLES
from portfolio.reference import codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portfolio.fields.setters import Document, Operation, Setter
    from portfolio.fields.typed import Reading

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

_RECORD: dict[str, Setter] = {
    "note": one("note"),
    "tag": many("tags"),
    "classification": coded("classification", codes.CLASSIFICATION),
    "source": sources,
    "source_date": source_date,
}
_WORK: dict[str, Setter] = {
    "title": one("title"),
    "alias": many("aliases"),
    "former_title": many("former_titles"),
    "description": one("description"),
    "owner": coded("owner", codes.OWNER),
    "pillar": many("pillars", read.pillar_share, by("pillar")),
    "scope": coded("scope", codes.SCOPE),
    "status": coded("status", codes.STATUS),
    "start": work_date("start"),
    "end": work_date("end"),
    "planned_start": one("planned_start", read.date),
    "actual_start": one("actual_start", read.date),
    "planned_end": one("planned_end", read.date),
    "actual_end": one("actual_end", read.date),
    "country": many("countries", read.country_share, by("country")),
    "region": many("regions", read.region_share, by("region")),
    "donor": linked("funding", read.donor),
    "accountable": linked("accountable"),
    "extending": linked("extending"),
    "partner": linked("implementing"),
    "ref": many("refs", read.reference, by("owner", "reference")),
    "document": many("documents", read.record_of("documents")),
    "officer": one("officer"),
    **_RECORD,
}

FIELDS: dict[str, dict[str, Setter]] = {
    "programmes": _WORK,
    "projects": {
        "kind": coded("kind", codes.KIND),
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
        "type": coded("type", codes.ORGANISATION_TYPE),
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
        "earmarking": coded("earmarking", codes.EARMARKING),
        "earmarked_to": one("earmarked_to"),
        "signed": one("signed", read.date),
        "start": one("start", read.date),
        "end": one("end", read.date),
        "receipts_unknown": one("receipts_unknown", read.yes_or_no),
        "use_unknown": one("use_unknown", read.yes_or_no),
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
        "kind": coded("kind", codes.EXPENDITURE),
        "reverse": one("reversal", read.yes_or_no),
        "ref": one("reference"),
        "country": one("country", read.country),
        "region": one("region", read.region_code),
        **BOOKED,
        **_RECORD,
    },
    "outcomes": {
        "project": one("project", read.target),
        "title": one("title"),
        "level": coded("level", codes.LEVEL),
        "description": one("description"),
        "date": one("date", read.date),
        **_RECORD,
    },
    "activities": {
        "title": one("title"),
        "project": one("project", read.target),
        "type": coded("type", codes.ACTIVITY_TYPE),
        "mode": coded("mode", codes.MODE),
        "start": one("start", read.date),
        "end": one("end", read.date),
        "venue": one("venue"),
        "venue_country": one("venue_country", read.country),
        "women": people("women"),
        "men": people("men"),
        "unspecified": people("unspecified"),
        "country": many("countries", read.country_share, by("country")),
        "region": many("regions", read.region_code),
        "partner": many("partners", read.organisation),
        "donor": many("donors", read.donor, known=read.organisation),
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
        "rate": one("rate", read.rate),
        "source": one("source"),
        **{name: _RECORD[name] for name in ("note", "tag", "classification")},
    },
}


def assign(
    reading: Reading,
    table: str,
    document: Document,
    changes: Iterable[tuple[str, Operation, Sequence[str]]],
    fields: dict[str, Setter] | None = None,
) -> None:
    """Change a document field by field: name, operation and texts of each.

    The order matters to one field alone: when sources were so is said of those given in the same changes, so that
    comes last.

    Raises:
        RefusedError: There is no such field; the nearest is named.
    """
    found = [(setter(table, name, fields), operation, texts) for name, operation, texts in changes]
    for put, operation, texts in sorted(found, key=lambda each: each[0] is source_date):
        put(reading, document, operation, texts)


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
