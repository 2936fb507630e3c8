"""A replay keeps to its rate, stops when it is told to, and goes on when it is resumed."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.replay.progress import Chunk
from tests.lambdas.core.replay.cloud import Cloud
from tests.lambdas.core.replay.shards import Shards
from tests.lambdas.core.replay.test_chunk import firsts, sold, worked


class Timed(Shards):
    """Notes when each record was taken."""

    cloud: Cloud
    at: list[float]

    def _answer(self, record: tuple[str, bytes]) -> dict[str, str]:
        self.at.append(self.cloud.clock())
        return super()._answer(record)


def timed(*, records: int, rate: float, chunks: int, at_once: int) -> tuple[Cloud, Timed, Chunk]:
    shards = Timed()
    shards.at = []
    shards.cloud = Cloud(shards, at_once=at_once)
    chunk = shards.cloud.archive([sold(number) for number in range(records)])
    shards.cloud.start(rate=rate, chunks=chunks)
    return shards.cloud, shards, chunk


@settings(max_examples=15)
@given(
    records=st.integers(1, 120),
    rate=st.floats(1, 200),
    chunks=st.integers(1, 30),
    at_once=st.integers(1, 10),
)
def test_never_faster_than_its_share_of_the_rate_by_more_than_one_call(
    records: int, rate: float, chunks: int, at_once: int
) -> None:
    """FAULTS 41: so many chunks at once, each at its share, are never faster together than the rate."""
    cloud, shards, chunk = timed(records=records, rate=rate, chunks=chunks, at_once=at_once)
    share = rate / min(chunks, at_once)

    while not worked(cloud, chunk)["done"]:
        pass

    one_call = max(map(len, shards.calls))
    for first, start in enumerate(shards.at):
        for last in range(first, len(shards.at)):
            assert last - first + 1 <= share * (shards.at[last] - start) + one_call + 1e-6
    assert cloud.clock() >= records / share - 1e-6
    assert one_call <= share + 1


def test_a_chunk_that_is_alone_has_the_whole_rate() -> None:
    cloud, _, chunk = timed(records=100, rate=10, chunks=1, at_once=10)

    worked(cloud, chunk)

    assert round(cloud.clock()) == 10


def test_an_invocation_ends_before_its_time_does_and_the_next_one_goes_on() -> None:
    cloud, shards, chunk = timed(records=100, rate=1, chunks=1, at_once=1)

    answers = [worked(cloud, chunk) for _ in range(3)]

    assert [answer["done"] for answer in answers] == [False, False, True]
    assert firsts(shards.taken) == [sold(number) for number in range(100)]
    assert len(shards.taken) == 100


def told(state: str, resumed: int = 0) -> tuple[Cloud, Chunk]:
    """Somebody pauses or resumes it while the third call is under way."""
    cloud = Cloud(at_once=1)
    chunk = cloud.archive([sold(number) for number in range(20)])
    cloud.start(rate=2)

    def tell(**_: Any) -> None:
        if len(cloud.shards.calls) == 3:
            cloud.set_state(state, resumed)

    cloud.kinesis.meta.events.register("after-call.kinesis.PutRecords", tell)
    return cloud, chunk


def test_a_pause_is_heard_behind_the_call_that_is_under_way_and_resumed_it_goes_on() -> None:
    cloud, chunk = told("paused")

    answer = worked(cloud, chunk)

    assert answer == {"done": False, "state": "paused"}
    assert len(cloud.shards.calls) == 3
    cloud.set_state("running", resumed=1)
    assert worked(cloud, Chunk(chunk.replay, 2, chunk.key, chunk.version, chunk.arrived_at))["done"]
    assert [data for _, data in cloud.shards.taken] == [sold(number) for number in range(20)]


def test_who_works_for_an_execution_that_was_replaced_stops_too() -> None:
    """A resumed replay would else go at twice its rate, for as long as the old one has not noticed."""
    cloud, chunk = told("running", resumed=1)

    assert worked(cloud, chunk) == {"done": False, "state": "replaced"}
    assert len(cloud.shards.calls) == 3
