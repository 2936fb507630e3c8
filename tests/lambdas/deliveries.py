"""A batch delivered to a batch processor as Lambda delivers it to its function."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from aws_lambda_powertools.utilities.batch import process_partial_response

from contracts.consumer_spec import Effect
from domain.sale import Sale
from lambdas.core.batch_report import BatchReport
from lambdas.core.claims import Claims
from lambdas.core.consumer import EventConsumer
from lambdas.core.correction_writer import apply_rows
from lambdas.core.ledger import ROWS_A_CALL, Ledger
from lambdas.core.ledger_row import LedgerRow
from lambdas.core.processor import OrderedProcessor
from lambdas.core.quarantine import Quarantine
from tests.lambdas.sales import BOUNDS


@dataclass(frozen=True)
class Context:
    """What Lambda says of the invocation."""

    get_remaining_time_in_millis: Callable[[], int]


@dataclass(frozen=True)
class Delivery(BatchReport):
    """What the processor reported, and what Lambda was answered."""

    answer: dict[str, Any] = field(default_factory=dict)


def unheard(report: BatchReport, remaining_ms: Callable[[], int]) -> None:
    """Do nothing with a report."""


def deliver(
    processor: OrderedProcessor,
    record_handler: Callable[..., Any],
    event: dict[str, Any],
    remaining_ms: Callable[[], int],
) -> Delivery:
    """Deliver a batch."""
    context = cast("Any", Context(remaining_ms))
    answer = process_partial_response(event, record_handler, processor, context)
    report = processor.report
    return Delivery(report.counts, report.stopped_at, report.cause, report.settled, dict(answer))


@dataclass(frozen=True)
class LedgerFunction:
    """A ledger consumer as it is deployed: each delivery may find another environment and processor."""

    effect: Callable[[Sale], Effect]
    ledger: Ledger
    claims: Claims
    quarantine: Quarantine

    def handle(self, event: dict[str, Any], remaining_ms: Callable[[], int]) -> Delivery:
        """Deliver a batch."""
        processor: EventConsumer[LedgerRow] = EventConsumer(
            partial(apply_rows, self.ledger),
            ROWS_A_CALL,
            self.claims,
            self.quarantine,
            unheard,
            BOUNDS,
            LedgerRow.correct,
        )
        return deliver(processor, self._row, event, remaining_ms)

    def _row(self, sale: Sale, data: bytes) -> LedgerRow:
        return LedgerRow.of(sale, data, self.effect(sale))
