"""The points that a sale earns its member."""

from contracts.consumer_spec import Balances, Effect
from domain.accounts import member_account
from domain.sale import Sale

CENTS_A_POINT = 100


def compute_points(sale: Sale) -> int:
    """Return one point a whole dollar paid, toward zero: a return takes back what its sale gave."""
    earned = abs(sale.net_cents) // CENTS_A_POINT
    return earned if sale.net_cents >= 0 else -earned


def effect(sale: Sale) -> Effect:
    """Return a sale's points as attributes of its row; a sale without a member leaves its mark all the same.

    Otherwise a conflicting payload that names a member would be the first here and the second in the stock.
    """
    earned = compute_points(sale)
    return (
        {"points": earned} if sale.loyalty_id is None else {"points": earned, "loyalty_id": sale.loyalty_id}
    )


def amounts(store_id: str, row: Effect) -> Balances:  # noqa: ARG001 (a member has points in every store)
    """Return what a row adds to which member's points; an id that says nothing is no member's."""
    member = member_account(str(row["loyalty_id"])) if "loyalty_id" in row else None
    return {} if member is None else {("", member): int(str(row["points"]))}
