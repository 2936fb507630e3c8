"""The way of Powertools' documentation: a record at a time, an idempotent function, an update a line.

https://docs.aws.amazon.com/powertools/python/latest/utilities/batch/ (Kinesis, Parser, async processing) and
https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/ (batch, payload validation).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools.utilities.batch import (
    AsyncBatchProcessor,
    BatchProcessor,
    EventType,
    async_process_partial_response,
    process_partial_response,
)
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

from benchmarks.designs import COUNTER_TABLES, MARKERS, STOCK, WINDOW_DAYS, Answer, Design, Handler, counters
from benchmarks.designs.context import Context
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.models import ModelSale, SaleRecord
from benchmarks.sales import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from types_boto3_dynamodb import DynamoDBClient


def _effect(client: "DynamoDBClient") -> "tuple[IdempotencyConfig, Callable[..., None]]":
    config = IdempotencyConfig(
        event_key_jmespath="sale_id",
        payload_validation_jmespath="@",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=int(timedelta(days=WINDOW_DAYS).total_seconds()),
    )
    store = DynamoDBPersistenceLayer(table_name=MARKERS, boto3_client=client)

    @idempotent_function(  # type: ignore[untyped-decorator]
        data_keyword_argument="sale", config=config, persistence_store=store, key_prefix="inventory"
    )
    def apply(sale: ModelSale) -> None:
        for line in sale.lines:
            client.update_item(
                TableName=STOCK,
                Key={"store_id": {"S": sale.store_id}, "sku": {"S": line.sku}},
                UpdateExpression="ADD on_hand :sold",
                ExpressionAttributeValues={":sold": {"N": str(-line.quantity)}},
            )

    return config, apply


def in_turn(dynamodb: SimulatedDynamoDB, _workers: int) -> Handler:
    """Process the records one after the other."""
    config, apply = _effect(dynamodb.client())
    processor = BatchProcessor(EventType.KinesisDataStreams, SaleRecord, raise_on_entire_batch_failure=False)

    def record_handler(record: SaleRecord) -> None:
        apply(sale=record.kinesis.data)

    def handle(event: Event) -> Answer:
        config.register_lambda_context(Context())
        return cast("Answer", process_partial_response(event, record_handler, processor, context=Context()))

    return handle


def at_once(dynamodb: SimulatedDynamoDB, workers: int) -> Handler:
    """Process the records on so many threads."""
    config, apply = _effect(dynamodb.client())
    processor = AsyncBatchProcessor(
        EventType.KinesisDataStreams, SaleRecord, raise_on_entire_batch_failure=False
    )
    threads = ThreadPoolExecutor(workers)

    async def record_handler(record: SaleRecord) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(threads, lambda: apply(sale=record.kinesis.data))

    def handle(event: Event) -> Answer:
        config.register_lambda_context(Context())
        answer: Any = async_process_partial_response(event, record_handler, processor, context=Context())
        return cast("Answer", answer)

    return handle


PLAIN = Design("documented", COUNTER_TABLES, in_turn, counters)
THREADED = Design("documented, 16 threads", COUNTER_TABLES, at_once, counters, workers=16)
