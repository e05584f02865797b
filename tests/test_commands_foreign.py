"""Words of other programs lead to the command or option that means the same here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from portfolio.command_line import quoted
from portfolio.commands import foreign_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("ls", "project list"),
        ("ls donors", "donor list"),
        ("add project", "project add"),
        ("show P-001", "project show"),
        ("rm C-001", "contribution remove"),
        ("delete D-004", "document remove"),
        ("report PRG-001", "report project PRG-001"),
        ("chart P-001", "project show P-001"),
        ("summary money --by donor --by year", "summary --by donor --by year"),
        ("project ls", "list"),
        ("project new X", "add"),
        ("project rm P-001", "remove"),
        ("donor update JP", "edit"),
        ("search kenya", "find"),
        ("todo", "due"),
        ("grants", "contribution"),
        ("projects", "project"),
        ("lst", "project list"),
        ("summary funder", "donors"),
        ("report Japan", "report donor Japan"),
        ("report Saudi Arabia -o x.pdf", f"report donor {quoted('Saudi Arabia')}"),
        ("summary Japan", "donor show Japan"),
        ("chart Japan", "chart money --donor Japan"),
        ("chart donors", "chart money --by donor"),
        ("log", "history"),
        ("project log X", "add"),
        ("diff", "history"),
        ("backup", "store backup"),
        ("receive C-001 5 USD", "contribution receive"),
        ("budget P-001", "project budget"),
        ("budgets", "project budget"),
        ("summary budget", "budgets"),
        ("project move P-001 PRG-001", "edit"),
        ("project close P-001", f"project edit P-001 --set {quoted('status=closed')}"),
        ("cancel PRG-001", f"programme edit PRG-001 --set {quoted('status=cancelled')}"),
        ("close C-001", "contribution close C-001"),
        ("rename P-001 Bridges", f"project edit P-001 --set {quoted('title=Bridges')}"),
        ("gantt", "chart timeline"),
        ("chart gantt", "timeline"),
        ("summary projects", "project list"),
        ("summary contribution", "contribution list"),
        ("report activities", "activity list"),
        ("project help", "help project"),
        ("report 2024", "report portfolio --year 2024"),
        ("report annual 2024", "report portfolio"),
        ("report Q1 2024", "report quarter 2024-Q1"),
        ("summary 2024", "overview --year 2024"),
        ("compare", "summary --by donor --by year"),
        ("compare 2021 and 2020", "summary years --since 2020 --until 2021"),
        ("late", "due --late"),
    ],
)
def test_a_command_of_another_name(portfolio: Program, line: str, meant: str) -> None:
    assert f"Did you mean “{meant}”?" in portfolio(*line.split(), code=2).err


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("show Ruritania", "donor show Ruritania"),
        ("show Kenya", "country show Kenya"),
        ("show Sahel", "region show Sahel"),
        ("Ruritania", "donor show Ruritania"),
        ("Kenya", "country show Kenya"),
        ("report region Sahel", "region show Sahel"),
        ("summary Sahel", "region show Sahel"),
        ("chart Sahel", "chart money --region Sahel"),
        ("compare Ruritania Arcadia", "summary donors --donor Ruritania --donor Arcadia"),
        ("compare Kenya vs Somalia", "summary countries --country Kenya --country Somalia"),
        ("compare Kenya Arcadia", "summary --by donor --by year"),
    ],
)
def test_a_name_tells_what_is_meant(office: Program, line: str, meant: str) -> None:
    assert f"Did you mean “{meant}”?" in office(*line.split(), code=2).err


def test_a_name_that_begins_with_a_digit_is_no_amount(office: Program) -> None:
    said = office("contribution", "add", "3M Company", "500 USD", "--date", "2024-01-15", code=3).err
    assert said.startswith("No organisation is called “3M Company”")
    said = office("expenditure", "add", "1", "500 USD", "--date", "2024-01-15", code=3).err
    assert said == "No project or programme is called “1”. Did you mean P-001 or PRG-001?\n"


def test_a_code_in_the_place_of_a_number(portfolio: Program) -> None:
    assert "'P-001' is not a whole number. It goes: portfolio undo COUNT" in portfolio("undo", "P-001", code=2).err


@pytest.mark.parametrize("group", ["", "project", "summary", "report", "store", "contribution", "region"])
def test_no_word_leads_in_a_circle(portfolio: Program, group: str) -> None:
    words = (*foreign_words.COMMANDS, *foreign_words.COMPARE)
    for word in (*words, "year", "title", "money", "quarter", "month", "version", "funding"):
        assert "wrong in the program" not in portfolio.run(*([group] if group else []), word).err, word


def test_a_small_group_names_its_commands(portfolio: Program) -> None:
    assert (
        "There is no command “frobnicate”. Commands here: list, show.\n"
        in portfolio("country", "frobnicate", code=2).err
    )


def test_a_format_in_the_place_of_a_file(portfolio: Program) -> None:
    assert "did you mean --format json?" in portfolio("project", "list", "--output=json", code=5).err


def test_what_is_typed_is_judged_before_what_is_missing(office: Program) -> None:
    assert "P-001 has no indicator “I”" in office("outcome", "record", "P-001", "I", "lots", code=3).err


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("contribution add Nobody 5 USD", 3, "No organisation is called “Nobody”"),
        ("contribution receive C-999 50 USD", 3, "No contribution is called “C-999”"),
        ("contribution instalment C-999 50 USD", 3, "No contribution is called “C-999”"),
        ("contribution report-due C-999", 3, "No contribution is called “C-999”"),
        ("expenditure add P-999 5 USD", 3, "No project or programme is called “P-999”"),
        ("rate add XXQ 1.5", 5, "XXQ"),
        ("rate add EUR 1.5", 2, "Missing option --date"),
        ("expenditure add P-001 5 USD", 2, "Missing option --date"),
    ],
)
def test_what_is_wrong_is_said_before_the_date_that_is_missing(
    office: Program, contents: Callable[[], object], line: str, code: int, said: str
) -> None:
    before = contents()
    assert said in office(*line.split(), code=code).err
    assert contents() == before


def test_what_another_date_may_mend_is_not_said_before_the_date(office: Program) -> None:
    office("rate", "add", "EUR", "1.08", "--date", "2024-06-30")
    office("rate", "add", "EUR", "1.10", "--date", "today")
    assert "Missing option --date" in office("rate", "add", "EUR", "1.09", code=2).err
    spent = ("expenditure", "add", "P-001", "5", "CHF", "--contribution", "C-001")
    office("rate", "add", "CHF", "1.1", "--date", "2024-06-30")
    assert "Missing option --date" in office(*spent, code=2).err
    office(*spent, "--date", "2024-07-01")


def test_what_means_nothing_is_no_reason_to_list_all(portfolio: Program) -> None:
    ended = portfolio("frobnicate", code=2)
    assert ended.err == "There is no command “frobnicate”.\nHow it goes: portfolio --help\n"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("project list --json", "Did you mean --format json?"),
        ("project list --from 2020", "Did you mean --since?"),
        ("project list --order-by title", "Did you mean --sort?"),
        ("project add --title X --start-date 2020", "Did you mean --start?"),
        ("project add --title X --budget 5", "portfolio project budget CODE AMOUNT CURRENCY"),
        ("contribution add Japan --amount 5", "It goes: portfolio contribution add DONOR AMOUNT CURRENCY"),
        ("contribution receive C-001 --amount -5", "It goes: portfolio contribution receive ID AMOUNT CURRENCY"),
        ("expenditure add --amount 5", "It stands by itself. It goes: portfolio expenditure add"),
        ("project list --descending", "Did you mean --sort -COLUMN?"),
        ("project list --not-donor Japan", "Did you mean --donor not:Japan?"),
        ("project list --exclude-country Kenya", "Did you mean --country not:Kenya?"),
        ("project list --ending 2025", "Did you mean --ends?"),
        ("project list --dnoor Japan", "Did you mean --donor?"),
        ("project list --prog PRG-001", "Did you mean --programme?"),
        ("project list --title border", "Did you mean --text?"),
        ("project list -n 3", "Did you mean --limit?"),
        ("history --last 3", "Did you mean --limit?"),
        ("project list --closed", "Did you mean --status closed?"),
        ("project list --national", "Did you mean --scope national?"),
        ("project list --active", "Did you mean --status active?"),
        ("project list --ends-before 2026", "Did you mean --ends ..DATE?"),
        ("project list --export x.xlsx", "Did you mean --output?"),
        ("project list --group-by donor", "portfolio summary --by GROUP"),
        ("project list --count", "How many there are stands below every list"),
        ("project list --all", "All is listed that filters choose"),
        ("check --all", "Did you mean --details?"),
        ("contribution list --unpaid", "Did you mean --owed?"),
        ("project list --overdue", "portfolio due --late"),
        ("due --overdue", "Did you mean --late?"),
        ("due --days 30", "Did you mean --within?"),
        ("due --mine", "Did you mean --officer NAME?"),
        ("undo --list", "Did you mean “portfolio history”?"),
        ("redo --list", "Did you mean “portfolio history”?"),
        ("config --list", "Did you mean “portfolio config list”?"),
        ("report donor Ruritania --compare 2024", "Did you mean --compared-with?"),
        ("project list --no-color", "NO_COLOR=1"),
        ("contribution list --outstanding", "--outstanding takes an AMOUNT"),
        ("contribution list --outstanding --format csv", "--outstanding takes an AMOUNT"),
        ("contribution list --outstanding", "What is owed at all: --owed"),
        ("project list --officer --year 2024", "--officer takes a NAME"),
    ],
)
def test_an_option_of_another_name(portfolio: Program, line: str, meant: str) -> None:
    assert meant in portfolio(*line.split(), code=2).err


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (("project", "list", "Sahel"), "Did you mean --text Sahel?"),
        (("project", "list", "--donor", "“Ruritania", "Coast”"), "a shell takes straight ones: 'Ruritania Coast'"),
        (("project", "edit", "P-001", "status=closed"), "Did you mean --set status=closed?"),
        (("project", "edit", "P-001", "--set", "status", "closed"), "stand in quotes: --set status=closed"),
        (("project", "edit", "P-001", "--set", "title=A", "study"), "stand in quotes: --set 'title=A study'"),
        (("find", "border", "security"), "stand in quotes: 'border security'"),
        (("donor", "show", "Coast", "of", "Ruritania"), "stand in quotes: 'Coast of Ruritania'"),
        (("due", "90"), "Did you mean --within 90d?"),
        (("due", "today"), "Did you mean --within today?"),
        (("due", "this", "year"), f"Did you mean --within {quoted('this year')}?"),
        (("project", "list", "ongoing"), "Did you mean --status ongoing?"),
        (("project", "list", "status:ongoing"), "Did you mean --status ongoing?"),
        (("project", "list", "+urgent"), "Did you mean --tag urgent?"),
        (("project", "list", "status:closed", "+urgent"), "Did you mean --status closed --tag urgent?"),
        (("import", "projects", "x.xlsx"), "Did you mean “portfolio import x.xlsx”?"),
        (("project", "edit", "P-001", "title", "New"), "Did you mean --set title=New?"),
        (("project", "edit", "P-001", "--title", "New"), "Did you mean --set title=New?"),
        (("project", "edit", "P-001", "--status", "closed"), "To change P-001: --set status=closed"),
        (("project", "list", "—country", "Kenya"), "two plain ones: --country"),
        (("project", "list", "--funded-by", "Japan"), "Did you mean --donor?"),
        (("donor", "Ruritania"), "Did you mean “donor show Ruritania”?"),
        (("P-001",), "Did you mean “portfolio project show P-001”?"),
        (("version",), "Did you mean “--version”?"),
        (("--verbose",), "Did you mean --version?"),
        (("help", "me"), "portfolio help lists the topics"),
        (("due", "--within", "3", "weeks"), "stand in quotes: --within '3 weeks'"),
        (("overview", "2024"), "Did you mean --year 2024?"),
        (("contribution", "receive", "Ruritania", "5", "USD", "2024"), "Did you mean --date 2024?"),
        (("export", "projects", "list.csv"), "Did you mean -o list.csv?"),
        (("summary", "by", "donor"), "Did you mean --by donor?"),
        (("config", "portfolio.title"), "Did you mean “portfolio config get portfolio.title”?"),
        (("project", "show", "P-001", "P-002"), "It goes: portfolio project show CODE"),
        (("-help",), "Did you mean --help?"),
        (("report", "portfolio", "P-001"), "Did you mean “portfolio report project P-001”?"),
        (("report", "portfolio", "PRG-001"), "Did you mean --programme PRG-001?"),
        (("report", "portfolio", "2024"), "Did you mean --year 2024?"),
        (("--no-pager", "overview", "C-001"), "Did you mean “portfolio contribution show C-001”?"),
        (("project", "list", "--donor", "Japan", "P-001"), "Did you mean “portfolio project show P-001”?"),
        (("contribution", "add", "Japan", "2", "million", "dollars"), "stands in quotes: '2 million dollars'"),
        (("contribution", "allocate", "C-001", "P-002", "2", "million"), "stands in quotes: '2 million'"),
    ],
)
def test_words_too_many_are_told_where_they_belong(portfolio: Program, line: tuple[str, ...], meant: str) -> None:
    assert meant in portfolio(*line, code=2).err


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("project list --in Sahel", "Did you mean --region?"),
        ("project list --where country=Kenya", "Did you mean --country Kenya?"),
        ("project list where status=closed and country=Kenya", "Did you mean --status closed --country Kenya?"),
        ("project list --country Kenya Somalia", "Each value has its option: --country Kenya --country Somalia"),
        ("project list --year 2020 2021", "Each value has its option: --year 2020 --year 2021"),
        ("project list --without-outcome", "Did you mean --without outcome?"),
        ("project list --no-donor", "Did you mean --without donor?"),
        ("project list --assignee Silva", "Did you mean --officer?"),
        ("project list --page 2", "--limit N lists fewer"),
        ("activity list trainings", "Did you mean --type trainings?"),
        ("activity list --workshops", "Did you mean --type workshops?"),
        ("activity list P-001", "Did you mean --project P-001?"),
        ("donor list --governments", "Did you mean --type government?"),
        ("donor list government", "Did you mean --type government?"),
        ("contribution list --amount 5", "Did you mean --committed?"),
        ("project count", "Did you mean “list”?"),
        ("count projects", "Did you mean “project list”?"),
        ("project P-001 edit", "Did you mean “project edit P-001”?"),
        ("2024", "Did you mean “overview --year 2024”?"),
        ("project list --in Kenya", "Did you mean --country?"),
        ("project list Kenya", "Did you mean --country Kenya?"),
        ("project list Western Africa", f"Did you mean --region {quoted('Western Africa')}?"),
        ("project list Ruritania", "Did you mean --donor Ruritania?"),
        ("project list Ruritania Kenya ongoing", "Did you mean --donor Ruritania --country Kenya --status ongoing?"),
        ("donor list Ruritania", "Did you mean “portfolio donor show Ruritania”?"),
    ],
)
def test_a_name_behind_a_list_is_the_value_of_its_filter(office: Program, line: str, meant: str) -> None:
    assert meant in office(*line.split(), code=2).err


@pytest.mark.parametrize("option", ["--view", "--bogus", "--frob"])
def test_an_option_like_none_is_taken_for_none(portfolio: Program, option: str) -> None:
    assert portfolio("summary", "donors", option, code=2).err == (
        f"No such option: {option}\nHow it goes: portfolio summary donors --help\n"
    )


class TestATitleByItself:
    def test_is_the_title(self, office: Program) -> None:
        for noun in ("project", "programme", "document", "activity"):
            office(noun, "add", "Of its own")
            found = json.loads(office(noun, "list", "-f", "json").out)
            assert "Of its own" in [row["title"] for row in found]

    def test_stands_behind_the_project_of_an_activity(self, office: Program) -> None:
        office("activity", "add", "P-001", "A visit")
        (row,) = [
            each for each in json.loads(office("activity", "list", "-f", "json").out) if each["title"] == "A visit"
        ]
        assert row["project"] == "P-001"

    def test_is_given_once(self, office: Program) -> None:
        assert "Give the title once" in office("project", "add", "One", "--title", "Two", code=2).err

    def test_is_no_mistyped_code(self, office: Program) -> None:
        assert "Missing option --title" in office("activity", "add", "P-999", code=2).err


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("expenditure add 5000 USD --date 2024", "expenditure add TARGET AMOUNT CURRENCY"),
        ("expenditure add 5000 USD P-001", "expenditure add TARGET AMOUNT CURRENCY"),
        ("contribution add 500000 USD Ruritania", "contribution add DONOR AMOUNT CURRENCY"),
        ("expenditure add P-001", "expenditure add TARGET AMOUNT CURRENCY"),
        ("contribution add 500000 USD --date 2024", "contribution add DONOR AMOUNT CURRENCY"),
        ("contribution receive 5000 USD --date 2024", "contribution receive ID AMOUNT CURRENCY"),
        ("project budget 500000 USD", "project budget CODE AMOUNT CURRENCY"),
        ("outcome indicator Officers", "outcome indicator PROJECT OUTCOME"),
        ("narrative add Well", "narrative add TARGET KIND"),
        ("project show", "project show CODE"),
    ],
)
def test_a_line_whose_first_word_was_left_out_is_shown(office: Program, line: str, goes: str) -> None:
    assert f"It goes: portfolio {goes}\n" in office(*line.split(), "--no-input", code=2).err


def test_a_file_in_a_folder_that_is_not_there_names_the_folder(office: Program, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "list.csv"
    assert f"there is no folder {file.parent}; make it first" in office("project", "list", "-o", str(file), code=6).err
