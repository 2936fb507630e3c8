"""What the data plane tells adds up."""

from twin.demo.recorder import Recorder
from twin.plane.observations import Archived, Delivered, Invoked, Observation, Read


def invoked(at: float, records: int, acknowledged: int, error: str | None = None) -> Observation:
    return Invoked(at, "inventory", "shard-0", records, acknowledged, 0, 1.5, 0.1, error)


def recorder() -> Recorder:
    recorded = Recorder(began=100.0)
    for observation in (
        Read(100.1, "inventory", "shard-0", 10),
        Read(100.1, "firehose", "shard-0", 10),
        invoked(100.2, 10, 0, "Unhandled"),
        invoked(101.2, 10, 10),
        Archived(101.3, "inventory", 2, "RetryAttemptsExhausted", "key"),
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

    accepted, settled = recorded.throughput(str.upper)

    assert accepted.points[:2] == [(0.0, 4.0), (0.5, 2.0)]
    assert (settled.name, settled.points[2]) == ("INVENTORY", (1.0, 20.0))


def test_age_is_what_each_answer_found() -> None:
    [series] = recorder().age(str.upper)

    assert [age for _, age in series.points] == [1.5, 1.5]
