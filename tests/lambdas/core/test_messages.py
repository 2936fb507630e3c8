"""What Lambda hands over of a queue is read as a message, and anything else is kept whole."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.messages import Message
from tests.lambdas.core.adapters.queues import Adapter, messages
from tests.lambdas.objects import FullBucket
from tests.lambdas.sales import encoded, sale
from tests.lambdas.sam_samples import QUEUE

BODY = encoded(sale(1))
[GOOD] = messages(BODY)["Records"]
ODD: dict[str, Any] = {
    "no source": {name: value for name, value in GOOD.items() if name != "eventSourceARN"},
    "a stream": GOOD | {"eventSourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/sales"},
    "a queue that is a path": GOOD | {"eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:../sales"},
    "no attributes": GOOD | {"attributes": None},
    "a time that is none": GOOD | {"attributes": {"SentTimestamp": "now"}},
    "a time beyond all calendars": GOOD | {"attributes": {"SentTimestamp": "9" * 30}},
    "no id": {name: value for name, value in GOOD.items() if name != "messageId"},
    "a body that is no text": GOOD | {"body": 5},
    "half a character": GOOD | {"body": "\ud800"},
    "a list": [1],
    "nothing": None,
}


def test_the_sample_of_the_sam_cli_is_a_message() -> None:
    assert (Message.of(QUEUE).queue, Message.of(QUEUE).received) == ("MyQueue", b"Hello from SQS!")


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_an_odd_envelope_is_kept_whole_and_the_others_are_put(odd: Any) -> None:
    adapter = Adapter()

    report = adapter.handle({"Records": [odd, GOOD]})

    assert report.response == {"batchItemFailures": []}
    assert adapter.reasons == ["wrong_shape"]
    assert adapter.objects.refused() == {Message.of(odd).data}
    assert [data for _, data in adapter.taken()] == [BODY]


values = st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.lists(st.integers(), max_size=2)


@st.composite
def envelopes(draw: Callable[..., Any]) -> Any:
    """Draw whatever JSON there is, and good envelopes with a few fields replaced."""
    changes = st.dictionaries(st.sampled_from([*GOOD, "attributes"]), values, min_size=1, max_size=2)
    return draw(values | changes.map(lambda changed: GOOD | changed))


@settings(max_examples=100)
@given(st.lists(envelopes(), min_size=1, max_size=5))
def test_whatever_a_batch_holds_it_is_acknowledged_and_each_part_of_it_put_or_kept(odd: list[Any]) -> None:
    adapter = Adapter()
    batch = {
        "Records": [
            each | {"messageId": f"{n}"} if isinstance(each, dict) else each for n, each in enumerate(odd)
        ]
    }

    report = adapter.handle(batch)

    assert report.response == {"batchItemFailures": []}
    assert report.counts.total() == len(odd)
    put = {data for _, data in adapter.taken()}
    assert put | adapter.objects.refused() == {Message.of(each).data for each in batch["Records"]}
    assert all(key.count("/") == 3 and ".." not in key for key in adapter.objects)


def test_odd_envelopes_without_an_id_that_cannot_be_kept_send_their_batch_back() -> None:
    adapter = Adapter(objects=FullBucket())

    report = adapter.handle({"Records": [[1], [2]]})

    assert report.response == {"batchItemFailures": [{"itemIdentifier": ""}]}
    assert report.counts.total() == 2
