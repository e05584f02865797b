"""The identifiers of a file's activities and those that they name, kept outside of memory, so that any number fits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator


class Index:
    """Identifiers met in a file, with the lines at which they stand."""

    def __init__(self) -> None:
        """Begin with none; the database is a temporary file, which grows beyond memory and goes when it is closed."""
        self._held = sqlite3.connect("", isolation_level=None)
        self._held.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
            "CREATE TABLE met (name TEXT, line INTEGER);"
            "CREATE TABLE named (name TEXT, line INTEGER, other TEXT, rule TEXT);"
        )

    def add(self, name: str, line: int, links: Iterable[tuple[str, str, int]]) -> None:
        """Add an activity, and those that it names: each with a rule and a line."""
        self._held.execute("INSERT INTO met VALUES (?, ?)", (name, line))
        self._held.executemany(
            "INSERT INTO named VALUES (?, ?, ?, ?)",
            [(name, where, other.strip(), rule) for other, rule, where in links],
        )

    def twice(self) -> Iterator[tuple[str, int]]:
        """Yield each identifier that stands on another activity before, with the line where it stands again."""
        self._held.execute("CREATE INDEX IF NOT EXISTS met_name ON met (name)")
        yield from self._held.execute(
            "SELECT name, line FROM met WHERE name != '' AND rowid > (SELECT min(rowid) FROM met AS first"
            " WHERE first.name = met.name) ORDER BY rowid"
        )

    def missing(self) -> Iterator[tuple[str, int, str, str]]:
        """Yield each activity that is named and not there: who names it, at which line, its identifier, the rule."""
        self._held.execute("CREATE INDEX IF NOT EXISTS met_name ON met (name)")
        yield from self._held.execute(
            "SELECT name, line, other, rule FROM named WHERE NOT EXISTS (SELECT 1 FROM met WHERE met.name = other)"
            " ORDER BY rowid"
        )
