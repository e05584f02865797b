"""Text from people and files: cleaned on the way in, made harmless on the way out, folded to be compared."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

# C0 and C1 controls, the characters that reorder text (Unicode UAX #9), and those that hide in it or hide it (format
# controls, tags). The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji are spelled with them.
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_HIDDEN = "\u200b\u2028\u2029\u2060\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
# Patterns that are seldom needed are text: `re` compiles and keeps them when they are, and no command waits for them.
_FORBIDDEN = f"[{_CONTROL}{_BIDI}{_HIDDEN}]"
_UNSAFE_LINE = f"[\t\n{_CONTROL}{_BIDI}{_HIDDEN}]"
# What a program could do with a terminal, or with the order of what is read there.
_STEERING = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
# What a formula begins with, for a class of characters; in full width some spreadsheet programs take it for the same.
FORMULA_STARTS = r"=+\-@\t\r＝＋－＠"
# A plus sign tells names apart ("CT TECH+").
_NOT_WORD = re.compile(r"(?:[^\w+]|_)+")
# What programs leave in text without anybody seeing it, and without which it says the same.
_UNSEEN = "[\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c]"
# How near a word has to be to be suggested, of 100.
_LIKELY = 60
_MASKED = r"(://[^:/@\s]*:)\S*(@)|([?&](?:ssl)?password=)[^&\s]*()"

# Letters that have no decomposition into a base letter and an accent; and apostrophes, with what joins or parts letters
# without being seen.
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("'’‘ʼ`´\u200c\u200d")
)


def unhidden(value: str) -> str:
    """Return text without spaces of no width, soft hyphens and marks of direction, which nobody can see."""
    return value if value.isascii() else re.sub(_UNSEEN, "", value)


def western(text: str) -> str:
    """Return text with digits of every script as 0 to 9, and the signs between Arabic ones as a point and commas."""
    if text.isascii():
        return text
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return "".join(digits).replace("٫", ".").replace("٬", ",")


def clean(value: str, *, lines: bool = False) -> str:
    """Return text in NFC with outer space removed; lines may stay, or every run of white space becomes one space.

    Raises:
        ValueError: A control, bidi-override or other invisible character is in it; the message names it.
    """
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable() and (found := re.search(_FORBIDDEN, text)):
        code, place = ord(found.group()), f"at position {found.start() + 1}"
        # Python stands these for bytes that it could not read.
        if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - as above
            raise ValueError(f"holds the byte {code - 0xDC00:02X} {place}, which is no text; write it in UTF-8")
        raise ValueError(f"holds the control character U+{code:04X} {place}")
    if lines:
        return "\n".join(line.rstrip() for line in text.strip().split("\n")).replace("\t", " ")
    return " ".join(text.split())


def without_unseen(value: str) -> str:
    """Return text without the characters for which `clean` refuses it."""
    return re.sub(_FORBIDDEN, "", value.replace("\r\n", "\n").replace("\r", "\n"))


def shown(value: str) -> str:
    """Return text that cannot steer a terminal: control and bidi characters become U+FFFD, line breaks spaces."""
    if value.isprintable():
        return value if value.isascii() else re.sub(_UNSAFE_LINE, "\ufffd", value)
    return re.sub(_UNSAFE_LINE, lambda found: " " if found.group() in "\t\n" else "\ufffd", value)


def steady(value: str) -> str:
    """Return lines of text, such as a file's, that cannot steer a terminal: what could do so becomes U+FFFD."""
    return re.sub(_STEERING, "\ufffd", value)


def masked(value: str) -> str:
    """Return text without the passwords of addresses in it."""
    return re.sub(_MASKED, r"\1\3…\2\4", value)


def figures(value: str) -> str:
    """Return the text of a figure in the digits, separators and minus of ASCII: `figures("١٬٢٥٠٫٥") == "1,250.5"`.

    Known are the digits of Arabic, in the east too, and those of full width, as Chinese has them.
    """
    return value if value.isascii() else value.translate(_FIGURES)


_FIGURES = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９٬٫，．／－\u2212（）", "0123456789" * 3 + ",.,./--()")


def fold(value: str) -> str:
    """Return the form in which names are compared: no case, accents, punctuation or repeated space.

    `fold("Côte d’Ivoire") == fold("COTE D'IVOIRE") == "cote divoire"`. Letters of other scripts stay.
    """
    if value.isascii():
        plain = value.lower().replace("'", "").replace("`", "")
    else:
        plain = unicodedata.normalize("NFKD", value).casefold().translate(_FOLDED)
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain.replace("&", " and ")).strip()


def holding(phrase: str) -> Callable[[str], bool]:
    """Return the test whether the folded form of a text holds a phrase that is folded already.

    Few texts are folded for it: of most a look at their letters tells that the phrase cannot be in them.
    """
    words = phrase.split(" ")
    longest = max(words, key=len)

    def holds(text: str) -> bool:
        if not text.isascii() or "'" in text or "`" in text or "&" in text:
            return phrase in fold(text)
        # Of words that one space parts, folding changes nothing but the case.
        lower = text.lower()
        return longest in lower and (phrase in lower or (len(words) > 1 and phrase in fold(text)))

    return holds


def width(text: str) -> int:
    """Return how wide a line is, in digits: a Chinese character is two, an accent or a mark of direction none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(unicodedata.category(each) in {"Mn", "Cf"} for each in text)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 project`, `1,200 projects`."""
    return f"{number:,} {noun if number == 1 else plural or plural_of(noun)}"


def some(names: Sequence[str], most: int) -> str:
    """Return the first of some names, as many as are told, and how many there are more: `P-001, P-002 and 7 more`."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def beyond(count: int, most: int, then: str = "") -> list[str]:
    """Return the line below the first of many things, `… and 7 more`, with what follows in it; none where all stand."""
    return [f"… and {count - most:,} more{then}"] if count > most else []


def minute(time: str) -> str:
    """Return a time as the history keeps it, `2026-07-01T09:30:00Z`, as people read it: `2026-07-01 09:30`."""
    return time[:16].replace("T", " ")


def plural_of(noun: str) -> str:
    """Return a noun of the register in the plural: `projects`, `activities`."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def is_code(text: str) -> bool:
    """Return whether a text looks like the code of a record: `P-004`, `prg-1`."""
    return re.fullmatch(r"[A-Za-z]{1,4}-?[0-9]{1,6}", text.strip()) is not None


def likely(typed: str, known: Iterable[str]) -> str:
    """Return the word that somebody probably meant, or "" where none is near."""
    from rapidfuzz import process  # noqa: PLC0415 - wanted only when something is wrong

    found = process.extractOne(typed, list(known), score_cutoff=_LIKELY)
    return found[0] if found else ""


def toml(value: str | bool) -> str:
    """Return a text or a flag as TOML writes it: as JSON does, but for one control character."""
    import json  # noqa: PLC0415 - only files that people fill in need it

    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
