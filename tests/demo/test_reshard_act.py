"""Shards are split and merged beside what is sent, where Kinesis lets somebody do so."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from demo.reshard_act import ReshardAct, ReshardOutcome, count_reshards, reshard
from tests.demo.sample_options import OPTIONS
from twin.emulator import Emulator

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient


@pytest.fixture(scope="module")
def kinesis(tmp_path_factory: pytest.TempPathFactory) -> Iterator["KinesisClient"]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running.client("kinesis")


@pytest.mark.parametrize("shards", [1, 3])
def test_a_shard_is_split_and_its_children_are_merged(kinesis: "KinesisClient", shards: int) -> None:
    kinesis.create_stream(StreamName=f"of-{shards}", ShardCount=shards)

    reshard(kinesis, f"of-{shards}", 0)
    reshard(kinesis, f"of-{shards}", 0)

    found = kinesis.list_shards(StreamName=f"of-{shards}")["Shards"]
    still_open = [each for each in found if "EndingSequenceNumber" not in each["SequenceNumberRange"]]
    assert count_reshards(found) == 4
    assert len(still_open) == shards
    assert len(found) == shards + 6


def test_a_stream_that_nobody_resharded_has_no_reshards(kinesis: "KinesisClient") -> None:
    kinesis.create_stream(StreamName="plain", ShardCount=2)

    assert count_reshards(kinesis.list_shards(StreamName="plain")["Shards"]) == 0


@pytest.mark.parametrize(("environment", "left_out"), [("starter", False), ("full", False), ("prod", True)])
def test_a_stream_on_demand_is_left_out(environment: str, *, left_out: bool) -> None:
    act = ReshardAct(replace(OPTIONS, environment=environment))

    assert ("on demand" in act.obstacle(OPTIONS.first_day)) is left_out


@pytest.mark.parametrize(("reshards", "state", "missing"), [(2, "good", 0), (1, "bad", 1), (0, "bad", 2)])
def test_a_split_and_a_merge_are_as_promised_and_a_figure(reshards: int, state: str, missing: int) -> None:
    outcome = ReshardOutcome(reshards)
    (check,) = outcome.checks()

    assert (check.count, check.of, check.state) == (reshards, 2, state)
    assert len(outcome.wrong["resharded otherwise than asked"]) == missing
    assert outcome.figures() == {"reshards": reshards}
