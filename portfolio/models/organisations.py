"""Organisations, and the documents that parties sign or publish."""

from __future__ import annotations

from portfolio.models import types
from portfolio.models.types import EMPTY, Record


class Organisation(Record):
    """A donor or partner: a government, a parliament, an agency, a fund.

    `country` is the ISO 3166 alpha-2 code of the State it belongs to; `parent` the organisation it is part of (a
    parliament under its State), which filters then include; `reference` its IATI organisation identifier. `roles`
    are those it is entered for; a link or contribution adds to what it is seen as without changing them. `own` marks
    the office itself, whose funding re-uses donors' money and stays outside every donor total.
    """

    code: types.Code
    name: types.Line
    short_name: types.Line | None = None
    aliases: list[types.Line] = EMPTY
    former_names: list[types.Line] = EMPTY
    type: types.OrganisationType | None = None
    country: types.Country | None = None
    parent: types.Code | None = None
    reference: types.Line | None = None
    roles: list[types.Role] = EMPTY
    own: bool = False
    contact: types.Line | None = None
    url: types.WebAddress | None = None


class Document(Record):
    """A document with a life of its own: an agreement, a strategy, a report; cited by records through its id."""

    id: types.Code
    title: types.Line
    kind: types.Line | None = None
    category: types.Line | None = None
    parties: list[types.Code] = EMPTY
    date: types.Date | None = None
    reference: types.Line | None = None
    url: types.WebAddress | None = None
