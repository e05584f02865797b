"""The language of a report: its words, and how it writes numbers, money, dates, countries and regions."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NewType

from portfolio.errors import refuse
from portfolio.language import catalogue, forms, naming
from portfolio.reference import places
from portfolio.reference.places import LANGUAGES, Region

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from portfolio.dates import PartialDate
    from portfolio.language.naming import Name
    from portfolio.reference.codelist import CodeList

LOCALE = Path(__file__).with_name("locale")
"""Where the catalogues stand, one a language."""

Message = NewType("Message", str)
"""A word or sentence of the program's that is kept in a table before it is said; see `mark`."""


def mark(message: str) -> Message:
    """Return a message that is kept in a table and said later by `Language.marked`, so that catalogues have it."""
    return Message(message)


ORGANISATIONS = (
    mark("United Nations Counter-Terrorism Centre"),
    mark("United Nations Office of Counter-Terrorism"),
    mark("United Nations Peace and Development Trust Fund"),
    mark("European Union"),
    mark("Shura Council of Qatar"),
    mark("National People's Congress of China"),
)
"""Names that organisations have officially in the six languages; others go by the one name that is recorded."""


class Language:
    """One of the six official languages of the United Nations.

    The words are those of the catalogue `locale/CODE.po`; one that it has not is said in English.
    """

    def __init__(self, code: str) -> None:
        """Take the language of that code; raises RefusedError if it is none of the six."""
        if code not in LANGUAGES:
            raise refuse("--lang", code, f"is not a language of reports; they are {', '.join(LANGUAGES)}")
        self.code = code  # en, fr, es, ru, zh or ar
        self._forms = _forms(code)
        self._catalogue = _catalogue(code)
        self.right_to_left = self._forms.right_to_left  # whether it is written from right to left

    def word(self, message: str, **parts: object) -> str:
        """Return a sentence or word of the program's in this language, with its `{parts}` filled in.

        The message is written out in the call, where the test of the catalogues finds it. Parts keep their own order
        inside right-to-left text.
        """
        return self._filled(self._catalogue.one(message), parts)

    def words(self, one: str, many: str, count: int, **parts: object) -> str:
        """Return a message in the plural form that a count takes; `{count}` is the number as the language writes it."""
        return self._filled(self._catalogue.several(one, many, count), {"count": self.number(count), **parts})

    def marked(self, message: Message, **parts: object) -> str:
        """Return what `word` returns, of a message from a table."""
        return self._filled(self._catalogue.one(message), parts)

    def coded(self, codes: CodeList, word: str) -> str:
        """Return the label of a coded field's value; raises KeyError if the word is not of the list.

        A label that elsewhere is another word has its translation under the name of the list as its context.
        """
        return self._catalogue.one(codes.label(word), codes.name)

    def number(self, value: int | Decimal) -> str:
        """Return a number with the language's separators, with the decimals that it has."""
        return self._forms.number(value)

    def percent(self, value: Decimal) -> str:
        """Return a share in per cent."""
        return self._forms.percent(value)

    def money(self, currency: str, amount: Decimal) -> str:
        """Return an amount with its ISO 4217 code, all its decimals written."""
        return self._forms.money.format(code=currency, amount=self.number(amount))

    def date(self, value: PartialDate | dt.date) -> str:
        """Return a day, a month of a year, or a year."""
        return self._forms.date(value)

    @property
    def comma(self) -> str:
        """What stands between names in a list."""
        return self._forms.comma

    def listed(self, names: tuple[str, ...]) -> str:
        """Return names one after the other, each keeping its own order inside right-to-left text."""
        return self.comma.join(map(self.apart, names))

    def apart(self, text: str) -> str:
        """Return a name, title or code so that it keeps its order in text of this language; `word` does so itself."""
        return self._forms.apart(text)

    def joined(self, names: tuple[str, ...]) -> str:
        """Return names one after the other with *and* before the last."""
        if len(names) < 2:  # noqa: PLR2004 - one has no other to be joined with
            return self.listed(names)
        before, last = self.listed(names[:-1]), names[-1]
        if naming.conjunction(self.code, last):
            return f"{before} e {last}"
        return self.word("{names} and {last}", names=before, last=last)

    def organisation(self, name: str) -> Name:
        """Return the official name of an organisation of that English name, or the name as recorded."""
        if name not in ORGANISATIONS:
            return naming.organisation(self.code, name)
        alone, of = self._catalogue.one(name), self._catalogue.one(name, "of")
        return naming.organisation(self.code, alone, None if of == alone else of)

    def country(self, code: str) -> str:
        """Return the UN short name of a country or area (ISO 3166 alpha-2)."""
        return self._typeset(places.countries()[code].names[self.code])

    def country_name(self, code: str) -> Name:
        """Return the UN short name of a country or area in the forms of sentences."""
        return naming.country(self.code, code, self.country(code))

    def region(self, code: str, regions: Mapping[str, Region]) -> str:
        """Return the name of a region, the office's groups marked; one of the settings has a name in English alone."""
        found = regions.get(code)
        return self._typeset(places.region_label(found, self.code)) if found else code

    def _typeset(self, name: str) -> str:
        """Return a name of the reference table with the apostrophe that the language's other words have."""
        return name.replace("'", "’") if self.code == "fr" else name

    def _filled(self, message: str, parts: Mapping[str, object]) -> str:
        return message.format(**{name: self.apart(str(part)) for name, part in parts.items()}) if parts else message


@cache
def _catalogue(code: str) -> catalogue.Catalogue:
    return catalogue.Catalogue([]) if code == "en" else catalogue.read(LOCALE / f"{code}.po")


@cache
def _forms(code: str) -> forms.Forms:
    """Return the forms of a language: the CLDR's, with and the dates of the Organization's documents."""
    if code == "en":
        return forms.ENGLISH
    from babel import Locale  # noqa: PLC0415 - 35 ms that a report in English does without

    locale = Locale(code)
    signs = locale.number_symbols["latn"]
    own = {"zh": forms.CHINESE_MONTHS, "ar": forms.ARABIC_MONTHS}.get(code)
    right_to_left = locale.text_direction == "rtl"
    return forms.Forms(
        group=signs["group"],
        decimal=signs["decimal"],
        # The end of a negative number is marked as well, so that what follows stands where it would after a positive.
        negative=signs["minusSign"] + ("{}" + forms.RIGHT_TO_LEFT if right_to_left else "{}"),
        share=locale.percent_formats[None].pattern.replace("%", signs["percentSign"]).replace("#,##0", "{}"),
        money=_money(locale.currency_formats["standard"].pattern),
        comma=forms.COMMAS.get(code, ", "),
        dates=forms.DATES[code],
        months=own or _months(locale.months["format"]),
        months_alone=own or _months(locale.months["stand-alone"]),
        right_to_left=right_to_left,
        first=forms.FIRST_OF_MONTH.get(code, "1"),
    )


def _months(names: Mapping[str, Mapping[int, str]]) -> tuple[str, ...]:
    return tuple(names["wide"][month] for month in range(1, 13))


def _money(pattern: str) -> str:
    """Return how an amount stands beside the code of its currency, from the CLDR's pattern for a symbol."""
    positive = pattern.partition(";")[0].replace("#,##0.00", "{amount}")
    return positive.replace("¤{", "{code}\u00a0{").replace("¤", "{code}")
