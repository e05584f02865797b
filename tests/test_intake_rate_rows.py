"""Rates from CSV files: what is understood, what is refused, and that a file is entered whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, empty_office
from exchanging import workbook

from portfolio.errors import ConflictError, RefusedError, StoreError
from portfolio.exchange.intake.rate_rows import import_rates

if TYPE_CHECKING:
    from pathlib import Path


office = empty_office


def written(folder: Path, text: str) -> Path:
    path = folder / "rates.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def rates(office: Office) -> list[tuple[str, ...]]:
    return [
        tuple(rate[field] for field in ("id", "date", "currency", "base", "rate"))
        for rate in office.store.read().find("rates")
    ]


def test_the_base_is_that_of_the_settings_unless_named(office: Office, tmp_path: Path) -> None:
    office.desk = office.desk._replace(settings=office.desk.settings._replace(base_currency="GBP"))
    import_rates(office.desk, written(tmp_path, "date,currency,rate\n2024-01-31,EUR,0.85\n"))
    import_rates(
        office.desk, written(tmp_path, "date,currency,base,rate\n2024-01-31,JPY,,0.005\n2024-01-31,JPY,USD,1\n")
    )
    assert rates(office) == [
        ("R-001", "2024-01-31", "EUR", "GBP", "0.85"),
        ("R-002", "2024-01-31", "JPY", "GBP", "0.005"),
        ("R-003", "2024-01-31", "JPY", "USD", "1"),
    ]


def test_an_id_that_is_or_was_in_use_is_left_out(office: Office, tmp_path: Path) -> None:
    office.add("rates", code="R-001", date="2024-01-30", currency="EUR", base="USD", rate="1.1")
    office.add("rates", code="R-002", date="2024-01-29", currency="EUR", base="USD", rate="1.1")
    office.remove("rates", "R-002")
    import_rates(office.desk, written(tmp_path, "date,currency,rate\n2024-01-31,EUR,1.1\n"))
    assert [key for key, *_ in rates(office)] == ["R-001", "R-003"]


@pytest.mark.parametrize("rate", ["1,085", "1,085.5", "1 085", "1.085.5", "-1", "1e3", "１"])
def test_a_rate_is_a_plain_decimal(office: Office, tmp_path: Path, rate: str) -> None:
    with office.refuses(RefusedError, "line 2, rate", "with a decimal point and no comma, as in 1.085"):
        import_rates(office.desk, written(tmp_path, f"date;currency;rate\n2024-01-31;EUR;{rate}\n"))
    with office.refuses(RefusedError, "with a decimal point and no comma, as in 1.085"):
        office.add("rates", date="2024-01-31", currency="EUR", base="USD", rate=rate)


def test_a_rate_that_is_there_already(office: Office, tmp_path: Path) -> None:
    office.add("rates", date="2024-01-31", currency="EUR", base="USD", rate="1.1")
    with office.refuses(ConflictError, "The rate of EUR in USD on 2024-01-31 is there already, R-001"):
        import_rates(office.desk, written(tmp_path, "date,currency,rate\n2024-02-29,EUR,1\n2024-01-31,EUR,1.2\n"))
    with office.refuses(ConflictError, "The rate of EUR in USD on 2024-02-29 is given twice; give it once."):
        import_rates(office.desk, written(tmp_path, "date,currency,rate\n2024-02-29,EUR,1\n2024-02-29,EUR,1.2\n"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_cells_hold_separators_and_lines_end_in_any_way(
    office: Office, tmp_path: Path, end: str, separator: str
) -> None:
    cells = (
        ("date", "currency", "rate", "source"),
        ("2024-01-31", "EUR", "1.1", '"Bank; of, Arcadia"'),
        ("2024-02-29", "EUR", "1.2", "\x1b"),
    )
    rows = [separator.join(row) for row in cells]
    with office.refuses(RefusedError, "rates.csv, line 3, source"):
        import_rates(office.desk, written(tmp_path, end.join(rows)))
    import_rates(office.desk, written(tmp_path, end.join(rows[:2])))
    assert office.get("rates", "R-001")["source"] == "Bank; of, Arcadia"


def test_the_separator_is_that_of_the_headings_outside_quotation_marks(office: Office, tmp_path: Path) -> None:
    with office.refuses(RefusedError, "rate; per unit: is no column of rates"):
        import_rates(office.desk, written(tmp_path, 'date,currency,"rate; per unit"\n2024-01-31,EUR,1\n'))


def test_a_line_is_that_of_the_file(office: Office, tmp_path: Path) -> None:
    text = 'date,currency,rate,note\n2024-01-31,EUR,1.1,"two\nlines"\n\n2024-13,EUR,1.1,\n'
    with office.refuses(RefusedError, "rates.csv, line 5, date: “2024-13”"):
        import_rates(office.desk, written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("date,currency,rate\n2024-01-31,EUR,1,085\n", "rates.csv, line 2: has more cells than there are headings"),
        ("date,currency,rate,Rate\n2024-01-31,EUR,1,2\n", "rate: is the heading of two columns"),
        ('date,currency,rate\n2024-01-31,EUR,"1\n', "rates.csv, row 2: has a quotation mark that is never closed"),
    ],
)
def test_a_table_that_is_none(office: Office, tmp_path: Path, text: str, expected: str) -> None:
    with office.refuses(RefusedError, expected):
        import_rates(office.desk, written(tmp_path, text))


def test_empty_cells_behind_the_last_heading_are_no_matter(office: Office, tmp_path: Path) -> None:
    import_rates(office.desk, written(tmp_path, "date,currency,rate\n2024-01-31,EUR,1.1,,\n,,,,\n"))
    assert len(rates(office)) == 1


def test_a_file_is_read_in_whatever_encoding_and_form_an_import_reads(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_bytes("date,currency,rate,source\n2024-01-31,EUR,1.1,Banque d’Arcadie, créée\n".encode("cp1252"))
    with office.refuses(RefusedError, "rates.csv, line 2: has more cells than there are headings"):
        import_rates(office.desk, path)
    path.write_bytes("date,currency,rate,source\n2024-01-31,EUR,1.1,Trésor d’Arcadie\n".encode("cp1252"))
    import_rates(office.desk, path)
    assert office.get("rates", "R-001")["source"] == "Trésor d’Arcadie"
    book = workbook(tmp_path / "rates.xlsx", [("Date", "Currency", "Rate"), ("2024-02-29", "EUR", 1.25)])
    import_rates(office.desk, book)
    assert office.get("rates", "R-002")["rate"] == "1.25"


def test_a_file_that_is_not_there_cannot_be_read(office: Office, tmp_path: Path) -> None:
    with office.refuses(StoreError, "none.csv cannot be read"):
        import_rates(office.desk, tmp_path / "none.csv")


def test_every_line_that_is_wrong_is_told(office: Office, tmp_path: Path) -> None:
    text = "date,currency,rate\n2024-01-31,EUR,1.1\n2024-13,EUR,1.1\n2024-02-29,XXZ,0\n"
    with office.refuses(RefusedError, "line 3, date", "line 4, currency", "line 4, rate"):
        import_rates(office.desk, written(tmp_path, text))
