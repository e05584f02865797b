"""Sentences beside an answer: its filters, what it counts over which time, what it leaves out, and by which rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, overload

from portfolio.fields.projects import FLAGS
from portfolio.language import naming
from portfolio.pages.own_shares import Share, share_footer, shares_of
from portfolio.pages.tree import Columns, Row, Table
from portfolio.query.filters import TEXTS, field_of, filtering, is_barred, unbarred
from portfolio.reference.name_matching import joined
from portfolio.text import counted, plural_of

if TYPE_CHECKING:
    from portfolio.figures.doubts import Doubt
    from portfolio.figures.values import Gap, Notes
    from portfolio.query.question import Question

# The columns that filters bear on.
_DATES = {"year": ("start", "end"), "since": ("start", "end"), "until": ("start", "end"), "starts": ("start",)}
_DATES["ends"] = ("end",)
_YEAR_DIGITS = 4
# More gaps than this are counted, not listed.
_GAPS_LISTED = 5
# The same of amounts that are uncertain, and of so many it is told beside figures why.
_DOUBTS_LISTED, _DOUBTS_TOLD = 5, 2


class Lines(Sequence[str]):
    """Sentences of which those behind the first ones are worked out when they are looked at, once."""

    def __init__(self, first: Sequence[str], rest: Callable[[], Sequence[str]]) -> None:
        """Take the first ones, and what gives the others."""
        self._first, self._rest = first, rest
        self._all: Sequence[str] | None = None

    def __len__(self) -> int:
        return len(self._whole())

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        end = place.stop if isinstance(place, slice) else place + 1
        is_known = end is not None and 0 < end <= len(self._first)
        return (self._first if is_known else self._whole())[place]

    def _whole(self) -> Sequence[str]:
        if self._all is None:
            self._all = [*self._first, *self._rest()]
        return self._all


def count_footer(question: Question, count: str, timed: str = "active", *, statuses: bool = False) -> list[str]:
    """Return what was counted, as in `23 distinct projects`, and over which time; `timed` is what it was in a period.

    Of `statuses` that are shown it is said of which day they are.
    """
    lines = [f"{count}; {timed} {_when(question)}." if question.timed else f"{count}; cumulative, all years."]
    if question.selection.amounts and (question.timed or question.selection.donors or question.currency):
        lines.append("Amounts that choose are whole ones as recorded, of every donor and all years.")
    if statuses or question.selection.words.get("status"):
        lines += status_footer(question)
    return lines


def status_footer(question: Question) -> list[str]:
    """Return that statuses are of today, where a past period is asked for: what they were in it is not recorded."""
    last, today = question.selection.period.last, question.office.today
    return [f"Statuses are as of {today}, not of the period."] if last and last < today else []


def money_footer(question: Question, shares: Sequence[Share] | None = None, *, donors: bool = True) -> list[str]:
    """Return whose the money above is if `donors` are said, and that it is whole where places were asked for."""
    shares = shares_of(question) if shares is None else shares
    if donors and question.selection.donors:
        return [_givers_footer(question, whole=bool(shares)), *share_footer(shares)]
    return ["Amounts are whole amounts of the work chosen.", *share_footer(shares)] if shares else []


def _givers_footer(question: Question, *, whole: bool) -> str:
    """Return whose the amounts are, where donors are asked for or barred; `whole` says that shares stand beside."""
    names = question.office.names

    def listed(*, barred: bool) -> str:
        found = [naming.in_english(names.organisation_name(code)) for code in question.named_donors(barred=barred)]
        return joined(found, "and")

    given, barred = listed(barred=False), listed(barred=True)
    if not given:
        return f"Amounts are {'whole amounts of the work chosen, ' if whole else ''}without what {barred} gave."
    less = f", less what {barred} gave" if barred else ""
    to = " to the whole of the work chosen" if whole else ""
    return f"Amounts are what {given} gave{to}{less}, not all that the projects have."


def left_out_notes(question: Question) -> list[str]:
    """Return which projects were left out, and how to have them, for the error stream."""
    if question.is_open:
        return []
    undated, rough = question.chosen.undated, question.chosen.rough
    lines = wider_notes(question)
    if undated:
        lines.append(f"Left out, as undated: {counted(undated, 'project')}.")
    if rough:
        lines.append(f"Left out, as it starts or ends on a date known too roughly: {counted(rough, 'project')}.")
    return [*lines, *unmeasured_notes(question.chosen.unknown, "project")]


def unmeasured_notes(unknown: int, noun: str) -> list[str]:
    """Return how many records an amount leaves out, as it is not known of them."""
    if not unknown:
        return []
    return [f"Left out, as the amount is not known, or in another currency: {counted(unknown, noun)}."]


def wider_notes(question: Question) -> list[str]:
    """Return the same of results: they are dated themselves, so that no dates of projects leave any of them out."""
    wider = 0 if question.is_open else question.chosen.wider
    if not wider:
        return []
    one = "1 more covers a wider area: --wide takes it in."
    return [one if wider == 1 else f"{wider} more cover a wider area: --wide takes them in."]


def _when(question: Question) -> str:
    years = question.raw.get("year", ())
    period = str(question.selection.period)
    if not years or question.raw.get("since") or question.raw.get("until"):
        return period
    plain = all(year.isdecimal() and len(year) == _YEAR_DIGITS for year in years)
    named = joined([year.strip().removeprefix("in ") for year in years], "and")
    return f"in {named}" + ("" if plain else f" ({period})")


def pillar_footer(uncertain: int) -> list[str]:
    """Return of how many projects the pillars are uncertain."""
    return [f"The pillars of {counted(uncertain, 'project')} are uncertain: no source gives them."] if uncertain else []


def figure_notes(notes: Notes) -> list[str]:
    """Return what the figures leave out for want of a date, which are uncertain, and how a missing rate is entered."""
    lines = []
    if notes.undated:
        some = counted(notes.undated, "amount")
        lines.append(f"Left out of the period, as undated or dated too roughly: {some}.")
    if notes.undated_allocations:
        some = counted(notes.undated_allocations, "allocation")
        lines.append(f"Counted as unallocated at the period's end, as undated: {some}.")
    if notes.stand_ins:
        some = counted(notes.stand_ins, "undated amount")
        lines.append(f"Dated by the signature or the start of the agreement: {some}.")
    return [*lines, *_doubtful(notes), *_to_enter_a_rate(notes.missing_rates)]


def gap_lines(notes: Notes) -> list[str]:
    """Return which amounts could not be converted."""
    lines = []
    gaps = notes.missing_rates
    for gap in gaps[:_GAPS_LISTED]:
        when = f" of {gap.date}" if gap.date else ", undated"
        rates = joined([f"{currency} in {base}" for currency, base in gap.lacking], "and")
        rate = f"a rate of {rates}" if rates else "a rate"
        lines.append(f"NOT CONVERTED for want of {rate}: {gap.currency} {gap.amount:,f} {gap.column}{when}.")
    if (more := len(gaps) - _GAPS_LISTED) > 0:
        lines.append(f"NOT CONVERTED for want of a rate: {counted(more, 'more amount')}.")
    return lines


def _to_enter_a_rate(gaps: Sequence[Gap]) -> list[str]:
    """Return how the first rate that is missing is entered."""
    for gap in gaps:
        for currency, base in gap.lacking if gap.date else ():
            add = f"portfolio rate add {currency} RATE --base {base} --date {gap.date}"
            from portfolio.rates import OLDEST  # noqa: PLC0415 - needed where a rate is missing

            return [f"A rate counts on its day and {OLDEST.days} days after. To enter one: {add}"]
    return []


def _doubtful(notes: Notes) -> list[str]:
    """Return which amounts are uncertain: of a few with the first of what is said of each, of many in one sentence."""
    doubts = notes.doubts
    if len(doubts) <= _DOUBTS_TOLD:
        return [f"Uncertain: {_doubt(each, each.reason.partition('; ')[0])}" for each in doubts]
    more = len(doubts) - _DOUBTS_LISTED
    named = [each.id for each in doubts[:_DOUBTS_LISTED]]
    return [f"Uncertain: {joined([*named, *([counted(more, 'more amount')] if more > 0 else [])], 'and')}."]


def doubt_lines(notes: Notes) -> list[str]:
    """Return which amounts are uncertain, and why."""
    more = len(notes.doubts) - _DOUBTS_LISTED
    lines = [_doubt(each, each.reason) for each in notes.doubts[:_DOUBTS_LISTED]]
    return [*lines, f"{counted(more, 'more amount')}."] if more > 0 else lines


def _doubt(doubt: Doubt, reason: str) -> str:
    return f"{doubt.id}, {doubt.column}{f' ({reason})' if reason else ''}."


def rate_footer(notes: Notes) -> list[str]:
    """Return what could not be converted, by which rates the rest was, and why converted columns need not subtract."""
    if not notes.rates:
        return gap_lines(notes)
    rates = [
        f"{rate.date}: 1 {rate.currency} = {rate.rate.normalize():f} {rate.base} ({rate.source or 'no source'})"
        for rate in notes.rates
    ]
    return [
        *gap_lines(notes),
        f"Converted by the rates of {'; '.join(rates)}.",
        "Each amount is converted at the rate of its own day, so converted columns need not subtract from one another.",
    ]


def captioned(question: Question, table: Table) -> Table:
    """Return a list with the filters that chose its rows as its caption, and the columns that they bear on."""
    if not question.raw:
        return table
    keys = {column.key for column in table.columns}
    filtered: dict[str, Sequence[str]] = {}
    for option in question.raw:
        field = filtering(question.table).get(option) or filtering("projects").get(option)
        for key in _DATES.get(option) or dict.fromkeys((field.called if field else option, option)):
            if key in keys:
                filtered[key] = _values(question, option)
    return table._replace(caption=filter_sentence(question), filtered=filtered)


def chosen_table(
    question: Question, noun: str, columns: Columns, rows: Sequence[Row], notes: Sequence[str], first: str = ""
) -> Table:
    """Return the list of the records of a noun that a question chooses; `first` says how the first one is entered."""
    empty = f"No {noun} is recorded yet. {first}".rstrip()
    if question.raw:
        empty = " ".join([f"No {noun} fits.", *([] if rows else unheld(question))])
    return captioned(question, Table(plural_of(noun), columns, rows, notes=notes, empty=empty))


def unheld(question: Question) -> list[str]:
    """Return which texts that are asked for no record has, each with those near it: a reason why nothing fits."""
    found = []
    for option, texts in question.raw.items():
        for text in texts if option not in FLAGS else ():
            field = field_of(question.table, option, unbarred(text))
            if field and field.kind.name in TEXTS:
                table = question.table if option in filtering(question.table) else "projects"
                found.append(question.office.names.unheld(field, table, unbarred(text)))
    return [each for each in found if each]


def filter_sentence(question: Question) -> str:
    """Return the filters in force in a sentence; "" without any."""
    described = question.selection.described
    return f"Filters: {'; '.join(described)}." if described else ""


def _values(question: Question, option: str) -> Sequence[str]:
    """Return what rows have in the column that a filter bears on, if they have nothing but what it asks for."""
    selection, names = question.selection, question.office.names
    texts = question.raw[option]
    if any(map(is_barred, texts)):
        return ()
    match option:
        case "region" | "country":
            return [place.label for place in (selection.regions if option == "region" else selection.countries).plain]
        case "donor":
            return [names.organisation_name(code) for code in question.named_donors(barred=False)]
        case "partner":
            return [names.short_name(names.organisation(text)) for text in texts]
        case "programme":
            return [names.title(code) for code in selection.programmes.plain]
    asked = {**selection.words, "project": selection.projects}.get(option)
    return sorted(asked.plain) if asked else texts
