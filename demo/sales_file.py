"""A user's own sales, one JSON object a line."""

from operator import attrgetter
from pathlib import Path

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract
from demo.message import Message
from lambdas.core.contract import parse
from twin.errors import TwinError

LONGEST = 1024 * 1024 - 256
"""A record's limit in bytes, less the longest partition key."""


class UnusableSales(TwinError):
    """A file of sales that can't be played, and the line to mend."""


def sales_of(path: Path) -> list[Message]:
    """Return the file's sales in the order of their times."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise UnusableSales(f"{path} can't be read: {error.strerror}.") from error
    sales = [_message(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not sales:
        raise UnusableSales(f"{path} holds no sales: one JSON object a line is expected.")
    return sorted(sales, key=attrgetter("sent_at"))


def _message(path: Path, number: int, line: bytes) -> Message:
    try:
        sale = parse(line)
    except BrokenContract as broken:
        raise UnusableSales(f"{path}, line {number}: {broken}.") from broken
    if isinstance(sale, Claim):
        raise UnusableSales(f"{path}, line {number}: is a claim check, not a sale.")
    if len(line) > LONGEST:
        raise UnusableSales(f"{path}, line {number}: is over the 1 MiB of a record.")
    return Message(sale.store_id, sale.occurred_at, line.rstrip(b"\r"))
