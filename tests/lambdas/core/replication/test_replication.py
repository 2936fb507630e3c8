"""A replication is started, resumed and stopped, as often as anybody asks, and never in a loop."""

from typing import Any, cast

import pytest

from lambdas.core.replication.replication import (
    SECONDS_BETWEEN_LOOKS,
    ReplicationControl,
    ReplicationFailed,
    StillUnderWay,
)
from tests.lambdas.core.replication.dms import ARN, ModelledReplication, StubbedClient

HOUR = 3_600.0


def of(model: ModelledReplication, seconds: float = HOUR) -> ReplicationControl:
    """The replication, with so much time, which passes while it waits."""
    left = [seconds]

    def sleep(passed: float) -> None:
        left[0] -= passed

    return ReplicationControl(cast(Any, StubbedClient(model)), ARN, lambda: left[0], sleep)


def test_starts_with_a_full_load_what_never_ran() -> None:
    model = ModelledReplication()

    of(model).run()

    assert (model.calls, model.status) == (["start-replication"], "running")


def test_resumes_from_its_checkpoint_what_was_stopped() -> None:
    model = ModelledReplication(status="stopped", was_started=True, checkpoint="checkpoint:V1")

    of(model).run()

    assert model.calls == ["resume-processing"]


def test_loads_again_what_never_came_as_far_as_a_checkpoint() -> None:
    model = ModelledReplication(status="failed", was_started=True)

    of(model).run()

    assert model.calls == ["reload-target"]


def test_leaves_alone_what_runs() -> None:
    model = ModelledReplication(status="running", was_started=True)

    for _ in range(3):
        of(model).run()

    assert model.calls == []


def test_waits_for_what_somebody_else_is_starting() -> None:
    model = ModelledReplication(status="initializing", was_started=True, ahead=["running"])

    of(model).run()

    assert (model.calls, model.status) == ([], "running")


def test_says_in_the_words_of_dms_why_it_does_not_run() -> None:
    model = ModelledReplication(ends_in="failed", failure="password authentication failed for user dms")

    with pytest.raises(ReplicationFailed, match="after start-replication: password authentication failed"):
        of(model).run()

    assert model.calls == ["start-replication"]


def test_a_lost_checkpoint_is_told_and_tried_once() -> None:
    model = ModelledReplication(
        status="stopped", was_started=True, checkpoint="lost", ends_in="failed", failure="slot does not exist"
    )

    with pytest.raises(ReplicationFailed, match=r"slot does not exist\. If its checkpoint or slot is lost"):
        of(model).run()

    assert model.calls == ["resume-processing"]


def test_what_is_not_there_can_not_run() -> None:
    with pytest.raises(ReplicationFailed, match="There is no replication of arn:aws:dms"):
        of(ModelledReplication(exists=False)).run()


def test_stops_and_waits_until_it_stands_still() -> None:
    model = ModelledReplication(status="running", was_started=True)

    of(model).stop()

    assert (model.calls, model.status) == (["stop"], "stopped")


def test_stops_once_it_has_started_what_is_starting() -> None:
    model = ModelledReplication(status="initializing", was_started=True, ahead=["running"])

    of(model).stop()

    assert model.status == "stopped"


@pytest.mark.parametrize("status", ["created", "stopped", "failed"])
def test_what_stands_still_need_not_be_stopped(status: str) -> None:
    model = ModelledReplication(status=status)

    for _ in range(2):
        of(model).stop()

    assert model.calls == []


def test_what_is_gone_need_not_be_stopped() -> None:
    of(ModelledReplication(exists=False)).stop()


def test_another_run_goes_on_where_the_time_of_one_is_up() -> None:
    model = ModelledReplication()
    short = 2.5 * SECONDS_BETWEEN_LOOKS

    with pytest.raises(StillUnderWay):
        of(model, short).run()
    of(model).run()

    assert (model.calls, model.status) == (["start-replication"], "running")


def test_a_change_is_stopped_before_and_resumed_after_without_another_load() -> None:
    model = ModelledReplication()

    of(model).run()
    of(model).stop()
    of(model).run()

    assert model.calls == ["start-replication", "stop", "resume-processing"]
