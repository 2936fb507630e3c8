"""The entry points, started as Lambda starts them: with the template's environment and nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.lambdas.sales import encoded, event, sale
from tests.synthesis import REPOSITORY, resources

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

DRIVER = """
import importlib, json, sys
module, _, name = sys.argv[1].rpartition(".")
class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "test"
    def get_remaining_time_in_millis(self): return 60_000
handler = getattr(importlib.import_module(module), name)
answer = handler(json.load(sys.stdin), Context())
print("ANSWER", json.dumps(answer))
"""


@contextmanager
def emulator() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def client(endpoint: str) -> "S3Client":
    """A client of the emulator."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def quarantine(endpoint: str) -> "S3Client":
    """A client of the emulator, whose only bucket is the quarantine."""
    s3 = client(endpoint)
    s3.create_bucket(Bucket="quarantine_bucket")
    return s3


def function(consumer: str) -> tuple[str, dict[str, str]]:
    """A consumer's handler and the template's variables, each reference replaced by a name."""
    for each in resources("dev", "AWS::Lambda::Function"):
        variables = each["Properties"]["Environment"]["Variables"]
        if variables["POWERTOOLS_SERVICE_NAME"] == consumer:
            told = {
                name: value if isinstance(value, str) else name.lower() for name, value in variables.items()
            }
            return each["Properties"]["Handler"], told
    raise LookupError(consumer)


def environment(told: dict[str, str], endpoint: str) -> dict[str, str]:
    lambdas_own = {
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    paths = {"PYTHONPATH": str(REPOSITORY), "PATH": os.environ["PATH"]}
    return told | lambdas_own | paths | {"AWS_ENDPOINT_URL": endpoint}


def start(
    consumer: str, endpoint: str, payloads: list[bytes], *, replayed: bool = False
) -> tuple[Any, list[dict[str, Any]]]:
    """Invoke a function in a fresh process; return its answer and the lines that it logged."""
    handler, told = function(consumer)
    batch = event(payloads)
    if replayed:
        batch["Records"] = [each | {"eventID": "replay:1"} for each in batch["Records"]]
    ran = subprocess.run(
        [sys.executable, "-c", DRIVER, handler],
        input=json.dumps(batch),
        env=environment(told, endpoint),
        capture_output=True,
        text=True,
        check=True,
    )
    *logged, answer = ran.stdout.splitlines()
    return json.loads(answer.removeprefix("ANSWER ")), [json.loads(each) for each in logged]


@pytest.mark.parametrize("consumer", ["inventory", "loyalty", "fraud"])
def test_quarantines_counts_and_answers(consumer: str) -> None:
    with emulator() as endpoint:
        s3 = quarantine(endpoint)
        answer, logged = start(consumer, endpoint, [b"broken", b"", encoded(sale(store=""))])
        [kept] = s3.list_objects_v2(Bucket="quarantine_bucket", Prefix=f"{consumer}/")["Contents"]

    assert answer == {"batchItemFailures": []}
    assert kept["Size"] > 0
    [metrics] = [line for line in logged if "_aws" in line]
    assert metrics["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Sluice/dev"
    assert (metrics["service"], metrics["Quarantined"], metrics["BatchesStopped"]) == (
        consumer,
        [3],
        [0],
    )


@pytest.mark.parametrize("consumer", ["inventory", "loyalty", "fraud"])
@pytest.mark.parametrize("replayed", [False, True])
def test_notes_where_it_is_in_the_stream_but_for_what_is_replayed_to_it_alone(
    consumer: str, replayed: bool
) -> None:
    """There is no table of positions here: who notes one misses it."""
    with emulator() as endpoint:
        quarantine(endpoint)
        answer, logged = start(consumer, endpoint, [b"broken"], replayed=replayed)

    [metrics] = [line for line in logged if "_aws" in line]
    assert answer == {"batchItemFailures": []}
    assert metrics.get("PositionsMissed", [0]) == ([0] if replayed else [1])


def test_a_table_that_is_away_is_reported_not_raised() -> None:
    answer, logged = start("inventory", "http://127.0.0.1:9", [encoded(sale())])

    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    [warning] = [line for line in logged if "stopped_at" in line]
    assert warning["stopped_at"] == "0"
    assert "127.0.0.1:9" in warning["cause"]
