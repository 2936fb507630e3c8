"""What every mapping keeps, whatever the function does: found by Hypothesis, FAULTS 1 to 4."""

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.twin.semantics.streams import SHARD, event_numbers, failures, mapping, record
from twin.semantics.history import History, run
from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.records import Shard, StreamRecord

mappings = st.builds(
    mapping,
    batch_size=st.integers(1, 8),
    maximum_batching_window_in_seconds=st.integers(0, 3),
    parallelization_factor=st.integers(1, 10),
    function_response_types=st.sampled_from([(), ("ReportBatchItemFailures",)]),
    bisect_batch_on_function_error=st.booleans(),
    maximum_retry_attempts=st.integers(0, 3),
    maximum_record_age_in_seconds=st.sampled_from([-1, 60]),
)
streams = st.lists(st.sampled_from("abcde"), max_size=40).map(
    lambda keys: tuple(record(number, key, at=number / 10) for number, key in enumerate(keys))
)


def play(
    settings: MappingSettings, stream: tuple[StreamRecord, ...], chance: Random
) -> tuple[History, list[int]]:
    """Run against a function that fails in every way, and note what it did with success in order."""
    done: list[int] = []

    def fail_in_some_way(event: dict[str, Any]) -> object:
        batch = event_numbers(event)
        reached = chance.randint(0, len(batch)) if chance.random() < 0.4 else len(batch)
        done.extend(batch[:reached])
        if reached == len(batch):
            return None
        if settings.reports_item_failures and chance.random() < 0.5:
            return failures(batch[reached])
        raise RuntimeError(f"died before record {batch[reached]}")

    return run(settings, [Shard(SHARD, stream)], fail_in_some_way), done


@given(settings=mappings, stream=streams, chance=st.randoms(use_true_random=False))
def test_delivers_or_discards_each_record_once(
    settings: MappingSettings, stream: tuple[StreamRecord, ...], chance: Random
) -> None:
    history, _ = play(settings, stream, chance)

    discarded = [record for each in history.discarded for record in each.records]
    assert Counter(history.delivered + discarded) == Counter(stream)


@given(settings=mappings, stream=streams, chance=st.randoms(use_true_random=False))
def test_acknowledges_only_what_the_function_has_done(
    settings: MappingSettings, stream: tuple[StreamRecord, ...], chance: Random
) -> None:
    history, done = play(settings, stream, chance)

    assert {int(record.sequence_number) for record in history.delivered} <= set(done)


@given(settings=mappings, stream=streams, chance=st.randoms(use_true_random=False))
def test_keeps_the_order_of_each_partition_key(
    settings: MappingSettings, stream: tuple[StreamRecord, ...], chance: Random
) -> None:
    history, done = play(settings, stream, chance)

    keys = {int(record.sequence_number): record.partition_key for record in stream}
    for key in set(keys.values()):
        of_key = [number for number in first_times(done) if keys[number] == key]
        assert of_key == sorted(of_key)
        acknowledged = [int(each.sequence_number) for each in history.delivered if each.partition_key == key]
        assert acknowledged == sorted(acknowledged)


def first_times(done: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(done))
