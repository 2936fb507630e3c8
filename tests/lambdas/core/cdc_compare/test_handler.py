"""The entry point, started as Lambda starts it: with its environment and nothing else."""

import json
import subprocess
import sys

import msgspec
from moto import mock_aws

from tests.lambdas.core.cdc.known import PRODUCTS, RECEIPTS
from tests.lambdas.core.cdc.tables import create_state
from tests.lambdas.core.cdc.test_handler import client
from tests.lambdas.core.cdc_compare.postgres import Postgres
from tests.lambdas.core.test_handler_factory import DRIVER, emulator, environment

SETTINGS = {
    "CA_FILE": "none.pem",
    "DATABASE": "postgres",
    "SECRET_ARN": "source",
    "STATE_TABLE": "state",
    "TABLES": msgspec.json.encode([PRODUCTS, RECEIPTS]).decode(),
    "POWERTOOLS_SERVICE_NAME": "cdc_compare",
    "POWERTOOLS_METRICS_NAMESPACE": "Sluice/full",
}


def start(postgres: Postgres, **secret: str) -> "subprocess.CompletedProcess[str]":
    """Run the function against a source whose secret is changed so."""
    with mock_aws(), emulator() as endpoint:
        create_state(client("dynamodb", endpoint))
        text = json.dumps(postgres.secret | secret)
        client("secretsmanager", endpoint).create_secret(Name="source", SecretString=text)
        return subprocess.run(
            [sys.executable, "-c", DRIVER, "lambdas.core.cdc_compare.handler.lambda_handler"],
            input="{}",
            env=environment(SETTINGS, endpoint),
            capture_output=True,
            text=True,
            check=False,
        )


def test_compares_every_table_that_becomes_state_and_counts(postgres: Postgres) -> None:
    *logged, answer = start(postgres).stdout.splitlines()

    assert answer == 'ANSWER {"pos.products": 0}'
    [metrics] = [each for each in map(json.loads, logged) if "_aws" in each]
    assert (metrics["service"], metrics["RowsDiffering"], metrics["RowsCompared"]) == (
        "cdc_compare",
        [0],
        [0],
    )


def test_what_can_not_be_compared_fails_in_one_line(postgres: Postgres) -> None:
    ran = start(postgres, password="old")

    assert ran.returncode
    assert ran.stderr.splitlines()[-1] == (
        "lambdas.core.cdc_compare.faults.ComparisonFailed: the database refuses the secret's password of "
        "replication: rotate the secret, or correct it"
    )


def test_a_secret_that_lacks_something_says_what(postgres: Postgres) -> None:
    assert "the secret source lacks host: write them into it" in start(postgres, host="").stderr
