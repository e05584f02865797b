"""Files of IATI that are made for tests, brought in, and published again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desks import TODAY, Office
from exchanging import understood

from portfolio.changes import preview
from portfolio.exchange.iati import publishing
from portfolio.exchange.intake.map import FileMap, Request
from portfolio.files.grid import unseen
from portfolio.query.names import Names
from portfolio.query.question import Office as Seen
from portfolio.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.protocol import Reader

ADDS = FileMap(add_organisations=True, round_amounts=True)
HEAD = """<reporting-org ref="XX-ARC-1" type="40"><narrative>Arcadian Fund</narrative></reporting-org>
<title><narrative>{title}</narrative></title>"""
START = '<activity-status code="2"/><activity-date type="2" iso-date="2020-01-01"/>'
JAPAN = '<provider-org ref="XM-DAC-701" type="10"><narrative>Japan</narrative></provider-org>'


def activity(identifier: str = "XX-ARC-1-A", inner: str = "", title: str = "Wells", attributes: str = "") -> str:
    """Return an activity as XML, in dollars unless something else is said."""
    head = HEAD.format(title=title)
    return (
        f'<iati-activity default-currency="USD" xml:lang="en" {attributes}><iati-identifier>{identifier}'
        f"</iati-identifier>{head}{inner}</iati-activity>"
    )


def moved(code: str, amount: str, inner: str = JAPAN, date: str = "2021-05-01", attributes: str = "") -> str:
    """Return a transaction as XML."""
    return (
        f'<transaction {attributes}><transaction-type code="{code}"/><transaction-date iso-date="{date}"/>'
        f'<value value-date="{date}">{amount}</value>{inner}</transaction>'
    )


def file_of(folder: Path, *activities: str, version: str = "2.03") -> Path:
    """Write a file of activities."""
    path = folder / "activities.xml"
    path.write_text(f'<iati-activities version="{version}">{"".join(activities)}</iati-activities>', encoding="utf-8")
    return path


def taken(office: Office, folder: Path, *activities: str, given: FileMap = ADDS, **asked: Any) -> list[str]:
    """Bring activities into a register, and return what was said."""
    return said(office, file_of(folder, *activities), given, **asked)


def said(office: Office, path: Path, given: FileMap = ADDS, **asked: Any) -> list[str]:
    """Bring a file into a register, and return what was said."""
    importing = understood(path, Request(given, **asked))
    preview.through(importing.opening)(office.desk._replace(again=True, many=True, apart=set()))
    return list(importing.notes)


def published(reader: Reader, **given: Any) -> bytes:
    """Return a register as a file of activities."""
    settings = Settings(**given)
    return publishing.activities(Seen(reader, Names(reader, settings), settings, TODAY), None, unseen).data
