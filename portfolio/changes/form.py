"""A record as a form: TOML in which a person finds every field, what it takes, and what it holds as people type it."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.fields.declared import IDENTIFIED, PARTS, RECORDS
from portfolio.fields.field import Field
from portfolio.fields.kinds import Kind
from portfolio.fields.said import value_at
from portfolio.fields.shared import is_translation
from portfolio.fields.written import texts
from portfolio.models.tables import TABLES, WORK
from portfolio.reference import codes
from portfolio.reference.name_matching import joined
from portfolio.store import STAMP, Document
from portfolio.text import toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.query.names import Names

# What a line of a problem begins with; it is taken away before the form is read.
MARK = "#!"
# A part of an indicator's value by sex, age or another dimension, typed as its option is.
_BY = Kind("disaggregation", "PART", many=True)
_DISAGGREGATED: Mapping[str, Field] = {
    "indicators": Field("baseline_disaggregation", _BY, "Parts of the baseline.", "baseline.disaggregation"),
    "indicators.periods": Field("disaggregation", _BY, "Parts of the value.", "disaggregation"),
}
# Kind of value to what stands in the remark on its field beside what is said of the field.
_TAKES: Mapping[str, str] = {
    "date": "2024, 2024-07 or 2024-07-15",
    "amount": "1,250,000.00 or 1.25m",
    "rate": "1.085",
    "flag": "yes or no",
    "people": "24",
    "booked": "1,080 USD",
    "countries": '"Kenya", or with shares "Kenya: 60%"',
    "shared regions": '"Sahel", or with shares "Sahel: 40%"',
    "references": '"OWNER: NUMBER"',
    "disaggregation": '"sex:women=12"',
}
_PLAIN = re.compile(r"\s*(\"?)([A-Za-z_][A-Za-z0-9_.-]*)\1\s*=")
# Of texts that have translations: where these go, which a form shows only where there are any.
_TRANSLATED = '# A translation is a line of its own, as in "title.fr" = "Titre": ar, en, es, fr, ru or zh.'
_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\]\]?")


class FormPart(NamedTuple):
    """The fields of a record, or of one of its parts, with the texts that stand for their values."""

    path: str  # where the part is in the record; "" for the record itself
    number: int  # which one of that path it is in the form, from 0
    id: str  # the id of the part that is there, or ""
    around: int  # the number of the section that it lies in, where parts have parts
    texts: Mapping[str, tuple[str, ...]]  # key of a field to the texts of its values


class FormSyntaxError(ValueError):
    """A form that cannot be read; `line` is where, from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@cache
def paths(table: str) -> tuple[str, ...]:
    """Return the paths of the parts that the records of a table have."""
    found = IDENTIFIED.get(table, ())
    roles = ("organisations",) if table in WORK else ()
    return (*found, *roles, *(("sources",) if any(each.key == "source" for each in RECORDS[table]) else ()))


@cache
def fields_of(table: str, path: str) -> Mapping[str, Field]:
    """Return key to field of what a person may set in a record (path "") or in one of its parts."""
    if path == "organisations":
        return {field.key: field for field in PARTS[path] if field.key in {"organisation", "role", "note"}}
    fields = PARTS[path] if path else RECORDS[table]
    found = {field.key: field for field in fields if field.in_sheets and field.settable != "never"}
    own = _DISAGGREGATED.get(path)
    return {**found, own.key: own} if own else found


def sections(table: str, record: Document, names: Names) -> list[FormPart]:
    """Return what stands in the form of a record; what is of another form than its field stands as it is stored."""
    found = [FormPart("", 0, "", 0, _texts(table, "", record, names) | _strange(table, record))]
    for path in paths(table):
        outer, _, inner = path.rpartition(".")
        for around, part in enumerate(_parts(record, outer) if outer else [record]):
            for each in _parts(part, inner):
                if path == "organisations" and "note" not in each:
                    continue
                number = sum(1 for other in found if other.path == path)
                found.append(FormPart(path, number, str(each.get("id", "")), around, _texts(table, path, each, names)))
    return found


def form_text(table: str, record: Document, found: list[FormPart]) -> str:
    """Return the form as text, with a remark on each field."""
    kind = TABLES[table]
    title = f" “{record[kind.title]}”" if record.get(kind.title) else ""
    lines = [
        f"# {kind.noun.capitalize()} {record[kind.key]}{title}, as change {record.get(STAMP, 0)} left it.",
        "# Write between the quotation marks, save and close. Nothing between them empties a field; of a list,",
        '# [], and several stand in commas: ["Kenya", "Mali"]. Lines that begin with # are remarks.',
        "# To leave everything as it is, close this unchanged, or empty it.",
        "",
    ]
    for key, values in found[0].texts.items():
        if is_translation(key) and not values:
            continue
        field = fields_of(table, "").get(key)
        lines += [f"# {_remark(field) if field else 'Of an older version; take the line away to remove it.'}"]
        lines += [_line(key, values, many=field is not None and field.kind.many)]
    lines += [_TRANSLATED] if any(map(is_translation, fields_of(table, ""))) else []
    for path in paths(table):
        if "." not in path:
            lines += ["", *_part_lines(table, path, found)]
            lines.pop()
    return "\n".join(lines) + "\n"


def read(table: str, text: str) -> list[FormPart]:
    """Return what stands in a form; raises FormSyntaxError."""
    import tomllib  # noqa: PLC0415 - only a form that was filled in needs it

    try:
        data = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        raise FormSyntaxError(line, _explained(str(error))) from None
    return list(_read(table, data, lines_of(text)))


def lines_of(text: str) -> dict[tuple[str, int, str], int]:
    """Return path, number and key to the line, from 1, on which a field stands in a form; of a section, key ""."""
    found: dict[tuple[str, int, str], int] = {}
    counts: dict[str, int] = {}
    path, number, inside = "", 0, ""
    for at, line in enumerate(text.splitlines(), 1):
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        if header := _HEADER.fullmatch(line.partition("#")[0].rstrip()):
            path = header[1]
            number = counts.get(path, -1) + 1
            counts[path] = number
            found[path, number, ""] = at
        elif key := _PLAIN.match(line):
            found[path, number, key[2]] = at
            inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")
    return found


def _texts(table: str, path: str, part: Document, names: Names) -> dict[str, tuple[str, ...]]:
    return {key: _texts_of(field, part, names) for key, field in fields_of(table, path).items()}


def _texts_of(field: Field, part: Document, names: Names) -> tuple[str, ...]:
    value = value_at(part, field.stored)
    try:
        if field.kind is _BY:
            return tuple(f"{each['dimension']}:{each['category']}={each['value']}" for each in value or ())
        return tuple(texts(field, value, names))
    except (KeyError, TypeError, ValueError):
        return (json.dumps(value, ensure_ascii=False),)


def _strange(table: str, record: Document) -> dict[str, tuple[str, ...]]:
    """Return what a record holds under names that no field has, as it is stored."""
    known = {field.stored.partition(".")[0] for field in RECORDS[table]} | {STAMP, *paths(table)}
    return {key: (json.dumps(value, ensure_ascii=False),) for key, value in record.items() if key not in known}


def _parts(record: Document, path: str) -> list[Document]:
    """Return the parts at a path, those of older rules that are none left out."""
    found: list[Document] = [record]
    for step in path.split("."):
        lists = [each.get(step, []) for each in found]
        found = [part for each in lists if isinstance(each, list) for part in each if isinstance(part, dict)]
    return found


def _part_lines(table: str, path: str, found: list[FormPart], around: int = 0) -> Iterator[str]:
    """Yield the sections of the parts at a path, each with those inside it, then one to be filled in."""
    below = [other for other in paths(table) if other.rpartition(".")[0] == path]
    for section in found:
        if section.path == path and section.around == around:
            yield f"[[{path}]]"
            if section.id:
                yield f'id = "{section.id}"'
            for key, values in section.texts.items():
                field = fields_of(table, path)[key]
                if values or not (field.rare or path == "sources" or is_translation(key)):
                    yield _line(key, values, many=field.kind.many)
            yield ""
            for inner in below:
                yield from _part_lines(table, inner, found, section.number)
    if around == 0 and "." not in path:
        for each in (path, *below):
            yield from _empty(table, each)


def _empty(table: str, path: str) -> Iterator[str]:
    """Yield a section to be filled in, as remarks."""
    where = " (of the one above it)" if "." in path else ""
    yield f"# To enter one more{where}, take away the # before these lines, and write between the quotation marks."
    yield f"# [[{path}]]"
    for key, field in fields_of(table, path).items():
        if not is_translation(key):
            yield f"# {_line(key, (), many=field.kind.many)}  # {_remark(field)}"
    yield ""


def _line(key: str, values: tuple[str, ...], *, many: bool) -> str:
    key = toml(key) if is_translation(key) else key
    if many:
        return f"{key} = [{', '.join(map(_quoted, values))}]"
    return f"{key} = {_quoted(values[0] if values else '')}"


def _quoted(text: str) -> str:
    """Return a text as TOML has it; one of several lines stands on several."""
    plain = toml(text)
    return f'"""\n{plain[1:-1].replace(chr(92) + "n", chr(10))}"""' if "\n" in text and "\\\\" not in plain else plain


def _remark(field: Field) -> str:
    words = getattr(codes, field.kind.codes).words if field.kind.codes else ()
    takes = joined(list(words), "or") if words else _TAKES.get(field.kind.name, "")
    if field.settable == "entered":
        takes = f"{takes}, settled once it is entered"
    is_told = any(letter.isdigit() for letter in field.help) or (words and words[0] in field.help)
    if not field.help or (words and words[0] in field.help):
        said = takes or field.labelled
        return f"{said[0].upper()}{said[1:]}."
    return field.help if is_told or not takes else f"{field.help.removesuffix('.')}: {takes}."


def _read(table: str, data: Mapping[str, Any], lines: Mapping[tuple[str, int, str], int]) -> Iterator[FormPart]:
    named = {path.partition(".")[0] for path in paths(table)}
    yield FormPart("", 0, "", 0, _typed({key: each for key, each in data.items() if key not in named}, "", 0, lines))
    for path in paths(table):
        outer, _, inner = path.rpartition(".")
        number = 0
        for around, part in enumerate(_lists(data, outer, lines) if outer else [data]):
            for each in _lists(part, inner, lines):
                below = {other.rpartition(".")[2] for other in paths(table) if other.startswith(f"{path}.")}
                rest = {key: value for key, value in each.items() if key not in {"id", *below}}
                yield FormPart(path, number, str(each.get("id", "")), around, _typed(rest, path, number, lines))
                number += 1


def _lists(data: Mapping[str, Any], path: str, lines: Mapping[tuple[str, int, str], int]) -> list[Mapping[str, Any]]:
    found = data.get(path, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        line = lines.get((path, 0, ""), lines.get(("", 0, path), 1))
        raise FormSyntaxError(line, f"is not written as parts are; each begins with a line [[{path}]]")
    return found


def _typed(
    given: Mapping[str, Any], path: str, number: int, lines: Mapping[tuple[str, int, str], int]
) -> dict[str, tuple[str, ...]]:
    """Return the texts of fields; raises FormSyntaxError for what is no value."""
    found = {}
    for key, value in given.items():
        members = value if isinstance(value, list) else [value]
        if any(isinstance(each, dict | list) for each in members):
            raise FormSyntaxError(lines.get((path, number, key), 1), "is no value; write one in quotation marks")
        found[key] = tuple(text for text in map(_text, members) if text)
    return found


def _text(value: object) -> str:
    """Return a value of TOML as a person would type it between quotation marks."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).strip()


def _explained(message: str) -> str:
    """Return why a form cannot be read, and what to look at."""
    plain = re.sub(r"\s*\(at .*\)", "", message)
    return f"This line, or the one before it, cannot be read ({plain[:1].lower()}{plain[1:]}): see the quotation marks"
