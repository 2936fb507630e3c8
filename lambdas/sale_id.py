"""The identity of a sale: store/business day/register/sequence, the key that ARTS POSLog gives a transaction.

Because it names its store, two payloads under one id always meet:
on one shard, and on one row of each ledger.
"""

import re
from datetime import date, datetime, timedelta

from lambdas.refusals import BrokenContract, Reason

SLACK = timedelta(days=1)

_SALE_ID = re.compile(
    r"(?P<store>[^/]+)/(?P<day>\d{4}-\d{2}-\d{2})/(?P<register>[^/]+)/(?P<sequence>\d{1,12})", re.ASCII
)


def check_sale_id(sale_id: str, store_id: str, register_id: str, occurred_at: datetime) -> None:
    """Raise BrokenContract unless the id has its form and agrees with the rest of the sale."""
    if not (parts := _SALE_ID.fullmatch(sale_id)):
        raise _bad("is not store/YYYY-MM-DD/register/sequence (1 to 12 digits)")
    if parts["store"] != store_id or parts["register"] != register_id:
        raise _bad("names another store or register than the sale")
    if abs(_day(parts["day"]) - occurred_at.date()) > SLACK:
        raise _bad("names a business day more than one day from occurred_at")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad("names a day that no calendar has") from None


def _bad(why: str) -> BrokenContract:
    return BrokenContract(Reason.BAD_SALE_ID, "sale_id", why)
