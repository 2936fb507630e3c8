"""Notices of AWS Batch about jobs that failed or don't run, kept until an operator removes them."""

from aws_cdk.aws_batch import JobQueue
from aws_cdk.aws_events import EventPattern, Rule
from constructs import Construct

from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.queue_target import QueueTarget


class JobNotices(Construct):
    """Two queues of events; what a rule can't deliver to the one goes to the other.

    https://docs.aws.amazon.com/batch/latest/userguide/batch_cwe_events.html
    https://docs.aws.amazon.com/batch/latest/userguide/batch-job-queue-blocked-events.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, queue: JobQueue) -> None:
        super().__init__(scope, construct_id)
        self.failed = DeadLetters(self, "Failed")
        self.not_running = DeadLetters(self, "NotRunning")
        of_queue = {"jobQueue": [queue.job_queue_arn]}
        Rule(
            self,
            "FailedRule",
            event_pattern=EventPattern(
                source=["aws.batch"],
                detail_type=["Batch Job State Change"],
                detail={**of_queue, "status": ["FAILED"]},
            ),
            targets=[QueueTarget(self.failed, dead_letters=self.not_running)],
        )
        Rule(
            self,
            "BlockedRule",
            event_pattern=EventPattern(
                source=["aws.batch"], detail_type=["Batch Job Queue Blocked"], detail=of_queue
            ),
            targets=[QueueTarget(self.not_running, dead_letters=self.failed)],
        )
