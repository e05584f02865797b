"""A form that was filled in, put on its record: what was typed otherwise is set, and all else stays as it is stored."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import form, records
from portfolio.changes.measurements import part_of_value
from portfolio.changes.parts import next_part_id
from portfolio.errors import ConflictError, PortfolioError, Problem, RefusedError, UnknownNameError
from portfolio.fields.settable import setter
from portfolio.fields.setters import setter_of
from portfolio.models.tables import PART, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portfolio.changes.form import FormPart
    from portfolio.desk import Change, Desk
    from portfolio.fields.field import Field
    from portfolio.fields.typed import Reading
    from portfolio.query.names import Names
    from portfolio.store import Document

_ID = re.compile(rf"\S+\.{PART}")


class FormMark(NamedTuple):
    """A problem, and the line of the form that it is of, from 1; 0 where it is of none."""

    line: int
    message: str


class FormError(RefusedError):
    """A form that cannot be kept as it was filled in; `marks` has every problem with its line."""

    def __init__(self, record: str, marks: Sequence[FormMark]) -> None:
        self.marks = tuple(marks)
        super().__init__(
            [Problem(record, f"line {each.line}" if each.line else "", "", each.message) for each in marks]
        )


class Opened(NamedTuple):
    """A record that was opened as a form."""

    table: str
    key: str
    revision: int | None
    sections: tuple[FormPart, ...]
    text: str

    @property
    def record(self) -> str:
        """The record as messages call it."""
        return f"{TABLES[self.table].noun} {self.key}"


def opened(table: str, record: Document, names: Names) -> Opened:
    """Return a record as a form to be filled in."""
    found = form.sections(table, record, names)
    return Opened(
        table, record[TABLES[table].key], record.get("revision"), tuple(found), form.form_text(table, record, found)
    )


def is_unchanged(opened: Opened, text: str) -> bool:
    """Whether a form says what it said when it was opened, or was emptied."""
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return True
    try:
        return _told(form.read(opened.table, text)) == _told(opened.sections)
    except form.FormSyntaxError:
        return False


def fill(desk: Desk, opened: Opened, text: str) -> Change:
    """Put a filled form on its record.

    Raises:
        FormError: What was typed cannot be kept; every problem is listed with its line.
        MeanwhileError: The record was changed by somebody else since it was opened.
    """
    lines = form.lines_of(text)
    try:
        typed = form.read(opened.table, text)
    except form.FormSyntaxError as error:
        raise FormError(opened.record, [FormMark(error.line, str(error))]) from None
    filled: list[_Filled] = []

    def altered(reading: Reading, held: Document) -> Document:
        filled.append(_Filled(reading, opened, typed, lines))
        return filled[-1].put_on(held)

    try:
        return records.replace(desk, opened.table, opened.key, opened.revision, altered)
    except (FormError, records.MeanwhileError):
        raise
    except RefusedError as error:
        raise FormError(opened.record, [filled[-1].mark_of(each) for each in error.problems]) from None
    except (ConflictError, UnknownNameError) as error:
        if not filled:
            raise
        raise FormError(opened.record, [FormMark(0, str(error))]) from None


class _Filled:
    """One form on its way into its record."""

    def __init__(
        self, reading: Reading, opened: Opened, typed: list[FormPart], lines: dict[tuple[str, int, str], int]
    ) -> None:
        self._reading, self._opened, self._typed, self._lines = reading, opened, typed, lines
        self._table = opened.table
        self._marks: list[FormMark] = []
        # Id of a part to the section that it is typed in.
        self._places = {each.id: each for each in typed if each.id}

    def put_on(self, held: Document) -> Document:
        """Return the record with what was typed; raises FormError."""
        record = copy.deepcopy(dict(held))
        self._put(record, self._typed[0], self._opened.sections[0])
        self._reading.currency = str(record.get("currency", ""))
        for path in form.paths(self._table):
            if path == "organisations":
                self._put_notes(record)
            elif path == "sources":
                self._put_sources(record)
            elif "." not in path:
                self._put_parts(record, record, path, 0)
        if self._marks:
            raise FormError(self._opened.record, self._marks)
        return record

    def mark_of(self, problem: Problem) -> FormMark:
        """Return the mark of a problem that the gate found."""
        words = problem.field.replace("_", " ")
        section = next((self._places[word] for word in words.split() if word in self._places), None)
        rest = " ".join(word for word in words.split() if not _ID.fullmatch(word))
        if section is None:
            section, rest = self._section_of(rest, problem.value)
        fields = form.fields_of(self._table, section.path)
        key = next((key for key, each in fields.items() if any(_leads(name, rest) for name in _names(each))), "")
        line = self._line(section, key) or self._line(section, "")
        return FormMark(line, str(problem._replace(record="")))

    def _section_of(self, words: str, value: str) -> tuple[FormPart, str]:
        """Return the section of a problem of a part, by the value that it names, and the words for its field."""
        for path in form.paths(self._table):
            before = path.replace(".", " ").replace("_", " ")
            parts = [each for each in self._typed if each.path == path]
            if parts and words.startswith(f"{before} "):
                named = [each for each in parts if any(value in texts for texts in each.texts.values())]
                return (named or parts)[-1], words.removeprefix(f"{before} ")
        return self._typed[0], words

    def _put(self, part: dict[str, Any], typed: FormPart, was: FormPart | None) -> None:
        """Set what was typed otherwise than it stood there."""
        fields = form.fields_of(self._table, typed.path)
        before = was.texts if was else {}
        for key in {**before, **typed.texts}:
            old, new = before.get(key, ()), typed.texts.get(key, ())
            if old == new:
                continue
            field = fields.get(key)
            if field is None:
                self._put_strange(part, typed, key, known=key in before)
            elif was and field.settable == "entered":
                self._mark(typed, key, "is settled once it is entered; enter the contrary, or remove this")
            else:
                self._set(part, typed, field, new)

    def _set(self, part: dict[str, Any], typed: FormPart, field: Field, texts: tuple[str, ...]) -> None:
        """Set one field; what is wrong is marked."""
        reading = self._reading
        known = len(reading.problems)
        outer = field.stored.partition(".")[0]
        if not isinstance(part.get(outer, []), list if field.kind.many else (str, int, bool, dict, list)):
            del part[outer]
        try:
            if field.kind.name == "disaggregation":
                _put_disaggregation(part, field, texts)
            else:
                setter_of(field)(reading, part, "=" if texts else "clear", texts)
        except (UnknownNameError, RefusedError, ConflictError) as error:
            self._mark(typed, field.key, _said(error))
        except (AttributeError, KeyError, TypeError):
            # What stands there is of another form than the field has; it gives way.
            part.pop(outer, None)
            setter_of(field)(reading, part, "=" if texts else "clear", texts)
        for problem in reading.problems[known:]:
            self._mark(typed, field.key, str(problem._replace(record="", field="")))
        del reading.problems[known:]

    def _put_strange(self, part: dict[str, Any], typed: FormPart, key: str, *, known: bool) -> None:
        """Take away what an older version left, or say that there is no such field."""
        if known and not typed.texts.get(key):
            part.pop(key, None)
            return
        try:
            setter(self._table, key, {each: setter_of(field) for each, field in self._fields(typed).items()})
        except RefusedError as error:
            self._mark(typed, key, _said(error))

    def _fields(self, typed: FormPart) -> dict[str, Field]:
        return {key: field for key, field in form.fields_of(self._table, typed.path).items() if key != "organisation"}

    def _put_parts(self, record: dict[str, Any], owner: dict[str, Any], path: str, around: int) -> None:
        """Set the parts with ids at a path of a record or a part; take out those that are not typed any more."""
        name = path.rpartition(".")[2]
        typed = [each for each in self._typed if each.path == path and each.around == around]
        was = {each.id: each for each in self._opened.sections if each.path == path}
        there = {part.get("id"): part for part in owner.get(name, []) if isinstance(part, dict)}
        kept: list[dict[str, Any]] = []
        for section in typed:
            if section.id and section.id not in there:
                self._mark(section, "id", f"“{section.id}” is the id of no part here; a new part is given one")
                continue
            part = there.get(section.id) or {"id": self._next_id(record, owner, name, kept)}
            self._places[part["id"]] = section
            self._put(part, section, was.get(section.id))
            kept.append(part)
            for inner in form.paths(self._table):
                if inner.rpartition(".")[0] == path:
                    self._put_parts(record, part, inner, section.number)
        if kept or name in owner:
            owner[name] = kept
        if not owner.get(name):
            owner.pop(name, None)

    def _next_id(self, record: dict[str, Any], owner: dict[str, Any], name: str, kept: Sequence[dict[str, Any]]) -> str:
        parent = owner.get("id") or owner[TABLES[self._table].key]
        return next_part_id(self._reading.transaction, {**record, "kept": list(kept)}, parent, name[0])

    def _put_sources(self, record: dict[str, Any]) -> None:
        """Set the sources; one that says what it said stays as it is stored."""
        path = "sources"
        before = [each for each in self._opened.sections if each.path == path]
        was = _told(before)
        held = list(record.get(path, ()))
        typed = [each for each in self._typed if each.path == path]
        if _told(typed) == _told(before):
            return
        found = []
        for section in typed:
            same = next((at for at, texts in enumerate(was) if texts == _told([section])[0]), None)
            if same is not None and same < len(held):
                found.append(held[same])
                continue
            part: dict[str, Any] = {}
            self._put(part, section, None)
            found.append(part)
        record[path] = found

    def _put_notes(self, record: dict[str, Any]) -> None:
        """Set the notes on roles of organisations."""
        path = "organisations"
        typed = [each for each in self._typed if each.path == path]
        if _told(typed) == _told([each for each in self._opened.sections if each.path == path]):
            return
        links = [{name: value for name, value in each.items() if name != "note"} for each in record.get(path, ())]
        for section in typed:
            part: dict[str, Any] = {}
            self._put(part, section, None)
            same = [
                each for each in links if all(each.get(name) == part.get(name) for name in ("organisation", "role"))
            ]
            if same:
                same[0].update({"note": part["note"]} if "note" in part else {})
            elif part.get("organisation"):
                self._mark(section, "organisation", "has no such role here; add it to the list of those that have it")
        record[path] = links

    def _mark(self, section: FormPart, key: str, message: str) -> None:
        self._marks.append(FormMark(self._line(section, key) or self._line(section, ""), f"{key}: {message}"))

    def _line(self, section: FormPart, key: str) -> int:
        return self._lines.get((section.path, section.number, key), 0)


def _told(sections: Iterable[FormPart]) -> list[FormPart]:
    """Return sections without what says nothing, which need not stand in a form, and without their numbers."""
    return [
        each._replace(number=0, texts={key: texts for key, texts in each.texts.items() if texts}) for each in sections
    ]


def _put_disaggregation(part: dict[str, Any], field: Field, texts: tuple[str, ...]) -> None:
    """Set the parts of a value, where it stands; raises RefusedError."""
    outer, _, inner = field.stored.rpartition(".")
    place = part.setdefault(outer, {}) if outer else part
    place[inner] = [part_of_value(text) for text in texts]


def _said(error: PortfolioError) -> str:
    """Return what an error says of a value, without the field that stands before it on its line."""
    if isinstance(error, RefusedError):
        return "; ".join(str(each._replace(record="", field="")) for each in error.problems)
    return str(error)


def _names(field: Field) -> Iterator[str]:
    yield from (each.replace("_", " ").replace(".", " ") for each in (field.stored, field.key, field.called))


def _leads(name: str, words: str) -> bool:
    return words == name or words.startswith(f"{name} ")
