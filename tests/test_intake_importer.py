"""What rows do to the register: which record each is about, what a cell changes, what is refused and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, stocked_office
from exchanging import brought, changes_of, looked, tables_of, turn, understood, written

from portfolio.changes import preview, undoing
from portfolio.errors import ConflictError, RefusedError, UnknownNameError
from portfolio.exchange.intake import importer
from portfolio.exchange.intake.faults import FileRefusedError
from portfolio.exchange.intake.map import FileMap, Request
from portfolio.files.grid import Grid, Line

if TYPE_CHECKING:
    from pathlib import Path


office = stocked_office


class TestCells:
    def test_one_that_is_empty_leaves_the_value(self, office: Office, folder: Path) -> None:
        path = written(folder, "Code,Title,Status,Countries\nP-001,,,\n")
        assert changes_of(office, path) == []

    def test_one_that_says_clear_empties_the_field(self, office: Office, folder: Path) -> None:
        path = written(folder, "Code,Status,Countries\nP-001,(Clear),(clear)\n")
        assert changes_of(office, path) == ["P-001 status: closed → –", "P-001 countries: KE → –"]

    def test_one_that_says_so_in_quotation_marks_is_text(self, office: Office, folder: Path) -> None:
        brought(office, written(folder, 'Code,Title,Other names\nP-001,"""(clear)""",\nP-002,clear,\n'), again=True)
        assert office.get("projects", "P-001")["title"] == "(clear)"
        assert office.get("projects", "P-002")["title"] == "clear"

    def test_one_that_is_changed_changes_its_field_alone(self, office: Office, folder: Path) -> None:
        path = written(folder, "Code,Title,Status\nP-001,Kenyan airports,ongoing\nP-002,Sahel patrols,Implementation\n")
        assert changes_of(office, path) == ["P-001 status: closed → implementation"]

    def test_a_required_field_is_not_emptied(self, office: Office, folder: Path) -> None:
        with office.refuses(FileRefusedError, "projects, row 2, column B (Title): is needed"):
            brought(office, written(folder, "Code,Title\nP-001,(clear)\n"))

    @pytest.mark.parametrize(
        ("cell", "places"),
        [
            ("Kenya, Tanzania, United Republic of", ["KE", "TZ"]),
            ("Tanzania, United Republic of, Kenya", ["TZ", "KE"]),
            ("Kenya; Somalia\nMali", ["KE", "SO", "ML"]),
            ("Kenya and Mali", None),
            ("Congo, Democratic Republic of the, Chad", ["CD", "TD"]),
        ],
    )
    def test_places_are_parted_where_their_names_end(
        self, cell: str, places: list[str] | None, office: Office, folder: Path
    ) -> None:
        path = written(folder, f'Code,Countries\nP-002,"{cell}"\n')
        if places is None:
            with office.refuses(FileRefusedError, "row 2, column B (Countries)", "Kenya and Mali"):
                brought(office, path)
        else:
            brought(office, path)
            assert [each["country"] for each in office.get("projects", "P-002")["countries"]] == places

    def test_the_notes_of_links_stay_when_the_list_is_set_anew(self, office: Office, folder: Path) -> None:
        links = written(
            folder, "Project or programme,Organisation,Role,Note\nP-006,BFO,implementing,Signs\n", "links.csv"
        )
        brought(office, links)
        brought(office, written(folder, "Code,Partners\nP-006,Border Forum; Arcadia\n"))
        assert office.get("projects", "P-006")["organisations"][-2:] == [
            {"organisation": "BFO", "role": "implementing", "note": "Signs"},
            {"organisation": "ARC", "role": "implementing"},
        ]


class TestRows:
    def test_those_left_out_are_left_alone(self, office: Office, folder: Path) -> None:
        before = tables_of(office.store.read())
        brought(office, written(folder, "Code,Title\nP-003,African matters\n"))
        after = tables_of(office.store.read())
        assert [each["code"] for each in after["projects"]] == [each["code"] for each in before["projects"]]
        assert changes_of(office, written(folder, "Code,Title\nP-003,African matters\n")) == []

    def test_notes_below_are_left_out(self, office: Office, folder: Path) -> None:
        path = written(folder, "Code,Status\nP-001,suspended\n* provisional,\nSource: the office,\n")
        assert changes_of(office, path) == ["P-001 status: closed → suspended"]
        assert understood(path).file.left_out == [f"projects, row {row}: left out, as a note." for row in (3, 4)]

    def test_a_hidden_sheet_is_named(self) -> None:
        grid = Grid("Old", (Line(1, ["Title"]), Line(2, ["Alpha"])), hidden=True)
        file = importer.understand("book.xlsx", [grid], Request())
        assert file.left_out == ["Old: a hidden sheet, taken in as the others are."]

    def test_amounts_in_millions_are_refused_at_their_heading(self, office: Office, folder: Path) -> None:
        path = written(folder, "Donor,Title,Committed (USD million)\nArcadia,Gift,5\n", "contributions.csv")
        with office.refuses(FileRefusedError, "row 1, column C (Committed (USD million))", "write the amounts out"):
            brought(office, path)

    def test_two_columns_of_one_amount_are_refused_by_both_names(self, office: Office, folder: Path) -> None:
        path = written(folder, "Donor,Title,Amount committed,Committed\nArcadia,Gift,5,6\n", "contributions.csv")
        with office.refuses(FileRefusedError, "column D (Committed)", "column C (Amount committed)", "--map"):
            brought(office, path)

    @pytest.mark.parametrize("separator", [",", ";"])
    def test_an_amount_of_two_readings_is_refused_whatever_parts_the_values(
        self, separator: str, office: Office, folder: Path
    ) -> None:
        rows = ["Donor|Title|Committed (USD)", 'Arcadia|Gift|"1,250"']
        path = written(folder, "\n".join(rows).replace("|", separator), "contributions.csv")
        with office.refuses(FileRefusedError, "can be 1250 or 1.250"):
            brought(office, path)
        more = [*rows, 'Arcadia|Other gift|"1,250,000"']
        brought(office, written(folder, "\n".join(more).replace("|", separator), "contributions.csv"))

    def test_one_without_a_code_is_found_by_its_title(self, office: Office, folder: Path) -> None:
        path = written(folder, "Project title,Tags\nKENYAN  AIRPORTS,air\n")
        assert changes_of(office, path) == ["P-001 tags: – → air"]
        assert changes_of(office, written(folder, "Project title\nKENYAN  AIRPORTS\n")) == []

    def test_one_without_a_code_overwrites_only_what_is_said_to_be(self, office: Office, folder: Path) -> None:
        path = written(folder, "Project title,Status\nKenyan airports,suspended\n")
        with office.refuses(ConflictError, "P-001, found by its name", "status: closed now, suspended in the file"):
            brought(office, path)
        assert changes_of(office, path, on_conflict="update") == ["P-001 status: closed → suspended"]
        skipping = understood(path, Request(on_conflict="skip"))
        assert preview.look(office.desk._replace(many=True), preview.through(skipping.opening)).changes == ()
        assert skipping.skipped_notes == [
            "Left as it is, as the register has other values, and the file does not give its code: project P-001."
        ]

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("contributions", "Donor,Title\nRuritania,Gift\nRuritania,Gift\n"),
            ("activities", "Project,Title,Start\nP-001,Course,2020\nP-001,Course,2020\n"),
            ("outcomes", "Project,Title,Level\nP-001,Better,outcome\nP-001,Better,outcome\n"),
        ],
    )
    def test_two_new_ones_that_say_the_same_are_asked_about(
        self, name: str, text: str, office: Office, folder: Path
    ) -> None:
        path = written(folder, text, f"{name}.csv")
        with office.refuses(ConflictError, "rows 2 and 3 say the same", "--again"):
            brought(office, path, kind=name)
        assert len(looked(office, path, again=True, kind=name)) == 2

    def test_one_of_a_new_title_gets_the_next_code(self, office: Office, folder: Path) -> None:
        brought(office, written(folder, "Title\nNew things\nMore of them\n"))
        found = {each["code"]: each["title"] for each in office.store.read().find("projects")[-2:]}
        assert found == {"P-007": "New things", "P-008": "More of them"}

    def test_one_of_a_new_code_keeps_it(self, office: Office, folder: Path) -> None:
        brought(office, written(folder, "Code,Title\nX-9,New things\n"))
        assert office.get("projects", "X-9")["title"] == "New things"

    def test_a_file_without_known_headings_is_refused_with_the_way_to_map_it(
        self, office: Office, folder: Path
    ) -> None:
        steps = ("has no headings that this program knows", "--write-map MAP.toml", "--map MAP.toml", "kinds of sheet")
        with office.refuses(RefusedError, *steps):
            brought(office, written(folder, "Colour,Size\nred,large\n"))

    def test_an_organisation_is_found_by_any_of_its_names(self, office: Office, folder: Path) -> None:
        brought(office, written(folder, "Name,Web address\nRealm of Arcady,https://example.org\n", "organisations.csv"))
        assert office.get("organisations", "ARC")["url"] == "https://example.org"

    def test_one_that_says_nothing_of_whom_is_refused(self, office: Office, folder: Path) -> None:
        with office.refuses(FileRefusedError, "projects, row 3", "names no project"):
            brought(office, written(folder, "Code,Title,Status\nP-001,,closed\n,,closed\n"))

    def test_two_of_one_code_that_say_different_things_are_refused(self, office: Office, folder: Path) -> None:
        path = written(folder, "Code,Title,Status\nP-001,Kenyan airports,closed\nP-001,Malian airports,closed\n")
        with office.refuses(
            FileRefusedError, "row 3, column A (Code)", "“P-001” is the Code of row 2 as well", "leave the cell empty"
        ):
            brought(office, path)

    def test_two_of_one_code_that_do_not_contradict_are_one(self, office: Office, folder: Path) -> None:
        path = written(folder, "Code,Title,Status\nP-001,Kenyan airports,\nP-001,Kenyan airports,suspended\n")
        assert changes_of(office, path) == ["P-001 status: closed → suspended"]

    def test_a_record_and_those_that_name_it_come_in_together(self, office: Office, folder: Path) -> None:
        tables = folder / "tables"
        tables.mkdir()
        written(tables, "Code,Title,Programme,Donors\n,New work,New programme,Freedonia\n", "projects.csv")
        written(tables, "Title\nNew programme\n", "programmes.csv")
        written(tables, "Name\nFreedonia\n", "organisations.csv")
        brought(office, tables)
        found = office.store.read().find("projects")[-1]
        assert found["programme"] == "PRG-001"
        assert found["organisations"] == [{"organisation": "FREEDONIA", "role": "funding"}]


class TestParts:
    MOVES = "Contribution,Id,Kind,Amount,Currency,Date\n"

    def test_one_of_an_id_is_changed(self, office: Office, folder: Path) -> None:
        path = written(folder, self.MOVES + "C-001,C-001.m1,,150,USD,2020-05\n", "movements.csv")
        assert changes_of(office, path) == [
            "C-001 C-001.m1 amount: 100.00 → 150.00",
            "C-001 C-001.m1 date: – → 2020-05",
        ]

    def test_one_without_an_id_is_the_one_that_is_alike(self, office: Office, folder: Path) -> None:
        assert changes_of(office, written(folder, self.MOVES + "C-001,,Receipt,100.00,usd,\n", "movements.csv")) == []

    def test_of_two_that_are_alike_one_is_new(self, office: Office, folder: Path) -> None:
        path = written(folder, self.MOVES + "C-001,,receipt,100,USD,\nC-001,,receipt,100,USD,\n", "movements.csv")
        brought(office, path, again=True)
        assert [each["id"] for each in office.get("contributions", "C-001")["movements"]] == ["C-001.m1", "C-001.m2"]
        assert changes_of(office, path) == []

    def test_an_entry_equal_to_another_is_asked_about(self, office: Office, folder: Path) -> None:
        path = written(folder, self.MOVES + "C-001,,receipt,100,USD,\nC-001,,receipt,100,USD,\n", "movements.csv")
        with office.refuses(ConflictError, "--again"):
            brought(office, path)

    def test_an_amount_below_zero_gives_back(self, office: Office, folder: Path) -> None:
        rows = 'C-001,,receipt,"(30.50)",USD,2021\nC-001,,commitment,200,USD,2019\nC-001,,commitment,-40,USD,2020\n'
        brought(office, written(folder, self.MOVES + rows + "C-001,,receipt,90,USD,2022\n", "movements.csv"))
        found = office.get("contributions", "C-001")["movements"][1:]
        assert [(each["kind"], each["amount"], each.get("reversal", False)) for each in found] == [
            ("refund", "30.50", False),
            ("commitment", "200.00", False),
            ("commitment", "40.00", True),
            ("receipt", "90.00", False),
        ]

    def test_two_sums_of_a_row_are_in_a_currency_in_small_letters(self, office: Office, folder: Path) -> None:
        said = "Project,Donor,Committed,Received,Currency\nAlpha,Arcadia,1000,500,eur\n"
        brought(office, written(folder, said, "given.csv"))
        found = office.get("contributions", "C-002")
        assert found["currency"] == "EUR"
        assert [(each["kind"], each["amount"]) for each in found["movements"]] == [
            ("commitment", "1000.00"),
            ("receipt", "500.00"),
        ]

    def test_the_currency_is_that_of_the_contribution(self, office: Office, folder: Path) -> None:
        with office.refuses(FileRefusedError, "row 2, column E (Currency)", "EUR", "which is in USD"):
            brought(office, written(folder, self.MOVES + "C-001,,receipt,5,EUR,\n", "movements.csv"))

    @pytest.mark.parametrize(("record", "said"), [("C-9", "C-9"), ("", "does not say what it belongs to")])
    def test_what_it_belongs_to_is_there(self, record: str, said: str, office: Office, folder: Path) -> None:
        with office.refuses(FileRefusedError, "movements, row 2", said):
            brought(office, written(folder, self.MOVES + f"{record},,receipt,5,USD,\n", "movements.csv"))

    def test_a_budget_of_the_same_sum_and_period_is_the_same(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Project or programme,Amount,Currency,Start,End,Type\n"
            "P-001,100,usd,2020,2021,1\nP-001,120,USD,2020,2021,Revised\n",
            "budgets.csv",
        )
        brought(office, path)
        assert [each["id"] for each in office.get("projects", "P-001")["budgets"]] == ["P-001.b1", "P-001.b2"]
        assert changes_of(office, path) == []

    def test_two_rows_of_one_id_that_differ_are_refused(self, office: Office, folder: Path) -> None:
        copied = "C-001,C-001.m1,receipt,100,USD,\nC-001,C-001.m1,receipt,250,USD,\n"
        with office.refuses(FileRefusedError, "row 3, column B (Id)", "“C-001.m1” is the Id of row 2 as well"):
            brought(office, written(folder, self.MOVES + copied, "movements.csv"))

    def test_two_rows_of_one_id_that_are_equal_are_one(self, office: Office, folder: Path) -> None:
        path = written(folder, self.MOVES + "C-001,C-001.m1,receipt,100,USD,\n" * 2, "movements.csv")
        assert changes_of(office, path) == []

    def test_one_of_another_record_is_not_copied(self, office: Office, folder: Path) -> None:
        office.add("contributions", donor="Arcadia", title="Second", currency="USD")
        path = written(folder, self.MOVES + "C-002,C-001.m1,receipt,100,USD,\n", "movements.csv")
        with office.refuses(FileRefusedError, "row 2, column B (Id)", "is a part of C-001, not of C-002; leave the Id"):
            brought(office, path)

    def test_an_id_that_nothing_has_begins_with_its_record(self, office: Office, folder: Path) -> None:
        with office.refuses(FileRefusedError, "row 2, column B (Id)", "does not begin with C-001."):
            brought(office, written(folder, self.MOVES + "C-001,m7,receipt,100,USD,\n", "movements.csv"))
        brought(office, written(folder, self.MOVES + "C-001,C-001.m7,receipt,90,USD,\n", "movements.csv"))
        assert [each["id"] for each in office.get("contributions", "C-001")["movements"]] == ["C-001.m1", "C-001.m7"]


class TestOrganisations:
    def test_those_not_known_are_refused_with_the_nearest(self, office: Office, folder: Path) -> None:
        with office.refuses(FileRefusedError, "did you mean", "Ruritania", "--add-organisations"):
            brought(office, written(folder, "Code,Donors\nP-001,Ruritaria\n"))

    def test_rows_of_one_name_are_one_organisation(self, office: Office, folder: Path) -> None:
        path = written(folder, "Name,Tags\nFreedonia,a\nFREEDONIA,b\nJapan,c\njapan,d\n", "organisations.csv")
        brought(office, path)
        found = {each["code"]: each["tags"] for each in office.store.read().find("organisations")[-2:]}
        assert found == {"FREEDONIA": ["b"], "JP": ["d"]}

    def test_or_are_added_once_where_that_is_allowed(self, office: Office, folder: Path) -> None:
        path = written(folder, "Code,Donors,Partners\nP-001,Freedonia,\nP-002,,freedonia\nP-003,FREEDONIA,\n")
        brought(office, path, given=FileMap(add_organisations=True))
        found = [each for each in office.store.read().find("organisations") if each["name"].lower() == "freedonia"]
        assert [(each["code"], each["roles"]) for each in found] == [("FREEDONIA", ["funding"])]


class TestOneChange:
    def test_undo_takes_back_all_of_it_and_redo_brings_it_again(self, office: Office, folder: Path) -> None:
        before, revision = tables_of(office.store.read()), office.store.read().revision
        tables = folder / "tables"
        tables.mkdir()
        written(tables, "Code,Title,Donors\nP-001,Airports,Freedonia\n,New work,\n", "projects.csv")
        written(tables, "Contribution,Kind,Amount,Currency\nC-001,receipt,5,USD\n", "movements.csv")
        brought(office, tables, given=FileMap(add_organisations=True))
        after = tables_of(office.store.read())
        assert office.store.read().revision == revision + 1
        turn(office, undoing.last(office.store))
        assert tables_of(office.store.read()) == before
        turn(office, undoing.again(office.store))
        assert tables_of(office.store.read()) == after

    def test_a_refused_one_leaves_no_trace(self, office: Office, folder: Path) -> None:
        with office.refuses(FileRefusedError):
            brought(office, written(folder, "Title,Donors,Status\nNew work,Arcadia,nonsense\n"))


def test_nothing_known_is_said_of_what_is_not_there(office: Office, folder: Path) -> None:
    with pytest.raises(UnknownNameError):
        office.names().project("P-099")
    with office.refuses(FileRefusedError, "P-099"):
        brought(office, written(folder, "Project or programme,Amount,Currency\nP-099,1,USD\n", "budgets.csv"))
