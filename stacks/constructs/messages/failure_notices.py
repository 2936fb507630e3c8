"""Events about failures, kept until an operator removes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Duration
from constructs import Construct

from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.event_queue import EventQueue

LONGEST = Duration.days(14)
NOT_WORK = "Nobody works through it: an alarm tells of the first notice, and somebody reads and removes it."


class FailureNotices(EventQueue):
    """A queue of the events of one kind of failure."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        source: str,
        detail_type: str,
        detail: Mapping[str, Any],
        resources: Sequence[str] = (),
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            source=source,
            detail_type=detail_type,
            detail=detail,
            resources=resources,
            kept=LONGEST,
            not_work=NOT_WORK,
            dead_letters=dead_letters,
        )
