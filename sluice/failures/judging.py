"""Whether a record would be taken if it came now."""

from datetime import datetime

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract
from domain.sale import Sale
from lambdas.core import contract


def judged(data: bytes, now: datetime) -> Sale | Claim:
    """Return what every consumer would read; raise BrokenContract as they do."""
    read = contract.parse(data)
    contract.digest(data)
    if not isinstance(read, Claim):
        contract.refuse_future(read, now)
    return read


def problem(data: bytes, now: datetime) -> str | None:
    """Say why a record would be refused, or None."""
    try:
        judged(data, now)
    except BrokenContract as broken:
        return f"{broken.reason}: {broken}"
    return None
