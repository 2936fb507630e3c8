"""What whoever looks may do: read, and change nothing."""

from dataclasses import dataclass

from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kinesisfirehose import IDeliveryStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.constructs.nag import acknowledge
from stacks.constructs.operators.grants import READ_TABLE
from stacks.constructs.permit import (
    EVERYWHERE,
    permit,
    permit_key,
    permit_named_resources,
    permit_objects,
    permit_reading_counts,
)

LISTS = "Stacks, rules, replays and metrics are listed or read for the account: nothing can narrow it."
FAILED = "What failed is named by its consumer, its mapping and its time."
ARCHIVED = "Firehose names its objects by arrival hour; each version may be read."
CLAIMED = "A claim is named by its event and hash."
OF_THE_ENVIRONMENT = "All of this environment, whose stacks' names begin so; a policy has 6,144 characters."


@dataclass(frozen=True, kw_only=True)
class Operated:
    """What every environment has of what operators look at and mend."""

    environment: str
    key: IKey
    raw: IBucket
    quarantine: IBucket
    failures: IBucket
    stream: IStream
    delivery: IDeliveryStream
    positions: ITable
    recoveries: ITable


class LookPolicy(ManagedPolicy):
    """Attach it to whoever asks how an environment stands. Who mends needs it too.

    Patterns stand for many names where exact ones would outgrow what a policy takes: 6,144 characters.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, of: Operated) -> None:
        super().__init__(
            scope, construct_id, description=f"Look at Sluice {of.environment}, and change nothing"
        )
        self._let_list(of)
        self._let_read_stream(of)
        self._let_read_objects(of)
        permit(self, "dynamodb:Scan", on=of.positions.table_arn)
        permit(self, *READ_TABLE, on=of.recoveries.table_arn)
        permit_key(self, "kms:Decrypt", key=of.key, through=("kinesis", "s3"))

    def _let_list(self, of: Operated) -> None:
        permit(self, "cloudformation:ListStacks", "events:ListReplays", "events:ListRules", on="*")
        permit_reading_counts(self)
        acknowledge(self, {EVERYWHERE: LISTS})
        named = f"Sluice-{of.environment}-*"
        for service, resource, actions in (
            ("cloudformation", f"stack/{named}", ("DescribeStacks", "ListStackResources")),
            ("lambda", f"function:{named}", ("GetFunctionConfiguration",)),
            ("sqs", named, ("GetQueueAttributes", "GetQueueUrl")),
        ):
            permitted = [f"{service}:{action}" for action in actions]
            permit_named_resources(
                self, *permitted, service=service, resource=resource, because=OF_THE_ENVIRONMENT
            )

    def _let_read_stream(self, of: Operated) -> None:
        permit(
            self,
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
            on=of.stream.stream_arn,
        )
        permit(self, "firehose:DescribeDeliveryStream", on=of.delivery.delivery_stream_arn)

    def _let_read_objects(self, of: Operated) -> None:
        for bucket in (of.raw, of.quarantine, of.failures):
            permit(self, "s3:ListBucket", on=bucket.bucket_arn)
        permit(self, "s3:ListBucketVersions", on=of.raw.bucket_arn)
        for action in ("s3:GetObject", "s3:GetObjectVersion"):
            permit_objects(self, action, bucket=of.raw, prefix="events/", because=ARCHIVED)
        permit_objects(self, "s3:GetObject", bucket=of.raw, prefix="claims/", because=CLAIMED)
        permit_objects(self, "s3:GetObject", bucket=of.raw, prefix="errors/", because=FAILED)
        permit_objects(self, "s3:GetObject", bucket=of.quarantine, prefix="", because=FAILED)
        permit_objects(self, "s3:GetObject", bucket=of.failures, prefix="aws/lambda/", because=FAILED)
