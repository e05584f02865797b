"""Tables of the settings under names of the office's own: regions, saved views and severities of rules."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.fields.projects import FILTERS, FLAGS
from portfolio.text import likely, masked, shown

if TYPE_CHECKING:
    from portfolio.reference.places import GroupSettings


class SavedView(NamedTuple):
    """A saved question."""

    filters: Mapping[str, Sequence[str]]  # option name to the texts given for it
    # As typed for the options of these names, or "".
    columns: str = ""
    sort: str = ""
    limit: str = ""
    currency: str = ""
    noun: str = ""  # the command whose list it is of, as `project`, or "" where any list may use it

    def stored(self) -> dict[str, Any]:
        """Return it as the settings file has it: the noun, the filters, and how they are shown."""
        found: dict[str, Any] = {"noun": self.noun}
        for option, texts in self.filters.items():
            found[option] = True if option in FLAGS else texts[0] if len(texts) == 1 else list(texts)
        found |= {key: getattr(self, key) for key in _ARRANGED}
        return {key: value for key, value in found.items() if value}


# What a view says beside its filters.
_ARRANGED = ("columns", "sort", "limit", "currency")


def severities(given: dict[str, Any], problems: list[str]) -> dict[str, str]:
    """Return rule to severity, taken out of its section; what is said of a rule counts before what is said of all."""
    section = given.get("check", {})
    if not isinstance(section, dict) or "severity" not in section:
        return {}
    from portfolio.reference import checks  # noqa: PLC0415 - a table that few settings have a use for

    given["check"] = {key: value for key, value in section.items() if key != "severity"}
    found: dict[str, str] = {}
    levels = table_of(section, "severity", problems)
    for rule in sorted(levels, key=lambda rule: rule != checks.IATI):
        try:
            found |= checks.setting(rule, levels[rule])
        except ValueError as error:
            problems.append(f"[check.severity] {shown(rule)} {error}")
    return found


def _tables(given: dict[str, Any], section: str, reader: Callable[..., Any], problems: list[str]) -> dict[str, Any]:
    found = {}
    for name, table in table_of(given, section, problems).items():
        place = f"[{section}.{name}]"
        if isinstance(table, dict):
            found[name] = reader(place, table, problems)
        else:
            problems.append(f"{place} is not a section; write its keys below the line {place}.")
    return found


def regions(given: dict[str, Any], problems: list[str]) -> dict[str, "GroupSettings"]:
    """Return the office's own groups by name, and note what is wrong."""
    return _tables(given, "regions", _region, problems)


def views(given: dict[str, Any], problems: list[str]) -> dict[str, SavedView]:
    """Return the saved views by name, and note what is wrong."""
    return _tables(given, "views", _view, problems)


def _region(place: str, table: dict[str, Any], problems: list[str]) -> "GroupSettings":
    group: GroupSettings = {}
    for key, value in table.items():
        texts = _texts(f"{place} {key}", value, problems)
        if key == "countries":
            group["countries"] = texts
        elif key == "aliases":
            group["aliases"] = texts
        else:
            problems.append(unknown("key", f"{place} {key}", key, ("countries", "aliases")))
    return group


def _view(place: str, table: dict[str, Any], problems: list[str]) -> SavedView:
    filters: dict[str, Sequence[str]] = {}
    arranged = dict.fromkeys((*_ARRANGED, "noun"), "")
    beside = {key.replace("-", "_") for key in table} - {*FILTERS, *arranged}
    own = _filters_of(table.get("noun")) if beside else ()
    for written, value in table.items():
        key = written.replace("-", "_")
        if key in FLAGS and isinstance(value, bool):
            filters |= {key: ("yes",)} if value else {}
        elif key in FILTERS or key in own:
            filters[key] = _texts(f"{place} {key}", value, problems)
        elif key in arranged:
            arranged[key] = ",".join(_texts(f"{place} {key}", value, problems))
        else:
            name = place[len("[views.") : -1]
            remedy = f"or take the view out: portfolio view remove {name}"
            said = unknown("key", f"{place} {written}", key, (*FILTERS, *own, *arranged)).rstrip("?.")
            problems.append(f"{said}? {remedy}" if "did you mean" in said else f"{said}; {remedy}")
    return SavedView(filters, **arranged)


def _filters_of(noun: object) -> Sequence[str]:
    """Return the filters of the fields of a noun, which only its own views have."""
    from portfolio.fields.declared import RECORDS  # noqa: PLC0415 - few views have such filters
    from portfolio.models import tables  # noqa: PLC0415

    table = tables.table_of(str(noun))
    return [field.key for field in RECORDS.get(table, ()) if field.filter]


def table_of(given: dict[str, Any], section: str, problems: list[str]) -> dict[str, Any]:
    """Return a section, or one inside it as `report.donor`, empty where there is none; note if it is something else."""
    outer, _, inner = section.partition(".")
    table = given.get(outer, {})
    if inner:
        table = table.get(inner, {}) if isinstance(table, dict) else {}
    if not isinstance(table, dict):
        problems.append(f"{section} is not a section; write its keys below the line [{section}].")
        return {}
    return table


def _texts(place: str, value: object, problems: list[str]) -> tuple[str, ...]:
    """Return a text or a list of texts as texts; a year may stand without quotation marks."""
    members = value if isinstance(value, list) else [value]
    if not members or not all(isinstance(member, str | int) and not isinstance(member, bool) for member in members):
        problems.append(f"{place}: “{masked(shown(str(value)))}” is neither text nor a list of texts.")
        return ()
    return tuple(map(str, members))


def unknown(what: str, place: str, name: str, known: Sequence[str] | Mapping[str, object]) -> str:
    """Return the sentence for a name that the settings do not have, with the one that may be meant."""
    near = likely(name, known)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}."
    return f"{place} is no {what} of the settings; {hint}"
