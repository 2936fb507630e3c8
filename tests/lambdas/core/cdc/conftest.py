"""The fold at work: its tables in this process, its buckets and streams in moto."""

from typing import TYPE_CHECKING

import boto3
import pytest

from domain.receipt_rows import sale_of_row
from lambdas.core.cdc.change_consumer import ChangeConsumer, ChangeReader
from lambdas.core.cdc.event import EventStream
from lambdas.core.cdc.state_table import StateTable
from lambdas.core.quarantine import Quarantine
from lambdas.core.replay.kinesis_writer import KinesisWriter
from tests.lambdas.core.cdc.known import KNOWN, RECEIPTS
from tests.lambdas.core.cdc.tables import STATE, create_state
from tests.lambdas.deliveries import unheard
from tests.lambdas.ledgers import in_process
from tests.lambdas.sales import BOUNDS, QUARANTINE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client

MAIN_STREAM = "sales"


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    """A client whose only table is one of current rows, empty."""
    return create_state(in_process())


@pytest.fixture
def state(dynamodb: "DynamoDBClient") -> StateTable:
    """The table of current rows."""
    return StateTable(dynamodb, STATE)


@pytest.fixture
def kinesis(s3: "S3Client") -> "KinesisClient":  # noqa: ARG001 (moto's)
    """A client with the stream on which senders put their events."""
    client = boto3.client(
        "kinesis", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    client.create_stream(StreamName=MAIN_STREAM, ShardCount=1)
    return client


READER = ChangeReader(tables=KNOWN, builds={RECEIPTS.full_name: sale_of_row}, oldest_day=BOUNDS.oldest_day)


@pytest.fixture
def changes(state: StateTable, s3: "S3Client", kinesis: "KinesisClient") -> ChangeConsumer:
    """The consumer of a replication."""
    return ChangeConsumer(
        state=state,
        events=EventStream(KinesisWriter(kinesis, MAIN_STREAM, sleep=lambda _: None, tries=3)),
        quarantine=Quarantine(s3, QUARANTINE, "cdc"),
        on_report=unheard,
    )
