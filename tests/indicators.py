"""Makers of indicators, their periods and outcomes, for tests of what they add up to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from portfolios import Document, register_of

from portfolio.dates import ALWAYS, Period
from portfolio.figures.indicators import Compared, Progress
from portfolio.figures.results import shared_indicators
from portfolio.query.register_view import View

TODAY = dt.date(2021, 6, 30)


VIEW = View(TODAY)


def indicator(measure: str, values: str, *periods: Document, **more: object) -> Any:
    return {"id": "i", "title": "Indicator", "measure": measure, "values": values, "periods": list(periods), **more}


def reached(year: int, target: str | None, actual: str | None = None, **more: object) -> Document:
    values = {"target": target, "actual": actual, **more}
    return {"id": "p", "start": f"{year}-01-01", "end": f"{year}-12", **{k: v for k, v in values.items() if v}}


def share(year: int, numerator: str, denominator: str, number: str) -> Document:
    return reached(year, None, number, actual_numerator=numerator, actual_denominator=denominator)


def outcome(identity: str, code: str, *indicators: Document, **more: object) -> Document:
    return {"id": identity, "project": code, "title": identity, "indicators": list(indicators), **more}


def added(*indicators: Document, period: Period = ALWAYS) -> list[Any]:
    """Return the shared indicators of projects P-1, P-2 and so on, each with one of them, under one code."""
    held = [
        outcome(f"O-{place}", f"P-{place}", {"code": "CODE", "unit": "officers", **each})
        for place, each in enumerate(indicators, 1)
    ]
    return shared_indicators(register_of({"outcomes": held}), VIEW._replace(period=period))


def numbers(found: Progress) -> tuple[str | None, ...]:
    """Return target, actual, and what is compared: actual and target."""
    compared = found.compared or Compared(None, None)  # type: ignore[arg-type]
    values = (found.target, found.actual, compared.actual, compared.target)
    return tuple(None if each is None else format(each.number, "f") for each in values)
