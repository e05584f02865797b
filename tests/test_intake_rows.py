"""Rows of other offices' sheets: dates, codes, totals and merged cells, as a map says or as shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, empty_office
from exchanging import (
    brought,
    changes_of,
    given,
    left_out,
    projects,
    read_map_of,
    tables_of,
    understood,
    workbook,
    written,
)

from portfolio.errors import ConflictError, RefusedError
from portfolio.exchange.intake.faults import FileRefusedError
from portfolio.exchange.intake.map import FileMap, Request
from portfolio.exchange.intake.matching import map_text

if TYPE_CHECKING:
    from pathlib import Path


office = empty_office


class TestDates:
    @pytest.mark.parametrize(
        "text",
        [
            "6/30/2023 12:00:00 AM",
            "2023-06-30 00:00:00",
            "30/06/2023 00:00",
            "2023-06-30T00:00:00Z",
            "Jun 30, 2023",
            "30-Jun-23",
            "30-juin-23",
            "June 30th 2023",
            "30 июня 2023 г.",
            "30 يونيو 2023",
            "2023年6月30日",
        ],
    )
    def test_one_reading_is_taken(self, text: str, office: Office, folder: Path) -> None:
        brought(office, written(folder, f'Title,Actual end\nAlpha,"{text}"\n'))
        assert projects(office)["Alpha"]["actual_end"] == "2023-06-30"

    def test_the_order_of_a_sheet_shows_in_the_dates_that_can_be_read_in_one_way(
        self, office: Office, folder: Path
    ) -> None:
        path = written(folder, "Title,Start date,End date\nAlpha,01/02/2023,3/4/2024\nBeta,1/31/2023,5/6/2024\n")
        brought(office, path)
        assert [each["actual_start"] for each in projects(office).values()] == ["2023-01-02", "2023-01-31"]
        assert [each["actual_end"] for each in projects(office).values()] == ["2024-03-04", "2024-05-06"]
        assert left_out(path) == ["projects: in its dates the month stands first, as 1/31/2023 shows."]

    def test_where_both_orders_show_nothing_is_guessed(self, office: Office, folder: Path) -> None:
        path = written(folder, "Title,Actual end\nAlpha,01/02/2024\nBeta,1/31/2023\nGamma,31/1/2023\n")
        with office.refuses(FileRefusedError, "row 2", "can be 2024-02-01 or 2024-01-02"):
            brought(office, path)

    @pytest.mark.parametrize(
        ("status", "kept"),
        [
            ("Ongoing", {"actual_start": "2020-01-01", "planned_end": "2024-01-31"}),
            ("Suspended", {"actual_start": "2020-01-01", "planned_end": "2024-01-31"}),
            ("Pipeline", {"planned_start": "2020-01-01", "planned_end": "2024-01-31"}),
            ("Completed", {"actual_start": "2020-01-01", "actual_end": "2024-01-31"}),
            ("", {"actual_start": "2020-01-01", "actual_end": "2024-01-31"}),
        ],
    )
    def test_what_a_status_says_has_not_happened_is_planned(
        self, status: str, kept: dict[str, str], office: Office, folder: Path
    ) -> None:
        brought(office, written(folder, f"Title,Start date,End date,Status\nA,2020-01-01,2024-01-31,{status}\n"))
        dates = {key: value for key, value in projects(office)["A"].items() if key.endswith(("_start", "_end"))}
        assert dates == kept


class TestRows:
    def test_headings_and_titles_that_stand_again_are_left_out_and_said(self, office: Office, folder: Path) -> None:
        head = "Title,Donor,Description\n"
        path = written(folder, f"Our projects,,\n{head}Alpha,Japan,One\nOur projects,,\n{head}Beta,Norway,Two\n")
        brought(office, path)
        assert list(projects(office)) == ["Alpha", "Beta"]
        assert left_out(path) == [
            "projects, row 4: left out, as the title again.",
            "projects, row 5: left out, as the headings again.",
        ]

    @pytest.mark.parametrize(
        "total", ["Total,,300", "Kenya,Subtotal,300", ",,300", "合计,,300", "Итого,,300", "Kenya,Sous-total,300"]
    )
    def test_totals_of_every_kind_are_no_projects(self, total: str, office: Office, folder: Path) -> None:
        path = written(folder, f"Country,Title,Budget (USD)\nKenya,Alpha,100\nKenya,Beta,200\n{total}\n")
        brought(office, path)
        assert list(projects(office)) == ["Alpha", "Beta"]
        assert left_out(path) == ["projects, row 4: left out, as a total."]

    def test_a_merged_cell_counts_for_all_its_rows(self, office: Office, folder: Path) -> None:
        rows = [
            ("Country", "Donor", "Title", "Budget (USD)"),
            (None, None, "A", 100),
            (None, None, "B", 200),
            ("Mali", None, "C", 300),
        ]
        merged = [(1, 0, 2, 0, "Kenya"), (1, 1, 3, 1, "Japan")]
        brought(office, workbook(folder / "merged.xlsx", rows, merged))
        found = projects(office)
        assert [[each["country"] for each in found[title]["countries"]] for title in "ABC"] == [["KE"], ["KE"], ["ML"]]
        assert all(found[title]["organisations"] == [{"organisation": "JP", "role": "funding"}] for title in "ABC")

    def test_rows_below_a_merged_title_are_of_one_project(self, office: Office, folder: Path) -> None:
        rows = [("Title", "Country", "Donor", "Amount (USD)"), (None, "Kenya", "Japan", 5), (None, "Mali", "Norway", 7)]
        brought(office, workbook(folder / "merged.xlsx", rows, [(1, 0, 2, 0, "A")]))
        assert [each["country"] for each in projects(office)["A"]["countries"]] == ["KE", "ML"]
        assert [movements[0][1] for _, _, movements, _ in given(office)] == ["5.00", "7.00"]

    def test_an_amount_merged_over_several_projects_is_refused(self, office: Office, folder: Path) -> None:
        rows = [("Title", "Budget (USD)"), ("A", None), ("B", None)]
        path = workbook(folder / "merged.xlsx", rows, [(1, 1, 2, 1, 100)])
        with office.refuses(
            FileRefusedError, "row 3, column B (Budget (USD))", "stands in one merged cell for row 2 and others"
        ):
            brought(office, path)

    def test_what_nobody_sees_in_a_text_is_cleaned_away(self, office: Office, folder: Path) -> None:
        path = written(
            folder, "Title\u200b,\ufeffDescription,Country\nBorder,The\u00a0aim\u200b is\u00ad,Ken\u200bya\n"
        )
        brought(office, path)
        found = projects(office)["Border"]
        assert (found["description"], found["countries"]) == ("The\u00a0aim is", [{"country": "KE"}])

    def test_a_file_that_writes_a_thing_otherwise_changes_nothing_the_second_time(
        self, office: Office, folder: Path
    ) -> None:
        rows = [("Title", "Description", "Budget (USD)"), ("Alpha", "Aims: \n(1) Improve\tit \n(2) Drain", 1000)]
        path = workbook(folder / "twice.xlsx", rows)
        brought(office, path)
        before = office.store.read().revision
        assert not brought(office, path).changes
        assert office.store.read().revision == before


class TestCodes:
    def test_one_that_a_spreadsheet_program_made_a_number_is_refused(self, office: Office, folder: Path) -> None:
        path = written(folder, "Project ID,Title\n4.892E+09,One\n0012,Two\n1E5,Four\n")
        with office.refuses(FileRefusedError, "row 2, column A (Project ID)", "format the column as text") as caught:
            brought(office, path)
        assert isinstance(caught.value, RefusedError)
        assert len(caught.value.problems) == 1

    def test_numbers_that_are_no_codes_are_references_that_tell_projects_apart(
        self, office: Office, folder: Path
    ) -> None:
        path = written(folder, "Project number,Title\nBRA/04/043-A167,Training\nBRA 04 44,Training\nM012-1,Other\n")
        brought(office, path)
        assert [(each["code"], each["title"], each["refs"]) for each in office.store.read().find("projects")] == [
            ("P-001", "Training", [{"owner": "Project number", "reference": "BRA/04/043-A167"}]),
            ("P-002", "Training", [{"owner": "Project number", "reference": "BRA 04 44"}]),
            ("P-003", "Other", [{"owner": "Project number", "reference": "M012-1"}]),
        ]
        assert changes_of(office, path) == []

    def test_equal_titles_are_told_apart_by_the_codes_of_the_file(self, office: Office, folder: Path) -> None:
        path = written(folder, "Project ID,Title,Budget (USD)\nX-1,Administration,100\nX-2,Administration,0\n")
        brought(office, path)
        found = {each["code"]: each.get("budgets", ()) for each in office.store.read().find("projects")}
        assert [len(found[code]) for code in ("X-1", "X-2")] == [1, 0]
        with pytest.raises(ConflictError, match="There is a project of that title already"):
            brought(office, written(folder, "Project ID,Title\nX-3,Administration\n"))


class TestMaps:
    def test_two_columns_of_one_heading_are_named_by_their_letters(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Title,Donor,Commitment,Currency type,Disbursement,Currency type\nAlpha,Japan,100,USD,50,EUR\n",
        )
        file = understood(path).file
        text = map_text(file.matches, read_map_of(folder, ""))
        assert '"column D" = ""  # Currency type' in text
        assert '"column F" = ""  # Currency type' in text
        text = text.replace('"column D" = ""', '"column D" = "contributions.currency"')
        brought(office, path, given=read_map_of(folder, text))
        assert given(office)[0][2] == [("commitment", "100.00", "USD", None)]

    def test_a_map_can_be_written_of_what_is_not_understood_at_all(self, office: Office, folder: Path) -> None:
        path = written(folder, "Hanke,Rahoittaja,Maa\nAlpha,Japan,Kenya\n", "finnish.csv")
        with pytest.raises(RefusedError, match="--write-map"):
            understood(path)
        file = understood(path, mapping=True).file
        text = map_text(file.matches, read_map_of(folder, ""))
        assert '"Hanke" = ""' in text
        for heading, key in (("Hanke", "title"), ("Rahoittaja", "donor"), ("Maa", "country")):
            text = text.replace(f'"{heading}" = ""', f'"{heading}" = "{key}"')
        brought(office, path, given=read_map_of(folder, text))
        assert projects(office)["Alpha"]["countries"] == [{"country": "KE"}]


class TestFaults:
    def test_one_bad_value_is_told_once_with_its_rows(self, office: Office, folder: Path) -> None:
        rows = "".join(f"Project {number},Gondwana Trust\n" for number in range(2, 402))
        with pytest.raises(FileRefusedError) as caught:
            brought(office, written(folder, f"Title,Donor\n{rows}"))
        assert [each.record for each in caught.value.problems] == ["projects, rows 2, 3, 4, 5, 6 and 395 more"]
        assert len(caught.value.faults) == 400


def test_habits_of_the_one_who_asks_come_before_what_shows(office: Office, folder: Path) -> None:
    path = written(folder, "Title,Actual end\nAlpha,01/02/2024\nBeta,31/1/2023\n")
    with office.refuses(FileRefusedError, "row 3", "not a date written mdy"):
        brought(office, path, given=FileMap(dates="mdy"))
    assert tables_of(office.store.read())["projects"] == []
    assert not understood(path, Request()).file.records


class TestCurrencySaidForTheFile:
    def test_amounts_under_a_sign_of_many_currencies_are_in_it(self, office: Office, folder: Path) -> None:
        path = written(folder, "Title,Donor,Amount ($)\nAlpha,Japan,12.50\n")
        with pytest.raises(FileRefusedError, match="give --currency"):
            brought(office, path)
        brought(office, path, given=FileMap(currency="CAD"))
        assert [held for _, _, held, _ in given(office)] == [[("commitment", "12.50", "CAD", None)]]

    def test_a_heading_that_names_one_keeps_it(self, office: Office, folder: Path) -> None:
        path = written(folder, "Title,Donor,Budget (EUR),Committed\nAlpha,Japan,20.00,12.50\n")
        with pytest.raises(
            FileRefusedError, match="currency: is needed where there are amounts; say which with --curr"
        ):
            brought(office, path)
        brought(office, path, given=FileMap(currency="USD"))
        assert [held for _, _, held, _ in given(office)] == [[("commitment", "12.50", "USD", None)]]
        assert [each["currency"] for each in projects(office)["Alpha"]["budgets"]] == ["EUR"]

    def test_a_map_may_say_it(self, office: Office, folder: Path) -> None:
        path = written(folder, "Title,Donor,Committed\nAlpha,Japan,12.50\n")
        brought(office, path, given=read_map_of(folder, "currency = 'chf'"))
        assert [held for _, _, held, _ in given(office)] == [[("commitment", "12.50", "CHF", None)]]

    def test_a_code_that_is_none_is_refused(self, folder: Path) -> None:
        with pytest.raises(RefusedError, match="“XXQ” is not a currency code of ISO 4217"):
            read_map_of(folder, "currency = 'XXQ'")


class TestTitlesAlone:
    def test_few_rows_of_a_title_alone_are_named(self, folder: Path) -> None:
        path = written(folder, "Title,Country\nEast,\nAlpha,Kenya\nBeta,Uganda\nWest,\nGamma,Mali\n")
        told = (
            "projects, rows 2, 5: a title and nothing else. Where that is the heading of a group and no record, take it"
        )
        assert left_out(path) == [f"{told} out of the file."]

    def test_a_list_of_titles_is_one(self, folder: Path) -> None:
        assert left_out(written(folder, "Title,Country\nAlpha,\nBeta,\nGamma,Mali\n")) == []


@pytest.mark.parametrize(("heading", "code"), [("Project number", "12/\x0e34"), ("Project \x1bnumber", "12/34")])
def test_numbers_with_control_characters_are_refused_at_their_cell(
    heading: str, code: str, office: Office, folder: Path
) -> None:
    with pytest.raises(FileRefusedError, match=r"row 2.*holds the control character U\+00"):
        brought(office, written(folder, f"{heading},Title\n{code},Alpha\n"))


class TestDonorsAlone:
    """Rows of a sheet that is taken for one of agreements, and say no amount."""

    text = "Donor,Start date,End date,Committed (USD)\nArcadia,2024,2025,\nArcadia,2024,2025,7\n"

    def test_a_donor_without_an_amount_is_no_agreement(self, office: Office, folder: Path) -> None:
        path = written(folder, "Donor type,Name\nGovernment,Arcadia\n", "donors.csv")
        brought(office, path, kind="organisations")
        path = written(folder, self.text, "gifts.csv")
        (told,) = left_out(path)
        assert told.startswith("gifts, row 2: left out, as a donor without an amount is no contribution.")
        changed = brought(office, path).changes
        assert [(each.after or {})["movements"][0]["amount"] for each in changed] == ["7.00"]

    def test_what_somebody_calls_agreements_are_such(self, office: Office, folder: Path) -> None:
        brought(office, written(folder, "Name\nArcadia\n", "donors.csv"), kind="organisations")
        changed = brought(office, written(folder, self.text, "gifts.csv"), kind="contributions").changes
        assert ["movements" in (each.after or {}) for each in changed] == [False, True]
