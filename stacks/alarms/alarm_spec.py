"""An alarm as a row of a table."""

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
    """A page wakes somebody: events wait without end, or may be lost. A ticket can wait for the morning."""

    PAGE = "Page"
    TICKET = "Ticket"


@dataclass(frozen=True, kw_only=True)
class AlarmSpec:
    """What is wrong when a metric breaches `threshold` in each of `periods`, and the page that helps.

    Where nothing is measured nothing is wrong, unless the row says otherwise.
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
        """What arrives with the notification."""
        return f"{self.fault} What to do: docs/runbooks/{self.runbook}.md"


def noticeable(config: Config, *, seconds: float) -> float:
    """A count of events that is no accident."""
    return NOTICEABLE * config.load.events_per_second * seconds
