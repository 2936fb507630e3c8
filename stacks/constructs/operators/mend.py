"""What whoever mends may change, beside what whoever looks may read."""

from aws_cdk.aws_iam import ManagedPolicy
from constructs import Construct

from stacks.constructs.operators.look import OF_A_LEDGER, OF_A_RULE
from stacks.constructs.operators.operated import Operated
from stacks.constructs.permit import (
    permit,
    permit_key,
    permit_named_resources,
    permit_objects,
    permit_tables,
)

RESTORED = "What is restored lies on top of its object, which Firehose named; nothing can be deleted."
KEPT = "Letters, and rows that a swap takes out of a ledger, are kept under names that say which they are."
MAKE_TABLE = ("dynamodb:CreateTable", "dynamodb:TagResource", "dynamodb:UpdateContinuousBackups")


class MendPolicy(ManagedPolicy):
    """Attach it beside the policy for looking: every command that changes something looks first."""

    def __init__(self, scope: Construct, construct_id: str, *, of: Operated) -> None:
        super().__init__(
            scope, construct_id, description=f"Mend Sluice {of.environment}, together with the look policy"
        )
        self._let_send_back(of)
        self._let_replay(of)
        self._let_rebuild(of)
        self._let_mend_raw(of)
        self._let_mend_shelves(of)
        for job in of.jobs:
            permit(self, "glue:StartJobRun", on=job.arn)
        permit_key(self, "kms:GenerateDataKey", key=of.key, through=("kinesis", "s3"))

    def _let_send_back(self, of: Operated) -> None:
        """Failures and letters, to the stream, the queues, and the function that follows a table."""
        permit(self, "dynamodb:UpdateItem", on=of.recoveries.table_arn)
        permit(self, "kinesis:PutRecords", on=of.stream.stream_arn)
        permit(self, "lambda:InvokeFunction", on=of.follower.function_arn)
        for queue in of.queues:
            permit(self, "sqs:SendMessage", on=queue.queue_arn)
        for queue in of.returnable:
            permit(self, "sqs:DeleteMessage", on=queue.queue_arn)
        permit_objects(self, "s3:PutObject", bucket=of.failures, prefix="letters/", because=KEPT)

    def _let_replay(self, of: Operated) -> None:
        permit(
            self,
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            on=of.replays.table_arn,
        )
        permit(self, "states:StartExecution", on=of.machine.state_machine_arn)
        permit(self, "events:StartReplay", on=of.archive.archive_arn)
        permit(self, "events:StartReplay", on=of.bus.event_bus_arn)
        for subscription in of.subscriptions:
            permit_named_resources(
                self,
                "events:CancelReplay",
                "events:StartReplay",
                service="events",
                resource=f"replay/{subscription.replay_name(of.environment)}*",
                because=OF_A_RULE,
            )

    def _let_rebuild(self, of: Operated) -> None:
        for ledger in of.ledgers:
            permit_tables(self, *MAKE_TABLE, "dynamodb:DeleteTable", beside=ledger, because=OF_A_LEDGER)
            permit(
                self,
                "dynamodb:DeleteItem",
                "dynamodb:PartiQLInsert",
                "dynamodb:PutItem",
                on=ledger.table_arn,
            )
        permit_objects(self, "s3:PutObject", bucket=of.failures, prefix="rebuilt/", because=KEPT)

    def _let_mend_raw(self, of: Operated) -> None:
        permit(self, "dynamodb:PutItem", "dynamodb:UpdateItem", on=of.manifest.table_arn)
        permit_objects(self, "s3:PutObject", bucket=of.raw, prefix="events/", because=RESTORED)

    def _let_mend_shelves(self, of: Operated) -> None:
        permit(self, "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", on=of.shelves.table_arn)
