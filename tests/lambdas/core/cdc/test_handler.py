"""The entry point, started as Lambda starts it: with its environment and nothing else."""

import json
import subprocess
import sys
from typing import Any

import boto3
import msgspec
from moto import mock_aws

from tests.lambdas.core.cdc.known import KNOWN
from tests.lambdas.core.cdc.records import control, line_of, receipt_row
from tests.lambdas.core.cdc.tables import create_state
from tests.lambdas.core.test_handler_factory import DRIVER, emulator, environment
from tests.lambdas.sales import event

SETTINGS = {
    "CONSUMER": "cdc",
    "TABLES": msgspec.json.encode(list(KNOWN.values())).decode(),
    "STATE_TABLE": "state",
    "STREAM": "sales",
    "QUARANTINE_BUCKET": "quarantine",
    "OLDEST_DAY": "2017-01-01",
    "OLDEST_HISTORY_DAY": "2010-01-01",
    "POSITIONS_TABLE": "positions",
    "POSITIONS_HOURS": "24",
    "POWERTOOLS_SERVICE_NAME": "cdc",
    "POWERTOOLS_METRICS_NAMESPACE": "Sluice/full",
}


def client(service: str, endpoint: str) -> Any:
    """A client of the emulator."""
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def test_notes_puts_keeps_counts_and_answers() -> None:
    """No row is folded here: moto knows no parameters of statements."""
    lines = [line_of(each) for each in (control("create-table", 1), control("add-column", 2), receipt_row())]
    with mock_aws(), emulator() as endpoint:
        client("s3", endpoint).create_bucket(Bucket="quarantine")
        client("kinesis", endpoint).create_stream(StreamName="sales", ShardCount=1)
        create_state(client("dynamodb", endpoint))
        ran = subprocess.run(
            [sys.executable, "-c", DRIVER, "lambdas.core.cdc.handler.lambda_handler"],
            input=json.dumps(event([*lines, b"{"])),
            env=environment(SETTINGS, endpoint),
            capture_output=True,
            text=True,
            check=True,
        )
        kept = client("s3", endpoint).list_objects_v2(Bucket="quarantine", Prefix="cdc/")["KeyCount"]

    *logged, answer = ran.stdout.splitlines()
    assert answer == 'ANSWER {"batchItemFailures": []}'
    assert kept == 1
    [metrics] = [each for each in map(json.loads, logged) if "_aws" in each]
    names = (
        "service",
        "ChangesFolded",
        "EventsPut",
        "ChangesRefused",
        "ChangesConflicting",
        "BatchesStopped",
    )
    assert [metrics[name] for name in names] == ["cdc", [0], [1], [1], [0], [0]]
