"""Indicators against their targets: values added or carried forward, compared and broken down."""

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from portfolio.disaggregation import UNIT, Groups, by_dimension
from portfolio.money import ZERO, percentage
from portfolio.query.spans import inside, span

if TYPE_CHECKING:
    from portfolio.dates import Period
    from portfolio.models.documents import DisaggregatedDocument, IndicatorDocument, IndicatorPeriodDocument

PERCENTAGE = "percentage"
_TENTH = Decimal("0.1")
# Room for the most that was ever reached of the least that was ever aimed at.
_EXACT = Context(prec=60)
_Which = Literal["target", "actual"]


class Value(NamedTuple):
    """A number, and where it is a percentage the numerator and denominator that it was found from, if recorded."""

    number: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def fraction(self) -> str | None:
        """The numerator and denominator as they are written, `15/100`, or None."""
        if self.numerator is None or self.denominator is None:
            return None
        return f"{self.numerator:f}/{self.denominator:f}"


class Compared(NamedTuple):
    """A target and what was reached in the very periods that the target is of."""

    target: Value
    actual: Value
    as_of: str | None = None  # when they are of, as of `Progress`


class Progress(NamedTuple):
    """What was aimed at and what was reached; None where it is not recorded."""

    target: Value | None = None
    actual: Value | None = None  # the value reached
    compared: Compared | None = None  # the target and the value reached of those periods alone that have both
    # The end of the period that a cumulative value is of, where it is carried forward from before the end of the period
    # that is asked for.
    as_of: str | None = None

    @property
    def per_cent(self) -> Decimal | None:
        """What was reached as a percentage of the target, to one decimal; None without a target above zero."""
        if self.compared is None or self.compared.target.number <= 0:
            return None
        return _EXACT.quantize(_EXACT.divide(100 * self.compared.actual.number, self.compared.target.number), _TENTH)

    @property
    def partly_compared(self) -> bool:
        """Whether the percentage is not of the target and the value that are shown."""
        if self.compared is None:
            return False
        shown = (self.target and self.target.number, self.actual and self.actual.number)
        return shown != (self.compared.target.number, self.compared.actual.number)

    def carried_into(self, period: "Period") -> bool:
        """Return whether the value was reached before a period began."""
        return bool(self.as_of) and period.first is not None and span(self.as_of or "")[1] < period.first


def added(values: Sequence[Value], measure: str) -> Value | None:
    """Return the sum of some values, or None if there are none or they cannot be added.

    Counts are; percentages by their numerators and denominators, if all have them; nothing else is. One is itself.
    """
    if len(values) == 1:
        return values[0]
    if values and measure == UNIT:
        return Value(sum((each.number for each in values), ZERO))
    if values and measure == PERCENTAGE and all(each.fraction for each in values):
        numerator, denominator = (
            sum((part for each in values if (part := each[place]) is not None), ZERO) for place in (1, 2)
        )
        return Value(percentage(numerator, denominator), numerator, denominator)
    return None


def progress(indicator: "IndicatorDocument", period: "Period") -> Progress:
    """Return target and actual of an indicator over a period.

    What is given per period is added over the periods that lie inside it; where it cannot be, the latest holds. Of
    cumulative values the latest up to the period's end is carried forward.
    """
    found = periods_of(indicator, period)
    carried = indicator["values"] == "cumulative"
    targets = [value for each in found if (value := value_of(each, "target"))]
    actuals = [value for each in found if (value := value_of(each, "actual"))]
    return Progress(
        _over(targets, indicator, carried=carried),
        _over(actuals, indicator, carried=carried),
        _compared(found, indicator, period),
        _as_of([each for each in found if "actual" in each], period) if carried else None,
    )


def periods_of(indicator: "IndicatorDocument", period: "Period") -> list["IndicatorPeriodDocument"]:
    """Return the periods inside a period, and of cumulative values all that ended by its end, the latest last."""
    carried = indicator["values"] == "cumulative"
    found = [
        each
        for each in indicator.get("periods", ())
        if inside(period._replace(first=None) if carried else period, each["end"])
        and (carried or inside(period, each["start"]))
    ]
    return sorted(found, key=lambda each: (span(each["end"])[1], span(each["start"])[0]))


def groups(indicator: "IndicatorDocument", period: "Period") -> Groups:
    """Return what falls to each group of what was reached in a period, by dimension: of the same periods as it."""
    found = [each for each in periods_of(indicator, period) if "actual" in each]
    if indicator["values"] == "cumulative" or indicator["measure"] != UNIT:
        found = found[-1:]
    parts: list[DisaggregatedDocument] = [part for each in found for part in each.get("disaggregation", ())]
    return by_dimension(parts)


def value_of(period: "IndicatorPeriodDocument", which: _Which) -> Value | None:
    """Return the target or the value reached of one period, or None."""
    part = cast("Mapping[str, Any]", period)
    if which not in part:
        return None
    both = (part.get(f"{which}_numerator"), part.get(f"{which}_denominator"))
    return Value(Decimal(part[which]), *(None if each is None else Decimal(each) for each in both))


def _over(values: Sequence[Value], indicator: "IndicatorDocument", *, carried: bool) -> Value | None:
    """Return what values of several periods amount to, the latest last."""
    if not values:
        return None
    return (None if carried else added(values, indicator["measure"])) or values[-1]


def _compared(
    found: Sequence["IndicatorPeriodDocument"], indicator: "IndicatorDocument", period: "Period"
) -> Compared | None:
    """Return target and actual of the periods that have both: added if both can be, else the latest."""
    both = [each for each in found if "target" in each and "actual" in each]
    pairs = [
        Compared(target, actual)
        for each in both
        if (target := value_of(each, "target")) and (actual := value_of(each, "actual"))
    ]
    if not pairs:
        return None
    if indicator["values"] == "cumulative":
        return pairs[-1]._replace(as_of=_as_of(both, period))
    target = added([pair.target for pair in pairs], indicator["measure"])
    actual = added([pair.actual for pair in pairs], indicator["measure"])
    return Compared(target, actual) if target and actual else pairs[-1]


def _as_of(found: Sequence["IndicatorPeriodDocument"], period: "Period") -> str | None:
    """Return the end of the latest of some periods, unless the period asked for ends with it."""
    return found[-1]["end"] if found and span(found[-1]["end"])[1] != period.last else None
