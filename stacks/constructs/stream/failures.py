"""The archive of batches that an event source mapping gave up."""

import jsii
from aws_cdk.aws_iam import Role
from aws_cdk.aws_lambda import DlqDestinationConfig, IEventSourceDlq, IEventSourceMapping, IFunction
from aws_cdk.aws_s3 import IBucket

from stacks.constructs.grant import grant, grant_objects


@jsii.implements(IEventSourceDlq)
class FailureArchive:
    """A bucket keeps the whole batch, where a queue or topic would get only its shard and numbers.

    `S3OnFailureDestination` would also let the function read and delete what is there:
    https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    """

    def __init__(self, bucket: IBucket, role: Role) -> None:
        self._role = role
        self._bucket = bucket

    def bind(self, target: IEventSourceMapping, target_handler: IFunction) -> DlqDestinationConfig:  # noqa: ARG002
        """Called by the mapping."""
        grant_objects(
            self._role,
            "s3:PutObject",
            bucket=self._bucket,
            prefix="",
            because="Lambda names what it archives; the function can't read or delete it.",
        )
        grant(self._role, "s3:ListBucket", on=self._bucket.bucket_arn)
        return DlqDestinationConfig(destination=self._bucket.bucket_arn)
