"""Options and words that a command does not take, and what to write for them."""

import contextlib
import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from portfolio.command_line import quoted
from portfolio.commands.foreign import NEAR, YEAR, noun_of, page_of
from portfolio.commands.foreign_words import APART, OPTIONS
from portfolio.errors import PortfolioError
from portfolio.models.tables import table_of

if TYPE_CHECKING:
    from typer._click import Context as ClickContext

_NUMBER = re.compile(r"(Invalid value for .*: .*) is not a valid int(?:eger)?(?: range)?\.?")
# An option that leaves out what another one chooses.
_BARRED = re.compile(r"--(?:not|exclude)-(.+)")
# An option that asks for what has none of something.
_LACKING = re.compile(r"--(?:no|missing|without|lacking)-(.+)")
_BEYOND = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)")
_PAIR = re.compile(r"([a-z]+)[:=]([^\s+:=][^+:=]*)")
# Words that join conditions elsewhere.
_JOINING = ("where", "with", "and", "by", "for", "in", "of", "from")
_LIST = "--list"
# Options whose value may be left out.
_MAY_LACK = ("--install-completion", "--show-completion")
_CURLY = "“”„«»‘’‚"
_DASHES = "–—−‐‑"
_FILE = re.compile(r"[^=]+\.(?:csv|tsv|xlsx|json|jsonl|md|html|docx|pdf|txt|xml|ics|svg)")


def usage_said(error: typer.TyperException) -> str:
    """Return what is said of a command line that is wrong: of an option that is not taken, what was meant."""
    typed, context = getattr(error, "option_name", None), getattr(error, "ctx", None)
    if context and getattr(getattr(error, "param", None), "param_type_name", "") == "argument":
        said = error.format_message()
        number = _NUMBER.fullmatch(said)
        return f"{f'{number[1]} is not a whole number.' if number else said} {as_typed(context)}"
    taken = [name for option in context.command.params for name in option.opts] if context else []
    if context and (lacking := without_value(context, _typed(context))):
        return lacking
    if context and (beyond := _BEYOND.fullmatch(error.format_message())):
        return f"{error.format_message()}. {_extra_meant(context, beyond[1].split(' '), taken) or as_typed(context)}"
    if not (typed and context and hasattr(error, "possibilities")):
        return error.format_message()
    whole = next((f"-{word}" for word in _typed(context) if f"-{word}" in {*taken, "--help"}), "")
    meant = (
        f"Did you mean {whole}?" if whole else _set_meant(context, typed, taken) or _option_meant(context, typed, taken)
    )
    return f"{error.message}. {meant}" if meant else error.message


def without_value(context: "ClickContext", words: Sequence[str]) -> str:
    """Return that the first option of a line that takes a value has none before the next option or its end, or ""."""
    options = {name: each for each in context.command.params for name in each.opts if name.startswith("--")}
    for word, following in pairwise((*words, "--")):
        option = options.get(word)
        if option and option.metavar and (following in options or following == "--") and word not in _MAY_LACK:
            article = "an" if option.metavar[0] in "AEIOU" else "a"
            told = getattr(option, "help", "").partition(". ")[0].rstrip(".")
            beside = " What is owed at all: --owed" if word == "--outstanding" and "--owed" in options else ""
            return f"{word} takes {article} {option.metavar}: {told[:1].lower()}{told[1:]}.{beside}"
    return ""


def _set_meant(context: "ClickContext", typed: str, taken: Collection[str]) -> str:
    """Return how a field is set that was typed as an option of an edit, or "" where it is none."""
    field, value = typed.lstrip("-").replace("-", "_"), next(iter(_behind(context, typed)), "VALUE")
    if "--set" not in taken or " edit" not in context.command_path:
        return ""
    return f"Did you mean --set {quoted(f'{field}={value}')}?" if field in _fields(context) else ""


def _behind(context: "ClickContext", typed: str) -> Sequence[str]:
    """Return the word behind an option as it was typed, or none."""
    words = list(_typed(context))
    at = words.index(typed) if typed in words else len(words)
    return words[at + 1 : at + 2]


def _fields(context: "ClickContext") -> Collection[str]:
    """Return the fields that may be set of the kind of record that a command is of."""
    from portfolio.fields.settable import FIELDS  # noqa: PLC0415 - few mistakes need it

    return FIELDS.get(table_of(context.command_path.split()[1]), {})


def _typed(context: "ClickContext") -> Sequence[str]:
    return getattr(context.obj, "arguments", ())


def _extra_meant(context: "ClickContext", extra: Sequence[str], taken: Collection[str]) -> str:
    """Return what to write for words for which a command has no place, or "" where nothing is known."""
    words, first = list(_typed(context)), extra[0]
    before = words[: words.index(first)] if first in words else []
    if before and before[-1] in context.command_path.split():
        before = []  # options of the whole program, and the command's own name
    return (
        _of_a_text(words, taken)
        or _of_a_record(context, first, taken)
        or _assignment(context, extra, taken)
        or _value_of(context, before, extra, taken)
        or _of_an_amount(context, before, extra)
        or _together(context, before, extra, taken)
    )


def _of_a_text(words: Sequence[str], taken: Collection[str]) -> str:
    """Return what to write for the first quotation mark or dash that a text has and a shell does not take, or ""."""
    if curly := next((word for word in words if word[:1] in _CURLY), ""):
        return f"The quotation mark {curly[0]} is that of a text; a shell takes straight ones: {_quoted(words, curly)}"
    if dash := next((word for word in words if word[:1] in _DASHES and _plain(word) in taken), ""):
        return f"The dash {dash[0]} is that of a text; an option begins with two plain ones: {_plain(dash)}"
    return ""


def _of_a_record(context: "ClickContext", code: str, taken: Collection[str]) -> str:
    """Return what to write for a code behind a command that has no place for any word, or "" of other words."""
    noun = noun_of(code)
    if not noun or _places(context):
        return ""
    _, group, *_ = context.command_path.split()
    if f"--{noun}" in taken and noun != group and (group, noun) != ("report", "project"):
        return f"Did you mean --{noun} {code}?"
    return f"Did you mean “portfolio {page_of(group, code)}”?"


def _of_an_amount(context: "ClickContext", before: Sequence[str], extra: Sequence[str]) -> str:
    """Return how an amount of several words is typed, or "" where a command takes none, or no number was typed."""
    at = next((at for at, word in enumerate(before) if word[:1].isdigit()), None)
    if at is None or "AMOUNT" not in _places(context) or not "".join(extra).isalpha():
        return ""
    return f"An amount of several words stands in quotes: {quoted(' '.join((*before[at:], *extra)))}"


def _assignment(context: "ClickContext", extra: Sequence[str], taken: Collection[str]) -> str:
    """Return how a field is set that stands by itself with its value, or "" of other words."""
    if "--set" not in taken:
        return ""
    field, *value = extra
    if value and field in _fields(context):
        return f"Did you mean --set {quoted(f'{field}={chr(32).join(value)}')}?"
    return f"Did you mean --set {quoted(field)}?" if "=" in field else ""


def _value_of(context: "ClickContext", before: Sequence[str], extra: Sequence[str], taken: Collection[str]) -> str:
    """Return the option that words are the value of, or more of the value of, or "" where they are of none."""
    first = extra[0]
    if before[-2:-1] and before[-2].startswith("--"):
        if repeated := _repeated(context, before, extra):
            return repeated
        sign = "=" if before[-2] == "--set" and "=" not in before[-1] else " "
        return f"Words that belong together stand in quotes: {before[-2]} {quoted(sign.join((before[-1], *extra)))}"
    if ahead := _ahead(context, extra) if "--within" in taken else "":
        return f"Did you mean --within {quoted(ahead)}?"
    if "FILE" in _places(context) and _FILE.fullmatch(extra[-1]):
        return f"Did you mean “{context.command_path} {quoted(extra[-1])}”?"
    if context.command_path.endswith("config list"):
        return f"Did you mean “portfolio config get {first}”?"
    option = _option_of(first, taken)
    return f"Did you mean {option} {quoted(first)}?" if option else _name_of(context, " ".join(extra), taken)


def _repeated(context: "ClickContext", before: Sequence[str], extra: Sequence[str]) -> str:
    """Return how several years or names behind a filter are given, or "" where they are no such values."""
    option, values = before[-2], (before[-1], *extra)
    kind = {"--donor": "organisation", "--country": "country", "--region": "region"}.get(option, "")
    with contextlib.suppress(PortfolioError):
        is_year = option == "--year" and all(map(YEAR.fullmatch, values))
        if is_year or (kind and all(context.obj.names.knows(kind, each) for each in values)):
            return f"Each value has its option: {' '.join(f'{option} {quoted(each)}' for each in values)}"
    return ""


def _plain(word: str) -> str:
    """Return an option that was typed with dashes of a text, with two plain ones."""
    return f"--{word.lstrip(f'-{_DASHES}').partition('=')[0]}"


def _ahead(context: "ClickContext", words: Sequence[str]) -> str:
    """Return words as the time ahead that they say, or "" of others."""
    from portfolio.typed_dates import understand_ahead  # noqa: PLC0415 - few mistakes need it

    text = f"{words[0]}d" if words[0].isdigit() else " ".join(words)
    with contextlib.suppress(ValueError):
        return text if understand_ahead(text, context.obj.clock) else ""
    return ""


def _name_of(context: "ClickContext", name: str, taken: Collection[str]) -> str:
    """Return what to write for names and words behind a list that are values of its filters, or "" of others."""
    if _places(context):
        return ""
    _, *path = context.command_path.split()
    if path in (["donor", "list"], ["partner", "list"]) and not _coded(context, name, taken):
        return f"Did you mean “portfolio {path[0]} show {quoted(name)}”?"
    if found := _filters(context, name, taken):
        return f"Did you mean {' or '.join(found)}?"
    each = [_filters(context, word, taken)[:1] for word in name.split() if word not in _JOINING]
    return f"Did you mean {' '.join(one for (one,) in each)}?" if all(each) else ""


def _filters(context: "ClickContext", text: str, taken: Collection[str]) -> list[str]:
    """Return the filters that a text may be meant for: a name, a word of a code list, or as other programs have it."""
    if (pair := _PAIR.fullmatch(text)) and f"--{pair[1]}" in taken:
        return [f"--{pair[1]} {quoted(pair[2])}"]
    if text.startswith("+") and "--tag" in taken:
        return [f"--tag {quoted(text[1:])}"]
    kinds = {"--country": "country", "--region": "region", "--donor": "organisation"}
    with contextlib.suppress(PortfolioError):
        if found := [each for each, kind in kinds.items() if each in taken and context.obj.names.knows(kind, text)]:
            return [f"{each} {quoted(text)}" for each in found]
    return [coded] if (coded := _coded(context, text, taken)) else []


def _coded(context: "ClickContext", word: str, taken: Collection[str]) -> str:
    """Return the filter of which a word is a value, of a code list, or ""."""
    from portfolio.fields.declared import RECORDS  # noqa: PLC0415 - few mistakes need these
    from portfolio.query.filters import coded  # noqa: PLC0415

    _, *path = context.command_path.split()
    table = table_of(path[0]) if path else ""
    for name, codes in coded(table if table in RECORDS else "projects"):
        with contextlib.suppress(ValueError):
            if f"--{name}" in taken and word.isalpha() and codes.parse(word):
                return f"--{name} {word}"
    return ""


def _option_of(word: str, taken: Collection[str]) -> str:
    """Return the option that a word by itself is meant for by its form: of a file, or of a date; "" of others."""
    if _FILE.fullmatch(word) and "--output" in taken:
        return "-o"
    return next((each for each in ("--date", "--year") if each in taken), "") if YEAR.fullmatch(word) else ""


def _together(context: "ClickContext", before: Sequence[str], extra: Sequence[str], taken: Collection[str]) -> str:
    """Return how words are typed that belong to the one before them, or that choose; "" where they do neither."""
    places = len(_places(context))
    if places == 1 and before and not any(map(str.isdigit, extra[0])):
        return f"Words that belong together stand in quotes: {quoted(' '.join((before[-1], *extra)))}"
    by = next((each for each in ("--by", "--text") if each in taken and not places), "")
    return f"Did you mean {by} {quoted(' '.join(extra))}?" if by else ""


def _quoted(words: Sequence[str], begun: str) -> str:
    """Return the words between quotation marks of a text in straight ones."""
    rest = words[words.index(begun) :]
    end = next((place for place, word in enumerate(rest) if word[-1:] in _CURLY), 0)
    return quoted(" ".join(rest[: end + 1]).strip(_CURLY))


def as_typed(context: "ClickContext") -> str:
    """Return a sentence that shows how a command is typed: its words, and what stands behind them in order."""
    return f"It goes: {' '.join((context.command_path, *_places(context)))}"


def _places(context: "ClickContext") -> Sequence[str]:
    """Return what stands behind a command in order, as its help calls it."""
    arguments = [each for each in context.command.params if each.param_type_name == "argument"]
    return [re.sub(r"[\[\]]", "", each.make_metavar(context)) for each in arguments]


def _option_meant(context: "ClickContext", typed: str, taken: Sequence[str]) -> str:
    """Return what to write for an option that a command does not take, or "" where nothing is known."""
    if typed == _LIST and (lists := _lists(context.command_path.split())):
        return f"Did you mean “portfolio {lists}”?"
    here = [each for each in OPTIONS.get(typed, ()) if each.partition(" ")[0] in taken]
    if not here and typed.strip("-").upper() in _places(context):
        return f"It stands by itself. {as_typed(context)}"
    if not here and typed in APART:
        return APART[typed]
    value = next(iter(_behind(context, typed)), "")
    if chosen := _filter_meant(context, typed, value, taken):
        return f"Did you mean {chosen}?"
    named = [each.partition(" ")[0] for each in (_filters(context, value, taken) if len(here) > 1 else ())]
    meant = next((each for each in here if each in named), "") or next(iter(here), "")
    word = typed.strip("-")
    meant = meant or _coded(context, word, taken) or _coded(context, word.removesuffix("s"), taken)
    meant = meant or _near(typed, [name for name in taken if name.startswith("--")])
    return f"Did you mean {meant}?" if meant else ""


def _filter_meant(context: "ClickContext", typed: str, value: str, taken: Collection[str]) -> str:
    """Return the filter that bars a value, asks for what lacks something, or is all of the value; or ""."""
    if (barred := _BARRED.fullmatch(typed)) and f"--{barred[1]}" in taken:
        return f"--{barred[1]} not:{value or 'VALUE'}"
    if (lacking := _LACKING.fullmatch(typed)) and "--without" in taken:
        from portfolio.query.missing import known  # noqa: PLC0415 - few mistakes need it

        with contextlib.suppress(PortfolioError):
            return f"--without {quoted(known(lacking[1]))}"
    return next(iter(_filters(context, value, taken)), "") if "=" in value else ""


def _lists(path: Sequence[str]) -> str:
    """Return the command that lists what a command of a group is of, or what one that takes back changes; or ""."""
    if path[-1] in ("undo", "redo"):
        return "history"
    return f"{path[1]} list" if len(path) > len(("portfolio", "config")) else ""


def _near(typed: str, taken: Sequence[str]) -> str:
    """Return the option that begins as the typed one, or is most like it; the dashes would make any two alike."""
    begun = [name for name in taken if name.startswith(typed) and len(typed) > len("--") + 1]
    alike = get_close_matches(typed.strip("-"), [name.strip("-") for name in taken], n=1, cutoff=NEAR)
    return next(iter(begun), f"--{alike[0]}" if alike else "")
