"""A donor's report where records are withheld from it: nothing betrays them."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING

import pytest
from trees import plain
from worked_report import ENGLISH, HIDDEN, PORTFOLIO, REPORT, asked, office, told

from portfolio.errors import RefusedError, UnknownNameError
from portfolio.pages.donor import Options

if TYPE_CHECKING:
    from portfolios import Portfolio


WITHHELD = (
    "Withheld, as above unclassified: 1 project, 1 contribution, 1 expenditure, 1 outcome, 1 activity "
    "(--max-classification)."
)


def classified(table_: str, key: str) -> Portfolio:
    portfolio = copy.deepcopy(PORTFOLIO)
    name = "id" if table_ == "contributions" else "code"
    next(each for each in portfolio[table_] if each[name] == key)["classification"] = "confidential"
    return portfolio


def test_a_donor_that_is_withheld_is_not_there() -> None:
    seen = office(classified("organisations", "RURITANIA"), all_seen=True)
    with pytest.raises(UnknownNameError, match="Ruritania") as caught:
        told(seen, "Ruritania", Options(), ENGLISH)
    assert caught.value.suggestions == ()


def test_a_report_that_would_lack_a_contribution_of_the_donor_has_to_be_allowed() -> None:
    seen = office(classified("contributions", "C-2"), all_seen=True)
    with pytest.raises(RefusedError, match="contribution C-2 of Arcadia: is above unclassified"):
        told(seen, "Arcadia", Options(), ENGLISH)
    report, notes, _ = told(seen, "Arcadia", Options(), ENGLISH, allow_withheld=True)
    assert "ARC/2022/7" not in json.dumps(plain(report))
    assert notes[:2] == ["The report lacks contributions of the donor: C-2.", WITHHELD]
    whole, _, _ = told(seen, "Arcadia", Options(level="confidential"), ENGLISH)
    assert whole.marking == "CONFIDENTIAL"
    assert HIDDEN in json.dumps(plain(whole))


def test_whoever_sends_a_report_is_told_of_texts_that_mention_what_is_withheld() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["projects"][0]["description"] = f"Goes with “{HIDDEN.upper()}”, of which nobody may know."
    _, notes, _ = told(office(portfolio, all_seen=True), "Arcadia", Options(), ENGLISH)
    mention = f"A text mentions “{HIDDEN}”, which is withheld; read it before you send it."
    assert notes[1] == mention
    assert mention not in told(office(all_seen=True), "Arcadia", Options(), ENGLISH).notes


def test_a_contribution_of_a_withheld_part_of_the_donor_has_to_be_allowed_too() -> None:
    with pytest.raises(RefusedError, match="contribution C-3"):
        told(office(classified("organisations", "ARC-PAR"), all_seen=True), "Arcadia", Options(), ENGLISH)


def test_a_report_is_the_same_had_the_secret_work_never_been_entered() -> None:
    never = copy.deepcopy(PORTFOLIO)
    for name, field in (("projects", "code"), ("outcomes", "project"), ("activities", "project")):
        never[name] = [each for each in never[name] if each.get(field) != "P-9"]
    never["expenditures"] = [each for each in never["expenditures"] if each["target"] != "P-9"]
    allocations = never["contributions"][0]["allocations"]
    allocations[0]["amount"] = "500000.00"
    del allocations[2]
    assert plain(asked(never, "Arcadia")) == plain(REPORT)
    assert HIDDEN not in json.dumps(plain(REPORT))
