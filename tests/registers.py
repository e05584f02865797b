"""Registers in files, for tests of the store: an empty one, what is put into it, and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from portfolio.store.file.tiny import TinyStore
from portfolio.store.protocol import Intent

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.protocol import Store

INTENT = Intent("portfolio test")


@pytest.fixture
def empty_store(tmp_path: Path) -> TinyStore:
    """A register without records."""
    made = TinyStore(tmp_path / "portfolio.json")
    made.create()
    return made


def project(code: str, **more: Any) -> dict[str, Any]:
    """Return the stored form of a project."""
    return {"code": code, "title": f"Title of {code}", **more, "revision": 0}


def put(store: Store, *documents: dict[str, Any], table: str = "projects") -> None:
    """Put records into a register in one change."""
    with store.transaction(INTENT) as transaction:
        transaction.put(table, *documents)


def codes(store: Store) -> list[str]:
    """Return the codes of the projects."""
    return [str(document["code"]) for document in store.read().find("projects")]


def records(store: Store) -> list[Any]:
    """Return the revision of a register and its projects."""
    reader = store.read()
    return [reader.revision, *reader.find("projects")]


def put_together(store: Store) -> None:
    """Make three changes in a batch, each upon the one before."""
    with store.batch() as batch:
        for number in range(3):
            with batch.transaction(INTENT) as transaction:
                transaction.put("projects", {"code": f"B-{number}", "title": f"Title {number}"})
                transaction.put("projects", {"code": "B-0", "title": f"Changed {number}"})


def steps(store: Store, since: int) -> list[list[Any]]:
    """Return what a register was after each change from one on."""
    return [[number, *store.as_of(number).find("projects")] for number in range(since, store.read().revision + 1)]
