"""One event on its way to one target: tried again while that may help, then a dead letter.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
"""

from dataclasses import dataclass, replace
from typing import Literal

from twin.semantics.bus_settings import Target
from twin.semantics.event_pattern import Event
from twin.semantics.lane import Backoff, exponential

Exhausted = Literal["MaximumRetryAttempts", "MaximumEventAgeInSeconds"]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An event for a target of a rule; of its `attempts`, all but the first are retries."""

    event: Event
    rule_arn: str
    target: Target
    accepted_at: float
    attempts: int = 0
    due_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class TargetRefusal:
    """Why a target didn't take an event; the codes are those that EventBridge's dead letters name."""

    code: str
    message: str
    may_pass: bool


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that is given up; `condition` says which limit was reached, None that there was no retry."""

    dispatch: Dispatch
    refusal: TargetRefusal
    condition: Exhausted | None

    def attributes(self) -> dict[str, str]:
        """Return the message attributes of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html.

        Modelled: what was never tried again has neither RETRY_ATTEMPTS nor EXHAUSTED_RETRY_CONDITION.
        """
        attributes = {
            "RULE_ARN": self.dispatch.rule_arn,
            "TARGET_ARN": self.dispatch.target.arn,
            "ERROR_CODE": self.refusal.code,
            "ERROR_MESSAGE": self.refusal.message,
        }
        if self.condition:
            attributes["RETRY_ATTEMPTS"] = str(self.dispatch.attempts - 1)
            attributes["EXHAUSTED_RETRY_CONDITION"] = self.condition
        return attributes


def refused(
    dispatch: Dispatch, refusal: TargetRefusal, now: float, backoff: Backoff = exponential
) -> Dispatch | DeadLetter:
    """Return what becomes of an event that its target has just refused.

    "For errors that result from missing permissions to a target, or if a target resource that no longer
    exists, no retry attempts will happen"; else retries follow "with an exponential back off and jitter", of
    which AWS doesn't publish the waits.
    """
    tried = replace(dispatch, attempts=dispatch.attempts + 1)
    if not refusal.may_pass:
        return DeadLetter(tried, refusal, None)
    policy = dispatch.target.retry_policy
    if tried.attempts > policy.maximum_retry_attempts:
        return DeadLetter(tried, refusal, "MaximumRetryAttempts")
    due_at = now + backoff(tried.attempts)
    if due_at > dispatch.accepted_at + policy.maximum_event_age_in_seconds:
        return DeadLetter(tried, refusal, "MaximumEventAgeInSeconds")
    return replace(tried, due_at=due_at)
