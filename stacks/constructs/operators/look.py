"""What whoever looks may do: read, and change nothing."""

from aws_cdk import Fn, Stack
from aws_cdk.aws_iam import ManagedPolicy
from constructs import Construct

from stacks.constructs.nag import acknowledge
from stacks.constructs.operators.operated import Operated
from stacks.constructs.permit import (
    EVERYWHERE,
    exported,
    permit,
    permit_generations,
    permit_key,
    permit_named_objects,
    permit_named_resources,
    permit_objects,
    permit_reading_counts,
)

READ_TABLE = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan")
DESCRIBE_TABLE = (
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeTable",
    "dynamodb:ListTagsOfResource",
)
# Listing takes letters out of sight, and puts them back: nothing else about them changes.
READ_LETTERS = ("sqs:ChangeMessageVisibility", "sqs:ReceiveMessage")

LISTS = "Stacks, rules, replays and metrics are listed or read for the account: nothing can narrow it."
FAILED = "What failed is named by its consumer, its mapping and its time."
ARCHIVED = "Firehose names its objects by arrival hour; each version may be read."
CLAIMED = "A claim is named by its sale and hash."
DESCRIBES_A_TABLE = "Iceberg names a table's metadata, which holds no row and no value of a column."
OF_THE_LAKE = "Every table of this environment's lake."
OF_THE_ENVIRONMENT = "All of this environment, whose stacks' names begin so; a policy has 6,144 characters."
OF_THE_REPLAYS = (
    "What replays, the manifest and redrives remember; names that were generated are too long for all."
)
OF_THE_CONSUMERS = "Which consumer a function is; names that were generated are too long for all of them."
OF_A_LEDGER = "A generation's tables are made when it is; they bear the name of the live one."
OF_A_RULE = "Replays that are named for a rule and this environment: whoever starts one chooses the rest."
OF_A_MACHINE = "An execution is named by its replay."


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
        self._let_read_tables(of)
        self._let_read_letters(of)
        self._let_read_catalog(of)
        self._let_follow_jobs(of)
        self._let_follow_replays(of)
        permit_key(self, "kms:Decrypt", key=of.key, through=("kinesis", "s3"))

    def _let_list(self, of: Operated) -> None:
        permit(self, "cloudformation:ListStacks", "events:ListReplays", "events:ListRules", on="*")
        permit_reading_counts(self)
        acknowledge(self, {EVERYWHERE: LISTS})
        permit_named_resources(
            self,
            "cloudformation:DescribeStacks",
            "cloudformation:ListStackResources",
            service="cloudformation",
            resource=f"stack/Sluice-{of.environment}-*",
            because=OF_THE_ENVIRONMENT,
        )
        permit_named_resources(
            self,
            "lambda:GetFunctionConfiguration",
            service="lambda",
            resource=f"function:{Stack.of(of.follower).stack_name}-*",
            because=OF_THE_CONSUMERS,
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
        permit_named_objects(
            self, "s3:GetObject", bucket=of.curated.bucket, name="*.metadata.json", because=DESCRIBES_A_TABLE
        )

    def _let_read_tables(self, of: Operated) -> None:
        for ledger in of.ledgers:
            permit_generations(self, *READ_TABLE, *DESCRIBE_TABLE, of=ledger, because=OF_A_LEDGER)
        permit_named_resources(
            self,
            *READ_TABLE,
            service="dynamodb",
            resource=f"table/{Stack.of(of.replays).stack_name}-*",
            because=OF_THE_REPLAYS,
        )
        permit(self, "dynamodb:Scan", on=of.positions.table_arn)
        permit(self, "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", on=of.shelves.table_arn)

    def _let_read_letters(self, of: Operated) -> None:
        permit_named_resources(
            self,
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            service="sqs",
            resource=f"Sluice-{of.environment}-*",
            because=OF_THE_ENVIRONMENT,
        )
        for queue in of.dead_letters:
            permit(self, *READ_LETTERS, on=queue.queue_arn)

    def _let_read_catalog(self, of: Operated) -> None:
        """Glue asks for an action on the catalog, the database and the table.

        https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
        """
        database = of.curated.database
        for arn in (Stack.of(self).format_arn(service="glue", resource="catalog"), database.database_arn):
            permit(self, "glue:GetTable", on=arn)
        permit_named_resources(
            self,
            "glue:GetTable",
            service="glue",
            resource=f"table/{exported(database, database.database_name)}/*",
            because=OF_THE_LAKE,
        )

    def _let_follow_jobs(self, of: Operated) -> None:
        for job in of.jobs:
            permit(self, "glue:GetJob", "glue:GetJobRun", "glue:GetJobRuns", on=job.arn)
            permit(self, "logs:DescribeLogStreams", "logs:FilterLogEvents", on=job.output.log_group_arn)

    def _let_follow_replays(self, of: Operated) -> None:
        """Of raw and of events."""
        machine = Fn.select(6, Fn.split(":", exported(of.machine, of.machine.state_machine_arn)))
        permit_named_resources(
            self,
            "states:DescribeExecution",
            service="states",
            resource=f"execution:{machine}:*",
            because=OF_A_MACHINE,
        )
        permit(self, "events:DescribeArchive", on=of.archive.archive_arn)
        for subscription in of.subscriptions:
            permit_named_resources(
                self,
                "events:DescribeReplay",
                service="events",
                resource=f"replay/{subscription.replay_name(of.environment)}*",
                because=OF_A_RULE,
            )
