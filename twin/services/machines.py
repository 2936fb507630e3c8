"""What MiniStack's state machines lack, put into its process.

By itself it lets the children of a map go on when their execution has been stopped, and calls an execution
failed that was stopped while a step of it failed.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from twin.services.internals import internals

RUNNING = "RUNNING"

Execution = MutableMapping[str, Any]
Task = Callable[[Any, Any, Execution, Any], Any]


def install() -> None:
    """Replace what is listed above; raises NotInstalled if something of it isn't there."""
    machines = internals(
        "ministack.services.stepfunctions",
        "_execute_task",
        "_executions",
        "_ExecutionError",
        "_fail_execution",
        "_map_runs",
    )
    machines._execute_task = _while_running(machines, machines._execute_task)
    machines._fail_execution = _unless_ended(machines._fail_execution)


def _while_running(machines: Any, execute: Task) -> Task:  # noqa: ANN401 (MiniStack has no types)
    """A stopped execution takes no step any more, and neither do a map's children.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
    """

    def executed(state: Any, given: Any, execution: Execution, context: Any) -> Any:  # noqa: ANN401
        if _stopped(machines, execution):
            raise machines._ExecutionError("States.Runtime", "The execution was stopped.")
        return execute(state, given, execution, context)

    return executed


def _stopped(machines: Any, execution: Execution) -> bool:  # noqa: ANN401
    run = machines._map_runs.get(execution.get("mapRunArn"))
    parent = machines._executions.get(run["executionArn"]) if run else None
    return bool(execution["status"] != RUNNING or (parent and _stopped(machines, parent)))


def _unless_ended(fail: Callable[[Execution, str, str], None]) -> Callable[[Execution, str, str], None]:
    """What has ended isn't ended again."""

    def failed(execution: Execution, error: str, cause: str) -> None:
        if execution["status"] == RUNNING:
            fail(execution, error, cause)

    return failed
