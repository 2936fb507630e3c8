"""The evaluations of data quality that passed of late."""

from aws_cdk import Duration
from constructs import Construct

from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.event_queue import EventQueue

# A day more than from one run to the next.
REMEMBERED = Duration.days(8)
NOT_WORK = "Nobody works through it: an alarm counts what of late has passed, and SQS forgets the rest."


class PassedEvaluations(EventQueue):
    """A queue with an event for each run in which every rule of a table held, as long as the next may take.

    What Glue tells of a run that can't even start isn't documented, so that failures can't be counted. What
    passed can: a run that fails, breaks a rule or never starts is missing here.
    https://docs.aws.amazon.com/glue/latest/dg/data-quality-alerts.html
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, database: str, dead_letters: DeadLetters
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            source="aws.glue-dataquality",
            detail_type="Data Quality Evaluation Results Available",
            detail={
                "context": {"databaseName": [database]},
                "score": [{"numeric": ["=", 1]}],
                "state": ["SUCCEEDED"],
            },
            kept=REMEMBERED,
            not_work=NOT_WORK,
            dead_letters=dead_letters,
        )
