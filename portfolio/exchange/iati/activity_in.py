"""An activity of IATI as records: a programme or project, and the money, results and documents that belong to it.

What the register has no field for is kept as it is in the file, to be written again, or is said to be left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from portfolio.exchange.iati import standard, texts
from portfolio.exchange.iati.activity_out import CATEGORY, DEFAULTS, HTML, IATI, PILLARS, PROGRAMMES, STRATEGY
from portfolio.exchange.iati.activity_reading import ActivityReading, stated
from portfolio.exchange.iati.activity_rules import LANGUAGE
from portfolio.exchange.iati.extra import activity_schema, in_order, made
from portfolio.exchange.iati.money_in import MoneyIn, key
from portfolio.exchange.iati.places_in import PLACES, among, places_in, places_moved
from portfolio.exchange.iati.results_in import outcome
from portfolio.exchange.iati.xml_file import Node, by_tag
from portfolio.models.tables import CODE
from portfolio.query.fits import covered
from portfolio.reference import codes

_CODE = re.compile(CODE)
_NO_SIGN = re.compile(r"[^A-Za-z0-9._+-]+")
_LONGEST_CODE, _MARK = 50, 10
_ACCOUNTABLE = "accountable"
_DATES = ("planned_start", "planned_end"), ("actual_start", "actual_end")
_WEB = re.compile(r"https?://[^\s<>\"]+")
_MONEY = ("budget", "planned-disbursement", "transaction")
_OF_PARTICIPANTS = ("ref", "type", "role", LANGUAGE)
_CITED = ("title", "document-date")
_HEAD = ("iati-identifier", "reporting-org", "title", "description", "other-identifier", "participating-org")
_KIND = ("activity-status", "activity-date", "activity-scope", "sector", "tag", "related-activity")
_PLACES = ("recipient-country", "recipient-region", "location")
# What is looked at one by one; the rest is kept.
_READ = frozenset((*_HEAD, *_KIND, *_PLACES, *_MONEY, "document-link", "result"))


@cache
def _had_once() -> list[str]:
    """Return the names of the elements of which an activity has one at most."""
    return [tag for tag, (_, place) in activity_schema().children.items() if place.most == 1]


class Related(NamedTuple):
    """Another activity that one names."""

    kind: str  # the code of how it is related: 1 is a parent, 2 a child
    identifier: str
    text: str  # the element as it is kept where there is no such record


class Taken(NamedTuple):
    """An activity as records."""

    identifier: str
    code: str
    line: int
    is_own: bool  # whether it is one of the office that the register is of
    hierarchy: str
    record: dict[str, Any]  # the programme or project, but for what it belongs to
    related: Sequence[Related]
    others: Sequence[tuple[str, dict[str, Any]]]  # table and record of all else


def code_of(identifier: str, reporting: str) -> str:
    """Return the code of the activity of an identifier: its own of the office's, else the identifier as a code."""
    own = identifier.removeprefix(f"{reporting}-")
    if own != identifier and _CODE.fullmatch(own):
        return own
    if len(identifier) <= _LONGEST_CODE and _CODE.fullmatch(identifier):
        return identifier
    mark = hashlib.sha256(identifier.encode()).hexdigest()[:_MARK]
    plain = _NO_SIGN.sub("-", identifier).strip("-._+")[: _LONGEST_CODE - _MARK - 1]
    return f"{plain}-{mark}" if plain else f"IATI-{mark}"


def activity(source: ActivityReading, node: Node, regions: Any) -> Taken | None:  # noqa: ANN401 - as of `places.regions`
    """Return an activity as records; None where it is refused, as it has no identifier."""
    of = by_tag(node)
    named = of.get("iati-identifier", ())
    source.begin(node, " ".join((named[0].text or "").split()) if named else "")
    if not source.name:
        source.refuse(
            source.here(node), "iati-identifier", "", "is missing, and nothing else tells an activity from others"
        )
        return None
    code = code_of(source.name, source.settings.reporting_org)
    return _Activity(source, node, of, code, regions).taken()


class _Activity:
    """An activity while it is read."""

    def __init__(
        self,
        source: ActivityReading,
        node: Node,
        of: dict[str, list[Node]],  # tag to the elements of that name that it holds
        code: str,
        regions: Any,  # noqa: ANN401 - as above
    ) -> None:
        self._source, self._node, self._of, self._code, self._regions = source, node, of, code, regions
        self._narratives: list[dict[str, Any]] = []
        reporting = self._of.get("reporting-org", [None])[0]
        own = source.settings.reporting_org
        self._is_own = source.name.startswith(f"{own}-") and reporting is not None and reporting.get("ref") == own
        self._money = MoneyIn(source, code, is_own=self._is_own)

    def taken(self) -> Taken:
        """Return it as records."""
        source = self._source
        self._part_doubles()
        self._take_money()
        record: dict[str, Any] = {"code": self._code, "title": source.name, **self._told()}
        record |= stated(status=self._status(), scope=self._scope())
        record |= self._dates()
        record |= self._places(record.get("scope"))
        pillars, programme = self._sectors()
        record |= stated(pillars=pillars, organisations=self._participants(), refs=self._refs())
        others = self._others()
        documents = [self._document(each) for each in self._of.get("document-link", ())]
        record |= stated(
            budgets=self._money.budgets, documents=list(dict.fromkeys(each["id"] for each in documents if each))
        )
        self._head()
        self._rest()
        record |= stated(extra=source.bounded(in_order(source.kept)))
        others += [("documents", each) for each in documents if each]
        hierarchy = self._node.get("hierarchy", "").strip()
        related = [*programme, *self._related()]
        return Taken(source.name, self._code, self._node.sourceline, self._is_own, hierarchy, record, related, others)

    def _part_doubles(self) -> None:
        """Leave out what stands again though it may stand once."""
        for tag in _had_once():
            if len(nodes := self._of.get(tag, ())) > 1:
                self._source.say(f"further {tag} of an activity, which has one, left out", "schema", len(nodes) - 1)
                del self._of[tag][1:]

    def _take_money(self) -> None:
        takers = (self._money.budget, self._money.planned, self._money.transaction)
        for tag, take in zip(_MONEY, takers, strict=True):
            for each in self._of.get(tag, ()):
                take(each)
        self._money.settle()

    def _head(self) -> None:
        """Keep what the element itself says beside its currency, and who reports it where that is another body."""
        source, held = self._source, {"hierarchy", "default-currency", "last-updated-datetime"}
        # Each text says its own, but for one that the register has no word for.
        if texts.base_of(self._node.get(LANGUAGE, "")) in texts.SPOKEN:
            held.add(LANGUAGE)
        source.kept[self._node.tag] += source.attributes(self._node, held)
        if self._is_own:
            return
        for each in self._of.get("reporting-org", ()):
            source.keep(each)
        if "reporting-org" not in self._of:
            # Where nobody reports it, it is not the office that does.
            source.kept["reporting-org"].append(made("reporting-org"))

    # What it is.

    def _told(self) -> dict[str, Any]:
        """Return its title and description with their translations; other descriptions are kept."""
        title = self._of.get("title", [None])[0]
        described = self._of.get("description", [])
        first = described[0] if described and described[0].get("type", "1") == "1" else None
        for each in described:
            if each is first:
                continue
            if self._is_own and (narrative := texts.narrative_of(each, self._code)):
                self._narratives.append(narrative)
            else:
                self._source.keep(each)
        found, taken = texts.read(self._source, title, first)
        if "title" not in found:
            self._source.say("activity without a title, called by its identifier", "4.3.1")
        for each in (title, first):
            if each is not None:
                self._source.kept[each.tag] += self._source.others(each, taken)
        return texts.without_echoes(found)

    def _status(self) -> str | None:
        given = self._of.get("activity-status", ())
        found = codes.STATUS.word(given[0].get("code")) if given else None
        if given and not found:
            self._source.keep(given[0], "status that is none of the standard", "9.5.1")
        return found

    def _scope(self) -> str | None:
        given = self._of.get("activity-scope", ())
        found = codes.SCOPE.word(given[0].get("code")) if given else None
        if given and not found:
            self._source.keep(given[0])
        return found

    def _dates(self) -> dict[str, str]:
        """Return its dates; what is no date, stands twice, lies ahead or ends too early is kept as it is."""
        source = self._source
        found: dict[str, str] = {}
        nodes: dict[str, Node] = {}
        # In the order in which they are written.
        for each in sorted(self._of.get("activity-date", ()), key=lambda each: each.get("type", "")):
            field, date = codes.DATE.word(each.get("type")), source.day(each)
            if "iso-date" not in each.attrib:
                source.say("date of an activity without a day left out", "schema")
            elif not field or not date or field in found:
                self._source.keep(each, "date of an activity that is none or stands twice", "schema")
            elif field.startswith("actual") and source.is_future(date):
                self._source.keep(each, "actual date in the future", "11.1.4" if field == "actual_start" else "11.1.5")
            else:
                found[field], nodes[field] = date, each
        for start, end, rule in ((*_DATES[0], "11.1.2"), (*_DATES[1], "11.1.3")):
            self._end(found, nodes, start, end, rule)
        if ("actual_start" in found) != ("actual_end" in found):
            start = "actual_start" if "actual_start" in found else "planned_start"
            self._end(found, nodes, start, "actual_end" if "actual_end" in found else "planned_end", "11.1.2")
        for each in map(nodes.__getitem__, found):
            if len(each) or len(each.attrib) > 2:  # noqa: PLR2004 - type and date
                source.kept[each.tag].append(source.raw(each, (), ("iso-date",)))
        return found

    def _end(self, found: dict[str, str], nodes: dict[str, Node], start: str, end: str, rule: str) -> None:
        if start in found and end in found and found[end] < found[start]:
            del found[end]
            self._source.keep(nodes[end], "end before the start", rule)

    def _places(self, scope: str | None) -> dict[str, Any]:
        source, of = self._source, self._of
        nodes = [*of.get("recipient-country", ()), *of.get("recipient-region", ())]
        found = places_in(source, nodes, of.get("location", ()), scope, self._regions)
        if not (nodes or found) and not (self._is_own and scope == "global"):
            return places_moved(of.get("transaction", ()), self._regions)
        # What expenditures are spent on has to be among the places of the activity, if it has any.
        spent = list(self._money.countries)
        if nodes and self._money.has_places:
            source.say("activity with places of its own and on its transactions, both of which are kept", "3.6.2")
            for each in nodes if source.kept.keys().isdisjoint(PLACES) else ():
                source.keep(each)
        held = covered({**found, "scope": scope}, self._regions) if spent else []
        if held and not all(any(each in place for place in held) for each in spent):
            found = among(found, spent)
        return found

    def _sectors(self) -> tuple[list[dict[str, str]], list[Related]]:
        """Return its pillars, and the programme that it belongs to; other sectors and tags are kept."""
        source = self._source
        pillars: list[Node] = []
        programme: list[Related] = []
        for each in [*self._of.get("sector", ()), *self._of.get("tag", ())]:
            code, vocabulary = each.get("code", ""), each.get("vocabulary", "1")
            is_default = vocabulary == "1" and code in source.sectors and "percentage" not in each.attrib
            if vocabulary == PILLARS and code in _PILLARS and each.get("vocabulary-uri") == STRATEGY:
                pillars.append(each)
            elif self._is_own and vocabulary == PROGRAMMES and each.tag == "sector":
                programme.append(Related("98", f"{source.settings.reporting_org}-{code}", source.raw(each)))
            elif not (self._is_own and is_default):
                source.keep(each)
        shared = sum(each.tag == "sector" for each in pillars) > 1
        return [
            {"pillar": codes.PILLAR.parse(each.get("code")), **stated(share=each.get("percentage") if shared else None)}
            for each in pillars
        ], programme

    def _participants(self) -> list[dict[str, Any]]:
        """Return the organisations that take part, each in its roles; what names none is kept."""
        source = self._source
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for each in self._of.get("participating-org", ()):
            role, party = codes.ROLE.word(each.get("role")), source.party(each)
            is_office = party.ref == source.settings.reporting_org
            if is_office and self._is_own and role == _ACCOUNTABLE and not source.knows_office:
                continue
            code = source.organisation(party, role or "implementing") if role else ""
            if not code:
                why = ("without a name", "6.10.1") if role else ("in a role that is none of the standard", "9.41.1")
                source.keep(each, f"participating organisation {why[0]}", why[1])
                continue
            extra = source.attributes(each, _OF_PARTICIPANTS)
            link = {"organisation": code, "role": role, **stated(extra=extra)}
            if found.setdefault((code, role or ""), link) != link and extra:
                self._source.keep(each)
        return list(found.values())

    def _refs(self) -> list[dict[str, str]]:
        """Return the identifier of an activity of others, and the numbers that somebody else gave it."""
        found = [{"owner": IATI, "reference": self._source.name}]
        for each in self._of.get("other-identifier", ()):
            owner = self._source.text(each.find("owner-org"))
            reference = self._source.line(each)
            if owner and reference and each.get("type") == "A9" and owner != IATI:
                found.append({"owner": owner, "reference": reference})
            else:
                self._source.keep(each)
        return found

    def _related(self) -> list[Related]:
        return [
            Related(each.get("type", ""), " ".join(each.get("ref", "").split()), "".join(self._source.bounded([text])))
            for each in self._of.get("related-activity", ())
            if (text := self._source.raw(each))
        ]

    # What belongs to it.

    def _others(self) -> list[tuple[str, dict[str, Any]]]:
        results = self._of.get("result", ())
        outcomes = [outcome(self._source, each, self._code, number) for number, each in enumerate(results, 1)]
        for each, found in zip(results, outcomes, strict=True):
            if not found:
                self._source.keep(each, "result without a title", "4.3.1")
        return [
            *(("contributions", each) for each in self._money.contributions),
            *(("expenditures", each) for each in self._money.expenditures),
            *(("outcomes", each) for each in outcomes if each),
            *(("narratives", each) for each in self._narratives),
        ]

    def _document(self, node: Node) -> dict[str, Any] | None:
        """Return a document that it cites; one without a web address or title is kept."""
        source = self._source
        of = {child.tag: child for child in reversed(node)}
        url, title = source.line(node, "url"), source.text(of.get("title"))
        if not _WEB.fullmatch(url) or not title:
            self._source.keep(node, "document without a web address or title")
            return None
        kind = of.get("category")
        extra = [source.raw(each) for each in node if each.tag not in _CITED and each is not kind]
        extra += source.others(of["title"])
        if (form := node.get("format", HTML)) != HTML:
            extra.append(made("document-link", format=form))
        mark = hashlib.sha256(f"{url} {title}".encode()).hexdigest()[:_MARK]
        category = kind.get("code", "") if kind is not None else CATEGORY
        if kind is not None and category not in standard.codes("DocumentCategory"):
            source.say("document of a category that is none of the standard, which is kept", "9.28.1")
            extra, category = [*extra, source.raw(kind)], ""
        if source.is_future(date := source.day(of.get("document-date"))):
            source.say("date of a document in the future left out")
            date = ""
        found = {
            "id": key("D", mark),
            "title": title,
            "url": url,
            **stated(category=category, date=date, extra=source.bounded(extra)),
        }
        if source.documents.setdefault(found["id"], found) != found:
            source.say("document that the file describes in several ways, taken as the last one has it")
        return found

    def _rest(self) -> None:
        for tag, nodes in self._of.items():
            if tag in _READ:
                continue
            for each in nodes:
                is_usual = self._is_own and (tag, each.get("code")) in DEFAULTS and len(each.attrib) == 1
                if not is_usual and not (self._is_own and tag == "contact-info"):
                    self._source.keep(each)


_PILLARS = frozenset(each.word for each in codes.PILLAR.codes)
