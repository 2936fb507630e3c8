"""Every deployed function that reads records answers whatever stands for one: it is kept whole."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.lambdas.core.test_handler_factory import DRIVER, client, emulator, environment, quarantine
from tests.synthesis import templates

BUCKET = "quarantine_bucket"
KINESIS = {
    "kinesis": {
        "partitionKey": "partitionKey-03",
        "kinesisSchemaVersion": "1.0",
        "data": "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0IDEyMy4=",
        "sequenceNumber": "49545115243490985018280067714973144582180062593244200961",
        "approximateArrivalTimestamp": 1428537600,
    },
    "eventSource": "aws:kinesis",
    "eventID": "shardId-000000000000:49545115243490985018280067714973144582180062593244200961",
    "invokeIdentityArn": "arn:aws:iam::EXAMPLE",
    "eventSourceARN": "arn:aws:kinesis:EXAMPLE",
}
TABLE = {
    "eventID": "c4ca4238a0b923820dcc509a6f75849b",
    "eventName": "INSERT",
    "eventSource": "aws:dynamodb",
    "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/Example/stream/2015-06-27T00:48:05.899",
    "dynamodb": {
        "Keys": {"Id": {"N": "101"}},
        "NewImage": {"Message": {"S": "New item!"}, "Id": {"N": "101"}},
        "SequenceNumber": "4421584500000000017450439091",
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    },
}
MESSAGE = {
    "messageId": "19dd0b57-b21e-4ac1-bd88-01bbb068cb78",
    "receiptHandle": "MessageReceiptHandle",
    "body": "Hello from SQS!",
    "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1523232000000"},
    "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:MyQueue",
}
SUPPLIER = {"SUPPLIER_URL": "http://127.0.0.1:9"}
SAMPLES: list[Any] = [KINESIS, TABLE, MESSAGE, [1]]
"""What `sam local generate-event` makes for each source of records, and what nobody makes."""


@cache
def readers() -> dict[str, tuple[str, dict[str, str]]]:
    """Every function that an event source mapping of `full` invokes, by service: handler and variables."""
    found = {}
    for template in templates("full").values():
        resources = template["Resources"]
        for each in resources.values():
            if each["Type"] == "AWS::Lambda::EventSourceMapping":
                function = resources[each["Properties"]["FunctionName"]["Ref"]]["Properties"]
                told = function["Environment"]["Variables"]
                named = {key: value if isinstance(value, str) else key.lower() for key, value in told.items()}
                found[told["POWERTOOLS_SERVICE_NAME"]] = function["Handler"], named | SUPPLIER
    return found


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with emulator() as server:
        quarantine(server)
        yield server


def test_each_kind_of_source_is_read_by_some_function() -> None:
    assert {"inventory", "fraud", "cdc", "shelves", "reorder", "queue_source", "device_source"} <= set(
        readers()
    )


@pytest.mark.parametrize("service", readers())
def test_what_stands_for_a_record_of_any_source_is_kept_whole(service: str, endpoint: str) -> None:
    handler, told = readers()[service]
    ran = subprocess.run(
        [sys.executable, "-c", DRIVER, handler],
        input=json.dumps({"Records": SAMPLES}),
        env=environment(told, endpoint),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == 'ANSWER {"batchItemFailures": []}'
    assert kept(endpoint, service) == len(SAMPLES)


def kept(endpoint: str, service: str) -> int:
    """Count the records that a function has in quarantine."""
    s3 = client(endpoint)
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"{service}/").get("Contents", ())
    bodies = (s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in found)
    return sum(len(body.splitlines()) for body in bodies)
