"""What the data plane tells adds up."""

from demo.recorder import Recorder
from twin.plane.observations import (
    BatchArchived,
    Delivered,
    EventDelivered,
    EventsReplayed,
    EventTaken,
    Invoked,
    Observation,
    QueueInvoked,
    RecordsRead,
)


def invoked(at: float, records: int, acknowledged: int, error: str | None = None) -> Observation:
    return Invoked(at, "inventory", "shard-0", records, acknowledged, 0, 1.5, 0.1, error)


def recorder() -> Recorder:
    recorded = Recorder(began=100.0)
    for observation in (
        RecordsRead(100.1, "inventory", "shard-0", 10),
        RecordsRead(100.1, "firehose", "shard-0", 10),
        invoked(100.2, 10, 0, "Unhandled"),
        invoked(101.2, 10, 10),
        BatchArchived(101.3, "inventory", 2, "RetryAttemptsExhausted", "key"),
        Delivered(101.4, "firehose", "key", 10, 99),
    ):
        recorded(observation)
    return recorded


def test_records_are_counted_by_who_moved_them_and_again_when_they_come_again() -> None:
    assert recorder().moved() == {"inventory": 20, "firehose": 10}
    assert recorder().delivered() == {"firehose": 10}
    assert recorder().given_up() == {"inventory": 2}
    assert recorder().settled() == 10


def test_what_comes_after_the_play_is_no_part_of_its_record() -> None:
    recorded = recorder()
    recorded.closed = True

    recorded(invoked(900.0, 10, 10))

    assert recorded.settled() == 10


def test_throughput_is_a_rate_in_each_half_second() -> None:
    recorded = recorder()
    recorded.accepted = [100.1, 100.2, 100.6]

    accepted, settled = recorded.throughput({"inventory": "INVENTORY"})

    assert accepted.points[:2] == [(0.0, 4.0), (0.5, 2.0)]
    assert (settled.name, settled.points[2]) == ("INVENTORY", (1.0, 20.0))


def test_age_is_what_each_answer_found() -> None:
    [series] = recorder().age({"inventory": "INVENTORY"})

    assert [age for _, age in series.points] == [1.5, 1.5]


def test_events_are_counted_by_what_they_tell_where_they_went_and_who_worked_them_off() -> None:
    recorded = Recorder(began=100.0)
    for number in range(3):
        recorded(EventTaken(100.1, "bus", str(number), "StockLow"))
        recorded(EventDelivered(100.2, "rule", "queue", str(number), 1, None))
    recorded(QueueInvoked(100.3, "reorder", "queue", 3, 2, 0.1, None))

    assert recorded.taken() == {"StockLow": 3}
    assert recorded.heard() == {"0": 100.1, "1": 100.1, "2": 100.1}
    assert recorded.routed() == {"queue": 3}
    assert recorded.worked_off() == {("queue", "reorder"): 2}


def test_a_replay_is_noted_after_the_record_was_closed_too() -> None:
    recorded = Recorder(began=100.0, closed=True)
    recorded(EventsReplayed(100.1, "bus", "audit-1", 7))

    assert recorded.replayed == {"audit-1": 7}
    assert recorded.observed == []


def test_who_is_called_nothing_is_in_no_chart() -> None:
    recorded = recorder()

    assert [series.name for series in recorded.throughput({})] == ["accepted by the stream"]
    assert recorded.age({}) == []
