"""Object Lock of the deployed buckets: MiniStack has it, and its CloudFormation leaves it out."""

from typing import TYPE_CHECKING, Any

from twin.assembly import Resource
from twin.resolve import Resolved

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def set_object_locks(s3: "S3Client", app: Resolved) -> None:
    """Give each bucket the lock that its template declares.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-objectlockconfiguration.html
    """
    for bucket in app.resources("AWS::S3::Bucket"):
        if bucket.properties.get("ObjectLockEnabled"):
            _set(s3, app, bucket)


def _set(s3: "S3Client", app: Resolved, bucket: Resource) -> None:
    name = app.arn(bucket).rpartition(":")[2]
    declared = bucket.properties.get("ObjectLockConfiguration", {})
    configuration: Any = {"ObjectLockEnabled": "Enabled", **declared}
    s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=configuration)
