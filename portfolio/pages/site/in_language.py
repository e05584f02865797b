"""A site in one language: what its pages share, and the tables that several of them have."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from portfolio.figures.values import BALANCES, FLOWS, Breakdown, Row as Figures
from portfolio.pages.edition import Telling, dates_of, known
from portfolio.pages.marks import money_cells, report_footer
from portfolio.pages.site.leaf import Leaf, Waypoint
from portfolio.pages.tree import Column, Fact, Facts, Linked, Paragraph, Section, SharedRow, Table, by_name, filled
from portfolio.query.translated import told_in
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from portfolio.language.language import Language
    from portfolio.pages.site.extent import Extent
    from portfolio.pages.tree import Block, Row

HOME = "index.html"


class SiteEdition(Telling):
    """What the pages of a site have in common in one language."""

    def __init__(self, extent: Extent, language: Language, level: str) -> None:
        """Take what the site is of, its language and the classification up to which it shows records."""
        super().__init__(told_in(extent.office, language.code), language)
        self.extent = extent  # what the site is of
        self.level = level  # the classification up to which it shows records
        self.shows_money = extent.shows_money  # whether it shows amounts
        self.title = extent.office.settings.title  # what the site is called

    @cached_property
    def lists(self) -> Mapping[str, Waypoint]:
        """Kind of record to the page that lists all of it; none of what there is nothing of."""
        word, held = self.language.word, self.extent
        found = {
            "project": (Waypoint(word("Projects"), "projects.html"), held.projects),
            "programme": (Waypoint(word("Programmes"), "programmes.html"), held.programmes),
            "organisation": (Waypoint(word("Donors"), "donors.html"), held.donors),
            "country": (Waypoint(word("Countries"), "countries.html"), held.of_country),
            "region": (Waypoint(word("Regions"), "regions.html"), held.of_region),
            "year": (Waypoint(word("Years"), "years.html"), held.of_year),
        }
        return {kind: step for kind, (step, records) in found.items() if records}

    @cached_property
    def menu(self) -> Sequence[Waypoint]:
        """The pages that every page leads to."""
        word = self.language.word
        return (
            Waypoint(word("Overview"), HOME),
            *self.lists.values(),
            Waypoint(word("Downloads"), "downloads.html"),
            Waypoint(word("Methods and sources"), "methods.html"),
        )

    def leaf(
        self,
        address: str,
        title: str,
        subtitle: str,
        sections: Sequence[Section],
        under: str = "",
        *,
        front: tuple[Fact, ...] = (),
        searched: str = "",
    ) -> Leaf:
        """Return a page of the site, under the list of a kind of record."""
        page = self.page("site", (title, subtitle), self.level, sections, front)
        home = Waypoint(self.language.word("Overview"), HOME)
        above = (home, self.lists[under]) if under else () if address == HOME else (home,)
        return Leaf(address, page, above, searched)

    def work(self, code: str) -> Linked:
        """Return the title of a project or programme, as what it stands for."""
        kind = "project" if code in self.extent.projects else "programme"
        return Linked(str(self.record(code)["title"]), kind, code)

    def figures(self, row: Figures, *, balances: bool = False) -> tuple[Block, ...]:
        """Return the money of a row as labelled amounts, and what qualifies it; nothing of a site without money."""
        if not self.shows_money:
            return ()
        cells = {**row.columns._asdict(), **(row.balances._asdict() if balances and row.balances else {})}
        names = [name for name in (*FLOWS, *BALANCES) if name in cells]
        facts = [
            Fact(
                name,
                self.words.measures[name],
                dict(cells[name]),
                "money",
                uncertain=tuple(row.uncertain.get(name, ())),
                unknown=row.unknown.get(name, 0),
            )
            for name in names
        ]
        shown = known(facts)
        notes = report_footer(self.language, row, unallocated=balances) if shown else ()
        return (Facts("figures", shown), *self.notes(*notes))

    def notes(self, *sentences: str) -> tuple[Block, ...]:
        """Return sentences as notes."""
        return tuple(Paragraph(sentence, "note") for sentence in sentences)

    @property
    def of_money(self) -> str:
        """The heading above who gave to some work, and what."""
        return self.language.word("Money") if self.shows_money else self.language.word("Donors")

    def qualified(self, *rows: Figures) -> tuple[str, ...]:
        """Return what qualifies the amounts of rows, as notes below them."""
        return report_footer(self.language, *rows) if self.shows_money else ()

    def money_columns(self, *names: str) -> tuple[Column, ...]:
        """Return columns of money; none of a site without."""
        return self.measure_columns(*names) if self.shows_money else ()

    def group_table(
        self, key: str, heading: str, found: Breakdown, label: Callable[[str], str], caption: str = ""
    ) -> Table:
        """Return the rows of a breakdown by name, its residue last, and its total."""
        word = self.language.word
        columns = (Column(key, heading), Column("projects", word("Projects"), "count"), *self.money_columns())
        rows = [self._group(row, key, label) for row in found.rows if row.projects or self.shows_money]
        if key != "year":
            rows.sort(key=by_name(key))
        total = {"key": "total", key: word("Total"), **_cells(found.total)}
        overlapping = word("A project counts in each of its rows, and once in the total.")
        notes = [*self.qualified(found.total), *([overlapping] if key != "programme" else [])]
        return Table(key, filled(columns, rows), rows, caption, notes, total if rows else None)

    def _group(self, row: Figures, key: str, label: Callable[[str], str]) -> Row:
        name = self.words.residues[row.key] if row.residue else label(row.key)
        return {"key": row.key, key: name, **_cells(row), **({"residue": True} if row.residue else {})}

    def donor_table(
        self,
        gifts: Sequence[Figures],
        linked: Collection[str] = (),
        total: Figures | None = None,
        *,
        ranked: bool = False,
    ) -> Table:
        """Return what donors gave to some work, a row each, those that are only linked to it among them.

        They stand in the order of their names, or in that of the gifts where these are `ranked`.
        """
        word = self.language.word
        columns = (Column("donor", word("Donor")), *self.money_columns())
        rows = [{**self.giver(row), **_cells(row)} for row in gifts]
        rest = set(linked) - {row.key for row in gifts} - self.own
        rows += [{"key": code, "donor": Linked(self.name(code), "organisation", code)} for code in rest]
        if not ranked:
            rows.sort(key=lambda row: (bool(row.get("residue")), fold(str(row["donor"]))))
        below = {"key": "total", "donor": word("Total"), **_cells(total)} if total and len(rows) > 1 else None
        return Table("money", filled(columns, rows), rows, "", self.qualified(*gifts), below)

    def project_table(self, codes: Collection[str], parts: Mapping[str, Figures] | None = None) -> Table:
        """Return projects, the latest to start first, each with all of its money, or the part that one donor gave."""
        word, of_donor = self.language.word, parts is not None
        money = self.extent.money if parts is None else parts
        columns = (
            Column("code", word("Code"), "code"),
            Column("project", word("Project")),
            Column("status", word("Status")),
            Column("start", word("Start"), "date"),
            Column("end", word("End"), "date"),
            *(() if of_donor else (Column("donors", word("Donors"), "names"),)),
            *self.money_columns(*FLOWS[1:]),
        )
        codes = self.extent.newest_first(codes)
        rows = [
            self._whole_row(code) if parts is None else {**self._project_row(code), **_cells(parts.get(code))}
            for code in codes
        ]
        shown = self.qualified(*(money[code] for code in codes if code in money))
        return Table("projects", filled(columns, rows, keep=("project",)), rows, "", shown)

    def _whole_row(self, code: str) -> SharedRow:
        """Return the row of a project with all of its money, the same whenever it is asked for."""
        if code not in self._whole_rows:
            self._whole_rows[code] = SharedRow({**self._project_row(code), **_cells(self.extent.money.get(code))})
        return self._whole_rows[code]

    @cached_property
    def _whole_rows(self) -> dict[str, SharedRow]:
        return {}

    def _project_row(self, code: str) -> dict[str, object]:
        record = self.extent.projects[code]
        return {
            "key": code,
            "code": code,
            "project": self.work(code),
            "status": self.status(record),
            **dates_of(record),
            "donors": self.funders(self.extent.funders.get(code, ())),
        }


def _cells(row: Figures | None) -> dict[str, object]:
    """Return the cells of a row of money, with what qualifies them."""
    return {"projects": row.projects, **money_cells(row)} if row else {}
