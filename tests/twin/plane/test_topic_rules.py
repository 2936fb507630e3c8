"""What a device publishes is on the stream, or in the queue of what failed; nothing is dropped in silence."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.lambdas.sales import encoded, sale
from twin.loopback import ACCOUNT, REGION
from twin.plane.clients import PlaneClients
from twin.plane.queues import Queues
from twin.plane.topic_rules import RulesEngine
from twin.semantics.topic_rule_sql import Publish
from twin.semantics.topic_rules import TopicRule

ROLE = f"arn:aws:iam::{ACCOUNT}:role/rules"
OWN = Publish("sluice/full/367/events", encoded(sale(1)))


@dataclass
class Broker:
    """Rules over a stream and a queue."""

    kinesis: Any
    sqs: Any
    url: str
    engine: RulesEngine

    def on_stream(self) -> list[tuple[str, bytes]]:
        """What the stream has."""
        (shard,) = self.kinesis.list_shards(StreamName="sales")["Shards"]
        at = self.kinesis.get_shard_iterator(
            StreamName="sales", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        records = self.kinesis.get_records(ShardIterator=at["ShardIterator"])["Records"]
        return [(each["PartitionKey"], each["Data"]) for each in records]

    def failed(self) -> list[dict[str, Any]]:
        """What the queue has."""
        received = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10)
        return [json.loads(each["Body"]) for each in received.get("Messages", [])]


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        kinesis, sqs = boto3.client("kinesis", region_name=REGION), boto3.client("sqs", region_name=REGION)
        kinesis.create_stream(StreamName="sales", ShardCount=1)
        url = sqs.create_queue(QueueName="failed")["QueueUrl"]
        clients = PlaneClients(
            kinesis=kinesis,
            table_streams=None,
            functions=boto3.client("lambda", region_name=REGION),
            s3=boto3.client("s3", region_name=REGION),
            cloudwatch=boto3.client("cloudwatch", region_name=REGION),
            queues=Queues(sqs),
        )
        rules = [rule("Own", "store_id = topic(3)", url), rule("Foreign", "store_id <> topic(3)", url)]
        yield Broker(kinesis, sqs, url, RulesEngine(rules, clients))


def rule(name: str, where: str, url: str) -> TopicRule:
    failed = {"Sqs": {"QueueUrl": url, "RoleArn": ROLE, "UseBase64": False}}
    put = {"Kinesis": {"StreamName": "sales", "RoleArn": ROLE, "PartitionKey": "${topic(3)}"}}
    own = name == "Own"
    selected = "*" if own else "topic() AS topic, encode(*, 'base64') AS base64OriginalPayload"
    payload = {
        "Sql": f"SELECT {selected} FROM 'sluice/full/+/events' WHERE {where}",  # noqa: S608 (no input)
        "AwsIotSqlVersion": "2016-03-23",
        "Actions": [put if own else failed],
        "ErrorAction": failed,
    }
    return TopicRule.from_properties(name, {"TopicRulePayload": payload})


def test_an_own_event_is_on_the_stream_and_nowhere_else(broker: Broker) -> None:
    assert broker.engine.publish(OWN) == 1

    assert broker.on_stream() == [("367", OWN.payload)]
    assert broker.failed() == []


def test_an_event_for_another_is_in_the_queue_and_not_on_the_stream(broker: Broker) -> None:
    payload = encoded(sale(1, store="381"))

    broker.engine.publish(Publish(OWN.topic, payload))

    [failed] = broker.failed()
    assert (failed["topic"], b64decode(failed["base64OriginalPayload"])) == (OWN.topic, payload)
    assert broker.on_stream() == []


def test_what_the_stream_refuses_is_whole_in_the_queue(broker: Broker) -> None:
    broker.kinesis.delete_stream(StreamName="sales")

    broker.engine.publish(OWN)

    [failed] = broker.failed()
    assert (failed["ruleName"], failed["failures"][0]["failedAction"]) == ("Own", "KinesisAction")
    assert b64decode(failed["base64OriginalPayload"]) == OWN.payload


def test_a_stream_that_is_full_now_and_then_loses_nothing(broker: Broker) -> None:
    full = RulesEngine(broker.engine.rules, broker.engine.clients, stream_full=iter([True, False]))

    full.publish(OWN)
    full.publish(OWN)

    assert len(broker.on_stream()) == len(broker.failed()) == 1


def test_an_error_action_that_fails_is_no_silence(broker: Broker) -> None:
    broker.kinesis.delete_stream(StreamName="sales")
    broker.sqs.delete_queue(QueueUrl=broker.url)

    with pytest.raises(ClientError):
        broker.engine.publish(OWN)
