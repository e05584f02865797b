"""What the server takes for a record and what it finds a record by, held against the models and the program."""

from __future__ import annotations

import hashlib
import json
import random
import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from persons import OWNER, Office
from specimens import LEAST, MOST

from portfolio.models.stored import stored_form
from portfolio.models.tables import NEEDED, TABLES, WORK
from portfolio.store import STAMP

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("psycopg")

from portfolio.store.conditions import FORMS
from portfolio.store.postgres.definition import LAYOUT
from portfolio.store.postgres.pushed import links
from portfolio.store.postgres.shapes import known, statement

_SHIPPED = Path(__file__).parents[1] / "records" / "portfolio.json"
# Values of other kinds than a field has, and codes of no list.
_OTHERS: tuple[Any, ...] = (
    *(None, 7, -7, True, [7], {"id": 1}),
    *("", "XX", "nowhere", "2024-13", "2023-02-29", "ftp://x", "9"),
)
# What is wrong with one value by itself, whatever others say.
_OF_ONE = re.compile("is not (?!above|a share|an element)|is neither|is no date|is before|is after")
_FITS = """
    SELECT fits(d::jsonb, shapes() -> k -> 'form')
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY u(k, d, n) ORDER BY n
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return an empty register."""
    with Office.open(tmp_path_factory.mktemp("office")) as made:
        yield made


def _records() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield table and stored form of records of every kind, without revisions."""
    shipped = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    for table in TABLES:
        for document in (LEAST[table], MOST.get(table, {}), *shipped.get(table, {}).values()):
            if document:
                yield table, _stored(table, document)


def _stored(table: str, document: dict[str, Any]) -> dict[str, Any]:
    kept, problems = stored_form(table, document)
    assert not problems
    return {field: value for field, value in kept.items() if field != STAMP}


def _fit(office: Office, records: list[tuple[str, dict[str, Any]]]) -> list[bool]:
    with office.connected(OWNER) as connection:
        given = [table for table, _ in records], [json.dumps(document) for _, document in records]
        return [row[0] for row in connection.execute(_FITS, given).fetchall()]


def _mutated(rng: random.Random, document: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """Return a record of which a field, or one of a part, is left out, added, or has another value."""
    made = deepcopy(document)
    place: Any = made
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = rng.choice(keys)
        if not isinstance(place[key], dict | list) or not place[key] or rng.random() < 0.4:
            break
        place = place[key]
    if rng.random() < 0.2:
        del place[key]
    elif isinstance(place, dict) and rng.random() < 0.2:
        place[rng.choice([*fields, "unknown"])] = rng.choice(_OTHERS)
    else:
        place[key] = rng.choice(_OTHERS)
    return made


class TestForms:
    def test_are_those_of_every_record_of_the_program(self, office: Office) -> None:
        records = list(_records())
        assert _fit(office, records) == [True] * len(records)

    def test_refuse_what_the_models_refuse_of_one_value_and_nothing_that_they_take(self, office: Office) -> None:
        rng, held = random.Random(15), known()  # noqa: S311 - nothing secret
        kinds = [(table, _stored(table, each)) for table in TABLES for each in (LEAST[table], MOST.get(table)) if each]
        changed = [
            (table, _mutated(rng, document, list(held[table]["form"]["fields"])))
            for table, document in kinds
            for _ in range(60)
        ]
        fitting = _fit(office, changed)
        for (table, document), fits in zip(changed, fitting, strict=True):
            kept, problems = stored_form(table, document)
            if fits:
                said = [(each.field, each.message) for each in problems]
                assert not [message for _, message in said if _OF_ONE.search(message)], (said, document)
                assert not set(held[table]["form"]["needs"]) & {name for name, why in said if why == NEEDED}, document
            else:
                assert problems or {**kept, STAMP: 0} != {**document, STAMP: 0}, document
        assert len(changed) / 2 < fitting.count(False) < len(changed)

    def test_that_changed_need_a_later_layout(self) -> None:
        # Where this fails, let the next LAYOUT put the forms anew (`definition._FORMED`), and tell here which they are.
        assert (LAYOUT, hashlib.sha256(statement().encode()).hexdigest()[:12]) == (4, "ad02ec265315")


def test_records_are_found_by_what_the_program_finds_them_by(office: Office) -> None:
    query = "SELECT field, value FROM links_of(%s, %s, %s::jsonb, %s)"
    longer = {**LEAST["projects"], "documents": ["D" * 64], "title": "É" * 300}
    with office.connected(OWNER) as connection:
        for table, document in [*_records(), ("projects", longer)]:
            title = FORMS["folded"](document[TABLES[table].title]) if table in WORK else None
            given = (table, document[TABLES[table].key], json.dumps(document), title)
            assert set(connection.execute(query, given).fetchall()) == set(links(table, document)), document
