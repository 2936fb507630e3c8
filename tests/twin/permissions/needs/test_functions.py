"""What Lambda needs of a function's role."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import app, arn, encrypted_bucket, key, needed, role

LOGS = {(action, "log-group:/own:log-stream:*") for action in ("logs:CreateLogStream", "logs:PutLogEvents")}
FUNCTION = {
    "Role": arn("Role"),
    "LoggingConfig": {"LogGroup": "/own"},
}
SOURCES: Mapping[str, tuple[object, set[tuple[str, str]]]] = {
    "kinesis": (
        arn("Stream"),
        {
            (f"kinesis:{action}", "stream/Stream")
            for action in (
                "DescribeStream",
                "DescribeStreamSummary",
                "GetRecords",
                "GetShardIterator",
                "ListShards",
            )
        }
        | {("kms:Decrypt", "key/Key")},
    ),
    "dynamodb": (
        {"Fn::GetAtt": ["Table", "StreamArn"]},
        {
            (f"dynamodb:{action}", "table/Table/stream/2026-01-01T00:00:00.000")
            for action in ("DescribeStream", "GetRecords", "GetShardIterator")
        }
        | {("dynamodb:ListStreams", "*")},
    ),
    "sqs": (
        arn("Queue"),
        {(f"sqs:{action}", "Queue") for action in ("DeleteMessage", "GetQueueAttributes", "ReceiveMessage")},
    ),
}
DESTINATIONS: Mapping[str, set[tuple[str, str]]] = {
    "Bucket": {
        ("s3:ListBucket", "Bucket"),
        ("s3:PutObject", "Bucket/aws/lambda/*"),
        ("kms:GenerateDataKey", "key/Key"),
    },
    "Queue": {("sqs:SendMessage", "Queue")},
}


def mapped(directory: Path, source: object, **mapping: object) -> set[tuple[str, str]]:
    """What a function that is fed from a source needs."""
    return needed(
        app(
            directory,
            Key=key(),
            Stream=resource("AWS::Kinesis::Stream", StreamEncryption={"KeyId": arn("Key")}),
            Fast=resource("AWS::Kinesis::StreamConsumer", ConsumerName="fast", StreamARN=arn("Stream")),
            Table=resource("AWS::DynamoDB::Table"),
            Queue=resource("AWS::SQS::Queue"),
            Bucket=encrypted_bucket(),
            Role=role("lambda.amazonaws.com"),
            Function=resource("AWS::Lambda::Function", **FUNCTION),
            Mapping=resource(
                "AWS::Lambda::EventSourceMapping",
                EventSourceArn=source,
                FunctionName={"Ref": "Function"},
                **mapping,
            ),
        )
    )


@pytest.mark.parametrize("service", SOURCES)
def test_a_function_logs_and_reads_its_source(service: str, tmp_path: Path) -> None:
    source, reading = SOURCES[service]

    assert mapped(tmp_path, source) == LOGS | reading


def test_a_registered_consumer_is_subscribed_beside_its_stream(tmp_path: Path) -> None:
    fast = {"Fn::GetAtt": ["Fast", "ConsumerARN"]}

    assert mapped(tmp_path, fast) == LOGS | SOURCES["kinesis"][1] | {
        ("kinesis:SubscribeToShard", "stream/Stream/consumer/fast:1767225600")
    }


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_what_a_mapping_gives_up_goes_to_its_destination(destination: str, tmp_path: Path) -> None:
    on_failure = {"OnFailure": {"Destination": arn(destination)}}
    source, reading = SOURCES["sqs"]

    assert mapped(tmp_path, source, DestinationConfig=on_failure) == (
        LOGS | reading | DESTINATIONS[destination]
    )


def test_what_an_asynchronous_call_gives_up_goes_to_its_dead_letters(tmp_path: Path) -> None:
    resolved = app(
        tmp_path,
        Queue=resource("AWS::SQS::Queue"),
        Role=role("lambda.amazonaws.com"),
        Function=resource("AWS::Lambda::Function", **FUNCTION, DeadLetterConfig={"TargetArn": arn("Queue")}),
    )

    assert needed(resolved) == LOGS | {("sqs:SendMessage", "Queue")}


def test_without_a_group_of_its_own_a_function_logs_where_lambda_says(tmp_path: Path) -> None:
    resolved = app(
        tmp_path,
        Role=role("lambda.amazonaws.com"),
        Function=resource("AWS::Lambda::Function", Role=arn("Role")),
    )

    assert {on for _, on in needed(resolved)} == {"log-group:/aws/lambda/Function:log-stream:*"}
