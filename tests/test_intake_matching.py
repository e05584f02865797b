"""Which rows and columns of a spreadsheet mean what, by the words that stand above them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from portfolio.exchange.intake.map import SheetMap
from portfolio.exchange.intake.matching import Match, match
from portfolio.fields import synonyms
from portfolio.fields.sheets import SHEETS
from portfolio.files.grid import Grid, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.fields.sheet import SheetKind
    from portfolio.files.grid import Cell

every_sheet = pytest.mark.parametrize("sheet", [pytest.param(sheet, id=sheet.name) for sheet in SHEETS])
every_kind = pytest.mark.parametrize("name", synonyms.KINDS)


def grid(*rows: Sequence[Cell], name: str = "Sheet1") -> Grid:
    return Grid(name, tuple(Line(number, row) for number, row in enumerate(rows, 1) if any(row)))


def matched(*rows: Sequence[Cell], kind: str = "", name: str = "Sheet1", given: SheetMap | None = None) -> Match:
    found = match(grid(*rows, name=name), kind, given)
    assert found is not None
    return found


def meaning(found: Match) -> dict[str, str]:
    """Return heading to what it means: a key, with its sheet before it where that is another."""
    return {
        column.heading: column.field.key if column.sheet == found.sheet else f"{column.sheet.name}.{column.field.key}"
        for column in found.columns
    }


class TestWords:
    @every_kind
    def test_a_column_is_known_by_its_own_heading_and_key(self, name: str) -> None:
        known = synonyms.understood(name)
        for field in synonyms.fields(synonyms.KINDS[name]):
            assert known[synonyms.heading(field.heading)] is known[synonyms.heading(field.key)]
            assert known[synonyms.heading(field.heading)].key == field.key

    @every_kind
    def test_no_two_columns_have_one_heading_or_key(self, name: str) -> None:
        fields = synonyms.fields(synonyms.KINDS[name])
        assert len({synonyms.heading(field.heading) for field in fields}) == len(fields)
        assert len({field.key for field in fields}) == len(fields)

    @every_kind
    def test_words_are_of_columns_that_are_there_and_of_one_each(self, name: str) -> None:
        keys = {field.key for field in synonyms.fields(synonyms.KINDS[name])}
        for language in synonyms.LANGUAGES:
            said = [(synonyms.heading(word), key) for word, key in synonyms.words_of(name, language)]
            assert {key for _, key in said} <= keys
            assert len({word for word, _ in said}) == len(set(said))
            for word, key in said:
                found = synonyms.meaning(name, word)
                assert found is not None
                assert found.field.key == key, word

    @pytest.mark.parametrize("language", synonyms.LANGUAGES)
    @pytest.mark.parametrize("name", ["projects", "contributions", "activities", "transactions", "organisations"])
    def test_every_language_has_words_for_what_sheets_are_about(self, name: str, language: str) -> None:
        about = {"title", "donor", "country", "start", "end", "status", "committed", "women", "kind", "amount", "name"}
        keys = {field.key for field in synonyms.fields(synonyms.KINDS[name])} & about
        # In English the headings of exports are words too.
        own = about if language == "en" else set()
        assert keys - own <= {key for _, key in synonyms.words_of(name, language)}

    def test_headings_are_compared_without_case_accents_signs_and_optional_plurals(self) -> None:
        assert {synonyms.heading(text) for text in ("Donor(s)", "DONOR", " donor: ")} == {"donor"}


class TestOurOwnSheets:
    @every_sheet
    def test_every_heading_of_an_export_is_understood_as_its_own_column(self, sheet: SheetKind) -> None:
        headings = [field.heading for field in sheet.fields]
        found = matched(headings, name=sheet.title)
        assert found.sheet == sheet
        assert meaning(found) == {field.heading: field.key for field in sheet.fields}
        assert found.left_out == ()

    @every_sheet
    def test_also_without_columns_that_are_rare_and_under_the_name_of_a_csv_file(self, sheet: SheetKind) -> None:
        headings = [field.heading for field in sheet.fields if not field.rare]
        assert matched(headings, name=sheet.name).sheet == sheet

    @pytest.mark.parametrize("kind", ["projects", "contributions", "organisations", "activities", "expenditures"])
    def test_a_sheet_of_a_name_of_its_own_is_known_by_its_headings(self, kind: str) -> None:
        headings = [field.heading for field in synonyms.KINDS[kind].fields]
        assert matched(headings, name="copy of what Jo sent").sheet.name == kind

    @every_sheet
    @settings(deadline=None)
    @given(data=st.data())
    def test_headings_may_stand_in_any_order(self, sheet: SheetKind, data: st.DataObject) -> None:
        headings = data.draw(st.permutations([field.heading for field in sheet.fields]))
        found = matched(headings, kind=sheet.name)
        assert meaning(found) == {field.heading: field.key for field in sheet.fields}


class TestOtherPeoplesSheets:
    def test_a_list_of_projects_in_the_words_that_people_use(self) -> None:
        found = matched(
            ["Project Title", "Donor(s)", "Funding partner", "Start date", "END DATE", "Budget (USD)"],
            ["Alpha", "Arcadia", "Ruritania", "2018", "2019", Decimal(5)],
        )
        assert found.sheet.name == "projects"
        assert meaning(found) == {
            "Project Title": "title",
            "Donor(s)": "donor",
            "Funding partner": "donor",
            "Start date": "start",
            "END DATE": "end",
            "Budget (USD)": "budget",
        }
        assert [column.currency for column in found.columns] == ["", "", "", "", "", "USD"]

    @pytest.mark.parametrize(
        ("headings", "kind", "keys"),
        [
            (["Project", "Programme title", "Beneficiary countries"], "projects", ["title", "programme", "country"]),
            (["Programme title", "Programme code", "Status"], "programmes", ["title", "code", "status"]),
            (["Donor", "Project", "Amount"], "contributions", ["donor", "target", "committed"]),
            (["Project", "Donor", "Amount"], "projects", ["title", "donor", "committed"]),
            (["Project", "Donor", "Budget"], "projects", ["title", "donor", "budget"]),
            (
                ["Donor", "Agreement date", "Amount pledged", "Amount received"],
                "contributions",
                ["donor", "signed", "pledged", "received"],
            ),
            (["Event title", "Project code", "Female", "Male"], "activities", ["title", "project", "women", "men"]),
            (["Organisation name", "Website"], "organisations", ["name", "url"]),
            (
                ["Activity identifier", "Transaction type", "Transaction date", "Transaction value"],
                "transactions",
                ["project", "kind", "date", "amount"],
            ),
            (["Title"], "projects", ["title"]),
        ],
    )
    def test_the_kind_of_rows_shows_in_the_headings(self, headings: list[str], kind: str, keys: list[str]) -> None:
        found = matched(headings)
        assert (found.sheet.name, [column.field.key for column in found.columns]) == (kind, keys)

    def test_columns_of_parts_stand_beside_the_records_that_they_are_of(self) -> None:
        found = matched(["Activity identifier", "Activity title", "Transaction type", "Transaction value"])
        assert meaning(found)["Transaction value"] == "transactions.amount"

    def test_a_count_of_rows_is_no_code(self) -> None:
        assert [left.heading for left in matched(["No.", "Project title", "Donor"]).left_out] == ["No."]

    @settings(deadline=None)
    @given(st.integers(0, 19), st.integers(0, 3))
    def test_headings_stand_anywhere_in_the_first_twenty_rows(self, above: int, left: int) -> None:
        rows = [["Projects of the office"], *[["as of", "1 June"]] * above][:above]
        margin = [None] * left
        found = matched(*rows, [*margin, "Title", "Status", "Donors"], [*margin, "Alpha", "Closed", "Arcadia"])
        assert found.header == above + 1
        assert [column.place for column in found.columns] == [left, left + 1, left + 2]
        assert [line.number for line in found.lines] == [above + 2]

    def test_further_down_they_are_found_where_a_map_says(self) -> None:
        rows = [*[["note"]] * 30, ["Title", "Status"]]
        assert match(grid(*rows), "", None) is None
        assert matched(*rows, given=SheetMap(header=31)).header == 31

    @pytest.mark.parametrize(
        "rows",
        [
            [],
            [["Minutes of the meeting"], ["We met.", "And left."]],
            [[Decimal(1), Decimal(2)], [Decimal(3)]],
            [["Status", "Currency"], ["Closed", "USD"]],
        ],
    )
    def test_what_is_no_table_of_the_register_is_none(self, rows: list[list[Cell]]) -> None:
        assert match(grid(*rows), "", None) is None

    def test_unknown_headings_are_left_out_with_what_they_may_mean(self) -> None:
        found = matched(["Title", "Descripton", "Favourite colour", "Statuss of implementation"])
        assert [(left.letters, left.heading, left.near) for left in found.left_out][:2] == [
            ("B", "Descripton", "Description"),
            ("C", "Favourite colour", ""),
        ]

    def test_a_heading_that_is_taken_is_not_suggested_again(self) -> None:
        found = matched(["Title", "Description", "Descripton"])
        assert [(left.heading, left.near) for left in found.left_out] == [("Descripton", "")]

    def test_a_second_column_of_one_meaning_is_left_out_unless_it_is_a_list(self) -> None:
        found = matched(["Title", "Project name", "Country", "Beneficiary country"])
        assert [left.heading for left in found.left_out] == ["Project name"]

    @pytest.mark.parametrize("second", ["Project name", "Title"])
    def test_two_filled_columns_of_one_value_are_misled_by_both_names(self, second: str) -> None:
        found = matched(["Title", second, "Country", "Beneficiary country"], ["A", "B", "Kenya", "Mali"])
        assert [(each.row, each.place, each.heading) for each in found.bad_headings] == [(1, 1, second)]
        assert "is Title, as is column A (Title), and there is but one; say with --map" in found.bad_headings[0].message

    def test_two_currencies_of_one_amount_are_no_two_amounts(self) -> None:
        rows: list[list[Cell]] = [
            ["Donor", "Committed (USD)", "Committed (EUR)"],
            ["Arcadia", Decimal(5), Decimal(4)],
        ]
        found = matched(*rows)
        assert [each.heading for each in found.bad_headings] == ["Committed (EUR)"]
        said = SheetMap(columns={"Committed (EUR)": ""})
        assert matched(*rows, given=said).bad_headings == ()

    @pytest.mark.parametrize("heading", ["Unit", "Waehrung", "In"])
    def test_a_column_of_currencies_that_no_heading_names_misleads_amounts(self, heading: str) -> None:
        rows: list[list[Cell]] = [
            ["Title", "Budget", heading],
            ["Alpha", Decimal(5), "eur"],
            ["Beta", Decimal(6), "EUR"],
        ]
        found = matched(*rows)
        assert [(each.row, each.place, each.heading) for each in found.bad_headings] == [(1, 2, heading)]
        assert "holds currencies; call it Currency" in found.bad_headings[0].message
        for said in (SheetMap(columns={heading: "currency"}), SheetMap(columns={heading: ""})):
            assert matched(*rows, given=said).bad_headings == ()
        assert matched(*rows, ["Gamma", None, "see note"]).bad_headings == ()
        assert matched(["Title", "Budget (USD)", heading], *rows[1:]).bad_headings == ()

    @pytest.mark.parametrize("heading", ["Cur.", "Ccy", "Curr", "Currency code"])
    def test_a_currency_is_called_in_short_too(self, heading: str) -> None:
        assert meaning(matched(["Title", "Budget", heading], ["Alpha", Decimal(5), "EUR"]))[heading] == "currency"

    @pytest.mark.parametrize(
        "heading",
        [
            "Budget (USD million)",
            "Budget (000 USD)",
            "Budget (thousands)",
            "Budget (k€)",
            "Budget '000",
            "Budget, USDm",
        ],
    )
    def test_figures_in_thousands_are_misled_where_there_are_any(self, heading: str) -> None:
        found = matched(["Title", heading], ["Alpha", Decimal(5)])
        assert [(each.row, each.place, each.heading, each.message) for each in found.bad_headings] == [
            (1, 1, heading, "says thousands or millions; write the amounts out")
        ]
        assert matched(["Title", heading], ["Alpha", None]).bad_headings == ()

    @pytest.mark.parametrize("title", ["in thousands of US dollars", "All amounts in USD '000", "(USD million)"])
    def test_so_are_all_below_a_title_that_says_it(self, title: str) -> None:
        rows = [[title], ["Title", "Budget (USD)"]]
        assert [(each.row, each.place) for each in matched(*rows, ["Alpha", Decimal(5)]).bad_headings] == [(1, 0)]
        assert matched(*rows, ["Alpha"]).bad_headings == ()

    @pytest.mark.parametrize("title", ["Projects of 2024, USD 3 million", "Million Lives Club", "In 2000"])
    def test_a_title_that_says_something_else_does_not(self, title: str) -> None:
        assert matched([title], ["Title", "Budget (USD)"], ["Alpha", Decimal(5)]).bad_headings == ()

    @pytest.mark.parametrize(
        ("heading", "currency"),
        [
            ("Budget (USD)", "USD"),
            ("Budget USD", "USD"),
            ("Budget, usd", "USD"),
            ("Budget [in euros]", "EUR"),
            ("Total budget in US dollars", "USD"),
            ("USD budget", "USD"),
            ("Budget €", "EUR"),
            ("Budget", ""),
        ],
    )
    def test_a_currency_may_stand_with_a_heading(self, heading: str, currency: str) -> None:
        found = matched(["Title", heading], ["Alpha", Decimal(5)])
        assert [(each.field.key, each.currency) for each in found.columns] == [("title", ""), ("budget", currency)]
        assert found.bad_headings == ()

    @pytest.mark.parametrize("heading", ["Budget ($)", "Budget $", "Budget (dollars)"])
    def test_a_sign_of_many_currencies_does_not_say_which(self, heading: str) -> None:
        rows: list[list[Cell]] = [["Title", heading], ["Alpha", Decimal(5)]]
        assert [each.message.partition(";")[0] for each in matched(*rows).bad_headings] == [
            "does not say whose $ it is"
        ]
        said = SheetMap(columns={heading: "budget"}, fixed={"currency": "USD"})
        assert matched(*rows, given=said, kind="projects").bad_headings == ()

    @pytest.mark.parametrize("heading", ["Budget (excluding support)", "Budget USD/EUR", "Budget (2024)"])
    def test_amounts_with_something_else_beside_them_are_not_understood(self, heading: str) -> None:
        found = matched(["Title", heading], ["Alpha", Decimal(5)])
        assert [(left.heading, left.is_filled) for left in found.left_out] == [(heading, True)]

    def test_columns_without_a_heading_are_left_out_by_their_letters_where_they_hold_anything(self) -> None:
        found = matched(["Title", None, "Status", ""], ["Alpha", "x", None, " ", "far out"])
        assert [(left.letters, left.heading, left.is_filled) for left in found.left_out] == [
            ("B", "", True),
            ("E", "", True),
        ]

    def test_a_map_has_the_last_word(self) -> None:
        said = SheetMap(columns={"Wer": "donor", "Title": "", "Was": "title", "Wann": "transactions.date"})
        found = matched(["Wer", "Was", "Title", "Wann"], kind="projects", given=said)
        assert meaning(found) == {"Wer": "donor", "Was": "title", "Wann": "transactions.date"}
        assert found.left_out == ()

    @settings(deadline=None)
    @given(st.lists(st.lists(st.one_of(st.none(), st.text(), st.decimals(), st.booleans()), max_size=4), max_size=5))
    def test_any_cells_are_a_table_or_none(self, rows: list[list[Cell]]) -> None:
        found = match(grid(*rows), "", None)
        assert found is None or found.columns


class TestNearlyASheet:
    def test_most_known_headings_tell_the_kind_and_the_column_that_lacks_is_named(self) -> None:
        heads = ("Projekt titel", "Country", "Donor", "Status", "Start date", "End date")
        for kind in ("", "projects"):
            found = matched(heads, ("Foo", "Kenya", "Japan", "ongoing", "2024", "2025"), kind=kind)
            assert found.sheet.name == "projects"
            assert found.lacks == (
                "it has no column for the title of projects; if that is column A “Projekt titel”, call it Title"
            )

    def test_the_only_heading_that_is_not_known_may_be_meant(self) -> None:
        heads = ("Project", "Amount spent", "Currency", "Date", "Charged to", "Country")
        for kind in ("", "expenditures"):
            found = matched(heads, ("P-001", "5", "USD", "2024-01-01", "C-001", "Kenya"), kind=kind)
            assert (found.sheet.name, "column B “Amount spent”, call it Amount" in found.lacks) == (
                "expenditures",
                True,
            )

    def test_of_several_headings_none_is_guessed(self) -> None:
        found = matched(("Qwx", "Zzyx", "Country", "Status", "Start date"), ("Foo", "Bar", "Kenya", "ongoing", "2024"))
        assert found.lacks.endswith("nothing is known of “Qwx” and “Zzyx”; call the one that it is Title")

    def test_a_kind_that_lacks_nothing_is_taken_unless_another_is_clearly_likelier(self) -> None:
        found = matched(("Donor", "Committed", "Currency", "Signed", "Status"), ("Japan", "5", "USD", "2024", "x"))
        assert (found.sheet.name, found.lacks) == ("contributions", "")
