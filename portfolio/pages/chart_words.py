"""Words by which charts are asked for."""

from collections.abc import Iterable

from portfolio.errors import refuse

# What money is charted by.
CHARTED = ("donor", "region", "country", "programme", "pillar", "status", "year")
MEASURES = ("pledged", "committed", "received", "spent")
PROJECTS = "projects"
# What a map is shaded by, and what a timeline has a bar for.
SHADED = (PROJECTS, *MEASURES)
LEVELS = ("project", "programme")


def chosen(option: str, word: str, words: Iterable[str]) -> str:
    """Return one of some words as typed, in full or as the beginning of one alone; raises RefusedError."""
    known = tuple(words)
    found = [each for each in known if each == word.lower()] or [
        each for each in known if each.startswith(word.lower())
    ]
    if len(found) != 1:
        raise refuse(option, word, f"is none of {', '.join(known)}")
    return found[0]
