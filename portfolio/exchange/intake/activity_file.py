"""Files of activities of IATI, put on a draft: each activity is a programme or project with what belongs to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from portfolio.changes.identity import likeness
from portfolio.changes.parts import remembering
from portfolio.errors import RefusedError, refuse
from portfolio.exchange.intake.parties import Parties
from portfolio.optional import needed
from portfolio.text import counted, some

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from portfolio.exchange.iati.activity_in import Related, Taken
    from portfolio.exchange.iati.activity_reading import ActivityReading
    from portfolio.exchange.intake.draft import Draft
    from portfolio.exchange.intake.map import FileMap
    from portfolio.files.grid import Track
    from portfolio.store import Document

_MOST_PROBLEMS = 100
_BEGINS = re.compile(rb"<iati-(?:activities|organisations)\b")
_HEAD = 1 << 16
_VERSIONS = ("2.01", "2.02", "2.03")
_TOP = "1"
_PARENT, _CHILD, _OWN_PROGRAMME = "1", "2", "98"
# Lists of a record to which somebody may have added beside what a file says.
_ADDED_TO = ("organisations", "refs", "documents")


def is_iati(path: Path) -> bool:
    """Whether a file is one of IATI, by how it begins or by the ending of its name."""
    if path.is_dir():
        return False
    if path.suffix.lower() == ".xml":
        return True
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and _BEGINS.search(head) is not None


def set_activities(draft: Draft, path: Path, said: FileMap, track: Track) -> list[str]:
    """Set the activities of a file on a draft; what could not be taken as it is becomes notes of its reading.

    Returns a sentence on the activities that are left alone.

    Raises:
        RefusedError: It is no file of activities of IATI 2, or says what no record takes; every problem is listed.
        StoreError: It cannot be read.
    """
    with needed("lxml", "Bringing in a file of IATI"):
        from portfolio.exchange.iati.activity_reading import ActivityReading  # noqa: PLC0415 - loads what reads XML
    reading = draft.reading
    desk = reading.desk
    parties = Parties(reading, path.name, adds=said.add_organisations)
    source = ActivityReading(
        desk.settings, desk.today, parties.code, rounds=said.round_amounts, knows_office=bool(parties.office)
    )
    taken = list(_read(path, source, reading.names.regions, track))
    if problems := [*source.problems, *parties.problems][:_MOST_PROBLEMS]:
        raise RefusedError(problems)
    parties.settle()
    if parties.added:
        names = list(parties.added.values())
        reading.notes.append(f"Added {counted(len(names), 'organisation')}: {some(names, _LISTED)}.")
    left = _set(draft, source, taken)
    reading.notes += _notes(source)
    return left


_LISTED = 10


def _read(path: Path, source: ActivityReading, regions: Any, track: Track) -> Iterator[Taken]:  # noqa: ANN401 - as of `places.regions`
    """Yield the activities of a file; raises RefusedError where it is no file of activities of IATI 2."""
    from portfolio.exchange.iati.activity_in import activity  # noqa: PLC0415 - loads what reads XML
    from portfolio.exchange.iati.standard import rules  # noqa: PLC0415 - as above
    from portfolio.exchange.iati.xml_file import BrokenError, pieces  # noqa: PLC0415 - as above

    # Identifier, and code without case, to the line of the activity.
    seen: dict[str, int] = {}
    codes: dict[str, int] = {}
    try:
        for node in track(pieces(path), "Reading activities"):
            if node.getparent() is None:
                _check_root(path, node, source)
                continue
            if node.tag != "iati-activity":
                source.say("element between the activities that is none left out", "schema")
                continue
            found = activity(source, node, regions)
            if found is None:
                continue
            if found.identifier in seen:
                message = f"is that of line {seen[found.identifier]} as well (rule 1.1.2); each activity stands once"
                source.refuse(source.here(node), "iati-identifier", found.identifier, message)
                continue
            seen[found.identifier] = found.line
            if (line := codes.setdefault(found.code.lower(), found.line)) != found.line:
                message = (
                    f"has the code {found.code}, as the activity of line {line} has; codes differ by more than case"
                )
                source.refuse(source.here(node), "iati-identifier", found.identifier, message)
            yield found
    except BrokenError as error:
        words = rules()[error.rule].words.format(value=error.value, why=error.value)
        where = f"{path.name}, line {error.line}" if error.line else path.name
        raise refuse("", "", words[0].lower() + words[1:].rstrip("."), where) from None
    if not seen and not source.problems:
        raise refuse("", "", "holds no activities", path.name)


def _check_root(path: Path, node: Any, source: ActivityReading) -> None:  # noqa: ANN401 - an element
    version = node.get("version", "").strip()
    if node.tag == "iati-organisations":
        message = "is a file of organisations of IATI; the register takes files of activities (iati-activities)"
        raise refuse("", "", message, path.name)
    if not version.startswith("2."):
        said = f"of version {version}" if version else "that says no version"
        message = f"is a file of IATI {said}; the register takes version 2 (2.01 to 2.03), so ask for one (rule 0.6.1)"
        raise refuse("", "", message, path.name)
    if version not in _VERSIONS:
        source.say(f"version {version} of the standard, which is none, read as {_VERSIONS[-1]}", "9.1.1")


def _notes(source: ActivityReading) -> Iterator[str]:
    from portfolio.exchange.iati.standard import rules  # noqa: PLC0415 - loads what reads XML

    known = rules()
    for (what, rule), number in source.said.items():
        yield f"{number:,} × {what}{f' (rule {rule}). {known[rule].remedy}' if rule else '.'}"


# What activities belong to, and their records.


def _set(draft: Draft, source: ActivityReading, taken: list[Taken]) -> list[str]:
    """Set activities on a draft, each as a programme or project, below those that it names."""
    tables = _Tables(draft, taken)
    left = 0
    for each in taken:
        place = tables.table(each), each.code
        if tables.is_ours_alone(each):
            left += 1
            continue
        if tables.is_taken(each):
            remedy = f"if that is the same, add to it the reference “IATI: {each.identifier}”"
            message = f"has the code {each.code}, which another record has; {remedy}"
            source.refuse(f"{each.identifier}, line {each.line}", "code", each.code, message)
            continue
        record = {**each.record, **tables.above(each)}
        kept = list(tables.kept(each))
        if kept:
            record["extra"] = [*record.get("extra", ()), *kept]
        _put(draft, place, record)
        for table, other in each.others:
            held = tables.get(table, other["id"])
            if held and table == "narratives" and held.get("target") != each.code:
                message = "is the narrative of another programme, project or contribution of the register"
                source.refuse(f"{each.identifier}, line {each.line}", "id", other["id"], message)
            else:
                _put(draft, (table, other["id"]), other)
    if source.problems:
        raise RefusedError(source.problems[:_MOST_PROBLEMS])
    told = counted(left, "activity of the office", "activities of the office")
    return [f"Left as the register has them: {told}, of which it says more than the file."] if left else []


def _put(draft: Draft, place: tuple[str, str], given: dict[str, Any]) -> None:
    """Set what a file says on a record, which keeps what was added to it elsewhere."""
    record = draft.record(place)
    held = dict(record)
    for field in _ADDED_TO:
        if field in given and field in held:
            given = {**given, field: _joined(field, held[field], given[field])}
    record.update(given)
    if draft.know(place):
        record.update(remembering(held, record))


def _joined(field: str, held: Sequence[Any], given: Sequence[Any]) -> list[Any]:
    """Return the members of a list with those that a file gives; what is kept of a file is what the last one says."""
    if field != "organisations":
        return [*held, *(each for each in given if each not in held)]
    new = {likeness(field, each): each for each in given}
    joined = []
    for each in held:
        said = new.pop(likeness(field, each), None)
        own = each if said is None else {name: value for name, value in each.items() if name != "extra"}
        joined.append({**own, **(said or {})})
    return [*joined, *new.values()]


class _Tables:
    """The tables that activities of a file go to, and what each belongs to."""

    def __init__(self, draft: Draft, taken: Iterable[Taken]) -> None:
        from portfolio.exchange.iati.activity_out import IATI, UNALLOCATED  # noqa: PLC0415 - loads what reads XML

        self._rest = UNALLOCATED
        self._register = draft.reading.transaction
        self._taken = {each.identifier: each for each in taken}
        self._own = draft.reading.desk.settings.reporting_org
        # Identifier to table and code of what the register has of files of IATI.
        self._held = {
            ref["reference"]: (table, each["code"])
            for table in ("programmes", "projects")
            for each in self._register.find(table)
            for ref in each.get("refs", ())
            if ref["owner"] == IATI
        }
        self._below: dict[str, list[str]] = {}
        for each in self._taken.values():
            for related in each.related:
                if related.kind == _CHILD and related.identifier in self._taken:
                    self._below.setdefault(related.identifier, []).append(each.identifier)
        self._parents = {
            related.identifier
            for each in self._taken.values()
            for related in each.related
            if related.kind == _PARENT and related.identifier != each.identifier
        } | {
            each.identifier
            for each in self._taken.values()
            if any(related.kind == _CHILD and related.identifier in self._taken for related in each.related)
        }

    def table(self, each: Taken) -> str:
        """Return the table of an activity: hierarchy 1 with others below it in the file is a programme."""
        if each.identifier in self._held:
            return self._held[each.identifier][0]
        is_top = (each.hierarchy or _TOP) == _TOP
        return "programmes" if is_top and (each.is_own or each.identifier in self._parents) else "projects"

    def get(self, table: str, key: str) -> Document | None:
        """Return a record of the register, or None."""
        return self._register.get(table, key)

    def is_ours_alone(self, each: Taken) -> bool:
        """Whether an activity of the office is in the register, and not by a file."""
        if not each.is_own or each.identifier in self._held:
            return False
        # What is not allocated is no record of its own where the contributions are.
        is_rest = each.code == self._rest and bool(self._register.find("contributions"))
        return is_rest or self._place_of(each.code) is not None

    def is_taken(self, each: Taken) -> bool:
        """Whether the code of an activity is that of a record that is no activity of this identifier."""
        return each.identifier not in self._held and self._place_of(each.code) is not None

    def _place_of(self, code: str) -> tuple[str, str] | None:
        found = (table for table in ("programmes", "projects") if self._register.get(table, code))
        table = next(found, None)
        return (table, code) if table else None

    def _place(self, identifier: str) -> tuple[str, str] | None:
        """Return table and code of an activity that the file or the register has."""
        if identifier in self._taken:
            return self.table(self._taken[identifier]), self._taken[identifier].code
        own = identifier.removeprefix(f"{self._own}-")
        return self._held.get(identifier) or (self._place_of(own) if own != identifier else None)

    def above(self, each: Taken) -> dict[str, str]:
        """Return the programme and the parent that a project belongs to."""
        if self.table(each) != "projects":
            return {}
        found: dict[str, str] = {}
        named = [related.identifier for related in each.related if related.kind in {_PARENT, _OWN_PROGRAMME}]
        for identifier in [*named, *self._below.get(each.identifier, ())]:
            place = self._place(identifier)
            if place and place[1] != each.code:
                found.setdefault("programme" if place[0] == "programmes" else "parent", place[1])
        return found

    def kept(self, each: Taken) -> Iterator[str]:
        """Yield what an activity says of others that no record says, as it is in the file."""
        above = set(self.above(each).values())
        if each.hierarchy not in {"", "2"} and self.table(each) == "projects":
            yield f'<iati-activity hierarchy="{re.sub("[^0-9]", "", each.hierarchy)}"/>'
        for related in each.related:
            if related.text and not self._is_recorded(each, related, above):
                yield related.text

    def _is_recorded(self, each: Taken, related: Related, above: set[str]) -> bool:
        place = self._place(related.identifier)
        if place is None or place[1] == each.code:
            return related.kind == _OWN_PROGRAMME and self.table(each) == "programmes"
        if related.kind in {_PARENT, _OWN_PROGRAMME}:
            return place[1] in above
        below = self._taken.get(related.identifier)
        return related.kind == _CHILD and below is not None and each.code in self.above(below).values()
