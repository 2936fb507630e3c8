from dataclasses import replace

from tests.twin.semantics.streams import mapping, numbers, record, records, reporting
from twin.semantics.batches import Discarded, InvocationBatch, InvocationOutcome
from twin.semantics.lane import Lane
from twin.semantics.mapping_settings import MappingSettings


def lane_with(settings: MappingSettings, *sequence_numbers: int) -> Lane:
    lane = Lane(settings, backoff=lambda retry: float(retry))
    lane.offer(records(*sequence_numbers), now=0)
    return lane


def take(lane: Lane, now: float = 0) -> InvocationBatch:
    taken = lane.take(now)
    assert isinstance(taken, InvocationBatch)
    return taken


def fail(lane: Lane, now: float = 0) -> Discarded | None:
    return lane.settle(take(lane, now), InvocationOutcome.failed(), now)


def test_sends_what_waits_at_once_without_a_window() -> None:
    lane = lane_with(mapping(batch_size=10), 1, 2)

    assert numbers(take(lane).records) == [1, 2]


def test_gathers_until_the_window_has_passed() -> None:
    lane = lane_with(mapping(batch_size=10, maximum_batching_window_in_seconds=5), 1)

    assert lane.take(now=4.9) is None
    assert numbers(take(lane, now=5).records) == [1]


def test_sends_a_full_batch_before_the_window_has_passed() -> None:
    lane = lane_with(mapping(batch_size=2, maximum_batching_window_in_seconds=5), 1, 2, 3)

    assert numbers(take(lane, now=0).records) == [1, 2]


def test_opens_the_next_window_when_the_invocation_has_ended() -> None:
    lane = lane_with(mapping(batch_size=2, maximum_batching_window_in_seconds=5), 1, 2, 3)

    lane.settle(take(lane, now=0), InvocationOutcome(resend_from=2), now=3)

    assert lane.due_at() == 8


def test_keeps_a_payload_within_six_megabytes() -> None:
    lane = Lane(mapping(batch_size=10, maximum_batching_window_in_seconds=5))
    big = [replace(record(number), data=bytes(2 * 1024 * 1024)) for number in (1, 2, 3)]
    lane.offer(big, now=0)

    assert numbers(take(lane, now=0).records) == [1, 2]


def test_sends_nothing_while_an_invocation_runs() -> None:
    lane = lane_with(mapping(batch_size=1), 1, 2)
    take(lane)

    assert lane.take(now=100) is None
    assert lane.due_at() is None
    assert not lane.drained


def test_sends_everything_from_the_checkpoint_again_before_anything_new() -> None:
    """FAULTS 2 and 3."""
    lane = lane_with(reporting(batch_size=3), 1, 2, 3, 4)

    lane.settle(take(lane), InvocationOutcome(resend_from=1), now=0)

    assert numbers(take(lane, now=1).records) == [2, 3]


def test_waits_longer_before_each_retry() -> None:
    lane = lane_with(mapping(), 1)
    fail(lane, now=0)
    fail(lane, now=1)

    assert lane.take(now=2.9) is None
    assert take(lane, now=3).retries == 2


def test_discards_what_is_left_of_the_batch_when_retries_run_out() -> None:
    """FAULTS 4."""
    lane = lane_with(reporting(maximum_retry_attempts=1), 1, 2, 3)
    lane.settle(take(lane), InvocationOutcome(resend_from=1), now=0)

    discarded = lane.settle(take(lane, now=1), InvocationOutcome.failed(), now=1)

    assert discarded == Discarded(records(2, 3), "RetryAttemptsExhausted", 2, "Unhandled")
    assert lane.drained


def test_splits_a_failed_batch_in_two_and_keeps_their_order() -> None:
    lane = lane_with(mapping(bisect_batch_on_function_error=True), 1, 2, 3)
    fail(lane)

    first = take(lane)
    lane.settle(first, InvocationOutcome(resend_from=1), now=0)

    assert numbers(first.records) == [1]
    assert numbers(take(lane).records) == [2, 3]


def test_a_split_does_not_use_up_a_retry() -> None:
    lane = lane_with(mapping(bisect_batch_on_function_error=True, maximum_retry_attempts=1), 1, 2)
    fail(lane)

    first_try, retry = fail(lane, now=0), fail(lane, now=1)

    assert first_try is None
    assert retry == Discarded(records(1), "RetryAttemptsExhausted", 3, "Unhandled")


def test_splits_at_the_reported_sequence_number_and_sends_only_the_rest() -> None:
    lane = lane_with(reporting(bisect_batch_on_function_error=True, maximum_retry_attempts=0), 1, 2, 3, 4)

    lane.settle(take(lane), InvocationOutcome(resend_from=1), now=0)

    assert numbers(take(lane).records) == [2, 3, 4]


def test_splits_in_the_middle_when_the_first_record_is_reported() -> None:
    lane = lane_with(reporting(bisect_batch_on_function_error=True), 1, 2, 3, 4)

    lane.settle(take(lane), InvocationOutcome(resend_from=0), now=0)

    assert numbers(take(lane).records) == [1, 2]


def test_discards_only_the_records_that_grew_too_old() -> None:
    lane = Lane(mapping(maximum_record_age_in_seconds=60))
    lane.offer([record(1, at=0), record(2, at=10)], now=61)

    assert lane.take(now=61) == Discarded((record(1, at=0),), "RecordAgeExceeded", 0)
    assert numbers(take(lane, now=61).records) == [2]


def test_discards_what_grows_too_old_in_retry() -> None:
    lane = lane_with(mapping(maximum_record_age_in_seconds=60), 1)
    fail(lane, now=59)

    assert lane.take(now=61) == Discarded(records(1), "RecordAgeExceeded", 1)
    assert lane.drained


def test_a_throttled_batch_does_not_use_up_a_retry() -> None:
    lane = lane_with(mapping(maximum_retry_attempts=0), 1)

    lane.postpone(take(lane), now=0)

    assert take(lane, now=1) == replace(InvocationBatch(records(1)), attempts=1, due_at=1.0)


def test_takes_the_window_for_passed_when_nothing_more_is_coming() -> None:
    lane = lane_with(mapping(batch_size=10, maximum_batching_window_in_seconds=300), 1)

    assert lane.take(now=1) is None
    assert isinstance(lane.take(now=1, closing=True), InvocationBatch)


def test_waits_out_a_retry_even_when_nothing_more_is_coming() -> None:
    lane = lane_with(mapping(maximum_batching_window_in_seconds=300), 1)
    taken = lane.take(now=0, closing=True)
    assert isinstance(taken, InvocationBatch)
    lane.settle(taken, InvocationOutcome.failed(), now=0)

    assert lane.take(now=0.5, closing=True) is None
