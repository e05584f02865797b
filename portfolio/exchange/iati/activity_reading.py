"""The reading of a file of activities: its texts, amounts and days, and what could not be taken as it is."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from portfolio.dates import is_sensible
from portfolio.errors import Problem
from portfolio.exchange.iati.activity_rules import LANGUAGE
from portfolio.exchange.iati.extra import ElementTexts, bare
from portfolio.exchange.iati.xml_types import day, number
from portfolio.money import rounded
from portfolio.reference.currencies import currencies, digits
from portfolio.text import without_unseen

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Sequence
    from decimal import Decimal

    from portfolio.exchange.iati.xml_file import Node
    from portfolio.settings import Settings

# As many characters as a line and a note of a record hold.
LINE, NOTE = 500, 20_000
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,5});")
_MOST_DIGITS = 15  # of an amount or a value, before its decimals
_FINEST = 10
# So long are the parts of a file that are made once, and so many are they, at most.
_SHORT, _MOST = 2000, 4096
T = TypeVar("T")


class Party(NamedTuple):
    """An organisation as a file names it."""

    ref: str  # its identifier, or ""
    name: str  # what it is called, or ""
    type: str  # the code of what kind of body it is, or ""


class ActivityReading:
    """A file of activities while it is read."""

    def __init__(
        self,
        settings: Settings,
        today: dt.date,
        organisation: Callable[[Party, str], str],
        *,
        rounds: bool,
        knows_office: bool,
    ) -> None:
        """Begin to read a file.

        Args:
            settings: Those of the register.
            today: The day after which nothing has happened.
            organisation: Returns the code of an organisation in a role, or "" where it is not known.
            rounds: Whether amounts finer than their currency are rounded.
            knows_office: Whether the office is one of the organisations of the register.
        """
        self.knows_office = knows_office
        # What was not taken as it is, and the rule of the standard that it breaks or "", with how often.
        self.said: Counter[tuple[str, str]] = Counter()
        # What is wrong, by field and message: the first value, and the places.
        self._wrong: dict[tuple[str, str], tuple[str, list[str]]] = {}
        self.settings, self._organisation, self._rounds = settings, organisation, rounds
        self._until = today.isoformat()
        self._texts = ElementTexts()
        self.raw = self._texts.text  # returns an element as text, in the language and currency of its activity
        self._made: dict[tuple[object, ...], Any] = {}
        self.documents: dict[str, dict[str, Any]] = {}  # those that were read, by their ids
        # The sectors that work is published with, of which nothing need be kept.
        self.sectors = {settings.iati_sector, *settings.iati_sectors.values()}
        # Of the activity that is being read: the elements that are kept as text, by their names, and what it is called.
        self.kept: defaultdict[str, list[str]] = defaultdict(list)
        self.name = ""
        self.language = ""
        self.currency = ""

    def begin(self, node: Node, identifier: str) -> None:
        """Begin an activity with its identifier, and the language and currency that its texts and amounts go by."""
        self.name, self.kept = self._seen(identifier), defaultdict(list)
        self.language = node.get(LANGUAGE, "").lower()
        self.currency = node.get("default-currency", "").strip().upper()
        self._texts.begin(self.language, self.currency)

    def say(self, what: str, rule: str = "", times: int = 1) -> None:
        """Note what was not taken as it is, and by which rule of the standard."""
        self.said[what, rule] += times

    def refuse(self, place: str, field: str, value: str, message: str) -> None:
        """Note why the file is refused."""
        self._wrong.setdefault((field, message), (value, []))[1].append(place)

    def here(self, node: Node) -> str:
        """Return where an element is: its activity and line."""
        return f"{self.name or 'activity'}, line {node.sourceline}"

    @property
    def problems(self) -> list[Problem]:
        """Why the file is refused: each thing once, with where it is first and how often it is so again."""
        return [
            Problem(f"{places[0]}{f' and {len(places) - 1:,} more' if places[1:] else ''}", field, value, message)
            for (field, message), (value, places) in self._wrong.items()
        ]

    def keep(self, node: Node, what: str = "", rule: str = "") -> None:
        """Keep an element of the activity as it is in the file."""
        if what:
            self.say(f"{what} kept as it is", rule)
        self.kept[node.tag].append(self.raw(node))

    def once(self, text: str, besides: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what is made of a part of the file, once for all that have one text, unless there is none.

        What is said while it is made is said as often as it comes.
        """
        if not text or len(text) > _SHORT:
            return make()
        known = text, besides, self.language, self.currency
        found: T | None = self._made.get(known)
        if found is None:
            before = self.said.total()
            found = make()
            if self.said.total() == before and len(self._made) < _MOST:
                self._made[known] = found
        return found

    def rest(self, node: Node, read: Collection[Node], held: Collection[str]) -> list[str]:
        """Return what an element says beside children that are read and attributes that are held, as it is kept."""
        found = self.attributes(node, held)
        return self.bounded(found + [self.raw(each) for each in node if each not in read])

    def attributes(self, node: Node, held: Collection[str]) -> list[str]:
        """Return the attributes of an element beside those that are held, as they are kept."""
        if all(name in held for name in node.keys()):  # noqa: SIM118 - an element of lxml holds its children
            return []
        # For a prefix that nothing declares the file is refused at its end.
        given = {name: text for name, text in node.items() if name not in held and (name[0] == "{" or ":" not in name)}
        return [bare(node.tag, dict(sorted(given.items())))] if given else []

    def part(self, node: Node, read: Collection[Node], held: Collection[str]) -> list[str]:
        """Return the same as one element, if it says anything."""
        says_more = any(name not in held for name in node.keys()) or any(each not in read for each in node)  # noqa: SIM118 - an element of lxml holds its children
        return self.bounded([self.raw(node, read, tuple(held))]) if says_more else []

    def bounded(self, texts: Sequence[str]) -> list[str]:
        """Return the texts of elements that are short enough to be kept."""
        if self._texts.plain.issuperset(texts):  # as most are
            return [*texts]
        found = [self._seen(text) for text in texts if len(text) <= NOTE]
        if len(found) < len(texts) and (long := sum(len(text) > NOTE for text in texts)):
            self.say(f"element of more than {NOTE:,} characters left out", times=long)
        return found

    # Texts.

    def text(self, node: Node | None, longest: int = LINE) -> str:
        """Return what an element says in the language of the activity, else in English, else in the first there is."""
        found = self.narrative(node)
        return self.plain(found.text or "", longest) if found is not None else ""

    def plain(self, text: str, longest: int = LINE) -> str:
        """Return a text of the file as the register takes it: as it is meant, and no longer than a field."""
        # A search for the signs alone takes a tenth of the time, and few texts have one.
        if "&" in text and _ESCAPED.search(text):
            text = html.unescape(text)
            self.say("text with signs escaped twice, taken as meant")
        text = self._seen(" ".join(text.split()) if longest == LINE else text.strip())
        if len(text) <= longest:
            return text
        self.say(f"text of more than {longest:,} characters, cut")
        return text[: longest - 1].rstrip() + "…"

    def _seen(self, text: str) -> str:
        """Return a text without signs that nobody sees and that steer or hide what is read."""
        if text.isprintable() or (found := without_unseen(text)) == text:
            return text
        self.say("text with signs that nobody sees, taken without them")
        return found

    def line(self, node: Node, attribute: str = "ref") -> str:
        """Return what an attribute says as the register takes it: in one line, or "" where that is too long."""
        given = node.get(attribute)
        if not given:
            return ""
        text = self._seen(" ".join(given.split()))
        if len(text) <= LINE:
            return text
        self.say(f"{attribute} of more than {LINE:,} characters left out")
        return ""

    def narrative(self, node: Node | None) -> Node | None:
        """Return the narrative that `text` returns."""
        if node is None:
            return None
        given = [each for each in node if each.tag == "narrative" and (each.text or "").strip()]
        if len(given) < 2:  # noqa: PLR2004 - one is in whatever language it is
            return given[0] if given else None
        languages = [each.get(LANGUAGE, self.language).lower() for each in given]
        wanted = next((each for each in (self.language, "en", "") if each in languages), languages[0])
        return given[languages.index(wanted)]

    def is_foreign(self, narrative: Node) -> bool:
        """Whether a narrative is in a language that is said and is not English."""
        return (narrative.get(LANGUAGE) or self.language).lower().partition("-")[0] not in {"", "en"}

    def others(self, node: Node, taken: Sequence[Node] | None = None) -> list[str]:
        """Return an element with what it says beside the narratives that are taken, or `text`, as text, if anything.

        A text of `text` whose language is not English is told with its language.
        """
        chosen: Collection[Node] = taken or ()
        if taken is None:
            found = self.narrative(node)
            if found is not None and self.is_foreign(found):
                return [self.raw(node)]
            chosen = [found]
        if len(node) < 2:  # noqa: PLR2004 - there are no others
            return []
        given = node.iterchildren("narrative")
        has_others = any(each not in chosen and (each.text or "").strip() for each in given)
        return [self.raw(node, chosen)] if has_others else []

    # Organisations.

    def party(self, node: Node) -> Party:
        """Return the organisation that an element names."""
        return Party(self.line(node), self.text(node), node.get("type", "").strip())

    def organisation(self, party: Party, role: str) -> str:
        """Return the code of an organisation of the register, or "" where it is not named or not known."""
        return self._organisation(party, role) if party.ref or party.name else ""

    # Values.

    def day(self, node: Node | None, attribute: str = "iso-date") -> str:
        """Return a day as the register writes it, or ""."""
        return _stored(node.get(attribute, "")) if node is not None else ""

    def is_future(self, date: str) -> bool:
        """Whether a day has not come yet."""
        return date > self._until

    def amount(self, node: Node | None, what: str) -> tuple[Decimal, str] | None:
        """Return an amount with its currency; None where it is none that the register takes, and so is to be kept."""
        currency = (node.get("currency") or self.currency).strip().upper() if node is not None else ""
        found, written = _money(node.text or "", currency) if node is not None else (None, None)
        if node is None or found is None:
            is_long = node is not None and number(node.text or "") is not None
            why, rule = (f"of more than {_MOST_DIGITS} digits", "") if is_long else ("without an amount", "schema")
            self.say(f"{what} {why} kept as it is", rule)
            return None
        if written is None:
            why, rule = (
                ("in a currency that is none of ISO 4217", "9.94.1") if currency else ("without a currency", "7.8.1")
            )
            self.say(f"{what} {why} kept as it is", rule)
            return None
        if written in (found, 0):  # what comes to nothing is kept as it is
            return written, currency
        if self._rounds:
            self.say(f"amount of a {what} rounded to its currency")
            return written, currency
        message = f"is finer than {currency} has units; to round such amounts, say --round-amounts"
        self.refuse(self.here(node), what, format(found, "f"), message)
        return None

    def figure(self, value: str | None, measure: str) -> str | None:
        """Return a number of an indicator as the register takes it, or None."""
        text = (value or "").strip()
        found = number(text.removesuffix("%") if measure == "percentage" else text)
        if found is None or found.adjusted() >= _MOST_DIGITS:
            return None
        if -int(found.as_tuple().exponent) > _FINEST:
            self.say(f"value with more than {_FINEST} decimals, rounded")
            found = rounded(found, _FINEST)
        return format(found, "f")


# Many amounts and days of a file are the same.
@lru_cache(maxsize=4096)
def _money(text: str, currency: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the amount that a text is, and the same to the unit of its currency; None where it is none."""
    found = number(text)
    if found is None or found.adjusted() >= _MOST_DIGITS:
        return None, None
    return found, rounded(found, digits(currency)) if currency in currencies() else None


@lru_cache(maxsize=4096)
def _stored(text: str) -> str:
    found = day(text)
    return found.isoformat() if found and is_sensible(found.year) else ""


def stated(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any stored value
    """Return a record or part of the fields that say anything."""
    return {field: value for field, value in fields.items() if value}
