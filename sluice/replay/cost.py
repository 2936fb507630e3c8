"""What a replay costs at list prices; all of it is modelled, nothing is read from a bill."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import prices
from domain import CONSUMERS, EVENT
from prices import Price

KB = 1_024
GB = KB**3

# https://aws.amazon.com/kinesis/data-streams/pricing/ and https://aws.amazon.com/firehose/pricing/
PUT_UNIT_BYTES, DELIVERY_STEP = 25 * KB, 5 * KB

LEDGERS = tuple(each.name for each in CONSUMERS)
FOLLOWED = tuple(each.name for each in CONSUMERS if each.followed)
LINES_AN_EVENT = 9.4
"""Shelves that an event changes, as docs/costs.md has it."""
ACCOUNTS_AN_EVENT = 2
"""Accounts that a consumer which decides reads of it, whether it knows the event or not."""
CORE_SECONDS_AN_EVENT = 0.000_27
"""Of a consumer, as docs/costs.md has it; a function of half a gigabyte has 0.29 of a core."""
CORE = 1_769 / 1_024
LANES = 10
"""Objects that the state machine works on at once."""
CHUNK_GIGABYTES = 0.5
CHUNK_SECONDS = 40
"""What an invocation of the replay's function works before the next goes on where it was."""
TRANSITIONS_A_RUN, TRANSITIONS = 2, 8
"""Its task and the choice after it; and those around them all."""
CALL_SECONDS, CALL_RECORDS = 1, 500
"""What a call of the replay's function carries at most: what is due in so long, and so many records."""
OBJECT_SECONDS = 60
"""New objects in raw, no more than one so often."""


@dataclass(frozen=True)
class Traffic:
    """What goes through: `records` of so many bytes, out of `objects` that hold `raw_bytes` bytes.

    `applied` are the events that are new to some ledger; `lanes` the chunks that are worked on at once. If it
    goes to one `consumer`, `ledgers` counts only its own.
    """

    records: int
    record_bytes: float
    objects: int
    raw_bytes: int
    applied: int
    ledgers: int
    seconds: float
    lanes: int
    on_demand: bool
    consumer: str | None = None

    @property
    def functions(self) -> int:
        """The consumers that work on it: those of ledgers, and the one that keeps none."""
        return 1 if self.consumer else self.ledgers + 1

    @property
    def accounts(self) -> int:
        """The accounts that are read of each event."""
        return ACCOUNTS_AN_EVENT if EVENT.announces and self.consumer not in LEDGERS else 0

    @property
    def shelves(self) -> float:
        """The shelves that a new event changes."""
        return LINES_AN_EVENT if FOLLOWED and self.consumer in (None, *FOLLOWED) else 0

    @property
    def calls(self) -> float:
        """The invocations of one consumer: one an object at least, and more of what a call doesn't carry."""
        carried = min(CALL_RECORDS, self.records / max(1, self.seconds) / self.lanes * CALL_SECONDS)
        return self.objects + self.records / max(1, carried)

    def gigabytes(self, step: int = 1) -> float:
        """Return the size of all records, each rounded up to whole steps."""
        return self.records * math.ceil(self.record_bytes / step) * step / GB


@dataclass(frozen=True)
class CostLine:
    """So many units of something priced."""

    price: Price
    quantity: float

    @property
    def dollars(self) -> float:
        """What they cost."""
        return self.quantity * self.price.dollars


def lines(traffic: Traffic) -> list[CostLine]:
    """Return everything that is paid once."""
    return [
        *([] if traffic.consumer else _streamed(traffic)),
        *_rows(traffic),
        *_functions(traffic),
        CostLine(prices.READ, traffic.objects),
    ]


def kept(traffic: Traffic) -> CostLine:
    """Return what is paid each month from then on: raw keeps what it is sent, copies too."""
    return CostLine(prices.STANDARD, 0 if traffic.consumer else traffic.raw_bytes / GB)


def _streamed(traffic: Traffic) -> Iterator[CostLine]:
    """Price the stream, and what brings it to raw."""
    yield from _on_demand(traffic) if traffic.on_demand else _provisioned(traffic)
    yield CostLine(prices.DELIVERED, traffic.gigabytes(DELIVERY_STEP))
    yield CostLine(prices.PUT, math.ceil(traffic.seconds / OBJECT_SECONDS))


def _provisioned(traffic: Traffic) -> Iterator[CostLine]:
    units = math.ceil(traffic.record_bytes / PUT_UNIT_BYTES)
    yield CostLine(prices.PUT_UNIT, traffic.records * units)
    yield CostLine(prices.FAN_OUT_READ, traffic.gigabytes())


def _on_demand(traffic: Traffic) -> Iterator[CostLine]:
    """Every ledger's consumer and Firehose poll, the fraud consumer has a fan-out of its own."""
    yield CostLine(prices.DATA_IN, traffic.gigabytes(KB))
    yield CostLine(prices.DATA_OUT, traffic.gigabytes() * (traffic.ledgers + 1))
    yield CostLine(prices.FAN_OUT_READ_ON_DEMAND, traffic.gigabytes())


def _rows(traffic: Traffic) -> Iterator[CostLine]:
    """An insert is paid whether its row exists or not, and one that exists is read besides.

    A read unit is one consistent read of up to 4 KB, or two others:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    """
    inserts = traffic.records * traffic.ledgers
    anew = traffic.applied * (min(1, traffic.ledgers) + traffic.accounts + traffic.shelves)
    yield CostLine(prices.WRITE_UNIT, inserts + anew)
    looked_at = traffic.records * traffic.accounts + traffic.applied * traffic.shelves
    yield CostLine(prices.READ_UNIT, inserts + looked_at / 2)


def _functions(traffic: Traffic) -> Iterator[CostLine]:
    """The replay's own waits for its pace, and is paid while it does."""
    runs = traffic.objects + traffic.lanes * traffic.seconds / CHUNK_SECONDS
    consumers = traffic.records * CORE_SECONDS_AN_EVENT * traffic.functions * CORE
    yield CostLine(prices.RUN, runs + (traffic.calls if traffic.consumer else 0))
    yield CostLine(prices.ARM_SECOND, consumers + traffic.lanes * traffic.seconds * CHUNK_GIGABYTES)
    yield CostLine(prices.TRANSITION, TRANSITIONS + runs * TRANSITIONS_A_RUN)
