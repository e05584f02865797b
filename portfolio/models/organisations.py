"""Organisations, and the documents that parties sign or publish."""

from __future__ import annotations

from portfolio.models.types import EMPTY, Code, Country, Date, Element, Line, OrganisationType, Record, Role, WebAddress


class Organisation(Record):
    """A donor or partner: a government, a parliament, an agency, a fund.

    `country` is the ISO 3166 alpha-2 code of the State it belongs to; `parent` the organisation it is part of (a
    parliament under its State), which filters then include; `reference` its IATI organisation identifier. `roles`
    are those it is entered for; a link or contribution adds to what it is seen as without changing them. `own` marks
    the office itself, whose funding re-uses donors' money and stays outside every donor total.
    """

    code: Code
    name: Line
    short_name: Line | None = None
    aliases: list[Line] = EMPTY
    former_names: list[Line] = EMPTY
    type: OrganisationType | None = None
    country: Country | None = None
    parent: Code | None = None
    reference: Line | None = None
    roles: list[Role] = EMPTY
    own: bool = False
    contact: Line | None = None
    url: WebAddress | None = None


class Document(Record):
    """A document with a life of its own: an agreement, a strategy, a report; cited by records through its id."""

    id: Code
    title: Line
    kind: Line | None = None
    category: Line | None = None
    parties: list[Code] = EMPTY
    date: Date | None = None
    reference: Line | None = None
    url: WebAddress | None = None
    extra: list[Element] = EMPTY
