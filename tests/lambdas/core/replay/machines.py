"""The replay's state machine as the template says, run in this process by MiniStack's interpreter."""

import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from ministack.services import stepfunctions as machines

from lambdas.core import clients
from tests import emulated
from tests.lambdas.core.replay.cloud import (
    ANSWERS,
    CONSUMER,
    FUNCTION_ARN,
    INVENTORY,
    LOYALTY,
    MANIFEST,
    RAW,
    REPLAYS,
    STREAM,
    Cloud,
)
from tests.lambdas.sales import STREAM_ARN
from tests.synthesis import resources

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:replay"
ROLE = "arn:aws:iam::000000000000:role/replay"
PATIENCE_SECONDS = 60
TOLD = {
    "ANSWERS_BUCKET": ANSWERS,
    "CONSUMERS": f"{CONSUMER}={FUNCTION_ARN}",
    "LEDGERS": f"inventory={INVENTORY},loyalty={LOYALTY}",
    "MANIFEST_TABLE": MANIFEST,
    "RAW_BUCKET": RAW,
    "OLDEST_DAY": "2017-01-01",
    "OLDEST_HISTORY_DAY": "2010-01-01",
    "REPLAYS_TABLE": REPLAYS,
    "STREAM": STREAM,
    "STREAM_ARN": STREAM_ARN,
}
"""The names that a deployment fills in."""

Handler = Callable[[dict[str, Any]], Any]


def definition(environment: str) -> dict[str, Any]:
    """The state machine's definition with its references filled in."""
    [machine] = resources(environment, "AWS::StepFunctions::StateMachine")
    _, pieces = machine["Properties"]["DefinitionString"]["Fn::Join"]
    whole: dict[str, Any] = json.loads("".join(map(_filled, pieces)))
    return whole


def _filled(piece: Any) -> str:
    if isinstance(piece, str):
        return piece
    [(intrinsic, target)] = piece.items()
    return {"Fn::GetAtt": FUNCTION, "Ref": "aws", "Fn::ImportValue": ANSWERS}[intrinsic] if target else ""


def handler(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Handler:
    """The function, imported with the environment of the template."""
    for name, value in _variables("dev").items():
        monkeypatch.setenv(name, TOLD[name] if isinstance(value, dict) else value)
    for name in ("dynamodb", "functions", "s3", "kinesis"):
        monkeypatch.setattr(clients, name, lambda name=name: getattr(cloud, name))
    sys.modules.pop("lambdas.core.replay.handler", None)
    module = importlib.import_module("lambdas.core.replay.handler")
    return lambda event: module.lambda_handler(event, _Context())


def _variables(environment: str) -> dict[str, Any]:
    [told] = [
        variables
        for each in resources(environment, "AWS::Lambda::Function")
        if (variables := each["Properties"]["Environment"]["Variables"])["POWERTOOLS_SERVICE_NAME"]
        == "replay"
    ]
    return dict(told)


@dataclass
class _Context:
    function_name: str = "replay"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = FUNCTION
    aws_request_id: str = "request"


class Machine:
    """Runs the definition over a function; waits between tries take no time."""

    def __init__(self, function: Handler, monkeypatch: pytest.MonkeyPatch, environment: str = "dev") -> None:
        self.steps: Counter[str] = Counter()
        self._function = function
        monkeypatch.setattr(machines, "_SFN_WAIT_SCALE", 0)
        monkeypatch.setattr(machines, "_call_lambda", self._invoke)
        self.client = emulated.client("stepfunctions", machines)
        self.arn = self.client.create_state_machine(
            name="replay", definition=json.dumps(definition(environment)), roleArn=ROLE
        )["stateMachineArn"]

    def _invoke(self, _function: str, event: dict[str, Any]) -> Any:
        self.steps[event["step"]] += 1
        try:
            return json.loads(json.dumps(self._function(json.loads(json.dumps(event)))))
        except BaseException as fault:
            raise machines._ExecutionError(type(fault).__name__, str(fault)) from fault

    def run(self, replay: str, execution: int = 1) -> dict[str, Any]:
        """Start an execution, and return it as it ended."""
        started = self.client.start_execution(
            stateMachineArn=self.arn, name=f"{replay}-{execution}", input=json.dumps({"replay": replay})
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found: dict[str, Any] = self.client.describe_execution(executionArn=started["executionArn"])
            if found["status"] != "RUNNING":
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.02)
