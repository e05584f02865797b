"""Values of the cells of other people's spreadsheets: dates, amounts and words as a person would type them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from portfolio.dates import DATE_FORMS, parse_date
from portfolio.reference.currencies import ANY_SIGN, LETTERS, SHARED_SIGNS, SIGNS
from portfolio.text import figures, fold, unhidden
from portfolio.typed_amounts import POINTS, SCALES, TWO_SCALES
from portfolio.typed_dates import LAST_MONTH, YEAR_LAST, TwoReadings, written_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.fields.kinds import CellKind
    from portfolio.fields.sheet import SheetColumn
    from portfolio.files.grid import Cell

DECIMALS = ("point", "comma")

_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1950 to 2099
# What dates are stored as; whether there is such a day is found where it is read.
_STORED = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_SERIAL = re.compile(r"[0-9]{5}")
# A year or a day of a spreadsheet program that another program has made a binary number.
_POINT_ZERO = re.compile(r"(?<=^[0-9]{4})\.0$|(?<=^[0-9]{5})\.0$")
_SERIAL_DIGITS = 5
_EXCEL_EPOCH = dt.date(1899, 12, 30)

_CURRENCY = re.compile(rf"({ANY_SIGN}|[A-Za-z]{{3}})?\s*([^A-Za-z{LETTERS}]*?)\s*({ANY_SIGN}|[A-Za-z]{{3}})?")
_ABBREVIATED = re.compile(
    rf"({ANY_SIGN}|[A-Za-z]{{3}})?\s*([0-9][^A-Za-z{LETTERS}]*?)\s*({'|'.join((*SCALES, TWO_SCALES))})\.?"
    rf"\s*({ANY_SIGN}|[A-Za-z]{{3}})?",
    re.IGNORECASE,
)
_GROUPED = "[ \u00a0\u202f'’]"
_PLAIN = re.compile(r"[0-9]+")
_SPACED = re.compile(rf"[1-9][0-9]{{0,2}}(?:{_GROUPED}[0-9]{{3}})+(?:[.,][0-9]+)?")
_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
# One separator before three digits: thousands to some, decimals to others.
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
# A share as `15%`, or as a numerator and a denominator.
_PERCENTAGE = re.compile(r"([^/%]+)(/(?=[^/%])|%)([^/%]*)")
# Characters of a date or an amount; more is text, which the patterns above would take long over.
_LONGEST = 40
_NO_AMOUNT = "is not an amount; write it as 1250000 or 1,250,000.00"
# More decimals than any currency has: a thousands separator in the wrong place, or a rate.
_TOO_FINE = re.compile(r"[1-9][0-9]*[.,][0-9]{4,}")
# What is left of a long number in a file that was made of a sheet; digits that a number of a workbook has at most.
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
_MOST_DIGITS = 15
# What people write where they know nothing.
_UNKNOWN = frozenset(
    ("", "tbd", "tbc", "n a", "na", "nil", "none", "unknown", "to be determined", "to be confirmed", "not available")
)
_LEAVE_EMPTY = "leave the cell empty if it is not known"


class Habits(NamedTuple):
    """How a file writes what can be read in two ways."""

    dates: str = ""  # dmy, mdy or ymd, or "" where nobody has said
    decimal: str = ""  # point or comma, or "" where neither was said nor shows in the file


class Amount(NamedTuple):
    """An amount with what its cell says beside it: its sign, and its currency or ""."""

    text: str
    negative: bool = False
    currency: str = ""


def plain(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, dates as ISO 8601 writes them."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return unhidden(cell).strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "seconds")
    return cell.isoformat()


def understood(cell: Cell, kind: CellKind, habits: Habits) -> str:
    """Return what a person would type for a cell of a kind, whose sign or currency is not wanted.

    Raises:
        ValueError: It cannot be read, or can be read in two ways; the message says how to write it.
    """
    if kind == "date":
        return date_text(cell, habits)
    if kind in {"number", "count"} and _says_unknown(cell):
        raise ValueError(f"is not a number; {_LEAVE_EMPTY}")
    if kind == "number":
        if isinstance(cell, str) and (parts := _PERCENTAGE.fullmatch(cell.strip())):
            return "".join(part if part in ("/", "%") else _plain_number(part, habits) for part in parts.groups(""))
        return _plain_number(cell, habits)
    if kind == "flag":
        return {"x": "yes", "✓": "yes", "✔": "yes", "y": "yes", "n": "no"}.get(plain(cell).lower(), plain(cell))
    return plain(cell)


def _plain_number(cell: Cell, habits: Habits) -> str:
    if cell == "":
        return ""
    found = amount(cell, habits, money=False)
    if found.currency:
        raise ValueError("is an amount of money, not a number")
    return f"-{found.text}" if found.negative else found.text


def date_text(cell: Cell, habits: Habits) -> str:
    """Return the stored form of the date in a cell: 2018, 2018-07 or 2018-07-15.

    Understood are ISO 8601, days of spreadsheet programs (43296), 15 July 2018 in the six languages, 07/2018,
    2018/07/15, 15-Jul-18, and 15/07/2018 where it can mean one day only or the habits say which. A time of day behind
    it is passed over.

    Raises:
        ValueError: It is none of these, or can mean two days.
    """
    written = cell.date().isoformat() if isinstance(cell, dt.datetime) else plain(cell)
    text = _POINT_ZERO.sub("", figures(written[: _LONGEST + 1]))
    if _says_unknown(cell):
        raise ValueError(f"is not a date; {_LEAVE_EMPTY}")
    if len(text) > _LONGEST:
        raise ValueError(f"is not {DATE_FORMS}")
    if _STORED.fullmatch(text) or _SERIAL.fullmatch(text):
        return _serial(int(text)) if len(text) == _SERIAL_DIGITS else str(parse_date(text))
    try:
        return str(written_date(text, habits.dates, strict=True))
    except TwoReadings as both:
        raise ValueError(f"can be {both.readings}; say which with --dates dmy or --dates mdy") from None


def _serial(number: int) -> str:
    """Return the day that spreadsheet programs count as a number, 1 for 1 January 1900."""
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise ValueError("is a number that is no day of this or the last century")
    return (_EXCEL_EPOCH + dt.timedelta(number)).isoformat()


def order_shown(cells: Iterable[Cell]) -> dict[str, str]:
    """Return the orders of day and month that texts show which can be read in one way only, each with one such text."""
    shown: dict[str, str] = {}
    for first, second, text in _numbered_days(cells):
        if first > LAST_MONTH >= second:
            shown.setdefault("dmy", text)
        elif second > LAST_MONTH >= first:
            shown.setdefault("mdy", text)
    return shown


def is_either(cell: Cell) -> bool:
    """Return whether a text can be read as two days."""
    return any(first != second and max(first, second) <= LAST_MONTH for first, second, _ in _numbered_days((cell,)))


def _numbered_days(cells: Iterable[Cell]) -> Iterator[tuple[int, int, str]]:
    """Yield the two numbers before the year of days that are written as three numbers, each with its text."""
    for cell in cells:
        if isinstance(cell, str) and len(cell) <= _LONGEST and (found := YEAR_LAST.match(figures(plain(cell)))):
            yield int(found[1]), int(found[2]), found[0]


def spoiled(field: SheetColumn, cell: Cell) -> bool:
    """Return whether a number of somebody's, no amount, is not the one that was entered: 4.892E+09."""
    if field.kind != "code" and field.key not in {"reference", "ref"}:
        return False
    if isinstance(cell, Decimal):
        return cell.adjusted() >= _MOST_DIGITS
    return isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell.strip()) is not None


def _says_unknown(cell: Cell) -> bool:
    """Return whether a cell says in a word or a sign that its value is not known."""
    return isinstance(cell, str) and 0 < len(cell.strip()) <= _LONGEST and fold(cell) in _UNKNOWN


def amount(cell: Cell, habits: Habits, *, money: bool = True, signs: str = "") -> Amount:
    """Return the amount in a cell: 1,250,000.00, 1 250 000,00, 1.250.000,00, (1,200), USD 1,250,000 or 1.2m.

    Money has three decimals at most. Signs of currencies may stand in it where the sheet says elsewhere which it is.

    Raises:
        ValueError: It is in digits that few know, can be read in two ways, or is an abbreviated number but no money.
    """
    if isinstance(cell, Decimal):
        if not cell.is_finite() or abs(cell.adjusted()) > _LONGEST:
            raise ValueError(_NO_AMOUNT)
        return Amount(_without_noise(format(abs(cell), "f"), money=money), cell < 0)
    if _says_unknown(cell):
        raise ValueError(f"is not an amount; {_LEAVE_EMPTY}")
    text = figures(plain(cell))
    if signs:
        text = re.sub(f"[{signs}]", "", text, count=1).strip()
    if len(text) > _LONGEST:
        raise ValueError(_NO_AMOUNT)
    bracketed = text.startswith("(") and text.endswith(")")
    signed, text = _signed(text[1:-1].strip() if bracketed else text)
    if found := _ABBREVIATED.fullmatch(text):
        if not money:
            raise ValueError("is abbreviated; write it out, as in 1200000")
        currency = _currency(found[1] or "", found[4] or "")
        return Amount(_scaled(found[2].strip(), found[3].lower(), habits.decimal), bracketed or signed, currency)
    found = _CURRENCY.fullmatch(text)
    if not found:
        raise ValueError(_NO_AMOUNT)
    again, number = _signed(found[2].strip())
    if bracketed + signed + again > 1:
        raise ValueError("has more than one sign; write -1200 or (1,200)")
    currency = _currency(found[1] or "", found[3] or "")
    number = _number(number, habits.decimal, money=money)
    return Amount(_without_noise(number, money=money), bracketed or signed or again, currency)


def _scaled(number: str, scale: str, decimal: str) -> str:
    """Return an abbreviated amount written out; raises ValueError where it can be read in two ways."""
    found = Decimal(_number(number, decimal, money=False))
    if scale == TWO_SCALES:
        few, many = found.scaleb(SCALES["k"]), found.scaleb(SCALES["m"])
        raise ValueError(f"can be {few:,f} or {many:,f}; write the one that is meant")
    return format(found.scaleb(SCALES[scale]), "f")


# Decimals that a sum has at most, and in which what binary numbers add shows: 41133.770000000004.
_MONEY_DECIMALS, _NOISY, _NUMBER_DECIMALS = 3, 6, 10


def _without_noise(number: str, *, money: bool) -> str:
    """Return a number without the last digits that come of counting in binary; a decimal that was written stays."""
    decimals = len(number.partition(".")[2])
    if decimals <= (_NOISY if money else _NUMBER_DECIMALS):
        return number
    near = Decimal(number).quantize(Decimal(1).scaleb(-(_NOISY if money else _NUMBER_DECIMALS))).normalize()
    exponent = near.as_tuple().exponent
    if money and isinstance(exponent, int) and -exponent > _MONEY_DECIMALS:
        return number
    return format(near, "f")


def _signed(text: str) -> tuple[bool, str]:
    """Return whether a minus stands before or behind, and the text without it."""
    if text.startswith("-"):
        return True, text[1:].strip()
    return (True, text[:-1].strip()) if text.endswith("-") else (False, text)


def _currency(before: str, behind: str) -> str:
    sign = before or behind
    if (before and behind) or sign in SHARED_SIGNS:
        raise ValueError(f"does not say whose {sign} it is; write the code, as in USD 1,250,000")
    return SIGNS.get(sign, sign.upper())


def _number(text: str, decimal: str, *, money: bool) -> str:
    """Return a number with a decimal point and no other sign; raises ValueError."""
    if _PLAIN.fullmatch(text) and text.isascii():
        return text
    if not text.isascii() and not re.fullmatch(rf"(?:[0-9.,]|{_GROUPED})+", text):
        raise ValueError(_NO_AMOUNT)
    if money and not decimal and _TOO_FINE.fullmatch(text):
        raise ValueError("has more decimals than any currency; write it as 1250000, or say --decimal point or comma")
    if _EITHER.fullmatch(text) and not decimal:
        whole, part = re.split("[.,]", text)
        raise ValueError(f"can be {whole}{part} or {whole}.{part}; say which with --decimal point or --decimal comma")
    if _SPACED.fullmatch(text):
        return re.sub(_GROUPED, "", text).replace(",", ".")
    if decimal != "comma" and _COMMAS.fullmatch(text):
        return text.replace(",", "")
    if (
        decimal != "point"
        and POINTS.fullmatch(text)
        and not (decimal == "" and text.count(".") == 1 and "," not in text)
    ):
        return text.replace(".", "").replace(",", ".")
    if _DECIMAL.fullmatch(text) and decimal in ("", "comma" if "," in text else "point"):
        return text.replace(",", ".")
    raise ValueError(_NO_AMOUNT)


def decimal_shown(cells: Iterable[Cell]) -> str:
    """Return how texts write decimals where they can be read in one way only: point or comma; "" if none or both do.

    A separator that stands twice parts thousands, so that the other one is for decimals.
    """
    shown = set()
    for cell in cells:
        if not isinstance(cell, str) or len(cell) > _LONGEST:
            continue
        digits = re.sub(r"[^0-9.,]", "", figures(cell))
        if _EITHER.fullmatch(digits) or _TOO_FINE.fullmatch(digits):
            continue
        last = max(digits.rfind("."), digits.rfind(","))
        if last >= 0 and digits.count(digits[last]) == 1:
            shown.add("point" if digits[last] == "." else "comma")
        elif _COMMAS.fullmatch(digits) or POINTS.fullmatch(digits):
            shown.add("point" if digits[last] == "," else "comma")
    return shown.pop() if len(shown) == 1 else ""
