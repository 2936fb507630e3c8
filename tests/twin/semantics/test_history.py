from typing import Any

import pytest
from msgspec.structs import replace

from tests.twin.semantics.streams import (
    SHARD,
    TABLE_SHARD,
    TABLE_STREAM,
    event_numbers,
    failures,
    insert,
    inserted_numbers,
    mapping,
    numbers,
    record,
    records,
    reporting,
    shard,
)
from twin.semantics.history import EndlessRetries, VirtualClock, run
from twin.semantics.records import Shard


def test_moves_a_stream_through_a_function_in_batches() -> None:
    events: list[list[int]] = []

    history = run(mapping(batch_size=2), [shard(1, 2, 3)], lambda event: events.append(event_numbers(event)))

    assert events == [[1, 2], [3]]
    assert numbers(history.delivered) == [1, 2, 3]


def test_sends_a_tables_changes_again_from_the_reported_one() -> None:
    """FAULTS 2 and 3."""
    events: list[list[int]] = []

    def fail_once(event: dict[str, Any]) -> object:
        events.append(inserted_numbers(event))
        return failures(2) if len(events) == 1 else None

    table = Shard(TABLE_SHARD, tuple(insert(number) for number in (1, 2, 3)))
    history = run(reporting(event_source_arn=TABLE_STREAM), [table], fail_once)

    assert events == [[1, 2, 3], [2, 3]]
    assert numbers(history.delivered) == [1, 2, 3]


def test_counts_an_exception_as_a_function_error() -> None:
    def die(_: dict[str, Any]) -> None:
        raise TimeoutError

    history = run(mapping(maximum_retry_attempts=1), [shard(1)], die)

    assert [type(error) for error in history.errors] == [TimeoutError, TimeoutError]
    assert [numbers(each.records) for each in history.discarded] == [[1]]


def test_skips_what_arrived_before_a_mapping_that_starts_at_the_latest_record() -> None:
    """FAULTS 47."""
    early_and_late = Shard(SHARD, (record(1, at=10), record(2, at=30)))
    latest = replace(mapping(), starting_position="LATEST")

    history = run(latest, [early_and_late], lambda _: None, VirtualClock(now=20))

    assert numbers(history.delivered) == [2]


def test_processes_parents_before_children() -> None:
    """FAULTS 22."""
    child = Shard("shardId-000000000001", records(4, 5), parent_ids=(SHARD,))
    attempts: list[list[int]] = []

    def fail_once(event: dict[str, Any]) -> object:
        attempts.append(event_numbers(event))
        return failures(2) if len(attempts) == 1 else None

    run(reporting(), [child, shard(1, 2, 3)], fail_once)

    assert attempts == [[1, 2, 3], [2, 3], [4, 5]]


def test_tells_when_it_would_never_end() -> None:
    with pytest.raises(EndlessRetries):
        run(reporting(), [shard(1)], lambda _: failures(1), max_invocations=10)
