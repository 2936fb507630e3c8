"""A bus in a real emulator: two rules, their queues, a function behind one of them, and an archive."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tests.twin.assemblies import assembly, resource
from twin.deploy import Twin
from twin.emulator import Emulator
from twin.loopback import ACCOUNT
from twin.movers import data_plane
from twin.physical_ids import deployed_ids
from twin.plane.faults import Faults, NoFaults
from twin.plane.observations import Observation
from twin.plane.plane import DataPlane
from twin.resolve import Resolved

TIMEOUT = 30.0
ORDERED = "StockLow"
"""What the function behind the queue of orders gets; the other queue has no reader."""
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
FUNCTION = """
import json

def handler(event, context):
    failed = [each["messageId"] for each in event["Records"] if fails(each)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

def fails(record):
    times = json.loads(record["body"])["detail"].get("fails", 0)
    return int(record["attributes"]["ApproximateReceiveCount"]) <= times
"""
numbers = count()


def _arn(name: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, "Arn"]}


def _rule(detail_type: str, queue: str, replay_name: list[Any]) -> dict[str, Any]:
    target = {
        "Id": "Target0",
        "Arn": _arn(queue),
        "RetryPolicy": {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 1},
        "DeadLetterConfig": {"Arn": _arn("Undelivered")},
    }
    pattern = {"source": ["sluice"], "detail-type": [detail_type], "replay-name": replay_name}
    return resource(
        "AWS::Events::Rule",
        EventBusName={"Ref": "Bus"},
        EventPattern=pattern,
        State="ENABLED",
        Targets=[target],
    )


def _template(bus: str) -> dict[str, Any]:
    redrive = {"deadLetterTargetArn": _arn("Dead"), "maxReceiveCount": 2}
    resources = {
        "Bus": resource("AWS::Events::EventBus", Name=bus),
        "Archive": resource("AWS::Events::Archive", SourceArn=_arn("Bus"), RetentionDays=1),
        "Undelivered": resource("AWS::SQS::Queue"),
        "Dead": resource("AWS::SQS::Queue"),
        "Orders": resource("AWS::SQS::Queue", VisibilityTimeout=2, RedrivePolicy=redrive),
        "Alerts": resource("AWS::SQS::Queue"),
        "Reorder": _rule(ORDERED, "Orders", [{"exists": False}, {"prefix": "reorder-"}]),
        "Alert": _rule("FraudSuspected", "Alerts", [{"exists": False}, {"prefix": "fraud-"}]),
        "Function": resource(
            "AWS::Lambda::Function",
            Code={"ZipFile": FUNCTION},
            Handler="index.handler",
            Role=ROLE,
            Runtime="python3.12",
        ),
        "Mapping": resource(
            "AWS::Lambda::EventSourceMapping",
            EventSourceArn=_arn("Orders"),
            FunctionName={"Ref": "Function"},
            BatchSize=10,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            ScalingConfig={"MaximumConcurrency": 2},
        ),
    }
    return {"Resources": resources}


@dataclass
class Bus:
    """What is deployed, and what happened."""

    twin: Twin
    name: str
    observed: list[Observation] = field(default_factory=list)

    @classmethod
    def deployed(cls, emulator: Emulator, directory: Path) -> "Bus":
        name = f"bus{next(numbers)}"
        app = assembly(directory, {name: _template(name)})
        cloudformation = emulator.client("cloudformation")
        cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(app.stacks[0].template))
        cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 0.2})
        return cls(Twin("dev", emulator, Resolved(app, deployed_ids(emulator, app)), {}, frozenset()), name)

    def warm(self) -> None:
        """Start the function, so that it is never slower than the queue's visibility timeout."""
        name = str(self.twin.app.value(self.name, {"Ref": "Function"}))
        self.twin.emulator.client("lambda").invoke(FunctionName=name, Payload=b'{"Records": []}')

    @contextmanager
    def playing(self, faults: Faults | None = None) -> Iterator[DataPlane]:
        plane = data_plane(self.twin, faults=faults or NoFaults(), observe=self.observed.append)
        plane.start()
        try:
            yield plane
        finally:
            plane.stop()

    def put(self, *details: dict[str, Any], detail_type: str = ORDERED, minutes_ago: float = 0) -> list[str]:
        """Put events that happened then, and return their ids."""
        if detail_type == ORDERED:
            self.warm()
        entries = [
            {
                "EventBusName": self.name,
                "Source": "sluice",
                "DetailType": detail_type,
                "Detail": json.dumps(each),
                "Time": datetime.now(UTC) - timedelta(minutes=minutes_ago),
            }
            for each in details
        ]
        answer = self.twin.emulator.client("events").put_events(Entries=entries)
        return [each["EventId"] for each in answer["Entries"]]

    def start_replay(self, name: str, rules: Collection[str] = ()) -> None:
        """Ask for a replay of the last hour to all rules, or to those of these logical ids."""
        now, filters = datetime.now(UTC), [self.arn(rule) for rule in rules]
        self.twin.emulator.client("events").start_replay(
            ReplayName=name,
            EventSourceArn=self.arn("Archive"),
            EventStartTime=now - timedelta(hours=1),
            EventEndTime=now + timedelta(minutes=1),
            Destination={"Arn": self.arn("Bus"), **({"FilterArns": filters} if filters else {})},
        )

    def replay(self, plane: DataPlane, name: str, rules: Collection[str] = ()) -> None:
        """As `start_replay`, and wait for what comes of it."""
        self.start_replay(name, rules)
        plane.drain(TIMEOUT)

    def replayed(self, name: str) -> dict[str, Any]:
        """What DescribeReplay tells."""
        told: dict[str, Any] = self.twin.emulator.client("events").describe_replay(ReplayName=name)
        return told

    def arn(self, logical_id: str) -> str:
        found = self.twin.app.assembly.find(self.name, logical_id)
        assert found
        return self.twin.app.arn(found)

    def url(self, queue: str) -> str:
        return str(self.twin.app.value(self.name, {"Ref": queue}))

    def messages(self, queue: str) -> Sequence[dict[str, Any]]:
        """Up to ten messages that a queue shows."""
        sqs = self.twin.emulator.client("sqs")
        answer = sqs.receive_message(
            QueueUrl=self.url(queue), MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return list(answer.get("Messages", []))

    def of(self, kind: type[Any]) -> list[Any]:
        """What was observed of a kind."""
        return [each for each in self.observed if isinstance(each, kind)]
