"""Executions of the replays' state machine."""

import json
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of

RUNNING, NEVER = "RUNNING", "NEVER STARTED"


@dataclass(frozen=True)
class Executions:
    """The executions of one machine; each start or resume of a replay is one, named "<id>-<number>"."""

    stepfunctions: Any = field(repr=False)
    machine: str

    def start(self, run_id: str, number: int) -> None:
        """Start one; that it runs is no fault: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html."""
        self.stepfunctions.start_execution(
            stateMachineArn=self.machine, name=f"{run_id}-{number}", input=json.dumps({"replay": run_id})
        )

    def status(self, run_id: str, number: int) -> str:
        """Return its status as Step Functions has it, or NEVER."""
        try:
            found = self.stepfunctions.describe_execution(executionArn=self._arn(run_id, number))
        except ClientError as error:
            if code_of(error) != "ExecutionDoesNotExist":
                raise
            return NEVER
        return str(found["status"])

    def failure(self, run_id: str, number: int) -> str:
        """Return in one line why an execution has failed; empty if it hasn't, or was never started."""
        try:
            found = self.stepfunctions.describe_execution(executionArn=self._arn(run_id, number))
        except ClientError as error:
            if code_of(error) != "ExecutionDoesNotExist":
                raise
            return ""
        return ": ".join(each for each in (found.get("error"), _cause(found.get("cause", ""))) if each)

    def _arn(self, run_id: str, number: int) -> str:
        return f"{self.machine.replace(':stateMachine:', ':execution:')}:{run_id}-{number}"


def _cause(text: str) -> str:
    """Return what a function raised, of which Step Functions hands on a JSON document, or the text itself."""
    try:
        document = json.loads(text)
    except ValueError:
        return " ".join(text.split())
    return str(document.get("errorMessage", text)) if isinstance(document, dict) else text
