"""A small app on MiniStack, moved by the plane as it is wired for the demo."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from ministack.services import kinesis

from tests.twin.streaming import TIMEOUT, App, arn
from twin.errors import NotInstalled
from twin.services import streams


def entries(records: list[Any]) -> list[str]:
    return [each["dynamodb"]["NewImage"]["entry"]["S"] for each in records]


def test_a_partiql_insert_appears_in_the_tables_stream_once_and_a_refused_one_never(app: App) -> None:
    codes = app.insert("a", "b") + app.insert("a", "c")

    app.play()

    assert codes == ["", "", "DuplicateItem", ""]
    (batch,) = app.objects("Seen")
    assert entries(batch) == ["a", "b", "c"]
    assert {each["eventName"] for each in batch} == {"INSERT"}


def test_a_tables_changes_come_again_from_the_reported_one(app: App) -> None:
    """FAULTS 2."""
    app.insert("a")
    app.insert("b", flaky=True)
    app.insert("c")

    app.play()

    assert list(map(entries, app.objects("Seen"))) == [["a", "b", "c"], ["b", "c"]]
    assert app.objects("Failures") == []


def test_poison_in_a_tables_stream_is_given_up_alone_and_archived(app: App) -> None:
    """FAULTS 4."""
    app.insert("a")
    app.insert("b", poison=True)
    app.insert("c")

    app.play()

    (document,) = app.objects("Failures")
    assert entries(document["payload"]["Records"]) == ["b"]
    assert document["DDBStreamBatchInfo"]["streamArn"] == app.twin.app.value(
        "App", arn("Ledger", "StreamArn")
    )
    assert list(map(entries, app.objects("Seen"))) == [["a", "b", "c"], ["b", "c"], ["b"], ["b"], ["c"]]


def test_a_consumer_gets_records_pushed_under_its_own_arn(app: App) -> None:
    plane = app.plane()
    plane.start()
    for number in range(3):
        time.sleep(0.3)  # the shared interval would find it 0.7 s later
        app.put("sale")
        until(lambda: len(app.reads) > number)  # noqa: B023 - it is done when the number changes
    plane.drain(TIMEOUT)
    plane.stop()

    records = [record for batch in app.objects("Seen") for record in batch]
    arrived = [record["kinesis"]["approximateArrivalTimestamp"] for record in records]
    consumers = app.twin.emulator.client("kinesis").list_stream_consumers(
        StreamARN=app.twin.app.value("App", arn("Sales"))
    )["Consumers"]
    # The quickest: a busy machine may keep any one waiting, and the shared interval keeps all of them.
    assert min(read.at - at for read, at in zip(app.reads, arrived, strict=True)) < 0.4
    assert {record["eventSourceARN"] for record in records} == {app.named("Fast")}
    assert [each["ConsumerARN"] for each in consumers] == [app.named("Fast")]


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_refuses_a_ministack_without_the_parts_that_it_replaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(kinesis, "_register_consumer")

    with pytest.raises(NotInstalled, match="_register_consumer"):
        streams.install()
