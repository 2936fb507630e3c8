from tests.twin.semantics.streams import SHARD, TABLE_SHARD, insert, mapping, numbers, record, records
from twin.semantics.batches import InvocationBatch, InvocationOutcome
from twin.semantics.mapping import EventSourceMapping

PARENT, OTHER_PARENT, CHILD = "shardId-000000000000", "shardId-000000000001", "shardId-000000000002"


def taken(of: EventSourceMapping) -> list[list[int]]:
    batches = [lane.take(now=0) for lane in of.lanes()]
    return [numbers(batch.records) for batch in batches if isinstance(batch, InvocationBatch)]


def test_sends_as_many_batches_of_a_shard_at_once_as_the_parallelization_factor() -> None:
    busy = EventSourceMapping(mapping(parallelization_factor=3, batch_size=1))
    busy.discover(SHARD, ())

    busy.offer(SHARD, [record(number, key=f"store-{number}") for number in range(50)], now=0)

    assert len(taken(busy)) == 3


def test_keeps_a_partition_key_in_one_lane() -> None:
    parallel = EventSourceMapping(mapping(parallelization_factor=10))
    parallel.discover(SHARD, ())

    parallel.offer(SHARD, records(1, 2, 3), now=0)

    assert taken(parallel) == [[1, 2, 3]]


def test_reads_children_only_after_all_their_parents_are_drained() -> None:
    """FAULTS 22."""
    merged = EventSourceMapping(mapping())
    for shard_id, parents in ((CHILD, (PARENT, OTHER_PARENT)), (PARENT, ()), (OTHER_PARENT, ())):
        merged.discover(shard_id, parents)
    merged.offer(PARENT, records(1), now=0)
    merged.close(PARENT)
    merged.close(OTHER_PARENT)

    before = merged.readable()
    lane = next(lane for lane in merged.lanes() if lane.backlog)
    batch = lane.take(now=0)
    assert isinstance(batch, InvocationBatch)
    lane.settle(batch, InvocationOutcome(resend_from=1), now=0)

    assert before == []
    assert merged.readable() == [CHILD]


def test_reads_a_child_whose_parent_has_expired() -> None:
    split = EventSourceMapping(mapping())

    split.discover(CHILD, (PARENT,))

    assert split.readable() == [CHILD]


def test_keeps_an_items_changes_in_one_lane_and_in_order() -> None:
    parallel = EventSourceMapping(mapping(parallelization_factor=10))
    parallel.discover(TABLE_SHARD, ())

    changes = [insert(number, entry=f"{number % 4}") for number in range(40)]
    parallel.offer(TABLE_SHARD, changes, now=0)

    batches = taken(parallel)
    assert len(batches) > 1
    for item in range(4):
        (of_item,) = [[n for n in batch if n % 4 == item] for batch in batches if item in batch]
        assert of_item == list(range(item, 40, 4))
