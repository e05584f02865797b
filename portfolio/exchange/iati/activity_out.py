"""An activity of IATI, made of a programme (hierarchy 1) or a project (hierarchy 2)."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from portfolio.exchange.iati import standard
from portfolio.exchange.iati.activity_rules import LANGUAGE
from portfolio.exchange.iati.extra import is_of_others, restore
from portfolio.exchange.iati.making import add, first_day, is_rough, last_day, names, narrate
from portfolio.exchange.iati.money_out import (
    REST,
    AccountsOut,
    add_budgets,
    add_planned,
    add_transactions,
    is_placed,
    keeps_placed,
    placed,
)
from portfolio.exchange.iati.places_out import Places
from portfolio.exchange.iati.results_out import add_result
from portfolio.exchange.iati.texts import speak, spoken, tell
from portfolio.figures.gaps import additive
from portfolio.query.lineage import pillars_of, with_programmes
from portfolio.query.narratives import ordered
from portfolio.reference import codes, places, states
from portfolio.reference.tsv import rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from portfolio.exchange.iati.money_out import IatiTransaction
    from portfolio.exchange.iati.xml_file import Node
    from portfolio.models.documents import BudgetDocument, NarrativeDocument
    from portfolio.query.question import Office

_PARENT, _CHILD = "1", "2"
_OTHER_IDENTIFIER = "A9"
# Whose reference an identifier in a file is.
IATI = "IATI"
# The category of documents that have no other: web pages.
CATEGORY = "A12"
# What documents are whose format nobody says.
HTML = "text/html"
# The code of the activity of what is not allocated.
UNALLOCATED = "UNALLOCATED"
_MULTILATERAL = "40"
_FUNDING, _ACCOUNTABLE = "funding", "accountable"
# Vocabularies of sectors: the OECD DAC's purposes, the office's programmes, its pillars.
_DAC, PROGRAMMES, PILLARS = "1", "98", "99"
STRATEGY = "https://www.un.org/counterterrorism/"
_STARTS = ("planned_start", "actual_start")
_MAIL = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")
# What the office gives is a grant, untied, from a multilateral body's own means.
DEFAULTS = (
    ("collaboration-type", "4"),
    ("default-finance-type", "110"),
    ("default-aid-type", "D02"),
    ("default-tied-status", "5"),
)
_UNFINISHED = ("pipeline", "implementation", "closed")


class Publisher:
    """Makes activities of the programmes and projects of an office."""

    def __init__(self, office: Office, chosen: Mapping[str, Collection[str]] | None) -> None:
        """Read what activities are made of: table to the codes of what is wanted, or None for all."""
        # What had to be done so that the file fits the standard, with how often.
        self.said: Counter[tuple[str, str]] = Counter()
        self.left_out: list[str] = []  # codes of what cannot be in the file, as nothing says when it starts
        self._office = office
        reader = office.reader
        self._organisations = {each["code"]: each for each in reader.find("organisations")}
        self._programmes = {each["code"]: each for each in reader.find("programmes")}
        self._projects: list[Any] = list(reader.find("projects"))
        # Code to the identifier that a file gave it.
        self._identifiers = {
            each["code"]: ref["reference"]
            for each in (*self._programmes.values(), *self._projects)
            for ref in each.get("refs", ())
            if ref["owner"] == IATI
        }
        self._documents = {each["id"]: each for each in reader.find("documents")}
        self._outcomes: dict[str, list[Any]] = {}
        for each in reader.find("outcomes"):
            self._outcomes.setdefault(each["project"], []).append(each)
        self._narratives: dict[str, list[Any]] = {}
        for each in ordered(cast("list[NarrativeDocument]", list(reader.find("narratives")))):
            self._narratives.setdefault(each.get("target", ""), []).append(each)
        self._money = AccountsOut(office, self.said)
        self._regions = places.regions(office.settings.regions)
        self._donor_codes = {row[0]: f"XM-DAC-{row[1]}" for row in rows("dac_donors")}
        works = ("programmes", 1, self._programmes.values()), ("projects", 2, self._projects)
        # What is in the file, each with its hierarchy.
        self.wanted: list[tuple[Any, int]] = [
            (record, hierarchy)
            for table, hierarchy, records in works
            for record in records
            if (chosen is None or record["code"] in chosen.get(table, ())) and self._is_fit(record)
        ]
        self._budgets = self._plans()

    def identifier(self, code: str) -> str:
        """Return the IATI identifier of a programme or project."""
        return self._identifiers.get(code) or f"{self._office.settings.reporting_org}-{code}"

    def _is_fit(self, record: Mapping[str, Any]) -> bool:
        """Return whether a record can be an activity: it says when it starts."""
        if record["code"] in self._identifiers or any(field in record for field in _STARTS):
            return True
        self.left_out.append(record["code"])
        return False

    def _plans(self) -> Mapping[str, Sequence[BudgetDocument]]:
        """Return code of work in the file to its budgets: of the office's those that add up, of others' all."""
        others = {record["code"]: record.get("budgets", ()) for record, _ in self.wanted if is_of_others(record)}
        lineage = {each["code"]: each for each in with_programmes(self._projects)}
        own = [lineage.get(code, record) for record, _ in self.wanted if (code := record["code"]) not in others]
        found = additive(own, self._programmes)
        self.said["budget", "left out, as replaced by a revision"] += found.replaced
        self.said["budget", "left out, as contained in those of programmes"] += found.contained
        return {**others, **found.budgets}

    def activity(self, record: Mapping[str, Any], hierarchy: int) -> Node:
        """Return a programme or project as an activity."""
        node = self._begun(record, hierarchy)
        extra: Sequence[str] = record.get("extra", ())
        # What the office says of its own work it does not say of that of others.
        is_own = not is_of_others(record)
        self._participants(node, record, self._money.donors(record["code"]) if is_own else (), is_own=is_own)
        for ref in record.get("refs", ()):
            if ref["owner"] != IATI:
                owner = add(add(node, "other-identifier", ref=ref["reference"], type=_OTHER_IDENTIFIER), "owner-org")
                add(owner, "narrative", ref["owner"])
        if status := record.get("status") or (self._status(record) if is_own else None):
            add(node, "activity-status", code=codes.STATUS.code(status))
        self._dates(node, record)
        if is_own:
            self._contact(node)
        if scope := record.get("scope"):
            add(node, "activity-scope", code=codes.SCOPE.code(scope))
        moved = self._places(node, record, is_own=is_own)
        self._sectors(node, record, is_own=is_own)
        for tag, code in DEFAULTS if is_own else ():
            add(node, tag, code=code)
        add_budgets(node, self._budgets.get(record["code"], ()), self.said, splits=is_own)
        add_planned(node, self._money, record["code"], self._organisation, is_own=is_own)
        add_transactions(node, moved, self._organisation, self._regions, is_own=is_own)
        for key in record.get("documents", ()):
            self._document(node, key)
        self._related(node, record)
        for outcome in self._outcomes.get(record["code"], ()):
            add_result(node, outcome)
        restore(node, extra)
        # An amount whose currency nobody knows does not get that of the office.
        if any("currency" not in each.attrib for each in node.iter("value")):
            del node.attrib["default-currency"]
        return node

    def _places(self, node: Node, record: Mapping[str, Any], *, is_own: bool) -> Sequence[IatiTransaction]:
        """Add the places of a record, and return its transactions, with their places where any of them has its own."""
        where = Places(record, self._regions)
        moved = placed(list(self._money.transactions(record["code"])), where if is_own else None)
        # Places that are kept as a file had them stand for those of the record.
        if is_placed(record):
            return moved
        if keeps_placed(record) or any(each.place or is_placed(each.entry) for each in moved):
            # The transactions of others say where they work.
            if is_own:
                where.locate(node, all_of_them=True)
        else:
            self.said["activity", where.said] += bool(where.said)
            where.add(node)
        return moved

    def rest(self) -> Node | None:
        """Return the activity of what no programme or project has yet of any contribution; None if there is nothing."""
        found = sorted(self._money.transactions(*REST), key=lambda each: (each.day, each.entry["id"]))
        if not found:
            return None
        title = "Contributions not allocated to a programme or project"
        node = self._begun({"code": UNALLOCATED, "title": title}, 1)
        self._participants(node, {}, self._money.donors(*REST), is_own=True)
        add(node, "activity-status", code=codes.STATUS.code("implementation"))
        add(node, "activity-date", type=codes.DATE.code("actual_start"), iso_date=found[0].day)
        self._contact(node)
        Places({"scope": "global"}, self._regions).add(node)
        add(node, "sector", vocabulary=_DAC, code=self._office.settings.iati_sector)
        for tag, code in DEFAULTS:
            add(node, tag, code=code)
        for target in REST:
            add_planned(node, self._money, target, self._organisation)
        add_transactions(node, found, self._organisation, self._regions)
        return node

    def _begun(self, record: Mapping[str, Any], hierarchy: int) -> Node:
        currency = self._office.settings.base_currency
        node = etree.Element("iati-activity", {"default-currency": currency, "hierarchy": str(hierarchy)})
        node.set(LANGUAGE, "en")
        add(node, "iati-identifier", self.identifier(record["code"]))
        reporting = add(node, "reporting-org", ref=self._office.settings.reporting_org, type=_MULTILATERAL)
        add(reporting, "narrative", self._office.settings.organisation)
        title = spoken(record, "title")
        speak(add(node, "title"), title)
        speak(add(node, "description", type="1"), spoken(record, "description") or title)
        for each in self._narratives.get(record["code"], ()):
            tell(node, each)
        return node

    def _participants(self, node: Node, record: Mapping[str, Any], donors: Sequence[str], *, is_own: bool) -> None:
        """Add the organisations of a record, and as funding it those whose contributions are for it."""
        links: Sequence[Mapping[str, Any]] = record.get("organisations", ())
        if is_own and not any(self._organisations.get(each["organisation"], {}).get("own") for each in links):
            self._organisation(node, "participating-org", "", role=codes.ROLE.code(_ACCOUNTABLE))
        funding = {each["organisation"] for each in links if each["role"] == _FUNDING}
        for code in donors:
            if code not in funding and not self._organisations[code].get("own"):
                self._organisation(node, "participating-org", code, codes.ROLE.code(_FUNDING))
        for link in links:
            made = self._organisation(node, "participating-org", link["organisation"], codes.ROLE.code(link["role"]))
            restore(made, link.get("extra", ()))

    def _organisation(self, node: Node, tag: str, code: str, role: str | None = None) -> Node:
        """Add an organisation, with its identifier where one is known; the office itself for ""."""
        settings = self._office.settings
        if not code:
            made = add(node, tag, ref=settings.reporting_org, type=_MULTILATERAL, role=role)
            add(made, "narrative", settings.organisation)
            return made
        found = self._organisations[code]
        kind = found.get("type")
        state = states.state_of(found)
        ref = found.get("reference") or self._donor_codes.get(state)
        ref = ref or (settings.reporting_org if found.get("own") else None)
        made = add(node, tag, ref=ref, type=codes.ORGANISATION_TYPE.code(kind) if kind else None, role=role)
        names(made, {"en": found["name"], **self._abroad(state, found["name"])})
        return made

    def _abroad(self, state: str, name: str) -> Mapping[str, str]:
        """Return the names of a State in the other languages of the United Nations."""
        if not state or tag_of(name) != tag_of(places.countries()[state].names["en"]):
            return {}
        return {language: text for language, text in places.countries()[state].names.items() if language != "en"}

    def _status(self, record: Mapping[str, Any]) -> str:
        """Return the status that the dates of a record tell, where it has none."""
        self.said["activity", "given the status that its dates tell"] += 1
        today = self._office.today.isoformat()
        planned, begun, ended = _UNFINISHED
        end = record.get("actual_end") or record.get("planned_end")
        if end and last_day(end, self._office.today) < today:
            return ended
        start = record.get("actual_start") or record.get("planned_start", today)
        return begun if first_day(start) <= today else planned

    def _dates(self, node: Node, record: Mapping[str, Any]) -> None:
        for field in codes.DATE.words:
            if text := record.get(field):
                self.said["date", "of an activity taken for its first or last day"] += is_rough(text)
                is_start = field in _STARTS
                day = first_day(text) if is_start else last_day(text, self._office.today)
                add(node, "activity-date", type=codes.DATE.code(field), iso_date=day)

    def _contact(self, node: Node) -> None:
        settings = self._office.settings
        if not (settings.report_contact or settings.report_address):
            return
        contact = add(node, "contact-info", type="1")
        narrate(contact, "organisation", settings.organisation)
        for mail in _MAIL.findall(settings.report_contact):
            add(contact, "email", mail)
        if settings.report_address:
            narrate(contact, "mailing-address", settings.report_address)

    def _sectors(self, node: Node, record: Mapping[str, Any], *, is_own: bool) -> None:
        """Add what it is about: a purpose of the OECD DAC, its programme, and its pillars by their shares.

        Several pillars without shares are tags, which have none.
        """
        settings = self._office.settings
        programme = record.get("programme", record["code"] if record["code"] in self._programmes else "")
        if is_own:
            add(node, "sector", vocabulary=_DAC, code=settings.iati_sectors.get(programme, settings.iati_sector))
        if programme and is_own:
            narrate(node, "sector", self._programmes[programme]["title"], vocabulary=PROGRAMMES, code=programme)
        pillars = pillars_of(record, self._programmes)[0]
        shared = len(pillars) == 1 or all("share" in each for each in pillars)
        for each in pillars if shared else ():
            label = codes.PILLAR.label(each["pillar"])
            share = each.get("share") if len(pillars) > 1 else None
            uri = STRATEGY
            narrate(
                node, "sector", label, vocabulary=PILLARS, vocabulary_uri=uri, code=each["pillar"], percentage=share
            )
        for each in () if shared else pillars:
            label = codes.PILLAR.label(each["pillar"])
            narrate(node, "tag", label, vocabulary=PILLARS, vocabulary_uri=STRATEGY, code=each["pillar"])

    def _document(self, node: Node, key: str) -> None:
        found = self._documents.get(key)
        if not found or "url" not in found:
            self.said["document", "left out for want of an address"] += bool(found)
            return
        add_document(node, found, CATEGORY)

    @cached_property
    def _below(self) -> Mapping[str, Sequence[str]]:
        """Code of a programme or project to those of the projects that are part of it or continue it."""
        found: dict[str, list[str]] = {}
        for each in self._projects:
            for code in dict.fromkeys((each.get("programme"), each.get("parent"))):
                if code:
                    found.setdefault(code, []).append(each["code"])
        return found

    def _related(self, node: Node, record: Mapping[str, Any]) -> None:
        code = record["code"]
        above = [record[field] for field in ("programme", "parent") if record.get(field)]
        for kind, related in ((_PARENT, above), (_CHILD, self._below.get(code, ()))):
            for each in related:
                if each not in self.left_out:
                    add(node, "related-activity", ref=self.identifier(each), type=kind)


def add_document(node: Node, document: Mapping[str, Any], category: str) -> None:
    """Add a document that has an address, of its own category or of the one that is said."""
    made = add(node, "document-link", url=document["url"], format=HTML)
    narrate(made, "title", document["title"])
    own, kept = document.get("category"), document.get("extra", ())
    # A category that is kept as a file had it stands for it.
    if own in standard.codes("DocumentCategory") or not any(each.startswith("<category") for each in kept):
        add(made, "category", code=own if own in standard.codes("DocumentCategory") else category)
    if date := document.get("date"):
        add(made, "document-date", iso_date=first_day(date))
    restore(made, kept)


def tag_of(name: str) -> str:
    """Return a name without case and article, as names of States are compared."""
    return name.casefold().removeprefix("the ")
