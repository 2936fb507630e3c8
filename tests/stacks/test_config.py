"""A configuration that can't work is refused before anything is deployed."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

import pytest

from contracts.claim_check import MOST_RECORD_BYTES
from environments import PRESETS, preset
from limits.firehose import RECORD_BYTES
from producer.stream import BYTES_A_RECORD
from stacks.capacity import (
    CONCURRENCY,
    ON_DEMAND_SHARDS,
    RESERVED,
    SHARDS,
    TABLE_WRITES,
    Load,
)
from stacks.config import OF_THE_BASE, Config, ConfigError
from stacks.profiles import COST, LATENCY, THROUGHPUT
from stacks.ranges import RANGES, Range
from stacks.records import RecordDistribution
from stacks.retail.lake import LakeSettings
from tests.stacks.synthesized import settings_of

SAFE = Config(environment="test", load=Load(events_per_second=100))


def with_field(path: str, value: object) -> Config:
    """The safe configuration but for one field, which may lie in a part of it."""
    part, _, field = path.rpartition(".")
    changes: dict[str, Any] = {field: value}
    return replace(SAFE, **({part: replace(getattr(SAFE, part), **changes)} if part else changes))


def test_names_the_environments_it_knows_when_asked_for_another() -> None:
    with pytest.raises(ConfigError, match=r"^environment is 'prd': must be one of dev, prod, full, starter$"):
        preset("prd")


def test_refuses_reserves_that_leave_too_little_to_everybody_else() -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html."""
    functions = OF_THE_BASE + sum(each.functions for each in preset("prod").capabilities)
    most = RESERVED.limit // functions
    assert replace(preset("prod"), reserved_concurrency=most).reserved_concurrency == most

    with pytest.raises(ConfigError, match=r"^reserved_concurrency of all functions is 909: AWS gives 900 "):
        replace(preset("prod"), reserved_concurrency=most + 1)


ON_DEMAND = replace(SAFE, headroom=None)


def test_the_order_by_key_is_kept_unless_it_is_given_up() -> None:
    assert SAFE.record_distribution is RecordDistribution.BY_KEY
    assert SAFE.record_bytes == RECORD_BYTES.limit


def test_refuses_to_give_up_the_order_by_key_where_payloads_may_change() -> None:
    """Of two payloads under one id the ledgers and a rebuild from raw might keep different ones."""
    says = r"^record_distribution is AUTO: of two payloads under one id .*: set payloads_never_change"
    with pytest.raises(ConfigError, match=says):
        replace(ON_DEMAND, record_distribution=RecordDistribution.AUTO)


def test_refuses_to_spread_records_over_shards_that_are_provisioned() -> None:
    with pytest.raises(ConfigError, match=r"^record_distribution is AUTO: only an on-demand stream takes it"):
        replace(SAFE, headroom=2, record_distribution=RecordDistribution.AUTO, payloads_never_change=True)


def test_all_parts_agree_on_the_most_that_a_record_may_have() -> None:
    """FAULTS 20, 54: what a producer's record may have, Firehose takes, and no consumer refuses."""
    assert SAFE.record_bytes == BYTES_A_RECORD == MOST_RECORD_BYTES == RECORD_BYTES.limit


def test_asks_for_an_environment_when_none_is_named() -> None:
    with pytest.raises(ConfigError, match="environment is None"):
        preset(None)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_carry_their_own_name(name: str) -> None:
    assert preset(name).environment == name


@pytest.mark.parametrize("allowed", RANGES, ids=attrgetter("field"))
@pytest.mark.parametrize(("bound", "step"), [("least", -1), ("most", 1)])
def test_refuses_what_aws_does_not_take(allowed: Range, bound: str, step: int) -> None:
    value = getattr(allowed, bound) + step

    with pytest.raises(ConfigError) as refusal:
        with_field(allowed.field, value)

    assert str(refusal.value) == f"{allowed.field} is {value}: AWS takes {allowed}"


@pytest.mark.parametrize("profile", [LATENCY, THROUGHPUT, COST])
def test_takes_every_profile(profile: Any) -> None:
    assert replace(SAFE, profile=profile).profile is profile


def test_refuses_a_retention_below_the_replay_horizon() -> None:
    """FAULTS 14: a consumer could not be started again from where it must."""
    with pytest.raises(ConfigError, match=r"replay_horizon_hours is 72: .* stream_retention_hours, 48$"):
        replace(SAFE, stream_retention_hours=48, record_age_hours=24)


@pytest.mark.parametrize("age", [48, 49])
def test_refuses_a_record_age_that_outlives_the_stream(age: int) -> None:
    """FAULTS 4 and 23: the record would be gone before it reached the failure archive."""
    with pytest.raises(ConfigError, match=rf"record_age_hours is {age}: .* stream_retention_hours, 48$"):
        replace(SAFE, stream_retention_hours=48, replay_horizon_hours=24, record_age_hours=age)


@pytest.mark.parametrize(
    ("load", "headroom", "field", "quota"),
    [
        (Load(events_per_second=1_000, bytes_per_event=200_001), None, "load.shards", ON_DEMAND_SHARDS),
        (Load(events_per_second=10_000), 101, "load.shards", SHARDS),
        (Load(events_per_second=1, bytes_per_event=1_024_001), None, "load.bytes_per_event", RECORD_BYTES),
        (Load(events_per_second=40_001), None, "load.writes_per_second", TABLE_WRITES),
        (Load(events_per_second=20_001, lines_per_event=100), None, "load.writes_per_second", TABLE_WRITES),
    ],
)
def test_refuses_a_load_over_a_quota(load: Load, headroom: float | None, field: str, quota: object) -> None:
    with pytest.raises(ConfigError) as refusal:
        replace(SAFE, load=load, headroom=headroom)

    assert str(refusal.value).startswith(f"{field} is ")
    assert str(refusal.value).endswith(f"AWS gives {quota}")


def test_refuses_more_lanes_than_may_run_at_once() -> None:
    config = replace(SAFE, load=Load(events_per_second=25_000))

    with pytest.raises(ConfigError) as refusal:
        config.check_concurrency(lanes=30)

    assert str(refusal.value) == f"concurrency is 1,500: AWS gives {CONCURRENCY}"


def test_provisions_the_shards_that_the_load_needs() -> None:
    assert replace(SAFE, load=Load(events_per_second=2_500), headroom=2).shards == 5


def test_lets_the_stream_scale_itself_unless_told_otherwise() -> None:
    assert SAFE.shards is None


def test_keeps_data_unless_told_otherwise() -> None:
    assert SAFE.retain_data
    assert preset("prod").retain_data
    assert not preset("dev").retain_data


def test_starts_nothing_by_the_clock_where_the_system_may_lie_idle() -> None:
    assert LakeSettings().nightly
    assert settings_of(preset("prod"), LakeSettings).nightly
    assert not settings_of(preset("dev"), LakeSettings).nightly


def test_two_environments_count_apart() -> None:
    assert preset("dev").namespace != preset("prod").namespace
