import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.semantics.streams import TABLE_SHARD, TABLE_STREAM
from twin.semantics.item_changes import ItemChange
from twin.semantics.records import event_of

ROLE = "arn:aws:iam::111122223333:role/projection"
LONGEST = f"arn:aws:dynamodb:ap-southeast-2:111122223333:table/{255 * 'x'}/stream/2026-11-22T11:19:14.023"


def received(image: dict[str, Any], at: datetime | None = None) -> dict[str, Any]:
    """What DynamoDB's GetRecords returns for an insert, as boto3 reads it."""
    return {
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-central-1",
        "dynamodb": {
            "ApproximateCreationDateTime": at or datetime(2026, 11, 22, 11, 19, 14, tzinfo=UTC),
            "Keys": {name: image[name] for name in ("partition", "entry")},
            "NewImage": image,
            "SequenceNumber": "4421584500000000017450439091",
            "SizeBytes": 59,
            "StreamViewType": "NEW_IMAGE",
        },
    }


def test_hands_an_insert_over_in_lambdas_shape() -> None:
    image = {"partition": {"S": "367"}, "entry": {"S": "1"}, "digest": {"B": b"\xff"}, "tags": {"BS": [b"a"]}}

    event = event_of([ItemChange.of(TABLE_SHARD, received(image))], TABLE_STREAM, ROLE)

    as_json = image | {"digest": {"B": "/w=="}, "tags": {"BS": ["YQ=="]}}
    change = received(image)["dynamodb"] | {"ApproximateCreationDateTime": 1795346354, "NewImage": as_json}
    assert event["Records"] == [
        received(image) | {"dynamodb": change, "eventSourceARN": TABLE_STREAM},
    ]


def test_an_item_keeps_its_key_in_whatever_order_its_attributes_come() -> None:
    one, other = (received({"partition": {"S": "367"}, "entry": {"S": "1"}}) for _ in range(2))
    other["dynamodb"]["Keys"] = dict(reversed(one["dynamodb"]["Keys"].items()))
    another = received({"partition": {"S": "367"}, "entry": {"S": "2"}})

    keys = [ItemChange.of(TABLE_SHARD, each).partition_key for each in (one, other, another)]

    assert keys[0] == keys[1] != keys[2]


def test_arrives_when_the_write_was_recorded() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    image = {"partition": {"S": "367"}, "entry": {"S": "1"}}

    assert ItemChange.of(TABLE_SHARD, received(image, at)).arrived_at == at.timestamp()


@given(st.binary(max_size=2_000), st.text(max_size=100))
def test_never_takes_a_record_for_smaller_than_it_is_in_the_event(digest: bytes, entry: str) -> None:
    image = {"partition": {"S": "367"}, "entry": {"S": entry}, "digest": {"B": digest}}
    change = ItemChange.of(TABLE_SHARD, received(image))

    written = json.dumps(event_of([change], LONGEST, ROLE)["Records"][0])

    assert b64encode(digest).decode() in written
    assert len(written) <= change.event_bytes


def test_refuses_what_dynamodb_would_never_send() -> None:
    with pytest.raises(TypeError, match="isn't DynamoDB's"):
        ItemChange.of(TABLE_SHARD, received({"partition": {"S": "1"}, "entry": {"N": object()}}))
