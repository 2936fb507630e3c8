"""Reads what is there, and holds it against what was accepted."""

from collections import Counter
from collections.abc import Mapping

from twin.demo import reality
from twin.demo.audit import Audit, Held
from twin.demo.books import BOOKS, Book, Effect
from twin.demo.deployment import Deployment
from twin.demo.night import Night
from twin.demo.performance import Performance
from twin.demo.result import Result
from twin.deploy import Twin

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
    "redrive",
    "close",
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
    dynamodb, s3 = twin.emulator.client("dynamodb"), twin.emulator.client("s3")
    known = {**twin.seconds, **seconds}
    quarantined = list(reality.quarantined(s3, deployment.quarantine))
    archived = [
        (deployment.consumer_of(name), data) for name, data in reality.archived(s3, deployment.failures)
    ]

    def audit(book: Book, opening: Effect) -> Audit:
        held = Held(
            rows=list(reality.ledger(dynamodb, deployment.ledgers[book.consumer])),
            quarantined={kept.data for kept in quarantined if kept.consumer == book.consumer},
            archived={data for consumer, data in archived if consumer == book.consumer},
        )
        return Audit(book, night.expectation, opening, held)

    stock_book, points_book = BOOKS
    return Result(
        sent=performance.sent,
        accepted=performance.accepted,
        night=night,
        stock=audit(stock_book, stock),
        points=audit(points_book, Counter()),
        quarantined=quarantined,
        archived={data for _, data in archived},
        raw=Counter(reality.raw(s3, deployment.raw)),
        crashes=performance.crashes,
        written_twice=performance.written_twice,
        seconds={phase: known[phase] for phase in PHASES if phase in known},
    )
