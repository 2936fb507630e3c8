"""What AWS takes for a warehouse, and what follows from the load."""

from dataclasses import replace
from typing import Any

import pytest

from environments import dev
from limits.redshift import CAPACITIES
from stacks.capacity import Load
from stacks.config import ConfigError
from stacks.retail.warehouse import WarehouseSettings
from tests.stacks.synthesized import beside
from warehouse import DeliveryMode

STREAMING = WarehouseSettings(rpu=8)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rpu": 12}, "warehouse.rpu is 12: AWS takes 4, or 8 to 512 in steps of 8"),
        ({"rpu": 520}, "warehouse.rpu is 520: AWS takes 4, or 8 to 512 in steps of 8"),
        ({"usage_limit_rpu_hours": -1}, "warehouse.usage_limit_rpu_hours is -1: a day has at least 1"),
        (
            {"breach_action": "stop"},
            "warehouse.breach_action is 'stop': must be one of deactivate, emit-metric, log",
        ),
        ({"query_timeout_seconds": 900}, "warehouse.query_timeout_seconds is 900: between 1 and 840"),
        ({"freshness_seconds": 5}, "warehouse.freshness_seconds is 5: at least 60"),
        ({"delivery": "copy"}, "warehouse.delivery is 'copy': must be one of streaming, firehose"),
        (
            {"delivery": DeliveryMode.FIREHOSE},
            "warehouse.publicly_reachable is False: Firehose needs True",
        ),
        (
            {"publicly_reachable": True},
            "warehouse.publicly_reachable is True: Firehose needs True, and nobody else",
        ),
    ],
)
def test_what_aws_does_not_take_is_refused_in_one_line(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        beside(dev(), replace(STREAMING, **changes))

    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("events_per_second", "rpu"), [(1, 4), (600, 16), (5_000, 120), (10**6, 512)])
def test_capacity_follows_from_the_load_that_a_day_brings(events_per_second: int, rpu: int) -> None:
    config = replace(dev(), load=Load(events_per_second=min(events_per_second, 600)))
    stated = replace(config.load, events_per_second=events_per_second)

    assert WarehouseSettings().capacity(_with(config, stated)) == rpu
    assert rpu in CAPACITIES


def test_the_allowance_is_a_day_without_rest_unless_somebody_says_less() -> None:
    assert WarehouseSettings(rpu=4).usage_limit(dev()) == 96
    assert WarehouseSettings(rpu=4, usage_limit_rpu_hours=20).usage_limit(dev()) == 20


def _with(config: Any, load: Load) -> Any:
    object.__setattr__(config, "load", load)
    return config
