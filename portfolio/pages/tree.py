"""The tree of a page: every answer as plain values that know nothing of the format that they will be shown in."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, TypeAlias, overload

from portfolio.errors import StoreError
from portfolio.text import fold

if TYPE_CHECKING:
    from decimal import Decimal

    from portfolio.dates import PartialDate
    from portfolio.pages.graphics import Chart, Graphic, WorldMap
    from portfolio.query.names import Names

    # Numbers, money and dates are no words yet, so that each format may keep them or write them as the language does.
    Value: TypeAlias = (
        str | int | bool | Decimal | PartialDate | dt.date | tuple[str, ...] | list[str] | Mapping[str, Decimal] | None
    )

Kind = Literal[
    "code", "text", "names", "money", "date", "status", "count", "number", "share", "flag", "lines", "command"
]

# Column key to value. Money is a mapping of currency to Decimal, empty where none is recorded; None is unknown.
Row: TypeAlias = Mapping[str, object]

REPEATED = "repeated"
# Kinds of column whose values are numbers: they stand to the right, and their figures one below the other.
FIGURES = frozenset({"money", "count", "number", "share"})


class Labelled(str):
    """A name that machine formats take as it is, and people read in another way: as `label`."""

    __slots__ = ("label",)
    label: str

    def __new__(cls, name: str, label: str) -> Self:
        """Return the name that is read as `label`."""
        made = super().__new__(cls, name)
        made.label = label
        return made


def region_cell(names: "Names", code: str) -> Labelled:
    """Return a region as a cell: its name, and for people what marks the office's own groups."""
    return Labelled(names.region_name(code), names.region_label(code))


class Linked(str):
    """A name that stands for a record: formats that have an address for that lead there, others take the name."""

    __slots__ = ("key", "kind")
    kind: str
    key: str

    def __new__(cls, name: str, kind: str, key: str) -> Self:
        """Return the name of the record of a kind (`organisation`, `project`, `country` …) and of that key."""
        made = super().__new__(cls, name)
        made.kind, made.key = kind, key
        return made


class Leaves(NamedTuple):
    """The pages that a long table is divided over."""

    shown: int  # the place of this one among them
    addresses: tuple[str, ...]  # where each stands


class Column(NamedTuple):
    """One column of a table."""

    key: str  # what the value is called in a row, in JSON and in `--columns`
    heading: str  # what a reader sees above it
    # What its values are. `code`, `date`, `status`: one word, never broken. `text`: str that wraps. `names`: several
    # str. `money`: currency to Decimal. `count`: int. `number`: Decimal. `share`: Decimal in per cent. `flag`: bool.
    # `lines`: several str, each in a line of its own. `command`: str that is to be copied whole.
    kind: Kind = "text"
    # 0 is never left out where there is little room; the higher, the sooner it goes. What is above `SCANNED` is shown
    # only where all that readers scan for stands side by side.
    priority: int = 0
    optional: bool = False  # whether it is shown only when `--columns` names it
    # The keys of the columns that it says in one on a terminal; elsewhere each of these stands for itself.
    parts: tuple[str, ...] = ()
    # The key of the column under whose values it may stand where there is little room; `ROW` is all of them.
    below: str = ""


Columns: TypeAlias = tuple[Column, ...]

SCANNED = 9
ROW = "row"


def declared(columns: Columns) -> Columns:
    """Return the columns that are shown without being asked for, those in one that say in one what others do aside."""
    return tuple(column for column in columns if not column.optional and not column.parts)


def scanned(columns: Columns) -> Columns:
    """Return the columns that a terminal shows without being asked for, those that readers scan for first.

    What one column says of several is said once.
    """
    within = {part for column in columns for part in column.parts}
    shown = [column for column in columns if not column.optional and column.key not in within]
    return tuple(sorted(shown, key=lambda column: column.priority > SCANNED and column.kind != "code"))


def picked(columns: Columns, keys: Iterable[str] | Mapping[str, int]) -> Columns:
    """Return some columns of a noun in an order of their own, each with its priority there if that is given."""
    by_key = {column.key: column for column in columns}
    if isinstance(keys, Mapping):
        return tuple(by_key[key]._replace(priority=priority) for key, priority in keys.items())
    return tuple(by_key[key] for key in keys)


def filled(columns: Columns, rows: Sequence[Row], *, keep: Collection[str] = ()) -> Columns:
    """Return the columns in which some row has something, and the first and those to keep in any case."""
    return tuple(
        column
        for place, column in enumerate(columns)
        if not place or column.key in keep or any(_has(row, column.key) for row in rows)
    )


def _has(row: Row, key: str) -> bool:
    value = row.get(key)
    nothing = value is None or (isinstance(value, str | tuple | list | Mapping) and not value)
    return not nothing or bool(row.get(f"{key}_not_known"))


NOTHING_TOLD: Mapping[str, Callable[[Any], object]] = {}


class SharedRow(dict[str, object]):
    """A row that stands in several tables of several pages: a writer may keep what it made of it."""


class Rows(Sequence[Row]):
    """Rows that are made when they are looked at, once: none of those that a limit cuts off."""

    def __init__(
        self,
        records: Sequence[Any],
        make: Callable[[Sequence[Any]], list[Row]],
        told: Mapping[str, Callable[[Any], object]] = NOTHING_TOLD,
    ) -> None:
        """Take what rows are made of.

        Args:
            records: What each row is of.
            make: Returns the rows of some of the records, in their order.
            told: Key to a cell that a record tells by itself, so that rows are put in order before any is made.
        """
        self._records, self._make, self.told = records, make, told
        self._made: dict[int, Row] = {}  # by the identities of their records

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            chosen = self._records[place]
            self._fill(chosen)
            return [self._made[id(each)] for each in chosen]
        record = self._records[place]
        if id(record) not in self._made:  # whoever looks at rows one by one looks at all of them
            self._fill(self._records)
        return self._made[id(record)]

    def glanced(self, keys: Iterable[str]) -> list[Row]:
        """Return of each row the cells of some keys that records tell by themselves."""
        told = [(key, self.told[key]) for key in keys]
        return [{key: cell(record) for key, cell in told} for record in self._records]

    def ordered(self, places: Iterable[int]) -> "Rows":
        """Return some of the rows in another order; none is made again."""
        rows = Rows([self._records[place] for place in places], self._make, self.told)
        rows._made = self._made
        return rows

    def _fill(self, records: Sequence[Any]) -> None:
        missing = [each for each in records if id(each) not in self._made]
        if missing:
            self._made.update(zip(map(id, missing), self._make(missing), strict=True))


class Paragraph(NamedTuple):
    """Running text.

    `lead` stands out, `note` is smaller and qualifies what stands before it, a `signature` is below a line to sign on.
    """

    text: str
    tone: Literal["body", "lead", "note", "signature"] = "body"
    strong: tuple[str, ...] = ()  # parts of it that stand out, where a format can show that


class Bullets(NamedTuple):
    """Sentences in a list; `key` is what formats of data call it."""

    key: str
    caption: str
    lines: Sequence[str]
    strong: tuple[str, ...] = ()  # parts of them that stand out, where a format can show that


class Fact(NamedTuple):
    """One labelled value."""

    key: str  # what JSON calls it, whatever the language
    label: str
    value: "Value"
    kind: Kind = "text"  # as of a column
    planned: bool = False  # whether it is a date that is planned, and not yet what came about
    uncertain: tuple[str, ...] = ()  # the currencies in which money is uncertain
    unknown: int = 0  # for how many records it is not known


class Facts(NamedTuple):
    """Labelled values, one below the other."""

    key: str
    facts: Sequence[Fact]


ON_SUMMARY = "~summary"


class Table(NamedTuple):
    """Rows under columns.

    A row may carry, beside the columns' keys, `key` (what it is about, whatever the language: a code, an id, a name),
    `residue` (True where it holds what fell to no group) and, for a column of amounts `x`, `x_not_known`: for how many
    records the amount is not known, `x_uncertain`: how many of what it sums up are uncertain, by currency; beside
    `received`, `refunded`: what was given back of it; beside `unallocated`, `unallocated_of`: what it is part of;
    beside names `x`, `x_inherited`: that they are those of what it is part of; for a date `x`, `x_planned`, where it is
    planned; `REPEATED`, the keys of columns in which it says again what the row above says.
    """

    key: str  # what JSON calls it
    columns: Columns  # its columns, those that are shown only when asked for included
    rows: Sequence[Row]  # in the order to be shown unless the user sorts them; residue rows last
    caption: str = ""  # what it shows, said above it; may be empty where a heading says it
    notes: Sequence[str] = ()  # sentences below it
    # A last row below a rule, or None. It is no row of the data.
    total: Row | None = None
    empty: str = ""  # the sentence in place of a table without rows; empty leaves it out altogether
    # The keys of columns that filters bear on, each with what they ask for there.
    filtered: Mapping[str, Sequence[str]] = {}
    # Pictures of its rows: a terminal draws them in its place, and documents above it.
    graphics: "Sequence[Graphic]" = ()
    annexed: bool = False  # whether people find it in an annex, with those of its kind of other sections, and not here
    leaves: Leaves | None = None  # the pages that it is divided over; None of a table that is whole
    tiled: bool = False  # whether its rows are figures to stand out: the first column says of what, the second has them
    # The sheet of a workbook on which it stands together with others, or `ON_SUMMARY`; "" for one of its own.
    sheet: str = ""


class Photo(NamedTuple):
    """A picture that belongs to a text, a JPEG; formats without pictures have its `told` in its place."""

    digest: str  # the SHA-256 under which the register keeps it
    caption: str  # what stands below it, or ""
    alt: str  # what is said to those who do not see it
    told: str  # what it shows, in a line of words
    # Its points.
    width: int
    height: int
    load: Callable[[], bytes | None]  # gives its bytes, as many pages at once would hold too many

    @property
    def data(self) -> bytes:
        """Its bytes; raises StoreError where they are no more there."""
        if data := self.load():
            return data
        raise StoreError(f"The picture {self.digest} was taken away meanwhile; make the report again.")


Block: TypeAlias = "Paragraph | Bullets | Facts | Table | Chart | WorldMap | Photo"


class Section(NamedTuple):
    """A part of the page; sections inside it have headings one level lower."""

    key: str  # what JSON calls it
    heading: str  # what stands above it, or ""
    blocks: Sequence[Block] = ()  # what it says
    sections: "tuple[Section, ...]" = ()  # those inside it
    # Whether it is part of the page's form: that it has nothing is told, where others are left out.
    expected: bool = False
    # What its heading names, where it is one of several sections that say the same of one record each: a project, a
    # pillar. Formats of tables set these together, under this as the heading of a column.
    of: str = ""
    leads: bool = False  # whether it is read by itself: it comes before the contents, and says again what others say
    annexed: bool = False  # whether people find it in an annex
    sheet: str = ""  # the sheet of a workbook for what it says of one record, as that of a table


LIST = "list"


class Page(NamedTuple):
    """A whole answer: a list, what is known of a record, or a report."""

    kind: str  # what it is: of a report donor, quarter, project or portfolio; `LIST` of one table
    title: str  # what it is called; subtitle: what it is about, in one line
    subtitle: str
    sections: tuple[Section, ...]  # what it says
    front: tuple[Fact, ...] = ()  # the title block: office, donor, period, as of, marking
    closing: tuple[Paragraph, ...] = ()  # the last lines: contact, credit
    marking: str = ""  # the classification marking that heads every page of a document, in the page's language
    # The code of the language of a report; "" of a page of the office's own, which is in English and has dates and
    # words of code lists as they are recorded.
    language: str = ""
    as_of: dt.date | None = None  # the day as of which the register was read, or None for today
    # The same as one object, which JSON has in place of the sections; None where these are the data.
    data: Mapping[str, object] | None = None

    @property
    def table(self) -> Table:
        """The one table of a list; raises TypeError of another page."""
        block = self.sections[0].blocks[0]
        if self.kind != LIST or not isinstance(block, Table):
            raise TypeError(f"the page {self.title} is no list")
        return block

    @property
    def blocks(self) -> list[Block]:
        """All blocks in the order of reading."""
        return [block for section in every(self.sections) for block in section.blocks]


class Answer(NamedTuple):
    """A page, and notes on it for the person who asked."""

    page: Page  # the page
    # What was left out or withheld, what is missing, and what texts may give away, a sentence each.
    notes: Sequence[str] = ()
    # What the page itself says too and formats of data must not lose: by which rates it was converted, what could not
    # be added, and of which day statuses are.
    rates: Sequence[str] = ()

    @property
    def table(self) -> Table:
        """The one table of a list."""
        return self.page.table


def listed(title: str, table: Table, notes: Sequence[str] = (), rates: Sequence[str] = ()) -> Answer:
    """Return a table as an answer that `--columns`, `--sort` and `--limit` bear on."""
    return Answer(Page(LIST, title, "", (Section(table.key, "", (table,)),)), notes, rates)


def page_of(kind: str, title: str, subtitle: str, blocks: Sequence[Block], data: Mapping[str, object]) -> Page:
    """Return the page about one record or question, without sections; `data` is the same as one object."""
    return Page(kind, title, subtitle, (Section(kind, "", blocks),), data=data)


def facts_of(pairs: Iterable[tuple[str, Any]]) -> Facts:
    """Return pairs of a label and a value, in English, as facts of the kind that each value is."""
    return Facts(
        "facts",
        [Fact(label.lower().replace(" ", "_"), label, value, _kind(label, value)) for label, value in pairs],
    )


def _kind(label: str, value: "Value") -> Kind:
    if isinstance(value, bool | str):
        return "status" if label == "Status" else "text"
    if isinstance(value, Mapping):
        return "money"
    if isinstance(value, int) or hasattr(value, "quantize"):  # a Decimal, without importing it for pages without
        return "number"
    return "names" if isinstance(value, list) else "text"


def by_name(key: str) -> Callable[[Row], tuple[bool, str]]:
    """Return what sorts rows by the name under a key, case and accents aside; residue rows come last as they are."""
    return lambda row: (bool(row.get("residue")), "" if row.get("residue") else fold(str(row[key])))


def every(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections and those inside them, in the order of reading."""
    for section in sections:
        yield section
        yield from every(section.sections)
