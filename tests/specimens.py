"""Records for tests of the models: the least that each needs, as much as some can hold, what is wrong with others."""

from __future__ import annotations

from typing import Any

from portfolio.models.stored import stored_form

Document = dict[str, Any]


# The least that each record needs.
LEAST: dict[str, Document] = {
    "programmes": {"code": "PRG-001", "title": "Border things"},
    "projects": {"code": "P-001", "title": "Alpha"},
    "organisations": {"code": "ARC", "name": "Arcadia"},
    "contributions": {"id": "C-001", "donor": "ARC"},
    "expenditures": {"id": "E-001", "target": "P-001", "amount": "5", "currency": "USD"},
    "outcomes": {"id": "O-001", "project": "P-001", "title": "Officers trained"},
    "activities": {"id": "A-001", "title": "Workshop"},
    "narratives": {"id": "N-001", "target": "P-001", "kind": "story", "text": "A story."},
    "documents": {"id": "D-001", "title": "Agreement"},
    "rates": {"id": "R-001", "date": "2024-05-31", "currency": "EUR", "base": "USD", "rate": "1.08"},
}


# As much as a record of each table can hold.
MOST: dict[str, Document] = {
    "projects": {
        "code": "P-001",
        "title": "Alpha",
        "aliases": ["A"],
        "former_titles": ["Aleph"],
        "description": "Two\nlines",
        "owner": "joint",
        "pillars": [{"pillar": "I", "share": "50"}, {"pillar": "IV", "share": "50"}],
        "scope": "multi-national",
        "status": "implementation",
        "planned_start": "2018",
        "actual_start": "2018-07",
        "planned_end": "2020-12-31",
        "actual_end": "2021",
        "countries": [{"country": "KE", "share": "33.33"}, {"country": "SO", "share": "33.33"}],
        "regions": [{"region": "sahel", "vocabulary": "99", "share": "33.34"}, {"region": "202", "vocabulary": "2"}],
        "organisations": [
            {"organisation": "ARC", "role": "funding", "note": "in kind"},
            {"organisation": "ARC", "role": "implementing"},
        ],
        "refs": [{"owner": "Arcadia", "reference": "2016-05"}],
        "budgets": [
            {
                "id": "P-001.b1",
                "amount": "100.00",
                "currency": "USD",
                "start": "2018",
                "end": "2019",
                "type": "revised",
                "status": "committed",
                "note": "first half",
            }
        ],
        "documents": ["D-001"],
        "officer": "Jo Bloggs",
        "kind": "initiative",
        "programme": "PRG-001",
        "parent": "P-000",
        "phase": "Phase 2",
        "note": "n",
        "tags": ["t"],
        "classification": "confidential",
        "sources": [
            {
                "url": "https://example.org/a",
                "citation": "p. 5",
                "as_of": "2020-01",
                "field": "status",
                "value": "closed",
                "uncertain": True,
                "note": "n",
            }
        ],
        "revision": 7,
    },
    "contributions": {
        "id": "C-001",
        "donor": "ARC",
        "title": "Gift",
        "reference": "A/1",
        "recipient": "UNCCT",
        "currency": "EUR",
        "earmarking": "softly",
        "earmarked_to": "the Sahel",
        "signed": "2018",
        "start": "2018",
        "end": "2020",
        "movements": [
            {
                "id": "C-001.m1",
                "kind": "receipt",
                "amount": "5.25",
                "date": "2018-01-05",
                "reversal": True,
                "reference": "x",
                "booked": {"amount": "6", "currency": "JPY", "rate": "1.2", "source": "UN rate"},
                "uncertain": True,
                "note": "n",
            }
        ],
        "allocations": [
            {"id": "C-001.a1", "target": "P-1", "amount": "1.00", "moved_from": "P-2", "date": "2019", "note": "n"}
        ],
        "instalments": [{"id": "C-001.i1", "amount": "1.00", "date": "2025", "note": "n"}],
        "reports_due": [{"id": "C-001.r1", "date": "2025", "title": "Final", "sent": "2025-02"}],
        "closed": "2021",
        "documents": ["D-001"],
        "officer": "Jo",
        "classification": "unclassified",
        "revision": 1,
    },
    "outcomes": {
        "id": "O-001",
        "project": "P-001",
        "title": "Officers trained",
        "level": "output",
        "description": "d",
        "date": "2020",
        "indicators": [
            {
                "id": "O-001.i1",
                "title": "officers",
                "code": "OFF",
                "measure": "unit",
                "unit": "officers",
                "values": "per_period",
                "baseline": {
                    "value": "0",
                    "date": "2018",
                    "comment": "none",
                    "disaggregation": [{"dimension": "sex", "category": "women", "value": "0"}],
                },
                "periods": [
                    {
                        "id": "O-001.i1.p1",
                        "start": "2019",
                        "end": "2019",
                        "target": "30",
                        "actual": "24.5",
                        "comment": "c",
                        "disaggregation": [{"dimension": "sex", "category": "women", "value": "12"}],
                    }
                ],
            }
        ],
        "classification": "unclassified",
        "revision": 0,
    },
    "activities": {
        "id": "A-001",
        "title": "Workshop",
        "project": "P-001",
        "type": "expert_meeting",
        "mode": "hybrid",
        "start": "2024-02",
        "end": "2024-03",
        "venue": "Hall",
        "venue_country": "KE",
        "participants": {"women": 0, "men": 7, "unspecified": 1},
        "countries": [{"country": "KE"}],
        "regions": ["sahel"],
        "partners": ["ARC"],
        "donors": ["ARC"],
        "documents": ["D-001"],
        "description": "d",
        "classification": "unclassified",
        "revision": 0,
    },
}


LONG_LINE, LONG_NOTE = "x" * 501, "x" * 20_001


PART = {
    "movement": {"id": "C-001.m1", "kind": "pledge", "amount": "5"},
    "budget": {"id": "P-001.b1", "amount": "5", "currency": "USD"},
    "period": {"id": "O-001.i1.p1", "start": "2024", "end": "2024"},
    "indicator": {"id": "O-001.i1", "title": "officers"},
}


def problems(table: str, **changes: Any) -> list[tuple[str, str, str]]:
    """Return field, value and message of what is wrong with the least record when some fields are changed."""
    document = {**LEAST[table], **changes}
    stored, found = stored_form(table, document)
    assert bool(stored) is not bool(found)
    return [(problem.field, problem.value, problem.message) for problem in found]


def sentence(table: str, **changes: Any) -> str:
    """Return the one thing that is wrong as a user reads it."""
    stored, found = stored_form(table, {**LEAST[table], **changes})
    assert not stored
    assert len(found) == 1, found
    return str(found[0])
