"""The state of a clone beside its source's, and what both have changed, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.changes.compare import NOTHING, FieldChange, in_words
from portfolio.changes.differences import told_of
from portfolio.pages.history import summary
from portfolio.pages.tree import Answer, Block, Bullets, Column, Table, facts_of, filled, page_of
from portfolio.store import beside
from portfolio.text import counted, masked, minute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.changes.threeway import Dispute
    from portfolio.query.names import Names
    from portfolio.store.protocol import Reader
    from portfolio.team.ahead import Position
    from portfolio.team.patches import Patch
    from portfolio.team.pulling import Contested, Pulled
    from portfolio.team.pushing import PushResult
    from portfolio.team.source import SettingApart

# How much of what a change did stands in a line.
_LONGEST = 60
_PENDING = (
    Column("change", "Change", "count"),
    Column("time", "When (UTC)", "date"),
    Column("did", "What was done"),
    Column("why", "Why it is not taken", "text", 1),
)
_CONFLICTS = (
    Column("field", "Field", "code"),
    Column("source", "At the source"),
    Column("here", "Here"),
    Column("before", "Before both", "text", 1),
)
_CLONES = (
    Column("tag", "Clone", "code"),
    Column("revision", "Last change from it", "count"),
    Column("number", "Its own changes", "count"),
)


def standing(found: Position, names: Names) -> Answer:
    """Return the page that says what of a clone its source has not taken, and what the source has that it has not."""
    held, behind = found.held, found.behind
    rows = list(map(_pending, found.pending))
    few = {table: len(numbers) for table, numbers in found.left.items()}
    facts = facts_of(
        [
            ("Source", masked(held["url"])),
            ("Clone", held["tag"]),
            ("Last contact", f"{minute(held['contact'])} UTC"),
            ("Ahead", counted(len(found.pending), "change") if found.pending else "nothing to push"),
            ("Behind", "not known" if behind is None else counted(behind, "change") if behind else "nothing to pull"),
            ("Numbers left", _few(few)),
        ]
    )
    pending = Table("pending", filled(_PENDING, rows), rows, "Not taken by the source yet")
    blocks: list[Block] = [facts, *([pending] if found.pending else []), *_compared(found.conflicts, names)]
    data = {
        "source": masked(held["url"]),
        "clone": held["clone"],
        "tag": held["tag"],
        "last_contact": held["contact"],
        "reached": not found.unmet,
        "ahead": len(found.pending),
        "behind": behind,
        "conflicts": conflict_objects(found.conflicts),
        "pending": [patch_object(patch) for patch in found.pending],
        "numbers_left": few,
        "settings": [each._asdict() for each in found.settings],
    }
    notes = [found.unmet, found.advice, *settings_told(found.settings)]
    return Answer(page_of("status", "This clone and its source", "", blocks, data), [note for note in notes if note])


def settings_told(apart: Sequence[SettingApart]) -> Iterator[str]:
    """Yield which of the office's settings are others at the source, a line each, and what to do."""
    if apart:
        yield "The office’s settings are not the same at the source, where a push is held to those there:"
        yield from (f"  {name}: {there or NOTHING} there, {here or NOTHING} here" for name, there, here in apart)
        yield "To have one as it is there: portfolio config set SETTING VALUE"


def _few(left: Mapping[str, int]) -> str:
    """Return how many numbers are left, in words: of each kind as many, but for those that have others."""
    most = max(left.values())
    others = [f"{table} {count}" for table, count in left.items() if count != most]
    return ", ".join([*others, f"{most} of each {'other ' if others else ''}kind"])


def of_source(reader: Reader) -> Answer:
    """Return the page that says which clones a register has given, and when it last took something of each."""
    rows = [{**row, "number": row["number"] or None} for row in reader.find(beside.CLONES)]
    data = {"clones": [{name: row[name] for name in ("id", "tag", "revision", "number")} for row in rows]}
    table = Table("clones", _CLONES, rows, "Clones of this register")
    blocks: list[Block] = [table] if rows else [Bullets("none", "", ["This register is no clone, and none was made."])]
    hint = [] if rows else ["To take it along on a laptop: portfolio clone SOURCE DIR"]
    return Answer(page_of("status", "The register and its clones", "", blocks, data), hint)


def compared(conflicts: Sequence[Contested], names: Names) -> Answer:
    """Return the page that sets side by side what both the source and a clone have changed."""
    data = {"conflicts": conflict_objects(conflicts)}
    return Answer(page_of("conflicts", "Changed here and at the source", "", _compared(conflicts, names), data))


def _compared(conflicts: Sequence[Contested], names: Names) -> list[Block]:
    return [
        Table(
            f"conflict_{patch.number}_{place}",
            _CONFLICTS,
            [_sides(dispute, names)],
            f"{dispute.record.partition(',')[0]}, change {patch.number} here",
        )
        for patch, disputes in conflicts
        for place, dispute in enumerate(disputes)
    ]


def _sides(dispute: Dispute, names: Names) -> dict[str, str]:
    if not dispute.field and not dispute.part:
        texts = ["removed" if value is None else "changed" for value in (dispute.here, dispute.there)]
        return {"field": "the record", "source": texts[0], "here": texts[1], "before": NOTHING}
    place = f"{dispute.part} {dispute.field}".strip()
    values = [_worded(dispute, place, value, names) for value in (dispute.here, dispute.there, dispute.before)]
    return {"field": place, "source": values[0], "here": values[1], "before": values[2]}


def _worded(dispute: Dispute, place: str, value: object, names: Names) -> str:
    """Return a value in words, as people read the field."""
    if value is None:
        return NOTHING
    told = told_of(dispute.table, FieldChange(place, None, value), names)
    return "; ".join(each.after for each in told if each.after) or in_words(value)


def conflict_objects(conflicts: Sequence[Contested]) -> list[dict[str, Any]]:
    """Return what both have changed as objects, for those who read JSON."""
    return [
        {
            "change": patch.number,
            "record": dispute.record,
            "field": dispute.field or None,
            "source": dispute.here,
            "here": dispute.there,
            "before": dispute.before,
        }
        for patch, disputes in conflicts
        for dispute in disputes
    ]


def patch_object(patch: Patch, **more: object) -> dict[str, Any]:
    """Return a change of a clone as an object."""
    return {
        "change": patch.number,
        "time": patch.time,
        "who": patch.who,
        "command": patch.command,
        "records": [each.key for each in patch.changes],
        "why": patch.why or None,
        "aside": patch.is_aside,
        **more,
    }


def did(patch: Patch) -> str:
    """Return what a change of a clone did: `added project P-101 “Title”`."""
    told = summary(patch.changes)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…{'”' if '“' in told else ''}"


def pulled_object(pulled: Pulled) -> dict[str, Any]:
    """Return what a pull did as an object."""
    result = pulled.result
    return {
        "revision": pulled.revision,
        "source_revision": pulled.contact.seen.revision,
        "changes": [change._asdict() for change in pulled.changes],
        "pending": list(map(patch_object, result.pending)),
        "decided": conflict_objects(result.decided),
        "renumbered": [{"table": table, "code": key, "now": new} for (table, key), new in result.codes],
        "dropped": list(map(patch_object, result.dropped)),
        "tag": pulled.contact.held["tag"],
    }


def pushed_object(pushed: PushResult) -> dict[str, Any]:
    """Return what a push did as an object."""
    return {
        "pushed": [patch_object(each.patch, source_revision=each.at, why=None) for each in pushed.taken],
        "refused": [patch_object(each.patch, why=each.why) for each in pushed.refused],
    }


def beside_pull(pulled: Pulled) -> Iterator[str]:
    """Yield what is to be said of a clone's own changes after a pull, a sentence each."""
    result, tag = pulled.result, pulled.contact.held["tag"]
    for (table, key), new in result.codes:
        if there := pulled.contact.seen.get(table, new):
            yield f"The source has “{there['name']}” as {new}; what named your {key} names that one now."
        else:
            yield f"The source gave the code {key} to another record; yours is {new} now."
    for patch in result.dropped:
        why = f", as it does not fit any more: {patch.why.rstrip('.')}" if patch.why else ", as the source has it so"
        yield f"Change {patch.number} ({did(patch)}) is not pushed any more{why}."
    if pulled.is_new:
        copied = "it was copied, moved or put back, or its source does not go on from there"
        yield f"This is clone {tag} from now on, with numbers of its own: {copied}."
    aside = [patch for patch in result.pending if patch.is_aside]
    for patch in aside:
        yield f"Kept aside: change {patch.number} ({did(patch)}). {patch.why}"
    if aside:
        yield "To give up what is kept aside: portfolio pull --theirs"
    if waiting := len(result.pending) - len(aside):
        yield f"{counted(waiting, 'change')} of yours {'is' if waiting == 1 else 'are'} to be pushed: portfolio push"


def _pending(patch: Patch) -> dict[str, object]:
    aside = " (kept aside)" if patch.is_aside else ""
    done = f"{did(patch)}{aside}"
    return {
        "change": patch.number,
        "time": minute(patch.time),
        "did": done[0].upper() + done[1:],
        "why": patch.why.replace("\n", " ") or None,
    }
