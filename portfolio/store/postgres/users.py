"""The users of a register in PostgreSQL, who are roles of its server that were given a role in the register."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from portfolio.errors import StoreError, UnknownNameError
from portfolio.reference.codes import CLASSIFICATION
from portfolio.store.access import Grant
from portfolio.store.postgres import founding
from portfolio.store.postgres.definition import GUARDED
from portfolio.store.postgres.session import AbsentError, Session, Sessions, raced
from portfolio.text import likely

_USERS = """
    SELECT person::text, role, clearance, programmes, given_by::text,
        coalesce(to_char(given_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
    FROM users()
"""
_CODES = "SELECT collection, array_agg(pattern) FROM patterns GROUP BY collection"
# So many bytes has a name on a server at most; it cuts a longer one off.
_LONGEST = 63


class Users:
    """See `portfolio.store.access.Roles`."""

    def __init__(self, sessions: Sessions, lock_timeout: float, *, keeps: bool = True) -> None:
        """Ask by some sessions; where roles are not kept, they are only tried."""
        self._sessions, self._lock_timeout, self._keeps = sessions, lock_timeout, keeps

    def grant(self, grant: Grant, codes: Mapping[str, str], judged: int | None) -> None:
        """See `portfolio.store.access.Roles.grant`."""
        level = CLASSIFICATION.words.index(grant.clearance)
        programmes = None if grant.programmes is None else list(grant.programmes)
        asked = (grant.user, grant.role, level, programmes, json.dumps(dict(codes)))
        is_name = 0 < len(grant.user.encode("utf-8", "replace")) <= _LONGEST
        if not (is_name and self._decided("SELECT admit(%s, %s, %s::smallint, %s::text[], %s)", asked, judged)):
            raise self._unknown(grant.user, is_name=is_name)

    def revoke(self, user: str) -> None:
        """Take away a person's role; raises UnknownNameError where they have none."""
        if not self._decided("SELECT dismiss(%s)", (user,)):
            near = likely(user, [each.user for each in self.users()[1:]])
            raise UnknownNameError(f"“{user}” has no role in the register{f'; did you mean {near}?' if near else '.'}")

    def _unknown(self, user: str, *, is_name: bool) -> UnknownNameError:
        """Return the error for a user whom the server does not know, and who could have such a name or not."""
        with self._sessions.using() as session:
            session.read()
            known = [str(name) for (name,) in session.rows("SELECT rolname::text FROM pg_roles WHERE rolcanlogin")]
        quoted, near = user.replace('"', '""'), likely(user, known)
        remedy = f' Whoever administers it adds them: CREATE ROLE "{quoted}" LOGIN' if is_name else ""
        return UnknownNameError(
            f"The server knows nobody called “{user}”{f'; did you mean {near}?' if near else '.'}{remedy}"
        )

    def users(self) -> Sequence[Grant]:
        """Return who has a role, the owner first; for who decides nothing, only their own."""
        with self._sessions.using() as session:
            session.read()
            rows = session.rows(_USERS)
        return [
            Grant(user, role, CLASSIFICATION.words[level], None if of is None else tuple(of), by, at)
            for user, role, level, of, by, at in rows
        ]

    def codes(self) -> Mapping[str, Sequence[str]]:
        """Return the regular expressions of all keys that the register was ever to give, by table."""
        with self._sessions.using() as session:
            return dict(session.rows(_CODES)) if session.read().layout >= GUARDED else {}

    @property
    def is_shared(self) -> bool:
        """Whether others than the owner have a role."""
        with self._sessions.using() as session:
            try:
                about = session.read()
            except AbsentError:  # it is yet to be made
                return False
            return not about.owns or (about.layout >= GUARDED and is_shared(session))

    @property
    def sees_all(self) -> bool:
        """Whether nothing of the register is hidden from who asks."""
        with self._sessions.using() as session:
            return session.read().sees_all

    def _decided(self, query: str, parameters: Sequence[object], judged: int | None = None) -> bool:
        place = self._sessions.place
        with self._sessions.using() as session:
            about = founding.upgraded(self._sessions, session, session.write(self._lock_timeout), self._lock_timeout)
            if judged not in (None, about.revision):
                raise raced(place.url)
            found = bool(session.rows(query, parameters)[0][0])
            if self._keeps and not session.commit():
                raise StoreError("The connection broke at the end. To see what became of it: portfolio store users")
            return found


def is_shared(session: Session) -> bool:
    """Whether others than the owner, whose session it is, have a role."""
    return bool(session.rows("SELECT EXISTS (SELECT 1 FROM grants)")[0][0])
