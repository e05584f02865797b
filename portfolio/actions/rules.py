"""The rules between records: each a function from the changes to what is wrong with them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from portfolio.actions import funding_rules
from portfolio.actions.view import View, named, values_at
from portfolio.dates import parse_date
from portfolio.errors import Problem
from portfolio.models.tables import TABLES
from portfolio.reference import places
from portfolio.store import In
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from portfolio.store import Document

_WORK = ("programmes", "projects")
# As many names as a sentence bears.
_LISTED = 10

# Where records name others: table, path to the key, and the tables that it may be of.
REFERENCES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("programmes", "organisations.organisation", ("organisations",)),
    ("programmes", "documents", ("documents",)),
    ("projects", "programme", ("programmes",)),
    ("projects", "parent", ("projects",)),
    ("projects", "organisations.organisation", ("organisations",)),
    ("projects", "documents", ("documents",)),
    ("organisations", "parent", ("organisations",)),
    ("contributions", "donor", ("organisations",)),
    ("contributions", "allocations.target", _WORK),
    ("contributions", "allocations.moved_from", _WORK),
    ("contributions", "documents", ("documents",)),
    ("expenditures", "target", _WORK),
    ("expenditures", "contribution", ("contributions",)),
    ("outcomes", "project", _WORK),
    ("activities", "project", _WORK),
    ("activities", "partners", ("organisations",)),
    ("activities", "donors", ("organisations",)),
    ("activities", "documents", ("documents",)),
    ("documents", "parties", ("organisations",)),
)

# What has happened, and so cannot lie in the future (IATI rules 11.1.4, 11.1.5 and 11.2.1).
_PAST = {
    "programmes": ("actual_start", "actual_end"),
    "projects": ("actual_start", "actual_end"),
    "contributions": ("movements.date", "allocations.date", "reports_due.sent", "closed"),
    "expenditures": ("date",),
    "rates": ("date",),
}


def references_resolve(view: View) -> Iterator[Problem]:
    """Every key that a changed record names is that of a record."""
    for table, path, targets in REFERENCES:
        for _, document in view.changed(table):
            for key in values_at(document, path):
                if not any(view.after.get(target, key) for target in targets):
                    nouns = " or ".join(TABLES[target].noun for target in targets)
                    yield Problem(
                        named(table, document), path.replace(".", " "), key, f"is no {nouns} of this register"
                    )


def regions_known(view: View) -> Iterator[Problem]:
    """Every region of the office's own is one of its groups."""
    known = places.regions(view.settings.regions)
    for table, path in (("programmes", "regions.region"), ("projects", "regions.region"), ("activities", "regions")):
        for _, document in view.changed(table):
            for code in values_at(document, path):
                if code not in known:
                    yield Problem(named(table, document), "regions", code, "is no region of UN M49 or of the settings")


def no_circles(view: View) -> Iterator[Problem]:
    """No record is its own parent, at any remove."""
    for table in ("projects", "organisations"):
        for _, document in view.changed(table):
            seen = [document[TABLES[table].key]]
            step: Document | None = document
            while step and (parent := step.get("parent")):
                if parent in seen:
                    yield Problem(
                        named(table, document),
                        "parent",
                        document["parent"],
                        f"makes a circle: {' > '.join([*seen, parent])}",
                    )
                    break
                seen.append(parent)
                step = view.after.get(table, parent)


def nothing_in_the_future(view: View) -> Iterator[Problem]:
    """What has happened is not dated after today."""
    for table, paths in _PAST.items():
        for _, document in view.changed(table):
            for path in paths:
                for date in values_at(document, path):
                    if parse_date(date).first > view.today:
                        hint = "; money still due is an instalment" if path == "movements.date" else ""
                        yield Problem(named(table, document), path.replace(".", " "), date, f"is in the future{hint}")


def part_ids_differ(view: View) -> Iterator[Problem]:
    """No two parts of a record have one id."""
    for table, _, _, after in view.changes:
        for part_id, count in Counter(_part_ids(after)).items():
            if count > 1 and after:
                yield Problem(named(table, after), "id", part_id, "is the id of two parts")


def keys_are_free(view: View) -> Iterator[str]:
    """A code is given once and for all: not again after removal, not to a programme and a project."""
    added = [(table, key) for table, key, before, after in view.changes if before is None and after is not None]
    spaces = {table: _WORK if table in _WORK else (table,) for table, _ in added}
    for table, key in added:
        if any(view.after.retired(each, key) for each in spaces[table]):
            yield f"The code {key} was that of a record since removed; codes are never given again."
    for space in dict.fromkeys(spaces.values()):
        # In one case: people and file names on many computers do not tell P-1 from p-1.
        holders: dict[str, list[str]] = {}
        for table in space:
            for document in view.after.find(table):
                key = document[TABLES[table].key]
                holders.setdefault(key.lower(), []).append(f"{TABLES[table].noun} {key}")
        for key in dict.fromkeys(key for table, key in added if table in space):
            if len(held := holders[key.lower()]) > 1:
                yield f"The code {key} cannot be given twice: {' and '.join(held)}. Choose another."


def titles_differ(view: View) -> Iterator[str]:
    """Two programmes or projects have one title only if that is meant; two organisations never share a name."""
    if not view.again:
        for table in _WORK:
            yield from _title_twins(view, table)
    yield from _name_twins(view)


def nothing_in_use_is_removed(view: View) -> Iterator[str]:
    """Nothing is removed while something refers to it."""
    for table, key, _, after in view.changes:
        if after is not None:
            continue
        users = [
            f"{TABLES[user].noun} {document[TABLES[user].key]}"
            for user, path, targets in REFERENCES
            if table in targets
            for document in view.after.find(user, In(path, frozenset({key})))
        ]
        if users:
            listed = _some(list(dict.fromkeys(users)))
            yield f"The {TABLES[table].noun} {key} is still in use by {listed}; remove or change these first."


def _some(names: list[str]) -> str:
    shown, more = names[:_LISTED], len(names) - _LISTED
    return f"{', '.join(shown)} and {more} more" if more > 0 else ", ".join(shown)


def _title_twins(view: View, table: str) -> Iterator[str]:
    renamed = [
        (before, after) for before, after in view.changed(table) if before is None or before["title"] != after["title"]
    ]
    if not renamed:
        return
    titles: dict[str, list[str]] = {}
    for document in view.after.find(table):
        titles.setdefault(fold(document["title"]), []).append(document["code"])
    for _, document in renamed:
        twins = [code for code in titles[fold(document["title"])] if code != document["code"]]
        if twins:
            yield (
                f"There is a {TABLES[table].noun} of that title already: {twins[0]} “{document['title']}”. "
                "If this is another one, say --again."
            )


def _name_twins(view: View) -> Iterator[str]:
    renamed = [(before, after) for before, after in view.changed("organisations") if _names(before) != _names(after)]
    if not renamed:
        return
    holders: dict[str, str] = {}
    for document in view.after.find("organisations"):
        for name in _names(document):
            holder = holders.setdefault(name, document["code"])
            if holder != document["code"] and any(
                document["code"] == after["code"] or holder == after["code"] for _, after in renamed
            ):
                yield f"“{document['name']}” would share a name with {holder}; one name means one organisation."
                break


def _names(document: Document | None) -> set[str]:
    if document is None:
        return set()
    own = (document["name"], document.get("short_name"), *document.get("aliases", ()), document["code"])
    return {fold(name) for name in own if name}


def _part_ids(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        for member in value.values():
            yield from _part_ids(member)
    elif isinstance(value, list):
        for member in value:
            if isinstance(member, dict) and "id" in member:
                yield member["id"]
            yield from _part_ids(member)


REFUSALS: tuple[Callable[[View], Iterable[Problem]], ...] = (
    references_resolve,
    regions_known,
    no_circles,
    nothing_in_the_future,
    part_ids_differ,
    funding_rules.currency_stays,
    funding_rules.columns_not_negative,
    funding_rules.allocations_covered,
    funding_rules.charges_allowed,
)
CONFLICTS: tuple[Callable[[View], Iterable[str]], ...] = (
    keys_are_free,
    titles_differ,
    nothing_in_use_is_removed,
    funding_rules.entries_differ,
)
