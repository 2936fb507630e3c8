"""The claim check: FAULTS 20."""

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from contracts.claim_check import Claim
from lambdas.core.contract import parse
from producer.claims import ClaimBucket
from producer.event import encode
from tests.producer.sales import sale

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def test_the_claim_says_where_the_sales_bytes_lie(s3: "S3Client") -> None:
    """FAULTS 20."""
    big = encode(sale())
    sha256 = hashlib.sha256(big.data).hexdigest()

    claim = json.loads(ClaimBucket(s3=s3, bucket="raw").check_in(big).data)

    key = f"claims/{big.event_id}/{sha256}.json"
    assert claim == {
        "schema_version": "1.0",
        "sale_id": big.event_id,
        "store_id": big.partition,
        "claim": {"key": key, "sha256": sha256, "bytes": len(big.data)},
    }
    assert s3.get_object(Bucket="raw", Key=key)["Body"].read() == big.data


def test_consumers_read_the_claim(s3: "S3Client") -> None:
    """FAULTS 20: the producer knows nothing of their code, so this holds the two together."""
    big = encode(sale())

    claim = parse(ClaimBucket(s3=s3, bucket="raw").check_in(big).data)

    assert isinstance(claim, Claim)
    assert claim.event_id == big.event_id


def test_checking_again_leaves_one_object_and_the_same_claim(s3: "S3Client") -> None:
    """FAULTS 17, 20."""
    claims = ClaimBucket(s3=s3, bucket="raw")

    first = claims.check_in(encode(sale()))
    again = claims.check_in(encode(sale()))

    assert again == first
    assert s3.list_objects_v2(Bucket="raw")["KeyCount"] == 1


def test_what_lies_there_is_never_overwritten(s3: "S3Client") -> None:
    """FAULTS 50."""
    big = encode(sale())
    key = f"claims/{big.event_id}/{hashlib.sha256(big.data).hexdigest()}.json"
    s3.put_object(Bucket="raw", Key=key, Body=b"another's")

    ClaimBucket(s3=s3, bucket="raw").check_in(big)

    assert s3.get_object(Bucket="raw", Key=key)["Body"].read() == b"another's"


def test_any_other_refusal_of_the_bucket_is_the_callers_to_hear(s3: "S3Client") -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        ClaimBucket(s3=s3, bucket="gone").check_in(encode(sale()))


def test_two_payloads_of_one_sale_id_lie_side_by_side(s3: "S3Client") -> None:
    claims = ClaimBucket(s3=s3, bucket="raw")

    claims.check_in(encode(sale()))
    claims.check_in(encode({**sale(), "payment_token": "tok_other"}))

    assert s3.list_objects_v2(Bucket="raw")["KeyCount"] == 2
