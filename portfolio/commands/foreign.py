"""Words of other programs for commands and options, and what they are called here."""

import contextlib
import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import typer

from portfolio.command_line import quoted
from portfolio.commands.complete import table_of
from portfolio.errors import PortfolioError
from portfolio.models.tables import TABLES
from portfolio.text import is_code, plural_of

if TYPE_CHECKING:
    from typer._click import Context as ClickContext

# A word that other programs have, to the verb or the command that it means here.
_COMMANDS: Mapping[str, str] = {
    **dict.fromkeys(("ls", "dir", "all", "index"), "list"),
    **dict.fromkeys(("new", "create", "insert", "log", "enter"), "add"),
    **dict.fromkeys(("rm", "del", "delete", "drop"), "remove"),
    **dict.fromkeys(("view", "get", "info", "display", "open", "cat"), "show"),
    **dict.fromkeys(("update", "modify", "set", "change", "rename", "close", "finish", "complete", "cancel"), "edit"),
    **dict.fromkeys(("search", "grep", "query", "filter"), "find"),
    **dict.fromkeys(("stats", "totals", "total", "figures", "money"), "summary"),
    **dict.fromkeys(("home", "dashboard", "top"), "overview"),
    **dict.fromkeys(("todo", "tasks", "agenda", "deadlines", "reminders"), "due"),
    **dict.fromkeys(("changes", "audit"), "history"),
    **dict.fromkeys(("load", "read"), "import"),
    **dict.fromkeys(("save", "dump", "download"), "export"),
    **dict.fromkeys(("validate", "lint", "doctor", "test"), "check"),
    **dict.fromkeys(("settings", "setup"), "config"),
    **dict.fromkeys(("backup", "restore", "verify"), "store"),
    **dict.fromkeys(("gift", "grant", "agreement", "pledge", "fund"), "contribution"),
    **dict.fromkeys(("funder", "giver"), "donor"),
    **dict.fromkeys(("organisation", "organization", "implementer"), "partner"),
    **dict.fromkeys(("event", "training", "workshop"), "activity"),
    **dict.fromkeys(("result", "indicator"), "outcome"),
    **dict.fromkeys(("expense", "spend", "cost"), "expenditure"),
}
# How alike a mistyped word is at least.
_NEAR = 0.66
# How long a word is at least that is near another one.
_LEAST = 3
# The verbs of nouns, to the one that comes nearest where no noun is named.
_VERBS = ("list", "add", "show", "edit", "remove")
# An option that other programs have, to what does the same here: the first that a command takes is named.
_OPTIONS: Mapping[str, Sequence[str]] = {
    **{f"--{form}": (f"--format {form}",) for form in ("json", "jsonl", "csv", "tsv", "md", "html", "xlsx", "pdf")},
    "--markdown": ("--format md",),
    "--output-format": ("--format",),
    "--name": ("--title",),
    **dict.fromkeys(("--funder", "--funded-by", "--given-by", "--financed-by"), ("--donor",)),
    "--run-by": ("--partner",),
    "--organisation": ("--donor", "--partner"),
    "--place": ("--country", "--region"),
    "--where": ("--text", "--country", "--region"),
    "--theme": ("--pillar",),
    "--sector": ("--pillar",),
    "--search": ("--text",),
    "--grep": ("--text",),
    "--begin": ("--start", "--since"),
    "--from": ("--since", "--start"),
    "--after": ("--since",),
    "--to": ("--until", "--end"),
    "--before": ("--until",),
    "--start-date": ("--start", "--since"),
    "--end-date": ("--end", "--until"),
    "--date": ("--start", "--signed", "--year"),
    "--on": ("--date", "--start", "--year"),
    "--participants": ("--unspecified",),
    "--people": ("--unspecified",),
    "--order": ("--sort",),
    "--order-by": ("--sort",),
    **dict.fromkeys(("--desc", "--descending", "--reverse"), ("--sort -COLUMN",)),
    "--fields": ("--columns",),
    "--max": ("--limit",),
    "--top": ("--limit",),
    "--starting": ("--starts",),
    **dict.fromkeys(("--ending", "--due"), ("--ends",)),
    "--force": ("--yes",),
    "--verbose": ("--version",),
}
# A group of commands, to the one that is meant where a name follows it at once.
_OF_NAMES: Mapping[str, str] = {"report": "report donor", "summary": "donor show", "chart": "chart money --donor"}
_SHOWN = ("donor", "partner", "country", "region", "project", "programme", "contribution", "outcome", "activity")
# How codes begin, to the noun of what they are of.
_PREFIXES: Mapping[str, str] = {
    "P": "project",
    **{each.prefix: "rate" if table == "rates" else each.noun for table, each in TABLES.items() if each.prefix},
}
_GROUPS = ("donor", "region", "year")
# What a sheet may be of.
_WORK = ("project", "programme")
_NUMBER = re.compile(r"(Invalid value for .*: .*) is not a valid int(?:eger)?(?: range)?\.?")
# An option that leaves out what another one chooses.
_BARRED = re.compile(r"--(?:not|exclude)-(.+)")
_BEYOND = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)")
_CURLY = "“”„«»‘’‚"
_DASHES = "–—−‐‑"
_FILE = re.compile(r"[^=]+\.(?:csv|tsv|xlsx|json|jsonl|md|html|docx|pdf|txt|xml|ics|svg)")
_YEAR = re.compile(r"(?:19|20)\d\d(?:-.+)?")
# What has a command of its own.
_APART: Mapping[str, str] = {
    "--budget": "A budget is entered by itself: portfolio project budget CODE AMOUNT CURRENCY",
    "--amount": "An amount stands by itself: portfolio contribution add DONOR AMOUNT CURRENCY --date DATE",
    "--allocate": "What money is for is entered by itself: portfolio contribution allocate ID PROJECT AMOUNT",
}


def command_meant(words: Sequence[str], known: Collection[str]) -> str:
    """Return the known command that a line of words may mean which begins with none, or "" where nothing is near."""
    word = words[0].lower()
    found = _COMMANDS.get(word, word)
    if found in known or f"{found}s" in known:
        return found if found in known else f"{found}s"
    if found in _VERBS and "project" in known:
        named = next((noun for noun in known if words[1:2] in ([noun], [plural_of(noun)])), "")
        return f"{named or _noun_of(''.join(words[1:2])) or 'project'} {found}"
    # Of words of other programs only those that mean something among the commands that there are.
    meant = {foreign: ours for foreign, ours in _COMMANDS.items() if ours in known} | {name: name for name in known}
    if "project" in known:
        meant |= {verb: f"project {verb}" for verb in _VERBS}
    begun = [each for each in meant if each.startswith(word)] if len(word) > 1 else []
    near = get_close_matches(word, meant, n=1, cutoff=_NEAR) if len(word) >= _LEAST else begun
    return meant[near[0]] if near else ""


def name_meant(group: str, words: Sequence[str]) -> str:
    """Return the command that takes a name where a group of commands was given one, or "" where none does."""
    name = " ".join(words[: next((at for at, word in enumerate(words) if word.startswith("-")), None)])
    if group == "chart" and (by := next((each for each in _GROUPS if name in {each, plural_of(each)}), "")):
        return f"chart money --by {by}"
    if group == "summary" and any(word.startswith("--by") for word in words):
        return f"summary {' '.join(map(quoted, words[len(name.split()) :]))}"
    if group == "portfolio":
        return "--version" if name == "version" else f"portfolio {one}" if (one := _page_of(group, name)) else ""
    if one := _page_of(group, name):
        return one
    of = _OF_NAMES.get(group) or (f"{group} show" if group in _SHOWN else "")
    return f"{of} {quoted(name)}" if of and name[:1].isupper() else ""


def _page_of(group: str, code: str) -> str:
    """Return the command that shows the record of a code, in a group of reports the one that makes its sheet, or ""."""
    noun = _noun_of(code)
    if group == "report" and noun in _WORK:
        return f"report project {code}"
    return f"{noun} show {code}" if noun else ""


def _noun_of(code: str) -> str:
    """Return what a code is of by how it begins, or "" of what is none."""
    return _PREFIXES.get(code.partition("-")[0].upper(), "") if is_code(code) else ""


def usage_said(error: typer.TyperException) -> str:
    """Return what is said of a command line that is wrong: of an option that is not taken, what was meant."""
    typed, context = getattr(error, "option_name", None), getattr(error, "ctx", None)
    if context and getattr(getattr(error, "param", None), "param_type_name", "") == "argument":
        said = error.format_message()
        number = _NUMBER.fullmatch(said)
        return f"{f'{number[1]} is not a whole number.' if number else said} {as_typed(context)}"
    taken = [name for option in context.command.params for name in option.opts] if context else []
    if context and (beyond := _BEYOND.fullmatch(error.format_message())):
        return f"{error.format_message()}. {_extra_meant(context, beyond[1].split(' '), taken) or as_typed(context)}"
    if not (typed and context and hasattr(error, "possibilities")):
        return error.format_message()
    whole = next((f"-{word}" for word in _typed(context) if f"-{word}" in {*taken, "--help"}), "")
    meant = (
        f"Did you mean {whole}?" if whole else _set_meant(context, typed, taken) or _option_meant(context, typed, taken)
    )
    return f"{error.message}. {meant}" if meant else error.message


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
    noun = _noun_of(code)
    if not noun or _places(context):
        return ""
    if f"--{noun}" in taken:
        return f"Did you mean --{noun} {code}?"
    return f"Did you mean “portfolio {_page_of(context.command_path.split()[1], code)}”?"


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
        sign = "=" if before[-2] == "--set" and "=" not in before[-1] else " "
        return f"Words that belong together stand in quotes: {before[-2]} {quoted(sign.join((before[-1], *extra)))}"
    if "--within" in taken and first.isdigit():
        return f"Did you mean --within {first}d?"
    if context.command_path.endswith("config list"):
        return f"Did you mean “portfolio config get {first}”?"
    option = _option_of(first, taken)
    return f"Did you mean {option} {quoted(first)}?" if option else _name_of(context, " ".join(extra), taken)


def _plain(word: str) -> str:
    """Return an option that was typed with dashes of a text, with two plain ones."""
    return f"--{word.lstrip(f'-{_DASHES}').partition('=')[0]}"


def _name_of(context: "ClickContext", name: str, taken: Collection[str]) -> str:
    """Return what to write for the name of a place or an organisation behind a list, or "" of what names none."""
    if _places(context):
        return ""
    _, *path = context.command_path.split()
    if path in (["donor", "list"], ["partner", "list"]):
        return f"Did you mean “portfolio {path[0]} show {quoted(name)}”?"
    kinds = {"--country": "country", "--region": "region", "--donor": "organisation"}
    found = []
    with contextlib.suppress(PortfolioError):
        found = [each for each, kind in kinds.items() if each in taken and context.obj.names.knows(kind, name)]
    return f"Did you mean {' or '.join(f'{each} {quoted(name)}' for each in found)}?" if found else ""


def _option_of(word: str, taken: Collection[str]) -> str:
    """Return the option that a word by itself is meant for by its form: of a file, or of a date; "" of others."""
    if _FILE.fullmatch(word) and "--output" in taken:
        return "-o"
    return next((each for each in ("--date", "--year") if each in taken), "") if _YEAR.fullmatch(word) else ""


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
    return [each.make_metavar(context).strip("[]") for each in arguments]


def _option_meant(context: "ClickContext", typed: str, taken: Sequence[str]) -> str:
    """Return what to write for an option that a command does not take, or "" where nothing is known."""
    here = next((each for each in _OPTIONS.get(typed, ()) if each.partition(" ")[0] in taken), "")
    if not here and typed.strip("-").upper() in _places(context):
        return f"It stands by itself. {as_typed(context)}"
    if not here and typed in _APART:
        return _APART[typed]
    if (barred := _BARRED.fullmatch(typed)) and f"--{barred[1]}" in taken:
        return f"Did you mean --{barred[1]} not:{next(iter(_behind(context, typed)), 'VALUE')}?"
    here = here or _near(typed, [name for name in taken if name.startswith("--")])
    return f"Did you mean {here}?" if here else ""


def _near(typed: str, taken: Sequence[str]) -> str:
    """Return the option that begins as the typed one, or is most like it; the dashes would make any two alike."""
    begun = [name for name in taken if name.startswith(typed) and len(typed) > len("--") + 1]
    alike = get_close_matches(typed.strip("-"), [name.strip("-") for name in taken], n=1, cutoff=_NEAR)
    return next(iter(begun), f"--{alike[0]}" if alike else "")
