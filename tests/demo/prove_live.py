"""A twin that is kept at work moves what any client sends, as long as it is up."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from demo.push_act import ACCEPTED, post
from tests.lambdas.sales import encoded, sale
from tests.proxied import free_port
from tests.synthesis import REPOSITORY

pytestmark = pytest.mark.timeout(300)
SOON = 5.0
"""Seconds from a record's put to its row and its object."""
PATIENCE = 240
UP = re.compile(r"Up in ([\d.]+) s")
EXPORTED = re.compile(r"(AWS_\w+)=(\S+)")
PUSHED_AT = re.compile(r"The push endpoint is (\S+?);")


class Up:
    """A running twin, by what it has printed."""

    def __init__(self, environment: str, text: str) -> None:
        self.environment = environment
        self.variables = dict(EXPORTED.findall(text))
        self.push = found[1] if (found := PUSHED_AT.search(text)) else None
        [self.seconds] = map(float, UP.findall(text))

    def client(self, service: str) -> Any:
        session: Any = boto3
        return session.client(
            service,
            endpoint_url=self.variables["AWS_ENDPOINT_URL"],
            region_name=self.variables["AWS_REGION"],
            aws_access_key_id=self.variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key="any",
        )

    def outputs(self) -> Mapping[str, str]:
        stacks = self.client("cloudformation").describe_stacks()["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for one in stacks for each in one.get("Outputs", ())}


def start(environment: str, printed: Path) -> subprocess.Popen[bytes]:
    """Start it as `make twin` does."""
    options = ("--environment", environment, "--port", str(free_port()))
    with printed.open("w") as out:
        return subprocess.Popen(
            (sys.executable, "-m", "demo.twin_command", *options),
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"},
            stdout=out,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def up(environment: str, directory: Path) -> Iterator[Up]:
    """Start it, and end it as Ctrl-C does."""
    printed = directory / "printed.txt"
    process = start(environment, printed)
    try:
        wait(lambda: UP.search(printed.read_text()) and "activate" in printed.read_text(), PATIENCE, process)
        yield Up(environment, printed.read_text())
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, printed.read_text()


def wait(done: Callable[[], object], seconds: float, process: subprocess.Popen[bytes] | None = None) -> float:
    began = time.monotonic()
    while not done():
        assert process is None or process.poll() is None, "it ended"
        assert time.monotonic() - began < seconds
        time.sleep(0.1)
    return time.monotonic() - began


def rows(running: Up) -> list[str]:
    table = running.outputs()["InventoryLedger"]
    return [each["entry"]["S"] for each in running.client("dynamodb").scan(TableName=table)["Items"]]


def archived(running: Up) -> list[str]:
    bucket = running.outputs()["RawBucket"]
    found = running.client("s3").list_objects_v2(Bucket=bucket, Prefix="events/")
    return [each["Key"] for each in found.get("Contents", ())]


def put(running: Up, number: int) -> None:
    running.client("kinesis").put_record(
        StreamName=running.outputs()["StreamName"], Data=encoded(sale(number)), PartitionKey="367"
    )


def test_what_any_client_puts_is_in_ledger_and_raw_soon_and_again_later(tmp_path: Path) -> None:
    with up("starter", tmp_path) as running:
        put(running, 1)
        first = wait(lambda: len(rows(running)) == 1 and archived(running), PATIENCE)
        put(running, 2)
        second = wait(lambda: len(rows(running)) == 2 and len(archived(running)) == 2, PATIENCE)

    print(f"\nup in {running.seconds:.1f} s; in ledger and raw after {first:.1f} and {second:.1f} s")
    assert max(first, second) <= SOON


def test_the_push_endpoint_answers_and_what_it_takes_arrives(tmp_path: Path) -> None:
    with up("dev", tmp_path) as running:
        assert running.push is not None
        [key, *_] = running.client("apigateway").get_api_keys(includeValues=True)["items"]
        store = key["description"].removeprefix("Sender ")
        assert post(running.push, key["value"], encoded(sale(1, store))) == ACCEPTED
        wait(lambda: len(rows(running)) == 1, PATIENCE)


def test_the_operators_command_line_sees_it(tmp_path: Path) -> None:
    with up("starter", tmp_path) as running:
        variables = {**os.environ, **running.variables, "AWS_SECRET_ACCESS_KEY": "any"}
        listed = subprocess.run(
            (sys.executable, "-m", "sluice", "status", "starter"),
            cwd=REPOSITORY,
            env=variables | {"PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "inventory" in listed.stdout, listed.stderr
        put(running, 1)
        wait(lambda: len(rows(running)) == 1, PATIENCE)


def test_ended_before_it_is_up_it_says_so_in_one_line(tmp_path: Path) -> None:
    process = start("starter", tmp_path / "printed.txt")
    wait(lambda: "Synthesizing" in (tmp_path / "printed.txt").read_text(), PATIENCE, process)
    process.send_signal(signal.SIGINT)

    assert process.wait(60) == 130
    assert (tmp_path / "printed.txt").read_text().splitlines()[-1] == "sluice: ended by Ctrl-C"
