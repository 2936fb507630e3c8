"""Whether a record would be taken if it came now."""

from datetime import datetime

from lambdas import contracts
from lambdas.contracts import Claim, Sale
from lambdas.refusals import BrokenContract


def judged(data: bytes, now: datetime) -> Sale | Claim:
    """Return what every consumer would read; raise BrokenContract as they do."""
    read = contracts.parse(data)
    contracts.digest(data)
    if isinstance(read, Sale):
        contracts.refuse_future(read, now)
    return read


def problem(data: bytes, now: datetime) -> str | None:
    """Say why a record would be refused, or None."""
    try:
        judged(data, now)
    except BrokenContract as broken:
        return f"{broken.reason}: {broken}"
    return None
