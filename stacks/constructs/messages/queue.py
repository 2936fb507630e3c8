"""Queues of work, each with its dead letters."""

from aws_cdk import Duration
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_sqs import DeadLetterQueue, Queue, QueueEncryption
from constructs import Construct

from stacks.constructs.messages.dead_letters import DeadLetters

# The most that SQS keeps: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
LONGEST = Duration.days(14)


class WorkQueue(Queue):
    """An encrypted queue, TLS only; what was received so often and never done is a dead letter.

    Under SQS's own key, unless it holds whole events: then `key` encrypts it and its dead letters.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        visibility: Duration,
        tries: int,
        key: IKey | None = None,
    ) -> None:
        self.dead_letters = DeadLetters(scope, f"{construct_id}DeadLetters", key=key)
        super().__init__(
            scope,
            construct_id,
            dead_letter_queue=DeadLetterQueue(queue=self.dead_letters, max_receive_count=tries),
            encryption=QueueEncryption.KMS if key else QueueEncryption.SQS_MANAGED,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=LONGEST,
            visibility_timeout=visibility,
        )
