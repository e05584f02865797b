"""`portfolio outcome`: what came of the work."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.command_line import quoted
from portfolio.commands import complete, options
from portfolio.commands.fields import SET, Title, add, addable, filled, offered, titled, with_arguments, with_sets
from portfolio.commands.nouns import Noun, add_verbs, carry_out, later
from portfolio.commands.options import Opt
from portfolio.errors import UsageError
from portfolio.fields.outcomes import INDICATOR, OUTCOME, PERIOD

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Outcomes of projects and programmes, with what they are measured by.")
NOUN = Noun(
    "outcome",
    "outcomes",
    "O-001",
    "--programme PRG-001",
    "O-002",
    later("pages.lists.outcomes", "outcomes"),
    fields=OUTCOME,
    page=later("pages.entries", "entry"),
)
_FIELDS = addable(OUTCOME)
_INDICATOR = offered(INDICATOR, set=SET)
_RECORD = offered(
    PERIOD,
    period=Opt("PERIOD", "When: 2024, 2024-Q1, 2024-01..2024-06."),
    disaggregation=Opt("PART", "A part of the value: sex:women=12.", many=True),
)
_NO_PROJECT = "An outcome is of a project, which stands first: portfolio outcome add PROJECT {}"
_PROJECT = options.argument("PROJECT", "A project or programme.", complete.targets)
_Project = Annotated[str, _PROJECT]


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_outcome(
    context: "Context",
    values: options.Given,
    consent: "Consent",
    project: Annotated[str | None, _PROJECT] = None,
    title: Title = None,
) -> None:
    """Enter an outcome of a project; a sentence is enough.

    For example:

      portfolio outcome add P-004 "Two border agencies check travel documents against databases"
    """
    if project and title is None and "title" not in values and not context.is_work(project):
        if not context.may_ask:
            raise UsageError(_NO_PROJECT.format(quoted(project)))
        project, title = None, project
    given = with_arguments(titled(values, title), project=project)
    needed = {"PROJECT": "a project or programme", "title": "the outcome in a sentence"}
    add(context, consent, "outcome", given, needed)


@app.command("indicator")
@options.takes(values=_INDICATOR, consent=options.entered)
def indicator(
    context: "Context",
    project: _Project,
    outcome: Annotated[str, options.argument("OUTCOME", "Its id or title.", complete.outcomes)],
    values: options.Given,
    consent: "Consent",
) -> None:
    """Say what an outcome is measured by.

    For example:

      portfolio outcome indicator P-001 O-001 --title "Officers certified" --unit officers --baseline 0
    """
    from portfolio.changes import measurements  # noqa: PLC0415 - only changes need it

    given = filled(context, with_sets(values), title="What is measured")
    carry_out(context, consent, lambda desk: measurements.indicator(desk, project, outcome, given))


@app.command("record")
@options.takes(values=_RECORD, consent=options.entered)
def record(
    context: "Context",
    project: _Project,
    indicator: Annotated[str, options.argument("INDICATOR", "Its id, code or title.", complete.indicators)],
    value: Annotated[
        str,
        options.argument(
            "VALUE", "What was reached: 24, or of a percentage 15% or 15/100; - where only a target is set."
        ),
    ],
    values: options.Given,
    consent: "Consent",
) -> None:
    """Record what an indicator reached in a period.

    For example:

      portfolio outcome record P-001 O-001.i1 24 --period 2024 --target 30 --disaggregation sex:women=12
    """
    from portfolio.changes import measurements  # noqa: PLC0415 - only changes need it

    given = filled(context, values, period="The period in which it was reached") if context.may_ask else values
    carry_out(context, consent, lambda desk: measurements.record(desk, project, indicator, value, given))


add_verbs(app, NOUN)
