from collections.abc import Sequence
from typing import Any

import pytest

from twin.semantics.queue_batches import Gathering, QueueMessage, queue_event, received, succeeded
from twin.semantics.queue_settings import QueueSettings

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
A, B, C = (QueueMessage(name, f"handle-{name}", {"messageId": name}) for name in "abc")


def settings(**given: Any) -> QueueSettings:
    types = ["ReportBatchItemFailures"]
    known = {"EventSourceArn": QUEUE, "FunctionName": "reorder", "FunctionResponseTypes": types}
    return QueueSettings.from_properties(known | given)


def failing(*identifiers: object, key: str = "itemIdentifier") -> dict[str, Any]:
    return {"batchItemFailures": [{key: each} for each in identifiers]}


def test_hands_over_at_once_what_there_is_without_a_window() -> None:
    gathering = Gathering(settings())
    gathering.add([A, B], now=0.0)

    assert gathering.take(now=0.0) == (A, B)
    assert not gathering
    assert gathering.take(now=0.0) == ()


def test_waits_for_a_full_batch_or_the_end_of_the_window() -> None:
    gathering = Gathering(settings(BatchSize=3, MaximumBatchingWindowInSeconds=5))

    gathering.add([A], now=0.0)
    gathering.add([B], now=4.0)
    assert gathering.take(now=4.9) == ()
    assert gathering.room == 1
    assert gathering.take(now=5.0) == (A, B)

    gathering.add([A, B, C], now=6.0)
    assert gathering.take(now=6.0) == (A, B, C)


def test_asks_a_queue_for_ten_at_most() -> None:
    gathering = Gathering(settings(BatchSize=100, MaximumBatchingWindowInSeconds=5))

    assert gathering.room == 10


@pytest.mark.parametrize("response", [None, {}, "", {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_is_done_with_all_that_nobody_reports(response: object) -> None:
    assert list(succeeded(settings(), [A, B], response)) == [A, B]


def test_is_done_with_all_but_the_reported() -> None:
    assert list(succeeded(settings(), [A, B, C], failing("b"))) == [A, C]


@pytest.mark.parametrize(
    "response",
    [
        failing("b", "z"),
        failing(""),
        failing(None),
        failing("b", key="id"),
        {"batchItemFailures": [1]},
        "done",
    ],
)
def test_is_done_with_nothing_of_a_batch_whose_answer_is_malformed(response: object) -> None:
    assert list(succeeded(settings(), [A, B], response)) == []


def test_does_not_look_at_an_answer_that_nobody_asked_for() -> None:
    plain = settings(FunctionResponseTypes=[])

    assert list(succeeded(plain, [A, B], failing("b"))) == [A, B]


def test_shows_a_message_as_lambda_does() -> None:
    given = {
        "MessageId": "a",
        "ReceiptHandle": "handle",
        "Body": "{}",
        "MD5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
        "Attributes": {"ApproximateReceiveCount": "1"},
        "MessageAttributes": {
            "RULE": {"DataType": "String", "StringValue": "reorder"},
            "RAW": {"DataType": "Binary", "BinaryValue": b"\x00"},
        },
    }
    empty: dict[str, Sequence[str]] = {"stringListValues": [], "binaryListValues": []}

    message = received(given, QUEUE)

    assert (message.message_id, message.receipt_handle) == ("a", "handle")
    assert queue_event([message])["Records"] == [
        {
            "messageId": "a",
            "receiptHandle": "handle",
            "body": "{}",
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {
                "RULE": {"dataType": "String", "stringValue": "reorder", **empty},
                "RAW": {"dataType": "Binary", "binaryValue": "AA==", **empty},
            },
            "md5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
            "eventSource": "aws:sqs",
            "eventSourceARN": QUEUE,
            "awsRegion": "eu-west-1",
        }
    ]
