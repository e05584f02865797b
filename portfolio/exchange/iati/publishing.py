"""Files of IATI 2.03, written: the activities of a register, and the office as an organisation."""

from __future__ import annotations

import io
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from portfolio.exchange.iati.activity_out import Publisher
from portfolio.exchange.iati.organisation_out import OrganisationOut
from portfolio.settings import Settings
from portfolio.text import counted, some

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from portfolio.exchange.iati.xml_file import Node
    from portfolio.files.grid import Track
    from portfolio.query.question import Office

_VERSION = "2.03"
_NO_CODES: Mapping[str, str] = MappingProxyType({})


class Published(NamedTuple):
    """A file of IATI."""

    data: bytes
    notes: list[str]  # sentences on what was done to make it
    number: int  # how many activities or organisations it holds
    codes: Mapping[str, str] = _NO_CODES  # identifier to the code of the programme or project that is so published
    left_out: Sequence[str] = ()  # the codes of those that are not, as nothing says when they start


def activities(office: Office, chosen: Mapping[str, Collection[str]] | None, track: Track) -> Published:
    """Return programmes and projects as a file of activities.

    Args:
        office: The office as it may be seen.
        chosen: Table to the codes of what is wanted; None for all, and what is not allocated to any of it.
        track: Shows how many are done.
    """
    publisher = Publisher(office, chosen)

    def made() -> Iterator[Node]:
        for record, hierarchy in track(publisher.wanted, "Writing activities"):
            yield publisher.activity(record, hierarchy)
        if chosen is None and (rest := publisher.rest()) is not None:
            yield rest

    data, count = _written("iati-activities", made(), office)
    named = {publisher.identifier(record["code"]): record["code"] for record, _ in publisher.wanted}
    said = [*_identified(office.settings), *_said(publisher)]
    return Published(data, said, count, named, publisher.left_out)


def organisation(office: Office) -> Published:
    """Return the office as a file of one organisation: its budgets and what it spent by year, and its documents."""
    made = OrganisationOut(office)
    data, count = _written("iati-organisations", [made.node()], office)
    return Published(data, [*_identified(office.settings), *_told(made.said)], count)


def _written(root: str, nodes: Iterable[Node], office: Office) -> tuple[bytes, int]:
    """Return a file of some elements, one after the other, and how many they are."""
    target, count = io.BytesIO(), 0
    made = f"{office.today.isoformat()}T00:00:00Z"
    with etree.xmlfile(target, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(root, {"version": _VERSION, "generated-datetime": made}):
            for node in nodes:
                etree.indent(node, "  ")
                file.write("\n", node)
                count += 1
            file.write("\n")
    return target.getvalue() + b"\n", count


def _identified(settings: Settings) -> Iterator[str]:
    """Say that an office of another name publishes under the identifier that comes with the program."""
    usual = Settings()
    if settings.reporting_org == usual.reporting_org and settings.organisation != usual.organisation:
        yield (
            f"{settings.organisation} reports under {usual.reporting_org}, the identifier of the {usual.organisation}; "
            "if it has one of its own: portfolio config set portfolio.reporting_org IDENTIFIER"
        )


def _said(publisher: Publisher) -> list[str]:
    """Return what was done so that the file fits the standard, a sentence each."""
    notes = []
    if left := publisher.left_out:
        why = "as the standard asks for a planned or actual start and none is recorded"
        notes.append(f"Left out, {why}, with their money: {some(left, _LISTED)}.")
    return [*notes, *_told(publisher.said)]


def _told(said: Counter[tuple[str, str]]) -> Iterator[str]:
    for (noun, what), number in sorted(said.items()):
        if number:
            yield f"{counted(number, noun)} {what}."


_LISTED = 10
