"""What MiniStack's services do in somebody's name is evaluated before it is done."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.twin.permissions.policies import allowing, identity, on
from twin.emulator import Emulator
from twin.loopback import ACCOUNT
from twin.permissions.policies import Attachment
from twin.services import permissions

ROLE = f"arn:aws:iam::{ACCOUNT}:role/machine"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:work"
MACHINE = f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:loop"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:noticed"
TRUST = json.dumps({"Statement": [{**allowing("sts:AssumeRole", "*"), "Principal": {"Service": "*"}}]})
WORK = {"Type": "Task", "Resource": FUNCTION, "End": True}
DEFINITION = {
    "StartAt": "Each",
    "States": {
        "Each": {
            "Type": "Map",
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSONL"},
                "Parameters": {"Bucket": "plans", "Key.$": "$.file"},
            },
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Work",
                "States": {"Work": WORK},
            },
            "End": True,
        }
    },
}
READ = allowing("s3:GetObject", "arn:aws:s3:::plans/*")
START = allowing("states:StartExecution", MACHINE)
INVOKE = allowing("lambda:InvokeFunction", FUNCTION)
PATIENCE_SECONDS = 20


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        s3 = running.client("s3")
        s3.create_bucket(Bucket="plans", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_object(Bucket="plans", Key="plan", Body=b'{"chunk": 1}\n')
        running.client("iam").create_role(RoleName="machine", AssumeRolePolicyDocument=TRUST)
        running.client("stepfunctions").create_state_machine(
            name="loop", definition=json.dumps(DEFINITION), roleArn=ROLE
        )
        running.client("sqs").create_queue(QueueName="noticed")
        events = running.client("events")
        events.put_rule(Name="any", EventPattern=json.dumps({"source": ["test"]}))
        events.put_targets(Rule="any", Targets=[{"Id": "1", "Arn": QUEUE}])
        yield running


def until(happened: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := happened()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def denied_while_running(emulator: Emulator, *policies: Attachment) -> list[str]:
    """What is denied of an execution of the machine, run to its end under these policies."""
    permissions.load(emulator.endpoint, policies, {})
    machines = emulator.client("stepfunctions")
    started = machines.start_execution(stateMachineArn=MACHINE, input='{"file": "plan"}')["executionArn"]
    until(lambda: machines.describe_execution(executionArn=started)["status"] != "RUNNING")
    return [each["action"] for each in permissions.denials(emulator.endpoint)]


@pytest.mark.parametrize(
    ("granted", "denied"),
    [
        ([START, INVOKE], "s3:GetObject"),
        ([READ, INVOKE], "states:StartExecution"),
        ([READ, START], "lambda:InvokeFunction"),
    ],
    ids=["reads its items", "starts its children", "invokes its function"],
)
def test_a_machine_does_only_what_its_role_may(
    emulator: Emulator, granted: list[dict[str, Any]], denied: str
) -> None:
    assert denied_while_running(emulator, identity(*granted, owner=ROLE)) == [denied]


def test_a_machine_with_all_that_it_needs_is_denied_nothing(emulator: Emulator) -> None:
    assert denied_while_running(emulator, identity(READ, START, INVOKE, owner=ROLE)) == []


@pytest.mark.parametrize(("source", "messages"), [("any", 1), ("other", 0)])
def test_a_rule_of_the_default_bus_reaches_only_the_queue_that_lets_it(
    emulator: Emulator, source: str, messages: int
) -> None:
    rule = f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/{source}"
    lets = allowing(
        "sqs:SendMessage",
        QUEUE,
        Principal={"Service": "events.amazonaws.com"},
        Condition={"ArnEquals": {"aws:SourceArn": rule}},
    )
    permissions.load(emulator.endpoint, [on(QUEUE, lets)], {})
    sqs = emulator.client("sqs")
    url = sqs.get_queue_url(QueueName="noticed")["QueueUrl"]
    sqs.purge_queue(QueueUrl=url)

    emulator.client("events").put_events(Entries=[{"Source": "test", "DetailType": "t", "Detail": "{}"}])

    until(lambda: permissions.report(emulator.endpoint)["evaluated"])
    received = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1 if messages else 0)
    assert len(received.get("Messages", [])) == messages
    assert len(permissions.denials(emulator.endpoint)) == 1 - messages
