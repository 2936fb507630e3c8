"""The operators' read-only policy."""

from dataclasses import dataclass

from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kinesisfirehose import IDeliveryStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.constructs.grant import (
    EVERYWHERE,
    grant,
    grant_key,
    grant_named_resources,
    grant_objects,
    grant_read_metrics,
)
from stacks.constructs.nag import acknowledge

LISTS = "Stacks, rules, replays and metrics are listed or read for the account: nothing can narrow it."
FAILED = "What failed is named by its consumer, its mapping and its time."
ARCHIVED = "Firehose names its objects by arrival hour; each version may be read."
CLAIMED = "A claim is named by its event and hash."
OF_THE_RECOVERIES = "The one table of its stack; names that were generated are too long for all."
OF_THE_ENVIRONMENT = "All of this environment, whose stacks' names begin so; a policy has 6,144 characters."


@dataclass(frozen=True, kw_only=True)
class Operated:
    """The resources of every environment that operators look at and mend."""

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
    """The policy for looking at an environment; operators who mend need it too.

    Patterns stand for many names where exact ones would outgrow what a policy takes: 6,144 characters.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, of: Operated) -> None:
        super().__init__(
            scope, construct_id, description=f"Look at Sluice {of.environment}, and change nothing"
        )
        self._grant_list(of)
        self._grant_read_stream(of)
        self._grant_read_objects(of)
        grant(self, "dynamodb:Scan", on=of.positions.table_arn)
        grant_named_resources(
            self,
            "dynamodb:BatchGetItem",
            service="dynamodb",
            resource=f"table/Sluice-{of.environment}-Storage-*",
            because=OF_THE_RECOVERIES,
        )
        grant_key(self, "kms:Decrypt", key=of.key, through=("kinesis", "s3"))

    def _grant_list(self, of: Operated) -> None:
        grant(self, "cloudformation:ListStacks", "events:ListReplays", "events:ListRules", on="*")
        grant_read_metrics(self)
        acknowledge(self, {EVERYWHERE: LISTS})
        named = f"Sluice-{of.environment}-*"
        for service, resource, actions in (
            ("cloudformation", f"stack/{named}", ("DescribeStacks", "ListStackResources")),
            ("lambda", f"function:{named}", ("GetFunctionConfiguration",)),
            ("sqs", named, ("GetQueueAttributes", "GetQueueUrl")),
        ):
            allowed = [f"{service}:{action}" for action in actions]
            grant_named_resources(
                self, *allowed, service=service, resource=resource, because=OF_THE_ENVIRONMENT
            )

    def _grant_read_stream(self, of: Operated) -> None:
        grant(
            self,
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
            on=of.stream.stream_arn,
        )
        grant(self, "firehose:DescribeDeliveryStream", on=of.delivery.delivery_stream_arn)

    def _grant_read_objects(self, of: Operated) -> None:
        for bucket in (of.raw, of.quarantine, of.failures):
            grant(self, "s3:ListBucket", on=bucket.bucket_arn)
        grant(self, "s3:ListBucketVersions", on=of.raw.bucket_arn)
        for action in ("s3:GetObject", "s3:GetObjectVersion"):
            grant_objects(self, action, bucket=of.raw, prefix="events/", because=ARCHIVED)
        grant_objects(self, "s3:GetObject", bucket=of.raw, prefix="claims/", because=CLAIMED)
        grant_objects(self, "s3:GetObject", bucket=of.raw, prefix="errors/", because=FAILED)
        grant_objects(self, "s3:GetObject", bucket=of.quarantine, prefix="", because=FAILED)
        grant_objects(self, "s3:GetObject", bucket=of.failures, prefix="aws/lambda/", because=FAILED)
