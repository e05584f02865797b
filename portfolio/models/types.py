"""The kinds of value that a record's fields hold, each with its check, its stored form and its schema."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from portfolio.dates import DATE_FORMS, PartialDate, parse_date
from portfolio.models.tables import CODE, NO_CODE
from portfolio.money import exact
from portfolio.reference import codes, currencies, places
from portfolio.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

    from portfolio.reference.codelist import CodeList

# Longer than any title or note in use, short enough that a pasted file is noticed.
_LINE_LENGTH = 500
_TEXT_LENGTH = 20_000
_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
_ADDRESS = r"https?://[^\s<>\"]+"
_YEAR = "(?:19|20|21)[0-9]{2}"
_LEAP_YEAR = "(?:(?:19|21)(?:0[48]|[2468][048]|[13579][26])|20(?:[02468][048]|[13579][26]))"
# What `parse_date` takes, for those who read a schema.
_DATE = (
    rf"{_YEAR}(?:-(?:0[13578]|1[02])(?:-(?:0[1-9]|[12][0-9]|3[01]))?|-(?:0[469]|11)(?:-(?:0[1-9]|[12][0-9]|30))?"
    rf"|-02(?:-(?:0[1-9]|1[0-9]|2[0-8]))?)?|{_LEAP_YEAR}-02-29"
)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text")  # noqa: TRY004 - Pydantic collects ValueErrors only
    return value


def _cleaned(value: object, longest: int, *, lines: bool = False) -> str:
    text = clean(_text(value), lines=lines)
    if not text:
        raise ValueError("is empty")
    if len(text) > longest:
        raise ValueError(f"is longer than {longest} characters")
    return text


def _line(value: object) -> str:
    return _cleaned(value, _LINE_LENGTH)


def _note(value: object) -> str:
    return _cleaned(value, _TEXT_LENGTH, lines=True)


def _element(value: object) -> str:
    text = _cleaned(value, _TEXT_LENGTH, lines=True)
    if not (text.startswith("<") and text.endswith(">")):
        raise ValueError("is not an element of XML")
    return text


def _code(value: object) -> str:
    # Not cleaned: a store holds a record under its code as it is written.
    text = _text(value)
    if not re.fullmatch(CODE, text):
        raise ValueError(NO_CODE)
    return text


def _decimal(value: object) -> Decimal:
    if isinstance(value, Decimal):
        value = format(value, "f")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.isascii() or not _PLAIN_DECIMAL.fullmatch(value):
        raise ValueError("is not a plain decimal number such as 1250000.00")
    try:
        return Decimal(value)
    except InvalidOperation:  # pragma: no cover - the pattern admits only what Decimal reads
        raise ValueError("is not a number") from None


def plain_decimal(value: object) -> Decimal | None:
    """Return a number that a field of numbers takes, or None where it would be refused."""
    try:
        return _decimal(value)
    except ValueError:
        return None


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("is not above zero")
    return value


def _share(value: Decimal) -> Decimal:
    if not 0 < value <= 100:  # noqa: PLR2004 - per cent
        raise ValueError("is not a share above 0 and up to 100 per cent")
    return value


def _currency(value: object) -> str:
    code = _text(value).strip().upper()
    currencies.digits(code)
    return code


def _country(value: object) -> str:
    line = _line(value)
    if line not in places.countries():
        raise ValueError("is not the two-letter code of a country or area (ISO 3166)")
    return line


def _date(value: object) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if not isinstance(value, str):
        raise ValueError(f"is not {DATE_FORMS}")  # noqa: TRY004 - Pydantic collects ValueErrors only
    return parse_date(value)


def _web_address(value: object) -> str:
    line = _line(value)
    if not re.fullmatch(_ADDRESS, line):
        raise ValueError("is not a web address beginning with http:// or https://")
    return line


class Coded:
    """Marks a field of a code list: read by any of a code's words, stored as its own word."""

    def __init__(self, codelist: CodeList) -> None:
        self._codelist = codelist

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object) -> str:
            return self._codelist.parse(_text(value))

        return core_schema.no_info_before_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        del schema, handler
        return {"type": "string", "enum": list(self._codelist.words)}


class Enumerated:
    """Marks a field of codes that a schema lists."""

    def __init__(self, listed: Callable[[], Iterable[str]]) -> None:
        self._listed = listed

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        del schema, handler
        return {"type": "string", "enum": sorted(self._listed())}


def patterned(pattern: str) -> WithJsonSchema:
    """Return the schema of texts that are as a regular expression says from end to end."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$"})


Line = Annotated[str, BeforeValidator(_line)]
Note = Annotated[str, BeforeValidator(_note)]
Element = Annotated[str, BeforeValidator(_element)]
Code = Annotated[str, BeforeValidator(_code), patterned(CODE)]
Currency = Annotated[str, BeforeValidator(_currency), Enumerated(currencies.currencies)]
Country = Annotated[str, BeforeValidator(_country), Enumerated(places.countries)]
WebAddress = Annotated[str, BeforeValidator(_web_address), patterned(_ADDRESS)]
_AS_TEXT = PlainSerializer(str, return_type=str)
Number = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    PlainSerializer(lambda value: format(value, "f"), return_type=str),
    patterned(_PLAIN_DECIMAL.pattern),
]
Amount = Annotated[Number, AfterValidator(_positive)]
Share = Annotated[Number, AfterValidator(_share)]
Date = Annotated[
    PartialDate,
    BeforeValidator(_date),
    _AS_TEXT,
    patterned(_DATE),
]

Status = Annotated[str, Coded(codes.STATUS)]
Scope = Annotated[str, Coded(codes.SCOPE)]
Kind = Annotated[str, Coded(codes.KIND)]
Owner = Annotated[str, Coded(codes.OWNER)]
Pillar = Annotated[str, Coded(codes.PILLAR)]
Role = Annotated[str, Coded(codes.ROLE)]
OrganisationType = Annotated[str, Coded(codes.ORGANISATION_TYPE)]
Classification = Annotated[str, Coded(codes.CLASSIFICATION)]
Earmarking = Annotated[str, Coded(codes.EARMARKING)]
MovementKind = Annotated[str, Coded(codes.MOVEMENT)]
ExpenditureKind = Annotated[str, Coded(codes.EXPENDITURE)]
BudgetType = Annotated[str, Coded(codes.BUDGET_TYPE)]
BudgetStatus = Annotated[str, Coded(codes.BUDGET_STATUS)]
ResultLevel = Annotated[str, Coded(codes.LEVEL)]
Measure = Annotated[str, Coded(codes.MEASURE)]
ActivityType = Annotated[str, Coded(codes.ACTIVITY_TYPE)]
Mode = Annotated[str, Coded(codes.MODE)]
NarrativeKind = Annotated[str, Coded(codes.NARRATIVE)]
Spoken = Annotated[str, Coded(codes.LANGUAGE)]


class Flaw(NamedTuple):
    """What is wrong between the fields of a record or part: the field to look at, its value, and why it is refused."""

    field: str
    value: str
    message: str


class FaultsError(ValueError):
    """All that is wrong between the fields of one record or part."""

    def __init__(self, faults: tuple[Flaw, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


# An empty list, made anew for each record: a plain [] is copied with such care that it doubles the time of a check.
EMPTY: Any = Field(default_factory=list, json_schema_extra={"default": []})


class StoredPart(BaseModel):
    """What records and their parts share: no unknown field is taken, and nothing changes once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if faults := tuple(self.faults()):
            raise FaultsError(faults)
        return self

    def faults(self) -> Iterator[Flaw]:
        """Yield what is wrong between fields that are each right by themselves."""
        yield from ()


def in_order(start: PartialDate | None, end: PartialDate | None, field: str = "end") -> Iterator[Flaw]:
    """Yield the fault of an end that lies wholly before its start; unknown dates have none."""
    if start and end and end.last < start.first:
        yield Flaw(field, str(end), f"is before the start, {start}")


def to_the_minor_unit(amount: Decimal, currency: str, field: str = "amount") -> Iterator[Flaw]:
    """Yield the fault of an amount that its currency cannot express (ISO 4217)."""
    try:
        exact(amount, currencies.digits(currency))
    except ValueError as error:
        yield Flaw(field, format(amount, "f"), str(error))


class Texts(StoredPart):
    """A text of a record in other languages than it was written in."""

    ar: Note | None = None
    en: Note | None = None
    es: Note | None = None
    fr: Note | None = None
    ru: Note | None = None
    zh: Note | None = None


class Titles(Texts):
    """A line of a record in other languages than it was written in."""

    ar: Line | None = None
    en: Line | None = None
    es: Line | None = None
    fr: Line | None = None
    ru: Line | None = None
    zh: Line | None = None


def said_twice(language: str | None, **translations: Titles | Texts | None) -> Iterator[Flaw]:
    """Yield the fault of a translation into the language that a record is written in."""
    for field, found in translations.items():
        if language and found and (text := getattr(found, language)):
            yield Flaw(f"{field} {language}", text, "is a translation into the language that the record is written in")


class Source(StoredPart):
    """Where a fact comes from, when it was so, and which value it supports."""

    url: WebAddress | None = None
    citation: Line | None = None
    as_of: Date | None = None
    field: Line | None = None
    value: Line | None = None
    uncertain: bool = False
    note: Note | None = None


class Record(StoredPart):
    """What every record carries beside its own facts; `revision` is that of the register which last wrote it."""

    note: Note | None = None
    tags: list[Line] = EMPTY
    classification: Classification = codes.UNCLASSIFIED
    sources: list[Source] = EMPTY
    revision: int = 0
