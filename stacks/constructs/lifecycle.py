"""What becomes of objects with time: a rule for each kind of bucket."""

from aws_cdk import Duration
from aws_cdk.aws_s3 import LifecycleRule, StorageClass, Transition

KEEP_OVERWRITTEN = Duration.days(90)
KEEP_COMPACTED = Duration.days(7)
ABANDON_UPLOADS = Duration.days(7)
SELDOM_READ = Duration.days(30)


def cheaper_with_age() -> LifecycleRule:
    """Current objects stay for good and readable at once; only versions that were replaced expire."""
    return LifecycleRule(
        abort_incomplete_multipart_upload_after=ABANDON_UPLOADS,
        noncurrent_version_expiration=KEEP_OVERWRITTEN,
        transitions=[
            _into(StorageClass.INFREQUENT_ACCESS, SELDOM_READ),
            _into(StorageClass.GLACIER_INSTANT_RETRIEVAL, Duration.days(90)),
        ],
    )


def gone_after(age: Duration) -> LifecycleRule:
    """What has served its purpose by then; hardly read after a month, if it stays longer."""
    seldom = _into(StorageClass.INFREQUENT_ACCESS, SELDOM_READ)
    return LifecycleRule(
        abort_incomplete_multipart_upload_after=ABANDON_UPLOADS,
        expiration=age,
        noncurrent_version_expiration=min(age, KEEP_OVERWRITTEN, key=Duration.to_days),
        transitions=[seldom] if age.to_days() > SELDOM_READ.to_days() else [],
    )


def rewritten() -> LifecycleRule:
    """Files of tables. What compaction replaced goes soon: snapshots hold what is still wanted as it was.

    Of the cheaper classes this one alone charges nothing for reading a file or removing it early, which
    compaction and late events do: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
    """
    return LifecycleRule(
        abort_incomplete_multipart_upload_after=ABANDON_UPLOADS,
        noncurrent_version_expiration=KEEP_COMPACTED,
        transitions=[_into(StorageClass.INTELLIGENT_TIERING, SELDOM_READ)],
    )


def _into(storage_class: StorageClass, after: Duration) -> Transition:
    return Transition(storage_class=storage_class, transition_after=after)
