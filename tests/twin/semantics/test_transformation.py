"""https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html."""

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from typing import Any

import pytest

from tests.twin.semantics.streams import STREAM, numbers, record, records
from twin.semantics.transformation import MIB, UntransformedRecord, event_of, judge, split

THREE = records(1, 2, 3)


def answered(event: dict[str, Any], **changes: dict[str, Any]) -> dict[str, Any]:
    """Answer every record with its number in capitals, but for some by their number."""
    found = {}
    for each in event["records"]:
        number = b64decode(each["data"]).decode()
        data = b64encode(f"<{number}>".encode()).decode()
        found[number] = {"recordId": each["recordId"], "result": "Ok", "data": data} | changes.get(number, {})
    return {"records": list(found.values())}


def test_a_function_gets_so_much_at_once_and_one_that_is_larger_alone() -> None:
    large = replace(record(2), data=bytes(2 * MIB))

    parts = [numbers(each) for each in split([record(1), large, *records(3, 4)], MIB)]

    assert parts == [[1, 2], [3, 4]]


def test_a_function_is_told_where_each_record_comes_from() -> None:
    event = event_of([record(7, at=12.5)], "archive", STREAM)

    assert event["sourceKinesisStreamArn"] == STREAM
    assert event["deliveryStreamArn"].endswith(":deliverystream/archive")
    (entry,) = event["records"]
    assert (b64decode(entry["data"]), entry["approximateArrivalTimestamp"]) == (b"7", 12_500)
    assert entry["kinesisRecordMetadata"]["sequenceNumber"] == "7"


def test_what_comes_back_takes_the_place_of_each_record_in_the_order_of_the_stream() -> None:
    answer = answered(event_of(THREE, "archive", STREAM))
    answer["records"].reverse()

    became = judge(THREE, answer)

    assert [each.data for each in became.records] == [b"<1>", b"<2>", b"<3>"]
    assert became.failed == ()


def test_what_the_function_drops_is_gone() -> None:
    became = judge(THREE, answered(event_of(THREE, "archive", STREAM), **{"2": {"result": "Dropped"}}))

    assert numbers(became.records) == [1, 3]
    assert became.failed == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"result": "ProcessingFailed"}, "Lambda.ProcessingFailedStatus"),
        ({"recordId": "another"}, "Lambda.MissingRecordId"),
    ],
)
def test_a_record_that_failed_or_lost_its_id_fails_alone(changes: dict[str, Any], code: str) -> None:
    """FAULTS 29."""
    became = judge(THREE, answered(event_of(THREE, "archive", STREAM), **{"2": changes}))

    assert numbers(became.records) == [1, 3]
    assert [(each.record.sequence_number, each.code) for each in became.failed] == [("2", code)]


@pytest.mark.parametrize("answer", [None, [], {}, {"records": []}])
def test_an_answer_that_holds_no_records_fails_all(answer: object) -> None:
    assert numbers(each.record for each in judge(THREE, answer).failed) == [1, 2, 3]


def test_an_id_that_comes_back_twice_fails_all() -> None:
    answer = answered(event_of(THREE, "archive", STREAM))
    answer["records"].append(answer["records"][0])

    assert {each.code for each in judge(THREE, answer).failed} == {"Lambda.DuplicatedRecordId"}


def test_what_failed_is_kept_as_it_was_received() -> None:
    failed = UntransformedRecord(record(1, at=1.0), "Lambda.FunctionError", "why", attempts=4)

    document = json.loads(failed.to_document("arn:f", now=2.0))

    assert b64decode(document["rawData"]) == b"1"
    assert (document["attemptsMade"], document["errorCode"], document["lambdaArn"]) == (
        4,
        "Lambda.FunctionError",
        "arn:f",
    )
    assert (document["arrivalTimestamp"], document["attemptEndingTimestamp"]) == (1_000, 2_000)
