from hypothesis import given
from hypothesis import strategies as st

from twin.semantics.rates import DailyQuota, TokenBucket

STEPS = st.lists(st.floats(min_value=0, max_value=2), min_size=1, max_size=200)


def test_a_full_bucket_lets_its_burst_through_at_once_and_no_more() -> None:
    bucket = TokenBucket(rate=20, burst=3)

    assert [bucket.take(1_000.0) for _ in range(4)] == [True, True, True, False]


def test_it_fills_up_at_its_rate_and_never_beyond_its_burst() -> None:
    bucket = TokenBucket(rate=2, burst=2)
    for _ in range(2):
        bucket.take(1_000.0)

    assert [bucket.take(1_000.5), bucket.take(1_000.5)] == [True, False]
    assert [bucket.take(2_000.0) for _ in range(3)] == [True, True, False]


def test_a_clock_that_is_set_back_gives_nothing() -> None:
    bucket = TokenBucket(rate=1, burst=1)
    bucket.take(1_000.0)

    assert not bucket.take(900.0)
    assert not bucket.take(1_000.5)
    assert bucket.take(1_001.0)


@given(steps=STEPS)
def test_over_any_time_no_more_than_burst_and_rate_allow(steps: list[float]) -> None:
    bucket, now, taken = TokenBucket(rate=3, burst=5), 1_000.0, 0
    for step in steps:
        now += step
        taken += bucket.take(now)

    assert taken <= 5 + 3 * (now - 1_000.0) + 1e-6


def test_a_day_has_its_quota_and_the_next_day_another() -> None:
    quota = DailyQuota(limit=2)

    assert [quota.take(second) for second in (86_400, 172_799, 172_799.5)] == [True, True, False]
    assert quota.take(172_800)
