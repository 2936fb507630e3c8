"""A stream and a bucket in moto, and clients that don't retry by themselves."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client

ONCE = Config(retries={"total_max_attempts": 1})


@pytest.fixture(autouse=True)
def no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep credentials of this machine out of the tests."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")


@pytest.fixture
def aws() -> Iterator[None]:
    """Answer every AWS call in this process."""
    with mock_aws():
        yield


@pytest.fixture
def kinesis(aws: None) -> "KinesisClient":  # noqa: ARG001
    """Give a client to a stream named sales."""
    client = boto3.client("kinesis", config=ONCE)
    client.create_stream(StreamName="events", ShardCount=1)
    return client


@pytest.fixture
def s3(aws: None) -> "S3Client":  # noqa: ARG001
    """Give a client to a bucket named raw."""
    client = boto3.client("s3", config=ONCE)
    client.create_bucket(Bucket="raw", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return client
