"""An app that is deployed nowhere resolves as a first deployment would."""

from pathlib import Path

import pytest

from tests.synthesis import ENVIRONMENTS
from tests.twin.assemblies import resource
from tests.twin.permissions.apps import app, synthesized
from twin.loopback import ACCOUNT, REGION
from twin.permissions.attachments import READERS
from twin.permissions.needs.evaluation import ROWS
from twin.resolve import Resolved


def referring(directory: Path, value: object, **others: object) -> object:
    """What a value is resolved to, beside other resources."""
    (found,) = app(directory, Owner=resource("AWS::Any", Value=value), **others).resources("AWS::Any")
    return found.properties["Value"]


def test_a_reference_is_what_cloudformation_returns_for_the_type(tmp_path: Path) -> None:
    queue, topic = resource("AWS::SQS::Queue"), resource("AWS::SNS::Topic")

    assert referring(tmp_path, {"Ref": "Queue"}, Queue=queue) == (
        f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/Queue"
    )
    assert referring(tmp_path, {"Ref": "Topic"}, Topic=topic) == f"arn:aws:sns:{REGION}:{ACCOUNT}:Topic"


def test_an_alarm_names_a_queue_as_cloudwatch_does(tmp_path: Path) -> None:
    queue = resource("AWS::SQS::Queue")

    assert referring(tmp_path, {"Fn::GetAtt": ["Queue", "QueueName"]}, Queue=queue) == "Queue"


def test_a_name_that_the_template_gives_is_kept(tmp_path: Path) -> None:
    table = resource("AWS::Glue::Table", DatabaseName={"Ref": "Database"}, Name="sales")
    database = resource("AWS::Glue::Database", DatabaseInput={"Name": "lake"})

    assert referring(tmp_path, {"Ref": "Table"}, Table=table, Database=database) == "sales"
    assert referring(tmp_path, {"Ref": "Database"}, Database=database) == "lake"


def test_the_stream_of_a_table_and_a_consumer_of_a_stream_have_arns_below_theirs(tmp_path: Path) -> None:
    table = resource("AWS::DynamoDB::Table")
    stream = resource("AWS::Kinesis::Stream")
    consumer = resource(
        "AWS::Kinesis::StreamConsumer", ConsumerName="fast", StreamARN={"Fn::GetAtt": ["Stream", "Arn"]}
    )

    of_table = referring(tmp_path, {"Fn::GetAtt": ["Table", "StreamArn"]}, Table=table)
    of_stream = referring(tmp_path, {"Fn::GetAtt": ["Fast", "ConsumerARN"]}, Stream=stream, Fast=consumer)

    assert str(of_table).startswith(f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/Table/stream/")
    assert str(of_stream).startswith(f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/Stream/consumer/fast:")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_all_that_permissions_are_about_resolves(environment: str, tmp_path: Path) -> None:
    resolved: Resolved = synthesized(tmp_path, environment)

    for type_ in {*READERS, *(row.type for row in ROWS)}:
        for one in resolved.resources(type_):
            assert "Fn::" not in str(one.properties), one.path
