"""Which of the app's resources are encrypted under which of its keys."""

from collections.abc import Iterator, Mapping
from typing import Any

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.resolve import Resolved

ENCRYPTED = (
    "AWS::Kinesis::Stream",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
)


def encryption_keys(app: Resolved) -> dict[str, str]:
    """Return the ARN of the key by the ARN of what is encrypted under it; keys that AWS owns are left out."""
    return {
        app.arn(resource): _key_arn(key)
        for type_ in ENCRYPTED
        for resource in app.resources(type_)
        if (key := next(_keys(resource), "")) and "alias/aws/" not in key
    }


def _keys(resource: Resource) -> Iterator[str]:
    properties = resource.properties
    yield from _bucket_keys(properties.get("BucketEncryption", {}))
    yield from filter(None, (properties.get("StreamEncryption", {}).get("KeyId"),))
    yield from filter(None, (properties.get("KmsMasterKeyId"),))
    yield from filter(None, (properties.get("KmsKeyId"),))


def _bucket_keys(encryption: Mapping[str, Any]) -> Iterator[str]:
    for rule in encryption.get("ServerSideEncryptionConfiguration", ()):
        default = rule.get("ServerSideEncryptionByDefault", {})
        if default.get("SSEAlgorithm") == "aws:kms":
            yield default["KMSMasterKeyID"]


def _key_arn(key: str) -> str:
    return key if key.startswith("arn:") else f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key}"
