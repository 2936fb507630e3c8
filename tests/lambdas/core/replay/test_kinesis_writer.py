"""What a shard refuses goes again, alone, ever more seldom, and in the end it is somebody else's to try."""

import pytest

from lambdas.core.contract import parse
from lambdas.core.replay.batches import ReplayedRecord
from lambdas.core.replay.kinesis_writer import TRIES, KinesisWriter, RecordsNotPut
from tests import emulated
from tests.lambdas.core.replay.shards import Shards
from tests.lambdas.sales import encoded, sale


def kept(number: int) -> ReplayedRecord:
    data = encoded(sale(number))
    return ReplayedRecord(number, parse(data), data)


def over(shards: Shards, waits: list[float]) -> KinesisWriter:
    return KinesisWriter(emulated.client("kinesis", shards), "sales", waits.append)


def test_puts_again_only_what_was_refused() -> None:
    """FAULTS 18."""
    shards = Shards({1, 3, 5}.__contains__)

    put = over(shards, []).put([kept(number) for number in range(4)])

    assert put == 4
    assert [len(call) for call in shards.calls] == [4, 2, 1]
    assert sorted(data for _, data in shards.taken) == sorted(kept(number).data for number in range(4))


def test_gives_a_shard_that_is_full_ever_more_time() -> None:
    waits: list[float] = []
    shards = Shards(lambda asked: asked < 6)

    over(shards, waits).put([kept(1)])

    assert len(waits) == 6
    assert all(wait <= 0.1 * 2**tried for tried, wait in enumerate(waits, 1))
    assert sum(waits) > 0


def test_gives_up_a_shard_that_stays_full_as_a_fault_that_may_pass() -> None:
    shards = Shards(lambda _: True)

    with pytest.raises(RecordsNotPut, match="2 records not put on the stream: ProvisionedThroughputExceeded"):
        over(shards, []).put([kept(1), kept(2)])
    assert len(shards.calls) == TRIES
