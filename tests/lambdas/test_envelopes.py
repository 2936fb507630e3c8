"""Every deployed function that reads records answers whatever stands for one: it is kept whole."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.lambdas.core.test_handler_factory import DRIVER, client, emulator, environment, quarantine
from tests.lambdas.sam_samples import KINESIS, QUEUE, TABLE
from tests.synthesis import templates

BUCKET = "quarantine_bucket"
SUPPLIER = {"SUPPLIER_URL": "http://127.0.0.1:9"}
SAMPLES: list[Any] = [KINESIS, TABLE, QUEUE, [1]]
"""Of each source of records one, and what no source makes."""


@cache
def readers() -> dict[str, tuple[str, dict[str, str]]]:
    """Every function that an event source mapping of `full` invokes, by service: handler and variables."""
    found = {}
    for template in templates("full").values():
        resources = template["Resources"]
        for each in resources.values():
            if each["Type"] == "AWS::Lambda::EventSourceMapping":
                function = resources[each["Properties"]["FunctionName"]["Ref"]]["Properties"]
                told = function["Environment"]["Variables"]
                named = {key: value if isinstance(value, str) else key.lower() for key, value in told.items()}
                found[told["POWERTOOLS_SERVICE_NAME"]] = function["Handler"], named | SUPPLIER
    return found


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with emulator() as server:
        quarantine(server)
        yield server


def test_each_kind_of_source_is_read_by_some_function() -> None:
    assert {"inventory", "fraud", "cdc", "shelves", "reorder", "queue_source", "device_source"} <= set(
        readers()
    )


@pytest.mark.parametrize("service", readers())
def test_what_stands_for_a_record_of_any_source_is_kept_whole(service: str, endpoint: str) -> None:
    handler, told = readers()[service]
    ran = subprocess.run(
        [sys.executable, "-c", DRIVER, handler],
        input=json.dumps({"Records": SAMPLES}),
        env=environment(told, endpoint),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == 'ANSWER {"batchItemFailures": []}'
    assert kept(endpoint, service) == len(SAMPLES)


def kept(endpoint: str, service: str) -> int:
    """Count the records that a function has in quarantine."""
    s3 = client(endpoint)
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"{service}/").get("Contents", ())
    bodies = (s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in found)
    return sum(len(body.splitlines()) for body in bodies)
