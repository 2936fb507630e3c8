"""A replay ends done or incomplete; paused or cancelled it ends as it was told."""

import pytest
from botocore.exceptions import ClientError

from lambdas.core.replay.checkpoint import Checkpoint
from lambdas.core.replay.progress import ReplayProgress
from tests.lambdas.core.replay.cloud import NOON, REPLAY, REPLAYS, Cloud
from tests.lambdas.core.replay.test_chunk import sold

DONE, HALF = Checkpoint(2, 2, 0, done=True), Checkpoint(1, 0, 1)


def begun(*at: Checkpoint) -> tuple[Cloud, ReplayProgress]:
    """A replay of a part for each checkpoint, none of them handed out."""
    cloud = Cloud()
    run = ReplayProgress(replay=REPLAY, execution=1, planned=True, parts=len(at), chunks=len(at))
    for part, checkpoint in enumerate(at):
        chunk = cloud.archive([sold(1), sold(2)], NOON, str(part))
        cloud.parts.write(run.name(part), [chunk])
        cloud.checkpoints.keep(REPLAY, chunk, checkpoint)
    cloud.start()
    return cloud, run


def finished(cloud: Cloud, run: ReplayProgress) -> ReplayProgress:
    while not run.done:
        run = cloud.finishing.finish(run)
    return run


def test_hands_out_each_part_and_then_says_what_was_sent_and_lets_the_next_replay_start() -> None:
    cloud, run = begun(DONE, DONE)

    first = cloud.finishing.finish(run)
    run = finished(cloud, first)

    assert first.file == run.name(0)
    header = cloud.header()
    assert (header["state"], header["sent"], header["left_out"]) == ("done", "4", "0")
    assert header["ended_at"].startswith("2017-03-02T12:00:00")
    assert not cloud.locked()


def test_is_incomplete_if_a_chunk_failed_for_good() -> None:
    cloud, run = begun(DONE, HALF)

    run = finished(cloud, run)

    assert run.state == cloud.header()["state"] == "incomplete"
    assert (cloud.header()["sent"], cloud.header()["left_out"]) == ("2", "1")
    assert not cloud.locked()


def test_paused_it_hands_out_no_more_and_keeps_its_lock() -> None:
    cloud, run = begun(DONE, DONE)
    run = cloud.finishing.finish(run)
    cloud.set_state("paused")

    run = cloud.finishing.finish(run)

    assert (run.done, run.state, run.sent) == (True, "paused", 2)
    assert (cloud.header()["state"], cloud.header()["sent"]) == ("paused", "2")
    assert "ended_at" not in cloud.header()
    assert cloud.locked()


def test_cancelled_it_hands_out_no_more_and_lets_the_next_replay_start() -> None:
    cloud, run = begun(DONE)
    cloud.set_state("cancelled")

    run = cloud.finishing.finish(run)

    assert (run.done, run.state) == (True, "cancelled")
    assert not cloud.locked()


def test_an_execution_that_was_replaced_leaves_the_replay_alone() -> None:
    cloud, run = begun(HALF)
    cloud.set_state("running", resumed=1)

    run = cloud.finishing.finish(run)

    assert (run.done, run.state) == (True, "replaced")
    assert cloud.header()["state"] == "running"
    assert cloud.locked()


def test_a_pause_at_the_last_moment_is_not_written_over() -> None:
    """The step fails, is taken again, and finds the replay paused."""
    cloud, run = begun()

    def pause(**_: object) -> None:
        cloud.dynamodb.meta.events.unregister("before-call.dynamodb.UpdateItem", pause)
        cloud.set_state("paused")

    cloud.dynamodb.meta.events.register("before-call.dynamodb.UpdateItem", pause)

    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        cloud.finishing.finish(run)
    assert cloud.finishing.finish(run).state == "paused"


def test_the_lock_of_another_replay_stays() -> None:
    """It died behind its last write, and somebody else had the lock when the step was taken again."""
    cloud, run = begun(DONE)
    finished(cloud, run)
    lock = {"replay": {"S": "active"}, "item": {"S": "run"}, "id": {"S": "another"}}
    cloud.dynamodb.put_item(TableName=REPLAYS, Item=lock)

    assert finished(cloud, run).state == "done"
    assert cloud.locked()
