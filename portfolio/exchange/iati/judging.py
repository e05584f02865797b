"""The judgement of a file of IATI: what in it breaks the schema, the code lists, the ruleset and the advisories.

Each element is visited once. The schema, the lists and the rules for single values are asked of it by its place in
`standard.roots`; rules that concern an activity as a whole are in `activity_rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange.iati.activity_rules import ACTIVITY, ORGANISATION, whole
from portfolio.exchange.iati.index import Index
from portfolio.exchange.iati.standard import rules
from portfolio.exchange.iati.visiting import Place, Visit, places
from portfolio.exchange.iati.xml_file import BrokenError, Node, pieces

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from portfolio.exchange.iati.element_rules import Breach
    from portfolio.reference.iati_rules import IatiRule


class Verdict(NamedTuple):
    """A breach of a rule."""

    rule: IatiRule  # the rule
    activity: str  # the identifier of the activity or organisation, or "" of the file as a whole
    line: int  # where in the file
    message: str  # what is wrong, in a sentence


def judge(path: Path, today: dt.date) -> Iterator[Verdict]:
    """Yield what is wrong with a file, in the order of the file, and last what concerns several activities.

    Args:
        path: The file.
        today: The day after which dates are in the future.

    Raises:
        StoreError: The file cannot be read.
    """
    return judged(pieces(path), today)


def judged(found: Iterable[Node], today: dt.date) -> Iterator[Verdict]:
    """Yield what is wrong with the pieces of a file; see `judge`."""
    judgement = Judgement(today)
    try:
        for node in found:
            yield from judgement.of(node)
            if judgement.is_ended:
                return
    except BrokenError as error:
        yield judgement.broken(error)
        return
    yield from judgement.of_all()


class Judgement:
    """What is known of a file while it is judged."""

    def __init__(self, today: dt.date) -> None:
        """Begin to judge a file; days after this one are in the future."""
        self.is_ended = False  # whether the rest of the file cannot be judged
        self._today = today
        self._root: Place | None = None
        self._line = 0
        self._has_any = False
        self._inner: Mapping[str, tuple[int, Place]] = {}
        self._index = Index()

    def of(self, node: Node) -> Iterator[Verdict]:
        """Yield what is wrong with the outermost element as it begins, or with an activity or organisation."""
        if node.getparent() is None:
            yield from self._begin(node)
            return
        if node.tag not in self._inner:
            yield from self._stranger(node)
            return
        self._has_any = True
        name = node.findtext("iati-identifier") or node.findtext("organisation-identifier") or ""
        name = " ".join(name.split())
        visit = Visit()
        visit.go(node, self._inner[node.tag][1])
        seen = whole(node, self._today)
        for rule in ACTIVITY if node.tag == "iati-activity" else ORGANISATION:
            visit.breaches += rule(seen)
        self._index.add(name, node.sourceline, ((value, rule, each.sourceline) for value, rule, each in visit.links))
        for each in sorted(visit.breaches, key=lambda each: each.node.sourceline):
            yield _finding(each, name)

    def _begin(self, node: Node) -> Iterator[Verdict]:
        version = node.get("version", "")
        if version.startswith("1."):
            self.is_ended = True
            yield _said(rules()["0.6.1"], "", node.sourceline, value=version)
            return
        place = places()[node.tag]
        self._root, self._line, self._inner = place, node.sourceline, place.children
        visit = Visit()
        visit.head(node, place)
        for each in visit.breaches:
            yield _finding(each, "")

    def _stranger(self, node: Node) -> Iterator[Verdict]:
        """Yield that an element is none of the standard's; those of other namespaces may follow its own."""
        if self._root and not (self._root.element.takes_elements and node.tag.startswith("{")):
            why = f"{self._root.element.tag} holds no {node.tag}."
            yield _said(rules()["schema"], "", node.sourceline, why=why)

    def broken(self, error: BrokenError) -> Verdict:
        """Return what is wrong with a file that cannot be read on."""
        return _said(rules()[error.rule], "", error.line, value=error.value, why=error.value)

    def of_all(self) -> Iterator[Verdict]:
        """Yield what is wrong between activities: identifiers that stand twice, and activities that are not there."""
        if self._root and not self._has_any:
            why = f"{self._root.element.tag} has no {next(iter(self._inner))}, which it must have."
            yield _said(rules()["schema"], "", self._line, why=why)
        for name, line in self._index.twice():
            yield _said(rules()["1.1.2"], name, line, value=name)
        for name, line, value, rule in self._index.missing():
            yield _said(rules()[rule], name, line, value=value)


def _finding(found: Breach, name: str) -> Verdict:
    return _said(rules()[found.rule], name, found.node.sourceline, **found.values)


def _said(rule: IatiRule, name: str, line: int, **named: object) -> Verdict:
    return Verdict(rule, name, line, rule.words.format(**named))
