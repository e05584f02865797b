"""A server of PostgreSQL on another computer, set up as docs/teams.md says: it proves who it is, or is told nothing."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import postgres_server
import pytest

if TYPE_CHECKING:
    from conftest import Program

psycopg = pytest.importorskip("psycopg")

PASSWORD = "not-for-others"  # noqa: S105 - it opens the door of a server that lives for one run
GUIDE = Path(__file__).parent.parent / "docs" / "teams.md"
# When the server read its settings last.
_READ = "SELECT pg_conf_load_time()"
_PATIENCE = 60.0  # seconds
_MAKING = re.compile(r"^(?:openssl|echo) .*\n(?:(?:openssl|echo) .*\n)+", re.MULTILINE)


class Away(NamedTuple):
    """A server that is reached over the network under the name db.example.org."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://{postgres_server.USER}@db.example.org:{self.port}/postgres"

    def set(self, certificates: Path | None) -> None:
        """Let it encrypt with the certificate of a folder, or not at all."""
        if certificates:
            for name in ("server.crt", "server.key"):
                kept = self.folder / "data" / name
                shutil.copyfile(certificates / name, kept)
                kept.chmod(0o600)
                postgres_server.give(kept)
        before = self._run(
            f"ALTER ROLE {postgres_server.USER} PASSWORD '{PASSWORD}'",
            f"ALTER SYSTEM SET ssl = {'on' if certificates else 'off'}",
            _READ,
        )
        self._run("SELECT pg_reload_conf()")
        deadline = time.monotonic() + _PATIENCE
        while self._run(_READ) == before:
            assert time.monotonic() < deadline, "the server does not read its settings again"
            time.sleep(0.05)

    def _run(self, *statements: str) -> object:
        """Run statements as who administers the server, and return what the last one yields."""
        within = f"postgresql:///postgres?host={self.folder}&hostaddr=&port={self.port}&user={postgres_server.USER}"
        with psycopg.connect(within, autocommit=True) as connection:
            return [connection.execute(each) for each in statements][-1].fetchone()


def made(folder: Path, server: str = "db.example.org") -> Path:
    """Return a folder with the certificates of an authority and of a server, made by the lines of the guide."""
    if not (shutil.which("openssl") and shutil.which("sh")):
        pytest.skip("openssl, which makes certificates, is not installed here")
    folder.mkdir()
    found = _MAKING.search(GUIDE.read_text(encoding="utf-8"))
    assert found
    lines = found[0].replace("db.example.org", server).replace("rsa:4096", "rsa:2048")  # in a moment
    subprocess.run(lines, shell=True, cwd=folder, check=True, capture_output=True)  # noqa: S602 - lines of the guide
    return folder


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the office's own certificates."""
    return made(tmp_path_factory.mktemp("authority") / "office")


@pytest.fixture(scope="module")
def away() -> Away:
    """Return a server that lets in by a password, and only who encrypts."""
    for _ in range(5):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        try:
            folder = postgres_server.started(postgres_server.programs(), os.getpid(), port=port)
            break
        except postgres_server.AbsentError as error:  # nothing is installed, or somebody else took the port meanwhile
            why = str(error)
    else:
        pytest.skip(why)
    rules = "local all all trust\nhostssl all all all scram-sha-256\n"
    (folder / "data" / "pg_hba.conf").write_text(rules, encoding="ascii")
    return Away(folder, port)


@pytest.fixture
def laptop(portfolio: Program, away: Away, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program of an officer whose network finds the server, and who has its password."""
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PORTFOLIO_STORE", away.url)
    return portfolio


def trust(certificates: Path) -> None:
    """Put the certificate of an authority where the guide says."""
    kept = Path.home() / ".postgresql" / "root.crt"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(certificates / "ca.crt", kept)


def told(program: Program) -> str:
    """Return why a command cannot reach the server, as one line."""
    ended = program("store", "info", code=6)
    assert PASSWORD not in ended.out + ended.err
    return " ".join(ended.err.split())


def test_a_server_that_the_authority_of_the_office_vouches_for_is_believed(
    laptop: Program, away: Away, certificates: Path
) -> None:
    away.set(certificates)
    trust(certificates)
    laptop("init")
    laptop("project", "add", "--title", "Far away")
    ended = laptop("store", "info")
    assert re.search(r"Encrypted\s+yes", ended.out)
    assert PASSWORD not in ended.out + ended.err


def test_an_authority_that_the_address_names_is_believed(laptop: Program, away: Away, certificates: Path) -> None:
    away.set(certificates)
    ended = laptop(
        "store", "info", code=6, PORTFOLIO_STORE=f"{away.url}?schema=none&sslrootcert={certificates / 'ca.crt'}"
    )
    assert "There is no register at" in ended.err


@pytest.mark.parametrize("knows", ["nobody", "another"])
def test_a_server_of_another_authority_is_refused(
    laptop: Program, away: Away, certificates: Path, tmp_path: Path, knows: str
) -> None:
    away.set(certificates)
    if knows == "another":
        trust(made(tmp_path / "another"))
    why = told(laptop)
    assert "certificate verify failed" in why
    assert "put the certificate of your office’s authority into ~/.postgresql/root.crt" in why


def test_a_server_that_proves_to_be_another_is_refused(laptop: Program, away: Away, tmp_path: Path) -> None:
    other = made(tmp_path / "other", "mail.example.org")
    away.set(other)
    trust(other)
    why = told(laptop)
    assert 'server certificate for "mail.example.org"' in why
    assert 'does not match host name "db.example.org"' in why
    assert "In the address, name the server as its certificate does." in why


def test_a_server_that_does_not_encrypt_is_refused(laptop: Program, away: Away, certificates: Path) -> None:
    away.set(None)
    trust(certificates)
    why = told(laptop)
    assert "server does not support SSL" in why
    assert "ssl = on in its postgresql.conf" in why


def test_who_does_not_encrypt_is_refused_by_the_server(laptop: Program, away: Away, certificates: Path) -> None:
    away.set(certificates)
    ended = laptop("store", "info", code=6, PORTFOLIO_STORE=f"{away.url}?sslmode=disable")
    assert "no encryption" in ended.err
    assert "sslmode=disable turns encryption off" in " ".join(ended.err.split())
