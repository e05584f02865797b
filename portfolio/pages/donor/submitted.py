"""The end of a donor's report: who submits it, and a line to sign on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.pages.edition import known
from portfolio.pages.tree import Fact, Facts, Paragraph, Section

if TYPE_CHECKING:
    from portfolio.pages.donor.gift import Giving


def section(giving: Giving) -> Section:
    """Return the section; without a name in the settings it has nothing."""
    word, settings = giving.language.word, giving.office.settings
    heading = word("Submitted by")
    if not settings.report_submitted_by:
        return Section("submitted", heading)
    facts = [
        Fact("name", word("Name"), settings.report_submitted_by),
        Fact("title", word("Title"), settings.report_submitted_by_title),
        Fact("office", word("Office"), giving.language.organisation(settings.organisation).alone),
        Fact("address", word("Address"), settings.report_address),
        Fact("contact", word("Contact"), settings.report_contact),
    ]
    blocks = (Facts("submitter", known(facts)), Paragraph(word("Date and signature"), "signature"))
    return Section("submitted", heading, blocks)
