"""Reads what is there, and holds it against what was accepted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demo import reality
from demo.audit import Audit, Held
from demo.books import BOOKS, Effect, Item
from demo.deployment import Deployment
from demo.night import Night
from demo.performance import Performance
from demo.reality import Kept
from demo.result import Result
from twin.deploy import Twin
from twin.emulator import Emulator

PHASES = (
    "read",
    "synth",
    "start",
    "bootstrap",
    "deploy",
    "open",
    "files",
    "follow",
    "play",
    "adapters",
    "redrive",
    "close",
)


@dataclass(frozen=True)
class _Found:
    """What lies in a deployment in the end; what was given up is `archived` by consumer and bytes."""

    quarantined: Sequence[Kept]
    archived: Sequence[tuple[str, bytes]]
    ledgers: Mapping[str, Sequence[Item]]
    raw: Counter[bytes]

    @classmethod
    def of(cls, emulator: Emulator, deployment: Deployment) -> "_Found":
        """Read it; nothing may move any more."""
        dynamodb, s3 = emulator.client("dynamodb"), emulator.client("s3")
        archived = reality.archived(s3, deployment.failures)
        tables = {book.consumer: deployment.ledgers[book.consumer] for book in BOOKS}
        return cls(
            quarantined=list(reality.quarantined(s3, deployment.quarantine)),
            archived=[(deployment.consumer_of(function), data) for function, data in archived],
            ledgers={name: list(reality.ledger(dynamodb, table)) for name, table in tables.items()},
            raw=Counter(reality.raw(s3, deployment.raw)),
        )

    def held(self, consumer: str) -> Held:
        """Where the records of one consumer ended."""
        return Held(
            rows=self.ledgers[consumer],
            quarantined={kept.data for kept in self.quarantined if kept.consumer == consumer},
            archived={data for gave_up, data in self.archived if gave_up == consumer},
        )


def reconciled(
    twin: Twin,
    deployment: Deployment,
    performance: Performance,
    stock: Effect,
    night: Night,
    seconds: Mapping[str, float],
) -> Result:
    """Return the result of a performance, `seconds` being those of the phases so far."""
    found, known = _Found.of(twin.emulator, deployment), {**twin.seconds, **seconds}
    stock_book, points_book = BOOKS
    return Result(
        sent=performance.sent,
        accepted=performance.accepted,
        night=night,
        stock=Audit(stock_book, night.expectation, stock, found.held(stock_book.consumer)),
        points=Audit(points_book, night.expectation, Counter(), found.held(points_book.consumer)),
        quarantined=found.quarantined,
        archived={data for _, data in found.archived},
        raw=found.raw,
        crashes=performance.crashes,
        written_twice=performance.written_twice,
        adapters=performance.adapters,
        seconds={phase: known[phase] for phase in PHASES if phase in known},
    )
