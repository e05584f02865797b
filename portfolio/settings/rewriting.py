"""The settings file with something else in it: its comments and order stay, and what would be wrong is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from portfolio.errors import RefusedError, SettingsError, UnknownNameError, refuse
from portfolio.settings import DEFAULTS, checked, parsed, written
from portfolio.text import likely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    # What a file can hold under a key; None takes the key out.
    Value = str | int | float | bool | list[str] | dict[str, Any] | None

_SEVERITY = "check.severity."
_NAMED = ("regions", "views")
# Keys that lead to a setting of a section, not to one of a table in it.
_IN_SECTION = 2
_WORDS = {"true": True, "false": False, "yes": True, "no": False}


def keys_of(name: str) -> list[str]:
    """Return the keys that lead to a setting, as `regions.NAME.countries`; raises UnknownNameError."""
    section, _, rest = name.partition(".")
    if name in DEFAULTS:
        return name.split(".")
    if name.startswith(_SEVERITY):
        return ["check", "severity", name.removeprefix(_SEVERITY)]
    if section in _NAMED and "." in rest:
        return [section, *rest.rsplit(".", 1)]
    near = likely(name, DEFAULTS)
    hint = f"Did you mean {near}?" if near else "portfolio config lists what there is."
    raise UnknownNameError(f"There is no setting “{name}”. {hint}", (near,) if near else ())


def typed(text: str, path: Path, name: str, values: Sequence[str]) -> str:
    """Return the text of a settings file in which a setting has what a person typed; several values make a list.

    Raises:
        RefusedError: The setting does not take that.
        UnknownNameError: There is no such setting.
        SettingsError: The file is wrong in something else.
    """
    keys, refused = keys_of(name), ""
    parsed(text, path)
    for value in _readings(values):
        new = with_value(text, keys, value)
        if not (problem := _added(text, new, path)):
            return new
        refused = refused or problem
    _, sign, reason = refused.partition("” ")
    if sign and refused.startswith(f"[{'.'.join(keys[:-1])}] {keys[-1]}: “"):
        raise refuse(name, " ".join(values), reason.rstrip("."))
    # What is wrong is in one of several values, or in the key itself.
    raise refuse(name, "", re.sub(rf"^\[[^\]]*\] (?:{re.escape(keys[-1])}:? )?", "", refused).rstrip("."))


def without(text: str, path: Path, name: str) -> str:
    """Return the text of a settings file without a setting, whose default then holds; raises as `typed`."""
    keys = keys_of(name)
    parsed(text, path)
    new = with_value(text, keys, None)
    if problem := _added(text, new, path):
        raise refuse(name, "", f"cannot be taken out: {problem}")
    return new


def with_value(text: str, keys: Sequence[str], value: Value) -> str:
    """Return the text of a settings file with a value under keys, or without any; what stands around it stays."""
    import tomlkit  # noqa: PLC0415 - reading has no use for it

    # A new file has each default as a comment, in the place where people look for it.
    whole = tomlkit.parse(_uncommented(text, keys) if value is not None else text)
    table: Any = whole
    for key in keys[:-1]:
        if key not in table:
            if value is None:
                return text
            table[key] = tomlkit.table(is_super_table=isinstance(value, dict) or key in _NAMED)
        table = table[key]
    if value is not None:
        table[keys[-1]] = value
    elif keys[-1] in table:
        if (again := _commented(text, keys)) and not _holds(again, keys):
            return again
        del table[keys[-1]]
        if not table and len(keys) > _IN_SECTION:
            del whole[keys[0]][keys[1]]
    return tomlkit.dumps(whole)


def _readings(values: Sequence[str]) -> Iterator[Value]:
    """Yield what values can mean that were typed: a number or a word of TOML before text."""
    if len(values) > 1:
        yield list(values)
        return
    (text,) = values
    if text.lower() in _WORDS:
        yield _WORDS[text.lower()]
    elif re.fullmatch(r"[+-]?[0-9]{1,15}", text):
        yield int(text)
    elif re.fullmatch(r"[+-]?[0-9]{1,15}\.[0-9]{1,15}", text):
        yield float(text)
    yield text
    if text != text.lower():  # a word of a list, as DMY
        yield text.lower()


def _added(before: str, after: str, path: Path) -> str:
    """Return what is wrong with the text of a settings file that was not wrong before, or "" where nothing is.

    Raises:
        SettingsError: Something was wrong before, and is still.
    """
    wrong = _problems(after, path)
    old = _problems(before, path) if wrong else []
    added = [each for each in wrong if each not in old]
    if wrong and not added:
        raise SettingsError("\n".join(wrong))
    return added[0].removeprefix(f"{path}: ") if added else ""


def _problems(text: str, path: Path) -> list[str]:
    """Return what is wrong with the text of a settings file, a sentence each; raises SettingsError if it is no TOML."""
    given = parsed(text, path)
    try:
        kept = checked(given, path)
        from portfolio.reference.places import regions  # noqa: PLC0415 - tables that reading the settings does without

        regions(kept.regions)
    except SettingsError as error:
        return str(error).splitlines()
    except RefusedError as error:
        return [str(error)]
    return []


def _lines_of(text: str, keys: Sequence[str]) -> tuple[int, int]:
    """Return where the lines of a section begin and end, both 0 where there is none."""
    head = re.search(rf"(?m)^\[{re.escape('.'.join(keys[:-1]))}\].*$", text)
    if not head:
        return 0, 0
    following = re.search(r"(?m)^\[", text[head.end() :])
    return head.end(), head.end() + following.start() if following else len(text)


def _uncommented(text: str, keys: Sequence[str]) -> str:
    """Return the text with the line of a default that is a comment as a line that holds."""
    start, end = _lines_of(text, keys)
    if _holds(text, keys):
        return text
    new, _ = re.subn(rf"(?m)^# ?({re.escape(keys[-1])} = )", r"\1", text[start:end], count=1)
    return text[:start] + new + text[end:]


def _commented(text: str, keys: Sequence[str]) -> str:
    """Return the text with the default of a setting as a comment in the place of its line, or "" if that cannot be."""
    name = ".".join(keys)
    if name not in DEFAULTS:
        return ""
    start, end = _lines_of(text, keys)
    value = DEFAULTS[name]
    if isinstance(value, tuple):
        shown = f"[{', '.join(map(_quoted, value))}]"
    else:
        shown = written(value) if isinstance(value, int | float) else _quoted(written(value))
    new, count = re.subn(rf"(?m)^{re.escape(keys[-1])}\s*=.*?(\r?)$", rf"# {keys[-1]} = {shown}\1", text[start:end])
    return text[:start] + new + text[end:] if count == 1 else ""


def _quoted(text: str) -> str:
    return f'"{text}"'


def _holds(text: str, keys: Sequence[str]) -> bool:
    """Return whether a text has a value under keys, so far as it is TOML."""
    import tomllib  # noqa: PLC0415 - reading settings loads it late too

    try:
        found: Any = tomllib.loads(text)
        for key in keys:
            found = found[key]
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        return False
    return True
