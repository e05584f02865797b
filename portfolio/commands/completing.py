"""Answers to a shell that completes a command line, and the words that one is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from typer._click import Command, Context as ClickContext, shell_completion as click

from portfolio.commands.complete import TYPED
from portfolio.errors import PortfolioError
from portfolio.text import fold, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from typer._click.core import Parameter

    from portfolio.context import Context

# The line up to the cursor, as our scripts hand it over; then as scripts of Typer do.
_LINE, _OF_TYPER = "_PORTFOLIO_LINE", "_TYPER_COMPLETE_ARGS"
_BREAKS = "COMP_WORDBREAKS"
_BASH_BREAKS = "\"'@><=;|&(:"
# What bash asks for where each press of the key puts in the next: a value alone, nothing beside it.
_KEY, _MENU = "COMP_TYPE", "37"
_HYPHENS = {sign: "-" for sign in range(128) if not chr(sign).isalnum()}
_SEVERAL = re.compile("--+")
_PLAIN = r"[\w@%+=:,./-]+"
_NEEDS_ESCAPE = re.compile(r"([^\w@%+=:,./-])")
# What a value may begin with that is no part of the name that is sought.
_BEGUN = re.compile(r"(?:--[\w-]+=)?(?:[\w-]+[+-]?=|not:)?")
# What more is typed behind.
_GOES_ON = ("=", ":")
_LONGEST = 60
# What help calls the values that are files.
_FILES = {"FILE", "FOLDER", "DIR"}


class Word(NamedTuple):
    """The word that the cursor stands behind."""

    text: str = ""  # what is typed of it, without quotation marks and escapes
    kept: int = 0  # how many of its characters a shell that breaks words at signs leaves as they are
    quote: str = ""  # the quotation mark that is open, or ""


class Offer(NamedTuple):
    """One word that can be typed, and what is shown beside it."""

    word: str
    beside: str = ""


def answer(root: Command, context: Context, environment: Mapping[str, str]) -> str:
    """Return what a shell is told that completes a line, of which its script has set the environment.

    The first line says what follows: `words`, `words nospace` where more is typed behind each, or `files`.
    """
    shell = environment["_PORTFOLIO_COMPLETE"].removeprefix("complete_")
    words, word = split(
        _line(environment), environment.get(_BREAKS, _BASH_BREAKS), "`" if shell == "powershell" else "\\"
    )
    try:
        found = _offers(root, context, words[1:], word.text)
    except PortfolioError:  # without a register or with wrong settings there is nothing to offer
        found = []
    if found is None:
        return "files\n" if _LINE in environment else ""
    ends = "words nospace" if found and all(each.word.endswith(_GOES_ON) for each in found) else "words"
    lines = _WRITERS.get(shell, _described)(found, word, environment)
    # Scripts of Typer, which may be installed still, take words alone.
    return "".join(f"{line}\n" for line in ((ends, *lines) if _LINE in environment else lines))


def _line(environment: Mapping[str, str]) -> str:
    if line := environment.get(_LINE) or environment.get(_OF_TYPER):
        return line
    words = environment.get("COMP_WORDS", "").split("\n" if "\n" in environment.get("COMP_WORDS", "") else " ")
    at = int(environment.get("COMP_CWORD") or 0)
    return " ".join([*words[:at], *(words[at : at + 1] or [""])])


def split(line: str, breaks: str = _BASH_BREAKS, escape: str = "\\") -> tuple[list[str], Word]:
    """Return the whole words of a line, and the one that its end stands behind.

    Args:
        line: The line up to the cursor, quoted as for a shell.
        breaks: The signs at which the shell breaks words for completion.
        escape: The sign that takes from the next one its meaning.
    """
    words: list[str] = []
    text, kept, quote, begun = "", 0, "", False
    signs = iter(line)
    for sign in signs:
        if sign == escape and quote != "'":
            following = next(signs, "")
            text += following if not quote or following in f'"{escape}$`' else sign + following
            begun = True
        elif quote:
            if sign == quote:
                quote, kept = "", len(text)
            else:
                text += sign
        elif sign in "\"'":
            quote, kept, begun = sign, len(text), True
        elif sign.isspace():
            if begun:
                words.append(text)
            text, kept, begun = "", 0, False
        else:
            text, begun = text + sign, True
            kept = len(text) if sign in breaks else kept
    return words, Word(text, kept, quote)


def _offers(root: Command, context: Context, words: list[str], typed: str) -> list[Offer] | None:
    """Return what can be typed for a word behind others, or None for a file; raises PortfolioError."""
    option, equals, value = typed.partition("=")
    begun = f"{option}=" if equals and option.startswith("--") else ""
    if begun:
        words, typed = [*words, option], value
    ctx = click._resolve_context(root, {"obj": context}, "portfolio", list(words))  # noqa: SLF001 - Typer's own has no more
    waiting = _waiting(ctx, words)
    # Completers give all that there is, as Typer would take only what begins as it was typed, to the letter.
    ctx.meta[TYPED] = typed
    asked, typed = (waiting, typed) if waiting else click._resolve_incomplete(ctx, list(words), typed)  # noqa: SLF001
    found = asked.shell_complete(ctx, "" if hasattr(asked, "param_type_name") else typed)
    if any(item.type in ("file", "dir") for item in found) or _FILES & {
        *(getattr(asked, "metavar", "") or "").split("|")
    }:
        return None
    choices = ((item.value, (item.help,) if isinstance(item.help, str) else item.help or ()) for item in found)
    offers = _matching(choices, typed)
    return [offer._replace(word=begun + offer.word) for offer in offers] if begun else list(offers)


def _waiting(ctx: ClickContext, words: list[str]) -> Parameter | None:
    """Return the option whose value comes next, or None."""
    options = (each for each in ctx.command.params if each.param_type_name == "option")
    last = words[-1] if words else ""
    return next((each for each in options if last in each.opts and not getattr(each, "is_flag", False)), None)


def _matching(choices: Iterable[tuple[str, tuple[str, ...]]], typed: str) -> Iterator[Offer]:
    """Yield those that begin as typed, whatever the case, the accents, and what stands between words."""
    wanted = _plainly(typed)
    for word, names in choices:
        if _begins(word, wanted):
            yield Offer(word, names[0][len(_shared(word, names[0])) :] if names else "")
        elif name := next((name for name in names if _begins(name, wanted)), ""):
            yield Offer(name, word[len(_shared(word, name)) :])


def _shared(word: str, name: str) -> str:
    """Return what a word and a name of it both begin with that is no part of either."""
    begun = _BEGUN.match(word) if "=" in word or ":" in word else None
    return begun.group() if begun and name.startswith(begun.group()) else ""


def _begins(text: str, wanted: str) -> bool:
    # Most differ in their first letter, which is found out sooner than how they read.
    first = text[:1].lower()
    return not wanted or (
        (first == wanted[0] or not first.isalnum() or first > "z") and _plainly(text).startswith(wanted)
    )


def _plainly(text: str) -> str:
    """Return text in small letters without accents, whatever stands between its words as one hyphen."""
    lowered = text.lower() if text.isascii() else fold(text)
    plain = lowered.translate(_HYPHENS)
    return _SEVERAL.sub("-", plain) if "--" in plain else plain


def _beside(offer: Offer) -> str:
    text = shown(offer.beside)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _bash(offers: list[Offer], word: Word, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield what takes the place of the part of the word that bash completes; of several with what is beside them."""
    told = len(offers) > 1 and environment.get(_KEY) != _MENU and _LINE in environment
    for offer in offers:
        rest = _quoted(offer.word[word.kept :], word.quote)
        yield f"{rest}  ({_beside(offer)})" if told and offer.beside else rest


def _quoted(text: str, quote: str) -> str:
    """Return text as it is typed inside a quotation mark, or outside of any."""
    if quote == "'":
        return text.replace("'", "'\\''")
    return re.sub(r'([\\"$`])', r"\\\1", text) if quote else _NEEDS_ESCAPE.sub(r"\\\1", text)


def _described(offers: list[Offer], word: Word, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield each word and what is beside it, which zsh and fish quote and show by themselves."""
    del word, environment
    for offer in offers:
        yield f"{shown(offer.word)}\t{_beside(offer)}" if offer.beside else shown(offer.word)


def _powershell(offers: list[Offer], word: Word, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield each word as it is typed, as it is listed, and what is beside it."""
    del word, environment
    for offer in offers:
        typed = offer.word if re.fullmatch(_PLAIN, offer.word) else "'" + offer.word.replace("'", "''") + "'"
        yield f"{shown(typed)}\t{shown(offer.word)}\t{_beside(offer)}"


_WRITERS = {"bash": _bash, "powershell": _powershell, "pwsh": _powershell}
