"""What of an office's register may leave it, and what whoever sends it must know but its reader must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.query.released import as_counted, released, withheld_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.query.released import Released
    from portfolio.reports.question import Office


class Release(NamedTuple):
    """An office's register up to a classification.

    Attributes:
        whole: The office with all of its register, each record classified as it counts.
        seen: What may be seen of the register.
        office: The office as it may be seen.
    """

    whole: Office
    seen: Released
    office: Office

    def notes(self, texts: Iterable[str]) -> list[str]:
        """Return how much is withheld, and what of it some texts of the document name, a sentence each."""
        told = withheld_sentence(self.seen)
        mentions = [
            f"A text mentions “{name}”, which is withheld; read it before you send it."
            for name in self.seen.named_in(texts)
        ]
        return [told, *mentions] if told else mentions


def release(office: Office, level: str) -> Release:
    """Return what may leave an office.

    Args:
        office: The office; its reader sees all.
        level: The classification up to which records may be seen, as typed.

    Raises:
        RefusedError: There is no such classification.
        UnknownNameError: It is the register as it was, and the history since has a gap.
    """
    whole = office._replace(reader=as_counted(office.reader))
    seen = released(whole.reader, level)
    return Release(whole, seen, office._replace(reader=seen, names=type(office.names)(seen, office.settings)))
