"""A handler as Powertools' documentation has it, whole: what its import costs is measured."""

from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from benchmarks.models import ModelSale, SaleRecord

logger = Logger()
tracer = Tracer()
metrics = Metrics()
stock = boto3.resource("dynamodb").Table("stock")
persistence = DynamoDBPersistenceLayer(table_name="markers")
config = IdempotencyConfig(event_key_jmespath="sale_id")
processor = BatchProcessor(event_type=EventType.KinesisDataStreams, model=SaleRecord)


@idempotent_function(data_keyword_argument="sale", config=config, persistence_store=persistence)  # type: ignore[untyped-decorator]
def apply(sale: ModelSale) -> None:
    """Update the stock, a line at a time."""
    for line in sale.lines:
        stock.update_item(
            Key={"store_id": sale.store_id, "sku": line.sku},
            UpdateExpression="ADD on_hand :sold",
            ExpressionAttributeValues={":sold": -line.quantity},
        )


def record_handler(record: SaleRecord) -> None:
    """Handle one record."""
    apply(sale=record.kinesis.data)


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:  # noqa: ANN401 - as documented
    """Process a batch."""
    config.register_lambda_context(context)
    return process_partial_response(
        event=event, record_handler=record_handler, processor=processor, context=context
    )
