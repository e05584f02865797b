"""Values of fields as people type them, read into their stored form: names to codes, dates and amounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from portfolio.command_line import quoted
from portfolio.errors import ConflictError, Problem, RefusedError, UnknownNameError
from portfolio.fields.typed_names import Shared, misplaced, or_a_state, shared
from portfolio.models.tables import WORK
from portfolio.paths import named
from portfolio.query.names import Names
from portfolio.query.standing import removals
from portfolio.reference import codes, currencies, places, states
from portfolio.reference.name_matching import as_several
from portfolio.store.pictures import digest_of
from portfolio.text import clean
from portfolio.typed_amounts import amount_in, apart, money
from portfolio.typed_dates import understand_date, understand_period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from portfolio.desk import Desk
    from portfolio.reference.codelist import CodeList
    from portfolio.store.protocol import Transaction

_YES = {**dict.fromkeys(("yes", "y", "true", "1"), True), **dict.fromkeys(("no", "n", "false", "0"), False)}
# How the remedy begins of a name that the register has not.
IF_NEW = "If it is a new one, add it first:"
_GROUPED = re.compile(r"[0-9]{1,8}|[0-9]{1,3}(?:,[0-9]{3}){1,2}")
_RATE = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,10})?")
_OWNED = re.compile(r'"(?P<quoted>[^"]*:[^"]*)"\s*:(?P<rest>.*)|(?P<owner>[^:]*):(?P<number>.*)', re.DOTALL)


class Reading:
    """One reading of typed values inside a transaction: resolves names, collects problems, notes and sources given."""

    def __init__(self, desk: Desk, transaction: Transaction, record: str) -> None:
        self.desk = desk
        self.transaction = transaction
        self.record = record
        self.currency = ""  # that of the record whose amounts are read, where it is settled
        self.names = Names(transaction, desk.settings)
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.sources: list[dict[str, str]] = []

    def value(self, field: str, text: str, read: Callable[[Reading, str], Any]) -> Any:  # noqa: ANN401 - any stored value
        """Return what a reader makes of a text, or None with the problem noted."""
        try:
            return read(self, text)
        except ValueError as error:
            self.problems.append(Problem(self.record, field.replace("_", " "), text, str(error)))
            return None

    def amount(self, text: str) -> Decimal:
        """Return the amount that was typed; raises ValueError where it is none, or can be read in two ways."""
        return amount_in(self.currency, text, self.record.removeprefix("new ").partition(" ")[0])

    def picture(self, name: str) -> str:
        """Return the digest of the picture in a file, made small and plain, and keep it with the change."""
        from portfolio.files.images import plain_picture  # noqa: PLC0415 - few changes have a picture

        data = plain_picture(named(name))
        self.transaction.pictures[digest_of(data)] = data
        return digest_of(data)

    def is_name(self, text: str) -> bool:
        """Whether a text may name a country's government that the register has not, by a code as well as by a name."""
        del text
        return True

    def newcomer(self, text: str, noun: str, unknown: UnknownNameError) -> str:
        """Return the code of an organisation that is new, which `noun` enters; raises `unknown` with that remedy."""
        remedy = f"{IF_NEW} portfolio {noun} add {quoted(text)}"
        raise UnknownNameError(f"{unknown} {remedy}", unknown.suggestions) from None

    def finish(self) -> None:
        """Raise RefusedError if there were problems."""
        if self.problems:
            raise RefusedError(self.problems)


def plain(reading: Reading, text: str) -> str:
    """Return the text itself; its model checks it."""
    del reading
    return text


def line(reading: Reading, text: str) -> str:
    """Return a text as it is stored, so that it is known again in a list; raises ValueError."""
    del reading
    return clean(text)


def date(reading: Reading, text: str) -> str:
    """Return the stored form of a date, with a note where it was typed in another; raises ValueError."""
    found = str(understand_date(text, reading.desk.today, reading.desk.settings.date_habits))
    if found != text.strip():
        reading.notes.append(f"“{text.strip()}” is {found}.")
    return found


def period(reading: Reading, text: str) -> tuple[str, str]:
    """Return the first and the last day of a period, in their stored form; raises ValueError."""
    found = understand_period(text, reading.desk.today, reading.desk.settings.date_habits)
    return str(found.first or ""), str(found.last or "")


def told_of(reading: Reading, text: str) -> tuple[str, str]:
    """Return what a narrative tells of: the field that names it, and its key; raises UnknownNameError."""
    return reading.names.told_of(text)


def picture(reading: Reading, text: str) -> str:
    """Return the digest of a picture: of one that the register has, or of a file, which is kept with the change.

    Raises:
        RefusedError: There is no such file, or it is no picture.
        UsageError: The library that reads pictures is not installed.
    """
    name = text.strip()
    return name if re.fullmatch(r"[0-9a-f]{64}", name) else reading.picture(name)


def amount(reading: Reading, text: str) -> str:
    """Return the stored form of an amount, not yet written to its currency's minor unit; raises ValueError."""
    return format(reading.amount(text), "f")


def number(reading: Reading, text: str) -> str:
    """Return the stored form of a number, which may be negative; raises ValueError."""
    plain_text = text.strip()
    sign = "-" if plain_text.startswith("-") else ""
    try:
        found = sign + amount(reading, plain_text.removeprefix("-"))
        is_money = bool(apart(plain_text).currency)
    except ValueError:
        is_money = True
    if is_money:
        raise ValueError("is not a number such as 24, 1,200 or 37.5")
    return found


def measured(reading: Reading, text: str) -> str:
    """Return the value of an indicator: a number, also `15%` or `15/100` (its model checks that); raises ValueError."""
    value = text.strip()
    try:
        if value.endswith("%"):
            return f"{number(reading, value.removesuffix('%'))}%"
        return "/".join(number(reading, part) for part in value.split("/", 1))
    except ValueError:
        raise ValueError("is not a number such as 24, 1,200 or 37.5, nor a percentage such as 15% or 15/100") from None


def currency(reading: Reading, text: str) -> str:
    """Return an ISO 4217 code; raises ValueError."""
    del reading
    return currencies.parse(text)


def rate(reading: Reading, text: str) -> str:
    """Return how much one unit of a currency is worth; a comma could be read two ways, so raises ValueError."""
    del reading
    if not _RATE.fullmatch(text.strip()):
        raise ValueError("is not a rate; write it with a decimal point and no comma, as in 1.085")
    return text.strip()


def yes_or_no(reading: Reading, text: str) -> bool:
    """Return whether yes is meant; raises ValueError."""
    del reading
    if (meant := _YES.get(text.strip().lower())) is None:
        raise ValueError("is neither yes nor no")
    return meant


def is_yes(text: str) -> bool:
    """Whether a text says yes."""
    return _YES.get(text.strip().lower(), False)


def count(reading: Reading, text: str) -> int:
    """Return a number of people; raises ValueError."""
    del reading
    if not _GROUPED.fullmatch(text.strip()):
        raise ValueError("is not a whole number such as 24")
    return int(text.replace(",", ""))


def organisation(reading: Reading, text: str) -> str:
    """Return the code of an organisation of the register; raises UnknownNameError with the remedy."""
    try:
        return _known(reading, text)
    except UnknownNameError as unknown:
        return reading.newcomer(text, "partner", misplaced(text, "partner", unknown))


def _known(reading: Reading, text: str) -> str:
    """Return the code of an organisation of the register.

    Raises:
        UnknownNameError: The register has none of that name.
        ConflictError: The name is that of a State, and an organisation that is not this State holds it.
    """
    code = reading.names.organisation(text)
    held = reading.transaction.get("organisations", code) or {}
    state = states.state_named(text)
    if state:
        _refuse_holder(held, state)
    return code


def _refuse_holder(organisation: Mapping[str, Any], state: str) -> None:
    """Raise ConflictError with the remedy if an organisation holds the code or a name of a State that it is not."""
    for name in states.borrowed(organisation):
        if name.state == state:
            raise ConflictError(
                f"“{name.name}” is a code or name of {places.countries()[state].name}, and {organisation['name']} "
                f"({organisation['code']}) holds it. To put it right: {states.way_out(organisation, name)}"
            )


def government(text: str) -> dict[str, Any] | None:
    """Return a country's government as an organisation, if the text is exactly one of the country's names."""
    if not (alpha2 := states.state_named(text)):
        return None
    name = places.countries()[alpha2].name
    return {"code": alpha2, "name": name, "type": states.GOVERNMENT, "country": alpha2, "roles": ["funding"]}


def donor(reading: Reading, text: str) -> str:
    """Return the code of a donor; the exact name of a country adds its government as an organisation, with a note."""
    try:
        return _known(reading, text)
    except UnknownNameError as unknown:
        document = government(text) if reading.is_name(text) else None
        if document is None:
            knows = reading.names.knows
            several = as_several(
                text, "organisation", lambda part: knows("organisation", part) or bool(government(part))
            )
            return reading.newcomer(text, "donor", or_a_state(text, misplaced(text, "donor", several or unknown)))
    if holder := reading.transaction.get("organisations", document["code"]):
        _refuse_holder(holder, document["country"])
    document["code"] = free_key(reading.desk, reading.transaction, "organisations", document["code"])
    reading.transaction.put("organisations", document)
    reading.names = Names(reading.transaction, reading.desk.settings)
    reading.notes.append(f"Added the Government of {document['name']} ({document['code']}) as an organisation.")
    return str(document["code"])


def free_key(desk: Desk, transaction: Transaction, table: str, wanted: str) -> str:
    """Return the wanted key, or the first of it with a number behind it that no record has or had."""
    key, number = wanted, 1
    while taken(transaction, table, key) and not _is_freed(desk, transaction, table, key):
        number += 1
        key = f"{wanted}-{number}"
    return key


def _is_freed(desk: Desk, transaction: Transaction, table: str, key: str) -> bool:
    """Whether the record that had a key went as its adding was taken back, so that whoever is added again gets it."""
    if transaction.get(table, key) or any(change[:2] == (table, key) for change in transaction.changes()):
        return False
    gone = removals(desk.store.history(), {(table, key)})
    return (table, key) in gone and gone[table, key].frees


def taken(transaction: Transaction, table: str, key: str) -> bool:
    """Whether a record has or had the key; programmes and projects share theirs."""
    work = WORK if table in WORK else (table,)
    return any(transaction.get(each, key) is not None or transaction.retired(each, key) for each in work)


def target(reading: Reading, text: str) -> str:
    """Return the code of a project or programme; raises UnknownNameError."""
    try:
        return reading.names.target(text)
    except UnknownNameError as unknown:
        raise misplaced(text, "project or programme", unknown) from None


def programme(reading: Reading, text: str) -> str:
    """Return the code of a programme; raises UnknownNameError with the remedy."""
    try:
        return reading.names.programme(text)
    except UnknownNameError as unknown:
        misplaced(text, "programme", unknown)
        remedy = f"{IF_NEW} portfolio programme add {quoted(text)}"
        raise UnknownNameError(f"{unknown} {remedy}", unknown.suggestions) from None


def project(reading: Reading, text: str) -> str:
    """Return the code of a project; raises UnknownNameError."""
    try:
        return reading.names.project(text)
    except UnknownNameError as unknown:
        raise misplaced(text, "project", unknown) from None


def word(codelist: CodeList) -> Callable[[Reading, str], str]:
    """Return the reader of the words of a code list."""
    return lambda _, text: codelist.parse(text)


def record_of(table: str) -> Callable[[Reading, str], str]:
    """Return the reader of keys of a table."""
    return lambda reading, text: reading.names.record(table, text)


def country(reading: Reading, text: str) -> str:
    """Return the ISO 3166 alpha-2 code of a country; raises UnknownNameError."""
    return reading.names.country(text)


def region_code(reading: Reading, text: str) -> str:
    """Return the code of a region; raises UnknownNameError."""
    return reading.names.region(text)[0]


def country_share(reading: Reading, text: str) -> dict[str, str]:
    """Return a country with its share, typed `Kenya` or `KE:60`."""
    found = shared(text)
    return {"country": reading.names.country(found.name), **_share(found)}


def region_share(reading: Reading, text: str) -> dict[str, str]:
    """Return a region with its share, typed `Sahel` or `Sahel:40`."""
    found = shared(text)
    code, vocabulary = reading.names.region(found.name)
    return {"region": code, "vocabulary": vocabulary, **_share(found)}


def pillar_share(reading: Reading, text: str) -> dict[str, str]:
    """Return a pillar with its share, typed `II` or `II:50`; raises ValueError."""
    del reading
    found = shared(text)
    return {"pillar": codes.PILLAR.parse(found.name), **_share(found)}


def reference(reading: Reading, text: str) -> dict[str, str]:
    """Return a reference typed `OWNER: REFERENCE`, a colon in the owner's name quoted; raises ValueError."""
    del reading
    found = _OWNED.fullmatch(text.strip())
    parts = ((found["quoted"] or found["owner"]), (found["rest"] or found["number"])) if found else ("", "")
    owner, number = map(clean, parts)
    if not owner or not number:
        raise ValueError("does not say whose reference it is; write it as OWNER: REFERENCE, as in “UNPDF: 2016-05”")
    return {"owner": owner, "reference": number}


def source(reading: Reading, text: str) -> dict[str, str]:
    """Return a source: a web address, or a citation; raises ValueError."""
    del reading
    said = clean(text)
    return {"url": said} if re.match(r"https?://", said) else {"citation": said}


def booked(reading: Reading, text: str) -> dict[str, str]:
    """Return a booked value, typed `1200000 USD`; raises ValueError."""
    found = money(text)
    if not found.currency:
        raise ValueError("is not an amount and its currency, as in “1200000 USD”")
    return {"amount": amount(reading, found.amount), "currency": found.currency}


def _share(found: Shared) -> dict[str, str]:
    return {"share": found.share} if found.share else {}


def single(values: Sequence[str], field: str) -> str:
    """Return the one text given for a field; raises RefusedError where there are several."""
    if len(values) > 1:
        raise RefusedError([Problem("", field.replace("_", " "), " / ".join(values), "takes one value")])
    return values[0]
