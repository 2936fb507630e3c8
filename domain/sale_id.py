"""The identity of a sale: store/business day/register/sequence, the key that ARTS POSLog gives a transaction.

Because it names its store, two payloads under one id always meet:
on one shard, and on one row of each ledger.
"""

from datetime import date, datetime

from contracts.identifiers import has_leading_zeros, spelling_fault
from contracts.refusals import BrokenContract, Reason

DAYS_APART = 1
"""A register that closes after midnight books on the day before."""


def check_sale_id(sale_id: str, store_id: str, register_id: str, occurred_at: datetime) -> None:
    """Raise BrokenContract unless the id has its form and agrees with the rest of the sale."""
    try:
        store, day, register, sequence = sale_id.split("/")
    except ValueError:
        raise _bad("is not store/YYYY-MM-DD/register/sequence") from None
    if store != store_id or register != register_id:
        raise _bad("names another store or register than the sale")
    for name, part in (("store", store), ("register", register), ("sequence", sequence)):
        if fault := spelling_fault(part):
            raise _bad(f"names a {name} that {fault}")
        if has_leading_zeros(part):
            raise _bad(f"names a {name} with zeros before it: send it without")
    if not (sequence.isascii() and sequence.isdigit() and len(sequence) <= 12):
        raise _bad("ends in a sequence that is not 1 to 12 digits")
    if abs(_day(day).toordinal() - occurred_at.toordinal()) > DAYS_APART:
        raise _bad("names a business day more than one day from occurred_at")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _bad("names a day that no calendar has") from None
    # fromisoformat reads other notations too, and under those the rows of a store don't sort by day.
    if day.isoformat() != text:
        raise _bad("names its day not as YYYY-MM-DD")
    return day


def _bad(why: str) -> BrokenContract:
    return BrokenContract(Reason.BAD_ID, "sale_id", why)
