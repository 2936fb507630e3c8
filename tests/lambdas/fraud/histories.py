"""Sales of one customer, as tests of the rules want them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.sale import Sale
from lambdas.core.contract import parse
from lambdas.fraud.account import Account, PastSale
from lambdas.fraud.thresholds import Thresholds
from tests.lambdas.sales import encoded, line, sale

NOON = datetime(2017, 3, 1, 12, tzinfo=UTC)
LIMITS = Thresholds()


def payload(
    sequence: int = 1, *, minutes: float = 0, cents: int = 2_000, store: str = "367", **more: Any
) -> bytes:
    """Encode a sale so many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    quantity = -1 if cents < 0 else 1
    fields = {
        "sale_id": f"{store}/{at.date()}/4/{sequence}",
        "occurred_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "lines": [line(quantity=quantity, total_cents=cents)],
    }
    return encoded(sale(sequence, store, **(fields | more)))


def sold(sequence: int = 1, **more: Any) -> Sale:
    """Make a sale so many minutes after noon."""
    return sale_of(payload(sequence, **more))


def sale_of(data: bytes) -> Sale:
    """Read a sale."""
    read = parse(data)
    assert isinstance(read, Sale)
    return read


def account_after(*sales: Sale) -> Account:
    """Return an account that has seen these sales."""
    account = Account()
    for each in sales:
        account = account.add(PastSale.of(each), LIMITS)
    return account
