"""`portfolio contribution`: agreements with donors, and what became of them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import add, addable, dated, filled, judged, offered, with_arguments, with_money
from portfolio.commands.nouns import Noun, add_verbs, carry_out, help_text, key_argument, later
from portfolio.commands.options import Opt
from portfolio.fields.contributions import ALLOCATION, CONTRIBUTION, INSTALMENT, MOVEMENT, REPORT_DUE

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Desk

app = typer.Typer(help="Contributions: one agreement or gift of one donor in one currency.")
NOUN = Noun(
    "contribution",
    "contributions",
    "C-001",
    "--donor Japan",
    "C-002.m1",
    later("pages.lists.contributions", "contributions"),
    fields=CONTRIBUTION,
    page=later("pages.entries", "entry"),
)
_FIELDS = addable(
    CONTRIBUTION,
    {
        "date": Opt("DATE", "When the amount was agreed."),
        "undated": Opt("", "That day is not known."),
        "received": Opt("", "The amount was paid then, too."),
        "for": Opt("TARGET", "What it is for: P-002 for the rest, or P-002:100000.", True, complete.targets),
    },
)
_MOVEMENT = offered(MOVEMENT, may_lack_date=True)
_MOVEMENTS = {
    "pledge": ("pledge", "Record what the donor announced."),
    "commit": ("commitment", "Record what the donor signed for."),
    "receive": ("receipt", "Record what the donor paid."),
    "refund": ("refund", "Record what was given back to the donor."),
}
_WHEN_DUE = "The day on which it is due"
_Id = Annotated[str, key_argument(NOUN)]


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_contribution(
    context: "Context",
    values: options.Given,
    consent: "Consent",
    donor: options.MaybeDonor = None,
    amount: options.FirstAmount = "",
    currency: options.Currency = "",
) -> None:
    """Enter an agreement or gift, with its amount and what that is for, or without: pledge, commit and receive follow.

    For example:

      portfolio contribution add Japan --title "Supplementary budget" --signed 2024-02-15
      portfolio contribution add Japan 500,000 USD --date 2024-01-15 --received --for P-002 --for PRG-001:100,000
    """
    given = with_money(context, "contribution", with_arguments(values, donor=donor), donor, amount, currency)
    add(context, consent, "contribution", given, {"DONOR": "who gives"})


def _add_amount(
    word: str, text: str, fields: options.Group, enter: Callable[..., Any], ask: Callable[..., options.Given]
) -> None:
    """Give contributions a verb that enters an amount, the day of which is asked for."""

    @app.command(word, help=text)
    @options.takes(values=fields, consent=options.entered)
    def add_amount(
        context: "Context",
        key: _Id,
        amount: options.Amount,
        values: options.Given,
        consent: "Consent",
        currency: options.Currency = "",
        again: options.Again = False,
    ) -> None:
        from portfolio.commands.typed_money import money  # noqa: PLC0415 - completion has no use for it

        typed = money(key, amount, currency, key)
        judged(context, values, lambda desk, tried: enter(desk, key, *typed, tried))
        given = ask(context, values)
        carry_out(context, consent, lambda desk: enter(desk, key, *typed, given), again=again)


def _add_movement(word: str, kind: str, does: str) -> None:
    def move(desk: "Desk", key: str, *rest: object) -> Any:  # noqa: ANN401 - see `later`
        return later("changes.contributions", "move")(desk, key, kind, *rest)

    text = help_text(does, f"contribution {word} C-001 1,500,000 USD --date 2024-03-31")
    _add_amount(word, text, _MOVEMENT, move, dated)


@app.command("allocate")
@options.takes(values=offered(ALLOCATION), consent=options.entered)
def allocate(
    context: "Context",
    key: _Id,
    target: options.Target,
    amount: options.Amount,
    values: options.Given,
    consent: "Consent",
    again: options.Again = False,
) -> None:
    """Allocate part of a contribution to a project or programme, or move it there from another.

    For example:

      portfolio contribution allocate C-001 P-004 500,000
      portfolio contribution allocate C-001 P-007 100,000 --from P-004
      portfolio contribution allocate C-001 P-007 20,000 --reverse
    """
    from portfolio.changes import contributions  # noqa: PLC0415 - only changes need it

    carry_out(context, consent, lambda desk: contributions.allocate(desk, key, target, amount, values), again=again)


_add_amount(
    "instalment",
    help_text(
        "Enter money that the donor is due to pay; it counts when it is received.",
        "contribution instalment C-001 500,000 USD --date 2027-01-31",
    ),
    offered(INSTALMENT),
    later("changes.contributions", "instalment"),
    partial(filled, date=_WHEN_DUE),
)


@app.command("report-due")
@options.takes(values=offered(REPORT_DUE), consent=options.entered)
def report_due(context: "Context", key: _Id, values: options.Given, consent: "Consent") -> None:
    """Enter a report that the agreement asks for.

    For example:

      portfolio contribution report-due C-001 --date 2026-03-31 --title "Annual narrative report"
    """
    from portfolio.changes import contributions  # noqa: PLC0415 - only changes need it

    rest = {name: texts for name, texts in values.items() if name != "date"}
    judged(context, values, lambda desk, tried: contributions.report_due(desk, key, tried["date"][0], rest))
    given = filled(context, values, date=_WHEN_DUE)
    carry_out(context, consent, lambda desk: contributions.report_due(desk, key, given["date"][0], rest))


@app.command("close")
@options.takes(values=options.texts({"date": Opt("DATE", "As of when; default today.")}), consent=options.entered)
def close(context: "Context", key: _Id, values: options.Given, consent: "Consent") -> None:
    """Close a contribution: no more money is expected, so that none is outstanding.

    For example:

      portfolio contribution close C-003 --date 2024-12-31
    """
    from portfolio.changes import contributions  # noqa: PLC0415 - only changes need it

    carry_out(context, consent, lambda desk: contributions.close(desk, key, values))


for _word, (_kind, _does) in _MOVEMENTS.items():
    _add_movement(_word, _kind, _does)
add_verbs(app, NOUN)
