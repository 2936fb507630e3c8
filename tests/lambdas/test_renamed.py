"""What a consumer, its function or its handler is called reaches no key."""

from typing import TYPE_CHECKING

from domain.stock import effect
from lambdas.core.claims import Claims
from lambdas.core.ledger import Ledger
from lambdas.core.quarantine import Quarantine
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import rows_of
from tests.lambdas.sales import CLAIMS, LEDGER, QUARANTINE, encoded, event, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


def test_a_consumer_knows_what_it_applied_under_another_name(
    dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 13."""
    inventory, stock = (
        LedgerFunction(effect, Ledger(dynamodb, LEDGER), Claims(s3, CLAIMS), Quarantine(s3, QUARANTINE, name))
        for name in ("inventory", "stock")
    )
    batch = event([encoded(sale(1)), encoded(sale(2))])
    inventory.handle(batch, lambda: 60_000)
    before = rows_of(dynamodb)

    report = stock.handle(batch, lambda: 60_000)

    assert report.counts == {"repeated": 2}
    assert rows_of(dynamodb) == before
