"""What Firehose puts aside, as its documentation gives it, is read and goes back as what it was."""

import gzip
import json
from base64 import b64encode
from typing import Any

import pytest

from sluice.failures.occurrence import ToStream
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.failures.doing import redrive
from tests.sluice.failures.worlds import World

SALE = encoded(sale(1, lines=[line("pear", 3)]))
OTHER = encoded(sale(2, store="368"))
# https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
NOT_TRANSFORMED: dict[str, Any] = {
    "attemptsMade": "4",
    "arrivalTimestamp": "1488376980500",
    "errorCode": "Lambda.FunctionError",
    "errorMessage": "The Lambda function returned an error result.",
    "attemptEndingTimestamp": "1488377040000",
    "rawData": b64encode(SALE).decode(),
    "lambdaArn": "arn:aws:lambda:eu-central-1:111122223333:function:transform:$LATEST",
}
# https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
NOT_CONVERTED: dict[str, Any] = {
    "attemptsMade": 1,
    "arrivalTimestamp": 1488376981500,
    "lastErrorCode": "DataFormatConversion.MalformedData",
    "lastErrorMessage": "Data does not match the schema.",
    "attemptEndingTimestamp": 1488377041000,
    "rawData": b64encode(OTHER).decode(),
    "sequenceNumber": "1",
    "subSequenceNumber": None,
    "dataCatalogTable": {"databaseName": "sales"},
}
KEY = "errors/{}/year=2017/month=03/day=01/hour=14/delivery-1-2017-03-01-14-04-00-0f6e"


def put(world: World, kind: str, body: bytes) -> None:
    world.s3.put_object(Bucket="raw", Key=KEY.format(kind), Body=body)


@pytest.mark.parametrize("between", ["\n", ""])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_reads_both_kinds_of_error_however_they_are_packed(between: str, pack: Any, world: World) -> None:
    """FAULTS 28: golden."""
    text = between.join([json.dumps(NOT_TRANSFORMED), json.dumps(NOT_CONVERTED)])
    put(world, "processing-failed", pack(text.encode()))

    first, second = (each.last for each in world.failures())

    assert (first.data, first.reason, first.tries) == (SALE, "Lambda.FunctionError", 4)
    assert first.arrived_at.isoformat() == "2017-03-01T14:03:00.500000+00:00"
    assert first.failed_at.isoformat() == "2017-03-01T14:04:00+00:00"
    assert (second.data, second.reason) == (OTHER, "DataFormatConversion.MalformedData")
    assert [first.route, second.route] == [ToStream("367"), ToStream("368")]


def test_what_was_put_aside_goes_back_onto_the_stream(world: World) -> None:
    """FAULTS 28: Firehose reads it again there, and the consumers know it."""
    put(world, "processing-failed", json.dumps(NOT_TRANSFORMED).encode())

    redrive(world)
    redrive(world)
    world.deliver()

    assert [(each.data, each.partition_key) for each in world.stream()] == [(SALE, "367")]
    assert world.stock() == {"pear": -3}


def test_a_record_without_a_store_goes_under_a_key_all_the_same(world: World) -> None:
    """FAULTS 30: its consumers say what is wrong with it."""
    put(world, "processing-failed", json.dumps(NOT_TRANSFORMED | {"rawData": "bm8="}).encode())

    redrive(world)
    world.deliver()

    assert [(each.data, each.partition_key) for each in world.stream()] == [(b"no", "archive")]
    assert {each.last.reason for each in world.failures()} == {"not_json", "Lambda.FunctionError"}
