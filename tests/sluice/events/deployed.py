"""The bus of the synthesized app in a real emulator: archive, rules, queues, and no function."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sluice.events.archive import BusArchive
from sluice.events.replays import ArchiveReplays
from tests.synthesis import templates
from tests.twin.assemblies import assembly
from twin.deploy import Twin
from twin.emulator import Emulator
from twin.movers import data_plane
from twin.physical_ids import deployed_ids
from twin.plane.faults import NoFaults
from twin.resolve import Resolved

STACK = "Sluice-dev-Events"
STACKS = (STACK, "Sluice-dev-Fraud", "Sluice-dev-Shelves")
TYPES = ("AWS::Events::Archive", "AWS::Events::EventBus", "AWS::Events::Rule", "AWS::SQS::Queue")
OUTPUTS = ("BusArchive", "BusName")


@dataclass(frozen=True)
class Bus:
    """What is deployed."""

    twin: Twin

    @classmethod
    def deployed(cls, emulator: Emulator, directory: Path) -> "Bus":
        app = assembly(directory, {STACK: _template()})
        cloudformation = emulator.client("cloudformation")
        cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps(app.stacks[0].template))
        cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 0.2})
        return cls(Twin("dev", emulator, Resolved(app, deployed_ids(emulator, app)), {}, frozenset()))

    @contextmanager
    def playing(self) -> Iterator[None]:
        """Carry events to their queues, live ones and replayed ones."""
        plane = data_plane(self.twin, faults=NoFaults(), observe=lambda _: None)
        plane.start()
        try:
            yield
            plane.settle(30)
        finally:
            plane.stop()

    def put(self, kind: str, at: datetime, detail: dict[str, Any]) -> None:
        """Tell the bus that something happened at that time."""
        entry = {
            "EventBusName": self.twin.app.output("BusName"),
            "Source": "sluice",
            "DetailType": kind,
            "Detail": json.dumps(detail),
            "Time": at,
        }
        self.twin.emulator.client("events").put_events(Entries=[entry])

    def replays(self, pause: Callable[[float], None]) -> ArchiveReplays:
        """Its archive's replays, as somebody sees them who pauses so."""
        events = self.twin.emulator.client("events")
        return ArchiveReplays(events, BusArchive.named(events, self.twin.app.output("BusArchive")), pause)

    def emptied(self, queue: str) -> Sequence[dict[str, Any]]:
        """The events in the queue whose logical id begins so, which are deleted."""
        sqs = self.twin.emulator.client("sqs")
        [url] = [
            one.physical_id
            for one in self.twin.app.resources("AWS::SQS::Queue")
            if one.logical_id.startswith(queue) and "DeadLetters" not in one.logical_id
        ]
        found: list[dict[str, Any]] = []
        while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            found += [json.loads(each["Body"]) for each in batch]
            for each in batch:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return found


def _template() -> dict[str, Any]:
    """Lay the bus, the rules that others put on it, and their queues into one stack."""
    outputs = templates("dev")[STACK]["Outputs"]
    [export] = [
        each["Export"]["Name"]
        for name, each in outputs.items()
        if "Export" in each and each["Value"] == outputs["BusName"]["Value"]
    ]
    whole = {name: one for stack in STACKS for name, one in templates("dev")[stack]["Resources"].items()}
    of_type = {name: one for name, one in whole.items() if one["Type"] in TYPES}
    imported, bus = json.dumps({"Fn::ImportValue": export}), json.dumps(outputs["BusName"]["Value"])
    resources = json.loads(json.dumps(of_type).replace(imported, bus))
    return {"Resources": resources, "Outputs": {name: outputs[name] for name in OUTPUTS}}
