"""A chunk is worked off, and killed wherever it may be."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lambdas.core.replay.progress import Chunk
from tests.lambdas.core.replay.cloud import CONSUMER, LOYALTY, RAW, REPLAY, REPLAYS, Cloud
from tests.lambdas.core.replay.deaths import Deaths
from tests.lambdas.core.replay.functions import CRASHED, WELL
from tests.lambdas.core.replay.shards import Shards
from tests.lambdas.sales import encoded, sale

BROKEN = b'{"schema_version": "1.0"'
AHEAD = encoded(sale(999, occurred_at="2017-03-02T14:03:00Z", sale_id="367/2017-03-02/4/999"))


def sold(number: int, store: str = "367") -> bytes:
    return encoded(sale(number, store=store, occurred_at="2017-03-01T11:00:00Z"))


def firsts(taken: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """Each record once, where it came first."""
    return list(dict.fromkeys(data for _, data in taken))


def worked(cloud: Cloud, chunk: Chunk) -> dict[str, Any]:
    return dict(cloud.working.work(chunk))


def finished(answer: dict[str, Any]) -> bool:
    return bool(answer["done"])


def checkpoint(cloud: Cloud, chunk: Chunk) -> dict[str, Any]:
    key = {"replay": {"S": REPLAY}, "item": {"S": f"chunk/{chunk.key}#{chunk.version}"}}
    item: dict[str, Any] = cloud.dynamodb.get_item(TableName=REPLAYS, Key=key)["Item"]
    return {name: next(iter(value.values())) for name, value in item.items()}


def test_puts_each_record_back_under_its_store_as_it_was_received() -> None:
    cloud = Cloud()
    claimed = {"key": "claims/3", "sha256": "0" * 64, "bytes": 2_000_000}
    records = [sold(1), sold(2, "31401"), encoded(sale(3, lines=None, claim=claimed))]
    chunk = cloud.archive(records)
    cloud.start()

    answer = worked(cloud, chunk)

    assert answer == {"done": True, "state": "running"}
    assert cloud.shards.taken == [("367", records[0]), ("31401", records[1]), ("367", records[2])]


def test_leaves_out_and_counts_what_the_consumers_refused() -> None:
    cloud = Cloud()
    chunk = cloud.archive([BROKEN, sold(1), AHEAD, b"not json", sold(2)])
    cloud.start()

    worked(cloud, chunk)

    assert firsts(cloud.shards.taken) == [sold(1), sold(2)]
    at = checkpoint(cloud, chunk)
    assert (at["line"], at["sent"], at["left_out"], at["done"]) == ("5", "2", "3", True)


def test_sends_of_one_store_nothing_of_another() -> None:
    cloud = Cloud()
    chunk = cloud.archive([sold(number, store) for number in range(5) for store in ("367", "3670", "36")])
    cloud.start(partition="367")

    worked(cloud, chunk)

    assert cloud.shards.taken == [("367", sold(number)) for number in range(5)]


def test_a_lost_checkpoint_has_the_object_sent_again_from_the_beginning() -> None:
    """A sale that comes again has no effect, so no harm is done."""
    cloud = Cloud()
    chunk = cloud.archive([sold(number) for number in range(3)])
    cloud.start()
    worked(cloud, chunk)
    key = {"replay": {"S": REPLAY}, "item": {"S": f"chunk/{chunk.key}#{chunk.version}"}}
    cloud.dynamodb.delete_item(TableName=REPLAYS, Key=key)

    worked(cloud, chunk)

    assert [data for _, data in cloud.shards.taken] == [sold(number) for number in range(3)] * 2


def test_what_has_expired_is_read_from_its_restored_copy() -> None:
    """FAULTS 33: lifecycle rules remove what was overwritten, long after it was restored."""
    cloud = Cloud()
    chunk = cloud.archive([sold(1)])
    cloud.start()
    body = cloud.s3.get_object(Bucket=RAW, Key=chunk.key)["Body"].read()
    copy = cloud.s3.put_object(Bucket=RAW, Key=chunk.key, Body=body)["VersionId"]
    cloud.s3.delete_object(Bucket=RAW, Key=chunk.key, VersionId=chunk.version)

    worked(cloud, replace(chunk, kept_as=copy))

    assert cloud.shards.taken == [("367", sold(1))]
    assert checkpoint(cloud, chunk)["done"] is True


def test_what_is_done_is_not_touched_again() -> None:
    cloud = Cloud()
    chunk = cloud.archive([sold(1)])
    cloud.start()
    worked(cloud, chunk)

    assert worked(cloud, chunk) == {"done": True, "state": "running"}
    assert len(cloud.shards.calls) == 1


STEPS = 2 * (1 + 1 + 1 + 3 * 3)
"""Before and behind: header, checkpoint, object, and for each of three batches header, put and checkpoint."""


@pytest.mark.parametrize("step", range(STEPS + 1))
def test_killed_at_any_call_it_goes_on_where_it_was(step: int) -> None:
    """FAULTS 41: whatever it dies at, every record is on the stream, and each store's in their order."""
    records = [sold(number, store) for number in range(11) for store in ("367", "31401")]
    cloud = Cloud(at_once=1)
    chunk = cloud.archive(records)
    cloud.start(rate=8)
    deaths = Deaths(cloud, [step])

    answers = list(deaths.survive(partial(worked, cloud, chunk), finished))

    assert deaths.deaths == (step < STEPS)
    assert firsts(cloud.shards.taken) == records
    assert answers[-1] == {"done": True, "state": "running"}


@settings(max_examples=25)
@given(
    stores=st.lists(st.sampled_from(["367", "31401", "broken"]), min_size=1, max_size=20),
    only=st.sampled_from([None, "367"]),
    rate=st.integers(1, 12),
    refused=st.sets(st.integers(0, 40), max_size=12),
    deaths=st.lists(st.integers(0, 30), max_size=6),
)
@example(stores=["367"], only=None, rate=1, refused=set(range(8)), deaths=[])
def test_nothing_is_lost_and_nothing_else_is_sent(
    stores: list[str], only: str | None, rate: int, refused: set[int], deaths: list[int]
) -> None:
    """FAULTS 18, 41: with kills anywhere and PutRecords failing in part, in any mixture.

    A record that is refused as often as one step tries ends that step; the state machine takes it again.
    """
    records = [BROKEN if store == "broken" else sold(n, store) for n, store in enumerate(stores)]
    wanted = [
        record
        for record, store in zip(records, stores, strict=True)
        if store != "broken" and only in (None, store)
    ]
    cloud = Cloud(Shards(refused.__contains__), at_once=1)
    chunk = cloud.archive(records)
    cloud.start(rate=rate, partition=only)
    dying = Deaths(cloud, deaths)

    for _ in dying.survive(partial(worked, cloud, chunk), finished):
        assert_never_ahead(cloud, chunk, wanted, records)

    assert set(firsts(cloud.shards.taken)) == set(wanted)
    at = checkpoint(cloud, chunk)
    assert (at["line"], at["done"]) == (str(len(records)), True)
    assert (int(at["sent"]), int(at["left_out"])) == (len(wanted), stores.count("broken"))
    if not refused:
        assert firsts(cloud.shards.taken) == wanted


@settings(max_examples=25)
@given(
    stores=st.lists(st.sampled_from(["367", "31401", "broken"]), min_size=1, max_size=12),
    rate=st.integers(1, 12),
    goes=st.lists(st.sampled_from([WELL, CRASHED, 0, 1, 2]), max_size=12),
    deaths=st.lists(st.integers(0, 30), max_size=6),
)
def test_one_consumer_misses_nothing_and_nobody_else_gets_anything(
    stores: list[str], rate: int, goes: list[str | int], deaths: list[int]
) -> None:
    """FAULTS 41: with kills anywhere and its function crashing or giving back, in any mixture."""
    records = [BROKEN if store == "broken" else sold(n, store) for n, store in enumerate(stores)]
    cloud = Cloud(at_once=1)
    cloud.invoked.goes = lambda place: goes[place] if place < len(goes) else WELL
    chunk = cloud.archive(records)
    cloud.start(rate=rate, consumer=CONSUMER)
    dying = Deaths(cloud, deaths)

    for _ in dying.survive(partial(worked, cloud, chunk), finished):
        [reached] = cloud.checkpoints.of(REPLAY, [chunk])
        dealt_with = records[: reached.line]
        assert len(cloud.live_rows(LOYALTY)) >= len(dealt_with) - dealt_with.count(BROKEN)

    assert len(cloud.live_rows(LOYALTY)) == len(stores) - stores.count("broken")
    at = checkpoint(cloud, chunk)
    assert (at["sent"], at["left_out"]) == (
        str(len(stores) - stores.count("broken")),
        str(stores.count("broken")),
    )
    assert not cloud.shards.calls


def assert_never_ahead(cloud: Cloud, chunk: Chunk, wanted: list[bytes], records: list[bytes]) -> None:
    """What the checkpoint says is dealt with is on the stream."""
    [at] = cloud.checkpoints.of(REPLAY, [chunk])
    dealt_with = records[: at.line]
    assert {data for data in wanted if data in dealt_with} <= set(firsts(cloud.shards.taken))
