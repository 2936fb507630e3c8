"""The permissions of a sender."""

from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.constructs.grant import grant, grant_objects


class ProducerPolicy(ManagedPolicy):
    """The policy of a producer's identity: send events, and park those too large."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stream: IStream, raw: IBucket, key: IKey
    ) -> None:
        super().__init__(scope, construct_id, description="Send events to Sluice")
        grant(self, "kinesis:PutRecords", on=stream.stream_arn)
        grant_objects(
            self,
            "s3:PutObject",
            bucket=raw,
            prefix="claims/",
            because="A claim is named by its event and hash; a producer may add one, not read or delete it.",
        )
        grant(self, "kms:GenerateDataKey", on=key.key_arn)
