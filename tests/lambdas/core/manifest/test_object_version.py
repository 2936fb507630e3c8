from lambdas.core.manifest.object_version import ObjectVersion

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
EVENT = {
    "version": "0",
    "id": "17793124-05d4-b198-2fde-7ededc63b103",
    "detail-type": "Object Created",
    "source": "aws.s3",
    "account": "111122223333",
    "time": "2021-11-12T00:00:00Z",
    "region": "ca-central-1",
    "resources": ["arn:aws:s3:::amzn-s3-demo-bucket1"],
    "detail": {
        "version": "0",
        "bucket": {"name": "amzn-s3-demo-bucket1"},
        "object": {
            "key": "example key+1",
            "size": 5,
            "etag": "b1946ac92492d2347c6235b4d2611184",
            "version-id": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
            "sequencer": "617f08299329d189",
        },
        "request-id": "N4N7GDK58NMKJ12R",
        "requester": "123456789012",
        "source-ip-address": "1.2.3.4",
        "reason": "PutObject",
    },
}


def test_reads_the_version_that_came_under_the_name_that_it_has() -> None:
    """FAULTS 33."""
    assert ObjectVersion.of(EVENT) == ObjectVersion(
        bucket="amzn-s3-demo-bucket1", key="example key+1", version="IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"
    )
