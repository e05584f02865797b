"""The address of a register in PostgreSQL: what it may say, and what a connection is opened with."""

from __future__ import annotations

import os
import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from portfolio.paths import named

# The schema of the database that a register is in, unless the address says another.
DEFAULT_SCHEMA = "portfolio"
_SCHEMES = ("postgresql", "postgres")
_NAME = r"[a-z_][a-z0-9_]{0,57}"
_SECRETS = ("password", "sslpassword", "oauth_client_secret")
# Where nobody listens on the way.
_LOCAL = ("localhost", "127.0.0.1", "::1")
# libpq knows the authorities that the system trusts from this version on.
SYSTEM_ROOTS = 16_00_00


class Address(NamedTuple):
    """Where a register is."""

    url: str  # as it is shown, which never holds a password
    conninfo: str  # as libpq takes it
    schema: str  # the schema of the database
    is_local: bool  # whether the server is on this computer
    settings: frozenset[str]  # the names of libpq's settings that the address gives, or its service
    is_service: bool  # whether it is that of a service, which may be anywhere and have settings of its own

    def defaults(self, library: int) -> dict[str, str]:
        """Return the settings that a connection has unless the office says otherwise, with libpq of a version.

        On the way to another computer the server has to prove who it is, and nobody may listen.
        """
        given = {"application_name": "portfolio", "connect_timeout": "10"}
        if self.is_local:
            return self._default(given)
        if "PGSSLMODE" not in os.environ:
            given["sslmode"] = "verify-full"
        own = "PGSSLROOTCERT" in os.environ or named("~/.postgresql/root.crt").exists()
        if given.get("sslmode") and "sslmode" not in self.settings and not own and library >= SYSTEM_ROOTS:
            given["sslrootcert"] = "system"
        return self._default(given)

    def _default(self, given: dict[str, str]) -> dict[str, str]:
        """Return settings without those that the address gives, and with the one that nobody chooses."""
        return {name: value for name, value in given.items() if name not in self.settings} | {"client_encoding": "utf8"}


def checked(url: str) -> str:
    """Return an address at which a register can be kept; raises ValueError with what is wrong, without the address."""
    return parsed(url).url


def parsed(url: str) -> Address:
    """Return what an address says; raises ValueError as `checked`."""
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise ValueError(
            "is an address of nothing that keeps registers; name a file, such as records/portfolio.json, or a "
            "database, such as postgresql://server/portfolio"
        )
    settings = dict(parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True))
    if parts.password is not None or not settings.keys().isdisjoint(_SECRETS):
        raise ValueError(
            "holds a password, which others would read there; take it out, and keep it in ~/.pgpass, in a service file "
            "or in PGPASSWORD"
        )
    schema = settings.pop("schema", DEFAULT_SCHEMA)
    if not re.fullmatch(_NAME, schema):
        raise ValueError("names a schema that is none: small letters, digits and underscores, 58 at most")
    libpq = parts._replace(scheme="postgresql", query=urlencode(settings, quote_via=quote, safe=""))
    shown = {**settings, **({"schema": schema} if schema != DEFAULT_SCHEMA else {})}
    return Address(
        _joined(libpq._replace(query=urlencode(shown, quote_via=quote, safe="/"))),
        _joined(libpq),
        schema,
        _is_local(libpq, settings),
        frozenset(settings),
        _is_service(settings),
    )


def _joined(parts: SplitResult) -> str:
    """Return an address of its parts; one without a server keeps its slashes."""
    if parts.netloc:
        return urlunsplit(parts)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.path}{query}"


def _is_local(parts: SplitResult, settings: dict[str, str]) -> bool:
    """Whether an address is that of a server on this computer, as far as it says; a service may be anywhere."""
    if _is_service(settings):
        return False
    named = settings.get("hostaddr") or settings.get("host") or parts.netloc.rpartition("@")[2]
    hosts = (named or os.environ.get("PGHOSTADDR") or os.environ.get("PGHOST") or "").split(",")
    return all(host.startswith(("/", "%2F", "%2f", "@")) or _bare(host) in ("", *_LOCAL) for host in hosts)


def _is_service(settings: dict[str, str]) -> bool:
    return "service" in settings or "PGSERVICE" in os.environ


def _bare(host: str) -> str:
    """Return a host without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host if host.count(":") > 1 else host.partition(":")[0]
