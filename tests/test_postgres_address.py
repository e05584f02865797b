"""Addresses of registers in PostgreSQL: what they may say, and how a connection to them is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.store.postgres import remedies
from portfolio.store.postgres.address import checked, parsed

if TYPE_CHECKING:
    from pathlib import Path

NEW = 18_00_00


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSSLMODE", "PGSSLROOTCERT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://amina@db.example.org/portfolio", "postgresql://amina@db.example.org/portfolio"),
        ("postgres://db.example.org:5433/portfolio", "postgresql://db.example.org:5433/portfolio"),
        ("postgresql:///portfolio", "postgresql:///portfolio"),
        ("postgresql:///p?host=/run/a b&schema=office", "postgresql:///p?host=/run/a%20b&schema=office"),
        ("postgresql:///p?schema=portfolio", "postgresql:///p"),
        ("postgresql://h/p?options=-c%20statement_timeout=5s", "postgresql://h/p?options=-c%20statement_timeout%3D5s"),
        ("postgresql://h/p?application_name=a+b", "postgresql://h/p?application_name=a%2Bb"),
    ],
)
def test_is_shown_in_one_form(url: str, shown: str) -> None:
    assert checked(url) == checked(shown) == shown


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://amina:s3cret@host/p", "holds a password"),
        ("postgresql://amina:@host/p", "holds a password"),
        ("postgresql://host/p?password=s3cret", "holds a password"),
        ("postgresql://host/p?%70assword=s3cret", "holds a password"),
        ("postgresql://host/p?sslpassword=s3cret", "holds a password"),
        ("postgresql://host/p?oauth_client_secret=s3cret", "holds a password"),
        ("mysql://host/p", "of nothing that keeps registers"),
        ("https://host/p", "of nothing that keeps registers"),
        ("postgresql://host/p?schema=Two Words", "names a schema that is none"),
    ],
)
def test_what_is_none_is_refused_without_repeating_it(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        checked(url)
    assert "s3cret" not in str(caught.value)


def test_a_schema_is_for_the_program_and_not_for_the_server() -> None:
    found = parsed("postgresql:///p?schema=office&host=/run")
    assert (found.schema, found.conninfo) == ("office", "postgresql:///p?host=%2Frun")
    assert parsed("postgresql:///p").schema == "portfolio"


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://db.example.org/p", "verify-full"),
        ("postgresql://localhost,db.example.org/p", "verify-full"),
        ("postgresql:///p?host=db.example.org", "verify-full"),
        ("postgresql:///p?hostaddr=192.0.2.7", "verify-full"),
        ("postgresql://db.example.org/p?sslmode=require", None),
        ("postgresql://localhost:5433/p", None),
        ("postgresql://[::1]:5433/p", None),
        ("postgresql:///p", None),
        ("postgresql:///p?host=/run/postgresql", None),
        ("postgresql://%2Frun%2Fpostgresql/p", None),
    ],
)
def test_the_server_proves_who_it_is_on_other_computers(url: str, mode: str | None) -> None:
    assert parsed(url).defaults(NEW).get("sslmode") == mode


def test_the_server_of_the_environment_is_another_computer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example.org")
    assert parsed("postgresql:///p").defaults(NEW)["sslmode"] == "verify-full"
    monkeypatch.setenv("PGSSLMODE", "require")
    assert "sslmode" not in parsed("postgresql:///p").defaults(NEW)


def test_the_authorities_of_the_system_are_trusted_unless_the_office_has_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = parsed("postgresql://db.example.org/p")
    assert place.defaults(NEW)["sslrootcert"] == "system"
    assert "sslrootcert" not in place.defaults(15_00_00)
    monkeypatch.setenv("PGSSLROOTCERT", "/etc/office.crt")
    assert "sslrootcert" not in place.defaults(NEW)


@pytest.mark.parametrize("by_environment", [False, True])
@pytest.mark.parametrize(
    ("said", "mode"),
    [("", "verify-full"), ("sslmode=require", None), ("sslmode=disable", None), ("connect_timeout=3", "verify-full")],
)
def test_what_a_service_says_stands_above_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_environment: bool, said: str, mode: str | None
) -> None:
    pytest.importorskip("psycopg")
    from portfolio.store.postgres.session import _of_service  # noqa: PLC0415 - psycopg need not be installed

    services = tmp_path / "services"
    services.write_text(f"[office]\nhost=db.example.org\n{said}\n", encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    if by_environment:
        monkeypatch.setenv("PGSERVICE", "office")
    place = parsed("postgresql:///p" if by_environment else "postgresql:///p?service=office")
    assert not place.is_local
    settings = place._replace(settings=place.settings | _of_service(place)).defaults(NEW)
    assert settings.get("sslmode") == mode
    assert ("connect_timeout" in settings) == ("timeout" not in said)


_AT = 'connection failed: connection to server at "192.0.2.7", port 5432 failed: '


@pytest.mark.parametrize(
    ("said", "reason", "remedy"),
    [
        ("SSL error: certificate verify failed", "SSL error: certificate verify failed. ", "~/.postgresql/root.crt."),
        ('root certificate file "/r.crt" does not exist', 'root certificate file "/r.crt" ', "~/.postgresql/root.crt."),
        ('server certificate for "a" does not match host name "b"', "server certificate ", "as its certificate does."),
        ("server does not support SSL, but SSL was required", "server does not support SSL", "and a certificate."),
        ("fe_sendauth: no password supplied", "fe_sendauth: ", "to you alone."),
        ('FATAL:  password authentication failed for user "x"', "password authentication ", "file or PGPASSWORD."),
        ('FATAL:  no pg_hba.conf entry for host "h"', "no pg_hba.conf entry ", "pg_hba.conf."),
        ('FATAL:  no pg_hba.conf entry for host "h", no encryption', "no pg_hba.conf entry ", "service or PGSSLMODE."),
        ("Connection refused Is the server running there?", "Connection refused Is the server running there?", "?"),
        ("timeout expired", "timeout expired.", "."),
    ],
)
def test_why_a_server_cannot_be_reached_is_said_with_what_mends_it(said: str, reason: str, remedy: str) -> None:
    for opening in (_AT, "connection failed: "):
        told = remedies.reason(opening + said)
        assert told.startswith(reason)
        assert told.endswith(remedy)
