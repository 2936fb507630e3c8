"""Buckets with the defaults of this project."""

from typing import cast

from aws_cdk import Duration
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import (
    BlockPublicAccess,
    BucketEncryption,
    CfnBucket,
    IBucket,
    LifecycleRule,
    ObjectLockRetention,
    ObjectOwnership,
)
from aws_cdk.aws_s3 import Bucket as BaseBucket
from constructs import Construct

from stacks.constructs.lifetime import removal_policy
from stacks.constructs.storage.lifecycle import tier_with_age
from stacks.retention import ClassRetention, LockMode, ObjectLock


class Bucket(BaseBucket):
    """A private bucket, versioned, under the house key, TLS only, with access logs, cheaper with age.

    It keeps its objects for good, unless `lifecycle` or `retention` says otherwise.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: IKey,
        access_log: IBucket,
        retain: bool,
        lifecycle: LifecycleRule | None = None,
        retention: ClassRetention | None = None,
    ) -> None:
        kept = retention or ClassRetention()
        super().__init__(
            scope,
            construct_id,
            block_public_access=BlockPublicAccess.BLOCK_ALL,
            bucket_key_enabled=True,
            encryption=BucketEncryption.KMS,
            encryption_key=key,
            enforce_ssl=True,
            lifecycle_rules=[lifecycle or tier_with_age(Duration.days(kept.days) if kept.days else None)],
            minimum_tls_version=1.2,
            object_lock_default_retention=_default_retention(kept.lock),
            object_lock_enabled=kept.lockable or None,
            object_ownership=ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=removal_policy(retain=retain),
            server_access_logs_bucket=access_log,
            server_access_logs_prefix=f"{construct_id.lower()}/",
            versioned=True,
        )
        keep_policy(self, retain=retain)

    def announce_objects(self) -> None:
        """Send events to EventBridge by the bucket's own property: CDK's would add a custom resource."""
        bucket = cast(CfnBucket, self.node.default_child)
        bucket.notification_configuration = CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )


def _default_retention(lock: ObjectLock | None) -> ObjectLockRetention | None:
    """Return what each new version gets; those that are there already stay as they are."""
    if lock is None:
        return None
    days = Duration.days(lock.days)
    if lock.mode is LockMode.COMPLIANCE:
        return ObjectLockRetention.compliance(days)
    return ObjectLockRetention.governance(days)


class AccessLogBucket(BaseBucket):
    """The bucket of the access logs of the other buckets."""

    def __init__(self, scope: Construct, construct_id: str, *, retain: bool) -> None:
        super().__init__(
            scope,
            construct_id,
            block_public_access=BlockPublicAccess.BLOCK_ALL,
            # S3 can't deliver access logs into a bucket that a customer's key encrypts:
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
            encryption=BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            lifecycle_rules=[LifecycleRule(expiration=Duration.days(365))],
            minimum_tls_version=1.2,
            object_ownership=ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=removal_policy(retain=retain),
        )
        keep_policy(self, retain=retain)


def keep_policy(bucket: BaseBucket, *, retain: bool) -> None:
    """Leave a bucket that stays its policy: without it, what is append-only could be deleted."""
    if bucket.policy is not None:
        bucket.policy.apply_removal_policy(removal_policy(retain=retain))
