"""The rules between records: each a function from the changes to what is wrong with them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from portfolio.changes import booking, funding_rules, levels
from portfolio.changes.parts import part_ids
from portfolio.changes.proposed import Proposed, named, values_at
from portfolio.dates import parse_date
from portfolio.disaggregation import excesses
from portfolio.errors import Problem
from portfolio.models.tables import REFERENCES, TABLES, WORK
from portfolio.query.standing import removals
from portfolio.reference import places, states
from portfolio.store import Document, In, Spelled
from portfolio.store.conditions import FORMS
from portfolio.store.pictures import NAMING
from portfolio.text import fold, some

# As many names as a sentence bears.
_LISTED = 10

# What has happened, and so cannot lie in the future (IATI rules 11.1.4, 11.1.5 and 11.2.1).
_PAST = {
    "programmes": ("actual_start", "actual_end"),
    "projects": ("actual_start", "actual_end"),
    "contributions": ("signed", "movements.date", "allocations.date", "reports_due.sent", "closed"),
    "expenditures": ("date",),
    "outcomes": ("date", "indicators.baseline.date"),
    "documents": ("date",),
    "rates": ("date",),
}
_AS_OF = "sources.as_of"
# What is said beside of what is still to come.
_TO_COME = {
    "actual_start": "; what is planned is the planned start",
    "actual_end": "; what is planned is the planned end",
    "signed": "; leave it out until then, and give the start and end that are agreed",
    "movements.date": "; money still due is an instalment",
}
# What programmes and projects are called by now.
_CALLED = ("title", "aliases")
# The kinds of narratives that tell of what is to come.
_AHEAD = "next_steps"


def references_resolve(view: Proposed) -> Iterator[Problem]:
    """Every key that a changed record names is that of a record."""
    there: dict[tuple[tuple[str, ...], str], bool] = {}  # the same is named again and again
    for table, document, path, targets, key in view.references:
        if (targets, key) not in there:
            there[targets, key] = any(view.after.get(target, key) for target in targets)
        if not there[targets, key]:
            nouns = " or ".join(TABLES[target].noun for target in targets)
            yield Problem(named(table, document), path.replace(".", " "), key, f"is no {nouns} of this register")


def pictures_there(view: Proposed) -> Iterator[Problem]:
    """Every picture that a changed record newly names is there, unless it becomes what it was."""
    for table, field in () if view.brought_back else NAMING.items():
        for before, after in view.changed(table):
            digest = after.get(field)
            if digest and digest != (before or {}).get(field) and not view.has_picture(digest):
                yield Problem(named(table, after), field, digest, "is no picture of this register; give its file")


def regions_known(view: Proposed) -> Iterator[Problem]:
    """Every region of the office's own is one of its groups."""
    known = places.regions(view.settings.regions)
    paths = {"programmes": "regions.region", "projects": "regions.region", "activities": "regions"}
    for table, path in {**paths, "expenditures": "region"}.items():
        for _, document in view.changed(table):
            for code in values_at(document, path):
                if code not in known:
                    field = path.partition(".")[0]
                    yield Problem(named(table, document), field, code, "is no region of UN M49 or of the settings")


def no_circles(view: Proposed) -> Iterator[Problem]:
    """No record is its own parent, at any remove."""
    for table in ("projects", "organisations"):
        for _, document in view.changed(table):
            seen = [document[TABLES[table].key]]
            step: Document | None = document
            while step and (parent := step.get("parent")):
                if parent in seen:
                    yield Problem(
                        named(table, document),
                        "parent",
                        document["parent"],
                        f"makes a circle: {' > '.join([*seen, parent])}",
                    )
                    break
                seen.append(parent)
                step = view.after.get(table, parent)


def nothing_in_the_future(view: Proposed) -> Iterator[Problem]:
    """What has happened is not dated after today; what stood so already is left to `check`."""
    for table in TABLES:
        for before, after in view.changed(table):
            for path in (*_PAST.get(table, ()), _AS_OF):
                for date in values_at(after, path):
                    if parse_date(date).first > view.today and date not in values_at(before or {}, path):
                        message = f"is in the future{_TO_COME.get(path, '')}"
                        yield Problem(named(table, after), path.replace(".", " "), date, message)


def nothing_reached_before_its_time(view: Proposed) -> Iterator[Problem]:
    """No value is reached in a period that has not begun, and nobody has attended a future activity."""
    for _, outcome in view.changed("outcomes"):
        for period in (
            period for indicator in outcome.get("indicators", ()) for period in indicator.get("periods", ())
        ):
            if "actual" in period and parse_date(period["start"]).first > view.today:
                message = "is in the future, so nothing can have been reached; until then there is only a target"
                yield Problem(named("outcomes", outcome), f"{period['id']} start", period["start"], message)
    for _, activity in view.changed("activities"):
        start = activity.get("start")
        if start and activity.get("participants") and parse_date(start).first > view.today:
            message = "is in the future, so nobody can have taken part; enter participants afterwards"
            yield Problem(named("activities", activity), "start", start, message)


def nothing_told_before_its_time(view: Proposed) -> Iterator[Problem]:
    """Nothing is told of a period that has not begun but what comes next."""
    for _, narrative in view.changed("narratives"):
        start = narrative.get("start")
        if start and narrative["kind"] != _AHEAD and parse_date(start).first > view.today:
            message = "is in the future, so there is nothing to tell; what is to come is told as next_steps"
            yield Problem(named("narratives", narrative), "start", start, message)


def disaggregations_within(view: Proposed) -> Iterator[Problem]:
    """The parts of a value add up to no more than the value, in any dimension; older faults are left to `check`."""
    for before, after in view.changed("outcomes"):
        known = set(map(str, excesses(before or {})))
        for excess in excesses(after):
            if str(excess) not in known:
                message = f"{excess.told}; correct the value, or give its parts anew"
                yield Problem(named("outcomes", after), f"{excess.part} disaggregation", "", message)


def part_ids_differ(view: Proposed) -> Iterator[Problem]:
    """No two parts of a record have one id, and none has that of a part since removed."""
    for (table, _, _, after), ids in zip(view.changes, view.part_ids, strict=True):
        if not ids or not after:
            continue
        removed = after.get("removed_parts", ())
        if len(set(ids)) == len(ids) and not removed:
            continue
        for part_id, count in Counter(ids).items():
            if count > 1:
                yield Problem(named(table, after), "id", part_id, "is the id of two parts")
            elif part_id in removed:
                yield Problem(
                    named(table, after), "id", part_id, "was the id of a part since removed; give this part another"
                )


def part_ids_are_of_their_record(view: Proposed) -> Iterator[Problem]:
    """The id of a new part begins with the key of its record, so that no two records have parts of one id."""
    for (table, key, before, after), ids in zip(view.changes, view.part_ids, strict=True):
        foreign = [part_id for part_id in ids if not part_id.startswith(f"{key}.")]
        known = set(part_ids(before)) if foreign else ()
        for part_id in foreign:
            if part_id not in known:
                yield Problem(named(table, after or {}), "id", part_id, f"does not begin with {key}.")


def keys_are_free(view: Proposed) -> Iterator[str]:
    """A code is given once and for all: not again after removal, not to a programme and a project."""
    added = [(table, key) for table, key, before, after in view.changes if before is None and after is not None]
    spaces = {table: WORK if table in WORK else (table,) for table, _ in added}
    yield from _given_again(
        view, [(each, key) for table, key in added for each in spaces[table] if view.after.retired(each, key)]
    )
    for space in dict.fromkeys(spaces.values()):
        # In one case: people and file names on many computers do not tell P-1 from p-1.
        holders: dict[str, list[str]] = {}
        small = frozenset(key.lower() for table, key in added if table in space)
        for table in space:
            for document in view.after.find(table, Spelled(TABLES[table].key, "small", small)):
                key = document[TABLES[table].key]
                holders.setdefault(key.lower(), []).append(f"{TABLES[table].noun} {key}")
        for key in dict.fromkeys(key for table, key in added if table in space):
            if len(held := holders[key.lower()]) > 1:
                yield f"The code {key} cannot be given twice: {' and '.join(held)}. Choose another."


def _given_again(view: Proposed, retired: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield what is wrong with codes of records that went; one whose adding was taken back was given to nobody."""
    gone = removals(view.history(), frozenset(retired)) if retired else {}
    for table, key in retired:
        told = gone.get((table, key))
        if told and told.frees:
            continue
        back = f" To have it back: portfolio undo --revision {told.revisions[0]}" if told and not told.verb else ""
        yield f"The code {key} belonged to a record since removed; codes are never given again.{back}"


def titles_differ(view: Proposed) -> Iterator[str]:
    """Two programmes or projects have one name only if that is meant; two organisations never share a name."""
    if not view.again:
        for table in WORK:
            yield from _title_twins(view, table)
    yield from _name_twins(view)


def nothing_in_use_is_removed(view: Proposed) -> Iterator[str]:
    """Nothing is removed while something refers to it."""
    for table, key, _, after in view.changes:
        if after is not None:
            continue
        users = [
            f"{TABLES[user].noun} {document[TABLES[user].key]}"
            for user, path, targets in REFERENCES
            if table in targets
            for document in view.after.find(user, In(path, frozenset({key})))
        ]
        if users:
            listed = some(list(dict.fromkeys(users)), _LISTED)
            yield f"The {TABLES[table].noun} {key} is still in use by {listed}; remove or change these first."


def _title_twins(view: Proposed, table: str) -> Iterator[str]:
    renamed = [
        (after, new)
        for before, after in view.changed(table)
        if before is None or any(before.get(field) != after.get(field) for field in _CALLED)
        if (new := _called(after).keys() - _called(before).keys())
    ]
    if not renamed:
        return
    holders = _holders(view, table, frozenset().union(*(new for _, new in renamed)))
    for document, new in renamed:
        code, names = document["code"], _called(document)
        twins = (
            (name, twin)
            for name in names
            if name in new
            for twin in holders[name].values()
            if twin["code"] != code and not {twin["code"], code} <= view.apart
        )
        if found := next(twins, None):
            name, twin = found
            folded, noun = FORMS["folded"], TABLES[table].noun
            said = f"There is a {noun} of that title already"
            if not name == folded(document["title"]) == folded(twin["title"]):
                said = f"“{names[name]}” is a name of another {noun} already"
            yield f"{said}: {twin['code']} “{twin['title']}”. If this is another one, say --again."


def _holders(view: Proposed, table: str, names: frozenset[str]) -> dict[str, dict[str, Document]]:
    """Return of each name, folded, the programmes or projects that are called so, by code."""
    found: dict[str, dict[str, Document]] = {name: {} for name in names}
    for field in _CALLED:
        for document in view.after.find(table, Spelled(field, "folded", names)):
            for name in names.intersection(_called(document)):
                found[name][document["code"]] = document
    return found


def _called(document: Document | None) -> dict[str, str]:
    """Return the title and aliases of a programme or project, folded, each as it is spelt."""
    names = (document["title"], *document.get("aliases", ())) if document else ()
    return {FORMS["folded"](name): name for name in names}


def _name_twins(view: Proposed) -> Iterator[str]:
    renamed = [(before, after) for before, after in view.changed("organisations") if _names(before) != _names(after)]
    if not renamed:
        return
    holders: dict[str, Document] = {}
    changed = {after["code"] for _, after in renamed}
    for document in view.after.find("organisations"):
        for folded, name in _names(document).items():
            holder = holders.setdefault(folded, document)
            if holder is document or changed.isdisjoint({holder["code"], document["code"]}):
                continue
            if view.brought_back or not _of_a_state(folded, holder, document):
                new, old = (holder, document) if holder["code"] in changed else (document, holder)
                clash = f"“{name}” is {old['code']} {old['name']} already; one name means one organisation."
                yield f"{clash} {_instead(new, old)}"
            break


def _of_a_state(folded: str, *organisations: Document) -> bool:
    """Return whether one of organisations is a State of that name, of which `states_keep_their_names` tells."""
    found = filter(None, map(states.state_of, organisations))
    return any(folded in map(fold, states.names_of(state)) for state in found)


def states_keep_their_names(view: Proposed) -> Iterator[str]:
    """A State's code and names are its own: no other organisation takes them, whichever was entered first."""
    if view.brought_back:
        return
    for before, after in view.changed("organisations"):
        held = set(states.borrowed(before)) if before else set()
        if new := next((each for each in states.borrowed(after) if each not in held), None):
            state = places.countries()[new.state]
            yield (
                f"“{new.name}” ({new.field.replace('_', ' ')} of {after['name']}) is a code or name of {state.name} "
                f"({new.state}), which belongs to that State alone. {_other_name(new)}"
            )


def states_are_entered_once(view: Proposed) -> Iterator[str]:
    """A State is one organisation, by whichever of its names, and not while another holds its code or a name of it."""
    entered = {
        state: after
        for before, after in view.changed("organisations")
        if (state := states.state_of(after)) and (before is None or states.state_of(before) != state)
    }
    if not entered or view.brought_back:
        return
    for other in view.after.find("organisations"):
        state = states.state_of(other)
        if state in entered and other["code"] != entered[state]["code"]:
            said = f"“{entered[state]['name']}” is the State that the register has as {other['code']} {other['name']}."
            yield f"{said} {_instead(entered[state], other)}"
        for name in states.borrowed(other):
            if name.state in entered:
                said = f"“{name.name}” is held by {other['name']} ({other['code']}) and belongs to the State alone."
                yield f"{said} To put it right: {states.way_out(other, name)}"
                break


def _other_name(borrowed: states.Borrowed) -> str:
    if borrowed.field != "name":
        return "Choose another, or leave it out."
    return "If it is that State, its type is government; if not, write its name in full."


def _instead(organisation: Document, holder: Document) -> str:
    """Return what to do about an organisation that the register has under another code: give that one its roles."""
    roles = [role for role in organisation.get("roles", ()) if role not in holder.get("roles", ())]
    noun = "donor" if "funding" in organisation.get("roles", ()) else "partner"
    sets = " ".join(f"--set role+={role}" for role in roles) or "--set FIELD=VALUE"
    aim = f"To make {holder['code']} a {noun} too" if roles else f"To change {holder['code']}"
    return f"{aim}: portfolio {noun} edit {holder['code']} {sets}"


def _names(document: Document | None) -> dict[str, str]:
    """Return the names that an organisation has now, folded, each as it is spelt.

    A body of many States is known by one name, whatever the language that it is named in.
    """
    if document is None:
        return {}
    own = (document["name"], document.get("short_name"), *document.get("aliases", ()), document["code"])
    known = {f"body {body}": document["name"] for body in states.bodies_of(document)}
    return {fold(name): name for name in own if name} | known


# What a record can be refused for whatever else is wrong with others.
OF_RECORDS: tuple[Callable[[Proposed], Iterable[Problem]], ...] = (
    references_resolve,
    pictures_there,
    regions_known,
    nothing_in_the_future,
    nothing_reached_before_its_time,
    nothing_told_before_its_time,
    disaggregations_within,
    part_ids_differ,
    part_ids_are_of_their_record,
    levels.nothing_higher_named,
    levels.classified_codes_are_given,
)
REFUSALS: tuple[Callable[[Proposed], Iterable[Problem]], ...] = (
    *OF_RECORDS,
    no_circles,
    funding_rules.currency_stays,
    funding_rules.columns_not_negative,
    funding_rules.allocations_covered,
    funding_rules.charges_allowed,
    funding_rules.spent_among_its_places,
    booking.charges_booked,
    funding_rules.spending_not_negative,
)
CONFLICTS: tuple[Callable[[Proposed], Iterable[str]], ...] = (
    keys_are_free,
    titles_differ,
    states_keep_their_names,
    states_are_entered_once,
    nothing_in_use_is_removed,
    levels.nothing_lower_names,
    funding_rules.entries_differ,
    funding_rules.rates_differ,
)
