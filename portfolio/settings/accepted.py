"""Values of single settings: each function returns one as it is used, or says what is wrong with it."""

import math
import re
from collections.abc import Callable

from portfolio.models.tables import CODE, NO_CODE
from portfolio.store import opening
from portfolio.text import clean, likely, shown

# A number in more digits than any code has, or in as many as another says.
_WIDE = r"\{[^}]*(?:\d{3}|\{)"
_LONGEST_WAIT = 3600
# Days: ten years, after which nobody calls anything open.
_LONGEST = 3650
# More projects than an office will have: their codes are the longest.
_MANY = 99_999
# The sections of a donor's report, in its order.
SECTIONS = (
    *("summary", "glance", "projects", "countries", "funds", "agreements", "due", "submitted"),
    *("places", "statement"),
)


def text(value: object) -> str:
    """Return text that says something, in NFC; raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("is not text; write it in quotation marks")  # noqa: TRY004 - one kind of error is collected
    if not clean(value):
        raise ValueError("is empty")
    return clean(value)


def currency(value: object) -> str:
    """Return an ISO 4217 code; raises ValueError."""
    from portfolio.reference import currencies  # noqa: PLC0415 - reads a table that defaults have no use for

    return currencies.parse(text(value))


def pattern(value: object) -> str:
    """Return a pattern that makes another code of each number; raises ValueError."""
    form = text(value)
    if re.search(_WIDE, form):
        raise ValueError("makes codes that are too long; {number:03} has three digits")
    try:
        made = [form.format(number=number) for number in (1, 2, _MANY)]
    except (LookupError, ValueError, AttributeError):
        made = [""]
    if len(set(made)) == 1:
        raise ValueError("does not make codes; write the number as {number} or {number:03}, as in P-{number:03}")
    if wrong := next((code for code in made if not re.fullmatch(CODE, code)), None):
        raise ValueError(f"makes “{shown(wrong)}”, which {NO_CODE}")
    return form


def purpose(value: object) -> str:
    """Return a purpose of the OECD DAC; raises ValueError."""
    if not re.fullmatch(r"[0-9]{5}", found := str(value)):
        raise ValueError("is no purpose of the OECD DAC, which has five digits, as 15210 has")
    return found


def purposes(value: object) -> dict[str, str]:
    """Return the code of a programme to its purpose; raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError('is not of the form {"PRG-001" = "15113"}')  # noqa: TRY004 - one kind of error is collected
    return {clean(key): purpose(each) for key, each in value.items()}


def file(value: object) -> str:
    """Return the path of a file; raises ValueError."""
    path = text(value)
    if "://" in path:
        raise ValueError("is an address; name a file")
    return path


def colour(value: object) -> str:
    """Return a colour as six hexadecimal digits behind a number sign; raises ValueError."""
    found = text(value)
    if not re.fullmatch(r"#?[0-9A-Fa-f]{6}", found):
        raise ValueError("is no colour of six hexadecimal digits, as #0B4F82 is")
    return f"#{found.removeprefix('#').upper()}"


def web_address(value: object) -> str:
    """Return an address of the web below which pages stand, without a slash at its end; raises ValueError."""
    found = text(value)
    if not re.fullmatch(r"https?://[^\s/?#@\\\"'<>]+(?:/[^\s?#\\\"'<>]*)?", found):
        raise ValueError("is no address of the web, as https://example.org/projects is")
    return found.rstrip("/")


def url(value: object) -> str:
    """Return where a register can be kept; raises ValueError."""
    return opening.checked(text(value))


def language(value: object) -> str:
    """Return the code of a language of reports; raises ValueError."""
    from portfolio.reference.places import LANGUAGES  # noqa: PLC0415 - reads tables that defaults have no use for

    if value not in LANGUAGES:
        raise ValueError(f"is not one of {', '.join(LANGUAGES)}")
    return str(value)


def sections(value: object) -> tuple[str, ...]:
    """Return which sections a donor's report has, in its own order; raises ValueError."""
    named = [value] if isinstance(value, str) else value
    if not isinstance(named, list) or not named:
        raise ValueError("is no list of sections")
    for each in named:
        if each not in SECTIONS:
            near = likely(str(each), SECTIONS)
            guess = f"did you mean {near}? The" if near else "the"
            raise ValueError(
                f"has “{shown(str(each))}”, which is no section; {guess} sections are {', '.join(SECTIONS)}"
            )
    return tuple(each for each in SECTIONS if each in named)


def seconds(value: object) -> float:
    """Return a time to wait, of at most an hour, in seconds; raises ValueError."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or math.isnan(value) or not 0 <= value <= _LONGEST_WAIT:  # type: ignore[arg-type,operator]
        raise ValueError(f"is not a number of seconds from 0 to {_LONGEST_WAIT:,}")
    return float(value)  # type: ignore[arg-type]


def yes_or_no(value: object) -> bool:
    """Return what is true or false; raises ValueError."""
    if not isinstance(value, bool):
        raise ValueError("is neither true nor false")  # noqa: TRY004 - one kind of error is collected
    return value


def count(most: int, least: int = 0) -> Callable[[object], int]:
    """Return what reads a whole number from `least` to `most`."""
    return _whole(least, most, f"is not a whole number from {least} to {most:,}")


def _whole(least: int, most: int, refusal: str) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(refusal)
        return value

    return read


def _word(words: tuple[str, ...], refusal: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(refusal)
        return str(value)

    return read


month = _whole(1, 12, "is not a month from 1 to 12")
days = _whole(1, _LONGEST, f"is not a number of days from 1 to {_LONGEST}")
end_or_start = _word(("end", "start"), 'is neither "end" nor "start"')
date_order = _word(("dmy", "mdy", "ymd"), "is not dmy, mdy or ymd")
