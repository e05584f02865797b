"""What may leave the office: nothing of the register above a classification, nor any trace of it."""

from __future__ import annotations

import copy
import json
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from figures_oracle import TODAY, shown, shown_total
from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import Document, Portfolio, portfolios, reader_of, register_of
from test_figures_properties import BREAKDOWNS, periods

from portfolio.balance import net_allocations
from portfolio.errors import RefusedError
from portfolio.models.tables import TABLES
from portfolio.query.register_view import View
from portfolio.query.released import released, visible_allocations, withheld_sentence
from portfolio.store import Either, In, Mentions
from portfolio.text import fold

quickly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SECRET = ("confidential", "strictly_confidential")
# Every key, title and name of what is entered in secret holds this word, and nothing else does.
WORD = "Zubrowka"


def named(table: str, number: int, **fields: object) -> Document:
    """Make a record with a key, a name and more names, all of which tell of it."""
    kind = TABLES[table]
    return {kind.key: f"{WORD}-{number}", kind.title: f"{WORD} {number}", **fields}


@st.composite
def with_secrets(draw: st.DrawFn) -> tuple[Portfolio, Portfolio]:
    """Draw a portfolio, and the same one after people also entered secret records and named them in the others."""
    plain = draw(portfolios())
    plain["outcomes"] = [
        {"id": f"O-{number}", "project": project["code"], "title": "Officers know", "classification": "unclassified"}
        for number, project in enumerate(plain["projects"])
    ]
    plain["activities"] = [
        {"id": f"A-{number}", "project": project["code"], "title": "Course", "type": "training",
         "participants": {"women": number}, "classification": "unclassified"}
        for number, project in enumerate(plain["projects"])
    ]  # fmt: skip
    plain["documents"] = [{"id": "D-1", "title": "Treaty", "parties": ["ARCADIA"], "classification": "unclassified"}]
    full = copy.deepcopy(plain)
    level = st.sampled_from(SECRET)
    alias = {"aliases": [f"{WORD} alias"]}
    full["programmes"].append(named("programmes", 1, classification=draw(level), **alias))
    full["projects"].append(
        named("projects", 2, kind="project", classification=draw(level), former_titles=[f"Old {WORD}"], **alias)
    )
    full["organisations"].append(named("organisations", 3, classification=draw(level), short_name=WORD))
    full["documents"].append(named("documents", 4, classification=draw(level)))
    for reveal in (reveal_work, reveal_money, reveal_others):
        reveal(draw, full)
    return plain, full


def reveal_work(draw: st.DrawFn, full: Portfolio) -> None:
    """Name secret records in programmes and projects, or let these belong to them."""
    for target in [*full["programmes"][:-1], *full["projects"][:-1]]:
        if draw(st.booleans()):
            links = target.setdefault("organisations", [])
            role = draw(st.sampled_from(["funding", "implementing"]))
            links.insert(draw(st.integers(0, len(links))), {"organisation": f"{WORD}-3", "role": role})
        if draw(st.booleans()):
            target["documents"] = [f"{WORD}-4"]
            target["refs"] = [{"owner": f"{WORD} 3", "reference": "2020-17"}]
        if draw(st.booleans()):
            target["removed_parts"] = [f"{target['code']}.b1"]
    for project in full["projects"][:-1]:
        if "programme" not in project and draw(st.booleans()):
            project["programme"] = f"{WORD}-1"
            project["sources"] = [{"field": "programme", "citation": "p. 5"}, {"field": "owner", "value": f"{WORD} 1"}]
        if "parent" not in project and draw(st.booleans()):
            project |= {"parent": f"{WORD}-2", "phase": "Phase 2"}


def reveal_money(draw: st.DrawFn, full: Portfolio) -> None:
    """Move money to secret work and from it, and enter secret money."""
    hidden = st.sampled_from([f"{WORD}-1", f"{WORD}-2"])
    for contribution in full["contributions"]:
        entries: list[Document] = []
        for entry in contribution.get("allocations", ()):
            digits = Decimal(entry["amount"])
            # A reversal takes back what its target has; only what was given moves to secret work and from it.
            ways = ["as it is", "beside"] if "reversal" in entry else ["as it is", "beside", "from", "to"]
            way = draw(st.sampled_from(ways))
            if way == "beside":
                entries.append({"id": "x", "target": draw(hidden), "amount": "1"})
            if way == "from" and "moved_from" not in entry:
                source = draw(hidden)
                entries.append({"id": "x", "target": source, "amount": entry["amount"]})
                entry["moved_from"] = source
            entries.append(entry)
            if way == "to" and "moved_from" not in entry:
                entry["amount"] = format(digits * 3, "f")
                more = {"amount": format(digits * 2, "f"), "moved_from": entry["target"]}
                entries.append({"id": "x", "target": draw(hidden), **more})
        if entries:
            contribution["allocations"] = entries
    full["contributions"] += [
        {"id": f"{WORD}-5", "donor": "ARCADIA", "classification": draw(st.sampled_from(SECRET)), "currency": "USD",
         "movements": [{"id": "m", "kind": "receipt", "amount": "99.00", "date": "2020-01-01"}],
         "allocations": [{"id": "a", "target": full["projects"][0]["code"], "amount": "99.00"}]},
        {"id": f"{WORD}-6", "donor": f"{WORD}-3", "classification": "unclassified", "currency": "USD",
         "movements": [{"id": "m", "kind": "receipt", "amount": "98.00", "date": "2020-01-01"}]},
    ]  # fmt: skip
    for entry in full["expenditures"]:
        if "contribution" not in entry and draw(st.booleans()):
            entry["contribution"] = f"{WORD}-{draw(st.sampled_from([5, 6]))}"
    spent = {"amount": "7.00", "currency": "USD", "date": "2020-01-01", "kind": "direct"}
    full["expenditures"].append({"id": f"{WORD}-7", "target": f"{WORD}-2", "classification": "unclassified", **spent})
    full["expenditures"].append({"id": f"{WORD}-8", "target": "P-0", "classification": "confidential", **spent})


def reveal_others(draw: st.DrawFn, full: Portfolio) -> None:
    """Name secret records in organisations, results and documents, and enter what belongs to secret work."""
    full["organisations"][0]["parent"] = f"{WORD}-3"
    full["documents"][0]["parties"].insert(0, f"{WORD}-3")
    for activity in full["activities"]:
        if draw(st.booleans()):
            activity |= {"partners": [f"{WORD}-3"], "donors": [f"{WORD}-3"], "documents": [f"{WORD}-4"]}
    for outcome in full["outcomes"]:
        outcome["removed_parts"] = [f"{outcome['id']}.i1"]
    plain = {"classification": "unclassified"}
    full["outcomes"] += [
        named("outcomes", 9, project=f"{WORD}-2", **plain),
        named("outcomes", 10, project="P-0", classification="confidential"),
    ]
    full["activities"] += [
        named("activities", 11, project=f"{WORD}-1", **plain),
        named("activities", 12, classification="confidential"),
    ]
    full["rates"].append({"id": f"{WORD}-13", "classification": "confidential", "date": "2020-01-01", "currency": "EUR",
                          "base": "JPY", "rate": "120"})  # fmt: skip


@quickly
@given(with_secrets())
def test_what_is_released_is_what_it_would_be_had_the_secrets_never_been_entered(
    portfolios: tuple[Portfolio, Portfolio],
) -> None:
    plain, full = portfolios
    before = copy.deepcopy(full)
    reader = released(reader_of(full), "unclassified")
    tables = {table: reader.find(table) for table in TABLES}
    assert tables == {table: plain.get(table, []) for table in TABLES}
    for table, documents in tables.items():
        assert all(reader.get(table, each[TABLES[table].key]) is each for each in documents)
    assert WORD not in json.dumps(tables)
    assert full == before


@quickly
@given(with_secrets(), periods)
def test_every_figure_is_what_it_would_be_had_the_secrets_never_been_entered(
    portfolios: tuple[Portfolio, Portfolio], period: Any
) -> None:
    plain, full = portfolios
    reader = released(reader_of(full), "unclassified")
    seen: Portfolio = {table: [dict(each) for each in reader.find(table)] for table in plain if table != "documents"}
    plain = {table: rows for table, rows in plain.items() if table != "documents"}
    for name, breakdown in BREAKDOWNS.items():
        found = breakdown(register_of(seen), View(TODAY, period))
        assert found == breakdown(register_of(plain), View(TODAY, period)), name
        rows = Counter[tuple[str, str]]()
        for (_, column, currency), units in shown(found).items():
            rows[column, currency] += units
        assert {key: units for key, units in rows.items() if units} == {
            (column, currency): units for (_, column, currency), units in shown_total(found).items() if units
        }, name


@quickly
@given(portfolios(), st.data())
def test_targets_that_are_seen_keep_what_they_have_of_each_contribution(
    portfolio: Portfolio, data: st.DataObject
) -> None:
    codes = [target["code"] for target in (*portfolio["programmes"], *portfolio["projects"])]
    hidden = frozenset(data.draw(st.sets(st.sampled_from(codes))))
    for contribution in portfolio["contributions"]:
        entries = contribution.get("allocations", [])
        left: Any = {"allocations": visible_allocations(entries, hidden)}
        whole: Any = contribution
        expected = {code: amount for code, amount in net_allocations(whole).items() if code not in hidden}
        assert net_allocations(left) == expected
        assert all(Decimal(entry["amount"]) > 0 for entry in left["allocations"])
        assert [entry["id"] for entry in left["allocations"]] == [
            entry["id"] for entry in entries if entry["id"] in {kept["id"] for kept in left["allocations"]}
        ]


def test_what_was_passed_on_from_target_to_target_is_taken_from_all_of_them() -> None:
    # 100 to A; 70 of it to B; 50 of that to a hidden one: A keeps 30, B has 20, and 50 was never given out.
    entries = [
        {"id": "a1", "target": "A", "amount": "100.00"},
        {"id": "a2", "target": "B", "amount": "70.00", "moved_from": "A"},
        {"id": "a3", "target": "S", "amount": "50.00", "moved_from": "B"},
    ]
    assert visible_allocations(entries, frozenset({"S"})) == [
        {"id": "a1", "target": "A", "amount": "50.00"},
        {"id": "a2", "target": "B", "amount": "20.00", "moved_from": "A"},
    ]
    assert visible_allocations(entries, frozenset({"Z"})) is entries


def project(code: str, **fields: object) -> Document:
    return {"code": code, "title": f"Work {code}", "kind": "project", "classification": "unclassified", **fields}


OPEN, TRACED = project("P-1"), project("P-2", parent="P-3", organisations=[{"organisation": "S", "role": "funding"}])
SMALL: Portfolio = {
    "projects": [
        OPEN,
        TRACED,
        project("P-3", title="Hidden", classification="confidential"),
        project("P-4", title="Deeply hidden", classification="strictly_confidential"),
    ],
    "organisations": [{"code": "S", "name": "Sylvania", "classification": "confidential"}],
    "outcomes": [{"id": "O-1", "project": "P-4", "title": "Calm", "classification": "unclassified"}],
}


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        ("unclassified", ["P-1", "P-2"]),
        ("confidential", ["P-1", "P-2", "P-3"]),
        ("strictly_confidential", ["P-1", "P-2", "P-3", "P-4"]),
        ("Strictly Confidential", ["P-1", "P-2", "P-3", "P-4"]),
    ],
)
def test_levels_are_seen_up_to_the_one_that_is_asked_for(level: str, codes: list[str]) -> None:
    assert [each["code"] for each in released(reader_of(SMALL), level).find("projects")] == codes


def test_what_is_no_level_is_refused() -> None:
    with pytest.raises(RefusedError, match="--max-classification: “secret”"):
        released(reader_of(SMALL), "secret")


def test_a_level_that_is_not_known_is_above_all() -> None:
    portfolio = {"projects": [project("P-1", classification="cosmic")]}
    assert released(reader_of(portfolio), "strictly_confidential").find("projects") == []


def test_records_without_a_trace_are_the_same_objects() -> None:
    reader = released(reader_of(SMALL, revision=7), "unclassified")
    assert reader.get("projects", "P-1") is OPEN
    assert reader.get("projects", "P-2") == project("P-2")
    assert reader.get("projects", "P-3") is None
    assert released(reader_of(SMALL), "confidential").get("projects", "P-2") is TRACED
    assert (reader.revision, reader.head) == (7, "0" * 64)


def test_a_search_finds_nothing_by_what_is_withheld() -> None:
    reader = released(reader_of(SMALL), "unclassified")
    for where in (
        In("parent", frozenset({"P-3"})),
        In("organisations.organisation", frozenset({"S"})),
        Mentions(fold("P-3")),
        Either((Mentions("sylvania"), Mentions("hidden"))),
    ):
        assert reader.find("projects", where) == []
        assert reader.find("outcomes", where) == []
    assert reader.find("projects", Mentions(fold("Work P-2"))) == [project("P-2")]


def test_it_says_how_many_are_withheld() -> None:
    assert withheld_sentence(released(reader_of(SMALL), "unclassified")) == (
        "Withheld, as above unclassified: 2 projects, 1 organisation, 1 outcome (--max-classification)."
    )
    assert withheld_sentence(released(reader_of(SMALL), "strictly_confidential")) == ""


def test_a_source_of_what_is_withheld_goes_with_it() -> None:
    sources = [{"field": "donors", "value": "Sylvania"}, {"field": "status", "value": "closed"}]
    portfolio = {**SMALL, "projects": [project("P-1", sources=sources)]}
    found = released(reader_of(portfolio), "unclassified").get("projects", "P-1")
    assert found == project("P-1", sources=sources[1:])
