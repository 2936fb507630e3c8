"""What Firehose gets back for what it hands over."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.line_encoder.handler import lambda_handler
from lambdas.core.raw import decode_line


def event(records: Sequence[bytes]) -> dict[str, Any]:
    entries = [
        {"recordId": f"{number:056}", "approximateArrivalTimestamp": 1, "data": b64encode(each).decode()}
        for number, each in enumerate(records)
    ]
    return {"invocationId": "1", "deliveryStreamArn": "arn", "region": "eu-central-1", "records": entries}


@given(st.lists(st.binary(max_size=20), min_size=1))
def test_every_record_comes_back_once_under_its_id_as_one_line(records: Sequence[bytes]) -> None:
    """FAULTS 29, 48."""
    asked = event(records)

    answered = lambda_handler(asked, None)["records"]  # type: ignore[arg-type]

    assert [each["recordId"] for each in answered] == [each["recordId"] for each in asked["records"]]
    assert {each["result"] for each in answered} == {"Ok"}
    lines = [b64decode(each["data"]) for each in answered]
    assert [decode_line(line.removesuffix(b"\n")) for line in lines] == list(records)
    assert all(line.count(b"\n") == 1 for line in lines)
