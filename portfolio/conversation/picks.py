"""Pick lists: what may be answered, the nearest to what has been typed first, and what is new last."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.conversation.walk import NEWCOMER, Step, newcomer
from portfolio.fields.choices import fixed_choices
from portfolio.models.tables import TABLES
from portfolio.query.links import funders_of
from portfolio.reference import codes, places
from portfolio.store import In
from portfolio.text import fold, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.query.names import Names
    from portfolio.store import Document
    from portfolio.store.protocol import Reader, Transaction

# What is worked on, and the fields of an entry that say of which it is.
_WORK = ("projects", "programmes")
_WORK_FIELDS = ("target", "project", "programme")
# What kinds complete, to the tables whose records are meant, where these are not the choices themselves.
_TABLES: Mapping[str, tuple[str, ...]] = {
    "targets": _WORK,
    "told_of": ("projects", "programmes", "contributions"),
}
# How alike a mistyped name is at least, of 100, and how many letters it has.
_NEAR, _SHORTEST = 75, 4


class Pick(NamedTuple):
    """One answer of a list."""

    text: str  # what is answered
    says: str  # how the list says it
    beside: str = ""  # what stands beside that, more faintly


def picks(step: Step, reader: Transaction, names: Names, before: Reader) -> list[Pick]:
    """Return all answers that a list offers for a question; nothing for free text.

    Those that are near to the entry so far come first, then those that records have most. The reader and names are of
    the register after the answers so far; keys that are not in `before` are not settled.
    """
    if step.choices:
        return [Pick(each, each) for each in step.choices]
    kind = step.field.kind
    if kind.codes:
        listed = getattr(codes, kind.codes)
        if listed is codes.PILLAR:
            return [Pick(each.word, each.word, each.label) for each in listed.codes]
        return [Pick(each.label, each.label) for each in listed.codes]
    source = kind.completes or kind.choices
    tables = _TABLES.get(source, (source,) if source in TABLES else ())
    if tables:
        found = [pick for table in tables for pick in _records(table, reader, names, before)]
    elif source == "regions":
        found = [Pick(each.name, places.region_label(each)) for each in names.regions.values()]
    elif kind.completes:
        found = _said_before(step, before)
    else:
        found = [Pick(each, each) for each in fixed_choices(source)] if source else []
    texts = dict.fromkeys(map(fold, _near(step, entry(step, reader), reader, names)))
    near = {text: place for place, text in enumerate(texts)}
    used = _used(step, before)
    return sorted(found, key=lambda each: (near.get(fold(each.text), len(near)), -used[fold(each.text)]))


def entry(step: Step, reader: Transaction) -> Document:
    """Return the entry that a question is of as far as the answers make it; empty where they make none yet."""
    return next((new for table, _, _, new in reader.changes() if table == step.section.table and new), {})


def _near(step: Step, own: Document, reader: Reader, names: Names) -> Iterator[str]:
    """Yield the answers that suit an entry best, by its project or programme or by its donor.

    These are where the work is done, countries before all others of its regions; what pays for it; what the donor
    supports.
    """
    keys = [str(own[field]) for field in _WORK_FIELDS if field in own]
    work = next((found for key in keys for table in _WORK if (found := reader.get(table, key))), {})
    regions = [each["region"] for each in work.get("regions", ())]
    match step.field.kind.choices or step.field.kind.completes:
        case "countries":
            yield from (names.country_name(each["country"]) for each in work.get("countries", ()))
            inside = {code for each in regions if each in names.regions for code in names.regions[each].members}
            yield from sorted(map(names.country_name, inside))
        case "regions":
            yield from (names.regions[each].name for each in regions if each in names.regions)
        case "contributions" if work:
            paying = In("allocations.target", frozenset({work["code"]}))
            yield from (each["id"] for each in reversed(reader.find("contributions", paying)))
        case "targets" if "donor" in own:
            supported = [each for table in _WORK for each in reversed(reader.find(table))]
            yield from (each["code"] for each in supported if own["donor"] in funders_of(each))


def _records(table: str, reader: Reader, names: Names, before: Reader) -> Iterator[Pick]:
    """Yield the records of a table, the last one entered first."""
    kind = TABLES[table]
    for each in reversed(reader.find(table)):
        key, title = str(each[kind.key]), str(each.get(kind.title) or "")
        donor = names.short_name(each["donor"]) if "donor" in each else ""
        if table == "organisations":
            yield Pick(title, shown(title), shown(str(each.get("short_name") or key)))
        elif before.get(table, key) is None:
            # Its key may be another's by the time that it is saved.
            yield Pick(title or donor, shown(title or donor), " ".join(filter(None, ("new", shown(donor)))))
        else:
            yield Pick(key, key, shown(" · ".join(filter(None, (donor, title)))))


def _said_before(step: Step, reader: Reader) -> list[Pick]:
    """Return the texts that records have for a question, that of the most first."""
    texts = Counter(
        str(each[step.field.stored]) for each in reader.find(step.section.table) if step.field.stored in each
    )
    return [Pick(text, shown(text)) for text, _ in texts.most_common()]


def _used(step: Step, reader: Reader) -> Counter[str]:
    """Return how many records have each answer: what is common comes first."""
    if step.field.kind.choices not in {"organisations", "countries", "regions", "programmes", "currencies"}:
        return Counter()
    stored = step.field.stored
    found: Counter[str] = Counter()
    for record in reader.find(step.section.table):
        value = record.get(stored)
        found.update(_codes(step, value if isinstance(value, list) else [value]))
    return Counter({fold(text): count for code, count in found.items() for text in _texts(step, code, reader)})


def _codes(step: Step, values: Iterable[Any]) -> Iterator[str]:
    for each in values:
        if not isinstance(each, dict):
            yield str(each)
        elif each.get("role", step.field.kind.role) == step.field.kind.role:
            yield str(next((each[key] for key in ("organisation", "country", "region") if key in each), ""))


def _texts(step: Step, code: str, reader: Reader) -> Iterator[str]:
    """Yield what a list may offer a code as."""
    match step.field.kind.choices:
        case "organisations":
            document: Document = reader.get("organisations", code) or {}
            yield str(document.get("name", code))
        case "countries":
            country = places.countries().get(code)
            yield country.name if country else code
        case "regions":
            region = places.regions({}).get(code)
            yield region.name if region else code
        case _:
            yield code


def matching(offered: Sequence[Pick], typed: str) -> list[Pick]:
    """Return the picks that a text may mean, the nearest first."""
    wanted = fold(typed)
    if not wanted:
        return list(offered)
    ranked = [(rank, place) for place, pick in enumerate(offered) if (rank := _rank(pick, wanted)) is not None]
    if not ranked and len(wanted) >= _SHORTEST:
        ranked = _alike(offered, wanted)
    return [offered[place] for _, place in sorted(ranked)]


def is_named(offered: Sequence[Pick], typed: str) -> bool:
    """Return whether a text is the whole name of a pick, so that it names nothing new."""
    return bool(wanted := fold(typed)) and any(wanted in {fold(each.text), fold(each.says)} for each in offered)


def _rank(pick: Pick, wanted: str) -> int | None:
    """Return how far a pick is from a text: it begins so, a word of it does, it holds it, or only its letters."""
    names = [fold(name) for name in (pick.text, pick.says, pick.beside) if name]
    if any(name.startswith(wanted) for name in names):
        return 0
    if any(f" {wanted}" in name for name in names):
        return 1
    if any(wanted in name for name in names):
        return 2
    return 3 if len(wanted) > 2 and any(_in_order(wanted, name) for name in names) else None  # noqa: PLR2004 - of two letters any name has them


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters if letter != " ") and name[:1] == letters[:1]


def _alike(offered: Sequence[Pick], wanted: str) -> list[tuple[int, int]]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only a misspelt name should wait for it

    names = [fold(pick.says) for pick in offered]
    found = process.extract(wanted, names, scorer=fuzz.WRatio, limit=5, score_cutoff=_NEAR)
    return [(-round(score), place) for _, score, place in found]


def only(offered: Sequence[Pick], typed: str) -> str:
    """Return the answer that a beginning can only mean, or the text itself."""
    wanted = fold(typed)
    if not wanted:
        return typed
    exact = [pick.text for pick in offered if wanted in {fold(pick.text), fold(pick.says)}]
    begun = [[pick.text for pick in offered if _rank(pick, wanted) == rank] for rank in (0, 1)]
    nearest = next((found for found in (exact, *begun) if found), [])
    return nearest[0] if len(set(nearest)) == 1 else typed


def new(step: Step, typed: str) -> Pick | None:
    """Return the last line of a list, which enters what the register has not, or None where nothing can be new."""
    noun = newcomer(step.field)
    name = typed.removeprefix(NEWCOMER).strip()
    return Pick(f"{NEWCOMER}{name}", f"{NEWCOMER} {shown(name)}".rstrip(), f"new {noun}…") if noun else None
