"""Units that a heading gives figures beside their name: their currency, and whether they are thousands."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portfolio.reference import currencies

# A bracket, also one that is never closed.
_BRACKETS = re.compile(r"[(\[]([^)\]]*)(?:[)\]]|$)")
_WORD = re.compile(rf"{currencies.ANY_SIGN}|[^\W_]+")
_PLURALS = re.compile(r"\(s\)", re.IGNORECASE)
# Other brackets than those of ASCII, as Chinese has them.
BRACKETS_TOO = str.maketrans("（）［］【】", "()[][]")
_SPELLED = (
    (re.compile(r"\bU\.?S\.?\s*\$|\$\s*(?:U\.?S\.?\b|[ÉE]\.?-?U\.?\b)|ب?دولار(?:ات)?\s*الولايات\s*المتحدة"), " USD "),
    (re.compile(r"美元|долл(?:ар(?:ов|ы|ах)?|\.)?\s*США|(?:بال)?دولار(?:ات)?\s*(?:ال)?[أا]مريكي(?:ة)?"), " USD "),
    (
        re.compile(
            r"\bd[oó]lares\s+(?:estadounidenses|de(?:\s+los)?\s+(?:EE\.?\s*UU\.?|Estados\s+Unidos))", re.IGNORECASE
        ),
        "USD",
    ),
    (re.compile(r"\bdollars?\s+(?:des\s+[ÉE]tats-Unis|am[ée]ricains?|[ÉE]\.?-?U\.?)", re.IGNORECASE), "USD"),
    (re.compile(r"欧元|евро\b|(?:بال)?يورو"), " EUR "),
    (re.compile(r"日元"), " JPY "),
    (re.compile(r"人民币"), " CNY "),
    (re.compile(r"\b(?:d[oó]lares|доллар(?:ы|ов|ах)?)\b|(?:بال)?دولار", re.IGNORECASE), " $ "),
    (re.compile(r"\b(?:US|U\.S\.)\s+dollars?\b", re.IGNORECASE), "USD"),
    (re.compile(r"\beuros?\b", re.IGNORECASE), "EUR"),
    (re.compile(r"\bdollars?\b", re.IGNORECASE), "$"),
)
_ALL_SIGNS = frozenset((*currencies.SIGNS, *currencies.SHARED_SIGNS))
_SCALES = frozenset(
    re.split(
        r"\|",
        "thousand|thousands|thsd|ths|tsd|000|000s|1000|1000s|million|millions|mln|mio|mn|billion|billions"
        "|bn|mrd|millier|milliers|milliard|milliards|mille|miles|millon|millones|millón|lakh|lakhs|crore|crores"
        "|тыс|тысяч|тысячи|тысячах|млн|миллион|миллионов|миллионах|млрд|千|万|百万|亿|الف|ألف|آلاف|الاف|بالآلاف|مليون|ملايين"
        "|بالملايين",
    )
)
# Letters are a scale within brackets or beside a currency only.
_SHORT_SCALES = frozenset(("k", "m", "b", "mil", "t"))
_HARMLESS = frozenset(("in", "of", "the", "total", "amount", "en", "de", "des", "du", "в"))
# Codes that are words of English as well.
_WORDS_TOO = frozenset(("all", "top", "try"))
_LONGEST = 12
# Above a table: "in thousands", "USD million", "(thousands)"; a sum in a title ("USD 3 million") is none.
_SAID = r"(?i:000s?|thousands?|millions?|billions?|mn|mln|bn|milliers|milliards|miles|millones)"
_MONEY = rf"(?:{currencies.ANY_SIGN}|\b[A-Z]{{3}}\b)"
_ABOVE = re.compile(
    rf"(?i:\bin|\ben)\s+(?:\w+\s+)?['’]?{_SAID}\b"
    rf"|{_MONEY}\s*['’]?(?:{_SAID}|[km])\b"
    rf"|(?:\b[km]|['’]000)\s?{_MONEY}|\bk[{currencies.LETTERS}]|\b[kT][A-Z]{{3}}\b"
    rf"|\(['’]?{_SAID}\)"
    r"|(?i:\b(?:thousands|millions|billions)\s+of\s+(?:US\b|dollars|euros|usd|eur))"
    r"|['’]000\b"
)


class Units(NamedTuple):
    """What stands in a heading beside the name."""

    currency: str = ""  # the one currency that is named, or ""
    is_scaled: bool = False  # whether the figures are said to be thousands, millions or the like
    sign: str = ""  # a sign that several currencies have, or ""
    are_all: bool = True  # whether nothing else stands there

    @property
    def are_any(self) -> bool:
        """Whether it says anything of figures."""
        return bool(self.currency or self.sign or self.is_scaled)


def readings(heading: str) -> Iterator[tuple[str, Units]]:
    """Yield each name that a heading may give to figures, the longest first, with the units that stand beside it."""
    text = _spelled(heading)
    outside = _WORD.findall(_BRACKETS.sub(" ", text))
    inside = [word for each in _BRACKETS.findall(text) for word in _WORD.findall(each)]
    if not 0 < len(outside) <= _LONGEST:
        return
    bracketed = _units(inside)
    for length in range(len(outside), 0, -1):
        for start in range(len(outside) - length + 1):
            name, rest = outside[start : start + length], [*outside[:start], *outside[start + length :]]
            if not _ALL_SIGNS.isdisjoint(name):
                continue
            beside = _units(rest)
            if not rest or (beside.are_any and beside.are_all):
                together = _units([*rest, *inside])
                found = together._replace(are_all=bracketed.are_all and together.are_all)
                yield " ".join(name), found


def units_in(heading: str) -> Units:
    """Return the units anywhere in a heading whose name somebody else has said."""
    return _units(_WORD.findall(_spelled(heading)))


def says_scale(title: str) -> bool:
    """Return whether a line above a table says that its amounts are thousands, millions or the like."""
    return _ABOVE.search(title) is not None


def _spelled(heading: str) -> str:
    text = _PLURALS.sub("", heading.translate(BRACKETS_TOO))
    for pattern, code in _SPELLED:
        text = pattern.sub(code, text)
    return text


def _units(words: Sequence[str]) -> Units:
    named: list[str] = []
    sign, scaled, others, short = "", False, 0, 0
    for word in words:
        code, scale = _parted(word)
        if code:
            named.append(code)
            scaled |= scale
        elif word in currencies.SHARED_SIGNS:
            sign = word
        elif word.lower() in _SCALES:
            scaled = True
        elif word.lower() in _SHORT_SCALES:
            short += 1
        elif word.lower() not in _HARMLESS:
            others += 1
    if short and (named or sign or short == len(words)):
        scaled = True
    elif short:
        others += short
    one = len(set(named)) == 1
    return Units(named[0] if one else "", scaled, sign, not others and (one or not named))


def _parted(word: str) -> tuple[str, bool]:
    """Return the currency in a word, or "", and whether a scale is written to it, as in kEUR or USDm."""
    if word in currencies.SIGNS:
        return currencies.SIGNS[word], False
    known = currencies.currencies()
    if len(word) == _CODE:
        return (word.upper() if word.upper() in known and word not in _WORDS_TOO else ""), False
    for code, scale in ((word[:_CODE], word[_CODE:]), (word[-_CODE:], word[:-_CODE])):
        if code.isupper() and code in known and scale.lower() in _SCALES | _SHORT_SCALES:
            return code, True
    return "", False


_CODE = 3
