"""The entry point, started as Lambda starts it, with a domain that declares an alert."""

import json
import subprocess
import sys
from typing import Any

from boto3.session import Session

from tests.lambdas.core.test_handler_factory import DRIVER, emulator, environment
from tests.lambdas.core.webhook.alerts import AlertFunction
from tests.lambdas.sales import encoded, record
from tests.synthesis import REPOSITORY

HANDLER = "lambdas.core.webhook.handler.lambda_handler"
TOLD = {
    "ALERT_WINDOW_SECONDS": "1000000",
    "CLAIMS_BUCKET": "claims",
    "CONSUMER": "webhook",
    "OLDEST_DAY": "2013-01-01",
    "OLDEST_HISTORY_DAY": "2010-01-01",
    "IDEMPOTENCY_TABLE": "posted",
    "POSITIONS_HOURS": "24",
    "POSITIONS_TABLE": "positions",
    "POWERTOOLS_METRICS_NAMESPACE": "Sluice/test",
    "POWERTOOLS_SERVICE_NAME": "webhook",
    "QUARANTINE_BUCKET": "quarantine",
    "WEBHOOK_TOKEN": "",
}


def reading(hour: int, temperature: int) -> bytes:
    return encoded(
        {
            "schema_version": "1.0",
            "reading_id": f"EWR/2013-01-14T{hour:02}:00Z",
            "station_id": "EWR",
            "measured_at": f"2013-01-14T{hour:02}:00:00Z",
            "temperature": temperature,
        }
    )


def start(endpoint: str, webhook: str, *payloads: bytes) -> tuple[Any, dict[str, Any]]:
    """Invoke the function in a process of its own; return its answer and its metrics."""
    where = Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    where.client("dynamodb", endpoint_url=endpoint).create_table(
        TableName=TOLD["IDEMPOTENCY_TABLE"],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    variables = environment(TOLD | {"WEBHOOK_URL": webhook}, endpoint)
    ran = subprocess.run(
        [sys.executable, "-c", DRIVER, HANDLER],
        cwd=REPOSITORY,
        input=json.dumps({"Records": [record(each, number) for number, each in enumerate(payloads)]}),
        env=variables | {"PYTHONSAFEPATH": "1", "PYTHONPATH": f"{REPOSITORY}/examples/sensors:{REPOSITORY}"},
        capture_output=True,
        text=True,
        check=True,
    )
    *logged, answer = ran.stdout.splitlines()
    [metrics] = [line for line in map(json.loads, logged) if "_aws" in line]
    return json.loads(answer.removeprefix("ANSWER ")), metrics


def test_a_warm_reading_is_told_and_counted(function: AlertFunction) -> None:
    with emulator() as endpoint:
        answer, metrics = start(
            endpoint, function.receiver.url, reading(6, 140), reading(7, 20), reading(6, 140)
        )

    assert answer == {"batchItemFailures": []}
    assert function.receiver.taken == {
        "EWR/2013-01-14T06:00Z": {"reading_id": "EWR/2013-01-14T06:00Z", "celsius": 14.0}
    }
    assert "Authorization" not in function.receiver.requests[0]
    counted = {name: metrics[name] for name in ("Applied", "Repeated", "Quarantined", "BatchesStopped")}
    assert counted == {"Applied": [1], "Repeated": [1], "Quarantined": [0], "BatchesStopped": [0]}
