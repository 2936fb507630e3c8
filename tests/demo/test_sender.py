"""Stores send in compressed time, and what the stream took is known."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from contracts.scenario import MessageKind, SourceMessage
from demo.sender import Sender, compressed

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient

NOON = datetime(2017, 12, 22, 12, tzinfo=UTC)


class Stream:
    """Takes every record."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def put_records(self, *, StreamName: str, Records: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803, ARG002
        self.taken += [record["Data"] for record in Records]
        return {"Records": [{"SequenceNumber": "1", "ShardId": "shard-0"} for _ in Records]}

    def put_record(self, *, StreamName: str, Data: bytes, PartitionKey: str) -> None:  # noqa: N803, ARG002
        self.taken.append(Data)


def sender_to(stream: Stream, directory: Path) -> Sender:
    client = cast("KinesisClient", stream)
    return Sender("sales", client, client, directory / "spool")


def message(number: int, *, total: int = 1, hours: float = 0) -> SourceMessage:
    sale = {"sale_id": f"7/2017-12-22/1/{number}", "store_id": "7", "total": total}
    return SourceMessage("7", NOON + timedelta(hours=hours), json.dumps(sale).encode())


def test_a_store_has_its_messages_accepted_in_the_order_of_sending(tmp_path: Path) -> None:
    stream = Stream()
    sender = sender_to(stream, tmp_path)
    sent = [message(1), message(2), message(1), message(1, total=2)]

    sender.send(sent)

    assert sender.accepted == sent
    assert stream.taken == [each.data for each in sent]
    assert sender.close() == 0


def test_what_the_producer_refuses_goes_straight_onto_the_stream(tmp_path: Path) -> None:
    stream = Stream()
    sender = sender_to(stream, tmp_path)
    broken = SourceMessage("7", NOON, b"SALE 7 *** THANK YOU ***", MessageKind.BROKEN)

    sender.send([broken])

    assert sender.accepted == [broken]
    assert stream.taken == [broken.data]


def test_what_is_refused_holds_up_nothing_beside_it(tmp_path: Path) -> None:
    stream = Stream()
    sender = sender_to(stream, tmp_path)
    broken = SourceMessage("7", NOON, b"SALE 7 *** THANK YOU ***", MessageKind.BROKEN)
    sent = [message(1), message(2), broken, message(3), message(1, total=2)]

    sender.send(sent)

    assert sender.accepted == [broken, *(each for each in sent if each is not broken)]


def test_messages_fall_due_when_their_share_of_the_time_has_passed() -> None:
    seconds = iter([0.0, 0.0, 4.0, 5.0, 10.0])
    sent = [message(1), message(2, hours=5), message(3, hours=10)]

    due = [messages for _, messages in compressed(sent, 10, now=lambda: next(seconds))]

    assert due == [[sent[0]], [], [sent[1]], [sent[2]]]


def test_messages_of_one_moment_are_all_due_at_once() -> None:
    sent = [message(1), message(2)]

    assert [messages for _, messages in compressed(sent, 10)] == [sent]
