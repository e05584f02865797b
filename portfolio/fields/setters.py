"""Setters of fields, by their kinds: how a value is set, added to, taken out or cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from portfolio.dates import parse_date
from portfolio.errors import refuse
from portfolio.fields import typed as read
from portfolio.reference import codes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portfolio.fields.field import Field
    from portfolio.fields.typed import Reading

    Document = dict[str, Any]
    Operation = Literal["=", "+=", "-=", "clear"]
    Reader = Callable[[Reading, str], Any]
    # Changes a document in place: reading, document, operation, texts.
    Setter = Callable[[Reading, Document, Operation, Sequence[str]], None]
    # What tells a member of a list from the others.
    Identity = Callable[[Any], Any]


def one(key: str, reader: Reader = read.plain) -> Setter:
    """Return the setter of a field with one value."""

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        if operation == "clear":
            document.pop(key, None)
        elif operation == "=":
            document[key] = reading.value(key, read.single(texts, key), reader)
        else:
            raise refuse(key.replace("_", " "), texts[0], "has one value; use = to set it")

    return put


def inside(key: str, setter: Setter) -> Setter:
    """Return the setter of a field of a part that a record has one of (a baseline, a booked value)."""

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        part = dict(document.get(key, {}))
        setter(reading, part, operation, texts)
        document[key] = part

    return put


def measured(key: str, *beside: str) -> Setter:
    """Return the setter of an indicator's value; the numerator and denominator `beside` it go, as it has its own."""
    plain = one(key, read.measured)

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        for name in beside:
            document.pop(name, None)
        plain(reading, document, operation, texts)

    return put


def divided(name: str, value: str, *both: str) -> Setter:
    """Return the setter of a numerator or denominator; a value that was found from `both` of them is found anew."""
    plain = one(name, read.number)

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        if operation == "=" and all(each in document for each in both):
            document.pop(value, None)
        plain(reading, document, operation, texts)

    return put


def many(
    key: str,
    reader: Reader = read.line,
    identity: Identity | None = None,
    *,
    known: Reader | None = None,
    mine: Callable[[Any], bool] | None = None,
    kept: Sequence[str] = (),
) -> Setter:
    """Return the setter of a field that is a list. What is added to a member that is there keeps its other facts.

    Args:
        key: The list in the document.
        reader: What reads one member.
        identity: What tells a member from others; without it, all of it.
        known: What reads a member that is to be taken out, if not `reader`.
        mine: Whether a member is the field's; without it, all are. Others are left alone.
        kept: Facts that a member keeps when the list is set anew and it is in it again.
    """
    same, ours = identity or (lambda member: member), mine or (lambda _: True)

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        one_of = known if known and operation == "-=" else reader
        given = [found for text in texts if (found := reading.value(key, text, one_of)) is not None]
        held = document.get(key, [])
        if operation in {"=", "clear"}:
            facts = {same(member): {name: member[name] for name in kept if name in member} for member in held if kept}
            given = [{**facts.get(same(member), {}), **member} if kept else member for member in given]
            document[key] = [member for member in held if not ours(member)] + given
        else:
            document[key] = _combined(held, given, operation, lambda each: (ours(each), same(each)))

    return put


def _combined(held: list[Any], given: list[Any], operation: Operation, same: Identity) -> list[Any]:
    """Return a list with members added or taken out; what is added to a member that is there keeps its other facts."""
    meant = {same(member): member for member in given}
    if operation == "-=":
        return [member for member in held if same(member) not in meant]
    there = {same(member) for member in held}
    kept = [{**member, **meant.get(same(member), {})} if isinstance(member, dict) else member for member in held]
    return kept + [member for member in given if same(member) not in there]


def by(*names: str) -> Identity:
    """Return what tells members apart by some of their fields together."""
    return lambda member: tuple(member.get(name) for name in names)


def sources(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
    """Set the sources. One that supports a single field stands beside one of the same address that is of the whole."""
    if operation == "-=":
        many("sources", read.source, _address)(reading, document, operation, texts)
        return

    def noted(reading: Reading, text: str) -> dict[str, str]:
        reading.sources.append(read.source(reading, text))
        return reading.sources[-1]

    many("sources", noted, _supported)(reading, document, operation, texts)


def _address(source: Document) -> str:
    return str(source.get("url") or source.get("citation"))


def _supported(source: Document) -> tuple[str, ...]:
    return _address(source), source.get("field", ""), source.get("value", "")


def linked(role: str, reader: Reader = read.organisation) -> Setter:
    """Return the setter of the organisations that have a role in the work."""

    def link(known: Reader) -> Reader:
        return lambda reading, text: {"organisation": known(reading, text), "role": role}

    # Nobody is entered as an organisation by being taken out of a list.
    leaving = link(read.organisation)
    return many(
        "organisations",
        link(reader),
        by("organisation", "role"),
        known=leaving,
        mine=lambda each: each["role"] == role,
        kept=("note",),
    )


def work_date(which: str) -> Setter:
    """Return the setter that takes a past date as actual and another as planned (IATI activity-date).

    What is planned anew has not happened, so an actual date goes. A year that is not over can have seen the start,
    but the end is yet to come.
    """

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        if operation == "clear":
            document.pop(f"actual_{which}", None)
            document.pop(f"planned_{which}", None)
            return
        stored = reading.value(which, read.single(texts, which), read.date)
        if stored is None:
            return
        date = parse_date(stored)
        if (date.first if which == "start" else date.last) <= reading.desk.today:
            document[f"actual_{which}"] = stored
        else:
            document[f"planned_{which}"] = stored
            document.pop(f"actual_{which}", None)

    return put


def period(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
    """Set the first and the last day from a period."""
    span = reading.value("period", read.single(texts, "period"), read.period) if operation == "=" else None
    for key, day in zip(("start", "end"), span or ("", ""), strict=True):
        document.pop(key, None)
        if day:
            document[key] = day


def told_of(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
    """Set what a narrative tells of, in place of what it told of before."""
    found = reading.value("target", read.single(texts, "target"), read.told_of) if operation == "=" else None
    for key in ("target", "contribution"):
        document.pop(key, None)
    if found:
        document[found[0]] = found[1]


def source_date(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
    """Say when the sources that are given with it were so; those that were there keep their dates."""
    if operation != "=" or not reading.sources:
        raise refuse("source date", " ".join(texts), "says when a source was so; give the source with --source")
    as_of = reading.value("source_date", read.single(texts, "source_date"), read.date)
    given = {_supported(source) for source in reading.sources}
    document["sources"] = [
        {**source, "as_of": as_of} if _supported(source) in given else source for source in document["sources"]
    ]


def people(group: str) -> Setter:
    """Return the setter of one group of people who took part."""

    def put(reading: Reading, document: Document, operation: Operation, texts: Sequence[str]) -> None:
        counts = dict(document.get("participants", {}))
        counts.pop(group, None)
        if operation == "=":
            counts[group] = reading.value(group, read.single(texts, group), read.count)
        document["participants"] = counts

    return put


# Kind of one value to what reads it.
_READERS: Mapping[str, Reader] = {
    "text": read.plain,
    "currency": read.currency,
    "date": read.date,
    "amount": read.amount,
    "number": read.number,
    "rate": read.rate,
    "flag": read.yes_or_no,
    "picture": read.picture,
    "country": read.country,
    "region": read.region_code,
    "organisation": read.organisation,
    "donor": read.donor,
    "programme": read.programme,
    "project": read.project,
    "target": read.target,
    "contribution": read.record_of("contributions"),
    "booked": read.booked,
}
# Kind of several values to what reads one, and what tells it from others where that is not all of it.
_MEMBERS: Mapping[str, tuple[Reader, Identity | None]] = {
    "texts": (read.line, None),
    "countries": (read.country_share, by("country")),
    "shared regions": (read.region_share, by("region")),
    "regions": (read.region_code, None),
    "pillars": (read.pillar_share, by("pillar")),
    "organisations": (read.organisation, None),
    "donors": (read.donor, None),
    "roles": (read.word(codes.ROLE), None),
    "documents": (read.record_of("documents"), None),
    "references": (read.reference, by("owner", "reference")),
}
# Kind to what makes the setter of a field that is set in a way of its own, from the field and the key of its value.
_OWN: Mapping[str, Callable[[Field, str], Setter]] = {
    "word": lambda field, key: one(key, read.word(getattr(codes, field.kind.codes))),
    "measured": lambda _, key: measured(key, *_divided_from(key)),
    "divided": lambda _, key: divided(key, _value_of(key), *_divided_from(_value_of(key))),
    "linked": lambda field, _: linked(
        field.kind.role, read.donor if field.kind.role == "funding" else read.organisation
    ),
    "people": lambda field, _: people(field.key),
    "work date": lambda field, _: work_date(field.key),
    "sources": lambda *_: sources,
    "source date": lambda *_: source_date,
    "period": lambda *_: period,
    "told of": lambda *_: told_of,
}


def setter_of(field: Field) -> Setter:
    """Return what sets a field, as its kind is set."""
    outer, _, inner = field.stored.partition(".")
    kind, key = field.kind.name, inner or outer
    if kind in _OWN:
        made = _OWN[kind](field, key)
    elif field.kind.many:
        member, identity = _MEMBERS[kind]
        made = many(key, member, identity, known=read.organisation if kind == "donors" else None)
    else:
        made = one(key, _READERS[kind])
    return inside(outer, made) if inner and kind != "people" else made


def _value_of(part: str) -> str:
    """Return the value that a numerator or denominator is of: `target` of `target_numerator`."""
    return part.removesuffix("numerator").removesuffix("denominator").removesuffix("_") or "value"


def _divided_from(value: str) -> tuple[str, str]:
    before = "" if value == "value" else f"{value}_"
    return f"{before}numerator", f"{before}denominator"
