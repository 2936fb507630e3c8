"""What no command can take a person out of is listed, with the time at which it ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from sluice.cloud import client
from sluice.erasure.copies import list_queues, list_recoveries, list_streams
from sluice.erasure.deployment import ErasureDeployment
from tests.lambdas.ledgers import table_properties
from tests.sluice.failures.typed import create_stack, environment

NOW = datetime(2017, 3, 1, 12, tzinfo=UTC)
TABLE = "loyalty"


@pytest.fixture(autouse=True)
def deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[ErasureDeployment]:
    with environment(monkeypatch):
        yield ErasureDeployment("dev", client)


def test_a_stream_keeps_what_arrived_for_its_retention(deployment: ErasureDeployment) -> None:
    boto3.client("kinesis").increase_stream_retention_period(StreamName="sales", RetentionPeriodHours=168)

    [stream] = list_streams(deployment, NOW)

    assert (stream.where, stream.until) == ("stream sales", NOW + timedelta(days=7))


def test_the_stream_of_a_database_is_listed_too(deployment: ErasureDeployment) -> None:
    boto3.client("kinesis").create_stream(StreamName="changes", ShardCount=1)
    create_stack("Sluice-dev-Database", {"ChangesStream": "changes"})

    listed = [each.where for each in list_streams(deployment, NOW)]

    assert listed == ["stream sales", "stream changes"]


def test_a_table_can_be_restored_as_far_as_its_recovery_reaches(
    deployment: ErasureDeployment,
) -> None:
    boto3.client("dynamodb").create_table(TableName=TABLE, **table_properties(TABLE))
    assert list(list_recoveries(deployment, [TABLE], NOW)) == []

    boto3.client("dynamodb").update_continuous_backups(
        TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    [table] = list_recoveries(deployment, [TABLE], NOW)

    assert (table.where, table.until) == ("table loyalty", NOW + timedelta(days=35))


def test_a_source_queue_is_listed_while_messages_wait_in_it(deployment: ErasureDeployment) -> None:
    assert list(list_queues(deployment, NOW)) == []
    create_stack("Sluice-dev-Sources", {})
    assert list(list_queues(deployment, NOW)) == []

    url = boto3.client("sqs").get_queue_url(QueueName="Sluice-dev-Sources-dead")["QueueUrl"]
    boto3.client("sqs").send_message(QueueUrl=url, MessageBody="{}")
    [queue] = list_queues(deployment, NOW)

    assert (queue.where, queue.until) == ("queue Sluice-dev-Sources-dead", NOW + timedelta(days=4))
