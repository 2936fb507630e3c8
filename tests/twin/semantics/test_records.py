import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.twin.semantics.streams import SHARD, STREAM, record
from twin.semantics.records import event_of

ROLE = "arn:aws:iam::111122223333:role/inventory"
LONGEST = f"{STREAM.removesuffix('sales')}{128 * 's'}/consumer/{128 * 'c'}:1540591608"


def test_hands_a_record_over_in_lambdas_shape() -> None:
    event = event_of([record(49, key="367", at=1545084650.9871)], STREAM, ROLE)

    assert event["Records"] == [
        {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": "367",
                "sequenceNumber": "49",
                "data": "NDk=",
                "approximateArrivalTimestamp": 1545084650.987,
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{SHARD}:49",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": ROLE,
            "awsRegion": "eu-central-1",
            "eventSourceARN": STREAM,
        }
    ]


@given(st.binary(max_size=2_000))
def test_never_takes_a_record_for_smaller_than_it_is_in_the_event(data: bytes) -> None:
    each = replace(record(10**55, key="store-367", at=1545084650.987), data=data)

    written = json.dumps(event_of([each], LONGEST, ROLE)["Records"][0])

    assert len(written) <= each.event_bytes
