"""Why an execution has failed is said in one line, as far as Step Functions knows it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sluice.replay.executions import Executions

MACHINE = "arn:aws:states:eu-central-1:111122223333:stateMachine:replay"


class StepFunctions:
    """Answers DescribeExecution."""

    def __init__(self, answer: dict[str, str] | None) -> None:
        self._answer = answer

    def describe_execution(self, **_: Any) -> dict[str, str]:
        if self._answer is None:
            raise ClientError({"Error": {"Code": "ExecutionDoesNotExist"}}, "DescribeExecution")
        return self._answer


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            {"error": "KeyError", "cause": json.dumps({"errorMessage": "'visits'", "errorType": "KeyError"})},
            "KeyError: 'visits'",
        ),
        ({"error": "Incomplete", "cause": "Chunks failed\nfor good"}, "Incomplete: Chunks failed for good"),
        ({"error": "States.Timeout"}, "States.Timeout"),
        ({"status": "SUCCEEDED"}, ""),
        (None, ""),
    ],
)
def test_a_failed_execution_says_why(answer: dict[str, str] | None, why: str) -> None:
    assert Executions(StepFunctions(answer), MACHINE).failure("r-1", 1) == why
