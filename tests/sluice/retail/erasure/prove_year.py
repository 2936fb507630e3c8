"""One of 2,469 members is forgotten over the whole year, and it is said what that takes."""

import gzip
import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from contracts.personal import FORGOTTEN
from domain import EVENT
from domain.scenario.baskets import list_baskets
from lambdas.core import contract
from lambdas.core.ledger_row import LedgerRow, item
from lambdas.core.raw import EVENTS, encode_line, hour_prefix
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.forget import Forgetting
from sluice.erasure.versions import VersionedBucket
from tests import emulated
from tests.lambdas.ledgers import table_properties

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

LEDGER = "loyalty"
BUCKETS = ("raw", "quarantine", "failures")
MOST_MINUTES = 15


@dataclass(frozen=True)
class DeploymentOfTheYear(ErasureDeployment):
    """Buckets and a ledger in this process."""

    s3: "S3Client"

    @cached_property
    def raw(self) -> VersionedBucket:
        return VersionedBucket(self.s3, "raw")

    @cached_property
    def quarantine(self) -> VersionedBucket:
        return VersionedBucket(self.s3, "quarantine")

    @cached_property
    def failures(self) -> VersionedBucket:
        return VersionedBucket(self.s3, "failures")

    @cached_property
    def manifest(self) -> None:
        return None


@pytest.fixture(scope="module")
def sales() -> list[dict[str, Any]]:
    return [json.loads(each.data) for each in list_baskets(date(2017, 1, 1), 366)]


def archive(s3: "S3Client", sales: list[dict[str, Any]]) -> int:
    """Put the year into raw, an object an hour; return how many."""
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    hours: defaultdict[str, list[bytes]] = defaultdict(list)
    for sale in sales:
        data = json.dumps(sale, separators=(",", ":")).encode()
        hours[hour_prefix(contract.parse(data).occurred_at)].append(data)  # type: ignore[union-attr]
    for prefix, records in hours.items():
        body = gzip.compress(b"".join(map(encode_line, records)))
        s3.put_object(Bucket="raw", Key=f"{prefix}a.gz", Body=body)
    return len(hours)


def book(dynamodb: "DynamoDBClient", sales: list[dict[str, Any]]) -> None:
    """Give the ledger the rows of these sales."""
    dynamodb.create_table(TableName=LEDGER, **table_properties(LEDGER))
    for sale in sales:
        data = json.dumps(sale, separators=(",", ":")).encode()
        event: Any = contract.parse(data)
        effect: Any = {"points": 1, "loyalty_id": sale["loyalty_id"]}
        dynamodb.put_item(TableName=LEDGER, Item=item(LedgerRow.of(event, data, effect)))


def test_no_object_holds_the_member_any_more(sales: list[dict[str, Any]]) -> None:
    s3, dynamodb = emulated.s3(), emulated.dynamodb()
    by_member = Counter(sale["loyalty_id"] for sale in sales)
    assert len(by_member) == 2_469
    member, bought = by_member.most_common()[1_234]
    objects = archive(s3, sales)
    book(dynamodb, [sale for sale in sales if sale["loyalty_id"] == member])
    assert EVENT.personal is not None
    deployment = DeploymentOfTheYear("dev", {"s3": s3, "dynamodb": dynamodb}.__getitem__, s3)
    forgetting = Forgetting(deployment, EVENT.personal, member)

    began = time.perf_counter()
    plan = forgetting.plan(lambda _: [])
    planned = time.perf_counter()
    rows, remaining = forgetting.carry_out(plan, [LEDGER])
    done = time.perf_counter()

    tokens = {sale["payment_token"] for sale in sales if sale["loyalty_id"] == member}
    assert plan.person.tokens == tokens
    assert (rows, remaining) == (bought, [])
    held = b"".join(gzip.decompress(each.body) for each in deployment.raw.versions(EVENTS))
    assert not [token for token in tokens if token.encode() in held]
    assert held.count(f'"loyalty_id":"{FORGOTTEN}"'.encode()) == bought
    assert held.count(b"\n") == len(sales)
    print(
        f"\n{len(sales):,} sales in {objects:,} objects; of member {bought} sales, {len(tokens)} tokens, "
        f"{len({each.key for each in plan.objects.raw})} objects written anew; "
        f"plan {planned - began:.0f} s, done in {done - planned:.0f} s"
    )
    assert done - began < MOST_MINUTES * 60
