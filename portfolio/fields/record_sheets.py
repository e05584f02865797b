"""The sheets that have a row for each record."""

from __future__ import annotations

from portfolio.fields import cells as w
from portfolio.fields.field import SheetKind, amount, code, dates, field, listing, text, word
from portfolio.fields.shared_columns import (
    BOOKED,
    COUNTRY,
    CURRENCY,
    DOCUMENT_IDS,
    ORGANISATION,
    PLACES,
    PROGRAMME,
    RECORD,
    REGION,
    REMOVED,
    REVERSAL,
    REVISION,
    SEVERAL,
    WORK,
)
from portfolio.reference import codes

PROGRAMMES = SheetKind("programmes", "Programmes", "programmes", (code("code"), text("title"), *WORK))

PROJECTS = SheetKind(
    "projects",
    "Projects",
    "projects",
    (
        code("code"),
        text("title"),
        field("programme", "text", PROGRAMME, choices="programmes"),
        code("parent", heading="Phase of"),
        text("phase"),
        word("kind", codes.KIND, "KIND"),
        *WORK,
    ),
)
ORGANISATIONS = SheetKind(
    "organisations",
    "Organisations",
    "organisations",
    (
        code("code"),
        text("name"),
        text("short_name"),
        word("type", codes.ORGANISATION_TYPE, "ORGANISATION_TYPE"),
        field("country", "text", COUNTRY, choices="countries"),
        field("role", "list", w.many(w.word(codes.ROLE)), "roles", "Roles", choices="ROLE", hint=SEVERAL),
        field("parent", "text", ORGANISATION, heading="Part of", choices="organisations"),
        text("reference", heading="IATI identifier"),
        field("own", "flag", w.flag, heading="The office itself", choices="YES"),
        text("contact"),
        text("url", heading="Web address"),
        listing("alias", "aliases", "Other names"),
        listing("former_name", "former_names", "Former names"),
        *RECORD,
        REVISION,
    ),
)
CONTRIBUTIONS = SheetKind(
    "contributions",
    "Contributions",
    "contributions",
    (
        code("id"),
        field("donor", "text", ORGANISATION, choices="organisations"),
        text("title"),
        text("reference"),
        text("recipient"),
        CURRENCY,
        word("earmarking", codes.EARMARKING, "EARMARKING"),
        text("earmarked_to"),
        *dates("signed", "start", "end", "closed"),
        field("receipts_unknown", "flag", w.flag, heading="Receipts not known", choices="YES"),
        field("use_unknown", "flag", w.flag, heading="Use not recorded", choices="YES", rare=True),
        text("officer"),
        DOCUMENT_IDS,
        *RECORD,
        REMOVED,
        REVISION,
    ),
)
EXPENDITURES = SheetKind(
    "expenditures",
    "Expenditures",
    "expenditures",
    (
        code("id"),
        code("target", heading="Project or programme"),
        amount(),
        CURRENCY,
        *dates("date"),
        code("contribution"),
        word("kind", codes.EXPENDITURE, "EXPENDITURE"),
        REVERSAL,
        text("ref", "reference", "Reference"),
        *BOOKED,
        field("country", "text", COUNTRY, choices="countries", rare=True),
        field("region", "text", REGION, choices="regions", rare=True),
        *RECORD,
        REVISION,
    ),
)
OUTCOMES = SheetKind(
    "outcomes",
    "Outcomes",
    "outcomes",
    (
        code("id"),
        code("project", heading="Project or programme"),
        text("title"),
        word("level", codes.LEVEL, "LEVEL"),
        field("description", "note", w.text),
        *dates("date"),
        *RECORD,
        REMOVED,
        REVISION,
    ),
)
ACTIVITIES = SheetKind(
    "activities",
    "Activities",
    "activities",
    (
        code("id"),
        text("title"),
        code("project", heading="Project or programme"),
        word("type", codes.ACTIVITY_TYPE, "ACTIVITY_TYPE"),
        word("mode", codes.MODE, "MODE"),
        *dates("start", "end"),
        text("venue"),
        field("venue_country", "text", COUNTRY, heading="Country of the venue", choices="countries"),
        *(field(group, "count", w.number, f"participants.{group}") for group in ("women", "men", "unspecified")),
        PLACES[0],
        field("region", "names", w.many(REGION), "regions", "Regions", choices="regions", hint=SEVERAL),
        field(
            "partner",
            "names",
            w.many(ORGANISATION),
            "partners",
            "Partners",
            choices="organisations",
            hint=SEVERAL,
        ),
        field(
            "donor",
            "names",
            w.many(ORGANISATION),
            "donors",
            "Donors credited",
            choices="organisations",
            hint=SEVERAL,
        ),
        field("description", "note", w.text),
        DOCUMENT_IDS,
        *RECORD,
        REVISION,
    ),
)
DOCUMENTS = SheetKind(
    "documents",
    "Documents",
    "documents",
    (
        code("id"),
        text("title"),
        text("kind"),
        text("category"),
        field("party", "names", w.many(ORGANISATION), "parties", "Parties", choices="organisations", hint=SEVERAL),
        *dates("date"),
        text("reference"),
        text("url", heading="Web address"),
        *RECORD,
        REVISION,
    ),
)
RATES = SheetKind(
    "rates",
    "Exchange rates",
    "rates",
    (
        code("id"),
        *dates("date"),
        CURRENCY,
        text("base", choices="currencies"),
        field("rate", "number", w.number),
        text("source"),
        *RECORD,
        REVISION,
    ),
)
