"""The rules for records that look like one another: projects, organisations and agreements entered twice."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

from portfolio.balance import agreed_as
from portfolio.checks.holdings import Found, Holdings, edit
from portfolio.query.spans import days_of
from portfolio.reference import places
from portfolio.reference.name_matching import MINOR_WORDS, fold_name, short_form
from portfolio.reference.states import borrowed, way_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.dates import Period
    from portfolio.models.documents import ContributionDocument
    from portfolio.store import Document

# In per cent, of words in alphabetical order; chosen on misspelt, reordered and merely similar titles.
_LIKE = 88
# What two words have in common, in per cent, where one is the other misspelt.
_MISSPELT = 70
# Of two titles that are alike, at least this part of the words is the same.
_COMMON = 0.6
# A plus sign tells names apart, as a number does.
_NUMBER = re.compile(r".*[0-9+].*|[ivx]+", re.DOTALL)


class Named(NamedTuple):
    """A name in the form in which it is compared."""

    key: str  # the key of the record that it is of
    words: tuple[str, ...]  # its words that tell it from others, numbers aside, in alphabetical order
    # Its words that are numbers: a phase, a year. Names that differ in these are not alike.
    numbers: frozenset[str]


def like_project(held: Holdings) -> Iterator[Found]:
    """A project is entered once."""
    projects = held.by_key("projects")
    names = [
        named(key, name)
        for key, record in projects.items()
        for name in (record["title"], *record.get("aliases", ()), *record.get("former_titles", ()))
    ]
    for key, others in _by_record(alike(names)).items():
        for other in others:
            if _may_be_one(projects[other], projects[key], held):
                message = f"“{projects[key]['title']}” is much like {other} “{projects[other]['title']}”."
                fix = f"Remove one, or if it is a phase of the other: {edit('projects', key, f'parent={other}')}"
                yield Found("projects", key, "title", message, fix)
                break


def like_contribution(held: Holdings) -> Iterator[Found]:
    """An agreement is entered once."""
    first: dict[tuple[str, ...], str] = {}
    for key, record in held.by_key("contributions").items():
        said = agreed_as(cast("ContributionDocument", record))
        if said and (other := first.setdefault(said, key)) != key:
            message = f"It is of the same donor, amount and day as {other}, and called the same."
            fix = f"If it was entered twice, remove one: portfolio contribution remove {key}"
            yield Found("contributions", key, "movements", message, fix)


def like_organisation(held: Holdings) -> Iterator[Found]:
    """An organisation is entered once."""
    organisations = held.by_key("organisations")
    names = [
        named(key, short_form(fold_name(name)))
        for key, record in organisations.items()
        for name in (record["name"], *record.get("aliases", ()), *record.get("former_names", ()))
    ]
    pairs = [*_same_facts(organisations.values()), *alike(names)]
    for key, others in _by_record(pairs).items():
        for other in others:
            if _may_be_one_body(organisations[other], organisations[key]):
                message = f"“{organisations[key]['name']}” is much like {other} “{organisations[other]['name']}”."
                fix = f"portfolio donor merge {key} {other}"
                yield Found("organisations", key, "name", message, fix)
                break


def name_of_state(held: Holdings) -> Iterator[Found]:
    """A State's code and names are those of no other organisation."""
    for key, record in held.by_key("organisations").items():
        if name := next(borrowed(record), None):
            state = places.countries()[name.state]
            field = name.field.replace("_", " ").removesuffix("es").removesuffix("s")
            message = f"“{record['name']}” has the {field} “{name.name}”, which is {state.name}’s ({name.state}) alone."
            yield Found("organisations", key, name.field, message, way_out(record, name))


def named(key: str, name: str) -> Named:
    """Return a name of a record in the form in which it is compared."""
    words = [word for word in fold_name(name).split() if word not in MINOR_WORDS]
    numbers = frozenset(word for word in words if _NUMBER.fullmatch(word))
    return Named(key, tuple(sorted(word for word in words if word not in numbers)), numbers)


def alike(names: Sequence[Named]) -> Iterator[tuple[str, str]]:
    """Yield the keys of each two records with a name that is alike, the earlier first; a pair may come repeatedly.

    Alike are names with the same numbers whose other words are the same, in any order, or misspelt.
    """
    groups: dict[frozenset[str], dict[tuple[str, ...], list[str]]] = {}
    for name in names:
        groups.setdefault(name.numbers, {}).setdefault(name.words, []).append(name.key)
    for group in groups.values():
        for keys in group.values():
            yield from ((first, second) for first, second in pairwise(keys) if first != second)
        for first, second in _near(list(group)):
            yield from ((one, other) for one in group[first] for other in group[second] if one != other)


def _near(names: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield each two of different names that are alike."""
    if len(names) < 2:  # noqa: PLR2004 - a pair
        return
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only names to be compared need it

    texts = [" ".join(words) for words in names]
    for place, others in _candidates(names):
        found = process.extract(
            texts[place], {other: texts[other] for other in others}, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=None
        )
        for _, _, other in sorted(found, key=lambda match: (-match[1], match[2])):
            if not _tells_apart(names[place], names[other]):
                yield names[other], names[place]


def _candidates(names: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, set[int]]]:
    """Yield the place of each name and the places of earlier ones with which it can have enough words in common.

    Two names that share a part of their words share one of the rarest of each: of n words of which m have to be
    shared, one of the n - m + 1 rarest. A name of one word is compared with those that begin or end as it does.
    """
    frequency = Counter(word for words in names for word in words)
    seen: dict[str, list[int]] = {}
    for place, words in enumerate(names):
        rarest = sorted(words, key=lambda word: (frequency[word], word))
        keys = rarest[: len(words) - int(len(words) * _COMMON + 0.5) + 1]
        if len(words) == 1:
            keys += [f"{words[0][:3]}…", f"…{words[0][-3:]}"]
        yield place, {other for key in keys for other in seen.get(key, ())}
        for key in keys:
            seen.setdefault(key, []).append(place)


def _tells_apart(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether each of two names has a word that is no misspelling of a word in the other: Kenya, Uganda."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as above

    left, right = Counter(first) - Counter(second), Counter(second) - Counter(first)
    if not left or not right:
        return False
    return any(
        max(fuzz.ratio(word, other) for other in others) < _MISSPELT
        for words, others in ((left, right), (right, left))
        for word in words
    )


def _by_record(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return key to those that look like it and came before it, each pair once."""
    found: dict[str, list[str]] = {}
    for first, second in dict.fromkeys(pairs):
        if second in found.get(first, ()) or first == second:
            continue
        found.setdefault(second, []).append(first)
    return found


def _may_be_one(first: Document, second: Document, held: Holdings) -> bool:
    """Return whether neither phases nor places nor times keep two projects apart."""
    above = [{each["code"] for each in held.lineage(record) if "kind" in each} for record in (first, second)]
    if not above[0].isdisjoint(above[1]):
        return False
    recorded = [
        {
            each.get("country") or each.get("region")
            for kind in ("countries", "regions")
            for each in record.get(kind, ())
        }
        for record in (first, second)
    ]
    if all(recorded) and recorded[0].isdisjoint(recorded[1]):
        return False
    return _overlap(days_of(first), days_of(second))


def _overlap(first: Period | None, second: Period | None) -> bool:
    return first is None or second is None or first.overlaps(second.first, second.last)


def _may_be_one_body(first: Document, second: Document) -> bool:
    """Return whether two organisations belong to no other country, and neither is part of the other."""
    codes = {first["code"], second["code"]}
    if first.get("parent") in codes or second.get("parent") in codes:
        return False
    countries = {record["country"] for record in (first, second) if "country" in record}
    return len(countries) < 2 and bool(first.get("own")) == bool(second.get("own"))  # noqa: PLR2004 - two countries


def _same_facts(organisations: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each two organisations that have one identifier, or are called as one country is."""
    seen: dict[tuple[str, str], str] = {}
    for record in organisations:
        facts = [("country", each) for each in places.country_index().find(record["name"])]
        facts += [("reference", record["reference"].lower())] if "reference" in record else []
        for fact in facts:
            if (first := seen.setdefault(fact, record["code"])) != record["code"]:
                yield first, record["code"]
