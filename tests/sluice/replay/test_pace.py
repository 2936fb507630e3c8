import pytest

from sluice.replay.pace import OpenShards, TooFast, rate


def test_is_a_quarter_of_what_the_shards_take() -> None:
    """FAULTS 41"""
    assert rate(None, OpenShards(4, on_demand=False), record_bytes=500, partition=None) == 1_000


def test_is_a_quarter_of_one_shard_for_a_store() -> None:
    """FAULTS 21: its records have one partition key."""
    assert rate(None, OpenShards(4, on_demand=False), record_bytes=500, partition="367") == 250


def test_counts_bytes_where_they_fill_a_shard_first() -> None:
    assert rate(None, OpenShards(1, on_demand=False), record_bytes=10_000, partition=None) == 25


@pytest.mark.parametrize("record_bytes", [0.0, 10_000_000.0])
def test_moves_always(record_bytes: float) -> None:
    assert rate(None, OpenShards(1, on_demand=True), record_bytes=record_bytes, partition=None) >= 1


def test_refuses_what_would_leave_live_traffic_nothing() -> None:
    shards = OpenShards(2, on_demand=False)

    assert rate(2_000, shards, record_bytes=500, partition=None) == 2_000
    with pytest.raises(TooFast, match="2 shards take 2,000 records of 500 bytes a second, live ones too"):
        rate(2_001, shards, record_bytes=500, partition=None)
    with pytest.raises(TooFast, match="a store's one shard takes 1,000"):
        rate(1_001, shards, record_bytes=500, partition="367")
