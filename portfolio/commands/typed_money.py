"""Amounts and their currencies as they stand on a command line."""

from portfolio import typed_amounts
from portfolio.errors import MissingError, UsageError, refusing
from portfolio.reference import currencies


def money(of: str, amount: str, currency: str, settled: str = "") -> tuple[str, str]:
    """Return an amount, as typed, and its currency, of two texts in either order or of one.

    Args:
        of: What was typed before it, which may be the amount itself where that was left out.
        amount: The first text, or the only one.
        currency: The second, or "".
        settled: What settles the currency where none is typed, or "" where nothing does.

    Raises:
        RefusedError: It says two currencies, or not whose it is.
        UsageError: There is no currency.
    """
    with refusing("amount", f"{amount} {currency}".strip()):
        # Codes and names may begin with a digit too: an amount is what has a currency, where what follows is none.
        misplaced = of[:1].isdigit() and not typed_amounts.is_money(amount, currency)
        if misplaced and typed_amounts.is_money(of, amount):
            raise MissingError(f"“{of} {amount}” is an amount; what it is of stands before it.")
        found = typed_amounts.apart(amount, currency)
    _judge(found.amount, found.currency)
    if not found.currency and not settled:
        raise UsageError("The amount has no currency; write it behind, as in 1,250,000 USD.")
    return found


def _judge(amount: str, currency: str) -> None:
    """Refuse what is no amount, or no currency, before it is said what is missing beside it; raises RefusedError."""
    with refusing("amount", amount):
        if not typed_amounts.apart(amount).currency:  # which its field tells from the one behind it
            typed_amounts.amount_in(currency, amount, "")
    if currency:
        with refusing("currency", currency):
            currencies.parse(currency)
