"""The bill of a deployment whose consumers nobody has measured, in the words of its domain."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from review.consumers import FUNCTION
from review.services.dynamodb import TABLE
from tests.synthesis import REPOSITORY
from tests.twin.assemblies import resource, written

SENSORS = {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": f"{REPOSITORY}/examples/sensors:{REPOSITORY}"}


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """Write an assembly with a ledger of the sensors' consumer."""
    variables = {"POWERTOOLS_SERVICE_NAME": "counts", "LEDGER_TABLE": {"Ref": "Ledger"}}
    resources = {
        "Function": resource(FUNCTION, MemorySize=256, Environment={"Variables": variables}),
        "Ledger": resource(TABLE, BillingMode="PAY_PER_REQUEST"),
    }
    return written(tmp_path, {"Sluice-dev-Consumers": {"Resources": resources}})


def review(*words: str) -> str:
    command = [sys.executable, "-m", "review", *words]
    return subprocess.run(command, env=SENSORS, check=True, capture_output=True, text=True).stdout


def test_rows_are_modelled_from_what_the_domain_declares_and_their_size_is_not_made_up(counts: Path) -> None:
    review("bill", "--assembly", str(counts), "--write", str(counts / "costs.md"))

    page = (counts / "costs.md").read_text()
    # 2,628,000 writes of a unit at 1 a second.
    assert "| DynamoDB | $0.00 | $1.64 |" in page
    assert (
        "| Sluice-dev-Consumers/Ledger | Its storage, $0.25 a GB-month: how large a row is hasn't been"
        in page
    )
    assert "rows stored" not in page


def test_people_read_the_domains_words(counts: Path) -> None:
    review("bill", "--assembly", str(counts), "--event-bytes", "200", "--write", str(counts / "costs.md"))

    page = (counts / "costs.md").read_text()
    assert "| Service | idle | 1 reading a second | 20 readings a second |" in page
    assert "Each reading has 200 bytes. They come evenly, from many stations" in page
    assert "nobody has measured these events" in page
    assert " sale" not in page


def test_the_way_of_a_reading_through_each_service_is_priced_in_its_words() -> None:
    assert "| SQS | 10 readings a request | " in review("choosing")
