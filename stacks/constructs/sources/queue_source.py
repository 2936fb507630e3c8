"""An application's own queue: the holder of its policy sends messages, each of which is one event."""

from dataclasses import dataclass

from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.constructs.grant import grant
from stacks.constructs.messages.queue import WorkQueue
from stacks.constructs.sources.intake import IntakeContext, IntakeFunction, map_queue, visibility_timeout
from stacks.constructs.sources.operators import SourceOperators


@dataclass(frozen=True, kw_only=True)
class QueueSourceSettings:
    """The messages a call, the calls at once, and the attempts before a message is given up.

    A message is hidden for six minutes while it is tried: 20 tries are two hours.
    """

    batch: int = 10
    at_once: int = 2
    tries: int = 20


class SenderPolicy(ManagedPolicy):
    """The policy of the application's identity: send messages, and nothing else."""

    def __init__(self, scope: Construct, construct_id: str, *, queue: IQueue, key: IKey) -> None:
        super().__init__(scope, construct_id, description="Send events to the queue of Sluice")
        grant(self, "sqs:SendMessage", on=queue.queue_arn)
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
        grant(self, "kms:Decrypt", "kms:GenerateDataKey", on=key.key_arn)


class QueueSource(Construct):
    """A queue whose messages are removed only when the stream, or the quarantine, has their events."""

    def __init__(
        self, scope: Construct, construct_id: str, *, context: IntakeContext, settings: QueueSourceSettings
    ) -> None:
        super().__init__(scope, construct_id)
        self.name, self.namespace = "queue_source", context.config.namespace
        self.queue = WorkQueue(
            self, "Queue", visibility=visibility_timeout(), tries=settings.tries, key=context.key
        )
        self.function = IntakeFunction(self, "Function", context=context, service=self.name)
        self.mapping = map_queue(
            self,
            queue=self.queue,
            function=self.function,
            batch=settings.batch,
            at_once=settings.at_once,
        )
        self.sender_policy = SenderPolicy(self, "Sender", queue=self.queue, key=context.key)

    def grant_operate(self, operators: SourceOperators) -> None:
        """Let operators look at what waits and was given up, and send it back."""
        operators.grant_letters(self.queue)
