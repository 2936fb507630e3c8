import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from botocore.exceptions import ClientError

from twin.emulator import Emulator, claim
from twin.errors import DiskFull, EmulatorDied, PortInUse
from twin.loopback import ACCOUNT, HOST

RECORDED = "AWS::DMS::ReplicationConfig"
ORPHAN = """
import os
from pathlib import Path
from twin.emulator import Emulator
emulator = Emulator(log=Path({log!r}))
print(emulator.port, flush=True)
os._exit(1)
"""


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log", recorded=[RECORDED]) as running:
        yield running


def accepts_connections(port: int, host: str = HOST) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def create_stack(emulator: Emulator, type_: str) -> list[str]:
    """Create a stack of one resource and return its physical id."""
    cloudformation = emulator.client("cloudformation")
    name = type_.replace(":", "")
    template = json.dumps({"Resources": {"Only": {"Type": type_, "Properties": {}}}})
    cloudformation.create_stack(StackName=name, TemplateBody=template)
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    return [resource["PhysicalResourceId"] for resource in resources]


def test_answers_for_the_made_up_account(emulator: Emulator) -> None:
    assert emulator.client("sts").get_caller_identity()["Account"] == ACCOUNT


def test_listens_on_loopback_only(emulator: Emulator) -> None:
    assert accepts_connections(emulator.port)
    assert not accepts_connections(emulator.port, "127.0.0.2")


def test_moves_no_record_by_itself(emulator: Emulator) -> None:
    fed = feed(emulator)

    time.sleep(2)  # its pollers wake at once and look again every second

    mapping = emulator.client("lambda").get_event_source_mapping(UUID=fed.mapping)
    assert mapping["LastProcessingResult"] == "No records processed"
    assert "Contents" not in emulator.client("s3").list_objects_v2(Bucket=fed.bucket)


def test_notes_a_type_that_it_was_told_to_record(emulator: Emulator) -> None:
    assert create_stack(emulator, RECORDED) == ["AWSDMSReplicationConfig-Only-recorded"]


def test_rejects_a_type_that_nobody_knows(emulator: Emulator) -> None:
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        create_stack(emulator, "AWS::Batch::JobQueue")


def test_names_the_port_that_is_in_use_and_the_option_that_changes_it(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortInUse, match=rf"{port}.*--port"):
            Emulator(port, log=tmp_path / "log")


def test_says_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=5 << 20))

    with pytest.raises(DiskFull, match=r"5 MB free.*TMPDIR"):
        Emulator(log=tmp_path / "log")


def test_tells_the_last_line_of_the_log_when_it_died(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Emulator(log=log) as emulator:
        emulator.require_alive()
        log.write_text("all was well\nout of memory\n\n")
        emulator.stop()

        with pytest.raises(EmulatorDied, match=r"out of memory \(all of it: .*log\)"):
            emulator.require_alive()

    assert claim(emulator.port) == emulator.port


def test_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = ORPHAN.format(log=str(tmp_path / "log"))
    parent = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    deadline = time.monotonic() + 5
    while accepts_connections(port := int(parent.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not accepts_connections(port)


class Fed(NamedTuple):
    """What `feed` made."""

    mapping: str
    bucket: str


def zipped() -> bytes:
    """The code of a function that does nothing."""
    code = BytesIO()
    with ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): pass")
    return code.getvalue()


def feed(emulator: Emulator) -> Fed:
    """Put a record on a stream that a function and a delivery stream read."""
    kinesis, functions = emulator.client("kinesis"), emulator.client("lambda")
    kinesis.create_stream(StreamName="sales", ShardCount=1)
    stream = kinesis.describe_stream(StreamName="sales")["StreamDescription"]["StreamARN"]
    emulator.client("s3").create_bucket(
        Bucket="raw", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "*"}, "Action": "sts:AssumeRole"}]}
    role = emulator.client("iam").create_role(RoleName="any", AssumeRolePolicyDocument=json.dumps(trust))[
        "Role"
    ]["Arn"]
    emulator.client("firehose").create_delivery_stream(
        DeliveryStreamName="archive",
        DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration={"KinesisStreamARN": stream, "RoleARN": role},
        ExtendedS3DestinationConfiguration={"BucketARN": "arn:aws:s3:::raw", "RoleARN": role},
    )
    functions.create_function(
        FunctionName="stock",
        Runtime="python3.12",
        Role=role,
        Handler="index.handler",
        Code={"ZipFile": zipped()},
    )
    mapping = functions.create_event_source_mapping(
        EventSourceArn=stream, FunctionName="stock", StartingPosition="TRIM_HORIZON"
    )
    kinesis.put_record(StreamName="sales", Data=b"{}", PartitionKey="367")
    return Fed(mapping["UUID"], "raw")
