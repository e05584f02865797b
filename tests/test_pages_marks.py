"""What is said beside amounts: refunds, what is not known or uncertain, and what unallocated is made of, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import shown

from portfolio.figures.doubts import Doubt
from portfolio.figures.values import Notes
from portfolio.pages.footnotes import figure_notes

if TYPE_CHECKING:
    from conftest import Program

_LEGEND = "~ Uncertain, in whole or in part: portfolio contribution show ID tells why."


def row(program: Program, key: str, value: str, *arguments: str) -> dict[str, Any]:
    """Return the one row of a list with a value under a key."""
    found: dict[str, Any]
    (found,) = [each for each in shown(program, *arguments) if each[key] == value]
    return found


@pytest.fixture
def desk(portfolio: Program) -> Program:
    """A register with two projects of a programme, and a donor."""
    portfolio("init", ".")
    portfolio("donor", "add", "Sylvania", "--code", "SYL")
    portfolio("programme", "add", "--title", "Harbours", "--code", "PRG-H", "--pillar", "II")
    portfolio("project", "add", "--title", "Cranes", "--code", "P-1", "--programme", "PRG-H", "--status", "ongoing",
              "--region", "Sahel")  # fmt: skip
    return portfolio


def give(program: Program, title: str, *options: str) -> None:
    program("contribution", "add", "Sylvania", "--title", title, *options)


def move(program: Program, kind: str, key: str, amount: str, date: str = "2024-02-01", *options: str) -> None:
    program("contribution", kind, key, amount, "USD", *(("--date", date) if date else ("--undated",)), *options)


class TestARefundIsNoDebt:
    """Committed 100, received 100, refunded 10: outstanding 0, 90 may be allocated, and received is 90 everywhere."""

    @pytest.fixture
    def refunded(self, desk: Program) -> Program:
        give(desk, "Net")
        move(desk, "commit", "C-001", "100")
        move(desk, "receive", "C-001", "100")
        move(desk, "refund", "C-001", "10")
        return desk

    def test_nothing_is_outstanding_and_the_rest_may_be_allocated(self, refunded: Program) -> None:
        figures = shown(refunded, "contribution", "show", "C-001")["figures"]
        assert (figures["received"], figures["refunded"]) == ({"USD": "90.00"}, {"USD": "10.00"})
        assert (figures["outstanding"], figures["unallocated"]) == ({"USD": "0.00"}, {"USD": "90.00"})
        assert refunded("contribution", "allocate", "C-001", "P-1", "90.01", code=5)
        refunded("contribution", "allocate", "C-001", "P-1", "90")

    @pytest.mark.parametrize(
        ("line", "key", "value"),
        [
            ("contribution list", "id", "C-001"),
            ("donor list", "code", "SYL"),
            ("summary donors", "donor", "Sylvania"),
            ("project list", "code", "P-1"),
            ("programme list", "code", "PRG-H"),
            ("summary programmes", "programme", "Harbours"),
            ("summary regions", "region", "Sahel"),
            ("summary countries", "country", "regional"),
            ("summary pillars", "pillar", "II"),
            ("summary statuses", "status", "implementation"),
            ("summary years", "year", "2024"),
        ],
    )
    def test_every_list_has_it_net_and_says_the_refund(
        self, refunded: Program, line: str, key: str, value: str
    ) -> None:
        refunded("contribution", "allocate", "C-001", "P-1", "90")
        found = row(refunded, key, value, *line.split())
        assert (found["received"], found["refunded"]) == ({"USD": "90.00"}, {"USD": "10.00"})
        assert "Received is net of refunds: USD 10.00 was refunded." in refunded(*line.split(), "-f", "table").out
        assert "Received is net of refunds: USD 10.00 was refunded." in refunded(*line.split(), "-f", "tsv").err

    @pytest.mark.parametrize("line", ["overview", "donor show SYL", "contribution show C-001", "project show P-1"])
    def test_every_page_says_it_beside_received(self, refunded: Program, line: str) -> None:
        refunded("contribution", "allocate", "C-001", "P-1", "90")
        assert "net of USD 10.00 refunded" in refunded(*line.split(), "-f", "table").out

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "Received is net of refunds. Refunded: USD 10.00."),
            ("fr", "Les montants reçus sont nets des remboursements. Remboursements\u00a0: 10,00\u00a0USD."),
            ("es", "Lo recibido es neto de reembolsos. Reembolsos: 10,00\u00a0USD."),
        ],
    )
    def test_reports_say_it_in_their_language(self, refunded: Program, language: str, said: str) -> None:
        glance = shown(refunded, "report", "donor", "Sylvania", "--lang", language)["sections"]["glance"]
        assert said in glance["money_notes"]

    def test_nothing_is_said_where_nothing_was_refunded(self, desk: Program) -> None:
        give(desk, "Whole")
        move(desk, "receive", "C-001", "100")
        assert "refund" not in desk("summary", "donors", "-f", "table").out


class TestWhatIsNotKnown:
    """Of 50 committed nothing is known of receipts, all of it for P-1; of 30 it is not recorded how it is used."""

    @pytest.fixture
    def unknown(self, desk: Program) -> Program:
        give(desk, "Paid or not", "--receipts-unknown")
        move(desk, "commit", "C-001", "50", "2023-05-01")
        desk("contribution", "allocate", "C-001", "P-1", "50")
        give(desk, "Used or not", "--use-unknown")
        move(desk, "receive", "C-002", "30", "2024-01-01")
        return desk

    @pytest.mark.parametrize(
        ("line", "key", "value"),
        [
            ("project list", "code", "P-1"),
            ("programme list", "code", "PRG-H"),
            ("summary programmes", "programme", "Harbours"),
            ("summary regions", "region", "Sahel"),
            ("summary countries", "country", "regional"),
            ("summary pillars", "pillar", "II"),
            ("summary statuses", "status", "implementation"),
            ("summary years", "year", "2023"),
        ],
    )
    def test_received_is_not_known_in_every_breakdown(self, unknown: Program, line: str, key: str, value: str) -> None:
        found = row(unknown, key, value, *line.split())
        assert (found["received"], found["received_not_known"]) == ({}, 1)
        assert "not known" in unknown(*line.split(), "--columns", f"{key},received", "-f", "table").out

    def test_years_before_the_first_movement_and_other_rows_know_it(self, unknown: Program) -> None:
        unknown("project", "edit", "P-1", "--set", "actual_start=2022-01-01")
        years = {each["year"]: each.get("received_not_known", 0) for each in shown(unknown, "summary", "years")}
        assert (years["2022"], years["2023"], years["2024"]) == (0, 1, 1)
        rest = row(unknown, "programme", "use not recorded", "summary", "programmes")
        assert (rest["received"], rest.get("received_not_known")) == ({"USD": "30.00"}, None)

    def test_a_year_says_it_as_its_own_filter_does(self, unknown: Program) -> None:
        for year in ("2023", "2024"):
            of_row = row(unknown, "year", year, "summary", "years")["received_not_known"]
            assert (
                of_row == row(unknown, "donor", "Sylvania", "summary", "donors", "--year", year)["received_not_known"]
            )

    def test_an_agreement_that_was_allocated_before_any_movement_has_one_answer_everywhere(self, desk: Program) -> None:
        """Signed in 2019 and allocated then, committed in a month that the period ends in: what was paid is unknown."""
        give(desk, "Early", "--receipts-unknown", "--signed", "2019-05")
        move(desk, "commit", "C-001", "50", "2020-06")
        desk("contribution", "allocate", "C-001", "P-1", "50")
        desk("project", "edit", "P-1", "--set", "actual_start=2020-01-01")
        period = ("--until", "2020-06-15")
        for table in ("donors", "programmes", "regions", "pillars", "statuses", "years"):
            rows = shown(desk, "summary", table, "--donor", "Sylvania", *period)
            assert {each["received_not_known"] for each in rows if "received_not_known" in each} == {1}, table
        places = shown(desk, "report", "donor", "Sylvania", *period)["sections"]["places"]["sections"]
        told = {key: each[f"{key}_total"].get("received_not_known") for key, each in places.items()}
        assert told == dict.fromkeys(("regions", "programmes", "pillars", "years"), 1)

    def test_what_a_statement_closes_with_the_next_opens_with_though_nothing_moved(self, desk: Program) -> None:
        """Nothing is known before the signature of 2019, and of what was paid nothing is known since."""
        give(desk, "Silent", "--receipts-unknown", "--signed", "2019-05", "--currency", "USD")
        found: dict[str, list[tuple[object, ...]]] = {}
        for year in ("2018", "2019", "2020", "2021"):
            sections = shown(desk, "report", "donor", "Sylvania", "--year", year)["sections"]
            told = sections.get("statement", {}).get("statement", [])
            found[year] = [
                (each["opening"], each.get("opening_not_known"), each["closing"], each.get("closing_not_known"))
                for each in told
            ]
        assert found == {
            "2018": [],
            "2019": [({"USD": "0.00"}, None, {}, 1)],
            "2020": [({}, 1, {}, 1)],
            "2021": [({}, 1, {}, 1)],
        }

    def test_unallocated_is_not_known_where_the_use_is_not_recorded(self, unknown: Program) -> None:
        for line, key, value in (("summary donors", "donor", "Sylvania"), ("contribution list", "id", "C-002")):
            found = row(unknown, key, value, *line.split())
            assert found["unallocated_not_known"] == 1
        glance = shown(unknown, "report", "donor", "Sylvania")["sections"]["glance"]
        (found,) = [each for each in glance["money"] if each["measure"].startswith("Not attributed")]
        assert found["USD_not_known"] == 1
        assert any("nothing is known of how some contributions were used" in note for note in glance["money_notes"])


class TestWhatUnallocatedIsMadeOf:
    """100 committed, 60 paid, 20 allocated: 40 received, 40 due; 7 only pledged; of 5 it is not known what was paid."""

    @pytest.fixture
    def parts(self, desk: Program) -> Program:
        give(desk, "Half paid")
        move(desk, "commit", "C-001", "100")
        move(desk, "receive", "C-001", "60")
        desk("contribution", "allocate", "C-001", "P-1", "20")
        give(desk, "Promise")
        move(desk, "pledge", "C-002", "7")
        give(desk, "Paid or not", "--receipts-unknown")
        move(desk, "commit", "C-003", "5")
        return desk

    def test_every_part_is_told(self, parts: Program) -> None:
        found = row(parts, "donor", "Sylvania", "summary", "donors")
        assert found["unallocated"] == {"USD": "92.00"}
        assert found["unallocated_of"] == {
            "received": {"USD": "40.00"},
            "due": {"USD": "40.00"},
            "committed": {"USD": "5.00"},
            "pledged": {"USD": "7.00"},
        }
        said = (
            "Unallocated: USD 40.00 received; USD 40.00 due; USD 5.00 committed, with nothing known of what was paid; "
            "USD 7.00 only pledged."
        )
        for line in ("summary donors", "donor list", "contribution list", "overview", "donor show SYL"):
            assert said in " ".join(parts(*line.split(), "-f", "table").out.split())
        notes = shown(parts, "report", "donor", "Sylvania")["sections"]["glance"]["money_notes"]
        assert "Not attributed, of what is only pledged: USD 7.00." in notes

    def test_allocations_use_what_was_received_first(self, parts: Program) -> None:
        parts("contribution", "allocate", "C-001", "P-1", "50")
        figures = shown(parts, "contribution", "show", "C-001")["figures"]
        assert figures["unallocated_of"] == {"due": {"USD": "30.00"}}


class TestWhatIsUncertain:
    """10 of 110 received are inferred, without a day of their own."""

    @pytest.fixture
    def doubted(self, desk: Program) -> Program:
        give(desk, "Long ago", "--signed", "2011-09-21")
        move(desk, "commit", "C-001", "10", "2011-09-21")
        move(desk, "receive", "C-001", "10", "", "--uncertain", "--note", "Inferred from a total")
        give(desk, "Later")
        move(desk, "receive", "C-002", "100", "2014-08-13")
        desk("contribution", "allocate", "C-001", "P-1", "10")
        return desk

    @pytest.mark.parametrize(
        ("line", "key", "value", "amount"),
        [
            ("contribution list", "id", "C-001", "10.00"),
            ("donor list", "code", "SYL", "110.00"),
            ("summary donors", "donor", "Sylvania", "110.00"),
            ("project list", "code", "P-1", "10.00"),
            ("programme list", "code", "PRG-H", "10.00"),
            ("summary regions", "region", "Sahel", "10.00"),
            ("summary pillars", "pillar", "II", "10.00"),
            ("summary years", "year", "2011", "10.00"),
        ],
    )
    def test_it_is_marked_beside_the_amount(
        self, doubted: Program, line: str, key: str, value: str, amount: str
    ) -> None:
        found = row(doubted, key, value, *line.split())
        assert (found["received"], found["received_uncertain"]) == ({"USD": amount}, {"USD": 1})
        assert "committed_uncertain" not in found
        said = doubted(*line.split(), "-f", "table", COLUMNS="80")
        assert f"~{amount.removesuffix('.00')}" in said.out
        assert _LEGEND in " ".join(said.out.split())
        assert "Uncertain: C-001.m2, received (Inferred from a total)." in said.err
        assert f"USD {amount}; uncertain: USD" in doubted(*line.split(), "-f", "csv").out

    def test_what_is_sure_is_not_marked(self, doubted: Program) -> None:
        assert "received_uncertain" not in row(doubted, "id", "C-002", "contribution", "list")
        assert "received_uncertain" not in row(doubted, "year", "2014", "summary", "years")
        assert "received_uncertain" not in row(doubted, "programme", "unallocated", "summary", "programmes")

    def test_its_page_says_why_and_whose_date_it_has(self, doubted: Program) -> None:
        said = doubted("contribution", "show", "C-001", "-f", "table", COLUMNS="160").out
        assert "C-001.m2, received (Inferred from a total)." in said
        assert "2011-09-21 (of the agreement)" in said
        assert "uncertain in USD" in said

    def test_it_is_said_that_the_agreement_dates_it(self, doubted: Program) -> None:
        said = doubted("summary", "donors", "--year", "2011").err
        assert "Dated by the signature or the start of the agreement: 1 undated amount." in said

    @pytest.mark.parametrize("form", ["md", "html"])
    def test_reports_mark_it_for_readers(self, doubted: Program, form: str) -> None:
        said = doubted("report", "donor", "Sylvania", "-f", form).out.replace("\\~", "~")
        assert "~110.00" in said
        assert "~ before an amount: it is uncertain, in whole or in part." in said

    def test_reports_mark_it_for_machines(self, doubted: Program) -> None:
        sections = shown(doubted, "report", "donor", "Sylvania")["sections"]
        (money,) = [each for each in sections["projects"]["project_money"] if not each.get("residue")]
        assert (money["received"], money["received_uncertain"]) == ({"USD": "10.00"}, {"USD": 1})


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, []),
        (2, ["Uncertain: C-001.m1, received (Rumour).", "Uncertain: C-002.m1, received (Rumour)."]),
        (3, ["Uncertain: C-001.m1, C-002.m1 and C-003.m1."]),
        (6, ["Uncertain: C-001.m1, C-002.m1, C-003.m1, C-004.m1, C-005.m1 and 1 more amount."]),
    ],
)
def test_of_a_few_uncertain_amounts_it_is_told_why_and_many_are_named_in_one_line(count: int, said: list[str]) -> None:
    doubts = tuple(Doubt(f"C-{number:03}.m1", "received", "Rumour; of a friend") for number in range(1, count + 1))
    assert figure_notes(Notes(doubts=doubts)) == said


def test_a_phase_says_that_programme_and_pillars_are_inherited(desk: Program) -> None:
    desk("project", "add", "--title", "Cranes again", "--code", "P-2", "--parent", "P-1", "--phase", "II")
    table = desk("project", "list", "-f", "table", "--columns", "code,programme,pillars", COLUMNS="160").out
    assert [line.split() for line in table.splitlines() if line.startswith("P-")] == [
        ["P-1", "Harbours", "II", "(inherited)"],
        ["P-2", "Harbours", "(inherited)", "II", "(inherited)"],
    ]
    assert "Harbours (inherited)" in desk("report", "project", "P-2", "-f", "md").out
    assert "Harbours (inherited)" not in desk("report", "project", "P-1", "-f", "md").out
    assert "Harbours (repris)" in desk("report", "project", "P-2", "--lang", "fr", "-f", "md").out


def test_the_report_to_a_donor_marks_what_a_phase_inherits_in_its_table_and_its_section(desk: Program) -> None:
    desk("project", "add", "--title", "Cranes again", "--code", "P-2", "--parent", "P-1", "--donor", "SYL")
    desk("project", "edit", "P-1", "--set", "donor+=SYL")
    text = desk("report", "donor", "SYL", "-f", "md").out
    rows = [line.split("|")[1:3] for line in text.splitlines() if line.startswith("| Cranes")]
    assert [[cell.strip() for cell in each] for each in rows] == [
        ["Cranes", "Harbours"],
        ["Cranes again", "Harbours (inherited)"],
    ]
    first, again = text.partition("#### Cranes again")[::2]
    assert "- **Programme:** Harbours (inherited)" in again
    assert "- **Programme:** Harbours" not in first
    (section,) = shown(desk, "report", "donor", "SYL")["sections"]["projects"]["sections"].values()
    assert [each["facts"].get("programme") for each in section["sections"].values()] == [None, "Harbours (inherited)"]
