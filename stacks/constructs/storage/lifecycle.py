"""Lifecycle rules, one for each kind of bucket."""

from aws_cdk import Duration
from aws_cdk.aws_s3 import LifecycleRule, StorageClass, Transition

KEEP_OVERWRITTEN = Duration.days(90)
KEEP_COMPACTED = Duration.days(7)
ABANDON_UPLOADS = Duration.days(7)
SELDOM_READ = Duration.days(30)
COLD = Duration.days(90)


def tier_with_age(age: Duration | None = None) -> LifecycleRule:
    """Keep current objects so long or for good, readable at once; expire versions that were replaced."""
    steps = {StorageClass.INFREQUENT_ACCESS: SELDOM_READ, StorageClass.GLACIER_INSTANT_RETRIEVAL: COLD}
    return LifecycleRule(
        abort_incomplete_multipart_upload_after=ABANDON_UPLOADS,
        expiration=age,
        noncurrent_version_expiration=_shorter(age, KEEP_OVERWRITTEN),
        transitions=[
            _into(storage_class, after)
            for storage_class, after in steps.items()
            if age is None or after.to_days() < age.to_days()
        ],
    )


def expire_after(age: Duration) -> LifecycleRule:
    """Expire what has served its purpose by then; it is hardly read after a month, if it stays longer."""
    seldom = _into(StorageClass.INFREQUENT_ACCESS, SELDOM_READ)
    return LifecycleRule(
        abort_incomplete_multipart_upload_after=ABANDON_UPLOADS,
        expiration=age,
        noncurrent_version_expiration=_shorter(age, KEEP_OVERWRITTEN),
        transitions=[seldom] if age.to_days() > SELDOM_READ.to_days() else [],
    )


def expire_replaced() -> LifecycleRule:
    """Expire table files that compaction replaced: snapshots hold what is still wanted as it was.

    Of the cheaper classes this one alone charges nothing for reading a file or removing it early, which
    compaction and late events do: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
    """
    return LifecycleRule(
        abort_incomplete_multipart_upload_after=ABANDON_UPLOADS,
        noncurrent_version_expiration=KEEP_COMPACTED,
        transitions=[_into(StorageClass.INTELLIGENT_TIERING, SELDOM_READ)],
    )


def _shorter(age: Duration | None, other: Duration) -> Duration:
    return other if age is None else min(age, other, key=Duration.to_days)


def _into(storage_class: StorageClass, after: Duration) -> Transition:
    return Transition(storage_class=storage_class, transition_after=after)
