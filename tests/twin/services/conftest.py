"""A small app in an emulator that the tests of a module share."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.twin.assemblies import assembly
from tests.twin.streaming import RESOURCES, App
from twin.deploy import Twin
from twin.emulator import Emulator
from twin.physical_ids import deployed_attributes, deployed_ids
from twin.resolve import Resolved


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture
def app(emulator: Emulator, tmp_path: Path) -> Iterator[App]:
    cloudformation = emulator.client("cloudformation")
    cloudformation.create_stack(
        StackName="App", TemplateBody=json.dumps({"Resources": RESOURCES}), Capabilities=["CAPABILITY_IAM"]
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName="App", WaiterConfig={"Delay": 1})
    declared = assembly(tmp_path, {"App": {"Resources": RESOURCES}})
    ids = deployed_ids(emulator, declared)
    resolved = Resolved(declared, ids, attributes=deployed_attributes(emulator, declared, ids))
    deployed = App(Twin("dev", emulator, resolved, {}, frozenset()))
    yield deployed
    emptied(emulator.client("s3"), deployed.named("Seen"), deployed.named("Failures"))
    cloudformation.delete_stack(StackName="App")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="App", WaiterConfig={"Delay": 1})


def emptied(s3: Any, *buckets: str) -> None:
    for bucket in buckets:
        for each in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=each["Key"])
