"""The whole replay: the state machine of the template over the handler of the template, whatever dies."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.lambdas.core.replay.cloud import (
    ANSWERS,
    CONSUMER,
    GENERATION,
    INVENTORY,
    LOYALTY,
    NOON,
    REPLAY,
    Cloud,
)
from tests.lambdas.core.replay.deaths import Killed
from tests.lambdas.core.replay.functions import CRASHED
from tests.lambdas.core.replay.machines import Handler, Machine, handler
from tests.lambdas.core.replay.test_chunk import firsts, sold

HOURS = 6


def archived(cloud: Cloud) -> list[bytes]:
    """Three objects an hour, for some hours."""
    every = []
    for hour in range(HOURS):
        for name in "abc":
            records = [sold(1_000 * hour + 10 * ord(name) + number) for number in range(3)]
            cloud.archive(records, NOON + timedelta(hours=hour), name)
            every += records
    return every


def dying_twice(function: Handler) -> Handler:
    """Each step dies before it has done anything, and then behind its work, before it could answer."""
    tried: Counter[str] = Counter()

    def invoke(event: dict[str, Any]) -> Any:
        event.get("chunk", {}).pop("worked", None)
        step = json.dumps(event, sort_keys=True)
        tried[step] += 1
        if tried[step] == 1:
            raise Killed
        answer = function(event)
        if tried[step] == 2:
            raise Killed
        return answer

    return invoke


def test_every_record_of_the_window_comes_back_though_every_step_dies_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FAULTS 41."""
    cloud = Cloud()
    records = archived(cloud)
    cloud.archive([sold(7)], NOON + timedelta(hours=HOURS), "later")
    cloud.start(hours=HOURS)
    machine = Machine(dying_twice(handler(cloud, monkeypatch)), monkeypatch)

    ended = machine.run(REPLAY)

    assert ended["status"] == "SUCCEEDED", ended.get("cause")
    assert set(firsts(cloud.shards.taken)) == set(records)
    header = cloud.header()
    assert (header["state"], header["chunks"], header["sent"]) == ("done", "18", str(len(records)))
    assert not cloud.locked()
    assert machine.steps["chunk"] == 3 * 18


@pytest.mark.parametrize(("step", "error"), [("plan", "KeyError"), ("chunk", "Incomplete")])
def test_what_is_wrong_with_the_function_itself_fails_at_once(
    step: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken again it would fail again, and the replay seem to run meanwhile."""
    cloud = Cloud()
    archived(cloud)
    cloud.start(hours=HOURS)
    function = handler(cloud, monkeypatch)

    def invoke(event: dict[str, Any]) -> Any:
        if event["step"] == step:
            raise KeyError("visits")
        return function(event)

    machine = Machine(invoke, monkeypatch)

    ended = machine.run(REPLAY)

    assert (ended["status"], ended["error"]) == ("FAILED", error)
    assert machine.steps[step] == (1 if step == "plan" else 3 * HOURS)


def test_a_chunk_that_fails_for_good_stops_no_other_and_leaves_the_replay_incomplete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cloud = Cloud()
    records = archived(cloud)
    cloud.archive([], NOON, "broken", body=b"no gzip")
    cloud.start(hours=HOURS)

    ended = Machine(handler(cloud, monkeypatch), monkeypatch).run(REPLAY)

    assert (ended["status"], ended["error"]) == ("FAILED", "Incomplete")
    assert set(firsts(cloud.shards.taken)) == set(records)
    assert cloud.header()["state"] == "incomplete"
    assert not cloud.locked()


def interrupted(function: Handler, after: int, tell: Callable[[], None]) -> Handler:
    chunks = 0

    def invoke(event: dict[str, Any]) -> Any:
        nonlocal chunks
        chunks += event["step"] == "chunk"
        if chunks == after:
            tell()
        return function(event)

    return invoke


def test_paused_it_ends_and_resumed_it_does_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud()
    records = archived(cloud)
    cloud.start(hours=HOURS)
    function = handler(cloud, monkeypatch)
    pausing = interrupted(function, 5, lambda: cloud.set_state("paused"))

    ended = Machine(pausing, monkeypatch).run(REPLAY)

    assert (ended["status"], cloud.header()["state"]) == ("SUCCEEDED", "paused")
    assert cloud.locked()
    assert len(cloud.shards.taken) < len(records)

    cloud.set_state("running", resumed=1)
    ended = Machine(function, monkeypatch).run(REPLAY, 2)

    assert (ended["status"], cloud.header()["state"]) == ("SUCCEEDED", "done")
    assert sorted(data for _, data in cloud.shards.taken) == sorted(records)
    assert cloud.header()["sent"] == str(len(records))


def test_a_plan_that_is_gone_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers don't stay for ever, and a replay may take longer than they do."""
    cloud = Cloud()
    records = archived(cloud)
    cloud.start(hours=HOURS)
    function = handler(cloud, monkeypatch)
    finishes = iter("first, and others")

    def losing(event: dict[str, Any]) -> Any:
        answer = function(event)
        if event["step"] == "finish" and next(finishes, "") == "f":
            cloud.s3.delete_object(Bucket=ANSWERS, Key=answer["file"])
        return answer

    machine = Machine(losing, monkeypatch)
    ended = machine.run(REPLAY)

    assert ended["status"] == "SUCCEEDED", ended.get("cause")
    assert sorted(data for _, data in cloud.shards.taken) == sorted(records)
    assert machine.steps["plan"] == 2


def test_an_empty_window_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud()
    cloud.start()

    ended = Machine(handler(cloud, monkeypatch), monkeypatch).run(REPLAY)

    assert ended["status"] == "SUCCEEDED", ended.get("cause")
    assert (cloud.header()["state"], cloud.header()["chunks"]) == ("done", "0")


def test_into_a_generation_nothing_comes_back_on_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud()
    records = archived(cloud)
    cloud.start(hours=HOURS, into=GENERATION)

    Machine(dying_twice(handler(cloud, monkeypatch)), monkeypatch).run(REPLAY)

    assert cloud.header()["state"] == "done"
    assert len(cloud.rows(INVENTORY)) == len(records)
    assert not cloud.shards.calls


def test_to_one_consumer_everything_comes_back_and_nothing_on_the_stream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FAULTS 41."""
    cloud = Cloud()
    records = archived(cloud)
    cloud.start(hours=HOURS, consumer=CONSUMER)

    Machine(dying_twice(handler(cloud, monkeypatch)), monkeypatch).run(REPLAY)

    header = cloud.header()
    assert (header["state"], header["sent"]) == ("done", str(len(records)))
    assert len(cloud.live_rows(LOYALTY)) == len(records)
    assert not cloud.shards.calls


def test_a_consumer_that_settles_nothing_leaves_the_replay_incomplete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cloud = Cloud()
    archived(cloud)
    cloud.invoked.goes = lambda _: CRASHED
    cloud.start(hours=1, consumer=CONSUMER)

    ended = Machine(handler(cloud, monkeypatch), monkeypatch).run(REPLAY)

    assert (ended["status"], ended["error"]) == ("FAILED", "Incomplete")
    assert (cloud.header()["state"], cloud.header()["sent"]) == ("incomplete", "0")
    assert not cloud.locked()
