"""Words of other programs for commands and options, and what they are called here."""

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import typer

from portfolio.command_line import quoted
from portfolio.text import plural_of

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
# The verbs of nouns, to the one that comes nearest where no noun is named.
_VERBS = ("list", "add", "show", "edit", "remove")
# An option that other programs have, to what does the same here: the first that a command takes is named.
_OPTIONS: Mapping[str, Sequence[str]] = {
    **{f"--{form}": (f"--format {form}",) for form in ("json", "jsonl", "csv", "tsv", "md", "html", "xlsx", "pdf")},
    "--markdown": ("--format md",),
    "--output-format": ("--format",),
    "--name": ("--title",),
    "--funder": ("--donor",),
    "--organisation": ("--donor", "--partner"),
    "--place": ("--country", "--region"),
    "--where": ("--country", "--region"),
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
    "--fields": ("--columns",),
    "--max": ("--limit",),
    "--top": ("--limit",),
    "--force": ("--yes",),
}
# A group of commands, to the one that is meant where a name follows it at once.
_OF_NAMES: Mapping[str, str] = {"report": "report donor", "summary": "donor show", "chart": "chart money --donor"}
_GROUPS = ("donor", "region", "year")
_NUMBER = re.compile(r"(Invalid value for .*: .*) is not a valid int(?:eger)?(?: range)?\.?")
_BEYOND = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)")
_CURLY = "“”„«»‘’‚"
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
        noun = next((noun for noun in known if words[1:2] in ([noun], [plural_of(noun)])), "project")
        return f"{noun} {found}"
    # Of words of other programs only those that mean something among the commands that there are.
    meant = {foreign: ours for foreign, ours in _COMMANDS.items() if ours in known} | {name: name for name in known}
    if "project" in known:
        meant |= {verb: f"project {verb}" for verb in _VERBS}
    near = get_close_matches(word, meant, n=1, cutoff=_NEAR)
    return meant[near[0]] if near else ""


def name_meant(group: str, words: Sequence[str]) -> str:
    """Return the command that takes a name where a group of commands was given one, or "" where none does."""
    name = " ".join(words[: next((at for at, word in enumerate(words) if word.startswith("-")), None)])
    if group == "chart" and (by := next((each for each in _GROUPS if name in {each, plural_of(each)}), "")):
        return f"chart money --by {by}"
    return f"{_OF_NAMES[group]} {quoted(name)}" if group in _OF_NAMES and name[:1].isupper() else ""


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
    meant = f"Did you mean {whole}?" if whole else _option_meant(typed, taken)
    return f"{error.message}. {meant}" if meant else error.message


def _typed(context: "ClickContext") -> Sequence[str]:
    return getattr(context.obj, "arguments", ())


def _extra_meant(context: "ClickContext", extra: Sequence[str], taken: Collection[str]) -> str:
    """Return what to write for words for which a command has no place, or "" where nothing is known."""
    words, first = list(_typed(context)), extra[0]
    before = words[: words.index(first)] if first in words else []
    if curly := next((word for word in words if word[:1] in _CURLY), ""):
        return f"The quotation mark {curly[0]} is that of a text; a shell takes straight ones: {_quoted(words, curly)}"
    if "=" in first and "--set" in taken:
        return f"Did you mean --set {quoted(first)}?"
    if before[-2:-1] and before[-2].startswith("--"):
        sign = "=" if before[-2] == "--set" and "=" not in before[-1] else " "
        return f"Words that belong together stand in quotes: {before[-2]} {quoted(sign.join((before[-1], *extra)))}"
    if context.command_path.endswith("config list"):
        return f"Did you mean “portfolio config get {first}”?"
    if option := _option_of(first, taken):
        return f"Did you mean {option} {quoted(first)}?"
    return _together(context, before, extra, taken)


def _option_of(word: str, taken: Collection[str]) -> str:
    """Return the option that a word by itself is meant for by its form: of a file, or of a date; "" of others."""
    if _FILE.fullmatch(word) and "--output" in taken:
        return "-o"
    return next((each for each in ("--date", "--year") if each in taken), "") if _YEAR.fullmatch(word) else ""


def _together(context: "ClickContext", before: Sequence[str], extra: Sequence[str], taken: Collection[str]) -> str:
    """Return how words are typed that belong to the one before them, or that choose; "" where they do neither."""
    places = sum(each.param_type_name == "argument" for each in context.command.params)
    is_name = places == 1 and before and not any(map(str.isdigit, extra[0]))
    if is_name and before[-1] not in context.command_path.split():
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
    arguments = [each for each in context.command.params if each.param_type_name == "argument"]
    words = context.command_path, *(each.make_metavar(context).strip("[]") for each in arguments)
    return f"It goes: {' '.join(words)}"


def _option_meant(typed: str, taken: Sequence[str]) -> str:
    """Return what to write for an option that a command does not take, or "" where nothing is known."""
    here = next((each for each in _OPTIONS.get(typed, ()) if each.partition(" ")[0] in taken), "")
    if not here and typed in _APART:
        return _APART[typed]
    here = here or _near(typed, [name for name in taken if name.startswith("--")])
    return f"Did you mean {here}?" if here else ""


def _near(typed: str, taken: Sequence[str]) -> str:
    """Return the option that begins as the typed one, or is most like it; the dashes would make any two alike."""
    begun = [name for name in taken if name.startswith(typed) and len(typed) > len("--") + 1]
    alike = get_close_matches(typed.strip("-"), [name.strip("-") for name in taken], n=1, cutoff=_NEAR)
    return next(iter(begun), f"--{alike[0]}" if alike else "")
