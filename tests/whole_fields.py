"""Hypothesis strategies for whatever a field of a record may hold."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from portfolio.reference import codes
from portfolio.store.pictures import digest_of
from portfolio.text import clean

if TYPE_CHECKING:
    from portfolio.reference.codelist import CodeList


Document = dict[str, Any]
Portfolio = dict[str, list[Document]]
Strategy = st.SearchStrategy[Any]


ORGANISATIONS = ("ARC", "FREE-1", "office", "KE-9", "O.3")
PROGRAMMES = ("PRG-001", "KE-1")
PROJECTS = ("P-001", "P-002", "p.3+")
DOCUMENTS = ("D-001", "D-002")
CONTRIBUTIONS = ("C-001", "C-002")
EXPENDITURES = ("E-001", "E-002")


# For all that a register knows a picture.
PICTURE = b"a picture"

# What a spreadsheet, or its reader, may take for something else than the text that it is.
TRAPS = (
    *("(clear)", "( CLEAR )", "=cmd()", "+1", "-2", "@SUM(A1)", "'quoted"),
    *("''", '"', '"a"; "b"', "a;b", "a, b", "a: b", "Code", "Id", "x" * 499, "<b>&amp;</b>"),
    *("Kenya, Tanzania", "KE: 60%", "2018-07", "2018", "43296", "07/2018", "01/03/2024", "1e5", "1,250", "0012"),
    *("yes", "no", "n/a", "-", "–", "Total", "total", "sep=;", "sep=,", "_x0041_", "#REF!", "[red]x[/]", "II", "USD"),
    *("العربية", "עברית 12", "中文，；：", "Ünïçødé", "e\u0301", "👩‍🚀", "a | b", "a\\b", "TRUE"),
    *("P-001", "C-001", "ARC", "Kenya", "Republic of Kenya: 100%", "The “Fund”: Part; two, or three", ": x", "x:"),
)  # fmt: skip


DATES = ("1950", "2018", "2018-07", "2018-07-15", "2019-12-31", "2020-01-01", "2020-02-29", "2021-03", "2024-06-15")


COUNTRIES = ("KE", "ET", "UZ", "TZ", "CI", "KR", "KP", "PS", "BO")


@st.composite
def lines(draw: st.DrawFn, longest: int = 40) -> str:
    """Draw a text of one line, as a record may hold it."""
    letters = st.characters(exclude_categories=("Cs", "Cc", "Cf"))
    text = draw(
        st.one_of(st.sampled_from(TRAPS), st.sampled_from(TRAPS), st.text(letters, min_size=1, max_size=longest))
    )
    with suppress(ValueError):
        if cleaned := clean(text):
            return cleaned
    return "x"


@st.composite
def notes(draw: st.DrawFn) -> str:
    """Draw a text that may have line breaks, seldom one of the greatest length."""
    text = "\n".join(draw(st.lists(lines(), min_size=1, max_size=3)))
    # As spreadsheet programs count: they have no room for 20,000 characters beyond U+FFFF.
    units = len(text.encode("utf-16-le")) // 2
    return clean(text * (20_000 // units) if draw(st.integers(0, 15)) == 0 else text, lines=True)


def few(member: Strategy, most: int = 3) -> Strategy:
    """Return the strategy of a list of different members."""
    return st.lists(member, max_size=most, unique_by=repr)


def word(codelist: CodeList) -> Strategy:
    """Return the strategy of the words of a code list."""
    return st.sampled_from(codelist.words)


def keys(*choices: str) -> Strategy:
    """Return the strategy of keys of records."""
    return st.sampled_from(choices)


dates = st.sampled_from(DATES)


days = st.sampled_from([date for date in DATES if len(date) == len("2020-01-01")])


numbers = st.one_of(
    st.sampled_from(("0", "-1", "0.10", "10.00", "1250", "-0.5", "123456789012345.0123456789", "0.1000000001")),
    st.decimals(-(10**6), 10**6, places=3).map(lambda number: format(number, "f")),
)


cents = st.integers(1, 10**9).map(lambda units: f"{units // 100}.{units % 100:02}")


rates = st.sampled_from(("1.0850", "0.0001", "117", "0.1000000001", "12.30"))


currencies = st.sampled_from(("USD", "EUR", "KWD", "XAF"))


addresses = st.sampled_from(("https://example.org/a;b,c", "http://example.org/%20?q='x'", "https://example.org/=1"))


booked = st.fixed_dictionaries(
    {"amount": st.integers(1, 10**6).map(str), "currency": currencies}, optional={"rate": rates, "source": lines()}
)


sources = st.fixed_dictionaries(
    {},
    optional={
        "url": addresses,
        "citation": lines(),
        "as_of": dates,
        "field": lines(),
        "value": lines(),
        "uncertain": st.booleans(),
        "note": notes(),
    },
)


COMMON: dict[str, Strategy] = {
    "note": notes(),
    "tags": few(lines()),
    "classification": word(codes.CLASSIFICATION),
    "sources": st.lists(sources, max_size=3),
}


def translations(text: Strategy) -> Strategy:
    """Return the strategy of what a text is in other languages."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(("ar", "fr", "zh"), text))


# What a record with a title and a description has of them in other languages.
WORDS: dict[str, Strategy] = {
    "titles": translations(lines()),
    "descriptions": translations(notes()),
    "language": st.sampled_from(("en", "es", "fr")),
}


budgets = st.fixed_dictionaries(
    {"amount": st.integers(1, 10**9).map(str), "currency": currencies},
    optional={
        "start": st.sampled_from(DATES[:3]),
        "end": st.sampled_from(DATES[4:]),
        "type": word(codes.BUDGET_TYPE),
        "status": word(codes.BUDGET_STATUS),
        "note": lines(),
    },
)


links = st.fixed_dictionaries(
    {"organisation": keys(*ORGANISATIONS), "role": word(codes.ROLE)}, optional={"note": lines()}
)


WORK: dict[str, Strategy] = {
    "title": lines(),
    "aliases": few(lines()),
    "former_titles": few(lines()),
    "description": notes(),
    "owner": word(codes.OWNER),
    "pillars": st.one_of(
        few(word(codes.PILLAR).map(lambda pillar: {"pillar": pillar})),
        st.just([{"pillar": "I", "share": "33.30"}, {"pillar": "III", "share": "66.7"}]),
    ),
    "scope": word(codes.SCOPE),
    "status": word(codes.STATUS),
    "planned_start": st.sampled_from(DATES[:3]),
    "actual_start": st.sampled_from(DATES[:3]),
    "planned_end": st.sampled_from(DATES[4:]),
    "actual_end": st.sampled_from(DATES[4:]),
    "countries": st.one_of(
        few(keys(*COUNTRIES).map(lambda country: {"country": country}), 5),
        st.just([{"country": "KE", "share": "60"}, {"country": "TZ", "share": "40.00"}]),
    ),
    "regions": few(
        st.sampled_from(
            [
                *({"region": code, "vocabulary": "2"} for code in ("014", "143", "002")),
                {"region": "sahel", "vocabulary": "99"},
            ]
        )
    ),
    "organisations": st.lists(links, max_size=4, unique_by=lambda link: (link["organisation"], link["role"])),
    "refs": few(st.fixed_dictionaries({"owner": lines(), "reference": lines()})),
    "budgets": st.lists(budgets, max_size=3),
    "documents": few(keys(*DOCUMENTS)),
    "officer": lines(),
    **WORDS,
    **COMMON,
}


movements = st.fixed_dictionaries(
    {"kind": word(codes.MOVEMENT), "amount": cents},
    optional={
        "date": dates,
        "reversal": st.booleans(),
        "reference": lines(),
        "booked": booked,
        "uncertain": st.booleans(),
        "note": lines(),
    },
)


allocations = st.fixed_dictionaries(
    {"target": keys(*PROJECTS, *PROGRAMMES), "amount": st.integers(1, 10**4).map(str)},
    optional={"moved_from": keys(*PROJECTS), "reversal": st.booleans(), "date": dates, "note": lines()},
)


def indicators_of(measure: Strategy, values: Strategy, parts: Strategy) -> Strategy:
    """Return indicators by their measure, their values, and the parts of their values."""
    disaggregated = few(st.fixed_dictionaries({"dimension": lines(), "category": lines(), "value": parts}))
    periods = st.fixed_dictionaries(
        {"start": dates, "end": dates},
        optional={"target": values, "actual": values, "comment": notes(), "disaggregation": disaggregated},
    )
    return st.fixed_dictionaries(
        {"title": lines(), "measure": measure},
        optional={
            "code": lines(),
            "unit": lines(),
            "values": st.sampled_from(("per_period", "cumulative")),
            "baseline": st.fixed_dictionaries(
                {},
                optional={"value": values, "date": dates, "comment": notes(), "disaggregation": disaggregated},
            ),
            "periods": st.lists(periods, max_size=2),
        },
    )


fractions = st.builds("{}/{}".format, st.integers(-99, 999), st.integers(1, 999))


# The parts of a count are not more than it.
indicators = indicators_of(word(codes.MEASURE), numbers, st.sampled_from(("0", "0.0"))) | indicators_of(
    st.just("percentage"), numbers | fractions, numbers
)


# Table to its fields, but for keys and for what the store itself keeps.
FIELDS: dict[str, dict[str, Strategy]] = {
    "programmes": {**WORK, "removed_parts": st.just(["9"])},
    "projects": {
        "kind": word(codes.KIND),
        "programme": keys(*PROGRAMMES),
        "parent": keys(*PROJECTS),
        "phase": lines(),
        **WORK,
        "removed_parts": st.just(["9", "b99"]),
    },
    "organisations": {
        "name": lines(),
        "short_name": lines(),
        "aliases": few(lines()),
        "former_names": few(lines()),
        "type": word(codes.ORGANISATION_TYPE),
        "country": keys(*COUNTRIES),
        "parent": keys(*ORGANISATIONS),
        "reference": lines(),
        "roles": few(word(codes.ROLE)),
        "own": st.booleans(),
        "contact": lines(),
        "url": addresses,
        **COMMON,
    },
    "contributions": {
        "donor": keys(*ORGANISATIONS),
        "titles": translations(lines()),
        "language": st.sampled_from(("en", "es", "fr")),
        "title": lines(),
        "reference": lines(),
        "recipient": lines(),
        "currency": st.sampled_from(("USD", "EUR")),
        "earmarking": word(codes.EARMARKING),
        "earmarked_to": lines(),
        "signed": dates,
        "start": st.sampled_from(DATES[:3]),
        "end": st.sampled_from(DATES[4:]),
        "movements": st.lists(movements, max_size=4),
        "allocations": st.lists(allocations, max_size=3),
        "instalments": st.lists(
            st.fixed_dictionaries({"amount": cents, "date": dates}, optional={"note": lines()}), max_size=3
        ),
        "reports_due": st.lists(
            st.fixed_dictionaries({"date": dates}, optional={"title": lines(), "sent": dates}), max_size=3
        ),
        "receipts_unknown": st.booleans(),
        "use_unknown": st.booleans(),
        "closed": dates,
        "documents": few(keys(*DOCUMENTS)),
        "officer": lines(),
        "removed_parts": st.just(["9"]),
        **COMMON,
    },
    "expenditures": {
        "target": keys(*PROJECTS, *PROGRAMMES),
        "amount": cents,
        "currency": st.sampled_from(("USD", "EUR")),
        "date": dates,
        "contribution": keys(*CONTRIBUTIONS),
        "kind": word(codes.EXPENDITURE),
        "reversal": st.booleans(),
        "reference": lines(),
        "booked": booked,
        "country": st.sampled_from(("KE", "UZ")),
        "region": st.sampled_from(("014", "sahel")),
        **COMMON,
    },
    "outcomes": {
        "project": keys(*PROJECTS, *PROGRAMMES),
        "title": lines(),
        "level": word(codes.LEVEL),
        "description": notes(),
        "date": dates,
        "indicators": st.lists(indicators, max_size=2),
        **WORDS,
        "removed_parts": st.just(["9"]),
        **COMMON,
    },
    "activities": {
        "title": lines(),
        "project": keys(*PROJECTS, *PROGRAMMES),
        "type": word(codes.ACTIVITY_TYPE),
        "mode": word(codes.MODE),
        "start": st.sampled_from(DATES[:3]),
        "end": st.sampled_from(DATES[4:]),
        "venue": lines(),
        "venue_country": keys(*COUNTRIES),
        "participants": st.fixed_dictionaries(
            {}, optional={group: st.integers(0, 10**7) for group in ("women", "men", "unspecified")}
        ),
        "countries": few(keys(*COUNTRIES).map(lambda country: {"country": country})),
        "regions": few(st.sampled_from(("014", "sahel", "143"))),
        "partners": few(keys(*ORGANISATIONS)),
        "donors": few(keys(*ORGANISATIONS)),
        "documents": few(keys(*DOCUMENTS)),
        "description": notes(),
        **WORDS,
        **COMMON,
    },
    "narratives": {
        "target": keys(*PROJECTS, *PROGRAMMES),
        "contribution": keys(*CONTRIBUTIONS),
        "kind": word(codes.NARRATIVE),
        "title": lines(),
        "titles": translations(lines()),
        "text": notes(),
        "texts": translations(notes()),
        "language": st.sampled_from(("en", "es", "fr")),
        "picture": st.just(digest_of(PICTURE)),
        "start": st.sampled_from(DATES[:3]),
        "end": st.sampled_from(DATES[4:]),
        "caption": lines(),
        "captions": translations(lines()),
        "people": st.booleans(),
        "consent": lines(),
        **COMMON,
    },
    "documents": {
        "title": lines(),
        "kind": lines(),
        "category": lines(),
        "parties": few(keys(*ORGANISATIONS)),
        "date": dates,
        "reference": lines(),
        "url": addresses,
        **COMMON,
    },
    "rates": {
        "date": days,
        "currency": currencies,
        "base": st.just("JPY"),
        "rate": rates,
        "source": lines(),
        **COMMON,
    },
}
