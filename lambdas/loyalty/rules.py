"""What a sale earns."""

from lambdas.contracts import Sale

CENTS_A_POINT = 100


def points(sale: Sale) -> int:
    """One point a whole dollar of what was paid, toward zero: a return takes back what its sale gave."""
    earned = abs(sale.net_cents) // CENTS_A_POINT
    return earned if sale.net_cents >= 0 else -earned
