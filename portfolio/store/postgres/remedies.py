"""The reasons for which a server cannot be reached, as libpq gives them, and what mends each."""

from __future__ import annotations

import re

_OPENING = re.compile(r"^connection failed: (connection to server .{1,300}? failed: )?(FATAL: +)?")
_TRUST = "put the certificate of your office’s authority into ~/.postgresql/root.crt"
_KEPT = "~/.pgpass, the service file or PGPASSWORD"
# What the reason holds, in English, and what mends it.
_REMEDIES = (
    ("certificate verify failed", f"This computer does not trust whoever issued the server’s certificate: {_TRUST}."),
    ("root certificate file", f"To know the server by its certificate, {_TRUST}."),
    ("does not match host name", "In the address, name the server as its certificate does."),
    ("does not support SSL", "Let the server encrypt: ssl = on in its postgresql.conf, and a certificate."),
    ("no password supplied", f"Keep the password in {_KEPT}; a file with it has to be readable to you alone."),
    ("password authentication failed", f"Look at the user in the address, and at the password in {_KEPT}."),
    ("no pg_hba.conf entry", "Let the user in by a hostssl line in the server’s pg_hba.conf."),
    ("no encryption", "If it has one: sslmode=disable turns encryption off, in the address, the service or PGSSLMODE."),
)


def reason(said: str) -> str:
    """Return why a server cannot be reached, without what libpq says before it, and what mends it, as sentences."""
    short = _OPENING.sub("", said).rstrip(".")
    sentence = short if short.endswith("?") else f"{short}."
    return " ".join([sentence, *(remedy for held, remedy in _REMEDIES if held in short)])
