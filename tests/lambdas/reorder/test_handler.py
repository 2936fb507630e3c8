"""The entry point, started as Lambda starts it."""

import json
import subprocess
import sys
from typing import Any

from boto3.session import Session

from tests.lambdas.core.test_handler_factory import DRIVER, emulator, environment
from tests.lambdas.ledgers import table_properties
from tests.lambdas.receivers import Reply
from tests.lambdas.reorder.shops import HANDLER, HELD, TABLE, Shop, variables
from tests.lambdas.told import delivered, detail, messages, stock_low

BODIES = [delivered(detail(stock_low(crossing))) for crossing in (1, 1, 2)]
WITHOUT_ANSWER = "http://127.0.0.1:9"


def prepare(endpoint: str) -> None:
    """Make what the stacks make."""
    where = Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    where.client("events", endpoint_url=endpoint).create_event_bus(Name="bus_name")
    where.client("s3", endpoint_url=endpoint).create_bucket(Bucket="quarantine_bucket")
    dynamodb = where.client("dynamodb", endpoint_url=endpoint)
    for name in (TABLE, HELD):
        dynamodb.create_table(TableName=name, **table_properties("reorder", name.upper()))


def start(endpoint: str, supplier: str) -> tuple[Any, list[dict[str, Any]]]:
    """Invoke the function in a fresh process; return its answer and the lines that it logged."""
    ran = subprocess.run(
        [sys.executable, "-c", DRIVER, HANDLER],
        input=json.dumps(messages(*BODIES, b"no")),
        env=environment(variables() | {"SUPPLIER_URL": supplier}, endpoint),
        capture_output=True,
        text=True,
        check=True,
    )
    *logged, answer = ran.stdout.splitlines()
    return json.loads(answer.removeprefix("ANSWER ")), [json.loads(each) for each in logged]


def test_orders_counts_and_answers(shop: Shop) -> None:
    shop.supplier.fail(Reply(), Reply(409), Reply(410))
    with emulator() as endpoint:
        prepare(endpoint)
        answer, logged = start(endpoint, shop.supplier.url)

    assert answer == {"batchItemFailures": []}
    [metrics] = [line for line in logged if "_aws" in line]
    counted = {name: value for name, value in metrics.items() if name.startswith("Orders")}
    assert metrics["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Sluice/dev"
    assert metrics["service"] == "reorder"
    assert counted == {
        "OrdersPlaced": [1],
        "OrdersRepeated": [1],
        "OrdersNotNeeded": [0],
        "OrdersRefused": [2],
        "OrdersHeld": [0],
        "OrdersFailed": [0],
    }


def test_what_is_away_is_reported_not_raised() -> None:
    answer, logged = start(WITHOUT_ANSWER, WITHOUT_ANSWER)

    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["0", "1", "2", "3"]
    [warning] = [line for line in logged if "failures" in line]
    assert "127.0.0.1:9" in warning["failures"][0]
