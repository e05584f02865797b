"""Whatever is barred by a filter: with what the plain filter has, it makes the whole, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figures_oracle import TODAY, Figures, added, shown, shown_total
from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import DONORS, Portfolio, portfolios, reader_of

from portfolio.figures.breakdowns import by_country, by_pillar, by_programme, by_region, by_status
from portfolio.figures.donors import by_donor
from portfolio.figures.years import by_year
from portfolio.query.names import Names
from portfolio.query.question import Office, Question
from portfolio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.figures.values import Breakdown
    from portfolio.query.register_view import Register, View

TABLES = ("projects", "programmes", "organisations", "contributions", "expenditures")
BREAKDOWNS: tuple[Callable[[Register, View], Breakdown], ...] = (
    *(by_donor, by_programme, by_status, by_year, by_region, by_country, by_pillar),
)
RESTS = {"~unallocated", "~use not recorded"}
PERIODS = ((), ("2019",), ("2020",))


def asked(portfolio: Portfolio, **raw: tuple[str, ...]) -> Question:
    reader = reader_of(portfolio)
    return Question(Office(reader, Names(reader, Settings()), Settings(), TODAY), raw)


def answer(question: Question, breakdown: Callable[[Register, View], Breakdown]) -> Breakdown:
    return breakdown(question.register(*TABLES), question.view)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(portfolios(), st.sampled_from(DONORS), st.sampled_from(PERIODS))
def test_what_a_donor_gave_and_what_all_others_did(portfolio: Portfolio, donor: str, year: tuple[str, ...]) -> None:
    """What is charged to nobody is among the others'; own funds are outside either."""
    for breakdown in BREAKDOWNS:
        whole = shown_total(answer(asked(portfolio, year=year), breakdown))
        parts = [
            shown_total(answer(asked(portfolio, donor=(name,), year=year), breakdown))
            for name in (donor, f"not:{donor}")
        ]
        assert added(parts) == whole


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    portfolios(), st.sampled_from([("status", "closed"), ("pillar", "II"), ("country", "KE")]), st.sampled_from(PERIODS)
)
def test_work_of_a_kind_and_all_other_work(portfolio: Portfolio, kind: tuple[str, str], year: tuple[str, ...]) -> None:
    option, value = kind
    for breakdown in BREAKDOWNS:
        whole = answer(asked(portfolio, year=year), by_programme)
        parts = [
            shown_total(answer(asked(portfolio, **{option: (each,)}, year=year), breakdown))
            for each in (value, f"not:{value}")
        ]
        unallocated: Figures = shown(whole._replace(rows=tuple(row for row in whole.rows if row.key in RESTS)))
        rest = added(
            [*parts, Figures({("", column, currency): units for (_, column, currency), units in unallocated.items()})]
        )
        assert rest == shown_total(whole)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(portfolios(), st.sampled_from(DONORS))
def test_a_row_is_the_answer_to_its_own_filter_beside_a_barred_donor(portfolio: Portfolio, donor: str) -> None:
    others = [each for each in DONORS if each != donor]
    rows = shown(answer(asked(portfolio, donor=(f"not:{donor}",)), by_donor))
    for other in others:
        own = shown_total(answer(asked(portfolio, donor=(other, f"not:{donor}")), by_donor))
        assert {key[1:]: units for key, units in rows.items() if key[0] == other} == {
            key[1:]: units for key, units in own.items()
        }
