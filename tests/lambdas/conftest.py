"""A consumer at work: its ledger in this process, its buckets in moto."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from domain.stock import effect
from lambdas.core.claims import Claims
from lambdas.core.ledger import Ledger
from lambdas.core.quarantine import Quarantine
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import create_ledger, in_process
from tests.lambdas.sales import CLAIMS, LEDGER, QUARANTINE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    """A client whose only table is an empty ledger."""
    return create_ledger(in_process())


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    """A client with a quarantine and a bucket of claims."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = _s3()
        for bucket in (QUARANTINE, CLAIMS):
            client.create_bucket(Bucket=bucket)
        yield client


@cache
def _s3() -> "S3Client":
    return boto3.client("s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def inventory(dynamodb: "DynamoDBClient", s3: "S3Client") -> LedgerFunction:
    """The inventory consumer."""
    return LedgerFunction(
        effect=effect,
        ledger=Ledger(dynamodb, LEDGER),
        claims=Claims(s3, CLAIMS),
        quarantine=Quarantine(s3, QUARANTINE, "inventory"),
    )
