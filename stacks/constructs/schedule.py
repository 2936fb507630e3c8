"""Calls by the clock."""

from collections.abc import Mapping, Sequence

from aws_cdk import Duration, TimeZone
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_scheduler import Schedule as BaseSchedule
from aws_cdk.aws_scheduler import ScheduleExpression, ScheduleTargetInput
from aws_cdk.aws_scheduler_targets import Universal
from constructs import Construct

from stacks.constructs.messages.dead_letters import DeadLetters

# A start that comes later would meet the next one.
LATEST = Duration.hours(1)
TRIES = 10


class Schedule(BaseSchedule):
    """A call of a service at an hour of UTC, daily or weekly; a call that can't be made is a dead letter."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        service: str = "glue",
        action: str,
        arguments: Mapping[str, object],
        policy_statements: Sequence[PolicyStatement],
        hour: int,
        day: str = "*",
        enabled: bool,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            enabled=enabled,
            schedule=ScheduleExpression.cron(
                minute="0", hour=str(hour), week_day=day, time_zone=TimeZone.ETC_UTC
            ),
            target=Universal(
                service=service,
                action=action,
                input=ScheduleTargetInput.from_object(dict(arguments)),
                policy_statements=list(policy_statements),
                dead_letter_queue=dead_letters,
                max_event_age=LATEST,
                retry_attempts=TRIES,
            ),
        )
