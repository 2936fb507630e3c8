"""What Step Functions needs: to take a machine's steps, to run its maps, to deliver its log."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.arns import log_streams
from twin.permissions.needs.row import Arise, NeedCase, NeedRow, UnknownNeed
from twin.resolve import Resolved

STATES, MACHINE = "states.amazonaws.com", "AWS::StepFunctions::StateMachine"
GUIDE = "https://docs.aws.amazon.com/step-functions/latest/dg"
TASKS = f"{GUIDE}/lambda-iam.html"
MAPS = f"{GUIDE}/iam-policies-eg-dist-map.html"
LOGGING = f"{GUIDE}/cw-logs.html"
INVOKE, READ_OBJECT = ":states:::lambda:invoke", ":states:::s3:getObject"

State = Mapping[str, Any]


def _invoked(_: Resolved, machine: Resource) -> Iterator[NeedCase]:
    functions = {_function(machine, state) for state in _states(machine) if state["Type"] == "Task"}
    if functions:
        yield _of(machine, *sorted(functions))


def _function(machine: Resource, state: State) -> str:
    """The function that a step invokes; raise UnknownNeed for a step of another kind."""
    resource = str(state["Resource"])
    if resource.startswith("arn:aws:lambda:"):
        return resource
    if INVOKE in resource:
        return str(state["Parameters"]["FunctionName"])
    raise UnknownNeed(f"{machine.path} has a step of {resource}, and no row tells what that needs.")


def _mapped(_: Resolved, machine: Resource) -> Iterator[NeedCase]:
    if _maps(machine):
        yield _of(machine, machine.physical_id)


def _children(_: Resolved, machine: Resource) -> Iterator[NeedCase]:
    if _maps(machine):
        yield _of(machine, f"{_executions(machine)}:*")


def _labelled(_: Resolved, machine: Resource) -> Iterator[NeedCase]:
    for state in _maps(machine):
        yield _of(machine, f"{_executions(machine)}/{state.get('Label', '*')}:*")


def _items(_: Resolved, machine: Resource) -> Iterator[NeedCase]:
    for state in _maps(machine):
        reader = state.get("ItemReader")
        if reader is None:
            continue
        if READ_OBJECT not in reader["Resource"]:
            raise UnknownNeed(f"{machine.path} reads items by {reader['Resource']}, which no row tells of.")
        named = reader["Parameters"].get("Key")
        objects = f"arn:aws:s3:::{reader['Parameters']['Bucket']}/{named or '*'}"
        yield _of(machine, objects, named_at_run=named is None)


def _deliveries(_: Resolved, machine: Resource) -> Iterator[NeedCase]:
    if _logged(machine):
        yield _of(machine, "*")


def _log(_: Resolved, machine: Resource) -> Iterator[NeedCase]:
    if groups := _logged(machine):
        yield _of(machine, *groups)


def _logged(machine: Resource) -> list[str]:
    configured = machine.properties.get("LoggingConfiguration", {}).get("Destinations", ())
    groups = (each["CloudWatchLogsLogGroup"]["LogGroupArn"] for each in configured)
    return [log_streams(group.partition(":log-group:")[2].removesuffix(":*")) for group in groups]


def _of(machine: Resource, *resources: str, named_at_run: bool = False) -> NeedCase:
    """Step Functions sends the machine as its source.

    https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
    """
    return NeedCase(
        resources=resources,
        role=machine.properties["RoleArn"],
        source=machine.physical_id,
        named_at_run=named_at_run,
    )


def _executions(machine: Resource) -> str:
    name = machine.physical_id.rpartition(":")[2]
    return f"arn:aws:states:{REGION}:{ACCOUNT}:execution:{name}"


def _maps(machine: Resource) -> list[State]:
    return [state for state in _states(machine) if _processor(state).get("Mode") == "DISTRIBUTED"]


def _processor(state: State) -> State:
    config: State = state.get("ItemProcessor", {}).get("ProcessorConfig", {})
    return config


def _states(machine: Resource) -> Iterator[State]:
    return _below(json.loads(machine.properties["DefinitionString"]))


def _below(definition: State) -> Iterator[State]:
    """Every state, those of maps and branches too."""
    for state in definition.get("States", {}).values():
        yield state
        for inner in (state.get("ItemProcessor", {}), *state.get("Branches", ())):
            yield from _below(inner)


def _row(page: str, arise: Arise, *actions: str) -> NeedRow:
    return NeedRow(service=STATES, type=MACHINE, page=page, actions=actions, arise=arise)


ROWS = (
    _row(TASKS, _invoked, "lambda:InvokeFunction"),
    _row(MAPS, _mapped, "states:StartExecution"),
    _row(MAPS, _children, "states:DescribeExecution", "states:StopExecution"),
    _row(MAPS, _labelled, "states:RedriveExecution"),
    _row(MAPS, _items, "s3:GetObject"),
    _row(
        LOGGING,
        _deliveries,
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    ),
    _row(LOGGING, _log, "logs:CreateLogStream", "logs:PutLogEvents"),
)
