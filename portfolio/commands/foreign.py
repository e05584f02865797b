"""Commands that were mistyped or are called otherwise in other programs, and what they are called here."""

import contextlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from portfolio.command_line import quoted
from portfolio.commands.foreign_words import COMMANDS, COMPARE, STATUSES
from portfolio.errors import PortfolioError
from portfolio.models.tables import TABLES
from portfolio.text import is_code, plural_of

if TYPE_CHECKING:
    from typer._click import Context as ClickContext

# How alike a mistyped word is at least.
NEAR = 0.66
# How long a word is at least that is near another one.
_LEAST = 3
# The verbs of nouns, to the one that comes nearest where no noun is named.
_VERBS = ("list", "add", "show", "edit", "remove")
# A group of commands, to the one that is meant where a name follows it at once: of a party, and of a place.
_OF_NAMES: Mapping[str, tuple[str, str]] = {
    "report": ("report donor", "{} show"),
    "summary": ("donor show", "{} show"),
    "chart": ("chart money --donor", "chart money --{}"),
    "portfolio": ("donor show", "{} show"),
}
_SHOWN = ("donor", "partner", "country", "region", "project", "programme", "contribution", "outcome", "activity")
# What names may be of, to the noun that shows it.
_KINDS: Mapping[str, str] = {"organisation": "donor", "region": "region", "country": "country"}
# How codes begin, to the noun of what they are of.
_PREFIXES: Mapping[str, str] = {
    "P": "project",
    **{each.prefix: "rate" if table == "rates" else each.noun for table, each in TABLES.items() if each.prefix},
}
_NOUNS = (*dict.fromkeys((*_SHOWN, *_PREFIXES.values())),)
_GROUPS = ("donor", "region", "year")
# What a sheet may be of.
WORK = ("project", "programme")
YEAR = re.compile(r"(?:19|20)\d\d(?:-.+)?")
_QUARTER = re.compile(r"[qQ][1-4]")


def meant(context: "ClickContext", words: Sequence[str], known: Collection[str]) -> str:
    """Return the command line that a line of words may mean which begins with no known command, or ""."""

    def kind_of(name: str) -> str:
        return _kind_of(context, name)

    group = str(context.info_name)
    return (
        _of_two(group, words, kind_of)
        or _of_a_change(words)
        or command_meant(words, known, kind_of)
        or name_meant(group, words, kind_of)
    )


def _kind_of(context: "ClickContext", name: str) -> str:
    """Return the noun that shows what a name of the register or of a place is of, or ""."""
    of = context.obj
    # The options of the whole program are read after its command is found.
    of.config = of.config or context.find_root().params.get("config")
    with contextlib.suppress(PortfolioError):
        return next((noun for kind, noun in _KINDS.items() if of.names.knows(kind, name)), "")
    return ""


def command_meant(
    words: Sequence[str], known: Collection[str], kind_of: Callable[[str], str] = lambda _name: ""
) -> str:
    """Return the known command that a line of words may mean which begins with none, or "" where nothing is near.

    `kind_of` returns the noun that shows what a name is of.
    """
    word = words[0].lower()
    found = _here(word, known)
    if found in _VERBS and "project" in known and found not in known:
        named = next((noun for noun in known if words[1:2] in ([noun], [plural_of(noun)])), "")
        name = " ".join(words[1:])
        if found == "show" and not named and (kind := kind_of(name)):
            return f"{kind} show {quoted(name)}"
        return f"{named or noun_of(''.join(words[1:2])) or 'project'} {found}"
    if found:
        return found
    # Of words of other programs only those that mean something among the commands that there are.
    meant = {foreign: ours for foreign in COMMANDS if (ours := _here(foreign, known)) in known}
    meant |= {name: name for name in known}
    if "project" in known:
        meant |= {verb: f"project {verb}" for verb in _VERBS}
    begun = [each for each in meant if each.startswith(word)] if len(word) > 1 else []
    near = get_close_matches(word, meant, n=1, cutoff=NEAR) if len(word) >= _LEAST else begun
    return meant[near[0]] if near else ""


def _here(word: str, known: Collection[str]) -> str:
    """Return what a word means where some commands are known: one of them, a verb, or one of another noun; or ""."""
    for found in COMMANDS.get(word) or COMMANDS.get(word.removesuffix("s"), (word,)):
        if found in known or f"{found}s" in known:
            return found if found in known else f"{found}s"
        if " " in found or (found in _VERBS and "project" in known):
            return found
    return ""


def _of_a_change(words: Sequence[str]) -> str:
    """Return how a status or title is set by an edit that other programs have a command for, or ""."""
    word, code, title = (*words, "", "")[:3]
    noun = noun_of(code)
    if noun == "contribution" and word == "close":
        return f"contribution close {code}"
    if noun in WORK and word in STATUSES:
        return f"{noun} edit {code} --set status={STATUSES[word]}"
    if noun in WORK and word == "rename":
        return f"{noun} edit {code} --set {quoted(f'title={title}')}" if title else f"{noun} edit {code}"
    return ""


def _of_two(group: str, words: Sequence[str], kind_of: Callable[[str], str]) -> str:
    """Return where two things stand side by side, or "" where a line does not compare any."""
    compared = [word for word in words[1:] if word.lower() not in (*COMPARE, "and", "with")]
    if group != "portfolio" or words[0].lower() not in COMPARE:
        return ""
    if compared and all(map(YEAR.fullmatch, compared)):
        return f"summary years --since {min(compared)} --until {max(compared)}"
    kinds = {kind_of(name) for name in compared}
    if len(kinds) == 1 and (noun := kinds.pop()):
        chosen = " ".join(f"--{noun} {quoted(name)}" for name in compared)
        return f"summary {plural_of(noun)} {chosen}"
    return "summary --by donor --by year"


def name_meant(group: str, words: Sequence[str], kind_of: Callable[[str], str] = lambda _name: "") -> str:
    """Return the command that takes a name where a group of commands was given one, or "" where none does."""
    if group in _SHOWN and is_code(words[0]) and words[1:2] and words[1] in _VERBS:
        return f"{group} {words[1]} {words[0]}"
    name = " ".join(words[: next((at for at, word in enumerate(words) if word.startswith("-")), None)])
    if group == "chart" and (by := next((each for each in _GROUPS if name in {each, plural_of(each)}), "")):
        return f"chart money --by {by}"
    if group == "summary" and any(word.startswith("--by") for word in words):
        return f"summary {' '.join(map(quoted, words[len(name.split()) :]))}"
    if name == "help" or (group == "portfolio" and name == "version"):
        return "--version" if name == "version" else f"help {group}"
    if page := page_of(group, name):
        return f"portfolio {page}" if group == "portfolio" else page
    return _list_of(group, name) or _time_of(group, words) or _of_a_name(group, name, kind_of)


def _list_of(group: str, name: str) -> str:
    """Return the list of a noun that a group of answers has no answer of, or ""."""
    noun = next((noun for noun in _NOUNS if name in {noun, plural_of(noun)}), "")
    return f"{noun} list" if noun and group not in ("portfolio", *_NOUNS) else ""


def _time_of(group: str, words: Sequence[str]) -> str:
    """Return what a group of answers has of a year or a quarter, or ""."""
    year = next((word for word in words if YEAR.fullmatch(word)), "")
    if group == "report" and _QUARTER.fullmatch(words[0]):
        return f"report quarter {year or 'YEAR'}-{words[0].upper()}"
    of = {"report": "report portfolio --year", "chart": "chart money --year"}
    of |= dict.fromkeys(("summary", "portfolio"), "overview --year")
    return f"{of[group]} {year}" if year and group in of else ""


def _of_a_name(group: str, name: str, kind_of: Callable[[str], str]) -> str:
    """Return the command that tells of what has a name, or "" where none is known."""
    first, _, rest = name.partition(" ")
    name = rest if first in _KINDS.values() and rest else name
    kind = kind_of(name)
    party, place = _OF_NAMES.get(group) or ((f"{group} show",) * 2 if group in _SHOWN else ("", ""))
    of = place.format(kind) if kind in ("region", "country") else party
    if group == "portfolio" and not kind:
        return ""
    return f"{of} {quoted(name)}" if of and (kind or name[:1].isupper()) else ""


def page_of(group: str, code: str) -> str:
    """Return the command that shows the record of a code, in a group of reports the one that makes its sheet, or ""."""
    noun = noun_of(code)
    if group == "report" and noun in WORK:
        return f"report project {code}"
    return f"{noun} show {code}" if noun else ""


def noun_of(code: str) -> str:
    """Return what a code is of by how it begins, or "" of what is none."""
    return _PREFIXES.get(code.partition("-")[0].upper(), "") if is_code(code) else ""
