"""Catalogues of translated messages: gettext PO files, read at run time as a person left them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from gettext import c2py
from pathlib import Path
from string import Formatter

from portfolio.errors import SettingsError

_LINE = r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[(?P<form>[0-9])\])?)\s+)?"(?P<text>(?:[^"\\]|\\.)*)"'
_ESCAPED = r"\\(.)"
_MEANT = {"n": "\n", "t": "\t"}
_PLURAL = r"(?m)^Plural-Forms:\s*nplurals=[0-9]+;\s*plural=(?P<rule>[^;\n]+);"


@dataclass
class Message:
    """One message of a catalogue."""

    context: str = ""  # what tells it from another message of the same words, or ""
    message: str = ""  # what it is in English
    plural: str = ""  # the English of more than one, or ""
    # Its translation; of a plural message, in the order of the plural forms.
    forms: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False  # whether a translator marked it as not certain
    line: int = 0  # the line of the file that it begins on

    @property
    def usable(self) -> bool:
        """Whether every form is there and holds the `{parts}` of the English; a plural form may spell `{count}` out."""
        if self.fuzzy or not all(self.forms.values()):
            return False
        if not self.plural:
            return parts(self.forms[0]) == parts(self.message)
        needed = parts(self.plural)
        return all(parts(form) | {"count"} == needed | {"count"} for form in self.forms.values())


class Catalogue:
    """The translations of one language. What is missing, uncertain or does not fit its English is not there."""

    def __init__(self, entries: list[Message]) -> None:
        """Take the entries of a file, of which the one without a message says how plurals are formed."""
        header = next((entry.forms.get(0, "") for entry in entries if not entry.message), "")
        found = re.search(_PLURAL, header)
        self.form_of: Callable[[int], int] = c2py(found["rule"]) if found else _one_or_many
        self._forms = {(entry.context, entry.message): entry.forms for entry in entries if entry.usable}

    def one(self, message: str, context: str = "") -> str:
        """Return the translation of a message, of this context if it has one of its own, or the message itself."""
        forms = self._forms.get((context, message)) or self._forms.get(("", message))
        return forms[0] if forms else message

    def several(self, one: str, many: str, count: int) -> str:
        """Return the form that a message takes beside a count, or the English form."""
        forms = self._forms.get(("", one))
        found = forms.get(self.form_of(abs(count))) if forms else None
        return found or (one if count == 1 else many)


def read(path: Path) -> Catalogue:
    """Return the catalogue of a PO file; raises SettingsError, with the line, if it is not written as one."""
    return Catalogue(entries(path.read_text(encoding="utf-8"), path.name))


def parts(text: str) -> frozenset[str]:
    """Return the names of the `{parts}` of a message; one that cannot be filled in has the part "?"."""
    try:
        return frozenset(
            name if not spec and not conversion else "?"
            for _, name, spec, conversion in Formatter().parse(text)
            if name is not None
        )
    except ValueError:
        return frozenset("?")


def entries(text: str, name: str) -> list[Message]:
    """Return the entries of a PO file called `name`, in order, but for obsolete ones; raises SettingsError."""
    found: list[Message] = []
    entry, keyword, fuzzy = Message(), "", False
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()  # noqa: PLW2901 - the line without its indentation is the line
        if not line or line.startswith("#"):
            fuzzy = bool(line) and (fuzzy or (line.startswith("#,") and "fuzzy" in line))
            continue
        said = re.fullmatch(_LINE, line)
        if not said or not (said[1] or keyword):
            raise SettingsError(f'{name}, line {number}: write a keyword and a text, as in msgid "Received".')
        if said[1] == "msgctxt" or (said[1] == "msgid" and keyword != "msgctxt"):
            entry = Message(fuzzy=fuzzy, line=number)
            found.append(entry)
            fuzzy = False
        keyword = said[1] or keyword
        _extend(entry, keyword, re.sub(_ESCAPED, lambda at: _MEANT.get(at[1], at[1]), said["text"]))
    return found


def _extend(entry: Message, keyword: str, text: str) -> None:
    """Add the text of one line to what its keyword began."""
    if keyword == "msgctxt":
        entry.context += text
    elif keyword == "msgid":
        entry.message += text
    elif keyword == "msgid_plural":
        entry.plural += text
    else:
        form = int(keyword[-2]) if keyword.endswith("]") else 0
        entry.forms[form] = entry.forms.get(form, "") + text


def _one_or_many(count: int) -> int:
    return int(count != 1)
