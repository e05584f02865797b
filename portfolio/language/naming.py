"""Names of countries and organisations as sentences hold them: with an article, after a preposition, one after another.

What a language would have to inflect is known of countries, by the reference table, and of the organisations whose
official names the catalogues have. Any other name is a text of the register: English adds an article where the words
ask for one, Chinese and Arabic leave names as they are, and the other languages have sentences with the name in
apposition.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from portfolio.reference.country_forms import country_forms
from portfolio.reference.places import countries

# What an English name ends with where it takes an article: the Arcadia Foundation.
_ENDINGS = (
    "Academy Administration Agency Alliance Assembly Association Authority Bank Board Bureau Centre Center Chamber "
    "Coalition Commission Committee Commonwealth Community Confederation Congress Corporation Council Court "
    "Delegation Department Directorate Embassy Emirates Facility Federation Foundation Fund Government Group "
    "Institute Institution Islands Kingdom League Ministry Mission Network Office Organisation Organization "
    "Parliament Partnership Principality Programme Program Republic Secretariat Senate Service Society States "
    "Sultanate Treasury Trust Union"
)
_NOUNS = frozenset(_ENDINGS.split())
# What it is of, too: the Government of Arcadia, the State of Arcadia.
_HEADS = _NOUNS | {"College", "Emirate", "State", "University"}
_PREPOSITIONS = frozenset({"of", "for", "on", "to", "in", "against"})
_ARTICLES = frozenset({"the", "a", "an"})
# Whose something is, which then needs no article: Qatar's Fund, but the People's Congress.
_SOMEBODYS = r"(?!People|Women|Children)\w+(?:['’]s|s['’])"
_PLAIN = r"[\w’'. -]*"
_VOWEL = r"(?i:[aeiouhàâäéèêëîïôöùûüæœ])"
# Spanish y is e before the sound i: Francia e Irlanda, but Arcadia y Hierro.
_SPANISH_I = r"(?i:[ií]|hi(?!e))"
_FRENCH = {"le": "du ", "la": "de la ", "les": "des ", "l'": "de l’"}
_SPANISH = {"el": "del ", "la": "de la ", "los": "de los ", "las": "de las "}


class Name(NamedTuple):
    """What a country or an organisation is called in a language."""

    alone: str  # in a list, under a label or after a colon
    told: str  # in a sentence, wherever it does not follow a preposition that changes it
    # After *of*, with what the language has for that: *the Netherlands*, *du Japon*, *de los Países Bajos*, *Японии*;
    # None where nothing says what it would be.
    of: str | None


def country(language: str, code: str, name: str) -> Name:
    """Return the forms of a country that is called so in a language."""
    forms = country_forms()[code]
    if language == "en":
        told = f"{forms.en} {name}".lstrip()
        return Name(name, told, told)
    if language == "ru":
        return Name(name, name, forms.ru)
    if language == "fr":
        elided = "d’" if re.match(_VOWEL, name) else "de "
        return Name(name, name, _FRENCH.get(forms.fr, elided) + name)
    if language == "es":
        return Name(name, name, _SPANISH.get(forms.es, "de ") + name)
    return Name(name, name, name)


def organisation(language: str, name: str, of: str | None = None) -> Name:
    """Return the forms of an organisation of that name; `of` is what the catalogue has for it after a preposition."""
    if language == "en":
        told = f"the {name}" if takes_article(name) else name
        return Name(name, told, told)
    return Name(name, name, name if language in {"zh", "ar"} else of)


def takes_article(name: str) -> bool:
    """Return whether an English sentence says *the* before a name."""
    words = name.split(" ")
    first, last = words[0], words[-1]
    if len(words) == 1 or first.lower() in _ARTICLES:
        return False
    if ("'" in first or "’" in first) and re.fullmatch(_SOMEBODYS, first):
        return False
    return last in _NOUNS or name == "United Nations" or _is_headed(words)


def _is_headed(words: Sequence[str]) -> bool:
    """Return whether something stands behind a noun that an article goes with, and nothing but words before it."""
    pairs = enumerate(pairwise(words[:-1]))
    places = (place for place, (noun, following) in pairs if noun in _HEADS and following in _PREPOSITIONS)
    return any(re.fullmatch(_PLAIN, " ".join(words[:place])) for place in places)


def in_english(name: str) -> str:
    """Return what a country or an organisation of an English name is called in an English sentence."""
    code = next((each.alpha2 for each in countries().values() if each.name == name), None)
    return country("en", code, name).told if code else organisation("en", name).told


def conjunction(language: str, following: str) -> bool:
    """Return whether the word for *and* has its other form before a name: Spanish *e* for *y*."""
    return language == "es" and bool(re.match(_SPANISH_I, following))
