"""Rules of classification where some do not see all records: nothing open tells of what is classified.

No record names one that is classified higher, and a classified record has a code that the register gave, so that nobody
can come upon it by choosing the same.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any

from portfolio.changes.proposed import Proposed, RecordNamed, named, references
from portfolio.command_line import command_line
from portfolio.errors import Problem
from portfolio.models.tables import REFERENCES, TABLES
from portfolio.reference.codes import CLASSIFICATION, secrecy
from portfolio.store import Document, In
from portfolio.store.access import WAS_CHOSEN
from portfolio.text import some

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.desk import Desk
    from portfolio.settings import Settings
    from portfolio.store.protocol import Reader

# Where a record has names beside its title, to the field that takes one out.
_NAMES = {"former_titles": "former_title", "former_names": "former_name", "aliases": "alias"}
# The nouns of commands, where they are not what a record is called.
_COMMANDS = {"organisations": "donor"}
# As many names as a sentence bears.
_LISTED = 5


def code_pattern(settings: Settings, table: str) -> str:
    """Return how a key that the register gives is made of the next `number`."""
    return settings.code_pattern if table == "projects" else f"{TABLES[table].prefix or 'ORG'}-{{number:03}}"


def given_codes(settings: Settings, table: str) -> str:
    """Return the regular expression of keys that the register gives, whose group is the number."""
    pieces = Formatter().parse(code_pattern(settings, table))
    return "^" + "".join(re.escape(text) + ("0*([0-9]+)" if field else "") for text, field, _, _ in pieces) + "$"


def as_named(desk: Desk, reader: Reader, table: str, document: dict[str, Any]) -> str:
    """Let a new record that nobody has classified be as secret as what it names, where some do not see all.

    Returns a note that says so, or "".
    """
    if "classification" in document:
        return ""
    high = max((_level_named(reader, each.targets, each.key) for each in references(table, [document])), default=0)
    if not high or not desk.hides():
        return ""
    document["classification"] = CLASSIFICATION.words[high]
    return f"It is {CLASSIFICATION.label(document['classification'])}, as what it names is."


def names_told(changes: Iterable[tuple[str, str, Document | None, Document | None]]) -> list[str]:
    """Return the note that a lower classification tells earlier names to more readers, and how one is taken out."""
    found = [
        (table, key, field, name)
        for table, key, before, after in changes
        if before and after and secrecy(after) < secrecy(before)
        for path, field in _NAMES.items()
        for name in after.get(path, ())
        if name in {*before.get(path, ()), before.get(TABLES[table].title)}
    ]
    if not found:
        return []
    told = some([f"{key} “{name}”" for _, key, _, name in found], _LISTED)
    table, key, field, name = found[0]
    noun = _COMMANDS.get(table, TABLES[table].noun)
    fix = command_line(["portfolio", noun, "edit", key, "--set", f"{field}-={name}"])
    return [f"Former names and aliases are told with it now: {told}. To take one out: {fix}"]


def nothing_higher_named(view: Proposed) -> Iterator[Problem]:
    """No changed record names one that is classified higher."""
    return (each for each in _higher_named(view.after, view.references) if view.hides())


def classified_codes_are_given(view: Proposed) -> Iterator[Problem]:
    """A record that becomes classified has a code that the register gave."""
    for table, key, before, after in view.changes:
        if secrecy(after) <= secrecy(before) or not view.hides() or _is_given(view.codes().get(table, ()), key):
            continue
        why = WAS_CHOSEN if before else f"{WAS_CHOSEN}; leave the code out"
        if _is_given([given_codes(view.settings, table)], key):
            why = (
                f"is of a code_pattern that the register does not know, “{code_pattern(view.settings, table)}”; the "
                "next portfolio store grant of an administrator whose settings have it makes it known"
            )
        yield Problem(named(table, after or {}), TABLES[table].key, key, why)


def nothing_lower_names(view: Proposed) -> Iterator[str]:
    """A record becomes more secret only once nothing names it that is less so."""
    for table, key, before, after in view.changes:
        if before is None or secrecy(after) <= secrecy(before):
            continue
        users = [
            named(user, document)
            for user, path, targets in REFERENCES
            if table in targets
            for document in view.after.find(user, In(path, frozenset({key})))
            if secrecy(document) < secrecy(after)
        ]
        if users and view.hides():
            word = CLASSIFICATION.words[secrecy(after)].replace("_", " ")
            yield (
                f"The {TABLES[table].noun} {key} would be {word}, and is named by {', '.join(dict.fromkeys(users))}, "
                "whose readers would learn of it; classify or change these first."
            )


def faults(reader: Reader, settings: Settings, codes: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Yield all by which readers of some records of a register could learn of others.

    `codes` are the regular expressions of keys that it gave until now, by table.
    """
    for table in TABLES:
        looks = (*codes.get(table, ()), given_codes(settings, table))
        documents = reader.find(table)
        yield from _higher_named(reader, references(table, documents))
        for document in documents:
            key = document[TABLES[table].key]
            if secrecy(document) and not _is_given(looks, key):
                yield Problem(named(table, document), TABLES[table].key, key, WAS_CHOSEN)


def _higher_named(reader: Reader, found: Iterable[RecordNamed]) -> Iterator[Problem]:
    """Yield what is wrong where a record names one that is classified higher."""
    levels = cache(lambda targets, key: _level_named(reader, targets, key))
    for table, document, path, targets, key in found:
        if levels(targets, key) > secrecy(document):
            message = f"is classified higher than the {TABLES[table].noun}, whose readers would learn of it"
            yield Problem(named(table, document), path.replace(".", " "), key, message)


def _is_given(looks: Iterable[str], key: str) -> bool:
    return any(re.match(each, key) for each in looks)


def _level_named(reader: Reader, targets: Iterable[str], key: str) -> int:
    return max(secrecy(reader.get(target, key)) for target in targets)
