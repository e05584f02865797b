"""Several entries are one change: each as its command makes it, kept all or none."""

from __future__ import annotations

import pytest
from desks import Office, empty_office, office_of_alpha

from portfolio.changes import together
from portfolio.changes.together import Act, made_by
from portfolio.errors import ConflictError, RefusedError, UnknownNameError

office = empty_office
alpha = office_of_alpha

_DONOR = Act("giver", "donor add", {"name": ["Lemuria"], "type": ["government"]})
_PROJECT = Act("project", "project add", {"title": ["Harbours"], "donor": ["Lemuria"]})
_GIFT = Act(
    "gift",
    "contribution add",
    {
        "donor": ["Lemuria"],
        "amount": ["120000"],
        "currency": ["USD"],
        "date": ["2024-05-01"],
        "for": [f"{made_by('project')}:90000"],
    },
)
_INSTALMENT = Act(
    "", "contribution instalment", {"id": [made_by("gift")], "amount": ["120000"], "currency": [], "date": ["2024-12"]}
)
_OUTCOME = Act("outcome", "outcome add", {"project": [made_by("project")], "title": ["Ships are searched"]})
_INDICATOR = Act(
    "indicator",
    "outcome indicator",
    {"project": [made_by("project")], "outcome": [made_by("outcome")], "title": ["Ships"], "baseline": ["4"]},
)
_TARGET = Act(
    "",
    "outcome record",
    {
        "project": [made_by("project")],
        "indicator": [made_by("indicator")],
        "value": ["-"],
        "target": ["30"],
        "period": ["2024"],
    },
)
_SPENDING = Act(
    "",
    "expenditure add",
    {
        "target": [made_by("project")],
        "amount": ["1000"],
        "currency": ["USD"],
        "undated": ["yes"],
        "contribution": [made_by("gift")],
    },
)


def test_enters_all_in_one_revision(office: Office) -> None:
    acts = (_DONOR, _PROJECT, _GIFT, _INSTALMENT, _OUTCOME, _INDICATOR, _TARGET, _SPENDING)
    made = together.make(office.desk, acts)
    assert office.store.read().revision == 1
    assert [change.key for _, change in made] == [
        *("LEMURIA", "P-001", "C-001", "C-001", "O-001", "O-001", "O-001", "E-001")
    ]
    gift = office.get("contributions", "C-001")
    assert gift["donor"] == "LEMURIA"
    assert [(each["target"], each["amount"]) for each in gift["allocations"]] == [("P-001", "90000.00")]
    assert [(each["date"], each["amount"]) for each in gift["instalments"]] == [("2024-12", "120000.00")]
    indicator = office.get("outcomes", "O-001")["indicators"][0]
    assert (indicator["baseline"]["value"], indicator["periods"][0]["target"]) == ("4", "30")
    assert office.get("expenditures", "E-001")["contribution"] == "C-001"


def test_says_each_as_it_could_be_typed(office: Office) -> None:
    made = together.make(office.desk, (_DONOR, _PROJECT, _GIFT))
    assert made[2][0].values["for"] == ["P-001:90000"]
    assert made[1][1].said == "Added project P-001 “Harbours”."


def test_keeps_none_where_one_is_refused(office: Office) -> None:
    too_much = _GIFT._replace(values={**_GIFT.values, "for": [f"{made_by('project')}:120001"]})
    with office.refuses(RefusedError, "120,001"):
        together.make(office.desk, (_DONOR, _PROJECT, too_much))
    with office.refuses(UnknownNameError, "Lemuria"):
        together.make(office.desk, (_PROJECT,))


def test_means_a_second_equal_one_only_where_that_is_said(alpha: Office) -> None:
    again = Act("", "project add", {"title": ["Alpha"]})
    with alpha.refuses(ConflictError, "--again"):
        together.make(alpha.desk, (again,))
    assert together.make(alpha.again, (again,))[0][1].key == "P-002"


def test_tries_on_a_snapshot_what_is_not_kept(alpha: Office) -> None:
    before = alpha.store.read()
    with pytest.raises(RefusedError, match="wrong"):
        together.make_inside(
            alpha.desk, together.trial(before), (Act("", "project add", {"title": ["B"], "end": ["wrong"]}),)
        )
    made = together.make_inside(alpha.desk, together.trial(before), (_DONOR, _PROJECT))
    assert made[1][1].document["organisations"][0]["organisation"] == "LEMURIA"
    assert alpha.store.read().revision == before.revision
