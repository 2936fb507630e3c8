"""Changes of the source's tables: folded into their current rows, or put on the stream as events."""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import process_partial_response

from contracts.refusals import Reason
from domain import EVENT
from lambdas.core import clients, handler_factory
from lambdas.core.batch_report import BatchReport
from lambdas.core.cdc.change_consumer import ChangeConsumer, ChangeOutcome, ChangeReader
from lambdas.core.cdc.event import EventStream
from lambdas.core.cdc.state_table import StateTable
from lambdas.core.cdc.tables import Becomes, parse_tables
from lambdas.core.quarantine import Quarantine
from lambdas.core.replay.kinesis_writer import KinesisWriter
from lambdas.core.settings import ChangeSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

PUT_TRIES = 4
"""A second and a half of pauses: the batch comes again, and so do its events."""

settings = ChangeSettings.from_environment()
dynamodb, known = clients.dynamodb(), parse_tables(settings.tables)


def _emit(report: BatchReport) -> None:
    refused = sum(report.counts[reason] for reason in Reason)
    handler_factory.count("ChangesFolded", report.counts[ChangeOutcome.FOLDED])
    handler_factory.count("EventsPut", report.counts[ChangeOutcome.PUT])
    handler_factory.count("ChangesRefused", refused)
    handler_factory.count("ChangesConflicting", report.counts[Reason.CONFLICT])
    handler_factory.count("BatchesStopped", 1 if report.stopped else 0)
    if refused or report.stopped:
        extra = {"counts": report.counts, "stopped_at": report.stopped_at, "cause": report.cause}
        handler_factory.logger.warning("changes not folded whole", extra=extra)


reader = ChangeReader(
    tables=known,
    builds={name: EVENT.of_row for name, each in known.items() if each.becomes is Becomes.EVENTS},
    oldest_day=settings.bounds.oldest_day,
)
processor = ChangeConsumer(
    state=StateTable(dynamodb, settings.state_table),
    events=EventStream(KinesisWriter(clients.kinesis(), settings.stream, tries=PUT_TRIES)),
    quarantine=Quarantine(clients.s3(), settings.quarantine_bucket, settings.consumer),
    on_report=handler_factory.build_reporter(
        _emit, handler_factory.open_positions(dynamodb, settings, settings.consumer)
    ),
)


@handler_factory.logger.inject_lambda_context
@handler_factory.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Work through a batch of DMS's records; answer with the first that must come again."""
    return process_partial_response(
        event=event, record_handler=reader.read, processor=processor, context=context
    )
