"""A stopped execution is stopped, with the children of its maps."""

import importlib
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from ministack.services import stepfunctions

from tests import emulated
from twin.errors import NotInstalled
from twin.services import machines

ROLE = "arn:aws:iam::000000000000:role/any"
FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:any"
LOOP = {
    "StartAt": "Each",
    "States": {
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.items",
            "MaxConcurrency": 1,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Again",
                "States": {"Again": {"Type": "Task", "Resource": FUNCTION, "Next": "Again"}},
            },
            "End": True,
        }
    },
}
PATIENCE_SECONDS = 10


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Calls of the function; what is installed is gone behind the test."""
    made: list[Any] = []
    for name in ("_execute_task", "_fail_execution"):
        monkeypatch.setattr(stepfunctions, name, getattr(stepfunctions, name))

    def call(_: str, event: Any) -> None:
        made.append(event)
        time.sleep(0.01)

    monkeypatch.setattr(stepfunctions, "_call_lambda", call)
    machines.install()
    return made


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_stopped_no_child_takes_another_step_and_it_stays_stopped(calls: list[Any]) -> None:
    client = emulated.client("stepfunctions", stepfunctions)
    machine = client.create_state_machine(name="loop", definition=json.dumps(LOOP), roleArn=ROLE)
    started = client.start_execution(
        stateMachineArn=machine["stateMachineArn"], input=json.dumps({"items": [1, 2, 3]})
    )["executionArn"]
    until(lambda: len(calls) > 3)

    client.stop_execution(executionArn=started)
    [run] = client.list_map_runs(executionArn=started)["mapRuns"]
    until(lambda: client.describe_map_run(mapRunArn=run["mapRunArn"])["status"] != "RUNNING")
    made = len(calls)
    time.sleep(0.1)

    assert len(calls) == made
    assert client.describe_execution(executionArn=started)["status"] == "ABORTED"
    assert set(map(json.dumps, calls)) <= {"1", "null"}


def test_refuses_a_ministack_without_the_parts_that_it_replaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(importlib.import_module("ministack.services.stepfunctions"), "_map_runs")

    with pytest.raises(NotInstalled, match="_map_runs"):
        machines.install()
