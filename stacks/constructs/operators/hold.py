"""The operators' policy for legal holds, where an environment lets versions be held."""

from collections.abc import Iterable

from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.constructs.grant import grant, grant_objects

HELD = "Who puts a hold chooses the object; a hold deletes nothing, and lets nobody delete."


class HoldPolicy(ManagedPolicy):
    """The policy for putting and releasing holds; the break-glass role, which deletes, doesn't have it."""

    def __init__(
        self, scope: Construct, construct_id: str, *, environment: str, buckets: Iterable[IBucket]
    ) -> None:
        super().__init__(
            scope, construct_id, description=f"Put legal holds on versions of Sluice {environment}"
        )
        for bucket in buckets:
            grant(self, "s3:ListBucketVersions", on=bucket.bucket_arn)
            actions = ("s3:GetObjectLegalHold", "s3:PutObjectLegalHold")
            grant_objects(self, *actions, bucket=bucket, prefix="", because=HELD)
