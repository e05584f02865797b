"""Roles that are given to users of the register, if it is fit to be seen in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.changes.levels import faults, given_codes
from portfolio.errors import RefusedError, UsageError, refusing
from portfolio.models.tables import TABLES
from portfolio.reference.codelist import Code, CodeList
from portfolio.reference.codes import CLASSIFICATION, UNCLASSIFIED
from portfolio.reference.name_matching import joined
from portfolio.store.access import ADMINISTRATOR, OFFICER, ROLES, Grant, Roles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.query.names import Names
    from portfolio.settings import Settings
    from portfolio.store.protocol import Reader

_FULL = CLASSIFICATION.words[-1]
_ROLE = CodeList("role", *(Code(role, role.capitalize()) for role in ROLES))


def understood(names: Names, user: str, role: str, clearance: str, programmes: Sequence[str]) -> Grant:
    """Return what is asked for a user, of texts as they are typed.

    Raises:
        RefusedError: There is no such role or classification.
        UnknownNameError: There is no such programme.
        UsageError: What is asked for contradicts itself.
    """
    role, level = _word(_ROLE, "role", role), _word(CLASSIFICATION, "--clearance", clearance or UNCLASSIFIED)
    if programmes and role != OFFICER:
        raise UsageError(f"The role {role} is of the whole register; only an officer is held to programmes.")
    if role == ADMINISTRATOR and clearance and level != _FULL:
        raise UsageError("An administrator sees everything; leave --clearance out.")
    keys = tuple(dict.fromkeys(names.record("programmes", each) for each in programmes)) or None
    return Grant(user, role, _FULL if role == ADMINISTRATOR else level, keys)


def _word(words: CodeList, field: str, typed: str) -> str:
    with refusing(field, typed):
        return words.parse(typed)


def grant_sentence(grant: Grant, verb: str) -> str:
    """Return the sentence that a user is, or would be, what a grant makes of them."""
    of = f" of {joined(grant.programmes, 'and')}" if grant.programmes else ""
    sees = "seeing everything" if grant.clearance == _FULL else f"cleared up to {CLASSIFICATION.label(grant.clearance)}"
    return f"{grant.user} {verb} {'an' if grant.role[0] in 'ao' else 'a'} {grant.role}{of}, {sees}."


def as_object(grant: Grant) -> dict[str, object]:
    """Return what a grant gives, for those who read JSON."""
    programmes = list(grant.programmes or ())
    return {"user": grant.user, "role": grant.role, "clearance": grant.clearance, "programmes": programmes}


def give(offered: Roles, reader: Reader, settings: Settings, grant: Grant) -> None:
    """Give a user a role.

    Raises:
        UnknownNameError: Nobody is called so.
        RacedError: Somebody changed the register meanwhile.
        RefusedError: Who does not see all of the register could learn of the rest; every case is listed.
        StoreError: One may not give roles.
    """
    is_partial = grant.clearance != _FULL
    if is_partial and (problems := tuple(faults(reader, settings, offered.codes()))):
        raise RefusedError(problems)
    codes = {table: given_codes(settings, table) for table in TABLES}
    offered.grant(grant, codes, reader.revision if is_partial else None)
