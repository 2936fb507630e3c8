"""What a consumer's own code counts, as CloudWatch would read it from the function's log."""

import json
import subprocess
import sys
from functools import cache
from typing import Any

from tests.stacks.synthesized import Resource
from tests.synthesis import REPOSITORY

INVOKE = """
import importlib, json, sys
from types import SimpleNamespace
module, _, name = sys.argv[1].rpartition(".")
context = SimpleNamespace(
    function_name="f", memory_limit_in_mb=512, invoked_function_arn="a", aws_request_id="r",
    get_remaining_time_in_millis=lambda: 60_000,
)
getattr(importlib.import_module(module), name)({"Records": json.loads(sys.argv[2])}, context)
"""
# A stream's function takes no records for an answer; a queue's wants one, and this one comes to nothing.
MESSAGE = {
    "messageId": "1",
    "receiptHandle": "r",
    "body": "{}",
    "attributes": {"SentTimestamp": "0", "ApproximateReceiveCount": "1"},
    "messageAttributes": {},
    "md5OfBody": "m",
    "eventSource": "aws:sqs",
    "eventSourceARN": "arn:aws:sqs:eu-west-1:111122223333:any",
    "awsRegion": "eu-west-1",
}


# What is no name in the template, and can't be just any text.
NOWHERE = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}
ADDRESSES = {"SUPPLIER_URL": "https://supplier.invalid/orders"}


def emitted(function: Resource) -> dict[str, Any]:
    """The embedded metrics that the function logs when it runs in the template's environment.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    variables = function.properties["Environment"]["Variables"]
    known = {name: value for name, value in variables.items() if isinstance(value, str)}
    given = frozenset((dict.fromkeys(variables, "any") | ADDRESSES | known).items())
    return _logged(function.properties["Handler"], given)


@cache
def _logged(handler: str, variables: frozenset[tuple[str, str]]) -> dict[str, Any]:
    records = [MESSAGE] if "IDEMPOTENCY_TABLE" in dict(variables) else []
    finished = subprocess.run(
        [sys.executable, "-c", INVOKE, handler, json.dumps(records)],
        cwd=REPOSITORY,
        env={**NOWHERE, **dict(variables)},
        capture_output=True,
        check=True,
    )
    logged = map(json.loads, finished.stdout.splitlines())
    (metrics,) = [line for line in logged if "_aws" in line]
    return dict(metrics)
