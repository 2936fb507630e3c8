"""The inventory consumer behind a proxy that throttles and cuts, before an emulated table on loopback."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lambdas.core.clients import dynamodb
from lambdas.inventory.stock import Stock
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import create_ledger
from tests.lambdas.objects import Objects, inventory_over
from tests.lambdas.sales import LEDGER, encoded, event, line, sale
from tests.proxied import fired, proxy
from twin.emulator import Emulator

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

INSERT = {"service": "dynamodb", "operation": "BatchExecuteStatement"}
READ = {"service": "dynamodb", "operation": "BatchGetItem"}
THROTTLED = {"error": {"code": "ThrottlingException"}}
EXCEEDED = {"error": {"code": "ProvisionedThroughputExceededException"}}
# A client tries twice before it gives up, so that each fault that is to be seen strikes twice.
FAULTS: list[dict[str, Any]] = [
    INSERT | THROTTLED | {"times": 2},
    INSERT | EXCEEDED | {"times": 2},
    INSERT | {"reset": True, "times": 2},
    INSERT | {"response": {"abort_frac": 0.3}, "times": 2},
    READ | THROTTLED | {"times": 2},
    READ | EXCEEDED | {"times": 2},
]
SALES = [encoded(sale(number, lines=[line("apple", 1)])) for number in range(30)]


def client(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> "DynamoDBClient":
    """Make the client that the deployed function makes, at this endpoint."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    return dynamodb()


def deliver(consumer: LedgerFunction) -> list[int]:
    """Deliver from the last checkpoint on until all is settled, as Lambda does; return the checkpoints."""
    checkpoints = [0]
    for _ in range(20):
        left = event(SALES[checkpoints[-1] :], first=checkpoints[-1])
        failures = consumer.handle(left, lambda: 60_000).answer["batchItemFailures"]
        if not failures:
            return checkpoints
        checkpoints.append(int(failures[0]["itemIdentifier"]))
    raise AssertionError("never settled")


def test_throttles_resets_and_cut_replies_are_transient_and_every_sale_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAULTS 2, 9, 10: the cut reply comes after the rows were written, so they are written twice."""
    with Emulator(log=tmp_path / "emulator.log") as emulator:
        direct = client(emulator.endpoint, monkeypatch)
        create_ledger(direct)
        with proxy(emulator.endpoint, FAULTS, tmp_path) as faulty:
            kept = Objects()
            checkpoints = deliver(inventory_over(client(faulty, monkeypatch), kept))
            assert fired(faulty) == sum(fault["times"] for fault in FAULTS)

        assert len(checkpoints) > 1, "a fault that outlasts the client is reported"
        assert kept == {}, "a passing fault quarantines nothing"
        assert Stock(direct, LEDGER).on_hand("367") == {"apple": -len(SALES)}
