"""An office's register as it may leave the office, and what its sender must know but its reader must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.errors import PortfolioError
from portfolio.language.language import Language
from portfolio.pages.overstated import overstated
from portfolio.query.released import Released, as_counted, released, withheld_sentence
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from portfolio.pages.tree import Page
    from portfolio.query.question import Office


class Release(NamedTuple):
    """An office's register up to a classification."""

    whole: Office  # the office with all of its register, each record classified as it counts
    seen: Released  # what may be seen of the register
    office: Office  # the office as it may be seen
    lost: set[str]  # the digests of pictures that were looked for and are not there, or are no pictures

    def notes(self, texts: Iterable[str]) -> list[str]:
        """Return how much is withheld, what of it some texts of the document name, and which pictures are missing."""
        told = withheld_sentence(self.seen)
        mentions = [
            f"A text mentions “{name}”, which is withheld; read it before you send it."
            for name in self.seen.named_in(texts)
        ]
        some = counted(len(self.lost), "picture")
        lost = [f"Without {some} that the register has lost; portfolio store verify says whose."] if self.lost else []
        return [*([told] if told else ()), *mentions, *lost]

    def wrong(self, report: Page, again: Callable[[Office, Language], Page]) -> list[str]:
        """Return by how much withheld records would change figures of a report, which `again` makes of an office."""
        if not withheld_sentence(self.seen):
            return []
        english = Language("en")
        shown = report if report.language == english.code else again(self.office, english)
        try:
            return overstated(shown, again(self.whole, english))
        except PortfolioError:
            # A withheld record may have the name of another, by which the report was asked for.
            return ["What is withheld may make figures of the report wrong; by how much could not be worked out."]


def release(office: Office, level: str) -> Release:
    """Return what may leave an office, whose reader sees all, up to a classification as typed.

    Raises:
        RefusedError: There is no such classification.
        UnknownNameError: It is the register as it was, and the history since has a gap.
    """
    whole = office._replace(reader=as_counted(office.reader))
    seen = released(whole.reader, level)
    lost: set[str] = set()

    def find_picture(digest: str) -> bytes | None:
        from portfolio.files.images import size_of  # noqa: PLC0415 - few registers have pictures

        data = office.picture(digest)
        if data and all(size_of(data)):
            return data
        lost.add(digest)
        return None

    names = type(office.names)(seen, office.settings)
    return Release(whole, seen, office._replace(reader=seen, names=names, find_picture=find_picture), lost)
