"""The declaration of an alarm."""

from dataclasses import dataclass
from enum import Enum

from aws_cdk.aws_cloudwatch import ComparisonOperator, IMetric, TreatMissingData

from stacks.config import Config

AT_LEAST = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
BELOW = ComparisonOperator.LESS_THAN_THRESHOLD

# Of the time that a late event has before it leaves for the failure archive, or the stream forgets it.
AT_RISK = 0.1
# Of the load that the environment is built for.
NOTICEABLE = 0.01


class Urgency(Enum):
    """The kind of notification: a page when events wait without end or may be lost, else a ticket."""

    PAGE = "Page"
    TICKET = "Ticket"


@dataclass(frozen=True, kw_only=True)
class AlarmSpec:
    """An alarm: a metric that breaches `threshold` in each of `periods`, the fault, and its runbook.

    Where nothing is measured nothing is wrong, unless `missing` says otherwise.
    """

    name: str
    fault: str
    urgency: Urgency
    runbook: str
    metric: IMetric
    threshold: float = 1
    periods: int = 1
    comparison: ComparisonOperator = AT_LEAST
    missing: TreatMissingData = TreatMissingData.NOT_BREACHING

    @property
    def description(self) -> str:
        """Return the text of the notification."""
        return f"{self.fault} What to do: docs/runbooks/{self.runbook}.md"


def count_noticeable(config: Config, *, seconds: float) -> float:
    """Return how many events in so many seconds are no accident."""
    return NOTICEABLE * config.load.events_per_second * seconds
