"""The operators' permissions on adapters, besides those of every environment."""

from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_kms import IKey
from constructs import Construct

from stacks.constructs.grant import grant, grant_key
from stacks.constructs.messages.queue import WorkQueue

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
MOVE_LETTERS = (
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
    "sqs:StartMessageMoveTask",
)


class SourceOperators(ManagedPolicy):
    """The policy for operators who mend: read dead letters of adapters, and send them back."""

    def __init__(self, scope: Construct, construct_id: str, *, key: IKey) -> None:
        super().__init__(scope, construct_id, description="Operate the adapters of Sluice")
        grant_key(self, "kms:Decrypt", "kms:GenerateDataKey", key=key, through=("secretsmanager", "sqs"))

    def grant_letters(self, queue: WorkQueue) -> None:
        """Let operators look at a queue, and send its dead letters back to it."""
        grant(self, *MOVE_LETTERS, on=queue.dead_letters.queue_arn)
        grant(self, "sqs:GetQueueAttributes", "sqs:SendMessage", on=queue.queue_arn)
