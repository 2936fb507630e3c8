"""What MiniStack's services do in the name of a role or a rule, without a request that could be evaluated.

Rules and schedules reach their targets, and state machines take their steps, inside MiniStack's process. Here
each of these calls is evaluated first, as on AWS: one that is denied isn't made.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from twin.loopback import ACCOUNT, REGION
from twin.permissions.api_call import ApiCall
from twin.permissions.authorizer import EVENTS, Principal
from twin.services.internals import internals
from twin.services.permissions import Enforcement

UNIVERSAL = "arn:aws:scheduler:::aws-sdk:"
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
TARGET_ACTIONS = {
    "glue": "glue:notifyEvent",
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
    "states": "states:StartExecution",
}

Document = Mapping[str, Any]


def install(enforcement: Enforcement) -> None:
    """Put the evaluation before each call; raises NotInstalled if its place isn't there."""
    events = internals("ministack.services.eventbridge", "_invoke_target")
    machines = internals(
        "ministack.services.stepfunctions",
        "_ExecutionError",
        "_execute_task",
        "_read_map_items",
        "_run_distributed_map",
        "_state_machines",
    )
    events._invoke_target = _delivering(enforcement, events._invoke_target)
    machines._execute_task = _stepping(enforcement, machines, machines._execute_task)
    machines._run_distributed_map = _mapping(enforcement, machines, machines._run_distributed_map)
    machines._read_map_items = _reading(enforcement, machines, machines._read_map_items)


def _delivering(enforcement: Enforcement, invoke: Callable[..., None]) -> Callable[..., None]:
    """Brings an event to a target with the role that the target names, else by the target's own policy."""

    def invoked(target: Document, event: Document, rule: Document, *rest: object) -> None:
        role = target.get("RoleArn")
        principal = Principal.role(role) if role else Principal(service=EVENTS, source=rule.get("Arn", ""))
        if enforcement.allows(principal, _call_of(target)):
            invoke(target, event, rule, *rest)

    return invoked


def _call_of(target: Document) -> ApiCall:
    arn = str(target["Arn"])
    if arn.startswith(UNIVERSAL):
        service, action = arn.removeprefix(UNIVERSAL).split(":")
        return ApiCall(f"{service}:{action[0].upper()}{action[1:]}", "*", body=target["Input"].encode())
    return ApiCall(TARGET_ACTIONS[arn.split(":")[2]], arn)


def _stepping(
    enforcement: Enforcement,
    machines: Any,  # noqa: ANN401 (MiniStack has no types)
    execute: Callable[..., Any],
) -> Callable[..., Any]:
    """A step of a machine invokes a function with the machine's role.

    https://docs.aws.amazon.com/step-functions/latest/dg/lambda-iam.html
    """

    def executed(state: Document, given: object, execution: Document, context: Document) -> Any:  # noqa: ANN401
        function = state["Resource"]
        if not function.startswith("arn:aws:lambda:"):
            raise machines._ExecutionError("States.Runtime", f"The twin can't evaluate a step of {function}.")
        call = ApiCall("lambda:InvokeFunction", function)
        _require(enforcement, machines, context, call, "Lambda.AWSLambdaException")
        return execute(state, given, execution, context)

    return executed


def _mapping(
    enforcement: Enforcement,
    machines: Any,  # noqa: ANN401
    run: Callable[..., Any],
) -> Callable[..., Any]:
    """A distributed map starts an execution of the machine for each item.

    https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
    """

    def mapped(state: object, given: object, effective: object, iterator: object, *rest: Any) -> Any:  # noqa: ANN401
        context = rest[-1]
        call = ApiCall("states:StartExecution", context["StateMachine"]["Id"])
        _require(enforcement, machines, context, call, "States.Runtime")
        return run(state, given, effective, iterator, *rest)

    return mapped


def _reading(
    enforcement: Enforcement,
    machines: Any,  # noqa: ANN401
    read: Callable[..., Any],
) -> Callable[..., Any]:
    """The items of a map come from an object, which the machine's role reads."""

    def items(reader: Document, effective: Document, context: Document) -> Any:  # noqa: ANN401
        place = {
            name.removesuffix(".$"): effective[value.removeprefix("$.")] if name.endswith(".$") else value
            for name, value in reader["Parameters"].items()
        }
        call = ApiCall("s3:GetObject", f"arn:aws:s3:::{place['Bucket']}/{place['Key']}", "GET")
        _require(enforcement, machines, context, call, "States.ItemReaderFailed")
        return read(reader, effective, context)

    return items


def _require(
    enforcement: Enforcement,
    machines: Any,  # noqa: ANN401
    context: Document,
    call: ApiCall,
    error: str,
) -> None:
    name = context["StateMachine"]["Id"].split(":")[6].partition("/")[0]
    machine = machines._state_machines[f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{name}"]
    if not enforcement.allows(Principal.role(machine["roleArn"]), call):
        raise machines._ExecutionError(error, json.dumps({"denied": call.action, "on": call.resource}))
