"""Pages of the office's own as documents: their marking, and the title block that says whose they are and of when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import PortfolioError
from portfolio.language.language import Language
from portfolio.language.vocabulary import Vocabulary
from portfolio.pages.tree import Fact, Page
from portfolio.reference.codes import CLASSIFICATION, UNCLASSIFIED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from portfolio.settings import Settings


def level_of(text: str, again: Callable[[str], str]) -> str:
    """Return how a page of some text is classified: the lowest level at which the register answers the same.

    What is above that level is in none of its figures and texts. `again` gives the same of the register up to a
    classification; it may raise PortfolioError.
    """
    *lower, highest = CLASSIFICATION.words
    for level in lower:
        try:
            if again(level) == text:
                return level
        except PortfolioError:
            continue
    return highest


def marking_above(level: str) -> str:
    """Return the marking of a level, in English; "" of the lowest, which only documents say of themselves."""
    return "" if level == UNCLASSIFIED else Vocabulary(Language("en")).markings[level]


def data_marking(level: str) -> tuple[str, ...]:
    """Return what is said beside data, which have no place for the marking of a level; none of the lowest."""
    marking = marking_above(level)
    return (f"{marking}: records that are classified so are in what was written.",) if marking else ()


def headed(page: Page, settings: Settings, today: dt.date, level: str) -> Page:
    """Return a page of the register as read `today` with its title block and marking; "" is no level."""
    english = Language("en")
    word, marking = english.word, Vocabulary(english).markings[level] if level else ""
    front = [Fact("office", word("Office"), settings.organisation), Fact("as_of", word("As of"), today, "date")]
    front += [Fact("marking", word("Classification"), marking)] if marking else []
    return page._replace(front=tuple(front), marking=marking, as_of=today)
