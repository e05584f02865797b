"""Facts of IATI 2.03: the elements with their order, number and types, and the code lists.

The tables under `data/` hold facts alone; tests hold them equal to the official schema and lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from portfolio.reference.iati_rules import IatiRule, iati_rules
from portfolio.reference.tsv import rows

DATA = Path(__file__).with_name("data")
# What stands in a table for any number.
_ANY = "*"
TEXT = "text()"
"""What stands for the text of an element, where an attribute's name stands for its value."""


class CodeRule(NamedTuple):
    """A list whose codes an attribute takes."""

    rule: IatiRule  # the rule that is broken by another value
    codes: frozenset[str]  # the codes
    vocabularies: frozenset[str]  # those of which it is the list, `-` where none is given; none for all


class Element(NamedTuple):
    """An element of the standard at its place."""

    path: str  # its names from the root on, parted by `/`
    least: int  # how often it stands there at least
    most: int  # how often at most; 0 is any number
    text: str  # the type of its text, or "" where it holds elements alone
    attributes: Mapping[str, str]  # name to type
    required: frozenset[str]  # the attributes that it must have
    children: dict[str, tuple[int, Element]]  # tag to the place in the order and the element
    takes_elements: bool  # whether elements of other namespaces may follow its own
    takes_attributes: bool  # whether it may have attributes of other namespaces
    # Attribute, or `TEXT`, to the lists that it takes its values from.
    coded: Mapping[str, tuple[CodeRule, ...]]

    @property
    def tag(self) -> str:
        """Its name."""
        return self.path.rpartition("/")[2]


@cache
def rules() -> Mapping[str, IatiRule]:
    """Return the rules by their ids; those for code lists have the words for all of them."""
    lists = {
        rule: IatiRule(rule, "error", category, f"“{{value}}” is not a code of the list {name}.", _CODE)
        for rule, category, name, *_ in _coded()
    }
    return {**iati_rules(), **lists}


_CODE = "Choose one of its codes."


@cache
def _coded() -> list[list[str]]:
    return rows("coded", DATA)


@cache
def codes(name: str) -> frozenset[str]:
    """Return the codes of a list."""
    return _lists()[name]


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(each.split(" ")) for name, each in rows("lists", DATA)}


@cache
def roots() -> Mapping[str, Element]:
    """Return the two outermost elements, of files of activities and of organisations, by their names."""
    coded: dict[str, dict[str, tuple[CodeRule, ...]]] = {}
    known = rules()
    for rule, _, name, path, attribute, vocabularies in _coded():
        found = CodeRule(known[rule], codes(name), frozenset(vocabularies.split()))
        of = coded.setdefault(path, {})
        of[attribute] = (*of.get(attribute, ()), found)
    everywhere = coded.pop(_ANY, {})
    held: dict[str, Element] = {}
    for path, least, most, text, attributes, others in rows("elements", DATA):
        typed = [each.partition("=")[::2] for each in attributes.split()]
        element = Element(
            path,
            int(least),
            0 if most == _ANY else int(most),
            text,
            {_full(name): kind.rstrip("!") for name, kind in typed},
            frozenset(name for name, kind in typed if kind.endswith("!")),
            {},
            "e" in others,
            "a" in others,
            {_full(name): lists for name, lists in {**everywhere, **coded.get(path, {})}.items()},
        )
        held[path] = element
        if above := held.get(path.rpartition("/")[0]):
            above.children[element.tag] = (len(above.children), element)
    return {path: element for path, element in held.items() if "/" not in path}


def _full(name: str) -> str:
    """Return the name of an attribute as parsers give it."""
    return name.replace("xml:", "{http://www.w3.org/XML/1998/namespace}")
