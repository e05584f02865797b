"""Names that were typed with a share or an amount beside them, taken apart."""

import re
from typing import NamedTuple

from portfolio.command_line import quoted
from portfolio.errors import SeveralNamesError, UnknownNameError
from portfolio.reference import currencies, places
from portfolio.reference.name_matching import joined
from portfolio.text import shown
from portfolio.typed_amounts import apart, typed_amount

# Behind a colon a bare number is a share; with its sign it may stand on either side.
_SHARED = tuple(
    map(
        re.compile,
        (
            r"(?P<name>.+):\s*(?P<share>[0-9.]+)\s*%?",
            r"(?P<name>.*[^\s:])\s+(?P<share>[0-9.]+)\s*%",
            r"(?P<share>[0-9.]+)\s*%\s*(?:(?:of|to|in)\s+)?(?P<name>\D.*)",
        ),
    )
)
_FROM = re.compile(r"^(?:from|by|of)\s+", re.IGNORECASE)
# A noun to what is said of an amount beside its name, and how that is entered.
_ENTERED = {
    "donor": "What a donor gives is entered by: portfolio contribution add {name} {amount} --for CODE",
    "partner": "What is paid to a partner is entered by: portfolio expenditure add CODE {amount}",
    "programme": "What a programme gives to a project is entered by: "
    "portfolio contribution allocate ID CODE {amount} --from {name}",
}


class Shared(NamedTuple):
    """A name and its share."""

    name: str
    share: str = ""  # "" of none


def shared(text: str) -> Shared:
    """Return a name and its share, typed `Kenya:60`, `Kenya 60%` or `60% Kenya`."""
    for form in _SHARED:
        if found := form.fullmatch(text.strip()):
            return Shared(found["name"].strip(), found["share"])
    return Shared(text)


def misplaced(text: str, noun: str, unknown: UnknownNameError) -> UnknownNameError:
    """Return why a name is unknown; raises UnknownNameError if it is because an amount or other names are beside it."""
    is_number = text.strip().isdigit() and unknown.suggestions  # of a record of that number
    if found := not is_number and _remedy(text, noun):
        raise UnknownNameError(f"No {noun} is called “{shown(text.strip())}”. {found}") from None
    if isinstance(unknown, SeveralNamesError):
        raise unknown
    return unknown


def or_a_state(text: str, unknown: UnknownNameError) -> UnknownNameError:
    """Return that a donor is unknown, with the States that may be meant where no organisation is near."""
    near = () if unknown.suggestions else places.country_index().suggestions(text)
    return UnknownNameError(f"{unknown} Did you mean {joined(near, 'or')}?", near) if near else unknown


def _remedy(text: str, noun: str) -> str:
    """Return what is to be done about a name of a noun that no record has, as it is one with an amount; "" if not."""
    if _is_measure(text, bare=bool(re.fullmatch(r"[\d.,' ]+", text.strip()))):
        return "That is an amount or a share; a name stands here."
    name, measure = _measured(text)
    if not name:
        return ""
    said = f"That is a name with “{shown(measure)}” beside it; here it stands alone: {shown(name)}."
    if measure.endswith("%") or noun not in _ENTERED:
        return said
    return f"{said} {_ENTERED[noun].format(name=quoted(name), amount=quoted(measure))}"


def _measured(text: str) -> tuple[str, str]:
    """Return a name, and the amount or share that was typed beside it; of another text a name of ""."""
    words = text.replace(":", ": ").split()
    for place in range(1, len(words)):
        head, tail = " ".join(words[:place]), " ".join(words[place:])
        if _is_measure(tail, bare=head.endswith(":")):
            return head.rstrip(": "), tail
        if _is_measure(head.rstrip(":")):
            return _FROM.sub("", tail), head.rstrip(":")
    return "", ""


def _is_measure(text: str, *, bare: bool = False) -> bool:
    """Whether a text is an amount with its currency, or a share; a `bare` one needs neither currency nor sign."""
    if re.fullmatch(r"[0-9.]+\s*%", text):
        return True
    try:
        found = apart(text)
        if found.currency:
            currencies.parse(found.currency)
        elif bare:
            typed_amount(text)
    except ValueError:
        return False
    return bare or bool(found.currency)
