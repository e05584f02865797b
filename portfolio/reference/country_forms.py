"""The forms of countries' short names in sentences: the article, and in Russian the genitive."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from portfolio.reference.tsv import rows


class CountryForms(NamedTuple):
    """The forms of one country's short names, as the United Nations uses them."""

    # The definite article (`the`, `le`, `los` …); "" where the name stands without one.
    en: str
    fr: str
    es: str
    ru: str  # the genitive


@cache
def country_forms() -> Mapping[str, CountryForms]:
    """Return the forms of every country and area by alpha-2 code."""
    return MappingProxyType({code: CountryForms(*forms) for code, *forms in rows("country_forms")})
