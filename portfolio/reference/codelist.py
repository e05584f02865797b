"""A list of the words that a coded field takes, each with its IATI code, its label and what else is understood."""

from functools import cached_property
from typing import NamedTuple

from portfolio.reference.name_matching import joined, nearest
from portfolio.reference.tsv import rows, several
from portfolio.text import fold


class Code(NamedTuple):
    """One value of a coded field."""

    word: str  # what is stored and what a command prints
    label: str  # what a table or a report shows
    iati: str = ""  # the IATI code, or "" where IATI has none
    synonyms: tuple[str, ...] = ()  # other words that are understood


class CodeList:
    """The values that one coded field takes."""

    def __init__(self, name: str, *codes: Code) -> None:
        """Take the name of one value, and the values in order; an IATI code of two is that of the first."""
        self.name = name
        self.codes = codes
        self.words = tuple(code.word for code in codes)
        self._by_word = {code.word: code for code in codes}

    def parse(self, text: str) -> str:
        """Return the word that a text means: itself, or its IATI code, label or synonym in any of the six languages.

        Case, spaces and hyphens do not matter.

        Raises:
            ValueError: It means none; the message lists what is accepted and names the nearest.
        """
        if text in self._by_word:
            return text
        folded = fold(text)
        if word := self._understood.get(folded) or self._abroad.get(folded):
            return word
        near = next(nearest(folded, self._understood.items()), None)
        hint = f"did you mean {near}? Accepted" if near else "accepted"
        raise ValueError(f"is not a known {self.name}; {hint} are {joined(self.words, 'and')}")

    def code(self, word: str) -> str:
        """Return the IATI code of a word; raises KeyError if it is not of this list, or IATI has no code for it."""
        if iati := self._by_word[word].iati:
            return iati
        raise KeyError(f"IATI has no code for the {self.name} {word}")

    def word(self, code: str | None) -> str | None:
        """Return the word of an IATI code, or None where there is none for it."""
        return self._by_code.get((code or "").strip())

    def label(self, word: str) -> str:
        """Return how a word is shown to people; raises KeyError if it is not of this list."""
        return self._by_word[word].label

    @cached_property
    def _by_code(self) -> dict[str, str]:
        """The word of each IATI code; the earlier value wins."""
        return {code.iati: code.word for code in reversed(self.codes) if code.iati}

    @cached_property
    def _abroad(self) -> dict[str, str]:
        """What is understood in other languages than English, folded, with its word."""
        mine = ((word, others) for name, word, others in rows("codewords") if name == self.name)
        return {fold(text): word for word, others in mine for text in several(others)}

    @cached_property
    def _understood(self) -> dict[str, str]:
        """Every folded text that is understood, with its word; the earlier value wins."""
        texts: dict[str, str] = {}
        for code in self.codes:
            for text in (code.word, code.label, code.iati, *code.synonyms):
                if text:
                    texts.setdefault(fold(text), code.word)
        return texts
